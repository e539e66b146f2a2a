//! What fits now, as this process knows it: read once, then brought up to date by what changed.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use index::Engine;
use index::demand::{Demand, FitSet, Turn};
use uuid::Uuid;

use crate::app::App;
use crate::suppliers::{self, Claimed};
use crate::sync::{Checkpoint, log};
use crate::{Error, Result, sourcing};

/// Requests and suppliers judged in one go, so that others get their turn at the engine.
const BATCH: usize = 100;

/// A profile as it was judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Firm {
    pub(super) version: i64,
    pub(super) owner: Uuid,
}

/// The fits, what they were judged from, and whom they may have turned for.
#[derive(Debug)]
pub(super) struct Memory {
    set: Arc<Mutex<FitSet>>,
    today: NaiveDate,
    /// How far the change log of suppliers was read; none before the first time.
    suppliers_at: Option<Checkpoint>,
    /// Position of the requests, and the day of that look.
    requests_at: Option<(i64, NaiveDate)>,
    firms: HashMap<Uuid, Firm>,
    versions: HashMap<Uuid, i64>,
    suspects: BTreeSet<Uuid>,
    /// First turn of each pair since its supplier was settled.
    turns: HashMap<Uuid, HashMap<Uuid, Turn>>,
}

impl Memory {
    /// Nothing read yet; those who were told of something before are looked at first.
    pub(super) fn new(app: &App, told: Vec<Uuid>) -> Self {
        let today = app.today();
        Self {
            set: Arc::new(Mutex::new(FitSet::new(app.index.engine(), today))),
            today,
            suppliers_at: None,
            requests_at: None,
            firms: HashMap::new(),
            versions: HashMap::new(),
            suspects: told.into_iter().collect(),
            turns: HashMap::new(),
        }
    }

    /// Follows the day, the suppliers and the requests. Nothing of what a failure cuts off is
    /// taken for read.
    pub(super) async fn catch_up(&mut self, app: &App) -> Result<()> {
        let today = app.today();
        if today != self.today {
            self.judge(app, move |set| set.turn_to(today)).await?;
            self.today = today;
        }
        self.follow_suppliers(app).await?;
        self.follow_requests(app).await
    }

    async fn follow_suppliers(&mut self, app: &App) -> Result<()> {
        let head = log::head(&app.db).await?;
        let head = Checkpoint { epoch: head.epoch, seq: head.seq };
        if self.suppliers_at.as_ref() == Some(&head) {
            return Ok(());
        }
        let changed = match &self.suppliers_at {
            Some(at) if at.epoch == head.epoch && !pruned(app, at.seq).await? => {
                log::changed_after(&app.db, at.seq).await?
            }
            // The first time, or the log does not reach back: everybody.
            _ => {
                let all = suppliers::claimed_ids(&app.db).await?;
                all.into_iter().chain(self.firms.keys().copied()).collect()
            }
        };
        let changed: Vec<Uuid> = changed.into_iter().collect();
        for ids in changed.chunks(BATCH) {
            let mut read: HashMap<Uuid, Claimed> = suppliers::claimed(&app.db, ids)
                .await?
                .into_iter()
                .map(|one| (one.id, one))
                .collect();
            let ids: Vec<Uuid> = ids
                .iter()
                .filter(|id| self.firms.contains_key(*id) || read.contains_key(*id))
                .copied()
                .collect();
            let firm = |one: &Claimed| Firm { version: one.version, owner: one.owner };
            let firms: Vec<(Uuid, Option<Firm>)> =
                ids.iter().map(|id| (*id, read.get(id).map(firm))).collect();
            let engine = app.index.engine().clone();
            let work = move |set: &mut FitSet| {
                let put = |id: Uuid| match read.remove(&id) {
                    Some(claimed) => set.put_supplier(engine.compile(&claimed.profile)),
                    None => set.drop_supplier(&id.to_string()),
                };
                ids.into_iter().flat_map(put).collect()
            };
            self.judge(app, work).await?;
            for (id, firm) in firms {
                self.suspects.insert(id);
                match firm {
                    Some(firm) => self.firms.insert(id, firm),
                    None => self.firms.remove(&id),
                };
            }
        }
        self.suppliers_at = Some(head);
        Ok(())
    }

