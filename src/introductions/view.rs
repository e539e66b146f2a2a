//! What each party may see of an introduction. Before everybody has agreed, nobody sees whom to
//! call; and where the buyer is anonymous, whoever stands for the supplier sees neither its name nor
//! its words.

use std::collections::HashMap;

use uuid::Uuid;

use super::advance::next;
use super::report::amount_of;
use super::stage::{Confirmation, EventKind, Gap, Reason, Side, Stage, Standing};
use super::store::{self, Row};
use super::{Amount, Contacts, Event, Filter, Introduction, Material, Position, Summary, cost};
use crate::accounts::{Actor, Role};
use crate::db::Connection;
use crate::entity::{introduction_event, organisation, sourcing_request};
use crate::sourcing::{Disclosure, disclosure};
use crate::suppliers::Contact;
use crate::{Error, Result, suppliers};

/// An introduction as `actor` may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(db: &impl Connection, actor: &Actor, id: Uuid) -> Result<Introduction> {
    let row = store::find(db, actor, id).await?;
    whole(db, actor, row).await
}

/// Introductions that `actor` may see, newest first, from `after` on.
///
/// # Errors
/// An internal error when the database fails.
pub async fn list(
    db: &impl Connection,
    actor: &Actor,
    filter: &Filter,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Summary>> {
    let rows = store::list(db, actor, filter, after, limit).await?;
    let around = Around::of(db, &rows).await?;
    rows.iter().map(|row| around.summary(actor, row)).collect()
}

/// A row as `actor` may see it, with its history.
pub(super) async fn whole(db: &impl Connection, actor: &Actor, row: Row) -> Result<Introduction> {
    let around = Around::of(db, std::slice::from_ref(&row)).await?;
    let summary = around.summary(actor, &row)?;
    let events = store::events(db, row.model.id).await?;
    let mut ids: Vec<Uuid> = events.iter().filter_map(|event| event.account_id).collect();
    ids.extend(around.requests.values().map(|request| request.created_by_id));
    let persons = store::persons(db, ids).await?;
    let introduced = row.model.introduced_at.is_some();
    let contacts = match introduced {
        true => Some(contacts(db, &row, &around, &events, &persons).await?),
        false => None,
    };
    let sides = row.sides(actor);
    let reader = Reader {
        actor,
        introduced,
        secret: Around::hides_buyer(actor, &row),
        of_supplier: !sides.contains(&Side::Buyer) && sides.contains(&Side::Supplier),
    };
    let costs = cost::of_events(db, actor, row.model.id).await?;
    let history = events.into_iter().map(|event| {
        let cost = costs.get(&event.seq).copied();
        shown(&reader, event, &persons, cost)
    });
    let history = history.collect::<Result<_>>()?;
    let material = around.material(&row, summary.standing)?;
    Ok(Introduction { summary, contacts, material, history })
}

/// What stands around some introductions.
struct Around {
    requests: HashMap<Uuid, sourcing_request::Model>,
    organisations: HashMap<Uuid, organisation::Model>,
}

impl Around {
    async fn of(db: &impl Connection, rows: &[Row]) -> Result<Self> {
        let requests = rows.iter().map(|row| row.model.request_id).collect();
        let organisations = rows
            .iter()
            .flat_map(|row| [Some(row.model.buyer_id), row.model.agency_id])
            .flatten()
            .collect();
        Ok(Self {
            requests: store::requests(db, requests).await?,
            organisations: store::organisations(db, organisations).await?,
        })
    }

    fn request(&self, row: &Row) -> Result<&sourcing_request::Model> {
        let request = self.requests.get(&row.model.request_id);
        request.ok_or_else(|| Error::internal("an introduction has no request"))
    }

    /// Whether the actor may not know the buyer yet. That hangs on the side it takes, not on what
    /// it is: an agency that speaks for the supplier reads what the supplier would.
    fn hides_buyer(actor: &Actor, row: &Row) -> bool {
        let sides = row.sides(actor);
        let knows = actor.role == Role::Admin
            || sides.iter().any(|side| matches!(side, Side::Buyer | Side::Agency));
        row.hides_buyer() && !knows
    }

    /// What it opens of its request, while it goes on or once it succeeded.
    fn material(&self, row: &Row, standing: Standing) -> Result<Option<Material>> {
        if !matches!(standing, Standing::Running | Standing::Completed) {
            return Ok(None);
        }
        let request = self.request(row)?;
        let from = request.details_from.as_deref().filter(|_| request.details.is_some());
        let details_from = from.map(Disclosure::parse).transpose()?;
        Ok(Some(Material { open: disclosure::of(&row.model), details_from }))
    }

    fn summary(&self, actor: &Actor, row: &Row) -> Result<Summary> {
        let state = row.state()?;
        let sides = row.sides(actor);
        let hidden = Self::hides_buyer(actor, row);
        let name = |id: Uuid| self.organisations.get(&id).map(|row| row.name.clone());
        let model = &row.model;
        let title = self.request(row)?.request.get("title");
        Ok(Summary {
            id: model.id,
            version: model.version,
            request: model.request_id,
            title: title.and_then(|title| title.as_str()).map(str::to_owned),
            supplier: row.supplier.id,
            supplier_name: row.supplier.name.clone(),
            buyer_name: name(model.buyer_id).filter(|_| !hidden),
            agency_name: model.agency_id.and_then(name),
            stage: state.stage,
            standing: state.standing,
            brokered: state.brokered,
            asks_confidentiality: state.asks_confidentiality,
            consents: state.consents,
            agreed: state.agreed,
            confirmation: state.confirmation,
            reason: state.reason,
            owner: model.owner.as_deref().map(Side::parse).transpose()?,
            due_at: model.due_at,
            quote_due_on: model.quote_due_on,
            next: next(&state, &sides),
            sides,
            created_at: model.created_at,
            updated_at: model.updated_at,
            introduced_at: model.introduced_at,
            ended_at: model.ended_at,
        })
    }
}

type Persons = HashMap<Uuid, (String, String)>;

/// Whom to call: at the buyer whoever wrote the request or acted, at the supplier the persons of
/// its profile, or else whoever acted.
async fn contacts(
    db: &impl Connection,
    row: &Row,
    around: &Around,
    events: &[introduction_event::Model],
    persons: &Persons,
) -> Result<Contacts> {
    let of = |side: Side| {
        let acted = events.iter().filter(move |event| event.side == side.code());
        acted.filter_map(|event| event.account_id)
    };
    let mut buyers = vec![around.request(row)?.created_by_id];
    buyers.extend(of(Side::Buyer));
    let mut supplier = suppliers::contacts(db, &row.supplier).await?;
    if supplier.is_empty() {
        supplier = named(of(Side::Supplier), persons);
    }
    Ok(Contacts { buyer: named(buyers.into_iter(), persons), supplier })
}

fn named(ids: impl Iterator<Item = Uuid>, persons: &Persons) -> Vec<Contact> {
    let mut known = Vec::new();
    for id in ids {
        if !known.contains(&id) {
            known.push(id);
        }
    }
    known
        .into_iter()
        .filter_map(|id| persons.get(&id))
        .map(|(name, email)| Contact {
            name: name.clone(),
            email: Some(email.clone()),
            ..Contact::default()
        })
        .collect()
}

/// Who reads a history.
struct Reader<'r> {
    actor: &'r Actor,
    /// Whether everybody has agreed.
    introduced: bool,
    /// Whether the reader may not know the buyer.
    secret: bool,
    /// Whether the reader stands for the supplier, and not for the buyer.
    of_supplier: bool,
}

