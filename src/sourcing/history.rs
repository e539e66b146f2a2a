//! History of a request: what a change of it changed, and who reads that.
//!
//! Its buyer reads it, and an administrator; an agency where the request is open to it in full and
//! says whose it is, from the opening on and without the buyer's own number for it. To everybody else it is not there. The
//! full specification is never part of it; that it changed is.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOUN, table};
use crate::accounts::{Actor, Role};
use crate::db::Connection;
use crate::history::{self, Act, Change, Entry, Revision, diff};
use crate::{Error, Result};

/// Field of the buyer's own number for a request.
const REFERENCE: &str = "id";

/// Changes of a request, newest first, from below a version on.
///
/// # Errors
/// [`Error::NotFound`] also for whoever sees a part of the request only.
pub async fn history(
    db: &impl Connection,
    actor: &Actor,
    id: Uuid,
    below: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let seen = super::find(db, actor, id).await?;
    if seen.own || actor.role == Role::Admin {
        return history::list(db, actor, id, below, limit).await;
    }
    let whole = seen.details_from.is_none_or(|from| from <= seen.open);
    // The past has the plant and the words that an anonymous request keeps to itself.
    if actor.role != Role::Agency || !whole || seen.buyer.is_none() {
        return Err(Error::NotFound(NOUN));
    }
    let mut entries = history::list(db, actor, id, below, limit).await?;
    entries.retain(|entry| seen.published_at.is_some_and(|opened| entry.at >= opened));
    for entry in &mut entries {
        entry.changes.retain(|change| change.field != REFERENCE);
    }
    Ok(entries)
}

/// A request that is entered: there is nothing before it.
pub(super) fn entered(by: &Actor, row: &table::Model) -> Revision {
    Revision {
        subject: row.id,
        version: row.version,
        act: Act::Created,
        by: *by,
        changes: Vec::new(),
        at: row.updated_at,
    }
}

/// A change from one row to the next, before that has its version.
pub(super) fn changed(
    by: &Actor,
    act: Act,
    (before, after): (&table::Model, &table::Model),
    at: DateTime<Utc>,
) -> Revision {
    let mut changes = diff::changes(&document(before), &document(after));
    if before.details != after.details {
        changes.push(Change::private("details"));
    }
    let (subject, version) = (before.id, before.version + 1);
    Revision { subject, version, act, by: *by, changes, at }
}

/// What a row says, but its full specification.
fn document(row: &table::Model) -> Value {
    let mut document = row.request.clone();
    document["status"] = json!(row.status);
    document["visibility"] = json!(row.visibility);
    document["anonymous"] = json!(row.anonymous);
    document["deadline"] = json!(row.deadline);
    document["details_from"] = json!(row.details_from);
    document
}
