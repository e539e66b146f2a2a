//! Quotes as shown, alone and side by side.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::totals::{OfferTotalsOut, TotalsBasisOut, VolumeOut};
use crate::introductions::{Period, Standing};
use crate::quotes::compare::{Comparison, Converted, Offer};
use crate::quotes::{Incoterm, Line, Missing, Quote, Remark};

/// One version of a quote.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuoteOut {
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
    /// What is to be remarked of its prices.
    remarks: Vec<Remark>,
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
        let remarks = quote.remarks();
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
            remarks,
            created_at: quote.created_at,
        }
    }
}

/// Every version of a quote.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuoteVersionsOut {
    /// Newest first.
    pub(super) items: Vec<QuoteOut>,
}

/// Quotes side by side, in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuoteComparisonOut {
    /// Currency of the converted figures.
    currency: &'static str,
    /// What is quoted.
    needs: Vec<NeedOut>,
    /// Rates that were applied.
    rates: Vec<RateOut>,
    /// Currencies of which no rate is known: their figures are not converted.
    unknown_rates: Vec<&'static str>,
    /// Needs whose prices do not compare, and why.
    remarks: Vec<Remark>,
    /// How offers are totalled.
    totals: TotalsBasisOut,
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
    /// How much of it is asked for; absent where the request states no volume of it, or several.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<VolumeOut>,
    /// Suppliers whose offer names a price for it, in the order of `offers`.
    offered_by: Vec<Uuid>,
    /// Suppliers whose offer leaves it out.
    not_offered_by: Vec<Uuid>,
}

/// A rate that was applied.
#[derive(Debug, Serialize, ToSchema)]
struct RateOut {
    /// One unit of this.
    from: &'static str,
    /// In this.
    to: &'static str,
    /// Decimal figure; of one that was turned round or multiplied the first ten digits.
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
    /// What it comes to at the volume that is asked for.
    totals: OfferTotalsOut,
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
            totals: OfferTotalsOut::of(offer.totals, offer.rate.as_ref()),
            quote: QuoteOut { lines, ..QuoteOut::from(offer.quote) },
        }
    }
}

impl From<Comparison> for QuoteComparisonOut {
    fn from(comparison: Comparison) -> Self {
        let needs = comparison.needs.iter().map(|need| {
            let (offered_by, not_offered_by) = comparison.answers(need.number);
            NeedOut {
                number: need.number,
                text: need.text.clone(),
                volume: VolumeOut::of(&need.volume),
                offered_by,
                not_offered_by,
            }
        });
        let needs = needs.collect();
        let rates = comparison.rates.into_iter();
        Self {
            currency: comparison.currency.code(),
            needs,
            rates: rates
                .map(|rate| RateOut {
                    from: rate.from.code(),
                    to: rate.to.code(),
                    rate: rate.shown().to_string(),
                    date: rate.date,
                    sources: rate.sources,
                })
                .collect(),
            unknown_rates: comparison.unknown.into_iter().map(|one| one.code()).collect(),
            remarks: comparison.remarks,
            totals: TotalsBasisOut {
                period: Period::Month,
                compared: comparison.compared,
                caveats: comparison.caveats,
                note: comparison.note,
            },
            offers: comparison.offers.into_iter().map(OfferOut::from).collect(),
        }
    }
}
