//! What place, certificates and capacity of a supplier take from the best that it could come to: the
//! index tells them, so that whoever is far away or certified for nothing need not be read.

use super::{
    Outcome, figures,
    judge::{Judged, Setting, binds, certificate, no_certificate, tells_of},
    parts::{Part, lots_of},
    prepare::{Piece, Prepared, Wanted},
    rank::Job,
    whereabouts,
};
use crate::{
    compile::{Certificate, Located},
    config::Weights,
    taxonomy::{Better, SchemeId},
    understand::Importance,
};

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
    setting: Setting<'j>,
    of_place: Vec<&'j Prepared>,
    of_certificates: Vec<CertificateToll<'j>>,
    of_capacity: Vec<&'j Prepared>,
}

/// A constraint about certificates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CertificateToll<'j> {
    constraint: &'j Prepared,
    wanted: &'j [SchemeId],
    setting: Setting<'j>,
}

impl CertificateToll<'_> {
    /// What somebody loses by the certificates that it speaks of.
    pub(crate) fn of(&self, held: &[Certificate]) -> Toll {
        let held = held.iter().map(|&certificate| (certificate, None));
        self.toll(&certificate(self.wanted, held, self.setting))
    }

    /// What somebody loses who speaks of none that tells anything of those asked for.
    pub(crate) fn without(&self, speaks_of_others: bool) -> Toll {
        self.toll(&no_certificate(speaks_of_others))
    }

    /// Whether a certificate tells anything of those asked for.
    pub(crate) fn is_told_by(&self, held: SchemeId) -> bool {
        tells_of(self.wanted, held)
    }

    fn toll(&self, judged: &Judged) -> Toll {
        Toll::of(self.constraint, judged, self.setting.weights)
    }
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
            setting: requirements.setting(job.weights(), job.today()),
            of_place: Vec::new(),
            of_certificates: Vec::new(),
            of_capacity: Vec::new(),
        };
        for (constraint, _) in decided {
            match &constraint.wanted {
                Wanted::Provinces { .. } | Wanted::Near { .. } => tolls.of_place.push(constraint),
                Wanted::Schemes(wanted) => {
                    let setting = tolls.setting;
                    tolls.of_certificates.push(CertificateToll { constraint, wanted, setting });
                }
                &Wanted::Figure { attribute, .. } if figures::is_volume(attribute) => {
                    tolls.of_capacity.push(constraint);
                }
                _ => {}
            }
        }
        tolls
    }

    /// What a supplier loses by where it is.
    pub(crate) fn of_place(&self, place: Option<&Located>) -> Toll {
        let toll = |constraint: &&Prepared| {
            let judged = match &constraint.wanted {
                Wanted::Provinces { provinces, old } => whereabouts::region(provinces, old, place),
                Wanted::Near { position, km } => whereabouts::distance(*position, *km, place),
                _ => return Toll::NONE,
            };
            Toll::of(constraint, &judged, self.setting.weights)
        };
        self.of_place.iter().map(toll).fold(Toll::NONE, Toll::and)
    }

    /// What it loses by its capacity: not less with less of it, where it states one.
    pub(crate) fn of_capacity(&self, capacity: Capacity) -> Toll {
        let toll = |constraint: &&Prepared| match constraint.wanted {
            Wanted::Figure { min, max, piece, .. } => {
                of_volume(constraint, (min, max), piece, capacity, self.setting.weights)
            }
            _ => Toll::NONE,
        };
        self.of_capacity.iter().map(toll).fold(Toll::NONE, Toll::and)
    }

    /// The constraints about certificates.
    pub(crate) fn of_certificates(&self) -> &[CertificateToll<'j>] {
        &self.of_certificates
    }

    /// Whether any constraint is about capacity.
    pub(crate) fn ask_for_capacity(&self) -> bool {
        !self.of_capacity.is_empty()
    }

    /// Whether any is about the place.
    pub(crate) fn ask_for_a_place(&self) -> bool {
        !self.of_place.is_empty()
    }
}

/// What a capacity takes.
fn of_volume(
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
