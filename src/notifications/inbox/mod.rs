//! What one person finds in the app: the list, what is read, and what comes in while they look.

mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::accounts::Actor;
use crate::app::App;
use crate::entity::{notice, notification};
use crate::notifications::message::{self, Message};
use crate::{Error, Result, db};

/// The noun of this room in `Error::NotFound`.
const NOUN: &str = "notification";

/// A notification in the reader's language.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Identifier.
    pub id: Uuid,
    /// Its place in the stream of the account; none as long as nobody streamed it.
    pub seq: Option<i64>,
    /// Code of the kind.
    pub kind: String,
    /// What it is about.
    pub subject: Uuid,
    /// In words.
    pub message: Message,
    /// Values of the words.
    pub facts: serde_json::Value,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl Notification {
    fn of(row: (notification::Model, Option<notice::Model>), actor: &Actor) -> Result<Self> {
        let (row, notice) = row;
        let notice = notice.ok_or_else(|| Error::internal("a notification has no notice"))?;
        let facts = serde_json::from_str(&notice.facts).map_err(Error::internal)?;
        Ok(Self {
            id: row.id,
            seq: row.seq,
            message: message::render(actor.locale, &notice.kind, &facts),
            kind: notice.kind,
            subject: notice.subject_id,
            facts,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    }
}

/// Notifications of the actor for its organisation, newest first, after one of them.
///
/// # Errors
/// Fails when the database does.
pub async fn list(
    app: &App,
    actor: &Actor,
    unread: bool,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Notification>> {
    let rows = store::list(&app.db, actor, unread, after, limit).await?;
    rows.into_iter().map(|row| Notification::of(row, actor)).collect()
}

/// How many the actor has not read.
///
/// # Errors
/// Fails when the database does.
pub async fn unread(app: &App, actor: &Actor) -> Result<u64> {
    store::unread(&app.db, actor).await
}

/// Marks one as read. Once read, it stays so.
///
/// # Errors
/// [`Error::NotFound`] for what is not the actor's.
pub async fn read(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    let now = app.now();
    let found = db::write_tx(&app.db, async |txn| store::read(txn, actor, id, now).await).await?;
    if found { Ok(()) } else { Err(Error::NotFound(NOUN)) }
}

/// Marks everything as read that was written up to a time; says how many that were.
///
/// # Errors
/// Fails when the database does.
pub async fn read_until(app: &App, actor: &Actor, until: DateTime<Utc>) -> Result<u64> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| store::read_until(txn, actor, until, now).await).await
}

/// The end of the stream of an account as of now: what comes later has a higher number.
///
/// # Errors
/// Fails when the database does.
pub async fn end_of_stream(app: &App, actor: &Actor) -> Result<i64> {
    db::write_tx(&app.db, async |txn| store::number(txn, actor.account).await).await
}

/// What came in after a place in the stream, in the order of the stream.
///
/// Notifications get their numbers here, after the commit of whoever wrote them and under a lock on
/// the account: so the stream can miss none, however long that transaction took.
///
/// # Errors
/// Fails when the database does.
pub async fn after(app: &App, actor: &Actor, place: i64, limit: u64) -> Result<Vec<Notification>> {
    if store::any_unnumbered(&app.db, actor.account).await? {
        end_of_stream(app, actor).await?;
    }
    let rows = store::after(&app.db, actor, place, limit).await?;
    rows.into_iter().map(|row| Notification::of(row, actor)).collect()
}
