//! Quotes: what a supplier asks for each need of a request. A revision is a new version; nothing
//! is overwritten. A late or incomplete quote is accepted and told what it is.

use chrono::{DateTime, NaiveDate, Utc};
use index::Engine;
use index::request::SourcingRequest;
use index::understand::ConstraintKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Connection, Transaction};
use crate::introductions::advance::reported;
use crate::introductions::{Currency, EventKind, Report};
use crate::suppliers::today;
use crate::{Error, Result, introductions, sourcing};

pub mod compare;
pub mod draft;
pub mod rates;
mod store;
mod told;
pub mod total;
pub mod volume;
mod words;

pub use draft::Draft;
pub use volume::Volume;

/// Rules of Incoterms 2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Incoterm {
    /// Ex works.
    Exw,
    /// Free carrier.
    Fca,
    /// Carriage paid to.
    Cpt,
    /// Carriage and insurance paid to.
    Cip,
    /// Delivered at place.
    Dap,
    /// Delivered at place unloaded.
    Dpu,
    /// Delivered duty paid.
    Ddp,
    /// Free alongside ship.
    Fas,
    /// Free on board.
    Fob,
    /// Cost and freight.
    Cfr,
    /// Cost, insurance and freight.
    Cif,
}

/// The terms of a quote, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Who carries which cost and risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incoterm: Option<Incoterm>,
    /// The place that goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Last day on which the quote holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// In the supplier's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One for each need that is quoted.
    pub lines: Vec<Line>,
}

/// What is asked for one need, in the currency of the quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Number of the need.
    pub need: u16,
    /// What a price is for: `pcs`, `kg`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Prices by quantity, from the smallest on.
    pub price_breaks: Vec<PriceBreak>,
    /// What tooling costs once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tooling: Option<Decimal>,
    /// Smallest order, in units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moq: Option<u64>,
    /// Days from order to delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_time_days: Option<u32>,
    /// Where the offer departs from the specification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
}

/// A price from a quantity on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBreak {
    /// Units of an order from which it holds.
    pub quantity: u64,
    /// Price of one unit.
    pub unit_price: Decimal,
}

/// Something that a quote does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Missing {
    /// Number of the need; absent for the whole quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<u16>,
    /// What is missing.
    pub what: Gap,
}

/// What a quote can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuoteGap)]
pub enum Gap {
    /// A price.
    Price,
    /// The smallest order.
    Moq,
    /// Days from order to delivery.
    LeadTime,
    /// An Incoterm.
    Incoterm,
    /// The place of the Incoterm.
    Place,
    /// The last day on which it holds.
    ValidUntil,
}

/// Something about prices that a reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QuoteRemark)]
pub struct Remark {
    /// Number of the need.
    pub need: u16,
    /// What.
    pub what: Remarkable,
}

/// What is remarked of prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuoteRemarkKind)]
pub enum Remarkable {
    /// A larger order costs more a unit than a smaller one: it may be a slip.
    PriceRises,
    /// Quotes price different units of the same need, so that the figures do not compare.
    UnitsDiffer,
}

/// One version of a quote.
#[derive(Debug, Clone)]
pub struct Quote {
    /// Identifier.
    pub id: Uuid,
    /// The introduction.
    pub introduction: Uuid,
    /// From 1; a revision is the next.
    pub version: i32,
    /// Of all its figures.
    pub currency: Currency,
    /// Its terms.
    pub terms: Terms,
    /// What it does not say.
    pub missing: Vec<Missing>,
    /// Whether it came after the day it was due.
    pub late: bool,
    /// When it was given.
    pub created_at: DateTime<Utc>,
}

impl Quote {
    /// What is to be remarked of its prices.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        let rises = |line: &&Line| {
            line.price_breaks.windows(2).any(|pair| pair[0].unit_price < pair[1].unit_price)
        };
        let rising = self.terms.lines.iter().filter(rises);
        rising.map(|line| Remark { need: line.need, what: Remarkable::PriceRises }).collect()
    }
}

/// A need of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// 0 where the request has but one; else from 1, as in its understanding.
    pub number: u16,
    /// What it is, in the buyer's words.
    pub text: String,
    /// How much of it is asked for.
    pub volume: Volume,
}

/// The needs of the request of an introduction that the actor may see.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn needs(app: &App, actor: &Actor, introduction: Uuid) -> Result<Vec<Need>> {
    let introduction = introductions::find(&app.db, actor, introduction).await?;
    let asked = sourcing::asked(&app.db, introduction.summary.request).await?;
    app.index.think(move |engine| needs_of(engine, &asked.request)).await
}

/// The needs that the engine reads out of a request.
pub(crate) fn needs_of(engine: &Engine, request: &SourcingRequest) -> Vec<Need> {
    let understood = engine.understand_request(request);
    let last = understood.constraints.iter().map(|one| one.need).max().unwrap_or(0);
    let numbers = if last == 0 { 0..=0 } else { 1..=last };
    numbers
        .map(|number| {
            let named = understood.constraints.iter().filter(|one| {
                let kinds = [ConstraintKind::Product, ConstraintKind::Process];
                one.need == number && kinds.contains(&one.kind)
            });
            let mut words: Vec<&str> = named.map(|one| one.text.as_str()).collect();
            words.dedup();
            let volume = volume::of(&understood.constraints, number);
            Need { number, text: words.join(", "), volume }
        })
        .collect()
}

/// Gives a quote or revises it, in the caller's transaction.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], what `check` says of the newest version (0 where there
/// is none), [`Error::Invalid`] with every fault, [`Error::IllegalStep`] where no quote is asked for or it is settled.
pub async fn give(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    introduction: Uuid,
    needs: &[Need],
    check: impl Fn(i64) -> Result<()>,
    draft: Draft,
) -> Result<Quote> {
    let now = app.now();
    let report = Report::of(EventKind::Quote);
    let (row, side) = reported(app, txn, actor, introduction, |_| Ok(()), report).await?;
    let given = store::versions(txn, introduction).await?;
    check(i64::from(given))?;
    let (currency, terms) = draft::read(draft, needs, today(now))?;
    let asked = sourcing::asked(txn, row.model.request_id).await?;
    let due = row.model.quote_due_on.or(asked.deadline);
    let quote = Quote {
        id: Uuid::new_v4(),
        introduction,
        version: given + 1,
        currency,
        missing: draft::missing(&terms, needs),
        terms,
        late: due.is_some_and(|day| today(now) > day),
        created_at: now,
    };
    store::insert(txn, actor, &quote).await?;
    introductions::tell_quote(txn, &row, side, &told::facts(&quote)).await?;
    Ok(quote)
}

/// Every version of the quote of an introduction that the actor may see, newest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list(db: &impl Connection, actor: &Actor, introduction: Uuid) -> Result<Vec<Quote>> {
    introductions::find(db, actor, introduction).await?;
    store::of(db, &[introduction]).await
}

/// An internal error for a row that says what no row can say.
fn broken(what: &'static str) -> Error {
    Error::internal(format!("a kept quote has no {what}"))
}
