//! Rows that reports are made of: a handful of queries whatever the size, each bounded by a
//! sub-query and not by a list of identifiers. Words and prices of documents are not read.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{IntoCondition as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::period::Period;
use crate::accounts::{Actor, OrganisationKind, Role};
use crate::entity::introduction::{self, Column as Intro};
use crate::entity::introduction_cost::{self, Column as Cost};
use crate::entity::introduction_event::{self, Column as Event};
use crate::entity::introduction_rating::{self, Column as Rating};
use crate::entity::match_run::{self, Column as Run};
use crate::entity::sourcing_request::{self, Column as Request};
use crate::entity::supplier::{self, Column as Firm};
use crate::entity::{account, organisation};
use crate::introductions::Side;
use crate::{Result, sourcing, suppliers};

/// An introduction.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct DealRow {
    pub(super) id: Uuid,
    pub(super) request_id: Uuid,
    pub(super) buyer_id: Uuid,
    pub(super) supplier_id: Uuid,
}

/// Something that happened to an introduction.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct EventRow {
    pub(super) introduction_id: Uuid,
    pub(super) seq: i32,
    pub(super) kind: String,
    pub(super) stage: String,
    pub(super) side: String,
    pub(super) account_id: Option<Uuid>,
    pub(super) organisation_id: Option<Uuid>,
    pub(super) on_behalf_of: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) amount: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) period: Option<String>,
    pub(super) missed_by: Option<String>,
    pub(super) jobs: Option<i32>,
    pub(super) tier: Option<i32>,
    pub(super) import_value: Option<String>,
    pub(super) import_currency: Option<String>,
    pub(super) import_period: Option<String>,
    pub(super) confirmation: Option<String>,
    pub(super) at: DateTime<Utc>,
}

/// A sourcing request.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct RequestRow {
    pub(super) id: Uuid,
    pub(super) buyer_id: Uuid,
    pub(super) published_at: Option<DateTime<Utc>>,
}

/// A match run.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct RunRow {
    pub(super) request_id: Uuid,
    pub(super) counts: String,
    pub(super) organisation_id: Uuid,
    pub(super) created_by_id: Uuid,
    pub(super) created_at: DateTime<Utc>,
}

/// Introductions that a report of the actor is about: an agency's own, an administrator's all.
fn brokered(actor: &Actor) -> Condition {
    match actor.role {
        Role::Admin => Condition::all(),
        _ => Condition::all().add(Intro::AgencyId.eq(actor.organisation)),
    }
}

/// Those to which something happened in the period.
fn moved(actor: &Actor, period: Period) -> Condition {
    brokered(actor)
        .add(Intro::CreatedAt.lt(period.until()))
        .add(Intro::UpdatedAt.gte(period.since()))
}

/// A column of the introductions that a condition lets through.
fn of_deals(column: Intro, condition: Condition) -> SelectStatement {
    Query::select().column(column).from(introduction::Entity).cond_where(condition).to_owned()
}

/// Introductions to which something happened in the period.
pub(super) async fn deals(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<DealRow>> {
    Ok(introduction::Entity::find()
        .select_only()
        .columns([Intro::Id, Intro::RequestId, Intro::BuyerId, Intro::SupplierId])
        .filter(moved(actor, period))
        .order_by_asc(Intro::Id)
        .into_model()
        .all(db)
        .await?)
}

/// Everything that happened to them by the end of the period, in order.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<EventRow>> {
    Ok(introduction_event::Entity::find()
        .select_only()
        .columns([
            Event::IntroductionId,
            Event::Seq,
            Event::Kind,
            Event::Stage,
            Event::Side,
            Event::AccountId,
            Event::OrganisationId,
            Event::OnBehalfOf,
            Event::Reason,
            Event::Amount,
            Event::Currency,
            Event::Period,
            Event::MissedBy,
            Event::Jobs,
            Event::Tier,
            Event::ImportValue,
            Event::ImportCurrency,
            Event::ImportPeriod,
            Event::Confirmation,
            Event::At,
        ])
        .filter(Event::IntroductionId.in_subquery(of_deals(Intro::Id, moved(actor, period))))
        .filter(Event::At.lt(period.until()))
        .order_by_asc(Event::IntroductionId)
        .order_by_asc(Event::Seq)
        .into_model()
        .all(db)
        .await?)
}

/// Where the suppliers of these introductions are.
pub(super) async fn provinces(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<HashMap<Uuid, String>> {
    provinces_of(db, of_deals(Intro::SupplierId, moved(actor, period))).await
}

async fn provinces_of(
    db: &impl ConnectionTrait,
    suppliers: SelectStatement,
) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, Option<String>)> = supplier::Entity::find()
        .select_only()
        .columns([Firm::Id, Firm::Province])
        .filter(Firm::Id.in_subquery(suppliers))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, province)| Some((id, province?))).collect())
}

