//! What counts of an introduction: each indicator as a rule over its events. A rule looks at the
//! whole past of the introduction, so that "the first quote" of a period is the first there was.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::case::{Case, CaseKind, days_between};
use super::indicator::{Indicator, Plain as P};
use super::store::{DealRow, EventRow};
use crate::Result;
use crate::introductions::{
    Amount, Confirmation, EventKind as E, Period as Per, Reason, Side, Stage, amount_of,
};

/// An introduction with what happened to it by the end of the period, in order.
#[derive(Debug)]
pub(super) struct Deal {
    pub(super) row: DealRow,
    /// Where its supplier is now.
    pub(super) province: Option<String>,
    pub(super) events: Vec<Event>,
}

/// Something that happened.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) seq: i32,
    pub(super) kind: E,
    stage: Stage,
    pub(super) side: Side,
    on_behalf_of: Option<Side>,
    /// Account of an agency that recorded it.
    pub(super) officer: Option<Uuid>,
    reason: Option<Reason>,
    amount: Option<Amount>,
    missed_by: Option<Side>,
    jobs: Option<u32>,
    tier: Option<u8>,
    import_replaced: Option<Amount>,
    confirmation: Option<Confirmation>,
    pub(super) at: DateTime<Utc>,
}

impl Event {
    pub(super) fn read(row: EventRow, is_agency: impl Fn(Uuid) -> bool) -> Result<Self> {
        let by_agency = row.organisation_id.is_some_and(is_agency);
        let money = |value: &Option<String>, currency: &Option<String>, period: Option<&str>| {
            amount_of(value.as_deref(), currency.as_deref(), period)
        };
        Ok(Self {
            seq: row.seq,
            kind: E::parse(&row.kind)?,
            stage: Stage::parse(&row.stage)?,
            side: Side::parse(&row.side)?,
            on_behalf_of: row.on_behalf_of.as_deref().map(Side::parse).transpose()?,
            officer: row.account_id.filter(|_| by_agency),
            reason: row.reason.as_deref().map(Reason::parse).transpose()?,
            amount: money(&row.amount, &row.currency, row.period.as_deref())?,
            missed_by: row.missed_by.as_deref().map(Side::parse).transpose()?,
            jobs: row.jobs.and_then(|jobs| u32::try_from(jobs).ok()),
            tier: row.tier.and_then(|tier| u8::try_from(tier).ok()),
            import_replaced: money(
                &row.import_value,
                &row.import_currency,
                row.import_period.as_deref(),
            )?,
            confirmation: row.confirmation.as_deref().map(Confirmation::parse).transpose()?,
            at: row.at,
        })
    }

    fn confirmed_by_both(&self) -> bool {
        self.confirmation == Some(Confirmation::Both)
    }

    fn is_order(&self) -> bool {
        matches!(self.kind, E::OrderTrial | E::StartMassProduction)
    }

    fn is_exit(&self) -> bool {
        matches!(self.kind, E::End | E::Lapse)
    }
}

impl Deal {
    /// Everything that an indicator counts of it, whenever it happened.
    pub(super) fn cases(&self, indicator: Indicator) -> Vec<Case> {
        match indicator {
            Indicator::Stay(stage) => self.stay(stage).into_iter().collect(),
            Indicator::Exit(reason) => {
                self.all(|event| event.is_exit() && event.reason == Some(reason))
            }
            Indicator::Plain(plain) => self.plain(plain),
        }
    }

