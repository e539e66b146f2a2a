//! The state machine of introductions, in one place: which event leads where, who may do it, what
//! may be skipped, who owes the next step and by when, and the reasons of an exit.
//!
//! Stages and times are those of domain practice in supplier development (consent of the supplier
//! within 3 working days, of the buyer within 5, a quote within 5 to 15, first contact to start of
//! production 3 to 18 months). `stages.mmd` beside this file is drawn from it.

pub use super::code::{Confirmation, EventKind, Gap, Period, Reason, Side, Stage, Standing};

/// Working days that a side has to confirm an outcome that the other reported.
pub const CONFIRM_DAYS: u32 = 10;
/// Working days that buyer and agency have to agree; the table has those of the supplier.
pub const CONSENT_DAYS: u32 = 5;
/// Working days from today within which a quote may be asked for: it is given within 5 to 15, and the
/// longest that anybody waits for one is a quarter of a year.
pub const MOST_QUOTE_DAYS: u32 = 60;
/// Working days before a due date on which its owner is reminded.
pub const REMIND_DAYS: u32 = 1;

/// Whether a deal may pass a stage by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Every deal comes through here.
    Never,
    /// A deal may do without.
    Freely,
    /// A deal may do without unless confidentiality was asked for.
    UnlessAsked,
}

/// What becomes of an introduction whose owner stays silent after it was overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// It lapses.
    Lapse,
    /// The deal succeeded; it is merely followed no further.
    Close,
}

/// One stage and the event that leads to it.
#[derive(Debug)]
pub struct Step {
    /// The stage.
    pub stage: Stage,
    /// What leads to it.
    pub event: EventKind,
    /// Who may report that.
    pub by: &'static [Side],
    /// Whether it may be passed by.
    pub skip: Skip,
    /// Whether it is an outcome, which both sides are to confirm.
    pub outcome: bool,
    /// Who owes the next step from here. Where sides still have to agree, they do instead.
    pub owner: Side,
    /// Working days until the next step is due.
    pub due: u32,
    /// Working days from overdue to the end.
    pub grace: u32,
    /// What that end is.
    pub silence: Silence,
}

use EventKind as E;
use Side::{Agency, Buyer, Supplier};

/// Both sides and the agency.
const ANY: &[Side] = &[Buyer, Supplier, Agency];
/// The two who deal.
const BOTH: &[Side] = &[Buyer, Supplier];
/// Buyer, or the agency for it.
const ASKING: &[Side] = &[Buyer, Agency];
/// Supplier, or the agency for it.
const OFFERING: &[Side] = &[Supplier, Agency];

/// Every stage in the order of a deal. A step leads to its stage from any earlier one, if all that
/// lie between may be skipped.
pub const STEPS: &[Step] = &[
    step(Stage::Proposed, E::Propose, ASKING, Skip::Never, Supplier, 3, 5),
    step(Stage::Introduced, E::Consent, ANY, Skip::Never, Buyer, 5, 10),
    step(Stage::Confidential, E::AgreeConfidentiality, BOTH, Skip::UnlessAsked, Buyer, 5, 10),
    step(Stage::Requested, E::RequestQuotation, ASKING, Skip::Never, Supplier, 10, 10),
    step(Stage::Quoted, E::Quote, OFFERING, Skip::Never, Buyer, 10, 10),
    step(Stage::Met, E::Meet, ANY, Skip::Freely, Buyer, 20, 10),
    step(Stage::Audited, E::Audit, ASKING, Skip::Freely, Buyer, 20, 20),
    step(Stage::Sampled, E::Sample, ANY, Skip::Freely, Buyer, 20, 20),
    step(Stage::Approved, E::Approve, ASKING, Skip::Never, Buyer, 20, 20),
    outcome(Stage::TrialOrder, E::OrderTrial, Skip::Freely, 65, Silence::Lapse),
    outcome(Stage::MassProduction, E::StartMassProduction, Skip::Never, 130, Silence::Close),
    outcome(Stage::RepeatHalfYear, E::Repeat, Skip::Never, 130, Silence::Close),
    outcome(Stage::RepeatYear, E::Repeat, Skip::Never, 10, Silence::Close),
];

