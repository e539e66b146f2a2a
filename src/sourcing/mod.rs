//! Sourcing requests: what buyers seek, who may see it, and how it comes and goes.
//!
//! A buyer sees its own. Suppliers and agencies see what is open and meant for them; the buyer's
//! name is kept from suppliers where the request is anonymous. To everybody else it is not there,
//! nor to a supplier that the buyer has on its block list, unless they deal over it already.
//! Whoever is introduced over a request reads it too, whatever its visibility; [`disclosure`] says
//! how much of it.

use chrono::{DateTime, NaiveDate, Utc};
use index::request::SourcingRequest;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::coded::coded;
use crate::entity::{introduction, organisation, sourcing_request as table};
use crate::history::{Act, keep};
use crate::suppliers::today;
use crate::{Error, Result, db};

mod closing;
pub(crate) mod disclosure;
mod history;
mod store;
pub mod validate;

pub use disclosure::Disclosure;
pub(crate) use disclosure::{asks_confidentiality, hidden_among, hidden_from, is_hidden_from};
pub use history::history;
pub use store::open_among;
pub(crate) use store::{
    OpenRow, Standing, asked, block_lists, blocked_by, blocked_holders, buyers, by_ids, lock_own,
    open_ids_for, open_requests, open_to_suppliers, open_versions, position, standings,
};

use disclosure::Dealings;

/// The noun of this room in `Error::NotFound`.
pub(crate) const NOUN: &str = "sourcing_request";

coded! {
    /// Where a request stands.
    Status {
        /// Only the buyer sees it.
        Draft = "draft",
        /// Open to those whom its visibility names.
        Open = "open",
        /// Over. Only the buyer sees it.
        Closed = "closed",
    }
}

coded! {
    /// Who may see a request while it is open.
    #[derive(Default)]
    Visibility {
        /// Suppliers and agencies.
        #[default]
        Suppliers = "suppliers",
        /// Agencies only, who broker it.
        Agency = "agency",
        /// Nobody but those the buyer invites.
        Invited = "invited",
    }
}

/// What a buyer wants a request to be. Its `request.id` is the buyer's own number for it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// What is sought: the teaser.
    pub request: SourcingRequest,
    /// The full specification, at most [`validate::DETAILS`] characters.
    pub details: Option<String>,
    /// From when on the details are shown: `introduced` where absent.
    pub details_from: Option<Disclosure>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether the buyer's name is kept from suppliers.
    pub anonymous: bool,
    /// Last day on which interest is welcome.
    pub deadline: Option<NaiveDate>,
}

/// A request as somebody may see it.
#[derive(Debug, Clone)]
pub struct Sourcing {
    /// Identifier.
    pub id: Uuid,
    /// The organisation that buys. For the rooms; never shown.
    pub(crate) buyer_id: Uuid,
    /// Version, for `If-Match`.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Name of the buyer; none where the reader may not know it.
    pub buyer: Option<String>,
    /// The request; its `id` is the identifier.
    pub request: SourcingRequest,
    /// The buyer's own number for it; the buyer only.
    pub reference: Option<String>,
    /// How far it is open to the reader.
    pub open: Disclosure,
    /// The full specification; none where the reader has not come so far.
    pub details: Option<String>,
    /// From when on there are details; none where there are none. The buyer sees what it chose.
    pub details_from: Option<Disclosure>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether the buyer's name is kept from suppliers.
    pub anonymous: bool,
    /// Last day on which interest is welcome.
    pub deadline: Option<NaiveDate>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was first opened.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Sourcing {
    /// The request as its owner wrote it, to be changed.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        let mut request = self.request.clone();
        request.id = self.reference.clone().unwrap_or_default();
        Draft {
            request,
            details: self.details.clone(),
            details_from: self.details_from,
            visibility: self.visibility,
            anonymous: self.anonymous,
            deadline: self.deadline,
        }
    }
}

/// Enters a draft, in the caller's transaction.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub async fn create(
    txn: &DatabaseTransaction,
    actor: &Actor,
    mut draft: Draft,
    now: DateTime<Utc>,
) -> Result<Sourcing> {
    validate::draft(&mut draft, Some(today(now)))?;
    let row = table::Model {
        id: Uuid::now_v7(),
        buyer_id: actor.organisation,
        created_by_id: actor.account,
        version: 1,
        status: Status::Draft.code().to_owned(),
        visibility: draft.visibility.code().to_owned(),
        anonymous: draft.anonymous,
        request: serde_json::to_value(&draft.request).map_err(Error::internal)?,
        details: draft.details,
        details_from: draft.details_from.map(|from| from.code().to_owned()),
        deadline: draft.deadline,
        created_at: now,
        updated_at: now,
        published_at: None,
        closed_at: None,
    };
    keep(txn, &[history::entered(actor, &row)]).await?;
    let row = row.into_active_model().insert(txn).await?;
    seen_by(txn, actor, row).await
}

