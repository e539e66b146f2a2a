//! Interchange files.
