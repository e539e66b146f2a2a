//! What a supplier sends as a quote.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::Fault;
use crate::app::App;
use crate::http::Rules;
use crate::quotes::Incoterm;
use crate::quotes::draft::{self, Draft, DraftLine};

/// What a supplier asks. Everything but the currency may be missing; the answer tells what is.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct QuoteIn {
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
    #[schema(minimum = 0, maximum = 65534)]
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

impl Rules for QuoteIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        draft::faults(self.into(), app.today())
    }

    fn stand_in(path: &str) -> Option<Value> {
        let field = path.rsplit('.').next().unwrap_or_default();
        match field {
            "currency" | "unit_price" => Some(json!("")),
            "quantity" => Some(json!(0)),
            _ => None,
        }
    }
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
