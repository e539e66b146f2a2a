//! What the notice of a quote says of it: until when it holds, what a unit costs, what an order, and
//! what is wrong with it: that it came late, what it leaves out. Figures and codes only, so that it
//! reads the same in every language, but for the list of what is left out.

use index::Language;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{Gap, Line, Missing, PriceBreak, Quote};
use crate::introductions::Currency;
use crate::notifications::message::word;

/// Lines of a quote that are told; the quote itself has the rest.
const MOST_LINES: usize = 3;

/// Facts of a quote: `valid_until`, `price` and `tooling` where it says them; `missing`, a text in each
/// language, where it is not complete; `timing` where it came late; and `outcome`, which is `revised`
/// from the second version on.
pub(super) fn facts(quote: &Quote) -> Map<String, Value> {
    let lines = &quote.terms.lines;
    let revised = (quote.version > 1).then(|| "revised".to_owned());
    let price = joined(lines, |line| price(line, quote.currency));
    let tooling =
        joined(lines, |line| Some(format!("{} {}", line.tooling?, quote.currency.code())));
    let valid_until = quote.terms.valid_until.map(|day| day.to_string());
    let timing = quote.late.then(|| "late".to_owned());
    [
        ("outcome", revised),
        ("price", price),
        ("tooling", tooling),
        ("valid_until", valid_until),
        ("timing", timing),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, Value::from(value?))))
    .chain(missing(&quote.missing).map(|text| ("missing", text)))
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// What is left out, each once, as a text in each language.
fn missing(gaps: &[Missing]) -> Option<Value> {
    let mut codes: Vec<&str> = Vec::new();
    for gap in gaps {
        let code = match gap.what {
            Gap::Price => "price",
            Gap::Moq => "moq",
            Gap::LeadTime => "lead_time",
            Gap::Incoterm => "incoterm",
            Gap::Place => "place",
            Gap::ValidUntil => "valid_until",
        };
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let texts = Language::ALL.into_iter().map(|language| {
        let words: Vec<String> = codes.iter().map(|code| word(language, "missing", code)).collect();
        let between = match language {
            Language::Ja | Language::Zh => "、",
            Language::En | Language::Vi | Language::Ko => ", ",
        };
        (language.code().to_owned(), Value::from(words.join(between)))
    });
    (!codes.is_empty()).then(|| Value::Object(texts.collect()))
}

/// What lines say, each under the number of its need where there are several.
fn joined(lines: &[Line], said: impl Fn(&Line) -> Option<String>) -> Option<String> {
    let told: Vec<_> = lines.iter().filter_map(|line| Some((line.need, said(line)?))).collect();
    let several = lines.len() > 1;
    let mut parts: Vec<String> = told
        .iter()
        .take(MOST_LINES)
        .map(|(need, text)| if several { format!("({need}) {text}") } else { text.clone() })
        .collect();
    if told.len() > MOST_LINES {
        parts.push("…".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Prices of the smallest and of the largest order: `4.20 USD/pcs × 5000 = 21000 USD`.
fn price(line: &Line, currency: Currency) -> Option<String> {
    let (first, last) = (line.price_breaks.first()?, line.price_breaks.last()?);
    let smallest = order(first, line, currency);
    if first == last {
        return Some(smallest);
    }
    Some(format!("{smallest} … {}", order(last, line, currency)))
}

fn order(step: &PriceBreak, line: &Line, currency: Currency) -> String {
    let (code, price) = (currency.code(), step.unit_price);
    let unit = line.unit.as_deref().map(|unit| format!("/{unit}")).unwrap_or_default();
    let total = price.checked_mul(Decimal::from(step.quantity));
    let total = total.map(|total| format!(" = {} {code}", total.normalize())).unwrap_or_default();
    format!("{price} {code}{unit} × {}{total}", step.quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(need: u16, breaks: &[(u64, &str)]) -> Line {
        Line {
            need,
            unit: Some("pcs".to_owned()),
            price_breaks: breaks
                .iter()
                .map(|(quantity, price)| PriceBreak {
                    quantity: *quantity,
                    unit_price: price.parse().unwrap(),
                })
                .collect(),
            tooling: None,
            moq: None,
            lead_time_days: None,
            exceptions: Vec::new(),
        }
    }

    #[test]
    fn figures_are_exact_and_name_their_currency() {
        let usd = Currency::parse("USD").unwrap();
        let one = line(0, &[(5_000, "4.20")]);
        assert_eq!(price(&one, usd).unwrap(), "4.20 USD/pcs × 5000 = 21000 USD");
        let two = line(0, &[(5_000, "0.085"), (20_000, "0.0795"), (100_000, "0.07")]);
        assert_eq!(
            price(&two, usd).unwrap(),
            "0.085 USD/pcs × 5000 = 425 USD … 0.07 USD/pcs × 100000 = 7000 USD"
        );
        assert_eq!(price(&line(0, &[]), usd), None);
        let largest = line(0, &[(u64::MAX, "999999999999999.999999")]);
        assert!(!price(&largest, usd).unwrap().contains('='), "more than a figure holds");
    }

    #[test]
    fn several_needs_are_told_by_their_numbers_and_not_without_end() {
        let vnd = Currency::parse("VND").unwrap();
        let lines: Vec<Line> = (1..=5).map(|need| line(need, &[(1, "100")])).collect();
        let told = joined(&lines, |line| price(line, vnd)).unwrap();
        assert!(told.starts_with("(1) 100 VND/pcs × 1 = 100 VND; (2) "), "{told}");
        assert!(told.ends_with("; …") && !told.contains("(4)"), "{told}");
        assert_eq!(joined(&[line(1, &[]), line(2, &[])], |line| price(line, vnd)), None);
    }
}
