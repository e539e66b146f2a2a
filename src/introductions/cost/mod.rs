//! What the work of an agency on an introduction cost: visits, translation, an audit that it paid.
//! Noted with an event of its own, or by itself and whenever it becomes known, the end of the deal
//! included. It is the agency's and the administrators' alone to read: the introduction keeps its version
//! and its time, so that nobody else can tell that anything was spent.

use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::money::{self, Amount, Currency};
use super::propose::NOTE;
use super::report::ReportedCost;
use super::stage::{EventKind, Period};
use super::store::{self as deals, Row};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::{self, Connection, Transaction};
use crate::entity::introduction_cost as table;
use crate::suppliers::text::Cleaner;
use crate::suppliers::today;
use crate::{Error, Fault, Result};

mod store;

pub(super) use store::of_events;

/// The noun of a cost in `Error::NotFound`.
const NOUN: &str = "cost";
/// Entries of one introduction at most.
const MOST: usize = 500;
/// Days before the proposal on which work for it can have cost something: a digit that slips in a
/// year is found.
const DAYS_BEFORE: u64 = 366;

/// What an agency says that its work cost.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Figure and currency.
    pub cost: ReportedCost,
    /// What for.
    pub purpose: String,
    /// The day, in Vietnam.
    pub on: NaiveDate,
}

/// What the work of an agency cost.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Identifier.
    pub id: Uuid,
    /// From 1, up by one with every correction.
    pub version: i64,
    /// What was spent, for one time.
    pub amount: Amount,
    /// What for; none where it was noted with an event and never corrected.
    pub purpose: Option<String>,
    /// The day, in Vietnam.
    pub on: NaiveDate,
    /// Kind of the event that it was noted with.
    pub event: Option<EventKind>,
    /// Name of whoever recorded it.
    pub recorded_by: Option<String>,
    /// Name of whoever changed it last.
    pub changed_by: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Draft {
    /// Every fault that it shows by itself.
    #[must_use]
    pub fn faults(mut self, app: &App) -> Vec<Fault> {
        let mut cleaner = Cleaner::default();
        self.read(&mut cleaner, app.today());
        Error::faults_of(cleaner.finish())
    }

    /// Cleans it in place, and reads what it comes to.
    fn read(&mut self, cleaner: &mut Cleaner, today: NaiveDate) -> Option<(Decimal, Currency)> {
        let value = money::worth(cleaner, "value", &self.cost.value);
        let currency = money::currency(cleaner, "currency", &self.cost.currency);
        cleaner.required("purpose", &mut self.purpose, NOTE);
        if self.purpose.is_empty() {
            cleaner.fault(Fault::new("purpose", "blank"));
        }
        if self.on > today {
            cleaner.fault(Fault::new("on", "in_the_future"));
        }
        value.zip(currency)
    }

    /// Judges it beside its introduction and writes it into a row.
    fn write(mut self, row: &Row, today_is: NaiveDate, into: &mut table::Model) -> Result<()> {
        let mut cleaner = Cleaner::default();
        let read = self.read(&mut cleaner, today_is);
        let proposed = today(row.model.created_at);
        let first = proposed.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(proposed);
        if self.on < first {
            let fault = Fault::new("on", "out_of_range");
            cleaner.fault(fault.with("min", first).with("max", today_is));
        }
        cleaner.finish()?;
        let (value, currency) = read.ok_or_else(|| Error::internal("a fault was not kept"))?;
        into.value = value.to_string();
        currency.code().clone_into(&mut into.currency);
        into.purpose = Some(self.purpose);
        into.on_day = self.on;
        Ok(())
    }
}

/// What the actor's agency spent on an introduction, the latest day first; for an administrator, what any did.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list(db: &impl Connection, actor: &Actor, introduction: Uuid) -> Result<Vec<Cost>> {
    deals::find(db, actor, introduction).await?;
    shown(db, store::of(db, actor, introduction).await?).await
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(
    db: &impl Connection,
    actor: &Actor,
    introduction: Uuid,
    id: Uuid,
) -> Result<Cost> {
    deals::find(db, actor, introduction).await?;
    one(db, store::find(db, actor, introduction, id).await?).await
}

/// Records a cost, in the caller's transaction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for an administrator; conflicts `not_brokering` for an
/// agency that does not broker it, and `too_many_costs`; [`Error::Invalid`].
pub async fn record(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    introduction: Uuid,
    draft: Draft,
) -> Result<Cost> {
    let row = brokered(txn, actor, introduction).await?;
    let mut new = blank(txn, actor, introduction, app.now()).await?;
    draft.write(&row, app.today(), &mut new)?;
    store::insert(txn, new.clone()).await?;
    one(txn, new).await
}

