//! What a supplier sends as a quote: checked all at once, and told what it leaves out.

use chrono::NaiveDate;

use super::{Gap, Incoterm, Line, Missing, Need, PriceBreak, Terms};
use crate::introductions::Currency;
use crate::introductions::money::{currency, figure, worth};
use crate::suppliers::text::{Cleaner, LINE};
use crate::{Error, Fault, Result};

/// Stands for the need of a line that names none; no request has so many.
const NO_NEED: u16 = u16::MAX;

/// A quote as people send it: figures are decimal text.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// ISO 4217.
    pub currency: String,
    /// Who carries which cost and risk.
    pub incoterm: Option<Incoterm>,
    /// The place that goes with it.
    pub place: Option<String>,
    /// Last day on which the quote holds.
    pub valid_until: Option<NaiveDate>,
    /// In the supplier's words.
    pub note: Option<String>,
    /// One for each need that is quoted.
    pub lines: Vec<DraftLine>,
}

/// What is asked for one need.
#[derive(Debug, Clone, Default)]
pub struct DraftLine {
    /// Number of the need; the only one where absent.
    pub need: Option<u16>,
    /// What a price is for.
    pub unit: Option<String>,
    /// Quantity and price of one unit, from the smallest on.
    pub price_breaks: Vec<(u64, String)>,
    /// What tooling costs once.
    pub tooling: Option<String>,
    /// Smallest order.
    pub moq: Option<u64>,
    /// Days from order to delivery.
    pub lead_time_days: Option<u32>,
    /// Where the offer departs from the specification.
    pub exceptions: Vec<String>,
}

/// Reads a draft.
///
/// # Errors
/// [`crate::Error::Invalid`] with every fault.
pub(super) fn read(draft: Draft, needs: &[Need], today: NaiveDate) -> Result<(Currency, Terms)> {
    let mut cleaner = Cleaner::default();
    let (currency, terms) = judge(&mut cleaner, draft, Some(needs), today);
    cleaner.finish()?;
    Ok((currency.ok_or_else(|| super::broken("currency"))?, terms))
}

/// Every fault of a draft that it shows by itself, whatever is needed.
#[must_use]
pub fn faults(draft: Draft, today: NaiveDate) -> Vec<Fault> {
    let mut cleaner = Cleaner::default();
    judge(&mut cleaner, draft, None, today);
    Error::faults_of(cleaner.finish())
}

fn judge(
    cleaner: &mut Cleaner,
    mut draft: Draft,
    needs: Option<&[Need]>,
    today: NaiveDate,
) -> (Option<Currency>, Terms) {
    let currency = currency(cleaner, "currency", &draft.currency);
    cleaner.optional("place", &mut draft.place, LINE);
    cleaner.optional("note", &mut draft.note, 10 * LINE);
    cleaner.length("lines", draft.lines.len());
    if draft.lines.iter().all(|line| line.price_breaks.is_empty()) {
        cleaner.fault(Fault::new("lines", "no_price"));
    }
    if draft.valid_until.is_some_and(|day| day < today) {
        cleaner.fault(Fault::new("valid_until", "in_the_past"));
    }
    let mut lines: Vec<Line> = Vec::new();
    for (at, line) in draft.lines.into_iter().enumerate() {
        let path = format!("lines[{at}]");
        let need = need_of(cleaner, &path, &line, needs);
        if need.is_some_and(|need| lines.iter().any(|known| known.need == need)) {
            cleaner.fault(Fault::new(format!("{path}.need"), "not_unique"));
        }
        lines.push(self::line(cleaner, &path, line, need.unwrap_or(NO_NEED)));
    }
    lines.sort_by_key(|line| line.need);
    let Draft { incoterm, place, valid_until, note, .. } = draft;
    (currency, Terms { incoterm, place, valid_until, note, lines })
}

/// The need that a line is about. Without knowing what is needed, whatever it says.
fn need_of(
    cleaner: &mut Cleaner,
    path: &str,
    draft: &DraftLine,
    needs: Option<&[Need]>,
) -> Option<u16> {
    let Some(needs) = needs else { return draft.need };
    let only = match needs {
        [only] => Some(only.number),
        _ => None,
    };
    let need = draft.need.or(only);
    match need {
        None => cleaner.fault(Fault::new(format!("{path}.need"), "required")),
        Some(number) if !needs.iter().any(|need| need.number == number) => {
            let known: Vec<_> = needs.iter().map(|need| need.number.to_string()).collect();
            let fault = Fault::new(format!("{path}.need"), "not_one_of");
            cleaner.fault(fault.with("allowed", known.join(", ")));
        }
        Some(_) => {}
    }
    need
}

fn line(cleaner: &mut Cleaner, path: &str, mut draft: DraftLine, need: u16) -> Line {
    cleaner.optional(&format!("{path}.unit"), &mut draft.unit, 40);
    cleaner.list(&format!("{path}.exceptions"), &mut draft.exceptions);
    cleaner.length(&format!("{path}.price_breaks"), draft.price_breaks.len());
    let mut price_breaks: Vec<PriceBreak> = Vec::new();
    for (at, (quantity, price)) in draft.price_breaks.iter().enumerate() {
        let path = format!("{path}.price_breaks[{at}]");
        if price_breaks.last().is_some_and(|before| before.quantity >= *quantity) {
            cleaner.fault(Fault::new(format!("{path}.quantity"), "not_ascending"));
        }
        if let Some(unit_price) = worth(cleaner, &format!("{path}.unit_price"), price) {
            price_breaks.push(PriceBreak { quantity: *quantity, unit_price });
        }
    }
    let tooling = draft.tooling.as_deref();
    Line {
        need,
        unit: draft.unit,
        price_breaks,
        tooling: tooling.and_then(|text| figure(cleaner, &format!("{path}.tooling"), text)),
        moq: draft.moq,
        lead_time_days: draft.lead_time_days,
        exceptions: draft.exceptions,
    }
}

/// What a quote does not say: of each need, then of the whole.
pub(super) fn missing(terms: &Terms, needs: &[Need]) -> Vec<Missing> {
    let mut missing = Vec::new();
    for need in needs {
        let line = terms.lines.iter().find(|line| line.need == need.number);
        let said = [
            (Gap::Price, line.is_some_and(|line| !line.price_breaks.is_empty())),
            (Gap::Moq, line.is_some_and(|line| line.moq.is_some())),
            (Gap::LeadTime, line.is_some_and(|line| line.lead_time_days.is_some())),
        ];
        let gaps = said.into_iter().filter(|(_, said)| !said);
        missing.extend(gaps.map(|(what, _)| Missing { need: Some(need.number), what }));
    }
    let said = [
        (Gap::Incoterm, terms.incoterm.is_some()),
        (Gap::Place, terms.place.is_some()),
        (Gap::ValidUntil, terms.valid_until.is_some()),
    ];
    let gaps = said.into_iter().filter(|(_, said)| !said);
    missing.extend(gaps.map(|(what, _)| Missing { need: None, what }));
    missing
}
