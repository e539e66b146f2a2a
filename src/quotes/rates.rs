//! Exchange rates: a table that the operator keeps, each rate with its day and its source. A rate
//! that is not in it is unknown, and nothing is guessed.

use std::path::Path;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::introductions::Currency;
use crate::introductions::money::decimal;
use crate::{Error, Result};

/// Digits behind the point that a converted figure is rounded to, half to even.
const CONVERTED_DIGITS: u32 = 6;

/// Digits of a figure that a reckoned rate leads to: the rate has no more that are sure.
const RECKONED_DIGITS: u32 = 10;

/// A table of rates.
#[derive(Debug, Clone, Default)]
pub struct Rates(Vec<Rate>);

/// What one unit of a currency was worth in another on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rate {
    from: Currency,
    to: Currency,
    rate: Decimal,
    date: NaiveDate,
    source: String,
}

/// A rate that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// From this currency.
    pub from: Currency,
    /// To this one.
    pub to: Currency,
    /// What one unit is worth.
    pub rate: Decimal,
    /// Whether it stands in no table: it was turned round, or two were multiplied.
    pub reckoned: bool,
    /// Day of the rate; the older one where two were multiplied.
    pub date: NaiveDate,
    /// Where it is from; two where two were multiplied.
    pub sources: Vec<String>,
}

impl Applied {
    /// A figure in the other currency.
    #[must_use]
    pub fn convert(&self, value: Decimal) -> Option<Decimal> {
        let exact = value.checked_mul(self.rate)?;
        Some(exact.round_dp(CONVERTED_DIGITS).normalize())
    }

    /// The same to be looked at beside others, without digits that a reckoned rate does not give. Sums
    /// are made of the former.
    #[must_use]
    pub fn convert_to_show(&self, value: Decimal) -> Option<Decimal> {
        Some(self.sure(self.convert(value)?))
    }

    /// The rate as it is shown.
    #[must_use]
    pub fn shown(&self) -> Decimal {
        self.sure(self.rate)
    }

