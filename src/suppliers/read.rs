//! Reading suppliers: what each kind of reader may see of them.

use std::collections::HashMap;

use index::profile::Profile;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::text::{Cleaner, LINE, fold};
use super::{NOUN, Revenue, Status, Supplier, may_edit, searchable, store, to_profile};
use crate::accounts::Actor;
use crate::entity::{organisation, supplier};
use crate::{Error, Result};

/// A supplier as `actor` may see it. What is not published is not there for others.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(db: &impl ConnectionTrait, actor: Option<&Actor>, id: Uuid) -> Result<Supplier> {
    let row = store::row(db, id).await?;
    seen_by(db, actor, row).await
}

/// A supplier that `actor` may change.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn editable(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Supplier> {
    let row = editable_row(db, actor, id).await?;
    seen_by(db, Some(actor), row).await
}

/// The row of a supplier that `actor` may change.
pub(super) async fn editable_row(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<supplier::Model> {
    let row = visible(db, Some(actor), id).await?;
    if may_edit(&row, actor) { Ok(row) } else { Err(Error::Forbidden) }
}

/// The row of a supplier that `actor` may see.
pub(super) async fn visible(
    db: &impl ConnectionTrait,
    actor: Option<&Actor>,
    id: Uuid,
) -> Result<supplier::Model> {
    let row = store::row(db, id).await?;
    let holds = actor.is_some_and(|actor| may_edit(&row, actor));
    if holds || row.status == Status::Published.code() {
        Ok(row)
    } else {
        Err(Error::NotFound(NOUN))
    }
}

/// A row as `actor` may see it.
pub(super) async fn seen_by(
    db: &impl ConnectionTrait,
    actor: Option<&Actor>,
    row: supplier::Model,
) -> Result<Supplier> {
    let holds = actor.is_some_and(|actor| may_edit(&row, actor));
    if !holds && row.status != Status::Published.code() {
        return Err(Error::NotFound(NOUN));
    }
    let names = checkers(db, std::slice::from_ref(&row)).await?;
    let contacts = if holds { Some(store::contacts(db, &row).await?) } else { None };
    let revenue = row.annual_revenue.as_deref().and_then(Revenue::of_text).filter(|_| holds);
    let mut supplier = public(row, &names)?;
    if !holds {
        supplier.reference = None;
    }
    supplier.annual_revenue = revenue;
    supplier.contacts = contacts;
    Ok(supplier)
}

/// Published suppliers by identifier, in the order asked for; others fall out. Never with persons.
///
/// # Errors
/// An internal error when the database fails.
pub async fn listed(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Supplier>> {
    let rows = supplier::Entity::find()
        .filter(supplier::Column::Id.is_in(ids.to_vec()))
        .filter(supplier::Column::Status.eq(Status::Published.code()))
        .all(db)
        .await?;
    let names = checkers(db, &rows).await?;
    let mut found: HashMap<Uuid, supplier::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    ids.iter()
        .filter_map(|id| found.remove(id))
        .map(|row| public(row, &names).map(|supplier| Supplier { reference: None, ..supplier }))
        .collect()
}

/// Suppliers that the actor's organisation holds, whatever their status, newest first, and where
/// to go on if there are more. With words those that hold every one of them; a page may come out
/// shorter then, because only so many profiles are looked through for it. Without persons: those
/// come with a single supplier.
///
/// # Errors
/// [`Error::Invalid`] for words that are too long; an internal error when the database fails.
pub async fn mine(
    db: &impl ConnectionTrait,
    actor: &Actor,
    mut words: Option<String>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<(Vec<Supplier>, Option<Uuid>)> {
    let mut cleaner = Cleaner::default();
    cleaner.optional("q", &mut words, LINE);
    cleaner.finish()?;
    let words = words.map(|words| fold(&words)).unwrap_or_default();
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let wanted = usize::try_from(limit).map_err(Error::internal)?;
    let mut found = Vec::new();
    let mut last = before;
    let mut looked_at = 0;
    let next = loop {
        let mut query = supplier::Entity::find().filter(held(actor.organisation));
        if let Some(last) = last {
            query = query.filter(supplier::Column::Id.lt(last));
        }
        let step = if words.is_empty() { limit + 1 } else { LOOKED_THROUGH };
        let rows = query.order_by_desc(supplier::Column::Id).limit(step).all(db).await?;
        let is_end = (rows.len() as u64) < step;
        looked_at += rows.len() as u64;
        let mut full = None;
        for row in rows {
            if found.len() == wanted {
                full = last;
                break;
            }
            last = Some(row.id);
            if holds_all(&row, &words) {
                found.push(row);
            }
        }
        if full.is_some() || is_end || looked_at >= 10 * LOOKED_THROUGH {
            break full.or_else(|| last.filter(|_| !is_end));
        }
    };
    let names = checkers(db, &found).await?;
    let found: Result<Vec<_>> = found.into_iter().map(|row| public(row, &names)).collect();
    Ok((found?, next))
}

/// Profiles read at a time where words are looked for.
const LOOKED_THROUGH: u64 = 500;

/// Whether the texts of a profile hold every word, both folded.
fn holds_all(row: &supplier::Model, words: &[&str]) -> bool {
    fn gather(value: &serde_json::Value, text: &mut String) {
        match value {
            serde_json::Value::String(words) => {
                text.push_str(words);
                text.push(' ');
            }
            serde_json::Value::Array(entries) => entries.iter().for_each(|one| gather(one, text)),
            serde_json::Value::Object(fields) => fields.values().for_each(|one| gather(one, text)),
            _ => {}
        }
    }
    if words.is_empty() {
        return true;
    }
    let mut text = String::new();
    gather(&row.profile, &mut text);
    let text = fold(&text);
    words.iter().all(|word| text.contains(word))
}

/// The profile that an organisation owns, if it has one.
///
/// # Errors
/// An internal error when the database fails.
pub async fn of_organisation(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<Option<supplier::Model>> {
    let query = supplier::Entity::find().filter(supplier::Column::OwnerId.eq(organisation));
    Ok(query.one(db).await?)
}

/// A published profile that an organisation owns.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) owner: Uuid,
    pub(crate) profile: Profile,
}

/// Identifiers of all published profiles that organisations own.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn claimed_ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    let ids = supplier::Entity::find().select_only().column(supplier::Column::Id);
    Ok(ids.filter(is_claimed()).order_by_asc(supplier::Column::Id).into_tuple().all(db).await?)
}

/// Those of some suppliers that are published and owned.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn claimed(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Claimed>> {
    let rows = supplier::Entity::find()
        .filter(supplier::Column::Id.is_in(ids.to_vec()))
        .filter(is_claimed())
        .all(db)
        .await?;
    // Who checked a profile changes nothing about what it offers.
    let nobody = HashMap::new();
    rows.into_iter()
        .filter_map(|row| row.owner_id.map(|owner| (row, owner)))
        .map(|(row, owner)| {
            let profile = searchable(to_profile(&row, &nobody)?);
            Ok(Claimed { id: row.id, version: row.version, owner, profile })
        })
        .collect()
}

/// Version and owner of a published, owned supplier, locked against other writers until the
/// transaction ends.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn lock_claimed(
    txn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<(i64, Uuid)>> {
    let query = supplier::Entity::find_by_id(id).filter(is_claimed()).lock_exclusive();
    let row = query.one(txn).await?;
    Ok(row.and_then(|row| Some((row.version, row.owner_id?))))
}

fn is_claimed() -> Condition {
    Condition::all()
        .add(supplier::Column::Status.eq(Status::Published.code()))
        .add(supplier::Column::OwnerId.is_not_null())
}

/// The row of a published supplier.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn published(db: &impl ConnectionTrait, id: Uuid) -> Result<supplier::Model> {
    visible(db, None, id).await
}

