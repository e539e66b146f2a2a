//! Introductions: proposing one, what happened to it, and who is never introduced.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, PreconditionProblems,
    SignedProblems,
};
use crate::Result;
use crate::app::App;
use crate::http::{
    BuyerOrAgency, IdempotencyKey, IfMatch, Page, PagedQuery, Paging, RuledJson, Signed, Stored,
    etag,
};
use crate::introductions::{self, Filter, Introduction, Stage, Standing};

mod blocks;
mod bodies;
mod costs;
mod material;
mod ratings;
mod shapes;

use bodies::{IntroductionEventIn, IntroductionIn};
use shapes::{IntroductionOut, IntroductionSummaryOut};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_introductions)
        .service(create_introduction)
        .service(get_introduction)
        .service(record_introduction_event)
        .configure(ratings::routes)
        .configure(costs::routes)
        .configure(blocks::routes);
}

/// Which introductions to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct IntroductionFilter {
    /// Only those at this stage.
    #[param(inline)]
    stage: Option<Stage>,
    /// Only those that stand so.
    #[param(inline)]
    standing: Option<Standing>,
    /// Only those of this sourcing request.
    request: Option<Uuid>,
}

/// List the introductions that the caller takes part in, newest first
///
/// Agencies also see those of brokered requests that no other agency has taken.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(IntroductionFilter, Paging),
    responses(
        (status = 200, description = "A page of introductions.",
            body = Page<IntroductionSummaryOut>),
        InputProblems, SignedProblems
    )
)]
#[get("/introductions")]
async fn list_introductions(
    app: web::Data<App>,
    Signed(actor): Signed,
    PagedQuery { filter, paging }: PagedQuery<IntroductionFilter>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let filter = Filter { stage: filter.stage, standing: filter.standing, request: filter.request };
    let rows = introductions::list(&app.db, &actor, &filter, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| (row.created_at, row.id));
    Ok(HttpResponse::Ok().json(page.map(IntroductionSummaryOut::from)))
}

/// Propose an introduction
///
/// By the buyer whose request it is, or by an agency for one that it may see. Whoever proposes
/// agrees; contacts are shown once everybody who is asked has agreed.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = IntroductionIn,
    responses(
        (status = 201, description = "Proposed.", body = IntroductionOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/introductions")]
async fn create_introduction(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    key: IdempotencyKey,
    body: RuledJson<IntroductionIn>,
) -> Result<HttpResponse> {
    let digest = body.digest;
    let proposal = body.value.into();
    key.once(&app, &actor, "create_introduction", &digest, async |txn| {
        let introduction = introductions::propose(&app, txn, &actor, proposal).await?;
        let location = format!("/api/v1/introductions/{}", introduction.summary.id);
        let version = introduction.summary.version;
        Stored::created(location, version, &IntroductionOut::from(introduction))
    })
    .await
}

/// An introduction, as the caller may see it
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The introduction.")),
    responses(
        (status = 200, description = "The introduction.", body = IntroductionOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/introductions/{id}")]
async fn get_introduction(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    introductions::find(&app.db, &actor, *id).await.map(answer)
}

/// Report what has happened to an introduction
///
/// A step that is not legal is refused with those that are, under `legal`.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("If-Match" = String, Header, description = "`ETag` of the version that was read."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = IntroductionEventIn,
    responses(
        (status = 200, description = "Recorded.", body = IntroductionOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[post("/introductions/{id}/events")]
async fn record_introduction_event(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: RuledJson<IntroductionEventIn>,
) -> Result<HttpResponse> {
    let digest = body.digest;
    let report = body.value.into_report()?;
    key.once(&app, &actor, "record_introduction_event", &digest, async |txn| {
        let check = |current| if_match.check(current);
        let introduction = introductions::record(&app, txn, &actor, *id, check, report).await?;
        let (name, tag) = etag(introduction.summary.version);
        let stored = Stored::json(StatusCode::OK, &IntroductionOut::from(introduction))?;
        Ok(stored.with_header(name.as_str(), tag))
    })
    .await
}

fn answer(introduction: Introduction) -> HttpResponse {
    let tag = etag(introduction.summary.version);
    HttpResponse::Ok().insert_header(tag).json(IntroductionOut::from(introduction))
}
