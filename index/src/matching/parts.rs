//! What a score is made of, before any weight: so that a ranking can be scored again under other
//! weights without the profiles, and weights can be fitted to what came of it.
//!
//! score = (core share × core + rest share × rest + signals) / their sum, then reduced for every
//! failed must. `core` is the weighted mean fit of the capabilities asked for, `rest` that of
//! everything else. There is one code for it: a live ranking is scored by the same functions.

use serde::{Deserialize, Serialize};

use super::{Outcome, Verdict, judge::binds, prepare::Prepared};
use crate::{
    RankingConfig,
    config::Weights,
    understand::{ConstraintKind, Importance},
};

/// The track record of a firm without history: it moves no score.
pub const NEUTRAL: f64 = 0.5;

/// One constraint as it was judged for one supplier, before any weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What kind of constraint it is.
    pub kind: ConstraintKind,
    /// How firmly it is asked for.
    pub importance: Importance,
    /// Which of several needs it belongs to; 0 for all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub need: u16,
    /// Whether it is about the capability itself.
    pub core: bool,
    /// How rare the capability is: 0.6–1.4, 1 for everything else.
    pub rarity: f64,
    /// Met, failed or unknown.
    pub outcome: Outcome,
    /// How well it fits, 0–1.
    pub value: f64,
    /// Whether it bars the supplier by what it is: a trader where a maker is asked, or what the
    /// request excludes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub barred: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn is_zero(need: &u16) -> bool {
    *need == 0
}

/// Signals beside the constraints, each 0–1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signals {
    /// How much of the request's words the profile uses.
    pub text: f64,
    /// How far the profile was checked.
    pub verification: f64,
    /// How fresh it is.
    pub freshness: f64,
    /// Answers and deals so far; [`NEUTRAL`] without history.
    pub track_record: f64,
}

impl Signals {
    /// What the reputation of a firm adds to a score, before the score is brought to 0–1; less than
    /// nothing for deals that went badly.
    pub(super) fn reputation(self, Weights { signal, .. }: &Weights) -> f64 {
        signal.verification * self.verification
            + signal.freshness * self.freshness
            + signal.track_record * (self.track_record - NEUTRAL)
    }
}

impl Default for Signals {
    fn default() -> Self {
        Self { text: 0.0, verification: 0.0, freshness: 0.0, track_record: NEUTRAL }
    }
}

/// Everything that the score of one supplier for one request is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// A part per constraint, in the order of the request.
    pub constraints: Vec<Part>,
    /// What else moves the score.
    #[serde(default)]
    pub signals: Signals,
}

impl Parts {
    /// The score under these weights, 0–1. The verdict does not depend on weights.
    #[must_use]
    pub fn score(&self, config: &RankingConfig) -> f64 {
        self.under(&config.weights)
    }

    pub(crate) fn under(&self, weights: &Weights) -> f64 {
        sum(&self.constraints, self.signals, weights).score
    }
}

impl Part {
    /// A constraint as it came out; it bars nobody.
    pub(super) fn new(
        constraint: &Prepared,
        (core, rarity): (bool, f64),
        (outcome, value): (Outcome, f64),
    ) -> Self {
        Self {
            kind: constraint.kind,
            importance: constraint.importance,
            need: constraint.need,
            core,
            rarity,
            outcome,
            value,
            barred: false,
        }
    }

    pub(super) fn weight(&self, weights: &Weights) -> f64 {
        weight(self.kind, self.importance, self.rarity, weights)
    }

    /// What it is worth, 0–1, where it is not about the capability.
    pub(super) fn worth(&self, Weights { outcome, .. }: &Weights) -> f64 {
        match self.outcome {
            Outcome::Met => self.value,
            Outcome::Unknown if self.importance.is_wish() => self.value * outcome.unknown * 0.8,
            Outcome::Unknown => self.value.max(0.5) * outcome.unknown * 1.4,
            Outcome::Failed => self.value * outcome.failed,
        }
    }

