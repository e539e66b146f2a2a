//! Introductions: a buyer and a supplier brought together over a request, step by step, from the
//! proposal to repeated orders or to an exit with its reason.
//!
//! Reading order: [`stage`] (the state machine, in one table) → [`mod@propose`] and [`advance`] (what
//! people do, and [`report`] how they say it) → [`view`] (what each may see of it) → [`deadlines`]
//! (what the service does when nobody does anything) → [`calls`] (how agencies learn of what waits for
//! one) → [`block`] (who is never introduced to whom) → [`rating`] (how content they were) → [`cost`] (what the
//! work on it cost its agency).

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::sourcing::Disclosure;
use crate::suppliers::Contact;

pub mod advance;
pub mod block;
pub mod calendar;
pub mod calls;
pub mod code;
pub mod cost;
pub mod deadlines;
pub mod diagram;
pub mod money;
mod notice;
pub mod propose;
pub mod rating;
pub mod report;
pub mod stage;
mod store;
mod view;
mod visible;

pub use advance::record;
pub use calendar::Calendar;
pub use money::{Amount, Currency};
pub(crate) use notice::tell_quote;
pub use propose::{Proposal, propose};
pub use report::Report;
pub(crate) use report::amount_of;
pub use stage::{Confirmation, EventKind, Gap, Period, Reason, Side, Sides, Stage, Standing};
pub use view::{find, list};

/// The noun of this room in `Error::NotFound`.
pub(crate) const NOUN: &str = "introduction";

/// When a supplier's answer was due that was asked for at `asked`, where no row says it: those of
/// before that was kept knew no holidays.
pub(crate) fn answer_due(asked: DateTime<Utc>) -> DateTime<Utc> {
    Calendar::default().after_working_days(asked, stage::step_of(Stage::Proposed).due)
}

/// Which introductions to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only those at this stage.
    pub stage: Option<Stage>,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only those of this sourcing request.
    pub request: Option<Uuid>,
}

/// Place of an introduction in a list: newest first.
pub type Position = (DateTime<Utc>, Uuid);

/// An introduction as somebody may see it, without its history.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Identifier.
    pub id: Uuid,
    /// Version, for `If-Match`.
    pub version: i64,
    /// The sourcing request.
    pub request: Uuid,
    /// Its title.
    pub title: Option<String>,
    /// The profile.
    pub supplier: Uuid,
    /// Its name.
    pub supplier_name: String,
    /// Name of the buyer; none where the reader may not know it.
    pub buyer_name: Option<String>,
    /// Name of the agency that brokers.
    pub agency_name: Option<String>,
    /// The sides that the reader takes; none for an administrator.
    pub sides: Vec<Side>,
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
    /// Whose word the outcome of this stage is.
    pub confirmation: Option<Confirmation>,
    /// Why it ended.
    pub reason: Option<Reason>,
    /// Who owes the next step.
    pub owner: Option<Side>,
    /// When that is due.
    pub due_at: Option<DateTime<Utc>>,
    /// Last day for the quote, where the buyer set one.
    pub quote_due_on: Option<NaiveDate>,
    /// What the reader may do now.
    pub next: Vec<EventKind>,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When contacts were shown.
    pub introduced_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
}

/// An introduction as somebody may see it, with everything that happened.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// Where it stands.
    pub summary: Summary,
    /// Whom to call; none before everybody has agreed.
    pub contacts: Option<Contacts>,
    /// How far it opens its request; none once it ended or lapsed.
    pub material: Option<Material>,
    /// What happened, in order.
    pub history: Vec<Event>,
}

/// What an introduction opens of its request, beyond what everybody reads.
#[derive(Debug, Clone, Copy)]
pub struct Material {
    /// How far the supplier, and the agency that brokers, read by now.
    pub open: Disclosure,
    /// From when on there are details; none where the request has none.
    pub details_from: Option<Disclosure>,
}

/// Whom to call on either side.
#[derive(Debug, Clone)]
pub struct Contacts {
    /// Persons of the buyer.
    pub buyer: Vec<Contact>,
    /// Persons of the supplier.
    pub supplier: Vec<Contact>,
}

/// Something that happened to an introduction, as somebody may see it.
#[derive(Debug, Clone)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// Stage after it.
    pub stage: Stage,
    /// Who did it.
    pub side: Side,
    /// For whom, where an agency reports another's doing.
    pub on_behalf_of: Option<Side>,
    /// Name of the person; none where the reader may not know it.
    pub person: Option<String>,
    /// Why it ended.
    pub reason: Option<Reason>,
    /// What the reason is about.
    pub field: Option<String>,
    /// How far prices are apart.
    pub gap: Option<Gap>,
    /// Score of a failed audit, 0 to 100.
    pub score: Option<u8>,
    /// In the words of whoever did it.
    pub note: Option<String>,
    /// What it is worth.
    pub amount: Option<Amount>,
    /// Which side did not come to the meeting.
    pub missed_by: Option<Side>,
    /// Jobs that it made.
    pub jobs: Option<u32>,
    /// Tier at which the supplier delivers, 1 to 3.
    pub tier: Option<u8>,
    /// Imports that it replaces; none where the reader is not to know.
    pub import_replaced: Option<Amount>,
    /// What it cost the agency that did it, for one time; none for everybody else.
    pub cost: Option<Amount>,
    /// Of an outcome: whose word it is.
    pub confirmation: Option<Confirmation>,
    /// When.
    pub at: DateTime<Utc>,
}
