//! The link in every e-mail that stops them: a page for people, one click for mail programs
//! (RFC 8058). Neither asks for a sign-in; the link itself says whose it is.
//!
//! Reading the page changes nothing: programs that look at links must not unsubscribe anybody.

use actix_web::{HttpResponse, get, post, web};
use index::Language;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::problem::{InputProblems, NotFoundProblem};
use crate::Result;
use crate::app::App;
use crate::http::StrictQuery;
use crate::notifications::{message, settings};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show_unsubscribe).service(unsubscribe);
}

/// A link.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UnsubscribeLink {
    /// From the e-mail.
    #[param(max_length = 128)]
    token: String,
}

/// Ask whether e-mails are to stop: a page with a button
#[utoipa::path(
    tag = "notifications",
    params(UnsubscribeLink),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        InputProblems, NotFoundProblem
    )
)]
#[get("/notifications/unsubscribe")]
async fn show_unsubscribe(
    app: web::Data<App>,
    StrictQuery(link): StrictQuery<UnsubscribeLink>,
) -> Result<HttpResponse> {
    let (_, wants) = settings::of_link(&app, &link.token).await?;
    let text = |key| message::mail(wants.language, key, &[]);
    let (question, button) = (text("unsubscribe_question"), text("unsubscribe_button"));
    // The form goes to this very address, with its token.
    let form = format!("<p>{question}</p>\n<form method=\"post\"><button>{button}</button></form>");
    Ok(page(wants.language, &form))
}

/// Stop e-mails to whom the link was sent
///
/// The body, `List-Unsubscribe=One-Click` of a mail program, is not read.
#[utoipa::path(
    tag = "notifications",
    params(UnsubscribeLink),
    responses(
        (status = 200, description = "No more e-mails.", content_type = "text/html", body = String),
        InputProblems, NotFoundProblem
    )
)]
#[post("/notifications/unsubscribe")]
async fn unsubscribe(
    app: web::Data<App>,
    StrictQuery(link): StrictQuery<UnsubscribeLink>,
) -> Result<HttpResponse> {
    let wants = settings::unsubscribe(&app, &link.token).await?;
    let done = message::mail(wants.language, "unsubscribe_done", &[]);
    Ok(page(wants.language, &format!("<p>{done}</p>")))
}

/// A page of our own words: nothing in it comes from a caller.
fn page(language: Language, inside: &str) -> HttpResponse {
    let title = message::mail(language, "unsubscribe_title", &[]);
    let language = language.code();
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body>\n<h1>{title}</h1>\n{inside}\n</body>\n</html>\n"
    ))
}
