//! The engine from outside: its data, what it reads out of figures, what always holds, and the
//! index on disk. One binary, so that it links once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should end")]

/// Every row of every data file.
mod data;

/// The judged set: floors of match quality.
mod relevance;
