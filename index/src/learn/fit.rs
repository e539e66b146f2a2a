//! Fitting on the older part, judging on the later.

use serde::Serialize;

use super::{
    Case,
    descend::descend,
    gain::{self, Gain},
    loss::{FURTHEST, Loss, fitted},
};
use crate::{RankingConfig, config::Weights};

/// Runs of the older part that tell something, below which nothing is learned: fewer than three
/// for each of the twenty-six weights.
pub const LEAST_OLDER: usize = 80;
/// Runs of the later part that tell something, below which nothing is judged.
pub const LEAST_LATER: usize = 30;
/// Standard errors by which the later part has to gain: chance does so once in 160 times.
const STANDARD_ERRORS: f64 = 2.5;

/// What a history says about the weights.
#[derive(Debug, Clone, Serialize)]
pub struct Fitted {
    /// What was learned from.
    pub older: Measured,
    /// What it was judged on.
    pub later: Measured,
    /// Whether the new weights are to be used.
    pub advice: Advice,
    /// Gain in nDCG@10 over its standard error on the later part; 0 where nothing was learned.
    pub standard_errors: f64,
    /// Each weight, as it is and as it was fitted. Empty where nothing was learned.
    pub weights: Vec<Weight>,
    /// The weights in full; none where nothing was learned.
    #[serde(skip)]
    pub config: Option<RankingConfig>,
}

/// One part of a history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Match runs.
    pub runs: usize,
    /// Those that tell anything: two results of one verdict of which one came further.
    pub telling: usize,
    /// nDCG@10 under the present weights, of what came of each result over the chance that its
    /// position was looked at.
    pub ndcg_before: f64,
    /// The same under the fitted weights.
    pub ndcg_after: f64,
    /// nDCG@10 under the present weights of the grades as observed, which favour the order that
    /// was shown.
    pub observed_before: f64,
    /// The same under the fitted weights.
    pub observed_after: f64,
}

/// Whether new weights are to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Too few runs tell anything: nothing was learned.
    TooFew,
    /// The later part does not gain by more than chance would bring.
    NotBetter,
    /// The later part gains.
    Better,
}

/// One weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weight {
    /// `section.key` of `config/ranking.toml`.
    pub name: &'static str,
    /// As it is.
    pub before: f64,
    /// As fitted, to three decimals.
    pub after: f64,
}

/// Fits the weights to the older `split` (0–1) of the cases and judges them on the rest.
#[must_use]
pub fn fit(cases: &[Case], present: &RankingConfig, split: f64) -> Fitted {
    let mut sorted: Vec<&Case> = cases.iter().collect();
    sorted.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.run.cmp(&b.run)));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a share of a number of runs"
    )]
    let at = (sorted.len() as f64 * split.clamp(0.0, 1.0)).round() as usize;
    let (older, later) = sorted.split_at(at.min(sorted.len()));
    let telling = |part: &[&Case]| part.iter().filter(|case| case.tells()).count();
    if telling(older) < LEAST_OLDER || telling(later) < LEAST_LATER {
        return Fitted {
            older: measured(older, &present.weights, &present.weights).0,
            later: measured(later, &present.weights, &present.weights).0,
            advice: Advice::TooFew,
            standard_errors: 0.0,
            weights: Vec::new(),
            config: None,
        };
    }
    let loss = Loss::new(older, &present.weights);
    let exponents = descend(loss.dimension(), FURTHEST, |exponents| loss.at(exponents));
    let mut weights = loss.weights(&exponents);
    // What is judged is what would be written.
    for (_, value) in fitted(&mut weights) {
        *value = (*value * 1000.0).round() / 1000.0;
    }
    let (older, _) = measured(older, &present.weights, &weights);
    let (later, standard_errors) = measured(later, &present.weights, &weights);
    let better = later.ndcg_after > later.ndcg_before && standard_errors >= STANDARD_ERRORS;
    let mut before = present.weights.clone();
    let mut after = weights.clone();
    let changes = fitted(&mut before)
        .zip(fitted(&mut after))
        .map(|((name, before), (_, after))| Weight { name, before: *before, after: *after })
        .collect();
    Fitted {
        older,
        later,
        advice: if better { Advice::Better } else { Advice::NotBetter },
        standard_errors,
        weights: changes,
        config: Some(RankingConfig::of(weights)),
    }
}

/// nDCG@10 of a part before and after, and the mean gain of a run over its standard error.
fn measured(cases: &[&Case], before: &Weights, after: &Weights) -> (Measured, f64) {
    let telling: Vec<&&Case> = cases.iter().filter(|case| case.tells()).collect();
    let gains: Vec<(Gain, Gain)> =
        telling.iter().map(|case| (gain::of(case, before), gain::of(case, after))).collect();
    let sum = |of: &dyn Fn(&(Gain, Gain)) -> f64| gains.iter().map(of).sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "a number of runs")]
    let count = gains.len().max(1) as f64;
    let best = sum(&|(before, _)| before.best).max(f64::MIN_POSITIVE);
    let mean = sum(&|(before, after)| after.reached - before.reached) / count;
    let spread = sum(&|(before, after)| (after.reached - before.reached - mean).powi(2));
    let error = (spread / (count - 1.0).max(1.0) / count).sqrt();
    let part = Measured {
        runs: cases.len(),
        telling: gains.len(),
        ndcg_before: sum(&|(before, _)| before.reached) / best,
        ndcg_after: sum(&|(_, after)| after.reached) / best,
        observed_before: sum(&|(before, _)| before.observed) / count,
        observed_after: sum(&|(_, after)| after.observed) / count,
    };
    // Where every run gains the same there is no doubt, but no number for it either.
    (part, (mean / error.max(1e-6)).clamp(-1e3, 1e3))
}
