//! From judged constraints to one score and a verdict.
//!
//! score = 100 × (core share × core + rest share × rest + signals), then reduced for every failed
//! must. `core` is the weighted mean fit of the capabilities asked for, `rest` that of everything
//! else. A supplier that meets every must always stands before one that does not; the others share
//! one scale, because a firm that misses a tonnage by 3 % is nearer than one that says nothing.

use super::{
    Outcome, Verdict, judge::Judged, prepare::Prepared, reason::Reason, requirements::Requirements,
};
use crate::{
    config::Weights,
    profile::Role,
    understand::{ConstraintKind, Importance},
};

/// A supplier's place in a ranking, before it is put into words.
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    pub(crate) grade: Grade,
    /// By constraint.
    pub(crate) judged: Vec<Judged>,
}

/// What decides the order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grade {
    /// 0–1.
    pub(crate) score: f64,
    pub(crate) verdict: Verdict,
    /// Fit of the capabilities asked for, 0–1.
    pub(crate) core: f64,
    pub(crate) signals: Signals,
    /// What the score would gain if the profile used every word of the request.
    pub(crate) room: f64,
}

impl Grade {
    /// The score as people see it: qualified suppliers 60–100, the others 0–60, so that it falls
    /// with the rank. Two decimals.
    pub(crate) fn shown(&self) -> f64 {
        let shown = if self.verdict == Verdict::Qualified {
            60.0 + 40.0 * self.score
        } else {
            60.0 * self.score
        };
        (shown * 100.0).round() / 100.0
    }
}

/// Signals beside the constraints, each 0–1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signals {
    pub(crate) text: f64,
    pub(crate) verification: f64,
    pub(crate) freshness: f64,
}

/// Whether a constraint is about the capability itself.
pub(crate) fn is_core(constraint: &Prepared) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
    ) && constraint.importance == Importance::Must
}

/// Weight of each constraint: by kind, importance, rarity, and for capabilities by place in the
/// request (what is named first is what the request is about).
pub(crate) fn weights_of(constraints: &[Prepared], rarity: &[f64], weights: &Weights) -> Vec<f64> {
    constraints
        .iter()
        .zip(rarity)
        .map(|(constraint, rarity)| {
            let firmness = match constraint.importance {
                Importance::Must | Importance::MustNot => 1.0,
                Importance::Prefer => weights.outcome.prefer,
            };
            weights.weight.of(constraint.kind) * firmness * rarity
        })
        .collect()
}

/// Whether any constraint of `constraints` is core; without one, materials and machines are.
pub(crate) fn core_of(constraints: &[Prepared]) -> Vec<bool> {
    let strict: Vec<bool> = constraints.iter().map(is_core).collect();
    if strict.contains(&true) {
        return strict;
    }
    let capable = |kind| {
        matches!(
            kind,
            ConstraintKind::Process
                | ConstraintKind::Product
                | ConstraintKind::Service
                | ConstraintKind::Material
                | ConstraintKind::Equipment
                | ConstraintKind::Industry
                | ConstraintKind::Words
        )
    };
    constraints
        .iter()
        .map(|constraint| constraint.importance != Importance::MustNot && capable(constraint.kind))
        .collect()
}

/// Grades one judged supplier; softens in `judged` what is to be asked rather than refused.
pub(crate) fn grade(
    Requirements { constraints, core, .. }: &Requirements,
    weight: &[f64],
    judged: &mut [Judged],
    signals: Signals,
    weights: &Weights,
) -> Grade {
    let core_fit = core_fit(constraints, core, weight, judged);
    // A firm that does what is asked and the excluded thing beside it is to be asked, not refused:
    // "no die casting" to a gravity caster with a die-casting line.
    for (constraint, judged) in constraints.iter().zip(judged.iter_mut()) {
        let excluded = judged.outcome == Outcome::Failed && judged.reason == Reason::Excluded;
        if excluded && core_fit >= 0.8 && about_capability(constraint) {
            judged.outcome = Outcome::Unknown;
        }
    }
    let (rest_fit, completeness) = rest_fit(constraints, core, weight, judged, weights);
    let shape = &weights.shape;
    let signal = &weights.signal;
    let capable = core.contains(&true);
    // The best there can be, so that the score ends at 1.
    let whole = shape.core
        + shape.rest
        + signal.text
        + signal.verification
        + signal.freshness
        + signal.completeness;
    let fit = if capable {
        shape.core * core_fit + shape.rest * rest_fit * core_fit.sqrt()
    } else {
        (shape.core + shape.rest)
            * (shape.text_alone * signals.text + (1.0 - shape.text_alone) * rest_fit)
    };
    let signalled = signal.text * signals.text
        + signal.verification * signals.verification
        + signal.freshness * signals.freshness
        + signal.completeness * completeness;
    let (verdict, kept) = verdict(constraints, core, judged, weights);
    let alone = if capable { 0.0 } else { (shape.core + shape.rest) * shape.text_alone };
    Grade {
        score: ((fit + signalled) / whole * kept).clamp(0.0, 1.0),
        verdict,
        core: if capable { core_fit } else { signals.text },
        signals,
        room: (signal.text + alone) * (1.0 - signals.text) / whole * kept,
    }
}

