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

/// A language of e-mails.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MailLanguage {
    /// English.
    En,
    /// Vietnamese.
    Vi,
    /// Korean.
    Ko,
    /// Japanese.
    Ja,
    /// Chinese.
    Zh,
}

/// What one wants by e-mail.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NotificationSettings {
    /// One e-mail for each notice, one a day, or none.
    email: EmailMode,
    /// Language of e-mails.
    language: MailLanguage,
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
    settings::replace(&app, &actor, check, email, language.into()).await.map(answer)
}

fn answer(settings: MailSettings) -> HttpResponse {
    let body = NotificationSettings { email: settings.email, language: settings.language.into() };
    HttpResponse::Ok().insert_header(etag(settings.version)).json(body)
}

impl From<MailLanguage> for Language {
    fn from(language: MailLanguage) -> Self {
        match language {
            MailLanguage::En => Self::En,
            MailLanguage::Vi => Self::Vi,
            MailLanguage::Ko => Self::Ko,
            MailLanguage::Ja => Self::Ja,
            MailLanguage::Zh => Self::Zh,
        }
    }
}

impl From<Language> for MailLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Vi => Self::Vi,
            Language::Ko => Self::Ko,
            Language::Ja => Self::Ja,
            Language::Zh => Self::Zh,
        }
    }
}