/// What may also happen on the way without leading further: event, who, at which stages.
pub const ASIDE: &[(EventKind, &[Side], &[Stage])] = &[
    // Many meet before they ask for a price.
    (E::Meet, ANY, &[Stage::Introduced, Stage::Confidential, Stage::Requested]),
    // A meeting can be missed wherever one can be held, so that both are counted alike.
    (
        E::MissMeeting,
        ANY,
        &[Stage::Introduced, Stage::Confidential, Stage::Requested, Stage::Quoted],
    ),
    // A quote is revised as long as the part is not approved.
    (E::Quote, OFFERING, &[Stage::Quoted, Stage::Met, Stage::Audited, Stage::Sampled]),
];

/// What an exit has to say beside its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    None,
    /// What it is about, in `field`.
    Field,
    /// How far the prices are apart, in `gap`.
    Gap,
    /// The score of the audit, 0 to 100, in `score`.
    Score,
}

/// Reasons of an exit: who may give them, and what they have to say. Every stage has all of them.
pub const REASONS: &[(Reason, &[Side], Detail)] = &[
    (Reason::NoReply, ANY, Detail::None),
    (Reason::DeclinedCapability, ANY, Detail::Field),
    (Reason::DeclinedCapacity, ANY, Detail::None),
    (Reason::Price, ANY, Detail::Gap),
    (Reason::CertMissing, ANY, Detail::Field),
    (Reason::AuditFailed, ASKING, Detail::Score),
    (Reason::BuyerCancelled, ASKING, Detail::None),
    (Reason::DesignChange, ASKING, Detail::None),
    (Reason::ConflictOfInterest, ANY, Detail::None),
    (Reason::DuplicateContact, ANY, Detail::None),
    (Reason::OutOfArea, ANY, Detail::None),
    (Reason::LostToIncumbent, ASKING, Detail::None),
    (Reason::TraderNotMaker, ASKING, Detail::None),
    (Reason::Finance, ANY, Detail::None),
    (Reason::Paused, ANY, Detail::None),
];

const fn step(
    stage: Stage,
    event: EventKind,
    by: &'static [Side],
    skip: Skip,
    owner: Side,
    due: u32,
    grace: u32,
) -> Step {
    Step { stage, event, by, skip, outcome: false, owner, due, grace, silence: Silence::Lapse }
}

const fn outcome(stage: Stage, event: EventKind, skip: Skip, due: u32, silence: Silence) -> Step {
    Step { stage, event, by: BOTH, skip, outcome: true, owner: Buyer, due, grace: 20, silence }
}

/// The row of a stage.
#[must_use]
pub fn step_of(stage: Stage) -> &'static Step {
    // Every stage has a row: a test counts them.
    STEPS.iter().find(|step| step.stage == stage).unwrap_or(&STEPS[0])
}

/// What reason needs.
#[must_use]
pub fn detail_of(reason: Reason) -> Detail {
    let rule = REASONS.iter().find(|(known, ..)| *known == reason);
    rule.map_or(Detail::None, |(_, _, detail)| *detail)
}

/// The reasons that a side may give.
pub fn reasons_of(side: Side) -> impl Iterator<Item = Reason> {
    REASONS.iter().filter(move |(_, by, _)| by.contains(&side)).map(|(reason, ..)| *reason)
}

/// A set of sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// Whether the buyer is in it.
    pub buyer: bool,
    /// Whether the supplier is in it.
    pub supplier: bool,
    /// Whether the agency is in it.
    pub agency: bool,
}

impl Sides {
    /// Whether a side is in it.
    #[must_use]
    pub const fn has(self, side: Side) -> bool {
        match side {
            Buyer => self.buyer,
            Supplier => self.supplier,
            Agency => self.agency,
            Side::Service => false,
        }
    }

    /// The set with a side more.
    #[must_use]
    pub const fn with(mut self, side: Side) -> Self {
        match side {
            Buyer => self.buyer = true,
            Supplier => self.supplier = true,
            Agency => self.agency = true,
            Side::Service => {}
        }
        self
    }
}

