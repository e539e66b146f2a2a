//! Changes as rows. Never begins a transaction.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{Act, Entry, Revision};
use crate::accounts::{Actor, Role};
use crate::db::Transaction;
use crate::entity::revision::{self as table, Column};
use crate::entity::{account, organisation};
use crate::{Error, Result};

/// Rows in one statement: databases bound its parameters.
const AT_ONCE: usize = 500;

pub(super) async fn insert(txn: &Transaction, revisions: &[Revision]) -> Result<()> {
    for part in revisions.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(part.len());
        for one in part {
            rows.push(table::ActiveModel {
                subject_id: Set(one.subject),
                version: Set(one.version),
                act: Set(one.act.code().to_owned()),
                account_id: Set(one.by.account),
                organisation_id: Set(one.by.organisation),
                changes: Set(serde_json::to_string(&one.changes).map_err(Error::internal)?),
                at: Set(one.at),
            });
        }
        table::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Deletes what is kept of a document up to a version.
pub(super) async fn forget(txn: &Transaction, subject: Uuid, up_to: i64) -> Result<()> {
    let old = table::Entity::delete_many()
        .filter(Column::SubjectId.eq(subject))
        .filter(Column::Version.lte(up_to));
    old.exec(txn).await?;
    Ok(())
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    subject: Uuid,
    below: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let mut query = table::Entity::find().filter(Column::SubjectId.eq(subject));
    if let Some(below) = below {
        query = query.filter(Column::Version.lt(below));
    }
    let rows = query.order_by_desc(Column::Version).limit(limit).all(db).await?;
    let organisations = organisations(db, &rows).await?;
    let persons = persons(db, actor, &rows).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                version: row.version,
                act: Act::parse(&row.act)?,
                organisation: organisations.get(&row.organisation_id).cloned().unwrap_or_default(),
                person: persons.get(&row.account_id).cloned(),
                changes: serde_json::from_str(&row.changes).map_err(Error::internal)?,
                at: row.at,
            })
        })
        .collect()
}

async fn organisations(
    db: &impl ConnectionTrait,
    rows: &[table::Model],
) -> Result<HashMap<Uuid, String>> {
    let names: Vec<(Uuid, String)> = organisation::Entity::find()
        .select_only()
        .columns([organisation::Column::Id, organisation::Column::Name])
        .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(names.into_iter().collect())
}

/// Names of persons that the actor may know: those of its own organisation, all for an administrator.
async fn persons(
    db: &impl ConnectionTrait,
    actor: &Actor,
    rows: &[table::Model],
) -> Result<HashMap<Uuid, String>> {
    let all = actor.role == Role::Admin;
    let known = rows.iter().filter(|row| all || row.organisation_id == actor.organisation);
    let names: Vec<(Uuid, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(known.map(|row| row.account_id)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(names.into_iter().collect())
}
