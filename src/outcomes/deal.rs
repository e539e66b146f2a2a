//! An introduction as far as outcomes go: when the supplier was asked and answered, how far it
//! came, and whether its end speaks against the supplier.

use chrono::{DateTime, Utc};
use index::learn::Reached;
use uuid::Uuid;

use super::OutcomeEvent;
use crate::introductions::{EventKind, Reason, Side, Stage, Standing, answer_due, stage};

/// An introduction with what matters of its history.
#[derive(Debug, Clone)]
pub struct Deal {
    /// The sourcing request.
    pub request: Uuid,
    /// The buyer.
    pub buyer: Uuid,
    /// The supplier.
    pub supplier: Uuid,
    /// Whether an agency had to agree.
    pub brokered: bool,
    /// How far it came.
    pub stage: Stage,
    /// Whether it goes on.
    pub standing: Standing,
    /// Why it ended.
    pub reason: Option<Reason>,
    /// When the supplier's answer was due, as it was told then; none where that was not kept.
    pub answer_due: Option<DateTime<Utc>>,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// When contacts were shown.
    pub introduced_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// Something that happened to it.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// What.
    pub kind: EventKind,
    /// Who did it.
    pub side: Side,
    /// For whom, where an agency reports another's doing.
    pub on_behalf_of: Option<Side>,
    /// Organisation of whoever did it; none for the service.
    pub organisation: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a supplier answered a proposal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// After so many days, and whether that was in time.
    Given {
        /// Days from when it was asked.
        days: f64,
        /// Not after it was due.
        in_time: bool,
    },
    /// Not when it was due, nor since.
    Missed,
    /// It is not due yet, or was never asked for.
    Open,
}

impl Step {
    /// Whether it was done by a side, or for it. Nobody agrees for another: whose word a consent is,
    /// its side says.
    fn is_of(&self, side: Side) -> bool {
        match self.kind {
            EventKind::Consent => self.side == side,
            _ => self.on_behalf_of.unwrap_or(self.side) == side,
        }
    }
}

impl Deal {
    /// The organisation that proposed it.
    #[must_use]
    pub fn proposer(&self) -> Option<Uuid> {
        self.steps.first().and_then(|step| step.organisation)
    }

    fn first(&self, matches: impl Fn(&Step) -> bool) -> Option<DateTime<Utc>> {
        self.steps.iter().find(|step| matches(step)).map(|step| step.at)
    }