    async fn follow_requests(&mut self, app: &App) -> Result<()> {
        let now = (sourcing::position(&app.db).await?, self.today);
        if self.requests_at == Some(now) {
            return Ok(());
        }
        let open = sourcing::open_to_suppliers(&app.db, self.today).await?;
        // Read after the list, so it is not older; where it is newer, the next pass sees that.
        let demand = app.demand.current(app).await?;
        let listed: BTreeSet<Uuid> = open.iter().map(|(id, ..)| *id).collect();
        let gone: Vec<Uuid> =
            self.versions.keys().filter(|id| !listed.contains(*id)).copied().collect();
        for ids in gone.chunks(BATCH) {
            self.put_requests(app, &demand, ids.iter().map(|id| (*id, None)).collect()).await?;
            for id in ids {
                self.versions.remove(id);
            }
        }
        let known = |(id, version, _): &&_| self.versions.get(id) == Some(version);
        let changed: Vec<_> = open.iter().filter(|one| !known(one)).collect();
        for ids in changed.chunks(BATCH) {
            let put = ids.iter().map(|(id, _, until)| (*id, Some(*until))).collect();
            self.put_requests(app, &demand, put).await?;
            self.versions.extend(ids.iter().map(|(id, version, _)| (*id, *version)));
        }
        self.requests_at = Some(now);
        Ok(())
    }

    /// Puts requests in with their deadlines, or takes them out.
    async fn put_requests(
        &mut self,
        app: &App,
        demand: &Arc<Demand>,
        requests: Vec<(Uuid, Option<Option<NaiveDate>>)>,
    ) -> Result<()> {
        let ids: Vec<Uuid> = requests.iter().map(|(id, _)| *id).collect();
        let demand = Arc::clone(demand);
        let work = move |set: &mut FitSet| {
            let put = |(id, open): (Uuid, Option<Option<NaiveDate>>)| match open {
                Some(until) => set.put_request(&id.to_string(), &demand, until),
                None => set.drop_request(&id.to_string()),
            };
            requests.into_iter().flat_map(put).collect()
        };
        self.judge(app, work).await?;
        // Whoever goes on to fit is to have the new version and name beside what it was told.
        let set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids.iter().map(Uuid::to_string) {
            let fitting = set.suppliers_of(&id).filter_map(|id| id.parse::<Uuid>().ok());
            self.suspects.extend(fitting);
        }
        Ok(())
    }

    /// Changes the set off the async threads, and notes whom that turned.
    async fn judge(
        &mut self,
        app: &App,
        work: impl FnOnce(&mut FitSet) -> Vec<Turn> + Send + 'static,
    ) -> Result<()> {
        let set = Arc::clone(&self.set);
        let work = move |_: &Engine| {
            let mut set = set.lock().map_err(|_| Error::internal("the fits are damaged"))?;
            Ok::<_, Error>(work(&mut set))
        };
        let turns = app.index.think(work).await??;
        // Before everything was read once, nothing is known of how it was.
        let first = self.requests_at.is_none();
        for turn in turns {
            let (Ok(request), Ok(supplier)) = (turn.request.parse(), turn.supplier.parse()) else {
                return Err(Error::internal("an identifier that is none of ours"));
            };
            self.suspects.insert(supplier);
            if !first {
                self.turns.entry(supplier).or_default().entry(request).or_insert(turn);
            }
        }
        Ok(())
    }

    /// Suppliers for whom something may have turned.
    pub(super) fn suspects(&self) -> impl Iterator<Item = Uuid> {
        self.suspects.iter().copied()
    }

    /// Forgets that something may have turned for a supplier.
    pub(super) fn settled(&mut self, supplier: Uuid) {
        self.suspects.remove(&supplier);
        self.turns.remove(&supplier);
    }

    /// Requests that a supplier fits with the version judged, in order.
    pub(super) fn fits(&self, supplier: Uuid) -> impl Iterator<Item = (Uuid, Option<i64>)> {
        let supplier = supplier.to_string();
        let set = self.set();
        let mut ids: Vec<Uuid> =
            set.requests_of(&supplier).filter_map(|id| id.parse().ok()).collect();
        drop(set);
        ids.sort_unstable();
        ids.into_iter().map(|id| (id, self.version(id)))
    }

    /// Version of a request that was judged; none where it is not open to suppliers.
    pub(super) fn version(&self, request: Uuid) -> Option<i64> {
        self.versions.get(&request).copied()
    }

    /// A profile as it was judged; none where nobody is to be told.
    pub(super) fn firm(&self, supplier: Uuid) -> Option<Firm> {
        self.firms.get(&supplier).copied()
    }

    /// What turned a pair, where that was seen.
    pub(super) fn turn(&self, supplier: Uuid, request: Uuid) -> Option<&Turn> {
        self.turns.get(&supplier)?.get(&request)
    }

    /// The set itself, to be let go before anything is waited for.
    pub(super) fn set(&self) -> MutexGuard<'_, FitSet> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no change of the set was broken off.
    pub(super) fn is_sound(&self) -> bool {
        !self.set.is_poisoned()
    }
}

/// Whether changes after `seq` are no longer all in the log.
async fn pruned(app: &App, seq: i64) -> Result<bool> {
    let next = log::after(&app.db, seq, 1).await?;
    Ok(next.first().is_none_or(|first| first.seq != seq + 1))
}
