//! History of a profile: what a change of it changed, and who reads that.
//!
//! Whoever holds a profile reads its history, and an administrator. Others see the profile as it is
//! now: what it said before, as a draft or to somebody else, is not theirs. Contact persons are never
//! part of it, nor what an import kept beside the profile; that they changed is.

use index::profile::Profile;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOUN, may_edit, read};
use crate::accounts::Actor;
use crate::db::Connection;
use crate::entity::supplier;
use crate::history::{self, Act, Change, Entry, Revision, diff};
use crate::{Error, Result};

/// Changes of a profile, newest first, from below a version on.
///
/// # Errors
/// [`Error::NotFound`] also for whoever may see the profile and does not hold it.
pub async fn history(
    db: &impl Connection,
    actor: &Actor,
    id: Uuid,
    below: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let row = read::visible(db, Some(actor), id).await?;
    if !may_edit(&row, actor) {
        return Err(Error::NotFound(NOUN));
    }
    history::list(db, actor, id, below, limit).await
}

/// A profile that is entered: there is nothing before it.
pub(super) fn entered(by: &Actor, act: Act, row: &supplier::Model) -> Revision {
    Revision {
        subject: row.id,
        version: row.version,
        act,
        by: *by,
        changes: Vec::new(),
        at: row.updated_at,
    }
}

/// A change from one row to the next, before that has its version. `persons` says whether contact
/// persons change with it.
pub(super) fn changed(
    by: &Actor,
    act: Act,
    (before, after): (&supplier::Model, &supplier::Model),
    persons: bool,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Revision> {
    let (old, old_extra) = document(before)?;
    let (new, new_extra) = document(after)?;
    let mut changes = diff::changes(&old, &new);
    if old_extra != new_extra {
        changes.push(Change::private("extra"));
    }
    if before.annual_revenue != after.annual_revenue {
        changes.push(Change::private("annual_revenue"));
    }
    if persons {
        changes.push(Change::private("contacts"));
    }
    let (subject, version) = (before.id, before.version + 1);
    Ok(Revision { subject, version, act, by: *by, changes, at })
}

/// What a row says, and what it holds that no reader of a history is shown.
fn document(row: &supplier::Model) -> Result<(Value, Value)> {
    let mut profile: Profile =
        serde_json::from_value(row.profile.clone()).map_err(Error::internal)?;
    let extra =
        serde_json::to_value(std::mem::take(&mut profile.extra)).map_err(Error::internal)?;
    let mut document = serde_json::to_value(profile).map_err(Error::internal)?;
    document["id"] = json!(row.external_id);
    document["status"] = json!(row.status);
    document["claimed"] = json!(row.owner_id.is_some());
    document["verification"] = json!({ "level": row.verification_level, "on": row.verified_on });
    document["confirmed_on"] = json!(row.confirmed_on);
    Ok((document, extra))
}
