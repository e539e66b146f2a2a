//! Track record of a supplier: how it answers proposals and how often it comes to a deal, from its
//! introductions, with the doubt that few cases deserve.
//!
//! | figure | counted | before any case |
//! |---|---|---|
//! | response rate | proposals answered in time (3 working days), of those answered or overdue | Beta(2, 1): two of three |
//! | days to answer | median of all answers | two answers on the third day |
//! | success rate | parts approved, of deals that succeeded or ended by what the supplier is or did | Beta(1, 5): one of six |
//!
//! The priors are a few cases' weight, so that one case moves a figure and three decide it. Two of
//! three in time is what a firm gets credit for that nobody knows; of some 400 firms that one large
//! buyer's programme in Vietnam advised, 63 became suppliers, which is one in six.
//!
//! Who sees it: whoever holds the profile, agencies and administrators see all. Buyers see how it
//! answers, and the success rate once it rests on three deals with three buyers, so that nobody's
//! deal can be read off. The ranking uses no more than buyers may see. Others see nothing.

use std::collections::{BTreeSet, HashMap};

use index::matching::NEUTRAL;
use uuid::Uuid;

use super::deal::{Answer, Deal};
use super::store;
use crate::accounts::{Actor, Role};
use crate::db::Connection;
use crate::{Result, suppliers};

/// Proposals answered in time and not, as if a firm without history had had them.
const RESPONSE: Prior = Prior { yes: 2.0, no: 1.0 };
/// Deals that succeeded and not, the same way.
const SUCCESS: Prior = Prior { yes: 1.0, no: 5.0 };
/// Answers in days, the same way.
const DAYS: [f64; 2] = [3.0, 3.0];
/// Deals, and buyers of them, from which on buyers see the success rate.
pub const FEW: u32 = 3;

/// A Beta distribution, by the cases that it stands for.
#[derive(Debug, Clone, Copy)]
struct Prior {
    yes: f64,
    no: f64,
}

impl Prior {
    fn mean(self) -> f64 {
        self.yes / (self.yes + self.no)
    }

    /// Mean of the posterior.
    fn smoothed(self, yes: u32, of: u32) -> f64 {
        (self.yes + f64::from(yes)) / (self.yes + self.no + f64::from(of))
    }

    /// A rate between its worst (0) and its best (1), with what is expected without history in the
    /// middle.
    fn level(self, rate: f64) -> f64 {
        let mean = self.mean();
        if rate >= mean {
            NEUTRAL + (1.0 - NEUTRAL) * (rate - mean) / (1.0 - mean)
        } else {
            NEUTRAL * rate / mean
        }
    }
}

/// What introductions say of a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackRecord {
    /// Proposals answered or overdue.
    pub proposals: u32,
    /// Those answered in time.
    pub answered_in_time: u32,
    /// Share answered in time, smoothed, 0–1.
    pub response_rate: f64,
    /// Days to answer, smoothed median; none without an answer.
    pub days_to_answer: Option<f64>,
    /// Deals; none where the reader may not see them.
    pub deals: Option<Deals>,
}

/// How deals came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Deals {
    /// Those that succeeded, or ended by what the supplier is or did.
    pub settled: u32,
    /// Those in which the part was approved.
    pub approved: u32,
    /// Buyers of them.
    pub buyers: u32,
    /// Share approved, smoothed, 0–1.
    pub success_rate: f64,
}

impl TrackRecord {
    /// From everything that a supplier was introduced to.
    #[must_use]
    pub fn of(deals: &[Deal]) -> Self {
        let (mut proposals, mut answered_in_time) = (0, 0);
        let (mut settled, mut approved) = (0, 0);
        let mut days = Vec::new();
        let mut buyers = BTreeSet::new();
        for deal in deals {
            match deal.answer() {
                Answer::Given { days: after, in_time } => {
                    proposals += 1;
                    answered_in_time += u32::from(in_time);
                    days.push(after);
                }
                Answer::Missed => proposals += 1,
                Answer::Open => {}
            }
            // How it answers is counted above; a deal begins when contacts are shown.
            let over = deal.succeeded() || deal.ended_by_supplier();
            if deal.introduced_at.is_some() && over {
                settled += 1;
                approved += u32::from(deal.succeeded());
                buyers.insert(deal.buyer);
            }
        }
        Self {
            proposals,
            answered_in_time,
            response_rate: RESPONSE.smoothed(answered_in_time, proposals),
            days_to_answer: (!days.is_empty()).then(|| median(days.into_iter().chain(DAYS))),
            deals: Some(Deals {
                settled,
                approved,
                buyers: u32::try_from(buyers.len()).unwrap_or(u32::MAX),
                success_rate: SUCCESS.smoothed(approved, settled),
            }),
        }
    }

