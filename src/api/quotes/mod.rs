//! Quotes: giving and revising one, and comparing those of a request.

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
use crate::app::App;
use crate::http::{
    BuyerOrAgency, IdempotencyKey, IfMatch, RuledJson, Signed, Stored, StrictQuery, etag,
};
use crate::quotes::{self, compare};
use crate::{Error, Result};

mod bodies;
mod shapes;
mod totals;

use bodies::QuoteIn;
use shapes::{QuoteComparisonOut, QuoteOut, QuoteVersionsOut};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_quotes).service(create_quote).service(compare_quotes);
}

/// Every version of the quote of an introduction, newest first
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The introduction.")),
    responses(
        (status = 200, description = "The versions.", body = QuoteVersionsOut,
            headers(("ETag" = String, description = "The newest version; 0 where there is none."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/introductions/{id}/quotes")]
async fn list_quotes(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let quotes = quotes::list(&app.db, &actor, *id).await?;
    let newest = quotes.first().map_or(0, |quote| i64::from(quote.version));
    let items = quotes.into_iter().map(QuoteOut::from).collect();
    Ok(HttpResponse::Ok().insert_header(etag(newest)).json(QuoteVersionsOut { items }))
}

/// Quote, or revise a quote: nothing is overwritten
///
/// A late or incomplete quote is accepted, and says so. A revision names the version that it revises:
/// of two colleagues at once the second is told.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("If-Match" = Option<String>, Header,
            description = "`ETag` of the version that is revised; may be absent for the first."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = QuoteIn,
    responses(
        (status = 201, description = "Quoted.", body = QuoteOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[post("/introductions/{id}/quotes")]
async fn create_quote(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    if_match: Option<IfMatch>,
    key: IdempotencyKey,
    body: RuledJson<QuoteIn>,
) -> Result<HttpResponse> {
    let digest = body.digest;
    let draft = body.value.into();
    let needs = quotes::needs(&app, &actor, *id).await?;
    key.once(&app, &actor, "create_quote", &digest, async |txn| {
        let check = |given| match &if_match {
            Some(tag) => tag.check(given),
            None if given == 0 => Ok(()),
            None => Err(Error::MissingPrecondition),
        };
        let quote = quotes::give(&app, txn, &actor, *id, &needs, check, draft).await?;
        let location = format!("/api/v1/introductions/{}/quotes", quote.introduction);
        let (name, tag) = etag(quote.version.into());
        let stored = Stored::json(StatusCode::CREATED, &QuoteOut::from(quote))?;
        Ok(stored.with_header("location", location).with_header(name.as_str(), tag))
    })
    .await
}

/// In which currency to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ComparisonOptions {
    /// ISO 4217.
    #[param(example = "USD")]
    currency: String,
}

/// Compare the quotes of a sourcing request in one currency
///
/// Buyers see those of their own requests, agencies those that they broker. Rates are those of the
/// operator's table, shown with day and source; a rate that is not in it is unknown. Each offer is
/// totalled at the volume that the request states, tooling apart, as far as both say what that takes;
/// `totals` says over which needs the sums compare.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The sourcing request."), ComparisonOptions),
    responses(
        (status = 200, description = "The comparison.", body = QuoteComparisonOut),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/quotes")]
async fn compare_quotes(
    app: web::Data<App>,
    BuyerOrAgency(actor): BuyerOrAgency,
    id: web::Path<Uuid>,
    StrictQuery(options): StrictQuery<ComparisonOptions>,
) -> Result<HttpResponse> {
    let comparison = compare::compare(&app, &actor, *id, &options.currency).await?;
    Ok(HttpResponse::Ok().json(QuoteComparisonOut::from(comparison)))
}
