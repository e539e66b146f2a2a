//! Deliveries as the worker takes, sends and ends them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::{Fate, Leased, Outcome};
use crate::entity::delivery::{self as table, Column};
use crate::entity::{account, delivery_attempt, notice, organisation, webhook};
use crate::notifications::webhooks::Disabled;
use crate::{Error, Result};

/// Deliveries that are looked at in one go.
const CANDIDATES: u64 = 256;
/// Deliveries that are sent at the same time.
const AT_ONCE: usize = 16;
/// Of those, to one webhook that works.
const AT_ONCE_TO_ONE: usize = 4;

/// What was tried.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) at: DateTime<Utc>,
    pub(super) outcome: Outcome,
    pub(super) took_ms: i32,
}

/// Whom an e-mail goes to.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) email: String,
    pub(super) name: String,
}

/// Whether there may be something to lease: asked first, since asking holds nobody up.
pub(super) async fn any_due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool> {
    let one = table::Entity::find().filter(due(now)).filter(open(now)).one(db).await?;
    Ok(one.is_some())
}

/// Leases what is due, for so long (e-mails, webhooks). Everything of a digest comes together.
pub(super) async fn claim(
    txn: &impl ConnectionTrait,
    lease: Uuid,
    now: DateTime<Utc>,
    (email, by_webhook): (TimeDelta, TimeDelta),
) -> Result<Vec<Leased>> {
    let candidates = table::Entity::find()
        .filter(due(now))
        .filter(open(now))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(CANDIDATES)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(txn)
        .await?;
    let mut chosen = choose(txn, candidates).await?;
    for account in digest_accounts(&chosen) {
        let rest = table::Entity::find()
            .filter(due(now))
            .filter(Column::AccountId.eq(account))
            .filter(Column::DigestOn.is_not_null())
            .order_by_asc(Column::Id)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(txn)
            .await?;
        chosen.retain(|row| row.account_id != Some(account) || row.digest_on.is_none());
        chosen.extend(rest);
    }
    for (channel, length) in [("email", email), ("webhook", by_webhook)] {
        let ids = chosen.iter().filter(|row| row.channel == channel).map(|row| row.id);
        table::Entity::update_many()
            .col_expr(Column::Lease, Expr::value(lease))
            .col_expr(Column::LeasedUntil, Expr::value(now + length))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.is_in(ids))
            .exec(txn)
            .await?;
    }
    let rows = table::Entity::find()
        .filter(Column::Lease.eq(lease))
        .order_by_asc(Column::Id)
        .find_also_related(notice::Entity)
        .all(txn)
        .await?;
    rows.into_iter()
        .map(|(row, notice)| {
            let notice = notice.ok_or_else(|| Error::internal("a delivery has no notice"))?;
            Ok((row, notice))
        })
        .collect()
}

/// Waits, is due, and nobody is at it.
fn due(now: DateTime<Utc>) -> Condition {
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now));
    Condition::all().add(Column::State.eq("waiting")).add(Column::DueAt.lte(now)).add(free)
}

/// Goes to a person, or to a webhook that is neither disabled nor paused.
fn open(now: DateTime<Utc>) -> Condition {
    let not_paused = Condition::any()
        .add(webhook::Column::PausedUntil.is_null())
        .add(webhook::Column::PausedUntil.lte(now));
    let open = webhook::Entity::find()
        .select_only()
        .column(webhook::Column::Id)
        .filter(webhook::Column::State.eq("active"))
        .filter(not_paused)
        .into_query();
    Condition::any().add(Column::WebhookId.is_null()).add(Column::WebhookId.in_subquery(open))
}

/// The first of the candidates, not too many for one webhook: one that fails gets a single try.
async fn choose(
    txn: &impl ConnectionTrait,
    candidates: Vec<table::Model>,
) -> Result<Vec<table::Model>> {
    let mut webhooks: Vec<Uuid> = candidates.iter().filter_map(|row| row.webhook_id).collect();
    webhooks.sort_unstable();
    webhooks.dedup();
    let failing: HashMap<Uuid, i32> = webhook::Entity::find()
        .select_only()
        .columns([webhook::Column::Id, webhook::Column::Failures])
        .filter(webhook::Column::Id.is_in(webhooks))
        .into_tuple::<(Uuid, i32)>()
        .all(txn)
        .await?
        .into_iter()
        .collect();
    let mut taken: HashMap<Uuid, usize> = HashMap::new();
    let fits = |row: &table::Model| {
        let Some(id) = row.webhook_id else { return true };
        let most = if failing.get(&id).is_some_and(|n| *n > 0) { 1 } else { AT_ONCE_TO_ONE };
        let so_far = taken.entry(id).or_default();
        *so_far += 1;
        *so_far <= most
    };
    Ok(candidates.into_iter().filter(fits).take(AT_ONCE).collect())
}

