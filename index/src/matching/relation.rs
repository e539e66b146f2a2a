//! How one concept stands to another in the vocabulary. Tables are made once per concept asked
//! for, so that judging a supplier is a look-up.

use std::sync::{LazyLock, OnceLock};

use crate::{
    config::Weights,
    taxonomy::{Concept, ConceptId, ConceptKind, Taxonomy},
};

/// How near the wider process is by a firm that works the material of the wanted one.
pub(crate) const OF_ITS_MATERIAL: f64 = 0.95;

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
    neighbours: &'static Neighbours,
}

/// What stands to one concept in some way.
#[derive(Debug)]
struct Neighbours {
    /// By number of the offered concept.
    relations: Vec<Relation>,
    related: Vec<ConceptId>,
    materials: Vec<ConceptId>,
}

impl WantedConcept {
    pub(crate) fn new(id: ConceptId) -> Self {
        Self { id, neighbours: neighbours_of(id) }
    }

    /// How an offered concept stands to it.
    pub(crate) fn relation(self, offered: ConceptId) -> Relation {
        let relations = &self.neighbours.relations;
        relations.get(usize::from(offered.0)).copied().unwrap_or(Relation::None)
    }

    /// The products of the process, or the processes of the product: whoever offers them or a kind of them
    /// offers something related.
    pub(crate) fn related(self) -> &'static [ConceptId] {
        &self.neighbours.related
    }

    /// The materials that it is of.
    pub(crate) fn materials(self) -> &'static [ConceptId] {
        &self.neighbours.materials
    }
}

fn neighbours_of(wanted: ConceptId) -> &'static Neighbours {
    static TABLES: LazyLock<Vec<OnceLock<Neighbours>>> =
        LazyLock::new(|| Taxonomy::get().concepts().iter().map(|_| OnceLock::new()).collect());
    static NONE: Neighbours =
        Neighbours { relations: Vec::new(), related: Vec::new(), materials: Vec::new() };
    let neighbours = || {
        let taxonomy = Taxonomy::get();
        let want = taxonomy.concept_at(wanted);
        let relations: Vec<Relation> =
            taxonomy.concepts().iter().map(|offered| relation(offered, want)).collect();
        let is_related =
            |kind: &&Concept| relations.get(usize::from(kind.id.0)) == Some(&Relation::Related);
        let brings = |id: &ConceptId| {
            taxonomy.concepts().iter().filter(is_related).any(|kind| kind.lineage.contains(id))
        };
        let is_material = |id: &ConceptId| taxonomy.concept_at(*id).kind == ConceptKind::Material;
        Neighbours {
            related: want.related.iter().copied().filter(brings).collect(),
            materials: want.related.iter().copied().filter(is_material).collect(),
            relations,
        }
    };
    TABLES.get(usize::from(wanted.0)).map_or(&NONE, |table| table.get_or_init(neighbours))
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
