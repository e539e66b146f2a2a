//! The JSON door, `/api/v1`: one file per noun.
