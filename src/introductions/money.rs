//! Amounts: money, and what it is for.

use rust_decimal::Decimal;

use super::code::Period;
pub use crate::suppliers::money::{Currency, currency, decimal, figure, worth};

/// An amount, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The figure, not negative.
    pub value: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// What it is for.
    pub period: Period,
}
