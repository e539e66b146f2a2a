//! What place, certificates and capacity of a supplier take from the best that it could come to: the
//! index tells them, so that whoever is far away or certified for nothing need not be read.

use rustc_hash::FxHashMap;

use super::{
    Outcome, figures,
    judge::{Judged, Setting, binds, certificate},
    parts::{Part, lots_of},
    prepare::{Piece, Prepared, Wanted},
    rank::Job,
    whereabouts,
};
use crate::{
    compile::{Certificate, Located},
    config::Weights,
    taxonomy::Better,
    understand::Importance,
};

/// What the index tells of a supplier beside what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'f> {
    pub(crate) place: Option<&'f Located>,
    pub(crate) certificates: &'f [Certificate],
    pub(crate) capacity: Capacity,
}

/// The largest declared volumes, in pieces a month.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Capacity {
    /// Said of no product.
    pub(crate) of_all: Option<f64>,
    /// Said of one product, which may not be the one asked for.
    pub(crate) of_a_product: Option<f64>,
}

/// What is lost of a score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toll {
    /// Weight of what is not met, by how little it is worth.
    pub(super) lost: f64,
    /// Weight of what is not stated.
    pub(super) unstated: f64,
    /// Share of the score that failed musts leave.
    pub(super) kept: f64,
    /// Whether a must is not met.
    pub(super) refused: bool,
}

impl Toll {
    /// Nothing is lost.
    pub(crate) const NONE: Self = Self { lost: 0.0, unstated: 0.0, kept: 1.0, refused: false };

    fn of(constraint: &Prepared, judged: &Judged, weights: &Weights) -> Self {
        // What facts tell is never about the capability, and bars nobody.
        let part = Part::new(constraint, (false, 1.0), (judged.outcome, judged.value));
        let weight = part.weight(weights);
        let met = judged.outcome == Outcome::Met;
        Self {
            lost: weight * (1.0 - part.worth(weights)),
            unstated: if judged.outcome == Outcome::Unknown { weight } else { 0.0 },
            kept: part.leaves(weights),
            refused: !met && binds(part.kind, part.importance, part.outcome, part.value),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            lost: self.lost + other.lost,
            unstated: self.unstated + other.unstated,
            kept: self.kept * other.kept,
            refused: self.refused || other.refused,
        }
    }

    /// The less of both.
    fn or(self, other: Self) -> Self {
        Self {
            lost: self.lost.min(other.lost),
            unstated: self.unstated.min(other.unstated),
            kept: self.kept.max(other.kept),
            refused: self.refused && other.refused,
        }
    }
}

/// The constraints of a request that facts decide.
pub(crate) struct Tolls<'j> {
    job: &'j Job<'j>,
    of_place: Vec<&'j Prepared>,
    of_others: Vec<&'j Prepared>,
    /// Many suppliers are in the same place: by its number.
    by_place: FxHashMap<u64, Toll>,
}

impl<'j> Tolls<'j> {
    pub(crate) fn new(job: &'j Job<'j>) -> Self {
        let requirements = &job.requirements;
        let constraints = || requirements.constraints.iter().zip(&requirements.core);
        let lots = lots_of(constraints().map(|(constraint, &core)| (core, constraint.need)));
        // What one of several lots asks for takes nothing from the others.
        let of_one_lot = |constraint: &Prepared| constraint.need > 0 && !lots.is_empty();
        let decided = constraints().filter(|(constraint, core)| {
            !**core && !of_one_lot(constraint) && constraint.importance != Importance::MustNot
        });
        let (of_place, of_others) =
            decided.map(|(constraint, _)| constraint).partition(|constraint| {
                matches!(constraint.wanted, Wanted::Provinces { .. } | Wanted::Near { .. })
            });
        Self { job, of_place, of_others, by_place: FxHashMap::default() }
    }

    /// What a supplier loses; `place` numbers its place.
    pub(crate) fn of(&mut self, place: u64, facts: &Facts<'_>) -> Toll {
        let weights = self.job.weights();
        let setting = self.job.requirements.setting(weights, self.job.today());
        let all = |constraints: &[&Prepared]| {
            let tolls = constraints.iter().map(|constraint| toll(constraint, facts, setting));
            tolls.fold(Toll::NONE, Toll::and)
        };
        let of_place = *self.by_place.entry(place).or_insert_with(|| all(&self.of_place));
        of_place.and(all(&self.of_others))
    }
}

/// What one constraint takes, where facts decide it.
fn toll(constraint: &Prepared, facts: &Facts<'_>, setting: Setting<'_>) -> Toll {
    let judged = match &constraint.wanted {
        Wanted::Provinces { provinces, old } => whereabouts::region(provinces, old, facts.place),
        Wanted::Near { position, km } => whereabouts::distance(*position, *km, facts.place),
        Wanted::Schemes(wanted) => {
            let held = facts.certificates.iter().map(|&certificate| (certificate, None));
            certificate(wanted, held, setting)
        }
        &Wanted::Figure { attribute, min, max, piece } if figures::is_volume(attribute) => {
            return capacity(constraint, (min, max), piece, facts.capacity, setting.weights);
        }
        _ => return Toll::NONE,
    };
    Toll::of(constraint, &judged, setting.weights)
}

/// What a capacity takes.
fn capacity(
    constraint: &Prepared,
    (min, max): (Option<f64>, Option<f64>),
    piece: Piece,
    capacity: Capacity,
    weights: &Weights,
) -> Toll {
    let toll = |judged: &Judged| Toll::of(constraint, judged, weights);
    let of = |volume| toll(&figures::compare(Better::Higher, min, max, (None, Some(volume))));
    let unstated = || toll(&figures::no_volume(min, max));
    match (capacity.of_all, capacity.of_a_product) {
        // Tonnes or square metres may come to pieces.
        (None, None) if piece.kg.is_some() || piece.m2.is_some() => Toll::NONE,
        (None, None) => unstated(),
        (Some(volume), None) => of(volume),
        (None, Some(volume)) => of(volume).or(unstated()),
        (Some(volume), Some(other)) => of(volume).or(of(other)),
    }
}