    /// Share of the score that it leaves, less than all for a failed must, and for expected terms of
    /// delivery that are missed: more, the nearer the miss.
    /// A failed capability is already in the core fit.
    pub(super) fn leaves(&self, Weights { outcome, .. }: &Weights) -> f64 {
        let near = |least: f64| least + (1.0 - least) * self.value;
        let of_terms = matches!(self.kind, ConstraintKind::LeadTime | ConstraintKind::Moq);
        if self.outcome != Outcome::Failed {
            1.0
        } else if self.importance == Importance::Expect && of_terms {
            near(outcome.failed_terms)
        } else if self.importance.is_wish() {
            1.0
        } else if self.barred {
            outcome.trader
        } else if self.core {
            1.0
        } else {
            near(outcome.failed_must)
        }
    }
}

/// Weight of a constraint by kind, importance and rarity.
pub(crate) fn weight(
    kind: ConstraintKind,
    importance: Importance,
    rarity: f64,
    weights: &Weights,
) -> f64 {
    let firmness = match importance {
        Importance::Must | Importance::MustNot => 1.0,
        Importance::Expect | Importance::Prefer => weights.outcome.prefer,
    };
    weights.weight.of(kind) * firmness * rarity
}

impl Part {
    /// Whether it belongs to `lot`, or to all; everything does where there are no lots.
    pub(super) fn is_of(&self, lot: Option<u16>) -> bool {
        self.need == 0 || lot.is_none_or(|lot| self.need == lot)
    }
}

/// The lots that a supplier may serve one without the other: those that name a capability.
pub(super) fn lots(parts: &[Part]) -> Vec<u16> {
    lots_of(parts.iter().map(|part| (part.core, part.need)))
}

/// As [`lots`], of constraints by whether each is core and which need asks for it.
pub(super) fn lots_of(constraints: impl Iterator<Item = (bool, u16)>) -> Vec<u16> {
    let named = constraints.filter(|(core, need)| *core && *need > 0);
    let mut lots: Vec<u16> = named.map(|(_, need)| need).collect();
    lots.sort_unstable();
    lots.dedup();
    if lots.len() < 2 { Vec::new() } else { lots }
}

/// What judged constraints add up to.
pub(super) struct Sum {
    /// 0–1.
    pub(super) score: f64,
    /// Fit of the capabilities asked for, 0–1.
    pub(super) core: f64,
    /// The lot that the supplier suits best, where there are several.
    pub(super) lot: Option<u16>,
}

/// Adds up judged constraints. Lots may be given to one supplier each, so where there are several
/// each is added up by itself, and the one that the supplier suits best counts.
pub(super) fn sum(parts: &[Part], signals: Signals, weights: &Weights) -> Sum {
    let better = |one: &Sum, other: &Sum| {
        let place = |sum: &Sum| verdict(parts, sum.lot) == Verdict::Qualified;
        place(one).cmp(&place(other)).then(one.score.total_cmp(&other.score)).is_gt()
    };
    let sums = lots(parts).into_iter().map(|lot| sum_of(parts, Some(lot), signals, weights));
    let best = sums.reduce(|best, next| if better(&next, &best) { next } else { best });
    best.unwrap_or_else(|| sum_of(parts, None, signals, weights))
}

/// The verdict from the musts, those of other lots left aside.
pub(super) fn verdict(parts: &[Part], lot: Option<u16>) -> Verdict {
    let (mut failed, mut unknown, mut sought) = (false, false, false);
    let binding = |part: &&Part| {
        part.is_of(lot) && binds(part.kind, part.importance, part.outcome, part.value)
    };
    for part in parts.iter().filter(binding) {
        sought |= part.core && part.importance == Importance::Must;
        failed |= part.outcome == Outcome::Failed;
        unknown |= part.outcome == Outcome::Unknown;
    }
    match (failed, unknown) {
        (true, _) => Verdict::NearMiss,
        // Where nothing was read that a firm could qualify for, nobody is called qualified.
        (false, false) if sought => Verdict::Qualified,
        (false, _) => Verdict::Possible,
    }
}

