//! Requests as rows, for the rooms that look at many of them: those that are open, and those that a
//! room knows by identifier and has checked itself who may see.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use index::request::SourcingRequest;
use sea_orm::sea_query::{Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    FromQueryResult, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::closing::Running;
use super::disclosure::{self, dealings, held};
use super::{NOUN, Sourcing, Status, Visibility, conceal, own, shown, visible};
use crate::accounts::Actor;
use crate::db::Transaction;
use crate::entity::{
    block_list, blocked_supplier, introduction, organisation, sourcing_request as table, supplier,
};
use crate::{Error, Result, suppliers};

/// Profiles whose holders are looked up at a time.
const HOLDERS: usize = 500;

/// Open, and not past its deadline.
fn open(today: NaiveDate) -> Condition {
    let in_time = Condition::any()
        .add(table::Column::Deadline.is_null())
        .add(table::Column::Deadline.gte(today));
    Condition::all().add(table::Column::Status.eq(Status::Open.code())).add(in_time)
}

/// What a request asks, for a room that has checked itself who may know.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) request: SourcingRequest,
    pub(crate) deadline: Option<NaiveDate>,
}

/// What a request asks, whoever may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn asked(db: &impl ConnectionTrait, id: Uuid) -> Result<Asked> {
    let row = table::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound(NOUN))?;
    let request = serde_json::from_value(row.request).map_err(Error::internal)?;
    Ok(Asked { request, deadline: row.deadline })
}

/// Identifiers of the open requests that `actor` may see, that are not past their deadline, and whose
/// buyers do not block the profile for which they are looked at.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn open_ids_for(
    db: &impl ConnectionTrait,
    actor: &Actor,
    supplier: Uuid,
    today: NaiveDate,
) -> Result<HashSet<Uuid>> {
    let blocking = blockers(blocked_supplier::Column::SupplierId.eq(supplier));
    let ids: Vec<Uuid> = table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .filter(visible(actor))
        .filter(open(today))
        .filter(table::Column::BuyerId.not_in_subquery(blocking))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Organisations with a blocked profile that a condition lets through.
fn blockers(blocked: SimpleExpr) -> SelectStatement {
    Query::select()
        .column(blocked_supplier::Column::OrganisationId)
        .from(blocked_supplier::Entity)
        .and_where(blocked)
        .to_owned()
}

/// Requests of buyers that block no profile of the actor.
pub(super) fn unblocked(actor: &Actor) -> SimpleExpr {
    let blocked = blocked_supplier::Column::SupplierId.in_subquery(held(actor));
    table::Column::BuyerId.not_in_subquery(blockers(blocked))
}

/// Profiles that an organisation has on its block list.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn blocked_by(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<HashSet<Uuid>> {
    let ids: Vec<Uuid> = blocked_supplier::Entity::find()
        .select_only()
        .column(blocked_supplier::Column::SupplierId)
        .filter(blocked_supplier::Column::OrganisationId.eq(organisation))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// How far the block lists have changed: every change of any of them makes it larger.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn block_lists(db: &impl ConnectionTrait) -> Result<i64> {
    let sum: Option<i64> = block_list::Entity::find()
        .select_only()
        .column_as(block_list::Column::Version.sum().cast_as("bigint"), "position")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?
        .flatten();
    Ok(sum.unwrap_or_default())
}

/// Who blocks whom: for each holder of a blocked profile the organisations that block one of its
/// profiles.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn blocked_holders(
    db: &impl ConnectionTrait,
) -> Result<HashMap<Uuid, HashSet<Uuid>>> {
    let blocked = blocked_supplier::Entity::find().all(db).await?;
    let ids: HashSet<Uuid> = blocked.iter().map(|row| row.supplier_id).collect();
    let mut holders: HashMap<Uuid, Uuid> = HashMap::new();
    for ids in ids.into_iter().collect::<Vec<_>>().chunks(HOLDERS) {
        let rows: Vec<(Uuid, Option<Uuid>, Uuid)> = supplier::Entity::find()
            .select_only()
            .columns([supplier::Column::Id, supplier::Column::OwnerId])
            .column(supplier::Column::CreatedById)
            .filter(supplier::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        holders.extend(rows.into_iter().map(|(id, owner, by)| (id, owner.unwrap_or(by))));
    }
    let mut found: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    for row in blocked {
        if let Some(holder) = holders.get(&row.supplier_id) {
            found.entry(*holder).or_default().insert(row.organisation_id);
        }
    }
    Ok(found)
}

/// Those of some requests that are open and that `actor` may see.
///
/// # Errors
/// An internal error when the database fails.
pub async fn open_among(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<Vec<Sourcing>> {
    let rows = table::Entity::find()
        .filter(visible(actor))
        .filter(table::Column::Status.eq(Status::Open.code()))
        .filter(table::Column::Id.is_in(ids.iter().copied()))
        .find_also_related(organisation::Entity)
        .all(db)
        .await?;
    let ids = rows.iter().map(|(row, _)| row.id).collect();
    let dealings = dealings(db, actor, ids).await?;
    rows.into_iter().map(|(row, buyer)| shown(actor, row, buyer, &dealings)).collect()
}

/// Identifier and version of every request that is open and not past its deadline, whoever may see
/// it.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn open_versions(
    db: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<(Uuid, i64)>> {
    Ok(table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::Version)
        .filter(open(today))
        .into_tuple()
        .all(db)
        .await?)
}

/// How far the requests have changed: every change of any of them makes it larger, in the order
/// of commits. It says nothing else.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn position(db: &impl ConnectionTrait) -> Result<i64> {
    // A version goes up by one with every change and no request is ever deleted.
    let sum: Option<i64> = table::Entity::find()
        .select_only()
        .column_as(table::Column::Version.sum().cast_as("bigint"), "position")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?
        .flatten();
    Ok(sum.unwrap_or_default())
}

