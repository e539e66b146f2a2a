//! "No painting", 도금 없음, 无电镀: what a firm denies by the one word beside it.

use crate::{
    taxonomy::CueClass,
    text::TokenKind,
    understand::{
        reading::Reading,
        spot::{Spotted, Spotting},
    },
};

/// Words that deny what follows at once.
const BEFORE: &[&str] = &["no", "không", "khong", "无", "無"];

/// What may follow a thing denied by a word before it: "no welding defects" denies no welding.
const BEHIND: &[&str] = &[
    "or",
    "nor",
    "and",
    "at",
    "so",
    "yet",
    "in",
    "inhouse",
    "line",
    "lines",
    "currently",
    "now",
    "today",
    "here",
    "available",
    "offered",
    "on",
    "hoặc",
    "hay",
    "và",
];

/// Words that deny what stands before them.
const AFTER: &[&str] = &[
    "없음",
    "없습니다",
    "없이",
    "안 함",
    "안함",
    "안 합니다",
    "なし",
    "はなし",
    "無し",
    "は無し",
    ": no",
    ": none",
    ": không",
    ": chưa",
    ": 없음",
    ":なし",
    ":无",
    ":無",
];

/// What denies two at once where it stands between them.
const BOTH: &[&str] = &[
    "or", "nor", "and", "hoặc", "hay", "và", "或", "和", "및", "나", "이나", "や", "・", "·", "/",
];

/// Marks what is denied so.
pub(super) fn deny(reading: &Reading<'_>, spotting: &mut Spotting) {
    let mentions = &spotting.mentions;
    let joined = |one: &Spotted, other: &Spotted| {
        one.past <= other.first && BOTH.contains(&reading.folded(one.past, other.first).trim())
    };
    let mut denied: Vec<bool> = Vec::with_capacity(mentions.len());
    for (at, mention) in mentions.iter().enumerate() {
        let last = at.checked_sub(1).and_then(|last| mentions.get(last).zip(denied.get(last)));
        let with_the_last = last.is_some_and(|(last, denied)| *denied && joined(last, mention));
        denied.push(
            (with_the_last || is_denied_before(reading, mention)) && ends(reading, mention.past),
        );
    }
    let mut next: Option<(&Spotted, bool)> = None;
    for (mention, denied) in mentions.iter().zip(&mut denied).rev() {
        let with_the_next = next.is_some_and(|(next, denied)| denied && joined(mention, next));
        let behind = with_the_next || is_denied_after(reading, mention.past);
        *denied |= behind;
        next = Some((mention, behind));
    }
    for (mention, denied) in spotting.mentions.iter_mut().zip(denied) {
        if denied {
            mention.role = Some(CueClass::DoesNot);
        }
    }
}

fn is_denied_before(reading: &Reading<'_>, mention: &Spotted) -> bool {
    let Some(at) = mention.first.checked_sub(1) else { return false };
    // "Chân không" is a vacuum.
    let vacuum = at
        .checked_sub(1)
        .is_some_and(|at| ["chân", "chan"].iter().any(|word| reading.says(at, word)));
    !vacuum && BEFORE.iter().any(|word| reading.says(at, word))
}

fn is_denied_after(reading: &Reading<'_>, past: usize) -> bool {
    let behind = reading.folded(past, (past + 4).min(reading.tokens.len())).trim_start();
    AFTER.iter().any(|word| {
        let rest = behind.strip_prefix(word);
        // "Materials: Nomex" denies nothing.
        rest.is_some_and(|rest| !word.is_ascii() || !rest.starts_with(char::is_alphabetic))
    })
}

/// Whether what is said of a thing ends there.
fn ends(reading: &Reading<'_>, past: usize) -> bool {
    reading.tokens.get(past).is_none_or(|token| {
        matches!(token.kind, TokenKind::Mark(_) | TokenKind::Break)
            || BEHIND.iter().any(|word| reading.says(past, word))
    })
}
