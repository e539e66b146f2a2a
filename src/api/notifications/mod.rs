//! Notifications: the list, what is read, what one wants by e-mail, and the stream.

mod settings;
mod stream;
mod unsubscribe;

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{BodyProblems, InputProblems, NotFoundProblem, SignedProblems};
use crate::Result;
use crate::app::App;
use crate::http::{Page, PagedQuery, Paging, Signed, StrictJson};
use crate::notifications::inbox::{self, Notification};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_notifications)
        .service(read_notifications)
        .service(read_notification)
        .configure(stream::routes)
        .configure(unsubscribe::routes)
        .configure(settings::routes);
}

/// What happened, in the caller's language.
#[derive(Debug, Serialize, ToSchema)]
struct NotificationOut {
    /// Identifier.
    id: Uuid,
    /// What happened, as a stable code.
    #[schema(example = "claim_filed")]
    kind: String,
    /// What it happened to: a supplier, an introduction, a sourcing request, an import, a webhook.
    subject: Uuid,
    /// What happened, in words.
    #[schema(example = "A firm claims a profile that you entered")]
    title: String,
    /// The particulars in words, a sentence a line.
    body: String,
    /// Values of the words, by name.
    #[schema(value_type = Object)]
    facts: Value,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// When it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<DateTime<Utc>>,
}

impl From<Notification> for NotificationOut {
    fn from(notification: Notification) -> Self {
        Self {
            id: notification.id,
            kind: notification.kind,
            subject: notification.subject,
            title: notification.message.title,
            body: notification.message.body.join("\n"),
            facts: notification.facts,
            created_at: notification.created_at,
            read_at: notification.read_at,
        }
    }
}

/// A page of notifications, and how many are unread in all.
#[derive(Debug, Serialize, ToSchema)]
struct NotificationsOut {
    /// Newest first.
    items: Vec<NotificationOut>,
    /// Pass it as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Unread notifications, on every page.
    #[schema(example = 3)]
    unread: u64,
}

/// Which notifications to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct NotificationFilter {
    /// `true`: only those that are not read.
    unread: Option<bool>,
}

/// Up to when to mark as read.
#[derive(Debug, Deserialize, ToSchema)]
struct ReadIn {
    /// Usually `created_at` of the newest one that was shown.
    until: DateTime<Utc>,
}

/// How many were marked.
#[derive(Debug, Serialize, ToSchema)]
struct ReadOut {
    /// Notifications that were unread before.
    #[schema(example = 3)]
    read: u64,
}

/// What the caller was told, newest first
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(NotificationFilter, Paging),
    responses(
        (status = 200, description = "A page of notifications.", body = NotificationsOut),
        InputProblems, SignedProblems
    )
)]
#[get("/notifications")]
async fn list_notifications(
    app: web::Data<App>,
    Signed(actor): Signed,
    PagedQuery { filter, paging }: PagedQuery<NotificationFilter>,
) -> Result<HttpResponse> {
    let (limit, only_unread) = (paging.limit(), filter.unread == Some(true));
    let rows = inbox::list(&app, &actor, only_unread, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| row.id).map(NotificationOut::from);
    let unread = inbox::unread(&app, &actor).await?;
    let Page { items, next_cursor } = page;
    Ok(HttpResponse::Ok().json(NotificationsOut { items, next_cursor, unread }))
}

/// Mark a notification as read
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The notification.")),
    responses((status = 204, description = "Read."), SignedProblems, NotFoundProblem)
)]
#[post("/notifications/{id}/read")]
async fn read_notification(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    inbox::read(&app, &actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mark everything up to a time as read
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    request_body = ReadIn,
    responses(
        (status = 200, description = "Read.", body = ReadOut),
        BodyProblems, SignedProblems
    )
)]
#[post("/notifications/read")]
async fn read_notifications(
    app: web::Data<App>,
    Signed(actor): Signed,
    body: StrictJson<ReadIn>,
) -> Result<HttpResponse> {
    let read = inbox::read_until(&app, &actor, body.value.until).await?;
    Ok(HttpResponse::Ok().json(ReadOut { read }))
}
