//! What the caller wants by e-mail.

use actix_web::{HttpResponse, get, put, web};
use index::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::problem::{BodyProblems, PreconditionProblems, SignedProblems};
use crate::Result;
use crate::app::App;
use crate::http::{IfMatch, Signed, StrictJson, etag};
use crate::notifications::settings::{self, EmailMode, MailSettings};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_notification_settings).service(replace_notification_settings);
}

/// What one wants by e-mail.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NotificationSettings {
    /// One e-mail for each notice, one a day, or none.
    email: EmailMode,
    /// Language of e-mails.
    language: Language,
}

/// What the caller wants by e-mail
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The settings.", body = NotificationSettings,
            headers(("ETag" = String, description = "Their version."))),
        SignedProblems
    )
)]
#[get("/me/notification-settings")]
async fn get_notification_settings(
    app: web::Data<App>,
    Signed(actor): Signed,
) -> Result<HttpResponse> {
    settings::of_account(&app, &app.db, actor.account).await.map(answer)
}

/// Say what the caller wants by e-mail
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(("If-Match" = String, Header, description = "`ETag` of the version that is replaced.")),
    request_body = NotificationSettings,
    responses(
        (status = 200, description = "Replaced.", body = NotificationSettings,
            headers(("ETag" = String, description = "Their version."))),
        BodyProblems, SignedProblems, PreconditionProblems
    )
)]
#[put("/me/notification-settings")]
async fn replace_notification_settings(
    app: web::Data<App>,
    Signed(actor): Signed,
    if_match: IfMatch,
    body: StrictJson<NotificationSettings>,
) -> Result<HttpResponse> {
    let NotificationSettings { email, language } = body.value;
    let check = |current| if_match.check(current);
    settings::replace(&app, &actor, check, email, language).await.map(answer)
}

fn answer(settings: MailSettings) -> HttpResponse {
    let body = NotificationSettings { email: settings.email, language: settings.language };
    HttpResponse::Ok().insert_header(etag(settings.version)).json(body)
}
