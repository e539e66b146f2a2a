//! What place, certificates and capacity of a supplier take from the best that it could come to: the
//! index tells them, so that whoever is far away or certified for nothing need not be read.

use rustc_hash::FxHashMap;

use super::{
    Outcome, figures,
    judge::{Judged, binds, certificate},
    parts::{Part, lots_of},
    prepare::{Piece, Prepared, Wanted},
    rank::Job,
    reason::Reason,
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
        let part = Part {
            kind: constraint.kind,
            importance: constraint.importance,
            need: constraint.need,
            core: false,
            rarity: 1.0,
            outcome: judged.outcome,
            value: judged.value,
            barred: false,
        };
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
    of_certificates: Vec<&'j Prepared>,
    of_capacity: Vec<&'j Prepared>,
    /// Many suppliers are in the same place: by its number.
    by_place: FxHashMap<u64, Toll>,
}

impl<'j> Tolls<'j> {
    pub(crate) fn new(job: &'j Job<'j>) -> Self {
        let requirements = &job.requirements;
        let mut tolls = Self {
            job,
            of_place: Vec::new(),
            of_certificates: Vec::new(),
            of_capacity: Vec::new(),
            by_place: FxHashMap::default(),
        };
        let cores = requirements.core.iter().zip(&requirements.constraints);
        let lots = lots_of(cores.map(|(&core, constraint)| (core, constraint.need)));
        for (constraint, core) in requirements.constraints.iter().zip(&requirements.core) {
            // What one of several lots asks for takes nothing from the others.
            let of_one_lot = constraint.need > 0 && !lots.is_empty();
            if *core || of_one_lot || constraint.importance == Importance::MustNot {
                continue;
            }
            match &constraint.wanted {
                Wanted::Provinces { .. } | Wanted::Near { .. } => tolls.of_place.push(constraint),
                Wanted::Schemes(_) => tolls.of_certificates.push(constraint),
                Wanted::Figure { attribute, .. } if figures::is_volume(*attribute) => {
                    tolls.of_capacity.push(constraint);
                }
                _ => {}
            }
        }
        tolls
    }

    /// What a supplier loses; `place` numbers its place.
    pub(crate) fn of(&mut self, place: u64, facts: &Facts<'_>) -> Toll {
        let weights = self.job.weights();
        let setting = self.job.requirements.setting(weights, self.job.today());
        let mut toll = Toll::NONE;
        if !self.of_place.is_empty() {
            let of_place = &self.of_place;
            toll = *self.by_place.entry(place).or_insert_with(|| {
                let judged = |constraint: &Prepared| match &constraint.wanted {
                    Wanted::Provinces { provinces, old } => {
                        whereabouts::region(provinces, old, facts.place)
                    }
                    Wanted::Near { position, km } => {
                        whereabouts::distance(*position, *km, facts.place)
                    }
                    _ => Judged::new(Outcome::Met, 1.0, Reason::Declared),
                };
                of_place.iter().fold(Toll::NONE, |toll, constraint| {
                    toll.and(Toll::of(constraint, &judged(constraint), weights))
                })
            });
        }
        for constraint in &self.of_certificates {
            if let Wanted::Schemes(wanted) = &constraint.wanted {
                let held = facts.certificates.iter().map(|&certificate| (certificate, None));
                let judged = certificate(wanted, held, setting);
                toll = toll.and(Toll::of(constraint, &judged, weights));
            }
        }
        for constraint in &self.of_capacity {
            if let Wanted::Figure { min, max, piece, .. } = constraint.wanted {
                toll = toll.and(capacity(constraint, (min, max), piece, facts.capacity, weights));
            }
        }
        toll
    }
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
