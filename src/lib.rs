//! khop
