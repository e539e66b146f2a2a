//! Matching: explained rankings, shown once or kept as match runs.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use index::matching::{Counts, Match, Ranking};
use index::request::SourcingRequest;
use index::understand::Understanding;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, SignedProblems,
};
use super::shape::TopOptions;
use crate::app::App;
use crate::http::json::NO_BODY;
use crate::http::{
    BuyerOrAgency, IdempotencyKey, OnlyPaging, Page, PagedQuery, Paging, RuledJson, Rules, Stored,
    StrictQuery,
};
use crate::matching::{self, Run, RunResult, RunSummary};
use crate::sourcing::validate;
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(match_suppliers)
        .service(create_match_run)
        .service(list_match_runs)
        .service(get_match_run);
}

impl Rules for SourcingRequest {
    fn broken(mut self, _: &App) -> Vec<Fault> {
        Error::faults_of(validate::request(&mut self))
    }
}

/// A ranking that was kept.
#[derive(Debug, Serialize, ToSchema)]
struct MatchRunOut {
    /// Identifier.
    id: Uuid,
    /// The sourcing request.
    request_id: Uuid,
    /// Its version then.
    request_version: i64,
    /// The request as it was then.
    request: SourcingRequest,
    /// What was read out of it.
    understood: Understanding,
    /// How the suppliers judged came out.
    counts: Counts,
    /// The must that most often kept suppliers from qualifying, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    commonest_gap: Option<String>,
    /// Suppliers as they were shown, best first.
    results: Vec<MatchRunResultOut>,
    /// Version of the taxonomy.
    taxonomy_version: String,
    /// Version of the ranking weights.
    ranking_version: String,
    /// Where the index stood: `epoch:seq`.
    index_checkpoint: String,
    /// Language of the explanations.
    locale: String,
    /// When it was run.
    created_at: DateTime<Utc>,
    /// Suppliers of this run whose profiles have changed or gone since they were judged. The one
    /// part that changes.
    changed_since: Vec<Uuid>,
}

/// One supplier in a run.
#[derive(Debug, Serialize)]
struct MatchRunResultOut {
    #[serde(flatten)]
    result: Match,
    supplier_version: i64,
}

/// One supplier in a run: the match, with the version of the profile that was judged.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Judged {
    /// Version of the profile that was judged.
    supplier_version: i64,
}

impl utoipa::PartialSchema for MatchRunResultOut {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        super::shape::flat::<Match, Judged>()
    }
}

impl ToSchema for MatchRunResultOut {
    fn schemas(
        schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
    ) {
        Match::schemas(schemas);
    }
}

/// A run in a list.
#[derive(Debug, Serialize, ToSchema)]
struct MatchRunSummaryOut {
    /// Identifier.
    id: Uuid,
    /// Version of the request that was ranked.
    request_version: i64,
    /// How the suppliers judged came out.
    counts: Counts,
    /// Version of the taxonomy.
    taxonomy_version: String,
    /// Version of the ranking weights.
    ranking_version: String,
    /// When it was run.
    created_at: DateTime<Utc>,
}

/// Rank suppliers for a request; nothing is kept
///
/// Explanations are in the language of `Accept-Language`.
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(TopOptions),
    request_body(content = SourcingRequest, example = json!({
        "lang": "ko",
        "text": "옌퐁 공장용 알루미늄 다이캐스팅 하우징(ADC12). 형체력 650톤 이상, IATF 16949 필수, 월 30,000개",
        "required": { "within_km": { "place": "Yên Phong", "km": 60 } },
        "preferred": { "export_markets": ["KR"] }
    })),
    responses(
        (status = 200, description = "The ranking, explained.", body = Ranking),
        BodyProblems, SignedProblems
    )
)]
#[post("/match")]
async fn match_suppliers(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    StrictQuery(options): StrictQuery<TopOptions>,
    body: RuledJson<SourcingRequest>,
) -> Result<HttpResponse> {
    let ranking = matching::rank(&app, &actor, body.value, options.top()?).await?;
    Ok(HttpResponse::Ok().json(ranking))
}

/// Rank suppliers for a sourcing request and keep the ranking
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The sourcing request."),
        TopOptions,
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    responses(
        (status = 201, description = "The ranking, kept.", body = MatchRunOut),
        InputProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/sourcing-requests/{id}/match-runs")]
async fn create_match_run(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    id: web::Path<Uuid>,
    StrictQuery(options): StrictQuery<TopOptions>,
    key: IdempotencyKey,
) -> Result<HttpResponse> {
    let now = app.now();
    let judged = matching::judge_request(&app, &actor, *id, options.top()?).await?;
    key.once(&app, &actor, "create_match_run", &NO_BODY, async |txn| {
        let run = matching::keep(txn, &actor, judged, now).await?;
        let location =
            format!("/api/v1/sourcing-requests/{}/match-runs/{}", run.request_id, run.id);
        let run = Stored::json(StatusCode::CREATED, &MatchRunOut::from(run))?;
        Ok(run.with_header("location", location))
    })
    .await
}

/// List the match runs that the caller's organisation made, newest first
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The sourcing request."), Paging),
    responses(
        (status = 200, description = "A page of runs.", body = Page<MatchRunSummaryOut>),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/match-runs")]
async fn list_match_runs(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    id: web::Path<Uuid>,
    PagedQuery { paging, .. }: PagedQuery<OnlyPaging>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let rows = matching::list_runs(&app, &actor, *id, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.id).map(MatchRunSummaryOut::from);
    Ok(HttpResponse::Ok().json(page))
}

/// A match run as it was shown
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The sourcing request."),
        ("run" = Uuid, Path, description = "The match run.")
    ),
    responses(
        (status = 200, description = "The run.", body = MatchRunOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/match-runs/{run}")]
async fn get_match_run(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse> {
    let (id, run) = *path;
    let run = matching::find_run(&app, &actor, id, run).await?;
    Ok(HttpResponse::Ok().json(MatchRunOut::from(run)))
}

impl From<Run> for MatchRunOut {
    fn from(run: Run) -> Self {
        Self {
            id: run.id,
            request_id: run.request_id,
            request_version: run.request_version,
            request: run.request,
            understood: run.understood,
            counts: run.counts,
            commonest_gap: run.commonest_gap,
            results: run.results.into_iter().map(MatchRunResultOut::from).collect(),
            taxonomy_version: run.taxonomy_version,
            ranking_version: run.ranking_version,
            index_checkpoint: run.index_checkpoint,
            locale: run.locale,
            created_at: run.created_at,
            changed_since: run.changed_since,
        }
    }
}

impl From<RunResult> for MatchRunResultOut {
    fn from(result: RunResult) -> Self {
        Self { result: result.result, supplier_version: result.supplier_version }
    }
}

impl From<RunSummary> for MatchRunSummaryOut {
    fn from(run: RunSummary) -> Self {
        Self {
            id: run.id,
            request_version: run.request_version,
            counts: run.counts,
            taxonomy_version: run.taxonomy_version,
            ranking_version: run.ranking_version,
            created_at: run.created_at,
        }
    }
}