    /// How the supplier answered. Its time runs from when it is its turn: where an agency brokers,
    /// from when that agrees.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let given = self.first(|step| {
            step.is_of(Side::Supplier) && matches!(step.kind, EventKind::Consent | EventKind::End)
        });
        let by_agency = self.steps.first().is_some_and(|step| step.side == Side::Agency);
        let asked = if self.brokered && !by_agency {
            self.first(|step| step.kind == EventKind::Consent && step.is_of(Side::Agency))
        } else {
            Some(self.proposed_at)
        };
        match (asked, given) {
            (asked, Some(given)) => {
                // Whoever answers before it is asked has not made anybody wait.
                let asked = asked.filter(|asked| *asked <= given).unwrap_or(given);
                #[expect(clippy::cast_precision_loss, reason = "seconds of an answer")]
                let days = (given - asked).num_seconds() as f64 / 86_400.0;
                let due = self.answer_due.unwrap_or_else(|| answer_due(asked));
                Answer::Given { days, in_time: given <= due }
            }
            // The service says when it was overdue, so that this needs no clock.
            (Some(asked), None) => {
                let overdue = self.first(|step| {
                    let late = matches!(step.kind, EventKind::Escalate | EventKind::Lapse);
                    late && step.at > asked
                });
                if overdue.is_some() { Answer::Missed } else { Answer::Open }
            }
            (None, None) => Answer::Open,
        }
    }

    /// Whether it ended by what the supplier is or did. Ends that say nothing of it (the buyer
    /// gave up, changed the design, stays with its present supplier, fell silent; a conflict, a
    /// double contact, means, a pause) do not count against it.
    #[must_use]
    pub fn ended_by_supplier(&self) -> bool {
        let over = matches!(self.standing, Standing::Ended | Standing::Lapsed);
        let Some(reason) = self.reason.filter(|_| over) else { return false };
        match reason {
            Reason::DeclinedCapability
            | Reason::DeclinedCapacity
            | Reason::Price
            | Reason::CertMissing
            | Reason::AuditFailed
            | Reason::OutOfArea
            | Reason::TraderNotMaker => true,
            Reason::NoReply if self.standing == Standing::Lapsed => match self.stage {
                Stage::Proposed => self.answer() == Answer::Missed,
                stage => stage::step_of(stage).owner == Side::Supplier,
            },
            // Whoever ends it says that the other does not answer.
            Reason::NoReply => {
                let last = self.steps.iter().rev().find(|step| step.kind == EventKind::End);
                last.is_some_and(|step| !step.is_of(Side::Supplier))
            }
            Reason::BuyerCancelled
            | Reason::DesignChange
            | Reason::ConflictOfInterest
            | Reason::DuplicateContact
            | Reason::LostToIncumbent
            | Reason::Finance
            | Reason::Paused => false,
        }
    }

    /// Whether the buyer approved the part; whatever came after.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.stage >= Stage::Approved
    }

    /// How far it came, as a ranking is judged by it.
    #[must_use]
    pub fn reached(&self) -> Reached {
        if self.succeeded() {
            Reached::Won
        } else if self.ended_by_supplier() {
            Reached::Lost
        } else if self.stage >= Stage::Quoted {
            Reached::Quoted
        } else if self.introduced_at.is_some() {
            Reached::Agreed
        } else {
            Reached::Introduced
        }
    }

    /// What came of it, each with its time.
    #[must_use]
    pub fn events(&self) -> Vec<OutcomeEvent> {
        let first = |kind: EventKind| self.first(|step| step.kind == kind);
        let lost = self.ended_at.filter(|_| self.reached() == Reached::Lost);
        [
            (Reached::Introduced, Some(self.proposed_at)),
            (Reached::Agreed, self.introduced_at),
            (Reached::Quoted, first(EventKind::Quote)),
            (Reached::Won, first(EventKind::Approve)),
            (Reached::Lost, lost),
        ]
        .into_iter()
        .filter_map(|(kind, at)| Some(OutcomeEvent { kind, at: at? }))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn step(kind: EventKind, side: Side, on_behalf_of: Option<Side>, day: i64) -> Step {
        let at = DateTime::UNIX_EPOCH + TimeDelta::days(day);
        Step { kind, side, on_behalf_of, organisation: None, at }
    }

    /// Histories of before that was refused have such consents.
    #[test]
    fn a_consent_is_the_word_of_its_side_whomever_it_names() {
        let deal = Deal {
            request: Uuid::nil(),
            buyer: Uuid::nil(),
            supplier: Uuid::nil(),
            brokered: true,
            stage: Stage::Proposed,
            standing: Standing::Running,
            reason: None,
            answer_due: Some(DateTime::UNIX_EPOCH + TimeDelta::days(30)),
            proposed_at: DateTime::UNIX_EPOCH,
            introduced_at: None,
            ended_at: None,
            steps: vec![
                step(EventKind::Propose, Side::Buyer, None, 0),
                step(EventKind::Consent, Side::Agency, Some(Side::Supplier), 2),
            ],
        };
        assert_eq!(deal.answer(), Answer::Open);
        let mut answered = deal.clone();
        answered.steps.push(step(EventKind::Consent, Side::Supplier, None, 5));
        assert_eq!(answered.answer(), Answer::Given { days: 3.0, in_time: true });
        let mut declined = deal;
        declined.steps.push(step(EventKind::End, Side::Agency, Some(Side::Supplier), 4));
        assert_eq!(declined.answer(), Answer::Given { days: 2.0, in_time: true });
    }
}
