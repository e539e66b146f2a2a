//! Fits as told, as rows.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::Result;
use crate::entity::opportunity_fit::{Column, Entity, Model};

/// Rows in one statement: fewer values than either database takes.
const BATCH: usize = 500;

/// Every supplier that was told of anything.
pub(super) async fn told_suppliers(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    let ids = Entity::find().select_only().column(Column::SupplierId).distinct();
    Ok(ids.into_tuple().all(db).await?)
}

/// What some suppliers were told, each in the order of requests.
pub(super) async fn told(
    db: &impl ConnectionTrait,
    suppliers: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Model>>> {
    let query = Entity::find().filter(Column::SupplierId.is_in(suppliers.iter().copied()));
    let mut found: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in query.order_by_asc(Column::RequestId).all(db).await? {
        found.entry(row.supplier_id).or_default().push(row);
    }
    // Databases do not agree on the order of identifiers.
    found.values_mut().for_each(|rows| rows.sort_unstable_by_key(|row| row.request_id));
    Ok(found)
}

/// When a supplier was told of those of some requests that fit it.
pub(in super::super) async fn since(
    db: &impl ConnectionTrait,
    supplier: Uuid,
    requests: &[Uuid],
) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let rows = Entity::find()
        .filter(Column::SupplierId.eq(supplier))
        .filter(Column::RequestId.is_in(requests.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.request_id, row.since)).collect())
}

pub(super) async fn insert(txn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<()> {
    for rows in rows.chunks(BATCH) {
        let rows = rows.iter().cloned().map(|row| row.into_active_model());
        Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Writes what is known now of a fit that stays.
pub(super) async fn update(txn: &impl ConnectionTrait, row: Model) -> Result<()> {
    let (supplier, request) = (row.supplier_id, row.request_id);
    Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::SupplierId.eq(supplier))
        .filter(Column::RequestId.eq(request))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn delete(
    txn: &impl ConnectionTrait,
    supplier: Uuid,
    requests: &[Uuid],
) -> Result<()> {
    for requests in requests.chunks(BATCH) {
        Entity::delete_many()
            .filter(Column::SupplierId.eq(supplier))
            .filter(Column::RequestId.is_in(requests.iter().copied()))
            .exec(txn)
            .await?;
    }
    Ok(())
}
