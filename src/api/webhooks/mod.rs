//! Webhooks: where an organisation's own systems are told, by the Standard Webhooks scheme.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, PreconditionProblems,
    SignedProblems,
};
use super::shape::{self, Repeats, Replacement};
use crate::app::App;
use crate::http::{
    IdempotencyKey, IfMatch, OnlyPaging, Page, PagedQuery, Paging, RuledJson, Rules, Signed,
    Stored, StrictJson, etag,
};
use crate::notifications::NoticeKind;
use crate::notifications::webhooks::{self, Draft, Webhook};
use crate::{Error, Fault, Result};

mod log;

use log::DeliveryOut;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_webhooks)
        .service(create_webhook)
        .service(get_webhook)
        .service(replace_webhook)
        .service(delete_webhook)
        .service(rotate_webhook_secret)
        .service(test_webhook)
        .service(list_webhook_deliveries);
}

/// A webhook as its owner wants it.
#[derive(Debug, Deserialize, ToSchema)]
struct WebhookIn {
    /// Where to send: `https://`, to a public address.
    #[schema(example = "https://erp.example.com/hooks/khop", max_length = 2000)]
    url: String,
    /// The owner's words.
    #[schema(example = "ERP", max_length = 300)]
    description: Option<String>,
    /// Kinds to send; all where absent or empty.
    #[serde(default)]
    #[schema(required = false, example = json!(["introduction_proposed", "quote_received"]))]
    kinds: Vec<NoticeKind>,
    /// Whether to send; absent means yes.
    #[serde(default = "yes")]
    #[schema(required = false, default = true)]
    enabled: bool,
}

const fn yes() -> bool {
    true
}

impl Rules for WebhookIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        Error::faults_of(webhooks::check(app, &mut self.into()))
    }

    fn stand_in(path: &str) -> Option<Value> {
        (path == "url").then(|| json!(""))
    }
}

impl From<WebhookIn> for Draft {
    fn from(body: WebhookIn) -> Self {
        let WebhookIn { url, description, kinds, enabled } = body;
        Self { url, description, kinds, enabled }
    }
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
struct WebhookOut {
    /// Identifier.
    id: Uuid,
    /// Version, as in the `ETag`.
    version: i64,
    /// Where it sends.
    url: String,
    /// The owner's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Kinds that it sends; all where empty.
    kinds: Vec<String>,
    /// Whether it sends.
    enabled: bool,
    /// Why it does not: `owner`, `failing` (for days) or `gone` (its receiver said 410).
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_why: Option<String>,
    /// Failures since the last success.
    failures: i32,
    /// Nothing is sent before this, after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_until: Option<DateTime<Utc>>,
    /// Until when messages carry the signature of the secret before, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_secret_until: Option<DateTime<Utc>>,
    /// The secret that signs, when it is new; keep it, it is not shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_…")]
    secret: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

/// Webhooks of an organisation.
#[derive(Debug, Serialize, ToSchema)]
struct WebhooksOut {
    /// Oldest first.
    items: Vec<WebhookOut>,
}

/// A trial that is on its way.
#[derive(Debug, Serialize, ToSchema)]
struct TestOut {
    /// Its entry in the log of deliveries.
    delivery: Uuid,
}

/// Webhooks of the caller's organisation
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    responses((status = 200, description = "The webhooks.", body = WebhooksOut), SignedProblems)
)]
#[get("/webhooks")]
async fn list_webhooks(app: web::Data<App>, Signed(actor): Signed) -> Result<HttpResponse> {
    let rows = webhooks::list(&app, &actor).await?;
    let items = rows.into_iter().map(WebhookOut::from).collect();
    Ok(HttpResponse::Ok().json(WebhooksOut { items }))
}

/// Make a webhook
///
/// Messages are signed by the Standard Webhooks scheme: `webhook-signature` is `v1,` and the base64
/// of HMAC-SHA256 over `webhook-id.webhook-timestamp.body` under the bytes behind `whsec_`. The same
/// message may come twice, under the same `webhook-id`. Answer with a 2xx within seconds; anything
/// else is tried again for more than two days, then the webhook is disabled and its owner told.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = WebhookIn,
    responses(
        (status = 201, description = "Made; its secret is shown this once.", body = WebhookOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, ConflictProblem
    )
)]
#[post("/webhooks")]
async fn create_webhook(
    app: web::Data<App>,
    Signed(actor): Signed,
    key: IdempotencyKey,
    body: RuledJson<WebhookIn>,
) -> Result<HttpResponse> {
    let digest = body.digest;
    let draft = body.value.into();
    key.once(&app, &actor, "create_webhook", &digest, async |txn| {
        let (webhook, secret) = webhooks::create(&app, txn, &actor, draft).await?;
        let location = format!("/api/v1/webhooks/{}", webhook.id);
        Stored::created(location, webhook.version, &with_secret(webhook, &secret))
    })
    .await
}

