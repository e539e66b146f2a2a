//! What fits now, as this process knows it: read once, then brought up to date by what changed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use index::Engine;
use index::demand::{Demand, FitSet, Turn};
use uuid::Uuid;

use crate::app::App;
use crate::sourcing::{self, OpenRow};
use crate::suppliers::{self, Claimed};
use crate::sync::{Checkpoint, log};
use crate::{Error, Result};

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
    /// Position of the suppliers and of the block lists at the last look at these.
    blocks_at: Option<(Checkpoint, i64)>,
    firms: HashMap<Uuid, Firm>,
    versions: HashMap<Uuid, i64>,
    /// Who wrote each request.
    buyers: HashMap<Uuid, Uuid>,
    /// Buyers that block a profile of an organisation.
    blocked: HashMap<Uuid, HashSet<Uuid>>,
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
            blocks_at: None,
            firms: HashMap::new(),
            versions: HashMap::new(),
            buyers: HashMap::new(),
            blocked: HashMap::new(),
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
        self.follow_blocks(app).await?;
        self.follow_requests(app).await
    }

    /// Reads anew who blocks whom where a list or the holder of a profile may have changed. Those for
    /// whom that differs are to be looked at.
    async fn follow_blocks(&mut self, app: &App) -> Result<()> {
        let Some(suppliers) = self.suppliers_at.clone() else { return Ok(()) };
        let now = (suppliers, sourcing::block_lists(&app.db).await?);
        if self.blocks_at.as_ref() == Some(&now) {
            return Ok(());
        }
        let blocked = sourcing::blocked_holders(&app.db).await?;
        let turned = |firm: &Firm| self.blocked.get(&firm.owner) != blocked.get(&firm.owner);
        let firms = self.firms.iter().filter(|(_, firm)| turned(firm)).map(|(id, _)| *id);
        self.suspects.extend(firms);
        self.blocked = blocked;
        self.blocks_at = Some(now);
        Ok(())
    }

    async fn follow_suppliers(&mut self, app: &App) -> Result<()> {
        let head = log::head(&app.db).await?;
        let head = Checkpoint { epoch: head.epoch, seq: head.seq, mark: None };
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
        let listed: BTreeSet<Uuid> = open.iter().map(|row| row.id).collect();
        let gone: Vec<Uuid> =
            self.versions.keys().filter(|id| !listed.contains(*id)).copied().collect();
        for ids in gone.chunks(BATCH) {
            self.put_requests(app, &demand, ids.iter().map(|id| (*id, None)).collect()).await?;
            for id in ids {
                self.versions.remove(id);
                self.buyers.remove(id);
            }
        }
        let known = |row: &&OpenRow| self.versions.get(&row.id) == Some(&row.version);
        let changed: Vec<_> = open.iter().filter(|one| !known(one)).collect();
        for ids in changed.chunks(BATCH) {
            let put = ids.iter().map(|row| (row.id, Some(row.deadline))).collect();
            self.put_requests(app, &demand, put).await?;
            self.versions.extend(ids.iter().map(|row| (row.id, row.version)));
            self.buyers.extend(ids.iter().map(|row| (row.id, row.buyer_id)));
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

    /// Whether the buyer of a request blocks a profile of the supplier's holder: to that it is as
    /// if it were closed.
    pub(super) fn is_blocked(&self, supplier: Uuid, request: Uuid) -> bool {
        let by = self.firm(supplier).and_then(|firm| self.blocked.get(&firm.owner));
        by.zip(self.buyers.get(&request)).is_some_and(|(by, buyer)| by.contains(buyer))
    }

    /// Requests that a supplier fits and is let see, with the version judged, in order.
    pub(super) fn fits(&self, supplier: Uuid) -> impl Iterator<Item = (Uuid, Option<i64>)> {
        let of = supplier.to_string();
        let set = self.set();
        let mut ids: Vec<Uuid> = set.requests_of(&of).filter_map(|id| id.parse().ok()).collect();
        drop(set);
        ids.retain(|id| !self.is_blocked(supplier, *id));
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
