//! Outcomes: what came of the suppliers that a match run showed, and what that says of each.
//!
//! Two kinds of facts. What a buyer does with a result (opens, shortlists, dismisses) is kept in a
//! table of its own. What comes after is known to the introductions already and is derived from
//! them: an introduction belongs to the latest run of the organisation that proposed it, for the
//! same request, that showed the supplier before. So nobody learns from its own run of a deal that
//! somebody else proposed.
//!
//! Reading order: [`deal`] (an introduction, as far as outcomes go) → [`track_record`] (what they
//! say of a supplier) → [`history`] (what they say of a ranking).

use chrono::{DateTime, Utc};
use index::learn::Reached;
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::coded::coded;
use crate::db::{self, Connection, Transaction};
use crate::{Error, Result, matching, sourcing, suppliers};

pub mod deal;
pub mod history;
mod store;
pub mod track_record;

coded! {
    /// What a buyer does with a result of a match run.
    ResultEventKind {
        /// Opens the supplier's profile.
        Opened = "opened",
        /// Puts it on a short list.
        Shortlisted = "shortlisted",
        /// Puts it aside.
        Dismissed = "dismissed",
    }
}

/// What came of one result of a match run.
#[derive(Debug, Clone)]
pub struct ResultOutcome {
    /// The supplier.
    pub supplier: Uuid,
    /// Where it stood, from 1.
    pub position: u32,
    /// How far it came.
    pub reached: Reached,
    /// Everything that came of it, in order of time.
    pub events: Vec<OutcomeEvent>,
}

/// Something that came of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeEvent {
    /// What.
    pub kind: Reached,
    /// When.
    pub at: DateTime<Utc>,
}

/// Records what somebody did with a result. Once more is the same as once, but for the time: of "shortlisted" and "dismissed" the later one holds.
///
/// # Errors
/// [`Error::NotFound`] for a request or run that the actor may not see and for a supplier that the
/// run does not show; [`Error::Forbidden`] for an administrator, who buys nothing.
pub async fn record(
    app: &App,
    actor: &Actor,
    (request, run, supplier): (Uuid, Uuid, Uuid),
    kind: ResultEventKind,
) -> Result<ResultOutcome> {
    let now = app.now();
    let place = (request, run, supplier);
    db::write_tx(&app.db, async |txn| record_in(txn, actor, place, kind, now).await).await
}

async fn record_in(
    txn: &Transaction,
    actor: &Actor,
    (request, run, supplier): (Uuid, Uuid, Uuid),
    kind: ResultEventKind,
    now: DateTime<Utc>,
) -> Result<ResultOutcome> {
    sourcing::find(txn, actor, request).await?;
    let run = store::run(txn, actor, request, run).await?.ok_or(Error::NotFound(matching::NOUN))?;
    let shown = store::shows(txn, run.id, supplier).await?;
    if !shown {
        return Err(Error::NotFound(suppliers::NOUN));
    }
    if actor.role == Role::Admin {
        return Err(Error::Forbidden);
    }
    store::put(txn, run.id, supplier, actor.account, kind, now).await?;
    let outcomes = history::of_run(txn, &run).await?;
    let found = outcomes.into_iter().find(|one| one.supplier == supplier);
    found.ok_or_else(|| Error::internal("a result has no outcome"))
}

/// What came of every result of a match run, in the order that was shown.
///
/// # Errors
/// [`Error::NotFound`] also for the run of another organisation.
pub async fn of_run(
    db: &impl Connection,
    actor: &Actor,
    request: Uuid,
    run: Uuid,
) -> Result<Vec<ResultOutcome>> {
    sourcing::find(db, actor, request).await?;
    let run = store::run(db, actor, request, run).await?.ok_or(Error::NotFound(matching::NOUN))?;
    history::of_run(db, &run).await
}
