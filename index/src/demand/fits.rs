//! Which suppliers fit which requests, kept up to date: a change re-judges only what it touches.
//!
//! *A fit* is a supplier that qualifies: every must is met, with evidence. A near miss or a silent
//! profile is no fit; it belongs among the opportunities that a supplier looks through, not among
//! those it is told of.
//!
//! A request is judged against the suppliers that speak of something it asks for, a supplier
//! against the requests that ask for something it speaks of, and a new day re-judges those to whom
//! it may matter ([`super::calendar`]). The set is what judging everybody anew would give.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{
    Demand,
    by_concept::{ByConcept, matters, offered},
    calendar::{Calendar, days_of_request, days_of_supplier},
    sought::Sought,
    turn::{Before, Cause, Turn, why},
};
use crate::{Compiled, Engine, Language};

/// The fits between the requests and the suppliers that it was told of, on one day.
#[derive(Debug)]
pub struct FitSet {
    /// The requests, shared with the [`Demand`] that read them.
    demand: Demand,
    /// Last days on which requests are open, where they have one.
    until: FxHashMap<Arc<str>, NaiveDate>,
    suppliers: BTreeMap<Arc<str>, Arc<Compiled>>,
    /// Suppliers by the capabilities that they speak of.
    by_offer: ByConcept,
    request_days: Calendar,
    supplier_days: Calendar,
    of_request: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    of_supplier: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    today: NaiveDate,
}

impl FitSet {
    /// Nobody and nothing, on a day.
    #[must_use]
    pub fn new(engine: &Engine, today: NaiveDate) -> Self {
        Self {
            demand: Demand::new(engine),
            until: FxHashMap::default(),
            suppliers: BTreeMap::new(),
            by_offer: ByConcept::default(),
            request_days: Calendar::default(),
            supplier_days: Calendar::default(),
            of_request: BTreeMap::new(),
            of_supplier: BTreeMap::new(),
            today,
        }
    }

    /// Takes a request over from the demand that read it, or replaces it; `until` is the last day
    /// on which it is open. A request that the demand does not have is dropped.
    pub fn put_request(&mut self, id: &str, from: &Demand, until: Option<NaiveDate>) -> Vec<Turn> {
        let Some((id, sought)) = from.requests.get_key_value(id) else {
            return self.drop_request(id);
        };
        let before = self.take_request(id);
        self.request_days.insert(id, days_of_request(sought, until));
        if let Some(until) = until {
            self.until.insert(Arc::clone(id), until);
        }
        self.demand.insert(Arc::clone(id), Arc::clone(sought));
        self.judge_request(id, Cause::Request, &self.before(before, None))
    }

    /// Takes a request out. Nothing happens where it is not there.
    pub fn drop_request(&mut self, id: &str) -> Vec<Turn> {
        let Some((id, _)) = self.demand.requests.get_key_value(id) else { return Vec::new() };
        let id = Arc::clone(id);
        let before = self.take_request(&id);
        self.judge_request(&id, Cause::Request, &self.before(before, None))
    }

    /// Adds a supplier, or replaces the one with its identifier.
    pub fn put_supplier(&mut self, supplier: Compiled) -> Vec<Turn> {
        let id: Arc<str> = supplier.id().into();
        let before = self.take_supplier(&id);
        self.supplier_days.insert(&id, days_of_supplier(&supplier));
        self.by_offer.insert(&id, offered(&supplier).into_iter());
        self.suppliers.insert(Arc::clone(&id), Arc::new(supplier));
        self.judge_supplier(&id, Cause::Supplier, &self.before(None, before))
    }

    /// Takes a supplier out. Nothing happens where it is not there.
    pub fn drop_supplier(&mut self, id: &str) -> Vec<Turn> {
        let Some((id, _)) = self.suppliers.get_key_value(id) else { return Vec::new() };
        let id = Arc::clone(id);
        let before = self.take_supplier(&id);
        self.judge_supplier(&id, Cause::Supplier, &self.before(None, before))
    }

    /// Goes to another day.
    pub fn turn_to(&mut self, today: NaiveDate) -> Vec<Turn> {
        let requests = self.request_days.between(self.today, today);
        let suppliers = self.supplier_days.between(self.today, today);
        let before = self.before(None, None);
        self.today = today;
        let mut turns = Vec::new();
        for id in requests {
            turns.extend(self.judge_request(&id, Cause::Day, &before));
        }
        for id in suppliers {
            turns.extend(self.judge_supplier(&id, Cause::Day, &before));
        }
        turns
    }

    /// Requests that a supplier fits.
    pub fn requests_of(&self, supplier: &str) -> impl Iterator<Item = &str> {
        self.of_supplier.get(supplier).into_iter().flatten().map(AsRef::as_ref)
    }

    /// Suppliers that fit a request.
    pub fn suppliers_of(&self, request: &str) -> impl Iterator<Item = &str> {
        self.of_request.get(request).into_iter().flatten().map(AsRef::as_ref)
    }

