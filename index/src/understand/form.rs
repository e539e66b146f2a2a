//! The structured parts of a request: lists, a plant, a radius.

use rustc_hash::FxHashSet;

use super::{
    Constraint, ConstraintKind, Importance,
    attribute::measured,
    gather::{Gathered, span},
    kind::kind_of,
    locate,
    reading::Reading,
    spot::Spotting,
};
use crate::taxonomy::{ConceptId, Entry, Taxonomy};

impl Gathered {
    /// One entry of a form's list.
    pub(crate) fn item(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        context: &FxHashSet<ConceptId>,
        field: &str,
        kind: ConstraintKind,
        importance: Importance,
    ) {
        let taxonomy = Taxonomy::get();
        let expected = match kind {
            ConstraintKind::Capacity => Some("volume"),
            _ => None,
        };
        let found = measured(reading, expected, context);
        let mut any = !found.is_empty();
        let mut codes: Vec<(ConstraintKind, String)> = Vec::new();
        for mention in &spotting.mentions {
            let read = match (mention.entry, kind) {
                (
                    Entry::Concept(id),
                    ConstraintKind::Process
                    | ConstraintKind::Product
                    | ConstraintKind::Material
                    | ConstraintKind::Equipment,
                ) => {
                    let concept = taxonomy.concept_at(id);
                    kind_of(concept).map(|kind| (kind, concept.code.clone()))
                }
                (Entry::Scheme(id), _) => {
                    Some((ConstraintKind::Certification, taxonomy.schemes.at(id).code.clone()))
                }
                (Entry::Country(id), ConstraintKind::ExportMarket) => taxonomy
                    .countries
                    .get(usize::from(id.0))
                    .map(|country| (kind, country.code.clone())),
                (Entry::Spoken(number), ConstraintKind::Language) => taxonomy
                    .spoken
                    .get(usize::from(number))
                    .map(|spoken| (kind, spoken.code.clone())),
                (Entry::Place(id), ConstraintKind::Region) => {
                    Some((kind, taxonomy.places.at(id).code.clone()))
                }
                _ => None,
            };
            codes.extend(read);
        }
        let mut kinds: Vec<ConstraintKind> = codes.iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        // A spec names its process for the reader; it does not ask for it a second time.
        if kind != ConstraintKind::Spec || found.is_empty() {
            for of in kinds {
                any = true;
                self.push(Constraint {
                    kind: of,
                    importance,
                    need: 0,
                    codes: codes
                        .iter()
                        .filter(|(kind, _)| *kind == of)
                        .map(|(_, code)| code.clone())
                        .collect(),
                    quantity: None,
                    text: reading.raw.to_owned(),
                    span: Some(span(reading, 0, reading.tokens.len(), field)),
                });
            }
        }
        self.figures(reading, spotting, &found, &[], field, Some(importance));
        if !any && !reading.raw.trim().is_empty() {
            self.push(Constraint {
                kind: ConstraintKind::Words,
                importance,
                need: 0,
                codes: Vec::new(),
                quantity: None,
                text: reading.raw.to_owned(),
                span: Some(span(reading, 0, reading.tokens.len(), field)),
            });
        }
    }

    /// The buyer's plant: nearness counts in favour.
    pub(crate) fn plant(&mut self, reading: &Reading<'_>, field: &str) {
        if let Some(constraint) = locate::plant(reading, field) {
            self.push(constraint);
        }
    }

    /// A distance from a place, from a form.
    pub(crate) fn within(
        &mut self,
        reading: &Reading<'_>,
        km: f64,
        importance: Importance,
        field: &str,
    ) {
        self.push(locate::within(reading, km, importance, field));
    }
}