/// Where an introduction stands: all that decides what may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// How far it has come.
    pub stage: Stage,
    /// Whether it goes on.
    pub standing: Standing,
    /// Whether an agency has to agree too.
    pub brokered: bool,
    /// Whether confidentiality was asked for.
    pub asks_confidentiality: bool,
    /// Who has agreed to be introduced.
    pub consents: Sides,
    /// Who has agreed to confidentiality.
    pub agreed: Sides,
    /// Whose word the outcome of this stage is; none where the stage is no outcome.
    pub confirmation: Option<Confirmation>,
    /// Why it ended.
    pub reason: Option<Reason>,
}

impl State {
    /// As it begins: whoever proposes agrees.
    #[must_use]
    pub fn proposed(by: Side, brokered: bool, asks_confidentiality: bool) -> Self {
        Self {
            stage: Stage::Proposed,
            standing: Standing::Running,
            brokered,
            asks_confidentiality,
            consents: Sides::default().with(by),
            agreed: Sides::default(),
            confirmation: None,
            reason: None,
        }
    }

    /// The state after an event by a side; none where that is not legal. The reason of an exit is
    /// the caller's to set.
    #[must_use]
    pub fn after(&self, event: EventKind, side: Side) -> Option<Self> {
        let mut next = *self;
        let running = self.standing == Standing::Running;
        match event {
            E::Propose => return None,
            E::Resume => {
                let paused = self.reason == Some(Reason::Paused);
                let may = self.standing == Standing::Lapsed
                    || (self.standing == Standing::Ended && paused);
                if !may || !ANY.contains(&side) {
                    return None;
                }
                (next.standing, next.reason) = (Standing::Running, None);
            }
            _ if !running => return None,
            E::Consent => {
                if self.stage != Stage::Proposed
                    || self.awaited(Stage::Proposed, side) != Some(true)
                {
                    return None;
                }
                next.consents = self.consents.with(side);
                if next.first_awaited().is_none() {
                    next.stage = Stage::Introduced;
                }
            }
            E::AgreeConfidentiality => {
                if self.stage != Stage::Introduced
                    || self.awaited(Stage::Introduced, side) != Some(true)
                {
                    return None;
                }
                next.agreed = self.agreed.with(side);
                if next.first_awaited().is_none() {
                    next.stage = Stage::Confidential;
                }
            }
            E::Confirm => {
                if self.confirmer() != Some(side) {
                    return None;
                }
                next.confirmation = Some(Confirmation::Both);
                next.complete_if_last();
            }
            E::End => {
                if !ANY.contains(&side) {
                    return None;
                }
                next.standing = Standing::Ended;
            }
            E::Remind | E::Escalate | E::Lapse | E::Close | E::LeaveOneSided => {
                return (side == Side::Service).then(|| self.after_silence(event)).flatten();
            }
            _ => return self.after_step(event, side),
        }
        Some(next)
    }

    fn after_step(&self, event: EventKind, side: Side) -> Option<Self> {
        let mut next = *self;
        let step = STEPS.iter().find(|step| step.event == event && self.reaches(step.stage));
        if let Some(step) = step.filter(|step| step.by.contains(&side)) {
            next.stage = step.stage;
            next.confirmation = step.outcome.then_some(match side {
                Supplier => Confirmation::AwaitsBuyer,
                _ => Confirmation::AwaitsSupplier,
            });
            return Some(next);
        }
        let aside = ASIDE.iter().any(|(known, by, stages)| {
            *known == event && by.contains(&side) && stages.contains(&self.stage)
        });
        aside.then_some(next)
    }

    fn after_silence(&self, event: EventKind) -> Option<Self> {
        let mut next = *self;
        let waits = self.confirmer().is_some();
        let silence = step_of(self.stage).silence;
        match event {
            E::LeaveOneSided if waits => {
                next.confirmation = Some(Confirmation::OneSided);
                next.complete_if_last();
            }
            E::Lapse if !waits && silence == Silence::Lapse => {
                next.standing = Standing::Lapsed;
                next.reason = Some(Reason::NoReply);
            }
            E::Close if !waits && silence == Silence::Close => next.standing = Standing::Completed,
            E::Remind | E::Escalate => {}
            _ => return None,
        }
        Some(next)
    }

    /// What comes when the owner stays silent to the end.
    #[must_use]
    pub fn end_of_silence(&self) -> EventKind {
        if self.confirmer().is_some() {
            return E::LeaveOneSided;
        }
        match step_of(self.stage).silence {
            Silence::Lapse => E::Lapse,
            Silence::Close => E::Close,
        }
    }

