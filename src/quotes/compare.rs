//! Quotes of one request side by side, in one currency, and what each comes to at the volume that is
//! asked for.

use std::collections::{BTreeSet, HashMap};

use index::request::SourcingRequest;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::rates::Applied;
use super::total::{self, Caveat, Totals};
use super::{Line, Need, Quote, Remark, Remarkable, store, words};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::introductions::{self, Currency, Filter, Standing};
use crate::suppliers::text::fold;
use crate::{Error, Fault, Result, sourcing};

/// Quotes that are compared at most.
const MOST: u64 = 500;

/// Quotes side by side.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Currency of the converted figures.
    pub currency: Currency,
    /// What is quoted.
    pub needs: Vec<Need>,
    /// Rates that were applied.
    pub rates: Vec<Applied>,
    /// Currencies of which no rate is known.
    pub unknown: Vec<Currency>,
    /// Needs whose prices do not compare.
    pub remarks: Vec<Remark>,
    /// Needs over which totals compare.
    pub compared: Vec<u16>,
    /// What a reader should know of the totals.
    pub caveats: Vec<Caveat>,
    /// How totals are made and what limits them, in the reader's language.
    pub note: String,
    /// The newest version of each quote: complete ones first, then by name of the supplier.
    pub offers: Vec<Offer>,
}

/// The newest version of a quote.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The profile.
    pub supplier: Uuid,
    /// Its name.
    pub supplier_name: String,
    /// Whether its introduction goes on.
    pub standing: Standing,
    /// Whether it holds no more today.
    pub expired: bool,
    /// The quote.
    pub quote: Quote,
    /// Its lines with converted figures.
    pub lines: Vec<Converted>,
    /// What one unit of its currency is worth in that of the comparison, where that is known.
    pub rate: Option<Applied>,
    /// What it comes to, in its currency.
    pub totals: Totals,
}

/// A line with figures in the currency of the comparison; none where no rate is known.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The line as quoted.
    pub line: Line,
    /// Prices of its breaks, in their order.
    pub unit_prices: Vec<Option<Decimal>>,
    /// What tooling costs.
    pub tooling: Option<Decimal>,
}

/// Compares the quotes of a request that the actor may see: all of the buyer's own, those that an
/// agency brokers.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for suppliers, [`Error::Invalid`] for no currency.
pub async fn compare(
    app: &App,
    actor: &Actor,
    request: Uuid,
    currency: &str,
) -> Result<Comparison> {
    if actor.role == Role::Supplier {
        return Err(Error::Forbidden);
    }
    let asked = sourcing::find(&app.db, actor, request).await?.request;
    let to = Currency::parse(currency)
        .ok_or_else(|| Error::fault(Fault::new("currency", "unknown_currency")))?;
    let filter = Filter { request: Some(request), ..Filter::default() };
    let rows = introductions::list(&app.db, actor, &filter, None, MOST).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut newest: HashMap<Uuid, Quote> = HashMap::new();
    for quote in store::of(&app.db, &ids).await? {
        // Newest first, so the first is the one that counts.
        newest.entry(quote.introduction).or_insert(quote);
    }
    let (needs, mut newest, mut totals) = read(app, asked, newest).await?;
    let day = app.today();
    let mut comparison = Comparison {
        currency: to,
        needs,
        rates: Vec::new(),
        unknown: Vec::new(),
        remarks: Vec::new(),
        compared: Vec::new(),
        caveats: Vec::new(),
        note: String::new(),
        offers: Vec::new(),
    };
    for row in rows {
        let Some(quote) = newest.remove(&row.id) else { continue };
        let rate = app.rates.on(day, quote.currency, to);
        comparison.note(quote.currency, rate.as_ref());
        comparison.offers.push(Offer {
            supplier: row.supplier,
            supplier_name: row.supplier_name,
            standing: row.standing,
            expired: quote.terms.valid_until.is_some_and(|last| last < day),
            lines: quote.terms.lines.iter().map(|line| converted(line, rate.as_ref())).collect(),
            totals: totals.remove(&row.id).unwrap_or_default(),
            rate,
            quote,
        });
    }
    comparison.offers.sort_by(|a, b| {
        let key = |offer: &Offer| (offer.quote.missing.len(), offer.supplier_name.clone());
        key(a).cmp(&key(b)).then(a.supplier.cmp(&b.supplier))
    });
    comparison.remarks = differing_units(&comparison);
    comparison.add_up();
    comparison.note = words::note(actor.locale, &comparison.caveats);
    Ok(comparison)
}

