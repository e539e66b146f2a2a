//! What is minimised: a logistic loss over pairs of results of one run and one verdict, and a pull
//! back to the present weights.
//!
//! Weights are changed by factors, `weight = present × exp(u)`, so that none falls below 0 and
//! "twice" counts as far as "half". A weight of 0 stays 0: what is switched off by hand stays off.

use super::{Case, Shown};
use crate::config::{Bearing, Weights, weight_name};

/// How far an exponent may go: factors of 1/20 to 20.
pub(super) const FURTHEST: f64 = 3.0;
/// Scores of 0–1 times this are log-odds at the start; the sharpness is fitted too.
const SHARPNESS: f64 = 12.0;
/// One standard deviation of the pull, in exponents: a factor of 2.7 is worth a half of one case.
const PULL: f64 = 1.0;
/// The same of the sharpness, which nobody has set by hand.
const PULL_OF_SHARPNESS: f64 = 2.0;
/// Step of the differences that the gradient is made of.
const STEP: f64 = 1e-6;

/// The older cases, ready to be summed many times.
pub(super) struct Loss<'c> {
    present: Weights,
    cases: Vec<Groups<'c>>,
    /// Sum of the weights of all pairs.
    total: f64,
    /// Number of weights; the last exponent is that of the sharpness.
    weights: usize,
}

/// Results of one run by verdict, each with its estimated gain.
struct Groups<'c> {
    groups: Vec<Vec<(&'c Shown, f64)>>,
    /// Places of the weights that can move its scores.
    moving: Vec<usize>,
}

impl<'c> Loss<'c> {
    pub(super) fn new(cases: &[&'c Case], present: &Weights) -> Self {
        let mut probe = present.clone();
        let names: Vec<&'static str> = fitted(&mut probe).map(|(name, _)| name).collect();
        let cases: Vec<Groups<'c>> = cases.iter().map(|case| Groups::of(case, &names)).collect();
        let pairs = cases.iter().flat_map(|case| &case.groups).map(|group| {
            let gains: f64 = group.iter().map(|(_, gain)| gain).sum();
            #[expect(clippy::cast_precision_loss, reason = "results of a run")]
            let others = group.len().saturating_sub(1) as f64;
            gains * others
        });
        let total = pairs.sum::<f64>().max(f64::MIN_POSITIVE);
        Self { present: present.clone(), cases, total, weights: names.len() }
    }

    /// How many exponents there are.
    pub(super) fn dimension(&self) -> usize {
        self.weights + 1
    }

    /// The weights that exponents stand for.
    pub(super) fn weights(&self, exponents: &[f64]) -> Weights {
        let mut weights = self.present.clone();
        for ((_, value), exponent) in fitted(&mut weights).zip(exponents) {
            *value *= exponent.exp();
        }
        weights
    }

    /// The loss and its gradient, in units of one case.
    pub(super) fn at(&self, exponents: &[f64]) -> (f64, Vec<f64>) {
        let weights = self.weights(exponents);
        let sharpness = SHARPNESS * exponents.last().copied().unwrap_or(0.0).exp();
        let moved: Vec<Weights> = (0..self.weights)
            .map(|at| {
                let mut moved = exponents.to_vec();
                moved[at] += STEP;
                self.weights(&moved)
            })
            .collect();
        let (mut loss, mut gradient) = (0.0, vec![0.0; exponents.len()]);
        #[expect(clippy::cast_precision_loss, reason = "a number of runs")]
        let scale = self.cases.len() as f64 / self.total;
        for case in &self.cases {
            for group in &case.groups {
                let scores: Vec<f64> =
                    group.iter().map(|(one, _)| one.parts.under(&weights)).collect();
                let (sum, slopes) = pairs(group, &scores, sharpness);
                loss += scale * sum;
                for &at in &case.moving {
                    let change =
                        group.iter().zip(&scores).zip(&slopes).map(|(((one, _), score), slope)| {
                            slope * (one.parts.under(&moved[at]) - score) / STEP
                        });
                    gradient[at] += scale * change.sum::<f64>();
                }
                // The sharpness multiplies every score.
                let own = scores.iter().zip(&slopes).map(|(score, slope)| score * slope);
                if let Some(last) = gradient.last_mut() {
                    *last += scale * own.sum::<f64>();
                }
            }
        }
        for (at, (exponent, slope)) in exponents.iter().zip(&mut gradient).enumerate() {
            let pull = if at < self.weights { PULL } else { PULL_OF_SHARPNESS };
            loss += 0.5 * (exponent / pull).powi(2);
            *slope += exponent / (pull * pull);
        }
        (loss, gradient)
    }
}

impl<'c> Groups<'c> {
    fn of(case: &'c Case, names: &[&'static str]) -> Self {
        let mut groups: Vec<Vec<(&Shown, f64)>> = Vec::new();
        for one in &case.results {
            match groups
                .iter_mut()
                .find(|group| group.iter().any(|(known, _)| known.verdict == one.verdict))
            {
                Some(group) => group.push((one, one.gain())),
                None => groups.push(vec![(one, one.gain())]),
            }
        }
        groups.retain(|group| group.len() > 1 && group.iter().any(|(_, gain)| *gain > 0.0));
        let kinds: Vec<&str> = case
            .results
            .iter()
            .flat_map(|one| &one.parts.constraints)
            .map(|part| weight_name(part.kind))
            .collect();
        let moves = |name: &str| !name.starts_with("weight.") || kinds.contains(&name);
        let moving = (0..names.len()).filter(|&at| moves(names[at])).collect();
        Self { groups, moving }
    }
}

/// Loss of all pairs of a group, and its slope by each score: `gain × ln(1 + exp(−difference))`
/// for each result against every other.
fn pairs(group: &[(&Shown, f64)], scores: &[f64], sharpness: f64) -> (f64, Vec<f64>) {
    let (mut loss, mut slopes) = (0.0, vec![0.0; group.len()]);
    for (at, ((_, gain), score)) in group.iter().zip(scores).enumerate() {
        if *gain <= 0.0 {
            continue;
        }
        for (other, beside) in scores.iter().enumerate().filter(|(other, _)| *other != at) {
            let ahead = sharpness * (score - beside);
            // The same as ln(1 + exp(−ahead)), which would overflow far behind.
            loss += gain * ((-ahead.abs()).exp().ln_1p() + (-ahead).max(0.0));
            let slope = gain * sharpness / (1.0 + ahead.exp());
            slopes[at] -= slope;
            slopes[other] += slope;
        }
    }
    (loss, slopes)
}

/// The weights that are fitted, with their names.
pub(super) fn fitted(weights: &mut Weights) -> impl Iterator<Item = (&'static str, &mut f64)> {
    weights
        .numbers()
        .into_iter()
        .filter(|(_, bearing, _)| *bearing == Bearing::Weighs)
        .map(|(name, _, value)| (name, value))
}
