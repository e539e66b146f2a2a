//! Words in brackets that say how the item before them is meant: "anodising (outsourced)", IATF 16949(우대),
//! 粉体塗装(できれば).

use super::{
    clause::{in_a_number, units},
    reading::{Hit, Reading},
};
use crate::taxonomy::{CueClass, Entry};

/// Units beside a cue that may stand in its bracket; with more it speaks of something else.
const BESIDE: usize = 3;

/// Tokens to look for a bracket in.
const FAR: usize = 16;

/// Marks between items.
const BETWEEN: &[char] =
    &[',', '，', '、', '/', '・', '·', '+', '&', ';', '；', ':', '：', '(', '（', ')', '）'];

/// Words between items.
const AND: &[&str] = &[
    "and", "or", "và", "hoặc", "va", "hoac", "및", "와", "과", "と", "や", "和", "与", "與", "及",
];

/// The bracket in which the tokens `first..past` stand (nearly) alone: where it opens and closes.
pub(crate) fn around(reading: &Reading<'_>, first: usize, past: usize) -> Option<(usize, usize)> {
    let far = (past + FAR).min(reading.tokens.len());
    let either = |at: &usize| is_mark(reading, *at, &['(', '（', ')', '）']);
    let open = (first.saturating_sub(FAR)..first).rev().find(either)?;
    let close = (past..far).find(either)?;
    let beside = units(reading, open + 1, first) + units(reading, past, close);
    let own = is_mark(reading, open, &['(', '（']) && is_mark(reading, close, &[')', '）']);
    // What a bracket begins with it is about: "(đang lắp, dự kiến chạy thử quý 2/2027)".
    (own && (beside <= BESIDE || first == open + 1)).then_some((open, close))
}

/// The tokens of the item before the bracket in which a cue stands (nearly) alone.
pub(crate) fn item_before(
    reading: &Reading<'_>,
    cue: Hit,
    class: CueClass,
    start: usize,
) -> Option<(usize, usize)> {
    let (open, close) = around(reading, cue.first, cue.past)?;
    // "No traders" is about the firm, whatever stands before it. "Certificates (preferred): …" heads a list.
    if class == CueClass::MustNot || is_mark(reading, close + 1, &[':', '：']) {
        return None;
    }
    let other = |hit: &Hit| {
        matches!(hit.entry, Entry::Concept(_) | Entry::Scheme(_))
            && open < hit.first
            && hit.past <= close
            && (hit.past <= cue.first || cue.past <= hit.first)
    };
    if reading.vocabulary.iter().any(other) {
        return None;
    }
    let between = |at: &usize| {
        is_mark(reading, *at, BETWEEN) && !in_a_number(reading, *at)
            || AND.iter().any(|word| reading.says(*at, word))
    };
    let from = (start..open).rev().find(between).map_or(start, |at| at + 1);
    let known = reading.vocabulary.iter().any(|hit| from < hit.past && hit.first < open)
        || (from..open).any(|at| reading.is_digits(at));
    known.then_some((from, open))
}

fn is_mark(reading: &Reading<'_>, at: usize, marks: &[char]) -> bool {
    reading.character(at).is_some_and(|mark| marks.contains(&mark))
}
