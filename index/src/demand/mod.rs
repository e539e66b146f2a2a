//! The other direction: open requests, ranked for one supplier by the same judging.
//!
//! [`Demand`] keeps every open request as it was understood, and which capabilities are asked for,
//! so that a supplier is judged against the requests it could matter to, not against all.
//! [`FitSet`] keeps which suppliers fit which requests and re-judges only what a change touches.

mod by_concept;
mod calendar;
mod fits;
mod hindrance;
mod sought;
mod turn;

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use crate::{
    Compiled, Engine, RankOptions,
    matching::{Match, Verdict, score::Scored},
    request::SourcingRequest,
};

use by_concept::{ByConcept, matters, offered};
pub use fits::FitSet;
pub use hindrance::{Hindrance, Opening};
use sought::Sought;
pub use turn::{Cause, Turn};

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
    requests: BTreeMap<Arc<str>, Arc<Sought>>,
    /// Requests by the capabilities with which a supplier could matter to them.
    by_concept: ByConcept,
}

impl Demand {
    /// No request yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), ..Self::default() }
    }

    /// Adds a request, or replaces the one with its `id`.
    pub fn upsert(&mut self, request: &SourcingRequest) {
        let understood = self.engine.understand_request(request);
        let sought = Arc::new(Sought::new(understood));
        self.insert(request.id.as_str().into(), sought);
    }

    /// Takes a request out. Nothing happens where it is not there.
    pub fn remove(&mut self, id: &str) {
        self.take(id);
    }

    fn insert(&mut self, id: Arc<str>, sought: Arc<Sought>) {
        self.take(&id);
        self.by_concept.insert(&id, matters(&sought));
        self.requests.insert(id, sought);
    }

    fn take(&mut self, id: &str) -> Option<Arc<Sought>> {
        let sought = self.requests.remove(id)?;
        self.by_concept.remove(id, matters(&sought));
        Some(sought)
    }

    /// Requests that a supplier qualifies for on a day, by identifier. The same that
    /// [`Demand::opportunities`] calls qualified, without order and words.
    #[must_use]
    pub fn qualified(&self, supplier: &Compiled, today: NaiveDate) -> Vec<&str> {
        let concepts = offered(supplier).into_iter();
        let found = self.by_concept.any_of(concepts).into_iter().filter_map(|id| {
            let (id, sought) = self.requests.get_key_value(id)?;
            sought.fits(supplier, self.engine.config(), today).then_some(id.as_ref())
        });
        found.collect()
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
        let concepts = offered(supplier).into_iter();
        let ids = self.by_concept.any_of(concepts).into_iter().filter(|id| among(id));
        ids.filter_map(|id| {
            let (id, sought) = self.requests.get_key_value(id)?;
            let scored = sought.judge(supplier, self.engine.config(), options.today)?;
            Some((id.as_ref(), sought.as_ref(), scored))
        })
        .collect()
    }
}