    fn plain(&self, plain: P) -> Vec<Case> {
        let one = |event: Option<&Event>| event.map(|event| self.case(event)).into_iter().collect();
        match plain {
            P::IntroductionsProposed => one(self.first(E::Propose)),
            P::IntroductionsAgreedByBoth => one(self.agreed_by_both()),
            P::IntroductionsIntroduced => {
                one(self.events.iter().find(|event| event.stage >= Stage::Introduced))
            }
            P::SupplierResponseRate => self.answer().into_iter().collect(),
            P::MedianDaysToAnswer => self.answer().filter(|case| case.counts).into_iter().collect(),
            P::MeetingsHeld => self.all(|event| event.kind == E::Meet),
            P::MeetingNoShowRate => self.meetings(),
            P::QuotesReceived => one(self.first(E::Quote)),
            P::AuditsPassed => one(self.first(E::Audit)),
            P::SamplesDelivered => one(self.first(E::Sample)),
            P::PartsApproved => one(self.first(E::Approve)),
            P::TrialOrders => self.outcome(E::OrderTrial, |_| true),
            P::TrialOrdersConfirmed => self.outcome(E::OrderTrial, Event::confirmed_by_both),
            P::TrialOrdersOneSided => self.outcome(E::OrderTrial, |one| !one.confirmed_by_both()),
            P::MassProductions => self.outcome(E::StartMassProduction, |_| true),
            P::MassProductionsConfirmed => {
                self.outcome(E::StartMassProduction, Event::confirmed_by_both)
            }
            P::MassProductionsOneSided => {
                self.outcome(E::StartMassProduction, |one| !one.confirmed_by_both())
            }
            P::FirstOrderValue => self.worth(first_order),
            P::TwelveMonthValue => self.worth(|event| yearly(event.amount?, event)),
            P::LocalisedImportValue => self.worth(|event| {
                let import = event.import_replaced?;
                yearly(import, event).or(Some(import))
            }),
            P::JobsCreated => self.jobs(),
            P::NewTierLinks => self.link(&[1, 2]),
            P::NewFirstTierLinks => self.link(&[1]),
            P::NewSecondTierLinks => self.link(&[2]),
            P::CostPerLinkage => self.linked(),
            P::Exits => self.all(Event::is_exit),
            P::SuppliersProfiled
            | P::SuppliersVerified
            | P::SuppliersUpToDate
            | P::CertificatesGained
            | P::WomenLedShare
            | P::MicroSmallShare
            | P::Satisfaction
            | P::SatisfactionOfBuyers
            | P::SatisfactionOfSuppliers
            | P::RequestsPublished
            | P::MedianDaysToShortlist
            | P::ZeroMatchShare
            | P::ActiveBuyers => Vec::new(),
        }
    }

    /// What its buyer did itself.
    pub(super) fn acts_of_buyer(&self) -> Vec<Case> {
        let mut cases = self.all(|event| event.side == Side::Buyer);
        for case in &mut cases {
            case.once = Some(self.row.buyer_id);
        }
        cases
    }

    /// Account of an agency that proposed it.
    pub(super) fn proposer(&self) -> Option<Uuid> {
        self.first(E::Propose)?.officer
    }

    fn case(&self, event: &Event) -> Case {
        let reason = event.reason.map(Reason::code);
        Case {
            detail: event.confirmation.map(Confirmation::code).or(reason),
            seq: event.seq,
            request: Some(self.row.request_id),
            supplier: Some(self.row.supplier_id),
            province: self.province.clone(),
            officer: event.officer,
            ..Case::of(CaseKind::Introduction, self.row.id, event.at, event.kind.code())
        }
    }

    fn all(&self, counts: impl Fn(&Event) -> bool) -> Vec<Case> {
        self.events.iter().filter(|event| counts(event)).map(|event| self.case(event)).collect()
    }

    fn first(&self, kind: E) -> Option<&Event> {
        self.events.iter().find(|event| event.kind == kind)
    }

    fn outcome(&self, kind: E, counts: impl Fn(&Event) -> bool) -> Vec<Case> {
        self.first(kind)
            .filter(|event| counts(event))
            .map(|one| self.case(one))
            .into_iter()
            .collect()
    }

