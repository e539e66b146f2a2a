//! Repeatable chance: one stream of random numbers per item, so that item 7 of seed 1 is the same
//! whether ten or a million are asked for.

use chrono::{Days, NaiveDate};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of one item.
    pub(super) fn of(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Whether something happens that does so in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high.max(low))
    }

    /// One of several. `choices` must not be empty.
    pub(super) fn pick<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        let at = self.0.random_range(0..choices.len().max(1));
        &choices[at]
    }

    /// Up to `count` different ones, in the order of `choices`.
    pub(super) fn some<T: Copy>(&mut self, choices: &[T], count: usize) -> Vec<T> {
        let mut left = count.min(choices.len());
        let mut picked = Vec::with_capacity(left);
        for (at, choice) in choices.iter().enumerate() {
            let rest = choices.len() - at;
            if left > 0 && self.0.random_range(0..rest) < left {
                picked.push(*choice);
                left -= 1;
            }
        }
        picked
    }

    /// A figure like 1,200 or 45,000: two leading digits and zeros.
    pub(super) fn round(&mut self, low: u32, high: u32) -> u32 {
        let exact = self.between(low, high);
        let mut unit = 1;
        while exact / unit >= 100 {
            unit *= 10;
        }
        (exact / unit).max(1) * unit
    }

    /// A day at most `days` after `first`.
    pub(super) fn day(&mut self, first: NaiveDate, days: u32) -> NaiveDate {
        let later = u64::from(self.between(0, days));
        first.checked_add_days(Days::new(later)).unwrap_or(first)
    }
}

/// Thousands with dots, as in Vietnam.
pub(super) fn dotted(number: u32) -> String {
    grouped(number, '.')
}

/// Thousands with commas.
pub(super) fn grouped(number: u32, sign: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(sign);
        }
        text.push(digit);
    }
    text
}
