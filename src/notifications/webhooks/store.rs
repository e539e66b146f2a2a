//! Webhooks and the log of their deliveries as rows.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, RelationTrait as _,
};
use uuid::Uuid;

use super::{Attempt, Delivery, NOUN};
use crate::accounts::Actor;
use crate::entity::webhook::Column;
use crate::entity::{delivery, delivery_attempt, notice, webhook as table};
use crate::notifications::store::{insert_notice, new_delivery};
use crate::notifications::{Notice, NoticeKind};
use crate::{Error, Result};

pub(super) async fn of_organisation(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<Vec<table::Model>> {
    let rows = table::Entity::find().filter(Column::OrganisationId.eq(organisation));
    Ok(rows.order_by_asc(Column::Id).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, organisation: Uuid) -> Result<u64> {
    let rows = table::Entity::find().filter(Column::OrganisationId.eq(organisation));
    Ok(rows.count(db).await?)
}

/// A webhook of the actor's organisation; to others it is not there.
pub(super) async fn own(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<table::Model> {
    let own = Column::OrganisationId.eq(actor.organisation);
    let row = table::Entity::find_by_id(id).filter(own).one(db).await?;
    row.ok_or(Error::NotFound(NOUN))
}

/// As [`own`]; nobody else changes it before the transaction ends.
pub(super) async fn own_for_update(
    txn: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<table::Model> {
    let own = Column::OrganisationId.eq(actor.organisation);
    let row =
        table::Entity::find_by_id(id).filter(own).lock(LockType::NoKeyUpdate).one(txn).await?;
    row.ok_or(Error::NotFound(NOUN))
}

pub(super) async fn insert(txn: &impl ConnectionTrait, row: table::Model) -> Result<()> {
    table::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Writes a row under the next version.
pub(super) async fn update(
    txn: &impl ConnectionTrait,
    mut row: table::Model,
    now: DateTime<Utc>,
) -> Result<table::Model> {
    row.version += 1;
    row.updated_at = now;
    let update = table::Entity::update_many().set(row.clone().into_active_model().reset_all());
    update.filter(Column::Id.eq(row.id)).exec(txn).await?;
    Ok(row)
}

pub(super) async fn delete(txn: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    table::Entity::delete_by_id(id).exec(txn).await?;
    Ok(())
}

/// Whether a message of a kind waits for a webhook.
pub(super) async fn any_waiting(
    db: &impl ConnectionTrait,
    id: Uuid,
    kind: NoticeKind,
) -> Result<bool> {
    let one = delivery::Entity::find()
        .join(JoinType::InnerJoin, delivery::Relation::Notice.def())
        .filter(delivery::Column::WebhookId.eq(id))
        .filter(delivery::Column::State.eq("waiting"))
        .filter(notice::Column::Kind.eq(kind.code()))
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// Writes a notice for one webhook and nobody else; returns the delivery.
pub(super) async fn insert_test(
    txn: &impl ConnectionTrait,
    id: Uuid,
    told: &Notice,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let notice = insert_notice(txn, told, now).await?;
    let row = new_delivery(notice, None, Some(id), now);
    let id = row.id;
    delivery::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(id)
}

pub(super) async fn deliveries(
    db: &impl ConnectionTrait,
    id: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Delivery>> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::WebhookId.eq(id))
        .order_by_desc(delivery::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(delivery::Column::Id.lt(after));
    }
    let rows = query.find_also_related(notice::Entity).all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|(row, _)| row.id).collect();
    let mut attempts: HashMap<Uuid, Vec<Attempt>> = HashMap::new();
    let found = delivery_attempt::Entity::find()
        .filter(delivery_attempt::Column::DeliveryId.is_in(ids))
        .order_by_asc(delivery_attempt::Column::Number)
        .all(db)
        .await?;
    for row in found {
        let delivery_attempt::Model { delivery_id, at, outcome, status, took_ms, .. } = row;
        let attempt = Attempt { at, outcome, status, took_ms };
        attempts.entry(delivery_id).or_default().push(attempt);
    }
    rows.into_iter()
        .map(|(row, notice)| {
            let notice = notice.ok_or_else(|| Error::internal("a delivery has no notice"))?;
            Ok(Delivery {
                id: row.id,
                message: row.notice_id,
                kind: notice.kind,
                state: row.state,
                due_at: row.due_at,
                created_at: row.created_at,
                ended_at: row.ended_at,
                attempts: attempts.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}