    fn complete_if_last(&mut self) {
        if self.stage == Stage::RepeatYear {
            self.standing = Standing::Completed;
        }
    }

    /// Whether a stage lies ahead with nothing between that may not be skipped.
    #[must_use]
    pub fn reaches(&self, stage: Stage) -> bool {
        stage > self.stage
            && STEPS
                .iter()
                .filter(|step| step.stage > self.stage && step.stage < stage)
                .all(|step| match step.skip {
                    Skip::Never => false,
                    Skip::Freely => true,
                    Skip::UnlessAsked => !self.asks_confidentiality,
                })
            // Consents and confidentiality lead on by themselves, when the last one is given.
            && stage > Stage::Confidential
    }

    /// Whether the agreement that `stage` waits for is still awaited of a side; none where that
    /// side is not asked.
    fn awaited(&self, stage: Stage, side: Side) -> Option<bool> {
        match (stage, side) {
            (Stage::Proposed, Agency) if !self.brokered => None,
            (Stage::Proposed, Buyer | Supplier | Agency) => Some(!self.consents.has(side)),
            (Stage::Introduced, Buyer | Supplier) if self.asks_confidentiality => {
                Some(!self.agreed.has(side))
            }
            _ => None,
        }
    }

    /// The side whose agreement is awaited first: the agency, then the supplier, then the buyer.
    #[must_use]
    pub fn first_awaited(&self) -> Option<Side> {
        [Agency, Supplier, Buyer]
            .into_iter()
            .find(|side| self.awaited(self.stage, *side) == Some(true))
    }

    /// The side that has not confirmed the outcome of this stage.
    #[must_use]
    pub const fn confirmer(&self) -> Option<Side> {
        match self.confirmation {
            Some(Confirmation::AwaitsBuyer) => Some(Buyer),
            Some(Confirmation::AwaitsSupplier) => Some(Supplier),
            _ => None,
        }
    }

    /// Who owes the next step, and within how many working days; nobody once it is over.
    #[must_use]
    pub fn owner(&self) -> Option<(Side, u32)> {
        if self.standing != Standing::Running {
            return None;
        }
        let step = step_of(self.stage);
        if let Some(side) = self.confirmer() {
            return Some((side, CONFIRM_DAYS));
        }
        Some(match self.first_awaited() {
            Some(side) if side != step.owner => (side, CONSENT_DAYS),
            _ => (step.owner, step.due),
        })
    }

    /// What a side may do now, in the order of a deal.
    #[must_use]
    pub fn legal(&self, side: Side) -> Vec<EventKind> {
        EventKind::ALL.iter().copied().filter(|event| self.after(*event, side).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_and_every_reason_has_one_row() {
        let stages: Vec<_> = STEPS.iter().map(|step| step.stage).collect();
        assert_eq!(stages, Stage::ALL);
        let reasons: Vec<_> = REASONS.iter().map(|(reason, ..)| *reason).collect();
        assert_eq!(reasons, Reason::ALL);
    }

    #[test]
    fn what_is_asked_for_is_not_skipped() {
        let mut state = State::proposed(Buyer, false, true);
        state = state.after(E::Consent, Supplier).unwrap();
        assert_eq!(state.stage, Stage::Introduced);
        assert!(state.after(E::RequestQuotation, Buyer).is_none());
        state = state.after(E::AgreeConfidentiality, Buyer).unwrap();
        assert!(state.after(E::AgreeConfidentiality, Buyer).is_none());
        state = state.after(E::AgreeConfidentiality, Supplier).unwrap();
        assert_eq!(state.stage, Stage::Confidential);
        assert_eq!(state.after(E::RequestQuotation, Buyer).unwrap().stage, Stage::Requested);
    }

    #[test]
    fn consents_come_in_either_order_and_through_the_agency() {
        for order in [[Agency, Supplier], [Supplier, Agency]] {
            let mut state = State::proposed(Buyer, true, false);
            state = state.after(E::Consent, order[0]).unwrap();
            assert_eq!(state.stage, Stage::Proposed);
            state = state.after(E::Consent, order[1]).unwrap();
            assert_eq!(state.stage, Stage::Introduced);
        }
        assert!(State::proposed(Buyer, false, false).after(E::Consent, Agency).is_none());
    }
}
