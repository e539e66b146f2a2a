//! Open requests as rows.

use chrono::NaiveDate;
use index::request::SourcingRequest;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::entity::sourcing_request as table;
use crate::sourcing::Status;
use crate::{Error, Result};

/// Identifier and version of every request that is open and not past its deadline.
pub(super) async fn open(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<(Uuid, i64)>> {
    Ok(table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::Version)
        .filter(table::Column::Status.eq(Status::Open.code()))
        .filter(
            Condition::any()
                .add(table::Column::Deadline.is_null())
                .add(table::Column::Deadline.gte(today)),
        )
        .into_tuple()
        .all(db)
        .await?)
}

/// Requests with their versions; those that are gone are left out.
pub(super) async fn requests(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, i64, SourcingRequest)>> {
    let rows =
        table::Entity::find().filter(table::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let mut request: SourcingRequest =
                serde_json::from_value(row.request).map_err(Error::internal)?;
            request.id = row.id.to_string();
            Ok((row.id, row.version, request))
        })
        .collect()
}

/// Who wrote each request.
pub(super) async fn buyers(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    Ok(table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::BuyerId)
        .filter(table::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?)
}
