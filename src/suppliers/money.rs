//! Money: decimal figures, never binary fractions, with their ISO 4217 currency.

use rust_decimal::Decimal;

use super::text::Cleaner;
use crate::Fault;

/// Digits before the point at most: đồng run to fifteen in a yearly contract.
const WHOLE_DIGITS: usize = 15;
/// Digits behind the point at most: screws are priced to a ten-thousandth of a dollar.
const FRACTION_DIGITS: usize = 6;

/// Active codes of ISO 4217, without funds, metals and test codes.
const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND \
    BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN \
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD \
    JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND \
    TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// A currency of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// The currency of a code: `VND`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        CURRENCIES.split_whitespace().find(|known| *known == code).map(Self)
    }

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }
}

/// A figure as people send it: digits with a point, not negative.
#[must_use]
pub fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if digits(whole, WHOLE_DIGITS) && digits(fraction, FRACTION_DIGITS) {
        text.parse().ok()
    } else {
        None
    }
}

/// Reads a figure, or remembers the fault.
pub fn figure(cleaner: &mut Cleaner, path: &str, text: &str) -> Option<Decimal> {
    let value = decimal(text);
    if value.is_none() {
        let fault = Fault::new(path, "not_decimal");
        cleaner.fault(fault.with("whole", WHOLE_DIGITS).with("fraction", FRACTION_DIGITS));
    }
    value
}

/// Reads a figure that is worth something, or remembers the fault: nothing is sold for nothing.
pub fn worth(cleaner: &mut Cleaner, path: &str, text: &str) -> Option<Decimal> {
    let value = figure(cleaner, path, text);
    if value.is_some_and(|value| value.is_zero()) {
        cleaner.fault(Fault::new(path, "not_above").with("min", 0));
        return None;
    }
    value
}

/// Reads a currency, or remembers the fault.
pub fn currency(cleaner: &mut Cleaner, path: &str, code: &str) -> Option<Currency> {
    let currency = Currency::parse(code);
    if currency.is_none() {
        cleaner.fault(Fault::new(path, "unknown_currency"));
    }
    currency
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_exact_and_plain() {
        for good in ["0", "0.085", "999999999999999.999999", "12500000"] {
            assert_eq!(decimal(good).unwrap().to_string(), good);
        }
        for bad in ["", ".5", "5.", "-1", "+1", "1e3", "1,5", "1.234,5", "NaN", "1.0000001", "٣"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn currencies_are_those_of_the_standard() {
        for code in ["VND", "USD", "KRW", "JPY", "CNY", "EUR"] {
            assert_eq!(Currency::parse(code).unwrap().code(), code);
        }
        for code in ["", "vnd", "XXX", "US", "USD VND", "DONG"] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }
}