/// An event as the reader may see it. Persons of others are shown once everybody has agreed; the
/// words of others are kept from whoever may not know the buyer, and what the buyer imported from the
/// supplier (it would read the price to beat). What it cost is only what the reader may know.
fn shown(
    reader: &Reader<'_>,
    event: introduction_event::Model,
    persons: &Persons,
    cost: Option<Amount>,
) -> Result<Event> {
    let Reader { actor, introduced, secret, of_supplier } = *reader;
    let own = event.organisation_id == Some(actor.organisation);
    let person = event.account_id.and_then(|id| persons.get(&id)).map(|(name, _)| name.clone());
    let worded = own || !secret;
    let amount = |value: &Option<String>, currency: &Option<String>, period: Option<&str>| {
        amount_of(value.as_deref(), currency.as_deref(), period)
    };
    let import =
        amount(&event.import_value, &event.import_currency, event.import_period.as_deref())?;
    Ok(Event {
        kind: EventKind::parse(&event.kind)?,
        stage: Stage::parse(&event.stage)?,
        side: Side::parse(&event.side)?,
        on_behalf_of: event.on_behalf_of.as_deref().map(Side::parse).transpose()?,
        person: person.filter(|_| own || introduced || actor.role == Role::Admin),
        reason: event.reason.as_deref().map(Reason::parse).transpose()?,
        field: event.field.filter(|_| worded),
        gap: event.gap.as_deref().map(Gap::parse).transpose()?,
        score: event.score.and_then(|score| u8::try_from(score).ok()),
        note: event.note.filter(|_| worded),
        amount: amount(&event.amount, &event.currency, event.period.as_deref())?,
        missed_by: event.missed_by.as_deref().map(Side::parse).transpose()?,
        jobs: event.jobs.and_then(|jobs| u32::try_from(jobs).ok()),
        tier: event.tier.and_then(|tier| u8::try_from(tier).ok()),
        import_replaced: import.filter(|_| !of_supplier),
        cost,
        confirmation: event.confirmation.as_deref().map(Confirmation::parse).transpose()?,
        at: event.at,
    })
}
