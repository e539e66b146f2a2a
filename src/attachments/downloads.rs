//! Who of another organisation has fetched a file: for the buyer whose request it is, and for
//! administrators. To whoever fetches files themselves, other downloads are not there.
//!
//! Organisations are named, persons never are: whom to call is told by an introduction, once
//! everybody has agreed to it. Who got a file is asked after it was removed too.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{NOUN, as_attachment, store};
use crate::accounts::{Actor, OrganisationKind, Role};
use crate::app::App;
use crate::sourcing::{self, Disclosure};
use crate::{Error, Result};

/// A download by another organisation.
#[derive(Debug, Clone)]
pub struct Download {
    /// Identifier.
    pub id: Uuid,
    /// Name of the organisation.
    pub organisation: String,
    /// What that is.
    pub kind: OrganisationKind,
    /// When.
    pub at: DateTime<Utc>,
}

/// Place of a download in the list: newest first.
pub type Position = (DateTime<Utc>, Uuid);

/// Downloads of a file, newest first, from `after` on.
///
/// # Errors
/// [`Error::NotFound`] unless it is, or was, of the actor's own request, or the actor administers.
pub async fn list(
    app: &App,
    actor: &Actor,
    request: Uuid,
    attachment: Uuid,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Download>> {
    let seen = sourcing::find(&app.db, actor, request).await.map_err(as_attachment)?;
    if !seen.own && actor.role != Role::Admin {
        return Err(Error::NotFound(NOUN));
    }
    let downloads = store::fetched(&app.db, request, attachment, after, limit).await?;
    if downloads.is_empty() && after.is_none() {
        store::find(&app.db, request, attachment, Disclosure::Confidential).await?;
    }
    Ok(downloads)
}