    /// What turned a pair, in a few sentences to the supplier. Where nothing is known of how it
    /// was before, what counts now.
    #[must_use]
    pub fn why(&self, request: &str, supplier: &str, turn: Option<&Turn>, to: Language) -> String {
        let now = Before {
            sought: self.demand.requests.get(request).cloned(),
            supplier: self.suppliers.get(supplier).cloned(),
            today: self.today,
        };
        why(&now, turn, self.demand.engine.config(), to)
    }

    /// How the present day was, for what is about to change.
    fn before(&self, sought: Option<Arc<Sought>>, supplier: Option<Arc<Compiled>>) -> Before {
        Before { sought, supplier, today: self.today }
    }

    fn take_request(&mut self, id: &str) -> Option<Arc<Sought>> {
        let sought = self.demand.take(id)?;
        let until = self.until.remove(id);
        self.request_days.remove(id, days_of_request(&sought, until));
        Some(sought)
    }

    fn take_supplier(&mut self, id: &str) -> Option<Arc<Compiled>> {
        let supplier = self.suppliers.remove(id)?;
        self.supplier_days.remove(id, days_of_supplier(&supplier));
        self.by_offer.remove(id, offered(&supplier).into_iter());
        Some(supplier)
    }

    fn judge_request(&mut self, id: &Arc<str>, cause: Cause, before: &Before) -> Vec<Turn> {
        let today = self.today;
        let open = self.until.get(id).is_none_or(|until| today <= *until);
        let sought = self.demand.requests.get(id).filter(|_| open);
        let fit: BTreeSet<Arc<str>> = sought.map_or_else(BTreeSet::new, |sought| {
            let candidates = self.by_offer.any_of(matters(sought)).into_iter();
            let config = self.demand.engine.config();
            candidates
                .filter(|id| {
                    let supplier = self.suppliers.get(*id);
                    supplier.is_some_and(|supplier| sought.fits(supplier, config, today))
                })
                .cloned()
                .collect()
        });
        let mut turns = Vec::new();
        let known = replace(&mut self.of_request, id, &fit);
        for (supplier, fits) in differences(&known, &fit) {
            link(&mut self.of_supplier, &supplier, id, fits);
            let before = Before {
                sought: before.sought.clone().or_else(|| self.kept(cause, id)),
                supplier: self.suppliers.get(&supplier).cloned(),
                today: before.today,
            };
            turns.push(Turn { request: Arc::clone(id), supplier, fits, cause, before });
        }
        turns
    }

    fn judge_supplier(&mut self, id: &Arc<str>, cause: Cause, before: &Before) -> Vec<Turn> {
        let today = self.today;
        let fit: BTreeSet<Arc<str>> =
            self.suppliers.get(id).map_or_else(BTreeSet::new, |supplier| {
                let candidates = self.demand.by_concept.any_of(offered(supplier).into_iter());
                let config = self.demand.engine.config();
                candidates
                    .into_iter()
                    .filter(|id| self.until.get(*id).is_none_or(|until| today <= *until))
                    .filter(|id| {
                        let sought = self.demand.requests.get(*id);
                        sought.is_some_and(|sought| sought.fits(supplier, config, today))
                    })
                    .cloned()
                    .collect()
            });
        let mut turns = Vec::new();
        let known = replace(&mut self.of_supplier, id, &fit);
        for (request, fits) in differences(&known, &fit) {
            link(&mut self.of_request, &request, id, fits);
            let same = || self.suppliers.get(id).filter(|_| cause == Cause::Day).cloned();
            let before = Before {
                sought: self.demand.requests.get(&request).cloned(),
                supplier: before.supplier.clone().or_else(same),
                today: before.today,
            };
            turns.push(Turn { request, supplier: Arc::clone(id), fits, cause, before });
        }
        turns
    }

    /// The request as it was, where only the day changed.
    fn kept(&self, cause: Cause, id: &str) -> Option<Arc<Sought>> {
        self.demand.requests.get(id).filter(|_| cause == Cause::Day).cloned()
    }
}

/// Puts a set in the place of another, which is returned.
fn replace(
    sets: &mut BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    id: &Arc<str>,
    set: &BTreeSet<Arc<str>>,
) -> BTreeSet<Arc<str>> {
    let known =
        if set.is_empty() { sets.remove(id) } else { sets.insert(Arc::clone(id), set.clone()) };
    known.unwrap_or_default()
}

/// Who came in (true) and who fell out.
fn differences(known: &BTreeSet<Arc<str>>, now: &BTreeSet<Arc<str>>) -> Vec<(Arc<str>, bool)> {
    let gone = known.difference(now).map(|id| (Arc::clone(id), false));
    gone.chain(now.difference(known).map(|id| (Arc::clone(id), true))).collect()
}

/// Adds one identifier to the set of another, or takes it out.
fn link(
    sets: &mut BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    of: &Arc<str>,
    id: &Arc<str>,
    fits: bool,
) {
    let set = sets.entry(Arc::clone(of)).or_default();
    if fits {
        set.insert(Arc::clone(id));
    } else {
        set.remove(id);
    }
    if set.is_empty() {
        sets.remove(of);
    }
}
