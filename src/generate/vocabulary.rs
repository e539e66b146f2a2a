//! What firms of each value-chain segment make, with what and from what: the taxonomy, arranged
//! for drawing from.

use std::sync::LazyLock;

use index::Language;
use index::taxonomy::{Concept, ConceptKind, Place, PlaceKind, Segment, Taxonomy};

/// A segment with its concepts.
pub(super) struct Trade {
    pub(super) segment: &'static Segment,
    pub(super) processes: Vec<&'static Concept>,
    pub(super) products: Vec<&'static Concept>,
    pub(super) materials: Vec<&'static Concept>,
    pub(super) equipment: Vec<&'static Concept>,
}

impl Trade {
    /// Services, logistics, software: nothing leaves the gate on a pallet.
    pub(super) fn is_service(&self) -> bool {
        self.segment.code.starts_with("v-") && self.segment.code != "v-packaging"
            || self.segment.code == "c-icdesign"
    }
}

/// Every segment that has something to offer.
pub(super) fn trades() -> &'static [Trade] {
    static TRADES: LazyLock<Vec<Trade>> = LazyLock::new(|| {
        let taxonomy = Taxonomy::get();
        taxonomy
            .segments()
            .iter()
            .map(trade)
            .filter(|t| !t.processes.is_empty() || !t.products.is_empty())
            .collect()
    });
    &TRADES
}

fn trade(segment: &'static Segment) -> Trade {
    let concepts = Taxonomy::get().concepts();
    let own = |kinds: &[ConceptKind]| -> Vec<&'static Concept> {
        concepts
            .iter()
            .filter(|c| {
                c.segment.as_deref() == Some(segment.code.as_str()) && kinds.contains(&c.kind)
            })
            .collect()
    };
    let mut trade = Trade {
        segment,
        processes: own(&[ConceptKind::Process, ConceptKind::Service]),
        products: own(&[ConceptKind::Product]),
        materials: own(&[ConceptKind::Material]),
        equipment: own(&[ConceptKind::Equipment]),
    };
    // What a material or machine segment makes are its materials and machines.
    if trade.products.is_empty() && trade.processes.is_empty() {
        trade.products = if trade.materials.is_empty() {
            trade.equipment.clone()
        } else {
            trade.materials.clone()
        };
    }
    let related = |kind: ConceptKind, of: &[&'static Concept]| -> Vec<&'static Concept> {
        let mut found: Vec<&'static Concept> = Vec::new();
        for id in of.iter().flat_map(|concept| &concept.related) {
            let concept = Taxonomy::get().concept_at(*id);
            if concept.kind == kind && !found.iter().any(|known| known.id == concept.id) {
                found.push(concept);
            }
        }
        found
    };
    let everything: Vec<_> = trade.processes.iter().chain(&trade.products).copied().collect();
    if trade.materials.is_empty() {
        trade.materials = related(ConceptKind::Material, &everything);
    }
    if trade.equipment.len() < 3 {
        trade.equipment.extend(related(ConceptKind::Equipment, &everything));
    }
    if trade.products.is_empty() {
        trade.products = related(ConceptKind::Product, &everything);
    }
    if trade.processes.is_empty() {
        trade.processes = related(ConceptKind::Process, &everything);
    }
    trade
}

/// Provinces of the given kind.
pub(super) fn places(kind: PlaceKind) -> &'static [&'static Place] {
    static PROVINCES: LazyLock<Vec<&'static Place>> =
        LazyLock::new(|| of_kind(PlaceKind::Province));
    static OLD: LazyLock<Vec<&'static Place>> = LazyLock::new(|| of_kind(PlaceKind::OldProvince));
    static ZONES: LazyLock<Vec<&'static Place>> = LazyLock::new(|| of_kind(PlaceKind::Zone));
    match kind {
        PlaceKind::OldProvince => &OLD,
        PlaceKind::Zone => &ZONES,
        _ => &PROVINCES,
    }
}

fn of_kind(kind: PlaceKind) -> Vec<&'static Place> {
    Taxonomy::get().places().iter().filter(|place| place.kind == kind).collect()
}

/// A label of a concept: mostly the main one, sometimes another that cannot be misread.
pub(super) fn label(
    concept: &'static Concept,
    language: Language,
    dice: &mut super::dice::Dice,
) -> &'static str {
    let others: Vec<&'static str> = concept
        .labels
        .iter()
        .filter(|label| {
            label.language == language && !label.ambiguous && label.text.chars().count() > 5
        })
        .map(|label| label.text.as_str())
        .collect();
    if others.is_empty() || dice.chance(60) {
        concept.label(language)
    } else {
        dice.pick::<&str>(&others)
    }
}
