//! Rows of introductions and their events. Never begins a transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait,
    DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, SqlErr,
};
use uuid::Uuid;

use super::stage::{Confirmation, EventKind, Reason, Side, Sides, Stage, Standing, State};
use super::visible;
use super::{Filter, NOUN, Position};
use crate::accounts::{Actor, OrganisationKind, OrganisationState, Role};
use crate::entity::introduction::{self as table, Column, Model};
use crate::entity::{
    account, block_list, blocked_supplier, introduction_event as event_table,
    introduction_rating as rating_table, organisation, sourcing_request, supplier,
};
use crate::{Error, Result, sourcing, suppliers};

/// A running introduction.
pub(super) const RUNNING: &str = Standing::Running.code();

/// An introduction with the profile it is about.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) model: Model,
    pub(crate) supplier: supplier::Model,
    /// Whether its request keeps the buyer's name from suppliers.
    pub(crate) anonymous: bool,
}

impl Row {
    /// The sides that an actor takes. An administrator looks on. Where no agency is named, any may
    /// broker; but where the buyer is anonymous not the one that holds the profile: it would learn
    /// as a broker what is kept from the supplier for whom it speaks.
    pub(super) fn sides(&self, actor: &Actor) -> Vec<Side> {
        if actor.role == Role::Admin {
            return Vec::new();
        }
        let holds = suppliers::holder(&self.supplier) == actor.organisation;
        let brokers = match self.model.agency_id {
            Some(agency) => agency == actor.organisation,
            None => self.model.brokered && !(holds && self.hides_buyer()),
        };
        [
            (Side::Buyer, self.model.buyer_id == actor.organisation),
            (Side::Supplier, holds),
            (Side::Agency, actor.role == Role::Agency && brokers),
        ]
        .into_iter()
        .filter(|(_, takes)| *takes)
        .map(|(side, _)| side)
        .collect()
    }

    /// Whether it keeps the buyer from whoever stands for the supplier.
    pub(super) const fn hides_buyer(&self) -> bool {
        self.anonymous && self.model.introduced_at.is_none()
    }

    /// The organisation of a side.
    pub(super) fn organisation(&self, side: Side) -> Option<Uuid> {
        match side {
            Side::Buyer => Some(self.model.buyer_id),
            Side::Supplier => Some(suppliers::holder(&self.supplier)),
            Side::Agency => self.model.agency_id,
            Side::Service => None,
        }
    }

    /// Where it stands.
    pub(super) fn state(&self) -> Result<State> {
        let row = &self.model;
        Ok(State {
            stage: Stage::parse(&row.stage)?,
            standing: Standing::parse(&row.standing)?,
            brokered: row.brokered,
            asks_confidentiality: row.asks_confidentiality,
            consents: Sides {
                buyer: row.buyer_consents,
                supplier: row.supplier_consents,
                agency: row.agency_consents,
            },
            agreed: Sides { buyer: row.buyer_agrees, supplier: row.supplier_agrees, agency: false },
            confirmation: row.confirmation.as_deref().map(Confirmation::parse).transpose()?,
            reason: row.reason.as_deref().map(Reason::parse).transpose()?,
        })
    }

    /// Copies a state into the columns.
    pub(super) fn set(&mut self, state: &State) {
        let row = &mut self.model;
        state.stage.code().clone_into(&mut row.stage);
        state.standing.code().clone_into(&mut row.standing);
        row.buyer_consents = state.consents.buyer;
        row.supplier_consents = state.consents.supplier;
        row.agency_consents = state.consents.agency;
        row.buyer_agrees = state.agreed.buyer;
        row.supplier_agrees = state.agreed.supplier;
        row.confirmation = state.confirmation.map(|one| one.code().to_owned());
        row.reason = state.reason.map(|one| one.code().to_owned());
    }
}

async fn with_supplier(db: &impl ConnectionTrait, model: Option<Model>) -> Result<Row> {
    let model = model.ok_or(Error::NotFound(NOUN))?;
    let supplier = supplier::Entity::find_by_id(model.supplier_id).one(db).await?;
    let supplier = supplier.ok_or_else(|| Error::internal("an introduction has no profile"))?;
    let requests = sourcing::by_ids(db, &[model.request_id]).await?;
    Ok(Row { anonymous: requests.iter().any(|request| request.anonymous), model, supplier })
}

