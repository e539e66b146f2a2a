//! The engine from outside: its data, what it reads out of figures, what always holds, and the
//! index on disk. One binary, so that it links once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should end")]

/// What a request mentions without asking for it.
mod aside;
mod brackets;
/// Collections of requests judged by people who had not seen what the engine answers.
mod collections;
/// Refusals, places, lots and lists.
mod conditions;
/// Every row of every data file.
mod data;
mod demand;
/// Figures in five languages.
mod figures;
/// Fits kept up to date are fits judged anew.
mod fits;
/// What of a capacity is free, and what it comes to in pieces.
mod free;
/// What one thing asked for implies of another.
mod implications;
/// Weights from outcomes: scores summed again, fitting, replay.
mod learn;
/// Counts that the papers state.
mod papers;
/// One need, five languages.
mod parity;
/// What a ranking promises.
mod promises;
/// What holds whatever is written.
mod properties;
/// The judged set: floors of match quality.
mod relevance;
/// What requests ask for, as buyers write them.
mod requests;
mod role;
/// The index on disk.
mod store;
/// Why a pair came to fit, or no longer does.
mod turns;
/// The same figure, typed in many ways.
mod typing;