/// Match runs that the actor may see: an agency's own, an administrator's all.
fn shown_runs(actor: &Actor) -> Condition {
    match actor.role {
        Role::Admin => Condition::all(),
        _ => Condition::all().add(Run::OrganisationId.eq(actor.organisation)),
    }
}

/// Requests that a report of the actor is about and to which something happened in the period:
/// opened, matched, or an introduction proposed. An agency's are those that it may see, and those
/// that it brokered an introduction over.
fn asked(actor: &Actor, period: Period) -> Condition {
    let matched = Query::select()
        .column(Run::RequestId)
        .from(match_run::Entity)
        .cond_where(shown_runs(actor))
        .cond_where(Run::CreatedAt.gte(period.since()))
        .cond_where(Run::CreatedAt.lt(period.until()))
        .to_owned();
    let proposed = brokered(actor)
        .add(Intro::CreatedAt.gte(period.since()))
        .add(Intro::CreatedAt.lt(period.until()));
    let touched = Condition::any()
        .add(Request::PublishedAt.gte(period.since()))
        .add(Request::Id.in_subquery(matched))
        .add(Request::Id.in_subquery(of_deals(Intro::RequestId, proposed)));
    let known = Condition::any()
        .add(sourcing::visible(actor))
        .add(Request::Id.in_subquery(of_deals(Intro::RequestId, brokered(actor))));
    Condition::all().add(Request::PublishedAt.lt(period.until())).add(touched).add(known)
}

/// Identifiers of the requests of [`requests`].
fn of_requests(actor: &Actor, period: Period) -> SelectStatement {
    Query::select()
        .column(Request::Id)
        .from(sourcing_request::Entity)
        .cond_where(asked(actor, period))
        .to_owned()
}