/// Profiles that an organisation holds: its own, and those it entered that nobody has claimed.
pub(crate) fn held(organisation: Uuid) -> Condition {
    let unclaimed = Condition::all()
        .add(supplier::Column::OwnerId.is_null())
        .add(supplier::Column::CreatedById.eq(organisation));
    Condition::any().add(supplier::Column::OwnerId.eq(organisation)).add(unclaimed)
}

/// Whether an organisation holds a profile that it may see.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn holds(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<bool> {
    let row = visible(db, Some(actor), id).await?;
    Ok(super::holder(&row) == actor.organisation)
}

/// Persons of a supplier, whoever asks: for those who have been introduced to it.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn contacts(
    db: &impl ConnectionTrait,
    row: &supplier::Model,
) -> Result<Vec<super::Contact>> {
    store::contacts(db, row).await
}

/// Without persons and what else is private.
fn public(row: supplier::Model, names: &HashMap<Uuid, String>) -> Result<Supplier> {
    Ok(Supplier {
        id: row.id,
        version: row.version,
        status: Status::parse(&row.status)?,
        claimed: row.owner_id.is_some(),
        profile: to_profile(&row, names)?,
        reference: row.external_id,
        contacts: None,
        annual_revenue: None,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Names of the organisations that checked these suppliers.
pub(crate) async fn checkers(
    db: &impl ConnectionTrait,
    rows: &[supplier::Model],
) -> Result<HashMap<Uuid, String>> {
    let mut ids: Vec<Uuid> = rows.iter().filter_map(|row| row.verified_by_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        organisation::Entity::find().filter(organisation::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