/// Requests that every supplier may see, open and not past their deadline.
fn to_suppliers(today: NaiveDate) -> Condition {
    open(today).add(table::Column::Visibility.eq(Visibility::Suppliers.code()))
}

/// A request that is open to all suppliers.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub(crate) struct OpenRow {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) deadline: Option<NaiveDate>,
    pub(crate) buyer_id: Uuid,
}

/// Every request that is open to all suppliers.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn open_to_suppliers(
    db: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<OpenRow>> {
    use table::Column;
    Ok(table::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Version, Column::Deadline, Column::BuyerId])
        .filter(to_suppliers(today))
        .into_model()
        .all(db)
        .await?)
}

/// Where a request stands for a supplier that is not introduced over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Open: its version, and what it is known by.
    Open { version: i64, name: Option<String> },
    /// Open, but its deadline has passed.
    Late,
    /// Not for suppliers: closed, or for others only. Which of the two is not for them to know.
    Hidden,
}

/// Characters of a text that a request without a title is known by.
const NAME: usize = 100;

/// Where some requests stand for suppliers.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn standings(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, Standing>> {
    let mut found = HashMap::new();
    for row in by_ids(db, ids).await? {
        let shown =
            row.status == Status::Open.code() && row.visibility == Visibility::Suppliers.code();
        let standing = if !shown {
            Standing::Hidden
        } else if row.deadline.is_some_and(|deadline| deadline < today) {
            Standing::Late
        } else {
            let request: SourcingRequest =
                serde_json::from_value(row.request).map_err(Error::internal)?;
            let first_line = request.text.as_deref().and_then(|text| text.lines().next());
            let name = request.title.as_deref().or(first_line);
            let name = name.map(|name| name.chars().take(NAME).collect());
            Standing::Open { version: row.version, name }
        };
        found.insert(row.id, standing);
    }
    Ok(found)
}

/// Requests with their versions, as suppliers may see them: nothing in them says whose an anonymous
/// one is. Those that are gone are left out.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn open_requests(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, i64, SourcingRequest)>> {
    let rows = by_ids(db, ids).await?;
    rows.into_iter()
        .map(|row| {
            let mut request: SourcingRequest =
                serde_json::from_value(row.request).map_err(Error::internal)?;
            request.id = row.id.to_string();
            if row.anonymous {
                conceal(&mut request);
            }
            Ok((row.id, row.version, request))
        })
        .collect()
}

/// Who wrote each of some requests.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn buyers(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    Ok(table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::BuyerId)
        .filter(table::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?)
}

/// Rows by identifier.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<table::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(table::Entity::find().filter(table::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// Profiles of introductions, by identifier.
async fn suppliers_of(
    db: &impl ConnectionTrait,
    introductions: &[introduction::Model],
) -> Result<HashMap<Uuid, supplier::Model>> {
    let ids = introductions.iter().map(|row| row.supplier_id);
    let rows = supplier::Entity::find().filter(supplier::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Introductions of a request that go on.
pub(super) async fn running(db: &impl ConnectionTrait, request: Uuid) -> Result<Vec<Running>> {
    let rows = introduction::Entity::find()
        .filter(introduction::Column::RequestId.eq(request))
        .filter(introduction::Column::Standing.eq(disclosure::RUNNING))
        .order_by_asc(introduction::Column::CreatedAt)
        .order_by_asc(introduction::Column::Id)
        .all(db)
        .await?;
    let suppliers = suppliers_of(db, &rows).await?;
    let running = rows.into_iter().filter_map(|row| {
        let supplier = suppliers.get(&row.supplier_id)?;
        Some(Running {
            id: row.id,
            stage: row.stage,
            introduced: row.introduced_at.is_some(),
            holder: suppliers::holder(supplier),
            supplier: supplier.name.clone(),
            agency: row.agency_id,
        })
    });
    Ok(running.collect())
}

/// Where the buyer's own request stands, locked against other writers until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn lock_own(txn: &Transaction, actor: &Actor, id: Uuid) -> Result<Status> {
    Status::parse(&own(txn, actor, id).await?.status)
}
