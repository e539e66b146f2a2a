//! Rows of the directory that reports are made of. Of a profile only single fields are read, which
//! both databases take out of the document.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::entity::revision::{self, Column as Revision};
use crate::entity::supplier::{self, Column as Firm};
use crate::reports::period::Period;
use crate::suppliers::Status;
use crate::{Result, suppliers};

/// A supplier.
#[derive(Debug, Clone, FromQueryResult)]
pub(in crate::reports) struct FirmRow {
    pub(in crate::reports) id: Uuid,
    pub(in crate::reports) province: Option<String>,
    /// Certificates of the profile, as JSON.
    pub(in crate::reports) certifications: Option<String>,
    pub(in crate::reports) verification_level: String,
    pub(in crate::reports) verified_on: Option<NaiveDate>,
    pub(in crate::reports) confirmed_on: Option<NaiveDate>,
    pub(in crate::reports) created_at: DateTime<Utc>,
    pub(in crate::reports) updated_at: DateTime<Utc>,
}

/// A change of a profile.
#[derive(Debug, Clone, FromQueryResult)]
pub(in crate::reports) struct ChangeRow {
    pub(in crate::reports) subject_id: Uuid,
    /// JSON list of changes.
    pub(in crate::reports) changes: String,
    pub(in crate::reports) at: DateTime<Utc>,
}

/// What a profile says of its firm for statistics.
#[derive(Debug, Clone, FromQueryResult)]
pub(in crate::reports) struct StockRow {
    pub(in crate::reports) id: Uuid,
    pub(in crate::reports) province: Option<String>,
    pub(in crate::reports) owner_id: Option<Uuid>,
    pub(in crate::reports) created_by_id: Uuid,
    /// A truth value as the database writes it: `true` or `1`.
    pub(in crate::reports) women_led: Option<String>,
    /// Head count.
    pub(in crate::reports) employees: Option<String>,
    /// JSON.
    pub(in crate::reports) annual_revenue: Option<String>,
    pub(in crate::reports) created_at: DateTime<Utc>,
}

/// The directory as the actor sees it: what is published and what its organisation holds; an
/// administrator sees everything. Only profiles entered by the end of the period.
fn seen(actor: &Actor, period: Period) -> Condition {
    let seen = match actor.role {
        Role::Admin => Condition::all(),
        _ => Condition::any()
            .add(Firm::Status.eq(Status::Published.code()))
            .add(suppliers::held(actor.organisation)),
    };
    Condition::all().add(seen).add(Firm::CreatedAt.lt(period.until()))
}

/// Those that changed late enough to be in a figure.
fn touched(actor: &Actor, period: Period) -> Condition {
    // What was last touched before both spans is in no figure.
    let since = Ord::min(period.since(), period.year_before_end());
    seen(actor, period).add(Firm::UpdatedAt.gte(since))
}

/// Profiles that changed late enough to be in a figure.
pub(in crate::reports) async fn firms(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<FirmRow>> {
    Ok(supplier::Entity::find()
        .select_only()
        .columns([
            Firm::Id,
            Firm::Province,
            Firm::VerificationLevel,
            Firm::VerifiedOn,
            Firm::ConfirmedOn,
            Firm::CreatedAt,
            Firm::UpdatedAt,
        ])
        .column_as(said(super::certificates::FIELD), "certifications")
        .filter(touched(actor, period))
        .into_model()
        .all(db)
        .await?)
}

/// A field of a profile as text: both databases take it out of the document.
fn said(field: &str) -> SimpleExpr {
    Expr::cust(format!("CAST(\"supplier\".\"profile\" ->> '{field}' AS TEXT)"))
}

/// Changes of the certificates of these profiles since the period began, in order.
pub(in crate::reports) async fn certificate_changes(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<ChangeRow>> {
    let firms = Query::select()
        .column(Firm::Id)
        .from(supplier::Entity)
        .cond_where(touched(actor, period))
        .to_owned();
    Ok(revision::Entity::find()
        .select_only()
        .columns([Revision::SubjectId, Revision::Changes, Revision::At])
        .filter(Revision::SubjectId.in_subquery(firms))
        .filter(Revision::At.gte(period.since()))
        .filter(Revision::Changes.contains(format!("\"{}\"", super::certificates::FIELD)))
        .order_by_asc(Revision::SubjectId)
        .order_by_asc(Revision::Version)
        .into_model()
        .all(db)
        .await?)
}

/// Profiles that say something for statistics, whenever they changed.
pub(in crate::reports) async fn stock(
    db: &impl ConnectionTrait,
    actor: &Actor,
    period: Period,
) -> Result<Vec<StockRow>> {
    let says = Condition::any()
        .add(said("women_led").is_not_null())
        .add(Firm::AnnualRevenue.is_not_null());
    Ok(supplier::Entity::find()
        .select_only()
        .columns([
            Firm::Id,
            Firm::Province,
            Firm::OwnerId,
            Firm::CreatedById,
            Firm::AnnualRevenue,
            Firm::CreatedAt,
        ])
        .column_as(said("women_led"), "women_led")
        .column_as(said("employees"), "employees")
        .filter(seen(actor, period))
        .filter(says)
        .into_model()
        .all(db)
        .await?)
}
