//! The matching engine of Khớp: text and profiles in, explained ranking out.
//!
//! Knows no HTTP, no SQL, no async and no clock: whoever calls says what day it is.
//!
//! Reading order: [`taxonomy`] (the vocabulary) → [`understand`] (text to constraints and
//! mentions) → [`profile`] and [`request`] (what goes in) → [`matching`] (what comes out) →
//! [`store`] (the same over a Tantivy index) and [`demand`] (the same, the other way round) →
//! [`learn`] (weights from what came of it).

pub mod baseline;
mod chain;
mod compile;
mod config;
pub mod demand;
mod engine;
mod error;
mod lang;
pub mod learn;
pub mod matching;
pub mod profile;
pub mod request;
pub mod store;
pub mod taxonomy;
mod text;
pub mod understand;

pub use compile::Compiled;
pub use config::{Bearing, RankingConfig};
pub use engine::Engine;
pub use error::Error;
pub use lang::Language;
pub use matching::RankOptions;
