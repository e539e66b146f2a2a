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

/// What the index tells of a supplier beside what it does and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'f> {
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

    pub(crate) fn and(self, other: Self) -> Self {
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
        let mut tolls = Self {
            job,
            of_place: Vec::new(),
            of_others: Vec::new(),
            by_place: FxHashMap::default(),
        };
        for (constraint, _) in decided {
            match constraint.wanted {
                Wanted::Provinces { .. } | Wanted::Near { .. } => tolls.of_place.push(constraint),
                Wanted::Schemes(_) => tolls.of_others.push(constraint),
                Wanted::Figure { attribute, .. } if figures::is_volume(attribute) => {
                    tolls.of_others.push(constraint);
                }
                _ => {}
            }
        }
        tolls
    }

    /// What a supplier loses by where it is; `number` tells one place from others.
    pub(crate) fn of_place(&mut self, number: u64, place: Option<&Located>) -> Toll {
        let Self { job, of_place, by_place, .. } = self;
        let toll = |constraint: &&Prepared| {
            let judged = match &constraint.wanted {
                Wanted::Provinces { provinces, old } => whereabouts::region(provinces, old, place),
                Wanted::Near { position, km } => whereabouts::distance(*position, *km, place),
                _ => return Toll::NONE,
            };
            Toll::of(constraint, &judged, job.weights())
        };
        *by_place
            .entry(number)
            .or_insert_with(|| of_place.iter().map(toll).fold(Toll::NONE, Toll::and))
    }

    /// What it loses by everything else, given the facts of it.
    pub(crate) fn of_others<'f>(&self, facts: impl FnOnce() -> Option<Facts<'f>>) -> Toll {
        if self.of_others.is_empty() {
            return Toll::NONE;
        }
        let Some(facts) = facts() else { return Toll::NONE };
        let weights = self.job.weights();
        let setting = self.job.requirements.setting(weights, self.job.today());
        let tolls = self.of_others.iter().map(|constraint| toll(constraint, &facts, setting));
        tolls.fold(Toll::NONE, Toll::and)
    }
}

/// What a certificate or a capacity takes.
fn toll(constraint: &Prepared, facts: &Facts<'_>, setting: Setting<'_>) -> Toll {
    match &constraint.wanted {
        Wanted::Schemes(wanted) => {
            let held = facts.certificates.iter().map(|&certificate| (certificate, None));
            Toll::of(constraint, &certificate(wanted, held, setting), setting.weights)
        }
        &Wanted::Figure { min, max, piece, .. } => {
            capacity(constraint, (min, max), piece, facts.capacity, setting.weights)
        }
        _ => Toll::NONE,
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
