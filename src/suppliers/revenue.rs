//! What a firm turns over in a year. It is private: read by whoever may read the persons of a profile,
//! kept in a column beside it, so that no index, ranking, list or explanation ever has it. It decides
//! the class of a firm in reports ([`class`]).

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use super::money::{self, Currency};
use super::text::{Cleaner, fold};
use crate::coded::coded;
use crate::{Error, Fault, Result};

/// The first year that is believed.
const EARLIEST_YEAR: i32 = 1990;

/// What a firm turned over in a year, as people send it and as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revenue {
    /// Decimal figure, not negative.
    pub value: String,
    /// ISO 4217.
    pub currency: String,
    /// The year.
    pub year: i32,
}

/// It does not reach a log by way of a debug print.
impl std::fmt::Debug for Revenue {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Revenue(…)")
    }
}

impl Revenue {
    /// Remembers every fault.
    pub(super) fn judge(&self, cleaner: &mut Cleaner, today: NaiveDate) {
        money::figure(cleaner, "annual_revenue.value", &self.value);
        money::currency(cleaner, "annual_revenue.currency", &self.currency);
        if !(EARLIEST_YEAR..=today.year()).contains(&self.year) {
            let fault = Fault::new("annual_revenue.year", "out_of_range");
            cleaner.fault(fault.with("min", EARLIEST_YEAR).with("max", today.year()));
        }
    }

    /// Figure and currency; none where either is none.
    #[must_use]
    pub fn amount(&self) -> Option<(Decimal, Currency)> {
        money::decimal(&self.value).zip(Currency::parse(&self.currency))
    }

    /// As kept.
    ///
    /// # Errors
    /// An internal error when it cannot be written.
    pub(super) fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// What is kept; none for what cannot be read.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

coded! {
    /// Classes of firms by Decree 80/2021/NĐ-CP, article 5, industry and construction, by workers and
    /// revenue.
    SizeClass {
        /// At most 10 workers and 3 billion đồng.
        Micro = "micro",
        /// At most 100 workers and 50 billion đồng.
        Small = "small",
        /// At most 200 workers and 200 billion đồng.
        Medium = "medium",
        /// Larger.
        Large = "large",
    }
}

const LIMITS: [(SizeClass, u32, i64); 3] = [
    (SizeClass::Micro, 10, 3_000_000_000),
    (SizeClass::Small, 100, 50_000_000_000),
    (SizeClass::Medium, 200, 200_000_000_000),
];

/// The class of a firm with so many workers and a revenue in đồng.
#[must_use]
pub fn class(workers: u32, revenue: Decimal) -> SizeClass {
    let within = |(_, most, dong): &&(SizeClass, u32, i64)| {
        workers <= *most && revenue <= Decimal::from(*dong)
    };
    LIMITS.iter().find(within).map_or(SizeClass::Large, |(class, ..)| *class)
}

/// Takes the revenue out of the further columns of a file: `Doanh thu 2025 (tỷ đồng)` with `45,5`. A
/// cell that is no plain figure stays where it is, which only those read who may read persons.
pub(super) fn take(extra: &mut BTreeMap<String, Value>, today: NaiveDate) -> Option<Revenue> {
    let (heading, found) = extra.iter().find_map(|(heading, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some((heading.clone(), read(heading, &text, today)?))
    })?;
    extra.remove(&heading);
    Some(found)
}

fn read(heading: &str, cell: &str, today: NaiveDate) -> Option<Revenue> {
    let head = words(heading);
    if !["doanh thu", "revenue", "annual revenue", "turnover"]
        .iter()
        .any(|word| head.starts_with(&format!(" {word} ")))
    {
        return None;
    }
    let all = format!("{head}{}", words(&cell.replace([',', '.'], "")));
    let has = |names: &[&str]| names.iter().any(|name| all.contains(&format!(" {name} ")));
    let currency = if has(&["usd", "us", "dollar"]) { "USD" } else { "VND" };
    let times = if has(&["ty", "bn", "billion"]) {
        1_000_000_000
    } else if has(&["trieu", "tr", "million", "mn"]) {
        1_000_000
    } else {
        1
    };
    let year = head.split_whitespace().find_map(|word| {
        let year: i32 = word.parse().ok()?;
        (EARLIEST_YEAR..=today.year()).contains(&year).then_some(year)
    });
    let figure = plain(cell)?.checked_mul(Decimal::from(times))?.normalize();
    let value = figure.to_string();
    money::decimal(&value)?;
    Some(Revenue { value, currency: currency.to_owned(), year: year.unwrap_or(today.year() - 1) })
}

fn words(text: &str) -> String {
    let plain = fold(text).replace(|c: char| !c.is_alphanumeric(), " ");
    format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The one figure of a cell: `1.234.567`, `1,234,567`, `45,5`. Groups of three are thousands.
fn plain(cell: &str) -> Option<Decimal> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut figures = cell.split(|c: char| !digits(c)).filter(|part| !part.is_empty());
    let figure = figures.next()?.trim_matches(['.', ',']);
    if figures.next().is_some() || figure.is_empty() {
        return None;
    }
    let parts: Vec<&str> = figure.split(['.', ',']).collect();
    let grouped = parts.len() > 1 && parts.iter().skip(1).all(|part| part.len() == 3);
    match parts.as_slice() {
        _ if grouped => parts.concat().parse().ok(),
        [whole] => whole.parse().ok(),
        [whole, fraction] => format!("{whole}.{fraction}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_decree() {
        let billion = |count: i64| Decimal::from(count * 1_000_000_000);
        for (workers, revenue, expected) in [
            (10, 3, SizeClass::Micro),
            (11, 3, SizeClass::Small),
            (10, 4, SizeClass::Small),
            (100, 50, SizeClass::Small),
            (100, 51, SizeClass::Medium),
            (200, 200, SizeClass::Medium),
            (201, 1, SizeClass::Large),
            (5, 201, SizeClass::Large),
        ] {
            assert_eq!(class(workers, billion(revenue)), expected, "{workers} {revenue}");
        }
    }

    #[test]
    fn a_column_of_revenue_is_taken_and_what_only_sounds_like_it_stays() {
        let today: NaiveDate = "2026-11-27".parse().unwrap();
        for (heading, cell, value, currency, year) in [
            ("Doanh thu", "45.000.000.000", "45000000000", "VND", 2025),
            ("Doanh thu 2024 (tỷ đồng)", "45,5", "45500000000", "VND", 2024),
            ("Annual revenue (USD)", "1,200,000", "1200000", "USD", 2025),
            ("annual_revenue", "2.5 million USD", "2500000", "USD", 2025),
            ("Doanh thu năm", "800 triệu", "800000000", "VND", 2025),
        ] {
            let mut extra = BTreeMap::from([(heading.to_owned(), Value::from(cell))]);
            let told = take(&mut extra, today).unwrap();
            assert_eq!(told.value, value, "{heading}");
            assert_eq!((told.currency.as_str(), told.year), (currency, year), "{heading}");
            assert!(extra.is_empty());
        }
        for (heading, cell) in [
            ("Doanh thu", "50-100 tỷ"),
            ("Doanh thu", "không công bố"),
            ("Xuất khẩu trên doanh thu", "40"),
        ] {
            let mut extra = BTreeMap::from([(heading.to_owned(), Value::from(cell))]);
            assert!(take(&mut extra, today).is_none() && extra.len() == 1, "{heading} {cell}");
        }
    }
}
