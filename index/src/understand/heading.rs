//! Cues that head a list: "Must have: A; B; C.", and a line of its own over the lines that it speaks of.

use super::{
    clause::{Axis, any_mention, units},
    reading::{Hit, Reading},
};
use crate::{
    taxonomy::{CueClass, Scope},
    text::TokenKind,
};

/// Whether the cue is a heading: (nearly) alone on its line, or followed by a colon with nothing
/// but the cue before it.
pub(super) fn heading(reading: &Reading<'_>, hit: Hit, sentence: (usize, usize)) -> bool {
    let colon = |index: usize| {
        matches!(
            reading.tokens.get(index).map(|token| token.kind),
            Some(TokenKind::Mark(':' | '：' | ']' | '】' | '>' | ')' | '）'))
        )
    };
    let led = units(reading, sentence.0, hit.first);
    let alone = led <= 1 && units(reading, hit.past, sentence.1) <= 2;
    let before = led <= 2;
    !any_mention(reading, sentence.0, sentence.1)
        && (alone
            || before
                && (hit.past..sentence.1).any(colon)
                && reading
                    .tokens
                    .get(sentence.1)
                    .is_none_or(|token| token.kind == TokenKind::Break))
}

/// "Must have: A; B; C." reaches to the end of the list. None where there is none.
pub(super) fn listed_end(
    reading: &Reading<'_>,
    cues: &[(Hit, CueClass, Scope, Axis)],
    sentences: &[(usize, usize)],
    end: usize,
    own: Hit,
) -> Option<usize> {
    let is = |at: usize, marks: [char; 2]| {
        reading.character(at).is_some_and(|character| marks.contains(&character))
    };
    if !is(own.past, [':', '：']) && !own.past.checked_sub(1).is_some_and(|at| is(at, [':', '：']))
    {
        return None;
    }
    let mut to = end;
    for &(_, stop) in sentences.iter().filter(|(start, _)| *start > end) {
        let other = cues
            .iter()
            .any(|(hit, .., axis)| *axis == Axis::Firmness && to < hit.first && hit.past <= stop);
        if !is(to, [';', '；']) || other {
            break;
        }
        to = stop;
    }
    (to > end).then_some(to)
}

/// A heading reaches over the following lines up to the next heading or an empty line.
pub(super) fn heading_end(
    reading: &Reading<'_>,
    cues: &[(Hit, CueClass, Scope, Axis)],
    sentences: &[(usize, usize)],
    end: usize,
    own: Hit,
) -> usize {
    let mut to = end;
    for &(start, stop) in sentences.iter().filter(|(start, _)| *start >= end) {
        let blank = (to..start)
            .filter(|&index| {
                reading.tokens.get(index).is_some_and(|token| token.kind == TokenKind::Break)
            })
            .count()
            >= 2;
        let other = cues.iter().any(|(hit, _, _, axis)| {
            *axis == Axis::Firmness
                && hit.first >= start
                && hit.past <= stop
                && hit.first > own.first
                && heading(reading, *hit, (start, stop))
        });
        if blank && to > end || other {
            break;
        }
        to = stop;
    }
    to
}