fn digest_accounts(chosen: &[table::Model]) -> Vec<Uuid> {
    let digests = chosen.iter().filter(|row| row.digest_on.is_some());
    let mut accounts: Vec<Uuid> = digests.filter_map(|row| row.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

fn leased(lease: Uuid, ids: &[Uuid]) -> Condition {
    Condition::all().add(Column::Lease.eq(lease)).add(Column::Id.is_in(ids.iter().copied()))
}

/// Gives back what was not tried.
pub(super) async fn put_back(txn: &impl ConnectionTrait, lease: Uuid, ids: &[Uuid]) -> Result<()> {
    table::Entity::update_many()
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .filter(leased(lease, ids))
        .exec(txn)
        .await?;
    Ok(())
}

/// Puts off to a digest.
pub(super) async fn put_off(
    txn: &impl ConnectionTrait,
    lease: Uuid,
    ids: &[Uuid],
    day: NaiveDate,
    due: DateTime<Utc>,
) -> Result<()> {
    table::Entity::update_many()
        .col_expr(Column::DigestOn, Expr::value(day))
        .col_expr(Column::DueAt, Expr::value(due))
        .filter(leased(lease, ids))
        .exec(txn)
        .await?;
    put_back(txn, lease, ids).await
}

/// Ends what nobody wants.
pub(super) async fn drop_all(
    txn: &impl ConnectionTrait,
    lease: Uuid,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    table::Entity::update_many()
        .col_expr(Column::State, Expr::value("dropped"))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(leased(lease, ids))
        .exec(txn)
        .await?;
    put_back(txn, lease, ids).await
}

/// Writes down an attempt and what follows; false when the lease ran out meanwhile, and another
/// worker is at it.
pub(super) async fn record(
    txn: &impl ConnectionTrait,
    lease: Uuid,
    row: &table::Model,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<bool> {
    let next = attempt.outcome.next(row.attempts);
    let (state, ended) = match (attempt.outcome.fate, next) {
        (Fate::Delivered, _) => ("delivered", Some(now)),
        (_, Some(_)) => ("waiting", None),
        (_, None) => ("failed", Some(now)),
    };
    let recorded = table::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::EndedAt, Expr::value(ended))
        .col_expr(Column::DueAt, Expr::value(next.map_or(row.due_at, |pause| now + pause)))
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(leased(lease, &[row.id]))
        .exec(txn)
        .await?;
    if recorded.rows_affected == 0 {
        return Ok(false);
    }
    let tried = delivery_attempt::Model {
        delivery_id: row.id,
        number: row.attempts,
        at: attempt.at,
        outcome: attempt.outcome.code.to_owned(),
        status: attempt.outcome.status.map(i32::from),
        took_ms: attempt.took_ms,
    };
    delivery_attempt::Entity::insert(tried.into_active_model()).exec_without_returning(txn).await?;
    Ok(true)
}

/// The person of an account, if it may act and so may the organisation that is told.
pub(super) async fn person(
    db: &impl ConnectionTrait,
    account: Uuid,
    leased: &[Leased],
) -> Result<Option<Person>> {
    let Some((_, notice)) = leased.first() else { return Ok(None) };
    let told = organisation::Entity::find_by_id(notice.organisation_id).one(db).await?;
    if told.is_none_or(|told| told.state == "suspended") {
        return Ok(None);
    }
    let person = account::Entity::find_by_id(account).one(db).await?;
    Ok(person
        .filter(|person| person.state == "active")
        .map(|person| Person { email: person.email, name: person.name }))
}

pub(super) async fn active_webhook(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<webhook::Model>> {
    let active = webhook::Column::State.eq("active");
    Ok(webhook::Entity::find_by_id(id).filter(active).one(db).await?)
}

pub(super) async fn webhook_for_update(
    txn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<webhook::Model>> {
    // A lock that lets others refer to the webhook: whoever tells something does.
    Ok(webhook::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?)
}

/// Forgets the failures of a webhook that works.
pub(super) async fn webhook_works(
    txn: &impl ConnectionTrait,
    webhook: &webhook::Model,
) -> Result<()> {
    if webhook.failures == 0 && webhook.paused_until.is_none() {
        return Ok(());
    }
    webhook::Entity::update_many()
        .col_expr(webhook::Column::Failures, Expr::value(0))
        .col_expr(webhook::Column::PausedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(webhook::Column::Id.eq(webhook.id))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn pause_webhook(
    txn: &impl ConnectionTrait,
    webhook: &webhook::Model,
    until: DateTime<Utc>,
) -> Result<()> {
    webhook::Entity::update_many()
        .col_expr(webhook::Column::Failures, Expr::value(webhook.failures + 1))
        .col_expr(webhook::Column::PausedUntil, Expr::value(until))
        .filter(webhook::Column::Id.eq(webhook.id))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn disable_webhook(
    txn: &impl ConnectionTrait,
    webhook: &webhook::Model,
    why: Disabled,
    now: DateTime<Utc>,
) -> Result<()> {
    webhook::Entity::update_many()
        .col_expr(webhook::Column::State, Expr::value("disabled"))
        .col_expr(webhook::Column::DisabledWhy, Expr::value(why.code()))
        .col_expr(webhook::Column::Failures, Expr::value(webhook.failures + 1))
        .col_expr(webhook::Column::Version, Expr::value(webhook.version + 1))
        .col_expr(webhook::Column::UpdatedAt, Expr::value(now))
        .filter(webhook::Column::Id.eq(webhook.id))
        .exec(txn)
        .await?;
    Ok(())
}