/// Weighted mean fit of what is not the capability itself, and the share of it that is stated.
fn rest_fit(
    constraints: &[Prepared],
    core: &[bool],
    weight: &[f64],
    judged: &[Judged],
    weights: &Weights,
) -> (f64, f64) {
    let (mut fit, mut total, mut stated) = (0.0, 0.0, 0.0);
    for (((constraint, judged), weight), core) in
        constraints.iter().zip(judged).zip(weight).zip(core)
    {
        if *core {
            continue;
        }
        let worth = match judged.outcome {
            Outcome::Met => judged.value,
            Outcome::Unknown if constraint.importance == Importance::Prefer => {
                judged.value * weights.outcome.unknown * 0.8
            }
            Outcome::Unknown => judged.value.max(0.5) * weights.outcome.unknown * 1.4,
            Outcome::Failed => judged.value * weights.outcome.failed,
        };
        fit += worth * weight;
        total += weight;
        stated += if judged.outcome == Outcome::Unknown { 0.0 } else { *weight };
    }
    if total > 0.0 { (fit / total, stated / total) } else { (1.0, 1.0) }
}

/// The verdict from the musts, and the share of the score that failed musts leave.
fn verdict(
    constraints: &[Prepared],
    core: &[bool],
    judged: &[Judged],
    weights: &Weights,
) -> (Verdict, f64) {
    let (mut failed, mut unknown, mut kept) = (false, false, 1.0);
    let mut sought = false;
    for ((constraint, judged), core) in constraints.iter().zip(judged).zip(core) {
        if constraint.importance == Importance::Prefer {
            continue;
        }
        sought |= *core && constraint.importance == Importance::Must;
        match judged.outcome {
            Outcome::Met => {}
            Outcome::Unknown => unknown = true,
            Outcome::Failed => {
                failed = true;
                kept *= share_kept(constraint, judged, *core, weights);
            }
        }
    }
    let verdict = match (failed, unknown) {
        (true, _) => Verdict::NearMiss,
        // Where nothing was read that a firm could qualify for, nobody is called qualified.
        (false, false) if sought => Verdict::Qualified,
        (false, _) => Verdict::Possible,
    };
    (verdict, kept)
}

/// Share of the score that one failed must leaves: more, the nearer the miss. A failed capability
/// is already in the core fit.
fn share_kept(constraint: &Prepared, judged: &Judged, core: bool, weights: &Weights) -> f64 {
    let trader = judged.reason == Reason::Role(Role::Trades)
        && constraint.kind == ConstraintKind::Business
        || judged.reason == Reason::Excluded;
    if trader {
        weights.outcome.trader
    } else if core {
        1.0
    } else {
        weights.outcome.failed_must + (1.0 - weights.outcome.failed_must) * judged.value
    }
}

fn about_capability(constraint: &Prepared) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::Process
            | ConstraintKind::Product
            | ConstraintKind::Service
            | ConstraintKind::Material
    )
}

/// Weighted mean fit of the capabilities, over all lots; a supplier of one whole lot counts nearly
/// as much as one of all.
fn core_fit(constraints: &[Prepared], core: &[bool], weight: &[f64], judged: &[Judged]) -> f64 {
    let lots = constraints.iter().map(|constraint| constraint.need).max().unwrap_or(0);
    let fit = |lot: Option<u16>| {
        let (mut sum, mut total, mut place) = (0.0, 0.0, 0_u32);
        for (((constraint, judged), weight), core) in
            constraints.iter().zip(judged).zip(weight).zip(core)
        {
            if !core || lot.is_some_and(|lot| constraint.need != 0 && constraint.need != lot) {
                continue;
            }
            let fit = match judged.outcome {
                Outcome::Met | Outcome::Unknown => judged.value,
                Outcome::Failed => judged.value * 0.4,
            };
            // What stands first is what the request is about.
            let weight = weight / f64::from(1 + place.min(3)).powf(0.7);
            place += 1;
            sum += fit * weight;
            total += weight;
        }
        if total > 0.0 { sum / total } else { 0.0 }
    };
    if lots < 2 {
        return fit(None);
    }
    let fits: Vec<f64> = (1..=lots).map(|lot| fit(Some(lot))).collect();
    let best = fits.iter().copied().fold(0.0, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "a handful of lots")]
    let mean = fits.iter().sum::<f64>() / fits.len().max(1) as f64;
    0.85 * best + 0.15 * mean
}
