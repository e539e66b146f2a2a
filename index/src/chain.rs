//! Value-chain segments: of what a firm makes, and of what a request seeks.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Compiled, Error,
    profile::Role,
    store::Searcher,
    taxonomy::{Concept, ConceptKind, Taxonomy},
    understand::{ConstraintKind, Importance, Understanding},
};

/// The segment of a concept, or of the nearest wider one that has one. Machines and materials are
/// means: they say where a firm buys, not where it stands.
fn segment(concept: &Concept) -> Option<&'static str> {
    let taxonomy = Taxonomy::get();
    let product =
        matches!(concept.kind, ConceptKind::Process | ConceptKind::Product | ConceptKind::Service);
    let mut lineage = concept.lineage.iter().filter(|_| product);
    lineage.find_map(|&id| taxonomy.concept_at(id).segment.as_deref())
}

impl Compiled {
    /// Codes of the segments that the firm's own work belongs to, in order: what it makes,
    /// assembles, designs or repairs, not what it trades, uses or plans.
    #[must_use]
    pub fn segments(&self) -> BTreeSet<&'static str> {
        let own = [Role::Makes, Role::Assembles, Role::Designs, Role::Repairs];
        self.offers
            .iter()
            .filter(|offer| own.contains(&offer.role))
            .filter_map(|offer| segment(Taxonomy::get().concept_at(offer.concept)))
            .collect()
    }
}

impl Understanding {
    /// Codes of the segments of what is sought, in order.
    #[must_use]
    pub fn segments(&self) -> BTreeSet<&'static str> {
        let kinds = [ConstraintKind::Process, ConstraintKind::Product, ConstraintKind::Service];
        self.constraints
            .iter()
            .filter(|one| one.importance != Importance::MustNot && kinds.contains(&one.kind))
            .flat_map(|one| &one.codes)
            .filter_map(|code| segment(Taxonomy::get().concept(code)?))
            .collect()
    }
}

impl Searcher {
    /// Segments of every supplier, by identifier.
    ///
    /// # Errors
    /// [`Error::Search`], [`Error::Damaged`].
    pub fn segments(&self) -> Result<BTreeMap<String, BTreeSet<&'static str>>, Error> {
        let all = self.everybody()?;
        Ok(all.into_iter().map(|one| (one.id().to_owned(), one.segments())).collect())
    }
}