    /// The part of it that buyers may see.
    #[must_use]
    pub fn for_buyers(mut self) -> Self {
        self.deals = self.deals.filter(|deals| deals.settled >= FEW && deals.buyers >= FEW);
        self
    }

    /// What a ranking makes of it, from 0 to 1 with [`NEUTRAL`] for what is expected of a firm
    /// without history; none for such a firm.
    #[must_use]
    pub fn standing(&self) -> Option<f64> {
        let seen = self.clone().for_buyers();
        if seen.proposals == 0 && seen.deals.is_none() {
            return None;
        }
        let success = seen.deals.map_or(SUCCESS.mean(), |deals| deals.success_rate);
        Some(0.5 * RESPONSE.level(seen.response_rate) + 0.5 * SUCCESS.level(success))
    }
}

fn median(days: impl Iterator<Item = f64>) -> f64 {
    let mut days: Vec<f64> = days.collect();
    days.sort_by(f64::total_cmp);
    let middle = days.len() / 2;
    let at = |place: usize| days.get(place).copied().unwrap_or_default();
    if days.len().is_multiple_of(2) { (at(middle - 1) + at(middle)) / 2.0 } else { at(middle) }
}

/// The track record of a supplier as `actor` may see it; none for those who may not.
///
/// # Errors
/// [`crate::Error::NotFound`] for a profile that the actor may not see.
pub async fn find(
    db: &impl Connection,
    actor: Option<&Actor>,
    supplier: Uuid,
) -> Result<Option<TrackRecord>> {
    let Some(actor) = actor else { return Ok(None) };
    let holds = suppliers::holds(db, actor, supplier).await?;
    let whole = holds || matches!(actor.role, Role::Agency | Role::Admin);
    if !whole && actor.role != Role::Buyer {
        return Ok(None);
    }
    let record = TrackRecord::of(&store::deals_of_suppliers(db, &[supplier]).await?);
    Ok(Some(if whole { record } else { record.for_buyers() }))
}

/// What a ranking makes of the track records of suppliers; those without history are left out.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn standings(
    db: &impl Connection,
    suppliers: &[Uuid],
) -> Result<HashMap<Uuid, f64>> {
    let mut deals: HashMap<Uuid, Vec<Deal>> = HashMap::new();
    for deal in store::deals_of_suppliers(db, suppliers).await? {
        deals.entry(deal.supplier).or_default().push(deal);
    }
    let standings = deals.into_iter().map(|(id, deals)| (id, TrackRecord::of(&deals).standing()));
    Ok(standings.filter_map(|(id, standing)| Some((id, standing?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priors_stand_in_the_middle_and_cases_move_them() {
        for prior in [RESPONSE, SUCCESS] {
            assert!((prior.level(prior.smoothed(0, 0)) - NEUTRAL).abs() < 1e-12);
            assert!(prior.level(0.0).abs() < 1e-12 && (prior.level(1.0) - 1.0).abs() < 1e-12);
            assert!(prior.smoothed(1, 1) > prior.mean() && prior.smoothed(0, 1) < prior.mean());
            // Many cases decide.
            assert!((prior.smoothed(90, 100) - 0.9).abs() < 0.05);
        }
    }

    #[test]
    fn one_fast_answer_does_not_make_a_fast_firm() {
        assert_eq!(median([0.1].into_iter().chain(DAYS)), 3.0);
        assert_eq!(median([0.5, 0.5, 1.0].into_iter().chain(DAYS)), 1.0);
        assert_eq!(median([0.5, 1.0].into_iter().chain(DAYS)), 2.0);
    }

    #[test]
    fn a_firm_without_history_has_no_standing() {
        let record = TrackRecord::of(&[]);
        assert_eq!(record.standing(), None);
        assert_eq!(record.for_buyers().deals, None);
    }
}
