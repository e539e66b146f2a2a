//! What the work of an agency on an introduction cost.

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::super::problem::{
    BodyProblems, ConflictProblem, NotFoundProblem, PreconditionProblems, SignedProblems,
};
use super::super::shape::{self, Repeats, Replacement};
use crate::app::App;
use crate::http::{Agency, IdempotencyKey, IfMatch, RuledJson, Rules, Stored, StrictJson, etag};
use crate::introductions::EventKind;
use crate::introductions::cost::{self, Cost, Draft};
use crate::introductions::report::ReportedCost;
use crate::{Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_costs)
        .service(create_cost)
        .service(get_cost)
        .service(replace_cost)
        .service(delete_cost);
}

/// What an agency spent on an introduction.
#[derive(Debug, Deserialize, ToSchema)]
struct CostEntryIn {
    /// Decimal figure, above 0.
    #[schema(example = "1500000")]
    value: String,
    /// ISO 4217.
    #[schema(example = "VND")]
    currency: String,
    /// What for.
    #[schema(example = "Thuê xe và phiên dịch thăm nhà máy")]
    purpose: String,
    /// The day, in Vietnam: not in the future, and no more than a year before the proposal.
    on: NaiveDate,
}

impl Rules for CostEntryIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        Draft::from(self).faults(app)
    }

    fn stand_in(path: &str) -> Option<Value> {
        match path {
            // Nothing of these is a fault by itself, or the fault is that it is missing.
            "value" | "currency" | "purpose" => Some(json!("")),
            "on" => Some(json!(NaiveDate::default())),
            _ => None,
        }
    }
}

impl From<CostEntryIn> for Draft {
    fn from(body: CostEntryIn) -> Self {
        Self {
            cost: ReportedCost { value: body.value, currency: body.currency },
            purpose: body.purpose,
            on: body.on,
        }
    }
}

/// What the work of an agency cost.
#[derive(Debug, Serialize, ToSchema)]
struct CostEntryOut {
    /// Identifier.
    id: Uuid,
    /// Version, as in the `ETag`.
    version: i64,
    /// Decimal figure.
    value: String,
    /// ISO 4217.
    currency: &'static str,
    /// What for; absent where it was sent with an event and never corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// The day, in Vietnam.
    on: NaiveDate,
    /// The event that it was sent with.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventKind>,
    /// Name of whoever recorded it: the officer in reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<String>,
    /// Name of whoever corrected it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    /// When it was recorded.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

impl From<Cost> for CostEntryOut {
    fn from(cost: Cost) -> Self {
        Self {
            id: cost.id,
            version: cost.version,
            value: cost.amount.value.to_string(),
            currency: cost.amount.currency.code(),
            purpose: cost.purpose,
            on: cost.on,
            event: cost.event,
            recorded_by: cost.recorded_by,
            changed_by: cost.changed_by,
            created_at: cost.created_at,
            updated_at: cost.updated_at,
        }
    }
}

/// What the work on an introduction cost.
#[derive(Debug, Serialize, ToSchema)]
struct CostEntriesOut {
    /// The latest day first.
    items: Vec<CostEntryOut>,
}

/// Which cost of which introduction.
type CostPath = web::Path<(Uuid, Uuid)>;

/// What the work on an introduction cost the caller's agency
///
/// What was sent with events is among it. Buyers, suppliers and other agencies have no costs here and
/// see none; administrators see those of every agency.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The introduction.")),
    responses(
        (status = 200, description = "The costs.", body = CostEntriesOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/introductions/{id}/costs")]
async fn list_costs(
    app: web::Data<App>,
    Agency(actor): Agency,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let costs = cost::list(&app.db, &actor, *id).await?;
    let items = costs.into_iter().map(CostEntryOut::from).collect();
    Ok(HttpResponse::Ok().json(CostEntriesOut { items }))
}

/// Record what the work on an introduction cost
///
/// By the agency that brokers it, at any time, also once it is over. Nobody else is told, and neither
/// version nor time of the introduction changes. It counts in the cost per linkage of its day.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = CostEntryIn,
    responses(
        (status = 201, description = "Recorded.", body = CostEntryOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/introductions/{id}/costs")]
async fn create_cost(
    app: web::Data<App>,
    Agency(actor): Agency,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    body: RuledJson<CostEntryIn>,
) -> Result<HttpResponse> {
    let digest = body.digest;
    let draft = body.value.into();
    key.once(&app, &actor, "create_cost", &digest, async |txn| {
        let cost = cost::record(&app, txn, &actor, *id, draft).await?;
        let location = format!("/api/v1/introductions/{id}/costs/{}", cost.id);
        Stored::created(location, cost.version, &CostEntryOut::from(cost))
    })
    .await
}

/// A cost
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("cost" = Uuid, Path, description = "The cost.")
    ),
    responses(
        (status = 200, description = "The cost.", body = CostEntryOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/introductions/{id}/costs/{cost}")]
async fn get_cost(
    app: web::Data<App>,
    Agency(actor): Agency,
    path: CostPath,
) -> Result<HttpResponse> {
    cost::find(&app.db, &actor, path.0, path.1).await.map(answer)
}

/// Correct a cost, also one that was sent with an event
///
/// What was read can be sent back: `id`, `version`, `event`, `recorded_by`, `changed_by`, `created_at`
/// and `updated_at` may be repeated as they are.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("cost" = Uuid, Path, description = "The cost."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is replaced.")
    ),
    request_body = CostEntryIn,
    responses(
        (status = 200, description = "Corrected.", body = CostEntryOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[put("/introductions/{id}/costs/{cost}")]
async fn replace_cost(
    app: web::Data<App>,
    Agency(actor): Agency,
    path: CostPath,
    if_match: IfMatch,
    body: StrictJson<Replacement>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let shown = CostEntryOut::from(cost::find(&app.db, &actor, path.0, path.1).await?);
    let repeats = Repeats::of(shape::value_of(&shown)?, &READ_ONLY, &[]);
    let body: CostEntryIn = body.value.read(&repeats, &app)?;
    let check = |current| if_match.check(current);
    Ok(cost::correct(&app, &actor, path.0, path.1, check, body.into()).await.map(answer)?)
}

/// Fields of an answer that the service sets: a body may only repeat them.
const READ_ONLY: [&str; 7] =
    ["id", "version", "event", "recorded_by", "changed_by", "created_at", "updated_at"];

/// Take back a cost that was none
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("cost" = Uuid, Path, description = "The cost."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is taken back.")
    ),
    responses(
        (status = 204, description = "Taken back."),
        SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[delete("/introductions/{id}/costs/{cost}")]
async fn delete_cost(
    app: web::Data<App>,
    Agency(actor): Agency,
    path: CostPath,
    if_match: IfMatch,
) -> Result<HttpResponse> {
    cost::remove(&app, &actor, path.0, path.1, |current| if_match.check(current)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn answer(cost: Cost) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(cost.version)).json(CostEntryOut::from(cost))
}
