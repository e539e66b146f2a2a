//! From judged constraints to one score and a verdict. [`super::parts`] has the sum.
//!
//! A supplier that meets every must always stands before one that does not; the others share
//! one scale, because a firm that misses a tonnage by 3 % is nearer than one that says nothing.

use super::{
    Outcome, Verdict,
    judge::Judged,
    parts::{Part, Signals, Sum, sum, verdict},
    prepare::Prepared,
    reason::Reason,
    requirements::Requirements,
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
    /// What the score is made of, as `judged` ended.
    pub(crate) parts: Vec<Part>,
}

/// What decides the order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grade {
    /// 0–1.
    pub(crate) score: f64,
    pub(crate) verdict: Verdict,
    /// Fit of the capabilities asked for, 0–1.
    pub(crate) core: f64,
    /// The lot that the supplier suits best, where there are several.
    pub(crate) lot: Option<u16>,
    pub(crate) signals: Signals,
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

/// Whether a constraint is about the capability itself.
pub(crate) fn is_core(constraint: &Prepared) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
    ) && constraint.importance == Importance::Must
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
/// `rarity` is that of each capability, 1 for everything else; `parts` are written anew.
pub(crate) fn grade(
    Requirements { constraints, core, .. }: &Requirements,
    rarity: &[f64],
    judged: &mut [Judged],
    parts: &mut Vec<Part>,
    signals: Signals,
    weights: &Weights,
) -> Grade {
    parts.clear();
    let all = constraints.iter().zip(judged.iter()).zip(core.iter().zip(rarity));
    parts.extend(all.map(|((constraint, judged), (&core, &rarity))| {
        let part = Part::new(constraint, (core, rarity), (judged.outcome, judged.value));
        Part { barred: bars(constraint, judged), ..part }
    }));
    // A firm that does what is asked and the excluded thing beside it is not refused: "no die
    // casting" to a gravity caster with a die-casting line.
    let excluded = |constraint: &Prepared, judged: &Judged| {
        judged.outcome == Outcome::Failed
            && judged.reason == Reason::Excluded
            && about_capability(constraint)
    };
    let any = constraints.iter().zip(judged.iter()).any(|(asked, judged)| excluded(asked, judged));
    if any && (does_first(constraints, core, judged) || sum(parts, signals, weights).core >= 0.6) {
        for ((constraint, judged), part) in
            constraints.iter().zip(judged.iter_mut()).zip(parts.iter_mut())
        {
            if excluded(constraint, judged) {
                judged.outcome = Outcome::Met;
                part.outcome = Outcome::Met;
            }
        }
    }
    let Sum { score, core, lot } = sum(parts, signals, weights);
    for (judged, part) in judged.iter_mut().zip(parts.iter()) {
        judged.aside = !part.is_of(lot);
    }
    Grade { score, verdict: verdict(parts, lot), core, lot, signals }
}

/// Whether the first capability asked for is met.
fn does_first(constraints: &[Prepared], core: &[bool], judged: &[Judged]) -> bool {
    constraints
        .iter()
        .zip(core)
        .zip(judged)
        .find(|((asked, core), _)| **core && asked.importance == Importance::Must)
        .is_some_and(|(_, judged)| judged.outcome == Outcome::Met)
}

/// Whether a constraint bars a supplier by what it is.
fn bars(constraint: &Prepared, judged: &Judged) -> bool {
    judged.reason == Reason::Role(Role::Trades) && constraint.kind == ConstraintKind::Business
        || judged.reason == Reason::Excluded
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
