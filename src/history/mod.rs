//! History of documents: every change of a supplier and of a sourcing request, with who made it,
//! when, and what it changed, written in the transaction of the change.
//!
//! The rooms of both say what their documents are, which of it is nobody's to read later (contact
//! persons, the full specification), and who may read the history; see `history.rs` there. Here is
//! what they share: [`diff`] (what changed), how it is kept and read.
//!
//! **Bounds.** Of a document the newest [`KEPT`] changes are kept; of one change at most 64 KiB of
//! values, the largest are left out first. A document that is entered has nothing before it, so that
//! a directory of a million firms costs a million short rows.

pub mod diff;
mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::Result;
use crate::accounts::Actor;
use crate::coded::coded;
use crate::db::{Connection, Transaction};

pub use diff::{Change, Withheld};

/// Changes kept of one document.
pub const KEPT: i64 = 200;

coded! {
    /// What was done to a document.
    Act {
        /// Entered by hand.
        Created = "created",
        /// Entered or changed by an import.
        Imported = "imported",
        /// Replaced, or changed in parts.
        Changed = "changed",
        /// A request was opened.
        Published = "published",
        /// A request was ended.
        Closed = "closed",
        /// A profile was taken back.
        Withdrawn = "withdrawn",
        /// A profile was said to hold as of that day.
        Confirmed = "confirmed",
        /// It was recorded how far a profile has been checked.
        Verified = "verified",
        /// A firm got the profile that it claimed.
        Claimed = "claimed",
    }
}

/// A change to keep.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    pub(crate) subject: Uuid,
    /// The version that comes of it.
    pub(crate) version: i64,
    pub(crate) act: Act,
    pub(crate) by: Actor,
    pub(crate) changes: Vec<Change>,
    pub(crate) at: DateTime<Utc>,
}

/// A change as somebody reads it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The version that came of it.
    pub version: i64,
    /// What was done.
    pub act: Act,
    /// Name of the organisation that did it.
    pub organisation: String,
    /// Name of the person; none for readers of another organisation, but administrators.
    pub person: Option<String>,
    /// What it changed, by field.
    pub changes: Vec<Change>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps changes, in the transaction that makes them, and forgets those that are too many.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn keep(txn: &Transaction, revisions: &[Revision]) -> Result<()> {
    store::insert(txn, revisions).await?;
    for one in revisions.iter().filter(|one| one.version > KEPT) {
        store::forget(txn, one.subject, one.version - KEPT).await?;
    }
    Ok(())
}

/// Changes of a document that the caller has found `actor` to be entitled to, newest first, from
/// below a version on.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn list(
    db: &impl Connection,
    actor: &Actor,
    subject: Uuid,
    below: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>> {
    store::list(db, actor, subject, below, limit).await
}
