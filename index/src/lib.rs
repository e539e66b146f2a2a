//! The matching engine of Khớp: text and profiles in, explained ranking out.
//!
//! Knows no HTTP, no SQL, no async and no clock: whoever calls says what day it is.
//!
//! Reading order: [`taxonomy`] (the vocabulary) → [`understand`] (text to constraints and
//! mentions) → [`profile`] and [`request`] (what goes in) → [`matching`] (what comes out).

mod lang;
pub mod matching;
pub mod profile;
pub mod request;
pub mod taxonomy;
pub mod understand;

pub use lang::Language;