/// An introduction that an actor may see.
pub(super) async fn find(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Row> {
    let model = table::Entity::find_by_id(id).filter(visible::one(actor)).one(db).await?;
    with_supplier(db, model).await
}

/// An introduction, whoever asks.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Row> {
    with_supplier(db, table::Entity::find_by_id(id).one(db).await?).await
}

/// The one that an actor may see, locked against other writers until the transaction ends.
pub(super) async fn find_locked(txn: &DatabaseTransaction, actor: &Actor, id: Uuid) -> Result<Row> {
    let query = table::Entity::find_by_id(id).filter(visible::one(actor));
    with_supplier(txn, query.lock_exclusive().one(txn).await?).await
}

/// An introduction of which something is due, locked; none if that has changed meanwhile.
pub(super) async fn due_locked(
    txn: &DatabaseTransaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Row>> {
    let query = table::Entity::find_by_id(id)
        .filter(Column::Standing.eq(RUNNING))
        .filter(Column::CheckAt.lte(now));
    match query.lock_exclusive().one(txn).await? {
        None => Ok(None),
        found => with_supplier(txn, found).await.map(Some),
    }
}

/// Introductions that the deadlines are to look at, the longest overdue first.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>> {
    let query = table::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Standing.eq(RUNNING))
        .filter(Column::CheckAt.lte(now))
        .order_by_asc(Column::CheckAt)
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(query.into_tuple().all(db).await?)
}

/// Introductions that an actor may see, newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Filter,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Row>> {
    let seen = match filter.request {
        Some(request) => visible::of_request(db, actor, request).await?,
        None => visible::of_all(actor),
    };
    let mut query = table::Entity::find().filter(seen);
    if let Some(stage) = filter.stage {
        query = query.filter(Column::Stage.eq(stage.code()));
    }
    if let Some(standing) = filter.standing {
        query = query.filter(Column::Standing.eq(standing.code()));
    }
    if let Some((at, id)) = after {
        let same = Condition::all().add(Column::CreatedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same));
    }
    let query = query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit);
    let models = query.all(db).await?;
    let mut suppliers: HashMap<Uuid, supplier::Model> = HashMap::new();
    for supplier in by_ids(db, models.iter().map(|model| model.supplier_id)).await? {
        suppliers.insert(supplier.id, supplier);
    }
    let requests = requests(db, models.iter().map(|model| model.request_id).collect()).await?;
    models
        .into_iter()
        .map(|model| {
            let anonymous = requests.get(&model.request_id).is_some_and(|one| one.anonymous);
            let supplier = suppliers.get(&model.supplier_id).cloned();
            let supplier =
                supplier.ok_or_else(|| Error::internal("an introduction has no profile"))?;
            Ok(Row { model, supplier, anonymous })
        })
        .collect()
}

async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<supplier::Model>> {
    let ids: Vec<Uuid> = ids.collect();
    Ok(supplier::Entity::find().filter(supplier::Column::Id.is_in(ids)).all(db).await?)
}

/// Inserts a new introduction.
///
/// # Errors
/// Conflict `introduction_exists` while another one of the same request and supplier runs.
pub(super) async fn insert(txn: &DatabaseTransaction, model: Model) -> Result<Model> {
    model.into_active_model().insert(txn).await.map_err(taken)
}

/// Writes a changed introduction under the next version.
pub(super) async fn update(
    txn: &DatabaseTransaction,
    mut model: Model,
    now: DateTime<Utc>,
) -> Result<Model> {
    model.version += 1;
    model.updated_at = now;
    model.into_active_model().reset_all().update(txn).await.map_err(taken)
}

fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict("introduction_exists"),
        _ => error.into(),
    }
}

/// Appends an event; its number is the caller's.
pub(super) async fn append(txn: &DatabaseTransaction, event: event_table::Model) -> Result<()> {
    event_table::Entity::insert(event.into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Settles whose word the outcome of a stage is, where that was open.
pub(super) async fn settle(
    txn: &DatabaseTransaction,
    id: Uuid,
    stage: Stage,
    confirmation: Confirmation,
) -> Result<()> {
    let open = [Confirmation::AwaitsBuyer.code(), Confirmation::AwaitsSupplier.code()];
    event_table::Entity::update_many()
        .set(event_table::ActiveModel {
            confirmation: Set(Some(confirmation.code().to_owned())),
            ..Default::default()
        })
        .filter(event_table::Column::IntroductionId.eq(id))
        .filter(event_table::Column::Stage.eq(stage.code()))
        .filter(event_table::Column::Confirmation.is_in(open))
        .exec(txn)
        .await?;
    Ok(())
}

/// Everything that happened to an introduction, in order.
pub(super) async fn events(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<event_table::Model>> {
    let query = event_table::Entity::find()
        .filter(event_table::Column::IntroductionId.eq(id))
        .order_by_asc(event_table::Column::Seq);
    Ok(query.all(db).await?)
}

/// Accounts by identifier: name and e-mail address.
pub(super) async fn persons(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.name, row.email))).collect())
}