/// Corrects a cost.
///
/// # Errors
/// As [`record`]; what `check` says of the current version.
pub async fn correct(
    app: &App,
    actor: &Actor,
    introduction: Uuid,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    draft: Draft,
) -> Result<Cost> {
    db::write_tx(&app.db, async |txn| {
        let row = brokered(txn, actor, introduction).await?;
        let mut cost = store::find(txn, actor, introduction, id).await?;
        check(cost.version)?;
        draft.write(&row, app.today(), &mut cost)?;
        cost.version += 1;
        cost.changed_by_id = actor.account;
        cost.updated_at = app.now();
        store::update(txn, cost.clone()).await?;
        one(txn, cost).await
    })
    .await
}

/// Takes a cost back that was none.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], `not_brokering`, what `check` says of the current
/// version.
pub async fn remove(
    app: &App,
    actor: &Actor,
    introduction: Uuid,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    db::write_tx(&app.db, async |txn| {
        brokered(txn, actor, introduction).await?;
        check(store::find(txn, actor, introduction, id).await?.version)?;
        store::delete(txn, id).await
    })
    .await
}

/// Records what an event cost, on the day of the event.
pub(super) async fn with_event(
    txn: &Transaction,
    actor: &Actor,
    introduction: Uuid,
    event: (i32, EventKind, DateTime<Utc>),
    cost: Option<Amount>,
) -> Result<()> {
    let Some(cost) = cost else { return Ok(()) };
    let (seq, kind, at) = event;
    let mut new = blank(txn, actor, introduction, at).await?;
    new.value = cost.value.to_string();
    cost.currency.code().clone_into(&mut new.currency);
    new.on_day = today(at);
    new.event_seq = Some(seq);
    new.event_kind = Some(kind.code().to_owned());
    store::insert(txn, new).await
}

/// What was spent, out of the columns of a row.
pub(crate) fn amount_of(value: &str, currency: &str) -> Result<Amount> {
    let value = value.parse().map_err(Error::internal)?;
    let currency = Currency::parse(currency);
    let currency = currency.ok_or_else(|| Error::internal("a kept cost has no currency"))?;
    Ok(Amount { value, currency, period: Period::Once })
}

/// An introduction that the actor's agency brokers, locked, so that entries are numbered by one at a
/// time.
async fn brokered(txn: &Transaction, actor: &Actor, introduction: Uuid) -> Result<Row> {
    let row = deals::find_locked(txn, actor, introduction).await?;
    if actor.role != Role::Agency {
        return Err(Error::Forbidden);
    }
    if row.model.agency_id != Some(actor.organisation) {
        return Err(Error::Conflict("not_brokering"));
    }
    Ok(row)
}

async fn blank(
    txn: &Transaction,
    actor: &Actor,
    introduction: Uuid,
    now: DateTime<Utc>,
) -> Result<table::Model> {
    let (entries, last) = store::numbers(txn, introduction).await?;
    if entries >= MOST {
        return Err(Error::Conflict("too_many_costs"));
    }
    Ok(table::Model {
        id: Uuid::new_v4(),
        introduction_id: introduction,
        number: last + 1,
        organisation_id: actor.organisation,
        account_id: actor.account,
        changed_by_id: actor.account,
        version: 1,
        value: String::new(),
        currency: String::new(),
        purpose: None,
        on_day: today(now),
        event_seq: None,
        event_kind: None,
        created_at: now,
        updated_at: now,
    })
}

async fn one(db: &impl Connection, row: table::Model) -> Result<Cost> {
    let mut shown = shown(db, vec![row]).await?;
    shown.pop().ok_or_else(|| Error::internal("a cost was lost"))
}

async fn shown(db: &impl Connection, rows: Vec<table::Model>) -> Result<Vec<Cost>> {
    let people = rows.iter().flat_map(|row| [row.account_id, row.changed_by_id]).collect();
    let names = deals::persons(db, people).await?;
    let name = |id: Uuid| names.get(&id).map(|(name, _)| name.clone());
    let read = rows.into_iter().map(|row| {
        Ok(Cost {
            id: row.id,
            version: row.version,
            amount: amount_of(&row.value, &row.currency)?,
            purpose: row.purpose,
            on: row.on_day,
            event: row.event_kind.as_deref().map(EventKind::parse).transpose()?,
            recorded_by: name(row.account_id),
            changed_by: name(row.changed_by_id).filter(|_| row.version > 1),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    });
    read.collect()
}
