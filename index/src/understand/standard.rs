//! Standards named by number that the taxonomy has no scheme for: `CISPR 25`, `ISO 11452-4`,
//! `UL 969`, `JIS Z 2371`. They stay words, compared as text.

use super::reading::Reading;
use crate::{taxonomy::Entry, text::TokenKind};

/// Bodies whose documents are cited by number.
const BODIES: &[&str] = &[
    "iso", "iec", "en", "din", "jis", "astm", "asme", "ansi", "ul", "cispr", "mil", "sae", "ams",
    "aws", "tcvn", "qcvn", "gb", "ks", "bs", "nf", "ieee", "ipc", "jedec", "eia", "nfpa", "semi",
    "iatf", "vda", "usp", "fips", "etsi", "cns",
];

/// Token ranges of standards that no scheme of the taxonomy stands for.
pub(crate) fn standards(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        match standard(reading, at) {
            Some(past) => {
                let known = reading.vocabulary.iter().any(|hit| {
                    matches!(hit.entry, Entry::Scheme(_) | Entry::Concept(_))
                        && hit.first <= at
                        && hit.past >= past
                });
                if !known {
                    out.push((at, past));
                }
                at = past;
            }
            None => at += 1,
        }
    }
    out
}

/// The token past a body, letters of its series and a number of two digits or more.
fn standard(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let token = reading.tokens.get(at)?;
    let capital = reading.characters.get(token.from as usize)?.upper;
    if token.kind != TokenKind::Word || !capital || !BODIES.contains(&reading.folded(at, at + 1)) {
        return None;
    }
    let mut index = at + 1;
    let mut letters = 0;
    let mut digits_at = None;
    while let Some(token) = reading.tokens.get(index) {
        match token.kind {
            TokenKind::Mark('-' | '/' | '.') if index == at + 1 || digits_at.is_none() => {
                index += 1
            }
            TokenKind::Word
                if digits_at.is_none()
                    && letters < 2
                    && token.to - token.from <= 4
                    && reading.characters.get(token.from as usize).is_some_and(|c| c.upper) =>
            {
                letters += 1;
                index += 1;
            }
            TokenKind::Digits if digits_at.is_none() => {
                digits_at = Some(index);
                index += 1;
            }
            _ => break,
        }
    }
    let digits = digits_at?;
    let long = reading.tokens.get(digits).is_some_and(|token| token.to - token.from >= 2);
    // General tolerances are a figure, clean-room classes too.
    let figure = matches!(reading.folded(digits, digits + 1), "2768" | "14644" | "0405");
    (long && !figure).then_some(digits + 1)
}
