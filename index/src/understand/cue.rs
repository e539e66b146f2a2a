//! Whether the words of a cue stand where they can be one.

use super::{bracket, reading::Reading};
use crate::taxonomy::{Scope, Taxonomy};

/// Whether the tokens `first..past` can be the cue that their words name.
pub(crate) fn stands(reading: &Reading<'_>, cue: u16, first: usize, past: usize) -> bool {
    let Some(cue) = Taxonomy::get().cues.get(usize::from(cue)) else { return false };
    // "Investment: …" is a heading, "investment casting" is a process.
    let goes_on = || reading.tokens.get(past).is_some_and(|token| token.is_unit());
    // "Đều được. Ưu tiên …": no cue goes on over the end of a sentence.
    let crosses = || reading.words(first, past).contains(". ");
    // "Anodising (partners)" tells who does it; "partners" in a sentence may be anything.
    let loose = || cue.scope == Scope::Bracket && bracket::around(reading, first, past).is_none();
    !(cue.heading && goes_on() || crosses() || loose())
}
