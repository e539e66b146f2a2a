//! Notifications of one person as rows.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{CaseStatement, Expr, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::Result;
use crate::accounts::Actor;
use crate::entity::notification::Column;
use crate::entity::{account, notice, notification as table};

/// A notification with what it tells.
pub(super) type Row = (table::Model, Option<notice::Model>);

fn own(actor: &Actor) -> Condition {
    Condition::all()
        .add(Column::AccountId.eq(actor.account))
        .add(Column::OrganisationId.eq(actor.organisation))
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    unread: bool,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Row>> {
    let mut query = table::Entity::find().filter(own(actor)).order_by_desc(Column::Id).limit(limit);
    if unread {
        query = query.filter(Column::ReadAt.is_null());
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.find_also_related(notice::Entity).all(db).await?)
}

pub(super) async fn unread(db: &impl ConnectionTrait, actor: &Actor) -> Result<u64> {
    let unread = table::Entity::find().filter(own(actor)).filter(Column::ReadAt.is_null());
    Ok(unread.count(db).await?)
}

/// Marks one as read; whether there is such a one.
pub(super) async fn read(
    txn: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let one = own(actor).add(Column::Id.eq(id));
    if table::Entity::find().filter(one.clone()).one(txn).await?.is_none() {
        return Ok(false);
    }
    mark(txn, one, now).await?;
    Ok(true)
}

pub(super) async fn read_until(
    txn: &impl ConnectionTrait,
    actor: &Actor,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64> {
    mark(txn, own(actor).add(Column::CreatedAt.lte(until)), now).await
}

async fn mark(txn: &impl ConnectionTrait, which: Condition, now: DateTime<Utc>) -> Result<u64> {
    let marked = table::Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(now))
        .filter(which)
        .filter(Column::ReadAt.is_null())
        .exec(txn)
        .await?;
    Ok(marked.rows_affected)
}

pub(super) async fn any_unnumbered(db: &impl ConnectionTrait, account: Uuid) -> Result<bool> {
    let one = table::Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::Seq.is_null())
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// Notifications numbered in one statement: databases bound its parameters, and look through its
/// cases one by one.
const AT_ONCE: usize = 200;

/// Gives numbers to what has none; returns the last one given.
pub(super) async fn number(txn: &impl ConnectionTrait, account: Uuid) -> Result<i64> {
    // Whoever numbers waits for its turn; whoever writes a notification (a reference to the account)
    // does not. SQLite has one writer anyway.
    account::Entity::find_by_id(account).lock(LockType::NoKeyUpdate).one(txn).await?;
    let last = table::Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::Seq.is_not_null())
        .order_by_desc(Column::Seq)
        .one(txn)
        .await?;
    let mut seq = last.and_then(|row| row.seq).unwrap_or(0);
    let unnumbered: Vec<Uuid> = table::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(account))
        .filter(Column::Seq.is_null())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    for part in unnumbered.chunks(AT_ONCE) {
        let mut numbers = CaseStatement::new();
        for id in part {
            seq += 1;
            numbers = numbers.case(Column::Id.eq(*id), seq);
        }
        table::Entity::update_many()
            .col_expr(Column::Seq, numbers.into())
            .filter(Column::Id.is_in(part.iter().copied()))
            .exec(txn)
            .await?;
    }
    Ok(seq)
}

pub(super) async fn after(
    db: &impl ConnectionTrait,
    actor: &Actor,
    place: i64,
    limit: u64,
) -> Result<Vec<Row>> {
    let rows = table::Entity::find()
        .filter(own(actor))
        .filter(Column::Seq.gt(place))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .find_also_related(notice::Entity)
        .all(db)
        .await?;
    Ok(rows)
}
