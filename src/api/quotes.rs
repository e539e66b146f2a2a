//! Quotes: giving and revising one, and comparing those of a request.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, SignedProblems,
};
use crate::Result;
use crate::app::App;
use crate::http::{BuyerOrAgency, IdempotencyKey, Signed, Stored, StrictJson, StrictQuery};
use crate::introductions::Standing;
use crate::quotes::compare::{self, Comparison, Converted, Offer};
use crate::quotes::draft::{Draft, DraftLine};
use crate::quotes::{self, Incoterm, Line, Missing, Quote};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_quotes).service(create_quote).service(compare_quotes);
}

/// What a supplier asks. Everything but the currency may be missing; the answer tells what is.
#[derive(Debug, Deserialize, ToSchema)]
struct QuoteIn {
    /// ISO 4217, of all figures.
    #[schema(example = "USD")]
    currency: String,
    /// Who carries which cost and risk.
    #[serde(default)]
    incoterm: Option<Incoterm>,
    /// The place that goes with it.
    #[serde(default)]
    #[schema(example = "KCN Yên Phong, Bắc Ninh")]
    place: Option<String>,
    /// Last day on which the quote holds.
    #[serde(default)]
    valid_until: Option<NaiveDate>,
    /// In the supplier's words.
    #[serde(default)]
    note: Option<String>,
    /// One for each need that is quoted.
    #[serde(default)]
    lines: Vec<QuoteLineIn>,
}

/// What is asked for one need.
#[derive(Debug, Deserialize, ToSchema)]
struct QuoteLineIn {
    /// Number of the need, as in the understanding of the request; the only one where absent.
    #[serde(default)]
    need: Option<u16>,
    /// What a price is for.
    #[serde(default)]
    #[schema(example = "pcs")]
    unit: Option<String>,
    /// Prices by quantity, from the smallest on.
    #[serde(default)]
    price_breaks: Vec<PriceBreakIn>,
    /// What tooling costs once; decimal figure.
    #[serde(default)]
    #[schema(example = "18000")]
    tooling: Option<String>,
    /// Smallest order, in units.
    #[serde(default)]
    #[schema(minimum = 1)]
    moq: Option<u64>,
    /// Days from order to delivery.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650)]
    lead_time_days: Option<u32>,
    /// Where the offer departs from the specification.
    #[serde(default)]
    exceptions: Vec<String>,
}

/// A price from a quantity on.
#[derive(Debug, Deserialize, ToSchema)]
struct PriceBreakIn {
    /// Units of an order from which it holds.
    #[schema(minimum = 1)]
    quantity: u64,
    /// Price of one unit; decimal figure.
    #[schema(example = "0.085")]
    unit_price: String,
}

impl From<QuoteIn> for Draft {
    fn from(body: QuoteIn) -> Self {
        let line = |line: QuoteLineIn| DraftLine {
            need: line.need,
            unit: line.unit,
            price_breaks: line
                .price_breaks
                .into_iter()
                .map(|step| (step.quantity, step.unit_price))
                .collect(),
            tooling: line.tooling,
            moq: line.moq,
            lead_time_days: line.lead_time_days,
            exceptions: line.exceptions,
        };
        Self {
            currency: body.currency,
            incoterm: body.incoterm,
            place: body.place,
            valid_until: body.valid_until,
            note: body.note,
            lines: body.lines.into_iter().map(line).collect(),
        }
    }
}

/// One version of a quote.
#[derive(Debug, Serialize, ToSchema)]
struct QuoteOut {
    /// Identifier.
    id: Uuid,
    /// The introduction.
    introduction: Uuid,
    /// From 1; a revision is the next.
    version: i32,
    /// ISO 4217, of all figures.
    currency: &'static str,
    /// Who carries which cost and risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    incoterm: Option<Incoterm>,
    /// The place that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Last day on which the quote holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<NaiveDate>,
    /// In the supplier's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// One for each need that is quoted.
    lines: Vec<QuoteLineOut>,
    /// Whether it came after the day it was due.
    late: bool,
    /// What it does not say.
    missing: Vec<Missing>,
    /// When it was given.
    created_at: DateTime<Utc>,
}

/// What is asked for one need.
#[derive(Debug, Serialize, ToSchema)]
struct QuoteLineOut {
    /// Number of the need.
    need: u16,
    /// What a price is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// Prices by quantity, from the smallest on.
    price_breaks: Vec<PriceBreakOut>,
    /// What tooling costs once; decimal figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    tooling: Option<String>,
    /// The same in the currency of a comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    tooling_converted: Option<String>,
    /// Smallest order, in units.
    #[serde(skip_serializing_if = "Option::is_none")]
    moq: Option<u64>,
    /// Days from order to delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_time_days: Option<u32>,
    /// Where the offer departs from the specification.
    exceptions: Vec<String>,
}

/// A price from a quantity on.
#[derive(Debug, Serialize, ToSchema)]
struct PriceBreakOut {
    /// Units of an order from which it holds.
    quantity: u64,
    /// Price of one unit; decimal figure.
    unit_price: String,
    /// The same in the currency of a comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<String>,
}

