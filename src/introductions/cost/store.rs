//! Rows of costs. Never begins a transaction.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{NOUN, amount_of};
use crate::accounts::{Actor, Role};
use crate::entity::introduction_cost::{self as table, Column, Model};
use crate::introductions::Amount;
use crate::{Error, Result};

/// Costs that an actor may see: an agency its own, an administrator all, and nobody else any.
fn visible(actor: &Actor) -> Condition {
    match actor.role {
        Role::Admin => Condition::all(),
        _ => Condition::all().add(Column::OrganisationId.eq(actor.organisation)),
    }
}

/// Costs of an introduction, the latest day first.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    introduction: Uuid,
) -> Result<Vec<Model>> {
    let query = table::Entity::find()
        .filter(Column::IntroductionId.eq(introduction))
        .filter(visible(actor))
        .order_by_desc(Column::OnDay)
        .order_by_desc(Column::Number);
    Ok(query.all(db).await?)
}

/// One of them.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    introduction: Uuid,
    id: Uuid,
) -> Result<Model> {
    let query = table::Entity::find_by_id(id)
        .filter(Column::IntroductionId.eq(introduction))
        .filter(visible(actor));
    query.one(db).await?.ok_or(Error::NotFound(NOUN))
}

/// What the events of an introduction cost, by their number, as far as an actor may see it.
pub(in crate::introductions) async fn of_events(
    db: &impl ConnectionTrait,
    actor: &Actor,
    introduction: Uuid,
) -> Result<HashMap<i32, Amount>> {
    // Nobody else has any, and need not wait for the answer.
    if !matches!(actor.role, Role::Agency | Role::Admin) {
        return Ok(HashMap::new());
    }
    let rows = of(db, actor, introduction).await?;
    let noted = rows.iter().filter_map(|row| Some((row.event_seq?, row)));
    noted.map(|(seq, row)| Ok((seq, amount_of(&row.value, &row.currency)?))).collect()
}

/// How many an introduction has, and the highest number among them; 0 where there is none.
pub(super) async fn numbers(txn: &DatabaseTransaction, introduction: Uuid) -> Result<(usize, i32)> {
    let numbers: Vec<i32> = table::Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::IntroductionId.eq(introduction))
        .into_tuple()
        .all(txn)
        .await?;
    Ok((numbers.len(), numbers.into_iter().max().unwrap_or(0)))
}

pub(super) async fn insert(txn: &DatabaseTransaction, row: Model) -> Result<()> {
    table::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
    Ok(())
}

pub(super) async fn update(txn: &DatabaseTransaction, row: Model) -> Result<()> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

pub(super) async fn delete(txn: &DatabaseTransaction, id: Uuid) -> Result<()> {
    table::Entity::delete_by_id(id).exec(txn).await?;
    Ok(())
}
