//! Outcomes: what buyers do with the results of a match run, and what came of them.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use index::learn::Reached;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{BodyProblems, NotFoundProblem, SignedProblems};
use crate::Result;
use crate::app::App;
use crate::http::{BuyerOrAgency, StrictJson};
use crate::outcomes::{self, OutcomeEvent, ResultEventKind, ResultOutcome, track_record};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(record_match_result_event).service(list_match_outcomes);
}

/// Something that was done with a result.
#[derive(Debug, Deserialize, ToSchema)]
struct MatchResultEventIn {
    /// What.
    kind: ResultEventKind,
}

/// What came of one result of a match run.
#[derive(Debug, Serialize, ToSchema)]
struct MatchOutcomeOut {
    /// The supplier.
    supplier: Uuid,
    /// Where it stood, from 1.
    position: u32,
    /// How far it came.
    reached: Reached,
    /// Everything that came of it, in order of time.
    events: Vec<MatchOutcomeEventOut>,
}

/// Something that came of a result.
#[derive(Debug, Serialize, ToSchema)]
struct MatchOutcomeEventOut {
    /// What.
    kind: Reached,
    /// When; of what a buyer does more than once, the last time.
    at: DateTime<Utc>,
}

/// What came of every result of a match run.
#[derive(Debug, Serialize, ToSchema)]
struct MatchOutcomesOut {
    /// Results in the order that was shown.
    items: Vec<MatchOutcomeOut>,
}

/// How a supplier answers and how often it comes to a deal.
///
/// Shown to whoever holds the profile, to agencies and administrators, and to buyers. Rates are
/// smoothed: a firm with few cases stays near what is expected of one without history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrackRecordOut {
    /// Proposals answered or overdue.
    proposals: u32,
    /// Those answered within three working days.
    answered_in_time: u32,
    /// Share answered in time, 0–1, as if two of three more had been.
    response_rate: f64,
    /// Days to answer: the median, as if two more answers had taken three days. Absent without an
    /// answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    days_to_answer: Option<f64>,
    /// Deals. For buyers only where at least three were settled with three buyers.
    #[serde(skip_serializing_if = "Option::is_none")]
    deals: Option<DealsOut>,
}

/// How the deals of a supplier came out.
#[derive(Debug, Serialize, ToSchema)]
struct DealsOut {
    /// Those in which the part was approved, or that ended by what the supplier is or did.
    settled: u32,
    /// Those in which the part was approved.
    approved: u32,
    /// Share approved, 0–1, as if one of six more had been.
    success_rate: f64,
}

/// Record what was done with a result of a match run
///
/// By the organisation that made the run. A repetition is harmless; of `shortlisted` and
/// `dismissed` the later one holds. What comes after a proposal is known from introductions.
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The sourcing request."),
        ("run" = Uuid, Path, description = "The match run."),
        ("supplier" = Uuid, Path, description = "A supplier that it shows.")
    ),
    request_body = MatchResultEventIn,
    responses(
        (status = 200, description = "What has come of the result.", body = MatchOutcomeOut),
        BodyProblems, SignedProblems, NotFoundProblem
    )
)]
#[post("/sourcing-requests/{id}/match-runs/{run}/results/{supplier}/events")]
async fn record_match_result_event(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    path: web::Path<(Uuid, Uuid, Uuid)>,
    body: StrictJson<MatchResultEventIn>,
) -> Result<HttpResponse> {
    let outcome = outcomes::record(&app, &actor, *path, body.value.kind).await?;
    Ok(HttpResponse::Ok().json(MatchOutcomeOut::from(outcome)))
}

/// What came of a match run
///
/// For the organisation that made it. A deal counts for the run of whoever proposed it.
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The sourcing request."),
        ("run" = Uuid, Path, description = "The match run.")
    ),
    responses(
        (status = 200, description = "What has come of every result.", body = MatchOutcomesOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/match-runs/{run}/outcomes")]
async fn list_match_outcomes(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse> {
    let (request, run) = *path;
    let outcomes = outcomes::of_run(&app.db, &actor, request, run).await?;
    let items = outcomes.into_iter().map(MatchOutcomeOut::from).collect();
    Ok(HttpResponse::Ok().json(MatchOutcomesOut { items }))
}

impl From<ResultOutcome> for MatchOutcomeOut {
    fn from(outcome: ResultOutcome) -> Self {
        let event = |OutcomeEvent { kind, at }| MatchOutcomeEventOut { kind, at };
        Self {
            supplier: outcome.supplier,
            position: outcome.position,
            reached: outcome.reached,
            events: outcome.events.into_iter().map(event).collect(),
        }
    }
}

impl From<track_record::TrackRecord> for TrackRecordOut {
    fn from(record: track_record::TrackRecord) -> Self {
        let round = |value: f64| (value * 1000.0).round() / 1000.0;
        Self {
            proposals: record.proposals,
            answered_in_time: record.answered_in_time,
            response_rate: round(record.response_rate),
            days_to_answer: record.days_to_answer.map(|days| (days * 10.0).round() / 10.0),
            deals: record.deals.map(|deals| DealsOut {
                settled: deals.settled,
                approved: deals.approved,
                success_rate: round(deals.success_rate),
            }),
        }
    }
}
