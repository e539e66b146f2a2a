//! General tolerance classes of ISO 2768-1: `ISO 2768-mK`, "JIS B 0405 精级".
//!
//! Table 1 (linear dimensions) gives for sizes over 6 up to 30 mm: f ±0.1, m ±0.2, c ±0.5, v ±1 mm.
//! That size is taken where a text gives the class and no size.

use super::{
    attribute::{Measured, by_code},
    reading::Reading,
};

/// Classes and their tolerance in mm at 6–30 mm.
const CLASSES: &[(char, f64)] = &[('f', 0.1), ('m', 0.2), ('c', 0.5), ('v', 1.0)];

/// Every class named in a text.
pub(crate) fn classes(reading: &Reading<'_>) -> Vec<Measured> {
    let Some(attribute) = by_code("tolerance") else { return Vec::new() };
    (0..reading.tokens.len())
        .filter(|&at| {
            reading.is_digits(at) && matches!(reading.folded(at, at + 1), "2768" | "0405")
        })
        .filter_map(|at| {
            // 2768-1, then the class: -m, m, mK, -mK, "class m".
            let from = reading.tokens.get(at)?.to as usize;
            let tail: String = reading
                .characters
                .get(from..(from + 14).min(reading.characters.len()))?
                .iter()
                .map(|character| character.value)
                .collect();
            let rest = tail.trim_start_matches(['-', ' ', ':', '/', '1']);
            let rest = rest.strip_prefix("class").unwrap_or(rest).trim_start();
            let rest = rest.strip_prefix("cấp").unwrap_or(rest).trim_start();
            let mut letters = rest.chars();
            let class = letters.next()?;
            let second = letters.next();
            // The second letter is the class of form: H, K or L of ISO 2768-2.
            let ends = match second {
                Some('h' | 'k' | 'l') => letters.next().is_none_or(|next| !next.is_alphanumeric()),
                Some(next) => !next.is_alphanumeric(),
                None => true,
            };
            let &(_, tolerance) = CLASSES.iter().find(|(letter, _)| *letter == class)?;
            ends.then_some(Measured {
                attribute: attribute.id,
                min: Some(tolerance),
                max: Some(tolerance),
                first: at,
                past: at + 1,
            })
        })
        .collect()
}
