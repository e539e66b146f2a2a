//! Shapes of reports.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::introductions::{Amount, Period};
use crate::reports::case::{Case, CaseKind};
use crate::reports::group::GroupBy;
use crate::reports::indicator::IndicatorUnit;
use crate::reports::period::{OFFSET, ZONE};
use crate::reports::tally::{Converted, Figure, Sum, Value};
use crate::reports::{Group, Report, Row};
use crate::suppliers::today;

/// Indicators over a period.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IndicatorReportOut {
    /// The days it is about.
    period: ReportPeriodOut,
    /// What rows are grouped by.
    by: GroupBy,
    /// Whose doing it is about, in words.
    scope: String,
    /// What the days and the groups are, in words.
    note: String,
    /// Every indicator, in the order of a deal.
    indicators: Vec<IndicatorOut>,
}

/// Days of a report.
#[derive(Debug, Serialize, ToSchema)]
struct ReportPeriodOut {
    /// First day.
    from: NaiveDate,
    /// Last day.
    to: NaiveDate,
    /// Zone that the days are of.
    #[schema(example = "Asia/Ho_Chi_Minh")]
    zone: &'static str,
    /// What it is ahead of UTC.
    #[schema(example = "+07:00")]
    utc_offset: &'static str,
}

/// An indicator with its figures.
#[derive(Debug, Serialize, ToSchema)]
struct IndicatorOut {
    /// Stable code.
    #[schema(example = "introductions_proposed")]
    code: String,
    /// Its name.
    label: String,
    /// Exactly what counts.
    definition: String,
    /// What the figure is in.
    unit: IndicatorUnit,
    /// The figure.
    #[serde(flatten)]
    figure: IndicatorFigureOut,
    /// The same by group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<IndicatorGroupOut>,
}

/// A row of an indicator.
#[derive(Debug, Serialize, ToSchema)]
struct IndicatorGroupOut {
    /// Stable key; pass it as `group` to list the cases.
    #[schema(example = "province:24")]
    group: String,
    /// Its name.
    label: String,
    /// The figure.
    #[serde(flatten)]
    figure: IndicatorFigureOut,
}

/// A figure with what it rests on.
#[derive(Debug, Serialize, ToSchema)]
struct IndicatorFigureOut {
    /// A number; null where there is nothing to compute it from, and where it is `amounts`.
    #[schema(value_type = Option<f64>)]
    value: Option<NumberOut>,
    /// Cases that it rests on.
    cases: usize,
    /// Of `money`: the sum in each currency. They are not added up without a rate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<CurrencySumOut>,
    /// Of `money`: the sum in the currency that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<ConvertedSumOut>,
}

/// A count, or a figure with digits behind the point.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum NumberOut {
    Whole(usize),
    Part(f64),
}

/// A sum in one currency.
#[derive(Debug, Serialize, ToSchema)]
struct CurrencySumOut {
    /// ISO 4217.
    currency: &'static str,
    /// Decimal figure.
    value: String,
    /// Cases in it.
    cases: usize,
}

/// A sum over currencies.
#[derive(Debug, Serialize, ToSchema)]
struct ConvertedSumOut {
    /// ISO 4217.
    currency: &'static str,
    /// Decimal figure; null where a rate is missing or there is nothing to add up.
    value: Option<String>,
    /// Rates that were applied, each of the day of a case.
    rates: Vec<ReportRateOut>,
    /// Currencies of which no rate is known for the day of a case.
    unknown_rates: Vec<&'static str>,
}

/// A rate that was applied.
#[derive(Debug, Serialize, ToSchema)]
struct ReportRateOut {
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

/// One thing behind a number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IndicatorCaseOut {
    /// What it is.
    kind: CaseKind,
    /// Its identifier.
    id: Uuid,
    /// The day in Vietnam on which it counts.
    date: NaiveDate,
    /// The moment, where it is known; of a check, when its day began.
    at: DateTime<Utc>,
    /// What made it count.
    #[schema(example = "order_trial")]
    what: &'static str,
    /// The reason, confirmation or outcome of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "both")]
    detail: Option<&'static str>,
    /// Of a share: whether it is in the share, or only in what the share is of. Of a cost per
    /// linkage: whether it is a linkage, or a cost.
    counts: bool,
    /// Of jobs: how many; of links: the tier; of satisfaction: the points.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    /// Of days: how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<f64>,
    /// Of money: what was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<CaseAmountOut>,
    /// Of a cost: what it was spent for; absent where that was not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Visit of the plant in Bắc Ninh")]
    purpose: Option<String>,
}

/// What a case is worth.
#[derive(Debug, Serialize, ToSchema)]
struct CaseAmountOut {
    /// Decimal figure.
    value: String,
    /// ISO 4217.
    currency: &'static str,
    /// What it is for; monthly amounts were multiplied by twelve.
    period: Period,
}

impl From<Report> for IndicatorReportOut {
    fn from(report: Report) -> Self {
        let period = report.query.period;
        Self {
            period: ReportPeriodOut {
                from: period.from,
                to: period.to,
                zone: ZONE,
                utc_offset: OFFSET,
            },
            by: report.query.by,
            scope: report.scope,
            note: report.note,
            indicators: report.rows.into_iter().map(IndicatorOut::from).collect(),
        }
    }
}

impl From<Row> for IndicatorOut {
    fn from(row: Row) -> Self {
        Self {
            code: row.indicator.code(),
            label: row.label,
            definition: row.definition,
            unit: row.indicator.unit(),
            figure: row.figure.into(),
            groups: row.groups.into_iter().map(IndicatorGroupOut::from).collect(),
        }
    }
}

impl From<Group> for IndicatorGroupOut {
    fn from(group: Group) -> Self {
        Self { group: group.key, label: group.label, figure: group.figure.into() }
    }
}

impl From<Figure> for IndicatorFigureOut {
    fn from(figure: Figure) -> Self {
        Self {
            value: figure.value.map(|value| match value {
                Value::Whole(whole) => NumberOut::Whole(whole),
                Value::Part(part) => NumberOut::Part(part),
            }),
            cases: figure.cases,
            amounts: figure.amounts.into_iter().map(CurrencySumOut::from).collect(),
            converted: figure.converted.map(ConvertedSumOut::from),
        }
    }
}

impl From<Sum> for CurrencySumOut {
    fn from(sum: Sum) -> Self {
        Self { currency: sum.currency.code(), value: sum.value.to_string(), cases: sum.cases }
    }
}

impl From<Converted> for ConvertedSumOut {
    fn from(sum: Converted) -> Self {
        let rates = sum.rates.into_iter();
        Self {
            currency: sum.currency.code(),
            value: sum.value.map(|value| value.to_string()),
            rates: rates
                .map(|rate| ReportRateOut {
                    from: rate.from.code(),
                    to: rate.to.code(),
                    rate: rate.shown().to_string(),
                    date: rate.date,
                    sources: rate.sources,
                })
                .collect(),
            unknown_rates: sum.unknown.into_iter().map(|one| one.code()).collect(),
        }
    }
}

impl From<Case> for IndicatorCaseOut {
    fn from(case: Case) -> Self {
        Self {
            kind: case.kind,
            id: case.id,
            date: today(case.at),
            at: case.at,
            what: case.what,
            detail: case.detail,
            counts: case.counts,
            number: case.number,
            days: case.days.map(|days| (days * 100.0).round() / 100.0),
            amount: case.amount.map(|Amount { value, currency, period }| CaseAmountOut {
                value: value.to_string(),
                currency: currency.code(),
                period,
            }),
            purpose: case.purpose,
        }
    }
}