    fn sure(&self, figure: Decimal) -> Decimal {
        let sure = self.reckoned.then(|| figure.round_sf(RECKONED_DIGITS)).flatten();
        sure.map_or(figure, |sure| sure.normalize())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    rate: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    from: String,
    to: String,
    rate: String,
    date: NaiveDate,
    source: String,
}

impl Rates {
    /// Reads the table of a file; an empty path is an empty table.
    ///
    /// # Errors
    /// Names the file and what is wrong in it.
    pub fn load(path: &Path) -> Result<Self> {
        if path.as_os_str().is_empty() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::internal(format!("exchange rates '{}': {error}", path.display()))
        })?;
        Self::parse(&text).map_err(|fault| {
            Error::internal(format!("exchange rates '{}': {fault}", path.display()))
        })
    }

    /// Reads a table.
    fn parse(text: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let known = |code: &str| {
            Currency::parse(code).ok_or_else(|| format!("'{code}' is no currency of ISO 4217"))
        };
        let rates = table.rate.into_iter().map(|entry| {
            let rate = decimal(&entry.rate).filter(|rate| !rate.is_zero());
            let rate = rate.ok_or_else(|| format!("'{}' is no rate", entry.rate))?;
            if entry.source.trim().is_empty() {
                return Err(format!("{} to {} has no source", entry.from, entry.to));
            }
            let (from, to) = (known(&entry.from)?, known(&entry.to)?);
            Ok(Rate { from, to, rate, date: entry.date, source: entry.source })
        });
        Ok(Self(rates.collect::<Result<_, _>>()?))
    }

    /// The newest rate of two currencies that is not after a day: as it stands in the table, or its
    /// inverse, or over a third currency.
    #[must_use]
    pub fn on(&self, day: NaiveDate, from: Currency, to: Currency) -> Option<Applied> {
        if from == to {
            let (rate, sources) = (Decimal::ONE, Vec::new());
            return Some(Applied { from, to, rate, reckoned: false, date: day, sources });
        }
        if let Some(direct) = self.direct(day, from, to) {
            return Some(direct);
        }
        let thirds = self.0.iter().flat_map(|rate| [rate.from, rate.to]);
        let mut over: Vec<Applied> = thirds
            .filter_map(|third| {
                let first = self.direct(day, from, third)?;
                let second = self.direct(day, third, to)?;
                let mut sources = first.sources;
                sources.extend(second.sources);
                sources.dedup();
                Some(Applied {
                    from,
                    to,
                    rate: first.rate.checked_mul(second.rate)?,
                    reckoned: true,
                    date: first.date.min(second.date),
                    sources,
                })
            })
            .collect();
        // The freshest; of equally fresh ones always the same.
        over.sort_by(|a, b| b.date.cmp(&a.date).then(a.rate.cmp(&b.rate)));
        over.into_iter().next()
    }

    fn direct(&self, day: NaiveDate, from: Currency, to: Currency) -> Option<Applied> {
        let newest = self
            .0
            .iter()
            .filter(|rate| rate.date <= day)
            .filter(|rate| [(from, to), (to, from)].contains(&(rate.from, rate.to)))
            .max_by_key(|rate| (rate.date, rate.from == from))?;
        let rate = if newest.from == from {
            newest.rate
        } else {
            Decimal::ONE.checked_div(newest.rate)?
        };
        let (reckoned, date) = (newest.from != from, newest.date);
        Some(Applied { from, to, rate, reckoned, date, sources: vec![newest.source.clone()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        Rates::parse(
            r#"
            [[rate]]
            from = "USD"
            to = "VND"
            rate = "25000"
            date = "2026-10-01"
            source = "bank A"
            [[rate]]
            from = "USD"
            to = "VND"
            rate = "26000"
            date = "2026-11-01"
            source = "bank A"
            [[rate]]
            from = "USD"
            to = "KRW"
            rate = "1300"
            date = "2026-10-15"
            source = "bank B"
            "#,
        )
        .unwrap()
    }

    fn on(day: &str, from: &str, to: &str) -> Option<Applied> {
        let currency = |code| Currency::parse(code).unwrap();
        rates().on(day.parse().unwrap(), currency(from), currency(to))
    }

    #[test]
    fn the_newest_rate_not_after_the_day_is_taken() {
        assert_eq!(on("2026-10-31", "USD", "VND").unwrap().rate.to_string(), "25000");
        assert_eq!(on("2026-11-01", "USD", "VND").unwrap().rate.to_string(), "26000");
        assert_eq!(on("2026-09-30", "USD", "VND"), None);
    }

    #[test]
    fn a_rate_is_turned_round_and_joined_but_never_guessed() {
        let half = on("2026-11-02", "VND", "USD").unwrap();
        assert_eq!(half.convert(Decimal::from(39_000)).unwrap().to_string(), "1.5");
        let joined = on("2026-11-02", "KRW", "VND").unwrap();
        assert_eq!(joined.convert(Decimal::from(1_300)).unwrap().to_string(), "26000");
        assert_eq!(half.shown().to_string(), "0.00003846153846");
        let third = on("2026-11-02", "VND", "KRW").unwrap();
        assert_eq!(
            third.convert_to_show(Decimal::from(1_000_000_007)).unwrap().to_string(),
            "50000000.35"
        );
        assert_eq!(joined.date.to_string(), "2026-10-15");
        assert_eq!(joined.sources, ["bank B", "bank A"]);
        assert_eq!(on("2026-11-02", "JPY", "USD"), None);
    }

    #[test]
    fn a_rate_without_source_or_sense_is_refused() {
        let with = |rate: &str, source: &str| {
            Rates::parse(&format!(
                "[[rate]]\nfrom='USD'\nto='VND'\nrate='{rate}'\ndate='2026-11-01'\nsource='{source}'"
            ))
        };
        assert!(with("26000", "bank A").is_ok());
        assert!(with("0", "bank A").is_err() && with("26.000,5", "bank A").is_err());
        assert!(with("26000", " ").is_err());
    }
}
