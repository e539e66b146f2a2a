//! Supplier profiles.