/// A request as `actor` may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Sourcing> {
    let row = table::Entity::find_by_id(id).filter(visible(actor)).one(db).await?;
    seen_by(db, actor, row.ok_or(Error::NotFound(NOUN))?).await
}

/// A request as [`find`] gives it, for whoever is to seek suppliers for it: its buyer, or an agency
/// to which its visibility is open. An agency that was only let in for a supplier it speaks for may
/// not, nor one that may not know the buyer for such a supplier's sake; they are told what they
/// would be of a request that is not there.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_to_broker(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<Sourcing> {
    let sourcing = find(db, actor, id).await?;
    let brokers = sourcing.visibility != Visibility::Invited && sourcing.buyer.is_some();
    if actor.role == Role::Agency && !brokers {
        return Err(Error::NotFound(NOUN));
    }
    Ok(sourcing)
}

/// Requests that `actor` may see, newest first, from `before` on.
///
/// # Errors
/// An internal error when the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    status: Option<Status>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Sourcing>> {
    let mut query =
        table::Entity::find().filter(visible(actor)).find_also_related(organisation::Entity);
    if let Some(before) = before {
        query = query.filter(table::Column::Id.lt(before));
    }
    if let Some(status) = status {
        query = query.filter(table::Column::Status.eq(status.code()));
    }
    let rows = query.order_by_desc(table::Column::Id).limit(limit).all(db).await?;
    let ids = rows.iter().map(|(row, _)| row.id).collect();
    let dealings = disclosure::dealings(db, actor, ids).await?;
    rows.into_iter().map(|(row, buyer)| shown(actor, row, buyer, &dealings)).collect()
}

/// Changes the buyer's own request while it is not closed.
///
/// # Errors
/// [`Error::NotFound`], what `check` says of the current version, [`Error::Invalid`] with every
/// fault, conflict `request_closed`.
pub async fn amend(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    mut draft: Draft,
) -> Result<Sourcing> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let before = own(txn, actor, id).await?;
        let mut row = before.clone();
        check(row.version)?;
        if row.status == Status::Closed.code() {
            return Err(Error::Conflict("request_closed"));
        }
        // A deadline that has passed since may stand; a new one may not lie behind.
        let earliest = (draft.deadline != row.deadline).then(|| today(now));
        validate::draft(&mut draft, earliest)?;
        row.request = serde_json::to_value(&draft.request).map_err(Error::internal)?;
        row.details = draft.details;
        row.details_from = draft.details_from.map(|from| from.code().to_owned());
        draft.visibility.code().clone_into(&mut row.visibility);
        row.anonymous = draft.anonymous;
        row.deadline = draft.deadline;
        update(txn, actor, Act::Changed, (&before, row), now).await
    })
    .await
}

/// Opens a draft to those whom its visibility names. Opening an open one changes nothing.
///
/// # Errors
/// [`Error::NotFound`], conflict `request_closed`.
pub async fn publish(app: &App, actor: &Actor, id: Uuid) -> Result<Sourcing> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| publish_in(txn, actor, id, now).await).await
}

/// As [`publish`], in the caller's transaction.
///
/// # Errors
/// As [`publish`].
pub async fn publish_in(
    txn: &DatabaseTransaction,
    actor: &Actor,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Sourcing> {
    let before = own(txn, actor, id).await?;
    let mut row = before.clone();
    match Status::parse(&row.status)? {
        Status::Open => return seen_by(txn, actor, row).await,
        Status::Closed => return Err(Error::Conflict("request_closed")),
        Status::Draft => {}
    }
    Status::Open.code().clone_into(&mut row.status);
    row.published_at = Some(now);
    update(txn, actor, Act::Published, (&before, row), now).await
}

/// Ends a request. Closing a closed one changes nothing. Introductions over it go on, and their
/// parties are told.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn close(app: &App, actor: &Actor, id: Uuid) -> Result<Sourcing> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let before = own(txn, actor, id).await?;
        let mut row = before.clone();
        if row.status == Status::Closed.code() {
            return seen_by(txn, actor, row).await;
        }
        Status::Closed.code().clone_into(&mut row.status);
        row.closed_at = Some(now);
        let buyer = organisation::Entity::find_by_id(row.buyer_id).one(txn).await?;
        let buyer = buyer.map(|buyer| buyer.name).unwrap_or_default();
        closing::announce(txn, &row, &buyer).await?;
        update(txn, actor, Act::Closed, (&before, row), now).await
    })
    .await
}

