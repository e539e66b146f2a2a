//! Requests as rows, for the rooms that look at many of them: those that are open, and those that a
//! room knows by identifier and has checked itself who may see.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use index::request::SourcingRequest;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::disclosure::{Dealings, Disclosure};
use super::{NOUN, Sourcing, Status, Visibility, conceal, own, shown, visible};
use crate::accounts::{Actor, Role};
use crate::db::Transaction;
use crate::entity::{attachment, introduction, organisation, sourcing_request as table, supplier};
use crate::{Error, Result, suppliers};

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

/// Identifiers of the open requests that `actor` may see and that are not past their deadline.
///
/// # Errors
/// An internal error when the database fails.
pub async fn open_ids(
    db: &impl ConnectionTrait,
    actor: &Actor,
    today: NaiveDate,
) -> Result<HashSet<Uuid>> {
    let ids: Vec<Uuid> = table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .filter(visible(actor))
        .filter(open(today))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
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

/// Identifier, version and deadline of every request that is open to all suppliers.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn open_to_suppliers(
    db: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<(Uuid, i64, Option<NaiveDate>)>> {
    Ok(table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::Version)
        .column(table::Column::Deadline)
        .filter(to_suppliers(today))
        .into_tuple()
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

/// Introductions in which the actor is the supplier or the agency.
pub(super) fn introductions_of(actor: &Actor) -> SelectStatement {
    Query::select().from(introduction::Entity).cond_where(takes_part(actor)).to_owned()
}

fn takes_part(actor: &Actor) -> Condition {
    let held = Query::select()
        .column(supplier::Column::Id)
        .from(supplier::Entity)
        .cond_where(suppliers::held(actor.organisation))
        .to_owned();
    Condition::any()
        .add(introduction::Column::SupplierId.in_subquery(held))
        .add(introduction::Column::AgencyId.eq(actor.organisation))
}

/// What the introductions of an actor tell of some requests. Only suppliers and agencies have any.
pub(super) async fn dealings(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: Vec<Uuid>,
) -> Result<Dealings> {
    if !matches!(actor.role, Role::Supplier | Role::Agency) || ids.is_empty() {
        return Ok(Dealings::default());
    }
    let rows = introduction::Entity::find()
        .filter(introduction::Column::RequestId.is_in(ids))
        .filter(takes_part(actor))
        .all(db)
        .await?;
    Ok(Dealings::of(actor, &rows))
}

/// Whether a request holds anything, text or file, that is shown only once confidentiality was
/// agreed: an introduction over it has to ask for that, or nobody would ever read it.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn asks_confidentiality(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let confidential = Disclosure::Confidential.code();
    let row = table::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound(NOUN))?;
    if row.details.is_some() && row.details_from.as_deref() == Some(confidential) {
        return Ok(true);
    }
    let files = attachment::Entity::find()
        .filter(attachment::Column::RequestId.eq(id))
        .filter(attachment::Column::Stage.eq(confidential));
    Ok(files.one(db).await?.is_some())
}

/// Where the buyer's own request stands, locked against other writers until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn lock_own(txn: &Transaction, actor: &Actor, id: Uuid) -> Result<Status> {
    Status::parse(&own(txn, actor, id).await?.status)
}
