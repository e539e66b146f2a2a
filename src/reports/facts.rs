//! Everything that a report is made of, read at once.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::case::Case;
use super::costs::Spent;
use super::deals::{Deal, Event};
use super::demand::{Asked, Ranked};
use super::firms::certificates::{self, Gained};
use super::firms::stock::Stock;
use super::firms::store::FirmRow;
use super::firms::{self, store as directory};
use super::group::{GroupBy, Segments};
use super::indicator::{Indicator, IndicatorUnit, Plain};
use super::period::Period;
use super::ratings::Rated;
use super::store;
use crate::accounts::Actor;
use crate::app::App;
use crate::{Error, Result};

/// What happened to everything that the actor may count, by the end of a period.
#[derive(Debug)]
pub(super) struct Facts {
    period: Period,
    deals: Vec<Deal>,
    asked: Vec<Asked>,
    firms: Vec<FirmRow>,
    /// Certificates that firms gained.
    gained: Vec<Gained>,
    /// What firms say for statistics.
    stock: Vec<Stock>,
    rated: Vec<Rated>,
    /// What the work of agencies cost.
    spent: Vec<Spent>,
}

impl Facts {
    /// Reads what all indicators need, or only what one does.
    pub(super) async fn of(
        app: &App,
        actor: &Actor,
        period: Period,
        only: Option<Indicator>,
    ) -> Result<Self> {
        let mut facts = Self {
            period,
            deals: Vec::new(),
            asked: Vec::new(),
            firms: Vec::new(),
            gained: Vec::new(),
            stock: Vec::new(),
            rated: Vec::new(),
            spent: Vec::new(),
        };
        let of_firms = only.map(is_of_firms);
        if of_firms != Some(false) {
            facts.firms = directory::firms(&app.db, actor, period).await?;
            let changes = directory::certificate_changes(&app.db, actor, period).await?;
            facts.gained = certificates::gained(&facts.firms, &changes);
            let stock = directory::stock(&app.db, actor, period).await?;
            facts.stock = stock.iter().map(|row| Stock::of(row, actor, &app.rates)).collect();
        }
        if of_firms != Some(true) {
            let agencies = store::agencies(&app.db, actor).await?;
            facts.deals = deals(app, actor, period, &agencies).await?;
            facts.asked = asked(app, actor, period, &agencies, &facts.deals).await?;
            facts.rated = rated(app, actor, period).await?;
            facts.spent = spent(app, actor, period).await?;
        }
        Ok(facts)
    }

    /// What an indicator counts in the period, in no order.
    pub(super) fn cases(&self, indicator: Indicator) -> Vec<Case> {
        let mut cases = Vec::new();
        if let Indicator::Plain(plain) = indicator {
            cases
                .extend(self.firms.iter().filter_map(|firm| firms::case(firm, plain, self.period)));
            cases.extend(self.asked.iter().filter_map(|asked| asked.case(plain)));
            cases.extend(self.rated.iter().filter_map(|rated| rated.case(plain)));
            cases.extend(self.spent.iter().filter_map(|spent| spent.case(plain)));
        }
        if indicator == Indicator::Plain(Plain::CertificatesGained) {
            cases.extend(self.gained.iter().map(Gained::case));
        }
        match indicator {
            Indicator::Plain(Plain::WomenLedShare) => {
                cases.extend(self.stock.iter().filter_map(|firm| firm.led.clone()));
            }
            Indicator::Plain(Plain::MicroSmallShare) => {
                cases.extend(self.stock.iter().filter_map(|firm| firm.sized.clone()));
            }
            _ => {}
        }
        if indicator == Indicator::Plain(Plain::ActiveBuyers) {
            cases.extend(self.deals.iter().flat_map(Deal::acts_of_buyer));
        }
        cases.extend(self.deals.iter().flat_map(|deal| deal.cases(indicator)));
        if !looks_back(indicator) {
            cases.retain(|case| self.period.holds(case.at));
        }
        cases
    }