/// Which rows `actor` may see.
pub(crate) fn visible(actor: &Actor) -> Condition {
    let open_to = |visibilities: &[Visibility]| {
        Condition::all()
            .add(table::Column::Status.eq(Status::Open.code()))
            .add(table::Column::Visibility.is_in(visibilities.iter().map(|v| v.code())))
    };
    match actor.role {
        Role::Admin => Condition::all(),
        Role::Buyer => Condition::all().add(table::Column::BuyerId.eq(actor.organisation)),
        Role::Agency => Condition::any()
            .add(open_to(&[Visibility::Suppliers, Visibility::Agency]))
            .add(invited(actor)),
        Role::Supplier => Condition::any()
            .add(open_to(&[Visibility::Suppliers]).add(store::unblocked(actor)))
            .add(invited(actor)),
    }
}

/// Requests over which an introduction of the actor goes on or came to its end in success: they
/// are read by those two, whatever the visibility, also when the request is closed to others.
fn invited(actor: &Actor) -> Condition {
    let going_on = disclosure::introductions_of(actor)
        .column(introduction::Column::RequestId)
        .and_where(introduction::Column::Standing.is_in(disclosure::GOING_ON))
        .to_owned();
    Condition::all().add(table::Column::Id.in_subquery(going_on))
}

/// The buyer's own row, locked against other writers until the transaction ends.
async fn own(txn: &DatabaseTransaction, actor: &Actor, id: Uuid) -> Result<table::Model> {
    table::Entity::find_by_id(id)
        .filter(table::Column::BuyerId.eq(actor.organisation))
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(Error::NotFound(NOUN))
}

async fn update(
    txn: &DatabaseTransaction,
    actor: &Actor,
    act: Act,
    (before, mut row): (&table::Model, table::Model),
    now: DateTime<Utc>,
) -> Result<Sourcing> {
    keep(txn, &[history::changed(actor, act, (before, &row), now)]).await?;
    row.version += 1;
    row.updated_at = now;
    let row = row.into_active_model().reset_all().update(txn).await?;
    seen_by(txn, actor, row).await
}

async fn seen_by(db: &impl ConnectionTrait, actor: &Actor, row: table::Model) -> Result<Sourcing> {
    let buyer = organisation::Entity::find_by_id(row.buyer_id).one(db).await?;
    let dealings = disclosure::dealings(db, actor, vec![row.id]).await?;
    shown(actor, row, buyer, &dealings)
}

fn shown(
    actor: &Actor,
    row: table::Model,
    buyer: Option<organisation::Model>,
    dealings: &Dealings,
) -> Result<Sourcing> {
    let hidden = dealings.hide_buyer(actor, &row);
    let open = dealings.disclosure(actor, &row);
    let mut request: SourcingRequest =
        serde_json::from_value(row.request).map_err(Error::internal)?;
    let reference = std::mem::replace(&mut request.id, row.id.to_string());
    let own = row.buyer_id == actor.organisation;
    if hidden {
        conceal(&mut request);
    }
    let from = row.details_from.as_deref().map(Disclosure::parse).transpose()?;
    let from = from.filter(|_| own || row.details.is_some());
    Ok(Sourcing {
        id: row.id,
        buyer_id: row.buyer_id,
        version: row.version,
        status: Status::parse(&row.status)?,
        own,
        buyer: buyer.filter(|_| !hidden).map(|buyer| buyer.name),
        request,
        reference: Some(reference).filter(|text| own && !text.is_empty()),
        open,
        details: row.details.filter(|_| from.is_some_and(|from| from <= open)),
        details_from: from,
        visibility: Visibility::parse(&row.visibility)?,
        anonymous: row.anonymous,
        deadline: row.deadline,
        created_at: row.created_at,
        updated_at: row.updated_at,
        published_at: row.published_at,
        closed_at: row.closed_at,
    })
}

/// Takes out what says whose an anonymous request is: where a plant stands often does.
fn conceal(request: &mut SourcingRequest) {
    request.plant = None;
}