/// The best there can be, so that the score ends at 1. The track record moves both ways from the
/// middle, so it adds nothing to it.
pub(super) fn whole(Weights { shape, signal, .. }: &Weights) -> f64 {
    shape.core
        + shape.rest
        + signal.text
        + signal.verification
        + signal.freshness
        + signal.completeness
}

fn sum_of(parts: &[Part], lot: Option<u16>, signals: Signals, weights: &Weights) -> Sum {
    let Fit { core, rest, completeness, .. } = fit(parts, lot, weights);
    let signal = &weights.signal;
    let line = Line::new(core, weights);
    let score = line.fixed
        + line.rest * rest
        + line.text * signals.text
        + signal.completeness * completeness
        + signals.reputation(weights);
    let kept: f64 =
        parts.iter().filter(|part| part.is_of(lot)).map(|part| part.leaves(weights)).product();
    Sum {
        score: (score / whole(weights) * kept).clamp(0.0, 1.0),
        core: core.unwrap_or(signals.text),
        lot,
    }
}

/// A score before it is brought to 0–1, as a straight line in the fit of the rest and the use of
/// words: for one fit of the capabilities, or where none could be read out of the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) fixed: f64,
    pub(super) rest: f64,
    pub(super) text: f64,
}

impl Line {
    pub(super) fn new(core: Option<f64>, Weights { shape, signal, .. }: &Weights) -> Self {
        let both = shape.core + shape.rest;
        match core {
            Some(core) => Self {
                fixed: shape.core * core,
                rest: shape.rest * core.sqrt().sqrt(),
                text: signal.text,
            },
            None => Self {
                fixed: 0.0,
                rest: both * (1.0 - shape.text_alone),
                text: signal.text + both * shape.text_alone,
            },
        }
    }
}

/// How judged constraints fit.
pub(super) struct Fit {
    /// The capabilities asked for; none where none is.
    pub(super) core: Option<f64>,
    /// Weighted mean of the rest, and what the rest weighs.
    pub(super) rest: f64,
    pub(super) weight: f64,
    /// Share of the rest that is stated.
    pub(super) completeness: f64,
}

pub(super) fn fit(parts: &[Part], lot: Option<u16>, weights: &Weights) -> Fit {
    let capable = parts.iter().any(|part| part.core);
    let core = capable.then(|| core_fit(parts, lot, weights));
    let (mut fit, mut weight, mut stated) = (0.0, 0.0, 0.0);
    for part in parts.iter().filter(|part| !part.core && part.is_of(lot)) {
        let weighs = part.weight(weights);
        fit += part.worth(weights) * weighs;
        weight += weighs;
        stated += if part.outcome == Outcome::Unknown { 0.0 } else { weighs };
    }
    let share = |of: f64| if weight > 0.0 { of / weight } else { 1.0 };
    Fit { core, rest: share(fit), weight, completeness: share(stated) }
}

/// Weighted mean fit of the capabilities; a supplier of one whole lot counts nearly as much as one
/// of all.
fn core_fit(parts: &[Part], lot: Option<u16>, weights: &Weights) -> f64 {
    let Some(lot) = lot else { return fit_of(parts, None, weights) };
    let all: Vec<f64> =
        lots(parts).into_iter().map(|lot| fit_of(parts, Some(lot), weights)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of lots")]
    let mean = all.iter().sum::<f64>() / all.len().max(1) as f64;
    0.85 * fit_of(parts, Some(lot), weights) + 0.15 * mean
}

fn fit_of(parts: &[Part], lot: Option<u16>, weights: &Weights) -> f64 {
    let (mut sum, mut total, mut place) = (0.0, 0.0, 0_u32);
    for part in parts.iter().filter(|part| part.core && part.is_of(lot)) {
        let fit = match part.outcome {
            Outcome::Met | Outcome::Unknown => part.value,
            Outcome::Failed => part.value * 0.6,
        };
        // What stands first is what the request is about.
        let weight = part.weight(weights) / f64::from(1 + place.min(3)).powf(0.7);
        place += 1;
        sum += fit * weight;
        total += weight;
    }
    if total > 0.0 { sum / total } else { 0.0 }
}