/// Organisations by identifier.
pub(super) async fn organisations(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, organisation::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        organisation::Entity::find().filter(organisation::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Agencies that may act, in order.
pub(super) async fn agencies(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    let ids = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Kind.eq(OrganisationKind::Agency.as_str()))
        .filter(organisation::Column::State.eq(OrganisationState::Active.as_str()))
        .order_by_asc(organisation::Column::Id);
    Ok(ids.into_tuple().all(db).await?)
}

/// Sourcing requests by identifier, whoever may see them.
pub(super) async fn requests(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, sourcing_request::Model>> {
    let rows = sourcing::by_ids(db, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The block list of an organisation.
pub(super) async fn block_list(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<Option<block_list::Model>> {
    Ok(block_list::Entity::find_by_id(organisation).one(db).await?)
}

/// Writes the block list of an organisation, and the profiles on it.
pub(super) async fn put_block_list(
    txn: &DatabaseTransaction,
    row: block_list::Model,
    suppliers: &[Uuid],
) -> Result<()> {
    let organisation_id = row.organisation_id;
    let row = row.into_active_model().reset_all();
    let conflict = sea_orm::sea_query::OnConflict::column(block_list::Column::OrganisationId)
        .update_columns([
            block_list::Column::Version,
            block_list::Column::Suppliers,
            block_list::Column::Buyers,
            block_list::Column::UpdatedAt,
        ])
        .to_owned();
    block_list::Entity::insert(row).on_conflict(conflict).exec_without_returning(txn).await?;
    blocked_supplier::Entity::delete_many()
        .filter(blocked_supplier::Column::OrganisationId.eq(organisation_id))
        .exec(txn)
        .await?;
    if suppliers.is_empty() {
        return Ok(());
    }
    let rows = suppliers.iter().map(|id| {
        blocked_supplier::Model { organisation_id, supplier_id: *id }.into_active_model()
    });
    blocked_supplier::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}

/// How content the sides of an introduction are: the buyer, then the supplier.
pub(super) async fn ratings(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<rating_table::Model>> {
    let query = rating_table::Entity::find()
        .filter(rating_table::Column::IntroductionId.eq(id))
        .order_by_asc(rating_table::Column::Side);
    Ok(query.all(db).await?)
}

/// Writes the rating of a side, in the place of the one before.
pub(super) async fn put_rating(txn: &DatabaseTransaction, row: rating_table::Model) -> Result<()> {
    use rating_table::Column as Rating;
    let conflict = sea_orm::sea_query::OnConflict::columns([Rating::IntroductionId, Rating::Side])
        .update_columns([Rating::Version, Rating::Score, Rating::Note])
        .update_columns([Rating::AccountId, Rating::At])
        .to_owned();
    rating_table::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(conflict)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Locks an organisation's row, so that its block list is changed by one at a time.
pub(super) async fn lock_organisation(
    txn: &DatabaseTransaction,
    id: Uuid,
) -> Result<organisation::Model> {
    let row = organisation::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    row.ok_or(Error::Unauthenticated("token_invalid"))
}

/// Which of these profiles are published.
pub(super) async fn published(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    Ok(suppliers::listed(db, ids).await?.into_iter().map(|row| row.id).collect())
}

/// The event that an introduction begins with, or any other, without details.
pub(super) fn blank_event(
    id: Uuid,
    seq: i32,
    kind: EventKind,
    stage: Stage,
    side: Side,
    at: DateTime<Utc>,
) -> event_table::Model {
    event_table::Model {
        introduction_id: id,
        seq,
        kind: kind.code().to_owned(),
        stage: stage.code().to_owned(),
        side: side.code().to_owned(),
        account_id: None,
        organisation_id: None,
        on_behalf_of: None,
        reason: None,
        field: None,
        gap: None,
        score: None,
        note: None,
        amount: None,
        currency: None,
        period: None,
        missed_by: None,
        jobs: None,
        tier: None,
        import_value: None,
        import_currency: None,
        import_period: None,
        confirmation: None,
        at,
    }
}
