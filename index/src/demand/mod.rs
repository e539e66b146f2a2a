//! The other direction: open requests, ranked for one supplier by the same judging.
//!
//! [`Demand`] keeps every open request as it was understood, and which capabilities are asked for,
//! so that a supplier is judged against the requests it could matter to, not against all.

mod hindrance;
mod sought;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use crate::{
    Compiled, Engine, RankOptions,
    matching::{Match, Verdict, score::Scored},
    profile::Role,
    request::SourcingRequest,
    taxonomy::{ConceptId, Taxonomy},
};

pub use hindrance::{Hindrance, Opening};
use sought::Sought;

/// An open request as a supplier meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opportunity {
    /// Identifier of the request.
    pub request: String,
    /// How the supplier stands on it; `rank` counts its requests, best first.
    pub matched: Match,
}

/// Open requests, read once. Clones share what was read.
#[derive(Debug, Clone, Default)]
pub struct Demand {
    engine: Engine,
    requests: BTreeMap<String, Arc<Sought>>,
    /// Requests by the capabilities with which a supplier could matter to them.
    by_concept: FxHashMap<ConceptId, BTreeSet<String>>,
}

impl Demand {
    /// No request yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), ..Self::default() }
    }

    /// Adds a request, or replaces the one with its `id`.
    pub fn upsert(&mut self, request: &SourcingRequest) {
        self.remove(&request.id);
        let understood = self.engine.understand_request(request);
        let sought = Sought::new(understood, self.engine.config());
        for concept in matters(&sought) {
            self.by_concept.entry(concept).or_default().insert(request.id.clone());
        }
        self.requests.insert(request.id.clone(), Arc::new(sought));
    }

    /// Takes a request out. Nothing happens where it is not there.
    pub fn remove(&mut self, id: &str) {
        let Some(sought) = self.requests.remove(id) else { return };
        for concept in matters(&sought) {
            if let Some(ids) = self.by_concept.get_mut(&concept) {
                ids.remove(id);
                if ids.is_empty() {
                    self.by_concept.remove(&concept);
                }
            }
        }
    }

    /// Open requests that a supplier offers something for, best first: those it qualifies for,
    /// then by score; equals by identifier. Only requests that `among` lets through count.
    #[must_use]
    pub fn opportunities(
        &self,
        supplier: &Compiled,
        options: RankOptions,
        among: impl Fn(&str) -> bool,
    ) -> Vec<Opportunity> {
        let mut fits = self.fits(supplier, options, among);
        fits.sort_by(|(a, _, one), (b, _, other)| {
            let first = |scored: &Scored| scored.grade.verdict == Verdict::Qualified;
            let by_score = other.grade.score.total_cmp(&one.grade.score);
            first(other).cmp(&first(one)).then(by_score).then_with(|| a.cmp(b))
        });
        fits.into_iter()
            .take(options.top)
            .zip(1_u32..)
            .map(|((request, sought, scored), rank)| Opportunity {
                request: request.to_owned(),
                matched: sought.explain(&scored, supplier, rank, options),
            })
            .collect()
    }

    /// What keeps a supplier from the requests that it offers something for, grouped by what would
    /// mend it; what alone keeps it from most requests comes first.
    #[must_use]
    pub fn hindrances(&self, supplier: &Compiled, options: RankOptions) -> Vec<Hindrance> {
        let fits = self.fits(supplier, options, |_| true);
        let judged = fits.iter().map(|(id, sought, scored)| (*id, *sought, scored));
        hindrance::group(judged, options.locale)
    }

    fn fits(
        &self,
        supplier: &Compiled,
        options: RankOptions,
        among: impl Fn(&str) -> bool,
    ) -> Vec<(&str, &Sought, Scored)> {
        let ids: BTreeSet<&str> = offered(supplier)
            .iter()
            .filter_map(|concept| self.by_concept.get(concept))
            .flatten()
            .map(String::as_str)
            .filter(|id| among(id))
            .collect();
        ids.into_iter()
            .filter_map(|id| {
                let (id, sought) = self.requests.get_key_value(id)?;
                let scored = sought.judge(supplier, self.engine.config(), options.today)?;
                Some((id.as_str(), sought.as_ref(), scored))
            })
            .collect()
    }
}

/// Capabilities with which a supplier could matter to a request: those asked for, the wider ones
/// that may cover them, and those beside them.
fn matters(sought: &Sought) -> impl Iterator<Item = ConceptId> {
    let taxonomy = Taxonomy::get();
    sought.asked().iter().flat_map(move |&asked| {
        let concept = taxonomy.concept_at(asked);
        concept.lineage.iter().chain(&concept.related).copied()
    })
}

/// Capabilities that a supplier speaks of, with the wider ones that they are kinds of.
fn offered(supplier: &Compiled) -> BTreeSet<ConceptId> {
    let taxonomy = Taxonomy::get();
    supplier
        .offers
        .iter()
        .filter(|offer| !matches!(offer.role, Role::DoesNot))
        .flat_map(|offer| taxonomy.concept_at(offer.concept).lineage.iter().copied())
        .collect()
}
