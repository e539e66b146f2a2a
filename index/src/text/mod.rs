//! Text as the engine sees it: normalised characters and tokens that still know which bytes of
//! the original they came from, so that every finding can be quoted as it was written.

mod fold;
mod normalise;
mod token;

pub(crate) use fold::{WordKey, word_key};
pub(crate) use normalise::{Character, normalise};
pub(crate) use token::{Token, TokenKind, tokenise};