/// Quotes and totals by introduction.
type Read = (Vec<Need>, HashMap<Uuid, Quote>, HashMap<Uuid, Totals>);

/// What is needed, and what each quote asks for it at its volume: the engine reads both.
async fn read(app: &App, asked: SourcingRequest, quotes: HashMap<Uuid, Quote>) -> Result<Read> {
    let read = app.index.think(move |engine| {
        let needs = super::needs_of(engine, &asked);
        let totals = quotes.iter().map(|(id, quote)| {
            let lines = total::lines(engine, &needs, &quote.terms.lines);
            (*id, Totals { lines, ..Totals::default() })
        });
        let totals = totals.collect();
        (needs, quotes, totals)
    });
    read.await
}

impl Offer {
    /// Whether it names a price for a need.
    #[must_use]
    pub fn prices(&self, need: u16) -> bool {
        let lines = &self.quote.terms.lines;
        lines.iter().any(|line| line.need == need && !line.price_breaks.is_empty())
    }
}

impl Comparison {
    /// Suppliers in the order of their offers: those that name a price for a need, and those whose
    /// offer leaves it out.
    #[must_use]
    pub fn answers(&self, need: u16) -> (Vec<Uuid>, Vec<Uuid>) {
        let (priced, left_out): (Vec<&Offer>, Vec<&Offer>) =
            self.offers.iter().partition(|offer| offer.prices(need));
        let suppliers = |offers: Vec<&Offer>| offers.iter().map(|one| one.supplier).collect();
        (suppliers(priced), suppliers(left_out))
    }

    /// Adds up what every offer comes to.
    fn add_up(&mut self) {
        self.compared = total::common(&self.offers);
        for offer in &mut self.offers {
            total::add_up(offer, &self.compared);
        }
        self.caveats = total::caveats(&self.needs, &self.offers, &self.compared);
    }

    /// Remembers a rate that was applied, or that none is known. A currency is its own measure.
    fn note(&mut self, from: Currency, rate: Option<&Applied>) {
        match rate {
            None if !self.unknown.contains(&from) => self.unknown.push(from),
            Some(rate) if from != self.currency && !self.rates.contains(rate) => {
                self.rates.push(rate.clone());
            }
            _ => {}
        }
    }
}

/// Needs of which different units are priced. What names no unit may be any.
fn differing_units(comparison: &Comparison) -> Vec<Remark> {
    let lines = || comparison.offers.iter().flat_map(|offer| &offer.quote.terms.lines);
    let units = |need: u16| -> BTreeSet<String> {
        let priced = lines().filter(|line| line.need == need && !line.price_breaks.is_empty());
        priced.filter_map(|line| line.unit.as_deref()).map(fold).collect()
    };
    let numbers = comparison.needs.iter().map(|need| need.number);
    let differ = numbers.filter(|need| units(*need).len() > 1);
    differ.map(|need| Remark { need, what: Remarkable::UnitsDiffer }).collect()
}

fn converted(line: &Line, rate: Option<&Applied>) -> Converted {
    let convert = |value: Decimal| rate.and_then(|rate| rate.convert_to_show(value));
    Converted {
        unit_prices: line.price_breaks.iter().map(|step| convert(step.unit_price)).collect(),
        tooling: line.tooling.and_then(convert),
        line: line.clone(),
    }
}
