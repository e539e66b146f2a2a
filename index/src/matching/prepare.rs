//! A request made ready to judge many suppliers: codes become numbers, places positions.

use super::relation::WantedConcept;
use crate::{
    request::RequestKind,
    taxonomy::{AttributeId, ConceptId, CountryId, PlaceKind, SchemeId, Taxonomy},
    understand::{Constraint, ConstraintKind, Importance, Understanding, partner::partner},
};

/// A constraint ready to judge.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) kind: ConstraintKind,
    pub(crate) importance: Importance,
    pub(crate) need: u16,
    pub(crate) wanted: Wanted,
}

/// What one piece weighs, in kilograms, and how large its surface is, in square metres.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Piece {
    pub(crate) kg: Option<f64>,
    pub(crate) m2: Option<f64>,
}

/// What is wanted.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Concepts(Vec<WantedConcept>),
    Schemes(Vec<SchemeId>),
    Figure {
        attribute: AttributeId,
        min: Option<f64>,
        max: Option<f64>,
        /// What a piece is, where the request says so beside a number of pieces.
        piece: Piece,
    },
    /// Current provinces; older ones where the request names one that is now only part.
    Provinces {
        provinces: Vec<u8>,
        old: Vec<u8>,
    },
    Near {
        position: Option<(f64, f64)>,
        km: Option<f64>,
    },
    Countries(Vec<CountryId>),
    Languages(Vec<u8>),
    Maker,
    /// Says that it is open to such a partner.
    Partner(RequestKind),
    Employees(f64),
    Words(Vec<u32>),
    Nothing,
}

pub(crate) fn prepare(understood: &Understanding) -> Vec<Prepared> {
    understood
        .constraints
        .iter()
        .map(|constraint| Prepared {
            kind: constraint.kind,
            importance: constraint.importance,
            need: constraint.need,
            wanted: wanted(constraint, understood),
        })
        .collect()
}

/// The capabilities that the core constraints ask for.
pub(crate) fn asked(constraints: &[Prepared], core: &[bool]) -> Vec<ConceptId> {
    constraints
        .iter()
        .zip(core)
        .filter(|(_, core)| **core)
        .flat_map(|(constraint, _)| match &constraint.wanted {
            Wanted::Concepts(concepts) => concepts.iter().map(|wanted| wanted.id).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Whether a trader is what is asked for, or will do.
pub(crate) fn trader_wanted(constraints: &[Prepared]) -> bool {
    let sourcing = |id: ConceptId| Taxonomy::get().concept_at(id).code == "sourcing-trading";
    constraints.iter().any(|constraint| {
        let Wanted::Concepts(concepts) = &constraint.wanted else { return false };
        constraint.importance != Importance::MustNot
            && concepts.iter().any(|wanted| sourcing(wanted.id))
    })
}

fn wanted(constraint: &Constraint, understood: &Understanding) -> Wanted {
    let taxonomy = Taxonomy::get();
    match constraint.kind {
        ConstraintKind::Process
        | ConstraintKind::Product
        | ConstraintKind::Material
        | ConstraintKind::Equipment
        | ConstraintKind::Service
        | ConstraintKind::Industry => Wanted::Concepts(
            constraint
                .codes
                .iter()
                .filter_map(|code| taxonomy.concept(code))
                .map(|concept| WantedConcept::new(concept.id))
                .collect(),
        ),
        ConstraintKind::Certification => Wanted::Schemes(
            constraint
                .codes
                .iter()
                .filter_map(|code| taxonomy.scheme(code))
                .map(|scheme| scheme.id)
                .collect(),
        ),
        ConstraintKind::Spec
        | ConstraintKind::Capacity
        | ConstraintKind::Moq
        | ConstraintKind::LeadTime => figure(constraint, understood),
        ConstraintKind::Employees => constraint
            .quantity
            .as_ref()
            .and_then(|quantity| quantity.min.or(quantity.max))
            .map_or(Wanted::Nothing, Wanted::Employees),
        ConstraintKind::Region => region(constraint),
        ConstraintKind::Distance => Wanted::Near {
            position: position(constraint),
            km: constraint.quantity.as_ref().and_then(|quantity| quantity.max),
        },
        ConstraintKind::ExportMarket => Wanted::Countries(
            taxonomy
                .countries
                .iter()
                .filter(|country| constraint.codes.contains(&country.code))
                .map(|country| country.id)
                .collect(),
        ),
        ConstraintKind::Language => Wanted::Languages(
            taxonomy
                .spoken
                .iter()
                .zip(0_u8..)
                .filter(|(spoken, _)| constraint.codes.contains(&spoken.code))
                .map(|(_, number)| number)
                .collect(),
        ),
        ConstraintKind::Business => partner(constraint).map_or(Wanted::Maker, Wanted::Partner),
        ConstraintKind::Ownership => Wanted::Nothing,
        ConstraintKind::Words => {
            Wanted::Words(crate::compile::words(std::iter::once(constraint.text.as_str())))
        }
    }
}

fn figure(constraint: &Constraint, understood: &Understanding) -> Wanted {
    let Some(quantity) = &constraint.quantity else { return Wanted::Nothing };
    let of_a_piece = |attribute: &str| {
        let own = |other: &&Constraint| other.need == constraint.need || other.need == 0;
        let figure = understood.constraints.iter().filter(own).find_map(|other| {
            other.quantity.as_ref().filter(|quantity| quantity.attribute == attribute)
        })?;
        figure.max.or(figure.min).filter(|size| *size > 0.0)
    };
    let piece = || Piece { kg: of_a_piece("part_weight"), m2: of_a_piece("part_area") };
    match crate::understand::attribute::by_code(&quantity.attribute) {
        Some(attribute) => Wanted::Figure {
            attribute: attribute.id,
            min: quantity.min,
            max: quantity.max,
            piece: if quantity.attribute == "volume" { piece() } else { Piece::default() },
        },
        None => Wanted::Nothing,
    }
}

/// A name that is a current province and an older one (Bắc Ninh) means the current one; a name that
/// is only an older one (Bắc Giang) means that part of the current one.
fn region(constraint: &Constraint) -> Wanted {
    let taxonomy = Taxonomy::get();
    let places: Vec<_> =
        constraint.codes.iter().filter_map(|code| taxonomy.places.by_code(code)).collect();
    let mut provinces: Vec<u8> =
        places.iter().flat_map(|place| place.provinces.iter().copied()).collect();
    provinces.sort_unstable();
    provinces.dedup();
    let whole = |province: u8| {
        places.iter().any(|place| {
            matches!(place.kind, PlaceKind::Province | PlaceKind::Area)
                && place.provinces.contains(&province)
        })
    };
    let partial = !provinces.iter().any(|&province| whole(province));
    let old = if partial {
        places.iter().filter_map(|place| place.old_province).collect()
    } else {
        Vec::new()
    };
    Wanted::Provinces { provinces, old }
}

/// The most precise of the places named.
fn position(constraint: &Constraint) -> Option<(f64, f64)> {
    let taxonomy = Taxonomy::get();
    constraint
        .codes
        .iter()
        .filter_map(|code| taxonomy.places.by_code(code))
        .filter(|place| place.position.is_some())
        .max_by_key(|place| crate::understand::locate::precision(place.kind))
        .and_then(|place| place.position)
        // "Hanoi and surroundings" is about its first province.
        .or_else(|| {
            let area = constraint.codes.iter().find_map(|code| taxonomy.places.by_code(code))?;
            let first = area.provinces.first()?;
            taxonomy.places.by_code(&format!("province:{first:02}"))?.position
        })
}
