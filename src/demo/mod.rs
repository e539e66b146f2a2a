//! The demo directory.
