//! Match runs.