/// A webhook
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The webhook.")),
    responses(
        (status = 200, description = "The webhook.", body = WebhookOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/webhooks/{id}")]
async fn get_webhook(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    webhooks::find(&app, &actor, *id).await.map(|webhook| answer(webhook.into()))
}

/// Replace a webhook; enabling it again sends what waits
///
/// What was read can be sent back: `id`, `version`, `created_at` and `updated_at` may be repeated as they
/// are; `disabled_why`, `failures`, `paused_until` and `previous_secret_until` are passed over.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The webhook."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is replaced.")
    ),
    request_body = WebhookIn,
    responses(
        (status = 200, description = "Replaced.", body = WebhookOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, PreconditionProblems
    )
)]
#[put("/webhooks/{id}")]
async fn replace_webhook(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    body: StrictJson<Replacement>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let shown = WebhookOut::from(webhooks::find(&app, &actor, *id).await?);
    let shown = shape::value_of(&shown)?;
    let repeats = Repeats::of(shown, &READ_ONLY, &MOVING);
    let body: WebhookIn = body.value.read(&repeats, &app)?;
    let check = |current| if_match.check(current);
    let webhook = webhooks::replace(&app, &actor, *id, check, body.into()).await?;
    Ok(answer(webhook.into()))
}

/// Fields of an answer that the service sets: a body may only repeat them.
const READ_ONLY: [&str; 4] = ["id", "version", "created_at", "updated_at"];
/// Fields of an answer that change by themselves.
const MOVING: [&str; 4] = ["disabled_why", "failures", "paused_until", "previous_secret_until"];

/// Delete a webhook with its log
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The webhook."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is deleted.")
    ),
    responses(
        (status = 204, description = "Deleted."),
        SignedProblems, NotFoundProblem, PreconditionProblems
    )
)]
#[delete("/webhooks/{id}")]
async fn delete_webhook(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse> {
    webhooks::remove(&app, &actor, *id, |current| if_match.check(current)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give a webhook a new secret; messages carry both signatures for a time
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The webhook.")),
    responses(
        (status = 200, description = "The new secret is shown this once.", body = WebhookOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem
    )
)]
#[post("/webhooks/{id}/rotate")]
async fn rotate_webhook_secret(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let (webhook, secret) = webhooks::rotate(&app, &actor, *id).await?;
    Ok(answer(with_secret(webhook, &secret)))
}

/// Send a trial message; the log says what came of it
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The webhook.")),
    responses(
        (status = 202, description = "On its way.", body = TestOut),
        SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/webhooks/{id}/test")]
async fn test_webhook(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let delivery = webhooks::test(&app, &actor, *id).await?;
    Ok(HttpResponse::build(StatusCode::ACCEPTED).json(TestOut { delivery }))
}

/// What was sent to a webhook, and what came of it, newest first
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The webhook."), Paging),
    responses(
        (status = 200, description = "A page of the log.", body = Page<DeliveryOut>),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/webhooks/{id}/deliveries")]
async fn list_webhook_deliveries(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    PagedQuery { paging, .. }: PagedQuery<OnlyPaging>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let rows = webhooks::deliveries(&app, &actor, *id, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.id).map(DeliveryOut::from);
    Ok(HttpResponse::Ok().json(page))
}

fn answer(webhook: WebhookOut) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(webhook.version)).json(webhook)
}

fn with_secret(webhook: Webhook, secret: &SecretString) -> WebhookOut {
    WebhookOut { secret: Some(secret.expose_secret().to_owned()), ..WebhookOut::from(webhook) }
}

impl From<Webhook> for WebhookOut {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            version: webhook.version,
            url: webhook.url,
            description: webhook.description,
            kinds: webhook.kinds,
            enabled: webhook.disabled.is_none(),
            disabled_why: webhook.disabled,
            failures: webhook.failures,
            paused_until: webhook.paused_until,
            previous_secret_until: webhook.previous_until,
            secret: None,
            created_at: webhook.created_at,
            updated_at: webhook.updated_at,
        }
    }
}