    /// Segments of what the cases are about, where they are grouped by them.
    pub(super) async fn segments(&self, app: &App, actor: &Actor, by: GroupBy) -> Result<Segments> {
        if by != GroupBy::Segment {
            return Ok(Segments::default());
        }
        let texts = store::texts(&app.db, actor, self.period).await?;
        let read = texts.into_iter().map(|(id, request)| {
            let request = serde_json::from_value(request).map_err(Error::internal)?;
            Ok((id, request))
        });
        let read = read.collect::<Result<Vec<_>>>()?;
        let understood = app.index.think(move |engine| {
            let read = read.into_iter();
            read.map(|(id, request)| (id, engine.understand_request(&request).segments())).collect()
        });
        let requests = understood.await?;
        let suppliers = match self.firms.is_empty() && self.stock.is_empty() {
            true => HashMap::new(),
            false => {
                let known = app.index.read(index::store::Searcher::segments).await?;
                known.into_iter().filter_map(|(id, of)| Some((id.parse().ok()?, of))).collect()
            }
        };
        Ok(Segments { requests, suppliers })
    }
}

/// Whether it looks back before the period, however short that is: twelve months, or to what has ever
/// been entered.
const fn looks_back(indicator: Indicator) -> bool {
    matches!(
        indicator,
        Indicator::Plain(Plain::SuppliersUpToDate | Plain::WomenLedShare | Plain::MicroSmallShare)
    )
}

fn is_of_firms(indicator: Indicator) -> bool {
    let of_firms = [IndicatorUnit::Suppliers, IndicatorUnit::Certificates];
    let shares = [Plain::WomenLedShare, Plain::MicroSmallShare].map(Indicator::Plain);
    of_firms.contains(&indicator.unit()) || shares.contains(&indicator)
}

async fn deals(
    app: &App,
    actor: &Actor,
    period: Period,
    agencies: &HashSet<Uuid>,
) -> Result<Vec<Deal>> {
    let provinces = store::provinces(&app.db, actor, period).await?;
    let mut events: HashMap<Uuid, Vec<Event>> = HashMap::new();
    for row in store::events(&app.db, actor, period).await? {
        let id = row.introduction_id;
        let event = Event::read(row, |id| agencies.contains(&id))?;
        events.entry(id).or_default().push(event);
    }
    let rows = store::deals(&app.db, actor, period).await?;
    Ok(rows
        .into_iter()
        .map(|row| Deal {
            province: provinces.get(&row.supplier_id).cloned(),
            events: events.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect())
}

async fn rated(app: &App, actor: &Actor, period: Period) -> Result<Vec<Rated>> {
    let rows = store::ratings(&app.db, actor, period).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let provinces = store::rated_provinces(&app.db, actor, period).await?;
    let rows = rows.into_iter();
    Ok(rows.map(|row| Rated { province: provinces.get(&row.supplier_id).cloned(), row }).collect())
}

async fn spent(app: &App, actor: &Actor, period: Period) -> Result<Vec<Spent>> {
    let rows = store::costs(&app.db, actor, period).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let provinces = store::cost_provinces(&app.db, actor, period).await?;
    let rows = rows.into_iter();
    rows.map(|row| {
        let province = provinces.get(&row.supplier_id).cloned();
        Spent::read(row, province)
    })
    .collect()
}

async fn asked(
    app: &App,
    actor: &Actor,
    period: Period,
    agencies: &HashSet<Uuid>,
    deals: &[Deal],
) -> Result<Vec<Asked>> {
    let rows = store::requests(&app.db, actor, period).await?;
    let mut asked: HashMap<Uuid, Asked> =
        rows.iter().filter_map(Asked::of).map(|one| (one.id, one)).collect();
    for row in store::runs(&app.db, actor, period).await? {
        if let Some(one) = asked.get_mut(&row.request_id) {
            one.runs.push(Ranked::read(&row, |id| agencies.contains(&id))?);
        }
    }
    let proposers: HashMap<Uuid, Option<Uuid>> =
        deals.iter().map(|deal| (deal.row.id, deal.proposer())).collect();
    for (request, introduction, at) in store::proposals(&app.db, actor, period).await? {
        let officer = proposers.get(&introduction).copied().flatten();
        if let Some(one) = asked.get_mut(&request).filter(|one| one.proposal.is_none()) {
            one.proposal = Some((at, officer));
        }
    }
    Ok(asked.into_values().collect())
}
