//! Proposing an introduction: the buyer for its own request, or an agency for one that is open to
//! agencies.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::advance::{chase, publish_times};
use super::money::Amount;
use super::report::{self, ReportedCost};
use super::stage::{EventKind, Side, State};
use super::store::{self, Row};
use super::{Introduction, block, cost, notice, view};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::Transaction;
use crate::entity::introduction;
use crate::sourcing::{self, Visibility};
use crate::suppliers::text::{Cleaner, LINE};
use crate::{Error, Fault, Result, suppliers};

/// Characters of a note at most.
pub(super) const NOTE: usize = 10 * LINE;

/// Who is to meet over what.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The sourcing request.
    pub sourcing_request: Uuid,
    /// The profile.
    pub supplier: Uuid,
    /// Whether both are to agree to confidentiality before a quotation is asked for. A request that
    /// shows something only under confidentiality asks for it anyway.
    pub ask_confidentiality: bool,
    /// A word to go with it.
    pub note: Option<String>,
    /// What it cost the agency that proposes.
    pub cost: Option<ReportedCost>,
}

/// Proposes an introduction, in the caller's transaction. Whoever proposes agrees.
///
/// # Errors
/// [`Error::NotFound`] for a request or profile that the actor may not see or broker, [`Error::Forbidden`],
/// [`Error::Invalid`]; conflicts `request_not_open`, `introduction_blocked` and
/// `introduction_exists`.
pub async fn propose(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    mut proposal: Proposal,
) -> Result<Introduction> {
    let now = app.now();
    let side = match actor.role {
        Role::Buyer => Side::Buyer,
        Role::Agency => Side::Agency,
        Role::Supplier | Role::Admin => return Err(Error::Forbidden),
    };
    let mut cleaner = Cleaner::default();
    let spent = clean(&mut cleaner, &mut proposal);
    if proposal.cost.is_some() && side != Side::Agency {
        cleaner.fault(Fault::new("cost", "not_for_this_side"));
    }
    cleaner.finish()?;
    let request = sourcing::find_to_broker(txn, actor, proposal.sourcing_request).await?;
    let supplier = suppliers::published(txn, proposal.supplier).await?;
    if request.status != sourcing::Status::Open {
        return Err(Error::Conflict("request_not_open"));
    }
    if block::forbids(txn, request.buyer_id, &supplier).await? {
        return Err(Error::Conflict("introduction_blocked"));
    }
    let brokered = request.visibility == Visibility::Agency || side == Side::Agency;
    let asks = proposal.ask_confidentiality
        || sourcing::asks_confidentiality(txn, proposal.sourcing_request).await?;
    let state = State::proposed(side, brokered, asks);
    let model = blank(request.id, request.buyer_id, supplier.id, now);
    let mut row = Row { model, supplier, anonymous: request.anonymous };
    row.model.agency_id = (side == Side::Agency).then_some(actor.organisation);
    row.model.brokered = brokered;
    row.model.asks_confidentiality = asks;
    row.set(&state);
    chase(&app.calendar, &mut row.model, &state, now);
    publish_times(&mut row.model, &state, now);
    row.model = store::insert(txn, row.model).await?;
    let mut event = store::blank_event(row.model.id, 1, EventKind::Propose, state.stage, side, now);
    event.account_id = Some(actor.account);
    event.organisation_id = Some(actor.organisation);
    event.on_behalf_of = (side == Side::Agency).then(|| Side::Buyer.code().to_owned());
    event.note = proposal.note;
    store::append(txn, event).await?;
    let event = (1, EventKind::Propose, now);
    cost::with_event(txn, actor, row.model.id, event, spent).await?;
    notice::announce(txn, &row, EventKind::Propose, side).await?;
    view::whole(txn, actor, row).await
}

/// Cleans a proposal in place, as far as it can be judged by itself.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn check(proposal: &mut Proposal) -> Result<()> {
    let mut cleaner = Cleaner::default();
    clean(&mut cleaner, proposal);
    cleaner.finish()
}

fn clean(cleaner: &mut Cleaner, proposal: &mut Proposal) -> Option<Amount> {
    cleaner.optional("note", &mut proposal.note, NOTE);
    report::cost(cleaner, proposal.cost.as_ref())
}

fn blank(request: Uuid, buyer: Uuid, supplier: Uuid, now: DateTime<Utc>) -> introduction::Model {
    introduction::Model {
        id: Uuid::new_v4(),
        request_id: request,
        buyer_id: buyer,
        supplier_id: supplier,
        agency_id: None,
        version: 1,
        open_key: None,
        stage: String::new(),
        standing: String::new(),
        brokered: false,
        asks_confidentiality: false,
        buyer_consents: false,
        supplier_consents: false,
        agency_consents: false,
        buyer_agrees: false,
        supplier_agrees: false,
        confirmation: None,
        reason: None,
        owner: None,
        due_at: None,
        answer_due_at: None,
        check_at: None,
        chased: String::new(),
        quote_due_on: None,
        event_count: 1,
        created_at: now,
        updated_at: now,
        introduced_at: None,
        ended_at: None,
    }
}
