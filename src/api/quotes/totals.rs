//! What offers come to at the volume that is asked for, as shown.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::introductions::Period;
use crate::quotes::Volume;
use crate::quotes::rates::Applied;
use crate::quotes::total::{AtVolume, Caveat, Sum, Totals, Untold};
use crate::quotes::volume::Asked;

/// How totals are made, and over what they compare.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TotalsBasisOut {
    /// What a total is of.
    pub(super) period: Period,
    /// Needs of which every offer has a total that still stands and has any: `compared` of an offer
    /// adds up these.
    pub(super) compared: Vec<u16>,
    /// What a reader should know.
    pub(super) caveats: Vec<Caveat>,
    /// How totals are made, and what the caveats mean, in the caller's language.
    pub(super) note: String,
}

/// How much is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VolumeOut {
    /// How much: of a range its lower end, of a year the twelfth. Decimal figure.
    quantity: String,
    /// `pcs`, `kg`, `m2`, `mm`.
    #[schema(example = "pcs")]
    unit: String,
    /// What it is a volume of.
    period: Period,
    /// The words that it was read from.
    #[schema(example = "30,000 pcs/month")]
    text: String,
}

impl VolumeOut {
    /// The volume of a need, where it states one.
    pub(super) fn of(volume: &Volume) -> Option<Self> {
        let Volume::Stated(Asked { quantity, unit, text, .. }) = volume else { return None };
        Some(Self {
            quantity: quantity.to_string(),
            unit: unit.clone(),
            period: Period::Month,
            text: text.clone(),
        })
    }
}

/// What an offer comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfferTotalsOut {
    /// Need by need, in the order of `needs`.
    lines: Vec<AtVolumeOut>,
    /// Over every need that has a total in this offer; absent where none has. It compares with no
    /// other offer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<SumOut>,
    /// Over the needs that compare; absent where there are none, or the offer lacks one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<SumOut>,
}

/// A need of an offer at the volume that is asked for.
#[derive(Debug, Serialize, ToSchema)]
struct AtVolumeOut {
    /// Number of the need.
    need: u16,
    /// Units of the offer a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<String>,
    /// Quantity of the price break that applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_quantity: Option<u64>,
    /// Its price, in the currency of the quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<String>,
    /// The same in the currency of the comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price_converted: Option<String>,
    /// What a month costs without tooling, in the currency of the quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<String>,
    /// The same in the currency of the comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_converted: Option<String>,
    /// Why there is no total.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_total: Option<Untold>,
    /// Whether the quote names no unit, so that the volume's was assumed.
    unit_assumed: bool,
    /// Whether the smallest order is above a month's volume; absent where either is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    moq_above_volume: Option<bool>,
    /// Whether a month's volume reaches the largest break: if not, more would cost less apiece.
    /// Absent without a volume or a price.
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_break_reached: Option<bool>,
}

/// What some needs come to.
#[derive(Debug, Serialize, ToSchema)]
struct SumOut {
    /// Numbers of the needs.
    needs: Vec<u16>,
    /// What a month costs without tooling, in the currency of the quote.
    total: String,
    /// The same in the currency of the comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_converted: Option<String>,
    /// What their tooling costs once, as far as the quote says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tooling: Option<String>,
    /// The same in the currency of the comparison; absent where no rate is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    tooling_converted: Option<String>,
}

impl OfferTotalsOut {
    pub(super) fn of(totals: Totals, rate: Option<&Applied>) -> Self {
        let sum = |sum: Sum| SumOut {
            needs: sum.needs,
            total: sum.value.to_string(),
            total_converted: converted(Some(sum.value), rate),
            tooling: sum.tooling.map(|tooling| tooling.to_string()),
            tooling_converted: converted(sum.tooling, rate),
        };
        Self {
            lines: totals.lines.into_iter().map(|line| AtVolumeOut::of(line, rate)).collect(),
            all: totals.all.map(sum),
            compared: totals.compared.map(sum),
        }
    }
}

impl AtVolumeOut {
    fn of(line: AtVolume, rate: Option<&Applied>) -> Self {
        let price = line.applies.as_ref().map(|step| step.unit_price);
        Self {
            need: line.need,
            quantity: line.quantity.map(|quantity| quantity.to_string()),
            from_quantity: line.applies.as_ref().map(|step| step.quantity),
            unit_price: price.map(|price| price.to_string()),
            unit_price_converted: converted(price, rate),
            total: line.total.map(|total| total.to_string()),
            total_converted: converted(line.total, rate),
            no_total: line.untold,
            unit_assumed: line.unit_assumed,
            moq_above_volume: line.moq_above_volume,
            largest_break_reached: line.largest_break_reached,
        }
    }
}

fn converted(value: Option<Decimal>, rate: Option<&Applied>) -> Option<String> {
    Some(rate?.convert_to_show(value?)?.to_string())
}
