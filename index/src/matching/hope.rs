//! The most that a supplier could come to, by what the index says of it: whoever cannot reach the
//! top even so need not be judged.

use super::{
    Outcome, Verdict,
    parts::{Fit, Line, Part, fit, lots, whole},
    prepare::{Prepared, Wanted},
    rank::Job,
    relation::OF_ITS_MATERIAL,
    score::Grade,
    toll::Toll,
};
use crate::{config::Weights, understand::Importance};

/// What the index says of a supplier: four bits for each constraint that it knows something of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Hints(u64);

impl Hints {
    /// The supplier has what is asked for, or a kind of it.
    pub(crate) const SAME: u64 = 1;
    /// It has something related.
    pub(crate) const RELATED: u64 = 2;
    /// It has something wider.
    pub(crate) const WIDER: u64 = 4;
    /// It has a material that what is asked for is of.
    pub(crate) const MATERIAL: u64 = 8;
    const ALL: u64 = (1 << Self::BITS) - 1;
    const BITS: usize = 4;
    /// Constraints that find room; everything is taken to be said of the others.
    const PLACES: usize = u64::BITS as usize / Self::BITS;

    /// One hint for the constraint at `at`.
    pub(crate) fn new(at: usize, hint: u64) -> Self {
        Self(if at < Self::PLACES { hint << (Self::BITS * at) } else { 0 })
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// What is known for the constraint at `at`; nothing where there is no room for it.
    pub(crate) fn told(self, at: usize) -> u64 {
        if at < Self::PLACES { self.0 >> (Self::BITS * at) & Self::ALL } else { 0 }
    }

    /// What may be for the constraint at `at`; everything where there is no room for it.
    fn possible(self, at: usize) -> u64 {
        if at < Self::PLACES { self.told(at) } else { Self::ALL }
    }
}

/// A place in the order of a ranking: those that qualify first, then by score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing(u64);

impl Standing {
    /// Before everybody.
    pub(crate) const FIRST: Self = Self(u64::MAX);
    /// Behind everybody.
    pub(crate) const LAST: Self = Self(0);

    /// `score` is not negative, so its bits are in the order of its value and leave the first free.
    pub(crate) fn new(qualifies: bool, score: f64) -> Self {
        Self(u64::from(qualifies) << 63 | score.max(0.0).to_bits())
    }

    pub(crate) fn of(grade: &Grade) -> Self {
        Self::new(grade.verdict == Verdict::Qualified, grade.score)
    }
}

/// The best that suppliers with the same hints could come to.
#[derive(Debug)]
pub(crate) struct Hope {
    qualifies: bool,
    /// One for each lot, or for the whole request.
    ceilings: Vec<Ceiling>,
    /// What a score is divided by, to be 0–1.
    whole: f64,
}

/// A score before it is divided, as a straight line in what is not yet known.
#[derive(Debug)]
struct Ceiling {
    /// Without signals.
    bare: f64,
    /// What using all words adds.
    text: f64,
    /// What is lost with what a toll says is not met, and is not stated, by their weight.
    lost: f64,
    unstated: f64,
}

impl Hope {
    pub(crate) fn new(job: &Job<'_>, rarity: &[f64], hints: Hints) -> Self {
        let weights = job.weights();
        let requirements = &job.requirements;
        let mut sought = false;
        // The needs, 0 for all, of which a must cannot be met.
        let mut blocked: Vec<u16> = Vec::new();
        let all = requirements.constraints.iter().zip(requirements.core.iter().zip(rarity));
        let parts = all.enumerate().map(|(at, (constraint, (&core, &rarity)))| {
            let (value, can_be_met) = at_best(constraint, core, hints.possible(at), weights);
            if !can_be_met && !constraint.importance.is_wish() {
                blocked.push(constraint.need);
            }
            sought |= core && constraint.importance == Importance::Must;
            Part::new(constraint, (core, rarity), (Outcome::Met, value))
        });
        let parts: Vec<Part> = parts.collect();
        let lots = lots(&parts);
        let open = if lots.is_empty() {
            blocked.is_empty()
        } else {
            !blocked.contains(&0) && lots.iter().any(|lot| !blocked.contains(lot))
        };
        let ceiling = |lot| {
            let Fit { core, rest, weight, completeness } = fit(&parts, lot, weights);
            let line = Line::new(core, weights);
            let stated = weights.signal.completeness;
            let by_weight = |all: f64| if weight > 0.0 { all / weight } else { 0.0 };
            Ceiling {
                bare: line.fixed + line.rest * rest + stated * completeness,
                text: line.text,
                lost: by_weight(line.rest),
                unstated: by_weight(stated),
            }
        };
        let ceilings = if lots.is_empty() {
            vec![ceiling(None)]
        } else {
            lots.into_iter().map(|lot| ceiling(Some(lot))).collect()
        };
        Self { qualifies: sought && open, ceilings, whole: whole(weights) }
    }

    /// The most with that use of words, 0–1, what the reputation adds, and a toll.
    pub(crate) fn with(&self, text: f64, reputation: f64, toll: Toll) -> Standing {
        let score = self.ceilings.iter().map(|ceiling| {
            ceiling.bare + ceiling.text * text
                - ceiling.lost * toll.lost
                - ceiling.unstated * toll.unstated
        });
        let score = (score.fold(0.0, f64::max) + reputation) / self.whole * toll.kept;
        // A little more, for what is rounded on the way.
        Standing::new(self.qualifies && !toll.refused, score + 2e-6)
    }
}

/// Whether somebody of whom no more is known than `hints` could meet the constraint at `at`.
pub(crate) fn can_be_met(job: &Job<'_>, at: usize, hints: Hints) -> bool {
    let all = &job.requirements;
    all.constraints.get(at).zip(all.core.get(at)).is_some_and(|(constraint, &core)| {
        at_best(constraint, core, hints.possible(at), job.weights()).1
    })
}

/// What a constraint is worth at best as a met one, and whether it can be met.
fn at_best(constraint: &Prepared, core: bool, hints: u64, weights: &Weights) -> (f64, bool) {
    if constraint.importance == Importance::MustNot {
        return (1.0, true);
    }
    // Beside the capability, what is not met is worth at most this much of its value, and half of
    // it where nothing is said.
    let unmet = (weights.outcome.unknown * 1.4).max(weights.outcome.failed);
    match &constraint.wanted {
        Wanted::Concepts(_) => {
            let value = nearest(hints, weights);
            let (least, met) = (value.max(0.5) * unmet, value >= weights.relation.met);
            match (core, met) {
                (true, _) => (value, met),
                (false, true) => (value.max(least), true),
                (false, false) => (least, false),
            }
        }
        // Facts or the profile tell.
        _ => (1.0, true),
    }
}

/// How near an offer can be. What no hint speaks of is a neighbour at most, or related to something
/// wider. Who denies it comes to three fifths of what it does beside it, so to less than that.
fn nearest(hints: u64, weights: &Weights) -> f64 {
    let relation = &weights.relation;
    let mut nearest = relation.sibling.max(relation.related * 0.6).max(0.2);
    if hints & Hints::WIDER != 0 {
        // Who works its material does it: the wider process by a firm that works aluminium.
        let of_its_material = hints & Hints::MATERIAL != 0;
        nearest = nearest.max(if of_its_material { OF_ITS_MATERIAL } else { relation.wider });
    }
    if hints & Hints::RELATED != 0 {
        nearest = nearest.max(relation.related);
    }
    if hints & Hints::SAME != 0 { 1.0 } else { nearest }
}
