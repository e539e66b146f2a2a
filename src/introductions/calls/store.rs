//! Calls as rows.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::Result;
use crate::entity::agency_call::{Column, Entity, Model};

pub(super) async fn insert(txn: &DatabaseTransaction, call: Model) -> Result<()> {
    Entity::insert(call.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Calls in the order in which they were made.
pub(super) async fn oldest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>> {
    let ids = Entity::find().select_only().column(Column::Id).order_by_asc(Column::Id).limit(limit);
    Ok(ids.into_tuple().all(db).await?)
}

/// Takes a call away to answer it; none if another has.
pub(super) async fn take(txn: &DatabaseTransaction, id: Uuid) -> Result<Option<Model>> {
    let call = Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    if call.is_some() {
        Entity::delete_by_id(id).exec(txn).await?;
    }
    Ok(call)
}
