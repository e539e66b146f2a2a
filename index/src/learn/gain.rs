//! nDCG@10 of histories under weights.

use super::{Case, gain};
use crate::config::Weights;

/// Places that count.
const TOP: usize = 10;

/// Discounted gain of one case: what an order reached, and the most that any could.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gain {
    /// Of estimated gains: what came of each, over the chance that it was looked at.
    pub(super) reached: f64,
    pub(super) best: f64,
    /// nDCG of the grades as they were observed; these favour the order that was shown.
    pub(super) observed: f64,
}

/// Discounted gain of the order that weights give.
pub(super) fn of(case: &Case, weights: &Weights) -> Gain {
    let order = case.order(weights);
    let ranked = |gain: &dyn Fn(&super::Shown) -> f64| -> Vec<f64> {
        order.iter().filter_map(|&at| case.results.get(at)).map(gain).collect()
    };
    let estimated = ranked(&|one| one.gain());
    let observed = ranked(&|one| gain(one.reached.grade()));
    let ideal = ideal(&observed);
    Gain {
        reached: discounted(&estimated),
        best: self::ideal(&estimated),
        observed: if ideal > 0.0 { discounted(&observed) / ideal } else { 1.0 },
    }
}

fn ideal(gains: &[f64]) -> f64 {
    let mut sorted = gains.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    discounted(&sorted)
}

fn discounted(gains: &[f64]) -> f64 {
    gains.iter().take(TOP).zip(2_u32..).map(|(gain, place)| gain / f64::from(place).log2()).sum()
}
