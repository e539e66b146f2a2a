//! From cases to a figure. Amounts are added up within a currency only; into one currency only at
//! rates with a day and a source, each case at the rate of its own day.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::case::Case;
use super::indicator::Measure;
use crate::introductions::Currency;
use crate::quotes::rates::{Applied, Rates};
use crate::suppliers::today;
use crate::{Error, Result};

/// A figure with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// A number; none where there is nothing to compute it from, and of amounts.
    pub value: Option<Value>,
    /// Cases that it rests on.
    pub cases: usize,
    /// Of amounts: the sum in each currency.
    pub amounts: Vec<Sum>,
    /// Of amounts: the sum in the currency that was asked for.
    pub converted: Option<Converted>,
}

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// How many.
    Whole(usize),
    /// A share in hundredths or a median in days, to two digits.
    Part(f64),
}

/// A sum in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The currency.
    pub currency: Currency,
    /// The sum.
    pub value: Decimal,
    /// Cases in it.
    pub cases: usize,
}

/// A sum over currencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The currency.
    pub currency: Currency,
    /// The sum; none where a rate is missing or there is nothing to add up.
    pub value: Option<Decimal>,
    /// Rates that were applied.
    pub rates: Vec<Applied>,
    /// Currencies of which no rate is known for the day of a case.
    pub unknown: Vec<Currency>,
}

/// Makes a figure of cases.
///
/// # Errors
/// An internal error where a sum has more digits than a figure can.
pub(super) fn figure(
    measure: Measure,
    cases: &[Case],
    into: Option<(Currency, &Rates)>,
) -> Result<Figure> {
    let value = match measure {
        Measure::Count => Some(Value::Whole(cases.len())),
        Measure::Share if cases.is_empty() => None,
        Measure::Share => {
            let counted = cases.iter().filter(|case| case.counts).count();
            Some(Value::Part(two_digits(100.0 * counted as f64 / cases.len() as f64)))
        }
        Measure::MedianDays => {
            median(cases.iter().filter_map(|case| case.days).collect()).map(Value::Part)
        }
        Measure::Sum => Some(Value::Whole(
            cases.iter().filter_map(|case| case.number).map(|number| number as usize).sum(),
        )),
        Measure::Mean => mean(cases).map(Value::Part),
        Measure::Money | Measure::MoneyPerCase => None,
    };
    let (mut amounts, mut converted) = match measure {
        Measure::Money | Measure::MoneyPerCase => {
            (sums(cases)?, into.map(|(to, rates)| converted(cases, to, rates)).transpose()?)
        }
        _ => (Vec::new(), None),
    };
    if measure == Measure::MoneyPerCase {
        let parts = cases.iter().filter(|case| case.counts).count();
        amounts.retain_mut(|sum| share(sum.value, parts).map(|value| sum.value = value).is_some());
        if let Some(sum) = &mut converted {
            sum.value = sum.value.and_then(|value| share(value, parts));
        }
    }
    Ok(Figure { value, cases: cases.len(), amounts, converted })
}

/// A sum divided by what it was spent on, to two digits; none where that is nothing.
fn share(sum: Decimal, parts: usize) -> Option<Decimal> {
    sum.checked_div(Decimal::from(parts)).map(|value| value.round_dp(2))
}

fn two_digits(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn mean(cases: &[Case]) -> Option<f64> {
    let numbers: Vec<f64> = cases.iter().filter_map(|case| case.number).map(f64::from).collect();
    let sum: f64 = numbers.iter().sum();
    (!numbers.is_empty()).then(|| two_digits(sum / numbers.len() as f64))
}

/// The middle one; of an even number the mean of both.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get(values.len().saturating_sub(1) / 2)?;
    Some(two_digits(f64::midpoint(lower, upper)))
}

fn added(sum: Decimal, value: Decimal) -> Result<Decimal> {
    sum.checked_add(value).ok_or_else(|| Error::internal("a sum has too many digits"))
}

fn sums(cases: &[Case]) -> Result<Vec<Sum>> {
    let mut sums: BTreeMap<Currency, Sum> = BTreeMap::new();
    for amount in cases.iter().filter_map(|case| case.amount) {
        let currency = amount.currency;
        let blank = Sum { currency, value: Decimal::ZERO, cases: 0 };
        let sum = sums.entry(currency).or_insert(blank);
        sum.value = added(sum.value, amount.value)?;
        sum.cases += 1;
    }
    Ok(sums.into_values().collect())
}

fn converted(cases: &[Case], to: Currency, rates: &Rates) -> Result<Converted> {
    let mut out = Converted { currency: to, value: None, rates: Vec::new(), unknown: Vec::new() };
    let mut sum = Decimal::ZERO;
    for case in cases {
        let Some(amount) = case.amount else { continue };
        let rate = rates.on(today(case.at), amount.currency, to);
        let value = rate.as_ref().and_then(|rate| rate.convert(amount.value));
        match (rate, value) {
            (Some(rate), Some(value)) => {
                sum = added(sum, value)?;
                // A currency is its own measure.
                if amount.currency != to && !out.rates.contains(&rate) {
                    out.rates.push(rate);
                }
            }
            _ if !out.unknown.contains(&amount.currency) => out.unknown.push(amount.currency),
            _ => {}
        }
    }
    let whole = out.unknown.is_empty() && !cases.is_empty();
    out.value = whole.then(|| sum.normalize());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_and_of_nothing_there_is_none() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 9.0, 2.0]), Some(3.0));
        assert_eq!(median(vec![1.0, 1.0 / 3.0]), Some(0.67));
    }
}