impl QuoteLineOut {
    fn of(line: Line, prices: &[Option<Decimal>], tooling: Option<Decimal>) -> Self {
        let text = |value: Decimal| value.to_string();
        let breaks = line.price_breaks.into_iter().enumerate();
        Self {
            need: line.need,
            unit: line.unit,
            price_breaks: breaks
                .map(|(at, step)| PriceBreakOut {
                    quantity: step.quantity,
                    unit_price: text(step.unit_price),
                    converted: prices.get(at).copied().flatten().map(text),
                })
                .collect(),
            tooling: line.tooling.map(text),
            tooling_converted: tooling.map(text),
            moq: line.moq,
            lead_time_days: line.lead_time_days,
            exceptions: line.exceptions,
        }
    }
}

impl From<Quote> for QuoteOut {
    fn from(quote: Quote) -> Self {
        let terms = quote.terms;
        let lines = terms.lines.into_iter().map(|line| QuoteLineOut::of(line, &[], None));
        Self {
            id: quote.id,
            introduction: quote.introduction,
            version: quote.version,
            currency: quote.currency.code(),
            incoterm: terms.incoterm,
            place: terms.place,
            valid_until: terms.valid_until,
            note: terms.note,
            lines: lines.collect(),
            late: quote.late,
            missing: quote.missing,
            created_at: quote.created_at,
        }
    }
}

/// Every version of a quote.
#[derive(Debug, Serialize, ToSchema)]
struct QuoteVersionsOut {
    /// Newest first.
    items: Vec<QuoteOut>,
}

/// Quotes side by side, in one currency.
#[derive(Debug, Serialize, ToSchema)]
struct QuoteComparisonOut {
    /// Currency of the converted figures.
    currency: &'static str,
    /// What is quoted.
    needs: Vec<NeedOut>,
    /// Rates that were applied.
    rates: Vec<RateOut>,
    /// Currencies of which no rate is known: their figures are not converted.
    unknown_rates: Vec<&'static str>,
    /// The newest version of each quote: complete ones first, then by name.
    offers: Vec<OfferOut>,
}

/// A need of the request.
#[derive(Debug, Serialize, ToSchema)]
struct NeedOut {
    /// 0 where the request has but one; else from 1.
    number: u16,
    /// What it is, in the buyer's words.
    text: String,
}

/// A rate that was applied.
#[derive(Debug, Serialize, ToSchema)]
struct RateOut {
    /// One unit of this.
    from: &'static str,
    /// In this.
    to: &'static str,
    /// Decimal figure.
    rate: String,
    /// Day of the rate; the older one where two were multiplied.
    date: NaiveDate,
    /// Where it is from.
    sources: Vec<String>,
}

/// A supplier's quote in a comparison.
#[derive(Debug, Serialize, ToSchema)]
struct OfferOut {
    /// The supplier.
    supplier: Uuid,
    /// Its name.
    supplier_name: String,
    /// Whether its introduction goes on.
    standing: Standing,
    /// Whether it holds no more today.
    expired: bool,
    /// The quote.
    quote: QuoteOut,
}

impl From<Offer> for OfferOut {
    fn from(offer: Offer) -> Self {
        let line = |Converted { line, unit_prices, tooling }| {
            QuoteLineOut::of(line, &unit_prices, tooling)
        };
        let lines = offer.lines.into_iter().map(line).collect();
        Self {
            supplier: offer.supplier,
            supplier_name: offer.supplier_name,
            standing: offer.standing,
            expired: offer.expired,
            quote: QuoteOut { lines, ..QuoteOut::from(offer.quote) },
        }
    }
}

impl From<Comparison> for QuoteComparisonOut {
    fn from(comparison: Comparison) -> Self {
        let needs = comparison.needs.into_iter();
        let rates = comparison.rates.into_iter();
        Self {
            currency: comparison.currency.code(),
            needs: needs.map(|need| NeedOut { number: need.number, text: need.text }).collect(),
            rates: rates
                .map(|rate| RateOut {
                    from: rate.from.code(),
                    to: rate.to.code(),
                    rate: rate.rate.to_string(),
                    date: rate.date,
                    sources: rate.sources,
                })
                .collect(),
            unknown_rates: comparison.unknown.into_iter().map(|one| one.code()).collect(),
            offers: comparison.offers.into_iter().map(OfferOut::from).collect(),
        }
    }
}

/// Every version of the quote of an introduction, newest first
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The introduction.")),
    responses(
        (status = 200, description = "The versions.", body = QuoteVersionsOut),
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
    let items = quotes.into_iter().map(QuoteOut::from).collect();
    Ok(HttpResponse::Ok().json(QuoteVersionsOut { items }))
}

/// Quote, or revise a quote: nothing is overwritten
///
/// A late or incomplete quote is accepted, and says so.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = QuoteIn,
    responses(
        (status = 201, description = "Quoted.", body = QuoteOut),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/introductions/{id}/quotes")]
async fn create_quote(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    body: StrictJson<QuoteIn>,
) -> Result<HttpResponse> {
    let now = app.now();
    let digest = body.digest;
    let draft = body.value.into();
    let needs = quotes::needs(&app, &actor, *id).await?;
    key.once(&app, &actor, "create_quote", &digest, async |txn| {
        let quote = quotes::give(txn, &actor, *id, &needs, draft, now).await?;
        let location = format!("/api/v1/introductions/{}/quotes", quote.introduction);
        let stored = Stored::json(StatusCode::CREATED, &QuoteOut::from(quote))?;
        Ok(stored.with_header("location", location))
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
/// operator's table, shown with day and source; a rate that is not in it is unknown.
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