    /// Meetings, and who did not come to those that were missed.
    fn meetings(&self) -> Vec<Case> {
        let meetings =
            self.events.iter().filter(|one| matches!(one.kind, E::Meet | E::MissMeeting));
        meetings
            .map(|one| Case {
                counts: one.kind == E::MissMeeting,
                detail: one.missed_by.map(Side::code),
                ..self.case(one)
            })
            .collect()
    }

    fn jobs(&self) -> Vec<Case> {
        let said = self.events.iter().filter(|event| event.jobs.is_some());
        said.map(|event| Case { number: event.jobs, ..self.case(event) }).collect()
    }

    /// The first order that both confirmed and that says at which tier the supplier delivers.
    fn link(&self, tiers: &[u8]) -> Vec<Case> {
        let orders = self.events.iter().filter(|event| event.is_order());
        let first = orders
            .filter(|event| event.confirmed_by_both())
            .find_map(|event| Some((event, event.tier?)));
        let found = first.filter(|(_, tier)| tiers.contains(tier));
        let case = |(event, tier)| Case { number: Some(u32::from(tier)), ..self.case(event) };
        found.map(case).into_iter().collect()
    }

    /// The linkage that the work of agencies is for: of whoever proposed it, for an order is reported
    /// by those who deal.
    fn linked(&self) -> Vec<Case> {
        let linked = self.events.iter().find(|event| event.is_order());
        let case = |event| Case { officer: self.proposer(), ..self.case(event) };
        linked.map(case).into_iter().collect()
    }

    /// The event with which buyer and supplier both had agreed. Whoever proposes agrees.
    fn agreed_by_both(&self) -> Option<&Event> {
        let (mut buyer, mut supplier) = (false, false);
        self.events.iter().filter(|event| matches!(event.kind, E::Propose | E::Consent)).find(
            |event| {
                buyer |= event.side == Side::Buyer;
                supplier |= event.side == Side::Supplier;
                buyer && supplier
            },
        )
    }

    /// How the supplier took the proposal: it agreed, it declined, or it ended without its word.
    fn answer(&self) -> Option<Case> {
        let proposed = self.first(E::Propose)?;
        let told = self.events.iter().find_map(|event| {
            let of_supplier =
                event.side == Side::Supplier || event.on_behalf_of == Some(Side::Supplier);
            match event.kind {
                E::Consent if event.side == Side::Supplier => Some((event, true)),
                E::End if of_supplier => Some((event, true)),
                E::End | E::Lapse if event.reason == Some(Reason::NoReply) => Some((event, false)),
                _ => None,
            }
        })?;
        let (event, answered) = told;
        let days = answered.then(|| days_between(proposed.at, event.at));
        Some(Case { counts: answered, days, ..self.case(event) })
    }

    /// How long it stood at a stage before it went on.
    fn stay(&self, stage: Stage) -> Option<Case> {
        let entered = self.events.iter().find(|event| event.stage == stage)?;
        let left = self.events.iter().find(|event| event.stage > stage)?;
        let days = Some(days_between(entered.at, left.at));
        Some(Case { days, ..self.case(left) })
    }

    /// The first event whose amount says what is sought.
    fn worth(&self, amount: impl Fn(&Event) -> Option<Amount>) -> Vec<Case> {
        let found = self.events.iter().find_map(|event| Some((event, amount(event)?)));
        let case = |(event, amount)| Case { amount: Some(amount), ..self.case(event) };
        found.map(case).into_iter().collect()
    }
}

/// What a first order is worth: an amount of one order.
fn first_order(event: &Event) -> Option<Amount> {
    event.amount.filter(|amount| event.is_order() && amount.period == Per::Once)
}

/// What twelve months are worth: an amount of a year, or twelve of a month.
fn yearly(amount: Amount, event: &Event) -> Option<Amount> {
    if event.kind == E::OrderTrial {
        return None;
    }
    let value = match amount.period {
        Per::Once => return None,
        Per::Month => amount.value.checked_mul(12.into())?,
        Per::Year => amount.value,
    };
    Some(Amount { value, period: Per::Year, ..amount })
}
