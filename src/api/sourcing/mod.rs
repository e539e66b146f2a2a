//! Sourcing requests: what buyers seek.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, PreconditionProblems,
    SignedProblems,
};
use super::shape::MergePatch;
use crate::app::App;
use crate::http::{
    Buyer, IdempotencyKey, IfMatch, Page, PagedQuery, Paging, RuledJson, Signed, Stored,
    StrictJson, etag,
};
use crate::sourcing::{self, Sourcing, Status};
use crate::{Error, Result};

mod shapes;

use shapes::{SourcingRequestIn, SourcingRequestOut, SourcingStatus, as_body, repeats};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_sourcing_requests)
        .service(create_sourcing_request)
        .service(get_sourcing_request)
        .service(update_sourcing_request)
        .service(publish_sourcing_request)
        .service(close_sourcing_request);
}

/// Which requests to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct SourcingFilter {
    /// Only those that stand so.
    status: Option<SourcingStatus>,
}

/// List the sourcing requests that the caller may see, newest first
///
/// Buyers see their own; suppliers and agencies those that are open and meant for them.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(SourcingFilter, Paging),
    responses(
        (status = 200, description = "A page of requests.", body = Page<SourcingRequestOut>),
        InputProblems, SignedProblems
    )
)]
#[get("/sourcing-requests")]
async fn list_sourcing_requests(
    app: web::Data<App>,
    Signed(actor): Signed,
    PagedQuery { filter, paging }: PagedQuery<SourcingFilter>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let status = filter.status.map(Status::from);
    let rows = sourcing::list(&app.db, &actor, status, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.id).map(SourcingRequestOut::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Enter a sourcing request: a draft until it is published
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = SourcingRequestIn,
    responses(
        (status = 201, description = "Entered.", body = SourcingRequestOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, ConflictProblem
    )
)]
#[post("/sourcing-requests")]
async fn create_sourcing_request(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    key: IdempotencyKey,
    body: RuledJson<SourcingRequestIn>,
) -> Result<HttpResponse> {
    let now = app.now();
    let digest = body.digest;
    let draft = body.value.into();
    key.once(&app, &actor, "create_sourcing_request", &digest, async |txn| {
        let sourcing = sourcing::create(txn, &actor, draft, now).await?;
        let location = format!("/api/v1/sourcing-requests/{}", sourcing.id);
        Stored::created(location, sourcing.version, &SourcingRequestOut::from(sourcing))
    })
    .await
}

/// A sourcing request
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The request.")),
    responses(
        (status = 200, description = "The request.", body = SourcingRequestOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}")]
async fn get_sourcing_request(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    sourcing::find(&app.db, &actor, *id).await.map(answer)
}

/// Change parts of a sourcing request: a JSON merge patch
///
/// What the service sets may be repeated as it was read; anything else is refused as `read_only`.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The request."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is changed.")
    ),
    request_body(
        content = MergePatch,
        content_type = "application/merge-patch+json",
        description = "Fields of `SourcingRequestIn`; `null` removes."
    ),
    responses(
        (status = 200, description = "Changed.", body = SourcingRequestOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[patch("/sourcing-requests/{id}")]
async fn update_sourcing_request(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    body: StrictJson<MergePatch>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let before = sourcing::find(&app.db, &actor, *id).await?;
    if_match.check(before.version)?;
    let patched: SourcingRequestIn =
        body.value.onto(as_body(&before)?, &repeats(&before)?, &app)?;
    let unchanged = |current| {
        if current == before.version { Ok(()) } else { Err(Error::StaleVersion { current }) }
    };
    let after = sourcing::amend(&app, &actor, *id, unchanged, patched.into()).await?;
    Ok(answer(after))
}

/// Open a request to those whom its visibility names
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The request.")),
    responses(
        (status = 200, description = "It is open.", body = SourcingRequestOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/sourcing-requests/{id}/publish")]
async fn publish_sourcing_request(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    sourcing::publish(&app, &actor, *id).await.map(answer)
}

/// End a request
///
/// Introductions over it go on; their suppliers, and the agencies that broker them, are told.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The request.")),
    responses(
        (status = 200, description = "It is closed.", body = SourcingRequestOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[post("/sourcing-requests/{id}/close")]
async fn close_sourcing_request(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    sourcing::close(&app, &actor, *id).await.map(answer)
}

fn answer(sourcing: Sourcing) -> HttpResponse {
    let tag = etag(sourcing.version);
    HttpResponse::Ok().insert_header(tag).json(SourcingRequestOut::from(sourcing))
}
