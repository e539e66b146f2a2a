//! Which pairs of a run that was kept would change places under other weights.

use serde::Serialize;

use super::Case;
use crate::{
    RankingConfig,
    config::{Bearing, Weights},
};

/// What other weights would do to one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replayed {
    /// The match run.
    pub run: String,
    /// The sourcing request.
    pub request: String,
    /// Kendall's tau between both orders of all results: 1 the same, −1 reversed.
    pub tau: f64,
    /// Pairs that change places, of which one is among the first ten before or after.
    pub swaps: Vec<Swap>,
}

/// A pair that changes places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swap {
    /// The supplier that falls behind the other.
    pub falls: String,
    /// Its places before and after, from 1.
    pub falls_from_to: (u32, u32),
    /// The supplier that goes ahead.
    pub rises: String,
    /// Its places before and after, from 1.
    pub rises_from_to: (u32, u32),
    /// The number of `config/ranking.toml` whose change, taken alone, does most to it.
    pub by: &'static str,
}

/// Scores a run again under both weights. Verdicts stay, and nobody comes in who was not shown.
#[must_use]
pub fn replay(case: &Case, before: &RankingConfig, after: &RankingConfig, top: usize) -> Replayed {
    let (old, new) = (case.order(&before.weights), case.order(&after.weights));
    let place = |order: &[usize]| {
        let mut places = vec![0_usize; order.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
        }
        places
    };
    let (from, to) = (place(&old), place(&new));
    let changed = changed(before, after);
    let mut discordant = 0_u32;
    let mut swaps = Vec::new();
    for (ahead, &falls) in old.iter().enumerate() {
        for &rises in old.iter().skip(ahead + 1).filter(|&&rises| to[rises] < to[falls]) {
            discordant += 1;
            if from[falls].min(to[rises]) >= top {
                continue;
            }
            let places = |at: usize| (counted(from[at]), counted(to[at]));
            swaps.push(Swap {
                falls: case.results[falls].supplier.clone(),
                falls_from_to: places(falls),
                rises: case.results[rises].supplier.clone(),
                rises_from_to: places(rises),
                by: by(case, (falls, rises), &before.weights, &changed),
            });
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "results of a run")]
    let pairs = (old.len() * old.len().saturating_sub(1)) as f64 / 2.0;
    let tau = if pairs > 0.0 { 1.0 - 2.0 * f64::from(discordant) / pairs } else { 1.0 };
    Replayed { run: case.run.clone(), request: case.request.clone(), tau, swaps }
}

/// Numbers in which weights differ that cannot be replayed, since they decided what was judged to
/// fit and what was shown.
#[must_use]
pub fn beyond(before: &RankingConfig, after: &RankingConfig) -> Vec<&'static str> {
    let differing = before.numbers().into_iter().zip(after.numbers());
    differing
        .filter(|((_, bearing, a), (.., b))| *bearing == Bearing::Precedes && a != b)
        .map(|((name, ..), _)| name)
        .collect()
}

/// The weights with each changed number alone.
fn changed(before: &RankingConfig, after: &RankingConfig) -> Vec<(&'static str, Weights)> {
    let differing = before.numbers().into_iter().zip(after.numbers());
    differing
        .filter(|((_, bearing, a), (.., b))| *bearing != Bearing::Precedes && a != b)
        .map(|((name, ..), (.., value))| (name, before.with(name, value).weights))
        .collect()
}

/// The change that, alone, brings the second most ahead of the first.
fn by(
    case: &Case,
    (falls, rises): (usize, usize),
    before: &Weights,
    changed: &[(&'static str, Weights)],
) -> &'static str {
    let lead = |weights: &Weights| {
        let score = |at: usize| case.results[at].parts.under(weights);
        score(rises) - score(falls)
    };
    let start = lead(before);
    changed
        .iter()
        .map(|(name, weights)| (lead(weights) - start, *name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or("", |(_, name)| name)
}

fn counted(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}