/// Requests to which something happened in the period.
pub(super) async fn requests(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<RequestRow>> {
    Ok(sourcing_request::Entity::find()
        .select_only()
        .columns([Request::Id, Request::BuyerId, Request::PublishedAt])
        .filter(asked(actor, period))
        .into_model()
        .all(db)
        .await?)
}

/// Every match run of these requests by the end of the period that the actor may see, in order.
pub(super) async fn runs(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<RunRow>> {
    Ok(match_run::Entity::find()
        .select_only()
        .columns([
            Run::RequestId,
            Run::Counts,
            Run::OrganisationId,
            Run::CreatedById,
            Run::CreatedAt,
        ])
        .filter(shown_runs(actor))
        .filter(Run::CreatedAt.lt(period.until()))
        .filter(Run::RequestId.in_subquery(of_requests(actor, period)))
        .order_by_asc(Run::CreatedAt)
        .order_by_asc(Run::Id)
        .into_model()
        .all(db)
        .await?)
}

/// Every introduction over these requests by the end of the period, in order: request,
/// introduction, when it was proposed.
pub(super) async fn proposals(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<(Uuid, Uuid, DateTime<Utc>)>> {
    Ok(introduction::Entity::find()
        .select_only()
        .columns([Intro::RequestId, Intro::Id, Intro::CreatedAt])
        .filter(brokered(actor))
        .filter(Intro::CreatedAt.lt(period.until()))
        .filter(Intro::RequestId.in_subquery(of_requests(actor, period)))
        .order_by_asc(Intro::CreatedAt)
        .order_by_asc(Intro::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// What is sought by every request that a case of the period may be about.
pub(super) async fn texts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<(Uuid, serde_json::Value)>> {
    // A rating and a cost do not move the introduction that they are of.
    let told = Condition::any()
        .add(moved(actor, period))
        .add(Intro::Id.in_subquery(rated_deals(actor, period)))
        .add(Intro::Id.in_subquery(costly_deals(actor, period)));
    let dealt = of_deals(Intro::RequestId, told);
    let either = Condition::any().add(Request::Id.in_subquery(dealt)).add(asked(actor, period));
    Ok(sourcing_request::Entity::find()
        .select_only()
        .columns([Request::Id, Request::Request])
        .filter(either)
        .into_tuple()
        .all(db)
        .await?)
}

/// A rating of an introduction.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct RatingRow {
    pub(super) introduction_id: Uuid,
    pub(super) request_id: Uuid,
    pub(super) supplier_id: Uuid,
    pub(super) side: String,
    pub(super) score: i32,
    pub(super) at: DateTime<Utc>,
}

/// Ratings last set in the period of introductions that the actor brokers. Who speaks for the
/// supplier does not read the buyer's.
fn rated(actor: &Actor, period: Period) -> Condition {
    let within = Condition::all()
        .add(Rating::At.gte(period.since()))
        .add(Rating::At.lt(period.until()))
        .add(Rating::IntroductionId.in_subquery(of_deals(Intro::Id, brokered(actor))));
    if actor.role == Role::Admin {
        return within;
    }
    let held = Query::select()
        .column(Firm::Id)
        .from(supplier::Entity)
        .cond_where(suppliers::held(actor.organisation))
        .to_owned();
    let own = of_deals(Intro::Id, Intro::SupplierId.in_subquery(held).into_condition());
    let readable = Condition::any()
        .add(Rating::Side.eq(Side::Supplier.code()))
        .add(Rating::IntroductionId.not_in_subquery(own));
    within.add(readable)
}

/// Ratings last set in the period.
pub(super) async fn ratings(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<RatingRow>> {
    let deal = introduction_rating::Entity::belongs_to(introduction::Entity)
        .from(Rating::IntroductionId)
        .to(Intro::Id)
        .into();
    Ok(introduction_rating::Entity::find()
        .select_only()
        .columns([Rating::IntroductionId, Rating::Side, Rating::Score, Rating::At])
        .column(Intro::RequestId)
        .column(Intro::SupplierId)
        .join(JoinType::InnerJoin, deal)
        .filter(rated(actor, period))
        .into_model()
        .all(db)
        .await?)
}

/// Where the suppliers of rated introductions are.
pub(super) async fn rated_provinces(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<HashMap<Uuid, String>> {
    let of = Intro::Id.in_subquery(rated_deals(actor, period)).into_condition();
    provinces_of(db, of_deals(Intro::SupplierId, of)).await
}

/// Identifiers of the introductions that were rated in the period.
fn rated_deals(actor: &Actor, period: Period) -> SelectStatement {
    Query::select()
        .column(Rating::IntroductionId)
        .from(introduction_rating::Entity)
        .cond_where(rated(actor, period))
        .to_owned()
}

/// What the work of an agency on an introduction cost.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct CostRow {
    pub(super) introduction_id: Uuid,
    pub(super) request_id: Uuid,
    pub(super) supplier_id: Uuid,
    pub(super) number: i32,
    pub(super) account_id: Uuid,
    pub(super) value: String,
    pub(super) currency: String,
    pub(super) purpose: Option<String>,
    pub(super) on_day: NaiveDate,
    pub(super) event_kind: Option<String>,
}

/// What was spent in the period: by the actor's agency, or by any where an administrator asks.
fn spent(actor: &Actor, period: Period) -> Condition {
    let within = Condition::all().add(Cost::OnDay.gte(period.from)).add(Cost::OnDay.lte(period.to));
    match actor.role {
        Role::Admin => within,
        _ => within.add(Cost::OrganisationId.eq(actor.organisation)),
    }
}

/// Identifiers of the introductions on which something was spent in the period.
fn costly_deals(actor: &Actor, period: Period) -> SelectStatement {
    Query::select()
        .column(Cost::IntroductionId)
        .from(introduction_cost::Entity)
        .cond_where(spent(actor, period))
        .to_owned()
}

/// Costs of the period.
pub(super) async fn costs(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<CostRow>> {
    let deal = introduction_cost::Entity::belongs_to(introduction::Entity)
        .from(Cost::IntroductionId)
        .to(Intro::Id)
        .into();
    Ok(introduction_cost::Entity::find()
        .select_only()
        .columns([Cost::IntroductionId, Cost::Number, Cost::AccountId, Cost::Value])
        .columns([Cost::Currency, Cost::Purpose, Cost::OnDay, Cost::EventKind])
        .columns([Intro::RequestId, Intro::SupplierId])
        .join(JoinType::InnerJoin, deal)
        .filter(spent(actor, period))
        .into_model()
        .all(db)
        .await?)
}

/// Where the suppliers of these introductions are.
pub(super) async fn cost_provinces(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<HashMap<Uuid, String>> {
    let of = Intro::Id.in_subquery(costly_deals(actor, period)).into_condition();
    provinces_of(db, of_deals(Intro::SupplierId, of)).await
}

/// Agencies whose people are the officers of a report: an agency's own, an administrator's all.
pub(super) async fn agencies(db: &impl ConnectionTrait, actor: &Actor) -> Result<HashSet<Uuid>> {
    if actor.role != Role::Admin {
        return Ok(HashSet::from([actor.organisation]));
    }
    let ids: Vec<Uuid> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Kind.eq(OrganisationKind::Agency.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Names of accounts. A report has as many officers as an agency has people.
pub(super) async fn names(
    db: &impl ConnectionTrait,
    accounts: HashSet<Uuid>,
) -> Result<HashMap<Uuid, String>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(accounts))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
