//! How one concept stands to another in the vocabulary. Tables are made once per concept asked
//! for, so that judging a supplier is a look-up.

use std::sync::{LazyLock, OnceLock};

use crate::{
    config::Weights,
    taxonomy::{Concept, ConceptId, ConceptKind, Taxonomy},
};

/// How an offered concept stands to a wanted one, whatever the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Has nothing to do with it.
    None,
    /// The same, or a kind of it.
    Same,
    /// The wider concept that it is a kind of.
    Wider,
    /// Wider still, at the top of its branch.
    WiderStill,
    /// The product of the process, or the process of the product.
    Related,
    /// The same, of a wider concept.
    RelatedAbove,
    /// A neighbour under the same wider concept.
    Sibling,
}

impl Relation {
    /// How near that is, 0–1.
    pub(crate) fn near(self, weights: &Weights) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Same => 1.0,
            Self::Wider => weights.relation.wider,
            Self::WiderStill => weights.relation.wider * 0.5,
            Self::Related => weights.relation.related,
            Self::RelatedAbove => weights.relation.related * 0.6,
            Self::Sibling => weights.relation.sibling,
        }
    }
}

/// A concept that is asked for, ready to meet offers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantedConcept {
    pub(crate) id: ConceptId,
    /// By number of the offered concept.
    relations: &'static [Relation],
}

impl WantedConcept {
    pub(crate) fn new(id: ConceptId) -> Self {
        Self { id, relations: relations_to(id) }
    }

    /// How an offered concept stands to it.
    pub(crate) fn relation(self, offered: ConceptId) -> Relation {
        self.relations.get(usize::from(offered.0)).copied().unwrap_or(Relation::None)
    }
}

fn relations_to(wanted: ConceptId) -> &'static [Relation] {
    static TABLES: LazyLock<Vec<OnceLock<Box<[Relation]>>>> =
        LazyLock::new(|| Taxonomy::get().concepts().iter().map(|_| OnceLock::new()).collect());
    TABLES.get(usize::from(wanted.0)).map_or(&[], |table| {
        table.get_or_init(|| {
            let taxonomy = Taxonomy::get();
            let want = taxonomy.concept_at(wanted);
            taxonomy.concepts().iter().map(|offered| relation(offered, want)).collect()
        })
    })
}

fn relation(of: &Concept, want: &Concept) -> Relation {
    let taxonomy = Taxonomy::get();
    if of.lineage.contains(&want.id) {
        return Relation::Same;
    }
    if let Some(steps) = want.lineage.iter().position(|&id| id == of.id) {
        let top = of.broader.is_none();
        return if top && steps > 1 { Relation::WiderStill } else { Relation::Wider };
    }
    let made_by = matches!(
        (of.kind, want.kind),
        (ConceptKind::Process | ConceptKind::Service, ConceptKind::Product)
            | (ConceptKind::Product, ConceptKind::Process | ConceptKind::Service)
    );
    if made_by
        && (want.related.contains(&of.id) || of.lineage.iter().any(|id| want.related.contains(id)))
    {
        return Relation::Related;
    }
    let mut above = want.lineage.iter().skip(1);
    if made_by && above.any(|&id| taxonomy.concept_at(id).related.contains(&of.id)) {
        return Relation::RelatedAbove;
    }
    let beside = of.kind == want.kind && of.broader.is_some() && of.broader == want.broader;
    let same_segment = of.segment.is_some() && of.segment == want.segment && made_by;
    if beside || same_segment { Relation::Sibling } else { Relation::None }
}
