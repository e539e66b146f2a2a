//! Sourcing requests: what buyers seek.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use index::request::SourcingRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, PreconditionProblems,
    SignedProblems,
};
use super::shape::{self, MergePatch};
use crate::app::App;
use crate::http::{
    Buyer, IdempotencyKey, IfMatch, Page, Paging, RuledJson, Rules, Signed, Stored, StrictJson,
    StrictQuery, etag,
};
use crate::sourcing::{self, Draft, Sourcing, Status, Visibility, validate};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_sourcing_requests)
        .service(create_sourcing_request)
        .service(get_sourcing_request)
        .service(update_sourcing_request)
        .service(publish_sourcing_request)
        .service(close_sourcing_request);
}

/// What to keep. `id` is the buyer's own number for it.
#[derive(Debug, Deserialize)]
struct SourcingRequestIn {
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    request: SourcingRequest,
}

/// What a buyer seeks: the interchange form, with who may see it. `id` is the buyer's own number
/// for it.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct Beside {
    /// Who may see it while it is open.
    visibility: VisibilityShape,
    /// Whether the buyer's name is kept from suppliers.
    anonymous: bool,
    /// Last day on which interest is welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
}

/// Who may see a request while it is open.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VisibilityShape {
    /// Suppliers and agencies.
    #[default]
    Suppliers,
    /// Agencies only, who broker it.
    Agency,
    /// Nobody but those whom the buyer invites.
    Invited,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SourcingStatus {
    /// Only the buyer sees it.
    Draft,
    /// Those see it whom its visibility names.
    Open,
    /// Over.
    Closed,
}

/// A sourcing request as the caller may see it.
#[derive(Debug, Serialize)]
struct SourcingRequestOut {
    #[serde(flatten)]
    request: SourcingRequest,
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    record: Record,
}

/// A sourcing request: the interchange form with what the service knows of it.
#[derive(Debug, Serialize, ToSchema)]
struct Record {
    /// Version, as in the `ETag`.
    version: i64,
    /// Where it stands.
    status: SourcingStatus,
    /// Whether it is the caller's own.
    own: bool,
    /// Name of the buyer; absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<String>,
    /// The buyer's own number for it; the buyer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// When it was entered.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// When it was first opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
}

/// Schema of what stands beside the request in an answer.
struct BesideOut;

impl PartialSchema for BesideOut {
    fn schema() -> RefOr<Schema> {
        shape::flat::<Beside, Record>()
    }
}

impl PartialSchema for SourcingRequestIn {
    fn schema() -> RefOr<Schema> {
        let mut schema = shape::flat::<SourcingRequest, Beside>();
        shape::example(
            &mut schema,
            json!({
                "lang": "ko",
                "text": "옌퐁 공장용 알루미늄 다이캐스팅 하우징을 만들 업체를 찾습니다. IATF 16949 필수.",
                "required": {
                    "processes": ["die casting"],
                    "specs": ["clamping force ≥ 650 t"],
                    "within_km": { "place": "Yên Phong", "km": 60 }
                },
                "preferred": { "materials": ["ADC12"] },
                "visibility": "suppliers",
                "anonymous": true
            }),
        );
        schema
    }
}

impl ToSchema for SourcingRequestIn {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SourcingRequest::schemas(schemas);
        Beside::schemas(schemas);
    }
}

impl PartialSchema for SourcingRequestOut {
    fn schema() -> RefOr<Schema> {
        shape::flat::<SourcingRequest, BesideOut>()
    }
}

impl ToSchema for SourcingRequestOut {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SourcingRequest::schemas(schemas);
        Beside::schemas(schemas);
        Record::schemas(schemas);
    }
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
    StrictQuery(filter): StrictQuery<SourcingFilter>,
    paging: Paging,
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
    let patched: SourcingRequestIn = body.value.onto(as_body(&before)?, app.today())?;
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

/// The body that would make a request what it is: what a merge patch applies to.
fn as_body(sourcing: &Sourcing) -> Result<Value> {
    let draft = sourcing.to_draft();
    let mut body = shape::value_of(&draft.request)?;
    body.extend(shape::value_of(&Beside::from(&draft))?);
    Ok(Value::Object(body))
}

impl Rules for SourcingRequestIn {
    fn broken(self, today: NaiveDate) -> Vec<Fault> {
        Error::faults_of(validate::draft(&mut self.into(), Some(today)))
    }
}

impl From<SourcingRequestIn> for Draft {
    fn from(body: SourcingRequestIn) -> Self {
        Self {
            request: body.request,
            visibility: match body.beside.visibility {
                VisibilityShape::Suppliers => Visibility::Suppliers,
                VisibilityShape::Agency => Visibility::Agency,
                VisibilityShape::Invited => Visibility::Invited,
            },
            anonymous: body.beside.anonymous,
            deadline: body.beside.deadline,
        }
    }
}

impl From<&Draft> for Beside {
    fn from(draft: &Draft) -> Self {
        Self {
            visibility: match draft.visibility {
                Visibility::Suppliers => VisibilityShape::Suppliers,
                Visibility::Agency => VisibilityShape::Agency,
                Visibility::Invited => VisibilityShape::Invited,
            },
            anonymous: draft.anonymous,
            deadline: draft.deadline,
        }
    }
}

impl From<SourcingStatus> for Status {
    fn from(status: SourcingStatus) -> Self {
        match status {
            SourcingStatus::Draft => Self::Draft,
            SourcingStatus::Open => Self::Open,
            SourcingStatus::Closed => Self::Closed,
        }
    }
}

impl From<Sourcing> for SourcingRequestOut {
    fn from(sourcing: Sourcing) -> Self {
        Self {
            beside: Beside::from(&sourcing.to_draft()),
            record: Record {
                version: sourcing.version,
                status: match sourcing.status {
                    Status::Draft => SourcingStatus::Draft,
                    Status::Open => SourcingStatus::Open,
                    Status::Closed => SourcingStatus::Closed,
                },
                own: sourcing.own,
                buyer: sourcing.buyer,
                reference: sourcing.reference,
                created_at: sourcing.created_at,
                updated_at: sourcing.updated_at,
                published_at: sourcing.published_at,
                closed_at: sourcing.closed_at,
            },
            request: sourcing.request,
        }
    }
}
