//! An inverted index: who has to do with a capability.

use std::{collections::BTreeSet, sync::Arc};

use rustc_hash::FxHashMap;

use crate::{
    Compiled,
    profile::Role,
    taxonomy::{ConceptId, Taxonomy},
};

use super::sought::Sought;

/// Identifiers by capability.
#[derive(Debug, Clone, Default)]
pub(super) struct ByConcept(FxHashMap<ConceptId, BTreeSet<Arc<str>>>);

impl ByConcept {
    pub(super) fn insert(&mut self, id: &Arc<str>, concepts: impl Iterator<Item = ConceptId>) {
        for concept in concepts {
            self.0.entry(concept).or_default().insert(Arc::clone(id));
        }
    }

    pub(super) fn remove(&mut self, id: &str, concepts: impl Iterator<Item = ConceptId>) {
        for concept in concepts {
            if let Some(ids) = self.0.get_mut(&concept) {
                ids.remove(id);
                if ids.is_empty() {
                    self.0.remove(&concept);
                }
            }
        }
    }

    /// Everybody who has to do with any of some capabilities, each once.
    pub(super) fn any_of(&self, concepts: impl Iterator<Item = ConceptId>) -> BTreeSet<&Arc<str>> {
        concepts.filter_map(|concept| self.0.get(&concept)).flatten().collect()
    }
}

/// Capabilities with which a supplier could matter to a request: those asked for, the wider ones
/// that may cover them, and those beside them.
pub(super) fn matters(sought: &Sought) -> impl Iterator<Item = ConceptId> {
    let taxonomy = Taxonomy::get();
    sought.asked().iter().flat_map(move |&asked| {
        let concept = taxonomy.concept_at(asked);
        concept.lineage.iter().chain(&concept.related).copied()
    })
}

/// Capabilities that a supplier speaks of, with the wider ones that they are kinds of.
pub(super) fn offered(supplier: &Compiled) -> BTreeSet<ConceptId> {
    let taxonomy = Taxonomy::get();
    supplier
        .offers
        .iter()
        .filter(|offer| !matches!(offer.role, Role::DoesNot))
        .flat_map(|offer| taxonomy.concept_at(offer.concept).lineage.iter().copied())
        .collect()
}
