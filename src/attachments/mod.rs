//! Attachments: the files of a sourcing request, open in stages as its details are.
//!
//! Reading order: this file (what one may do) → [`receive`](mod@receive) (what is taken, and kept on disk) →
//! [`kind`] (what a file is) → [`scan`] (viruses) → [`caretaker`] (what is left behind). The rule of
//! who reads what is [`sourcing::Disclosure`]'s.
//!
//! The file is on disk before its row is, and its row is gone before the file is: a row without a
//! file is damage, a file without a row is merely litter, which the caretaker sweeps.

pub mod caretaker;
pub mod downloads;
mod folder;
pub mod kind;
mod name;
mod office;
mod receive;
pub mod scan;
mod store;

use std::io;

use chrono::{DateTime, Utc};
use tokio::fs::File;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::coded::coded;
use crate::config::{AttachmentSettings, Settings};
use crate::db::{Connection, Transaction};
use crate::sourcing::{self, Disclosure, Status};
use crate::{Error, Fault, Result, db};

pub use folder::Folder;
pub use kind::Kind;
pub use receive::{Received, Sent, receive};
use scan::Scanner;

/// The noun of this room in `Error::NotFound`.
const NOUN: &str = "attachment";

coded! {
    /// What the virus scanner says of a file.
    Scan {
        /// No scanner is configured.
        NotScanned = "not_scanned",
        /// It waits for the scanner.
        Pending = "pending",
        /// Nothing was found.
        Clean = "clean",
        /// Something was found.
        Infected = "infected",
        /// The scanner failed, or took too long. It is asked again later.
        Unscanned = "unscanned",
    }
}

/// Where files are kept, and who scans them. One a process.
#[derive(Debug)]
pub struct Attachments {
    /// Where files are kept.
    pub folder: Folder,
    scanner: Option<Scanner>,
    wake: Notify,
}

impl Attachments {
    /// As the settings say. Touches nothing.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self {
            folder: Folder::new(&settings.attachments.directory),
            scanner: Scanner::new(&settings.attachments),
            wake: Notify::new(),
        }
    }

    /// Tells the caretaker that there is a file to scan.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}

/// An attachment as somebody may see it.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Identifier.
    pub id: Uuid,
    /// The sourcing request.
    pub request: Uuid,
    /// Name for people.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Size.
    pub bytes: u64,
    /// SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
    /// From when on it is shown.
    pub stage: Disclosure,
    /// What the virus scanner says of it.
    pub scan: Scan,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// How often others fetched it; none for whoever may not know.
    pub downloads: Option<Downloads>,
}

/// How often other organisations fetched a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Downloads {
    /// How often.
    pub count: u64,
    /// When last.
    pub last_at: Option<DateTime<Utc>>,
}

/// A file that may be read now.
#[derive(Debug)]
pub struct Readable {
    /// Which.
    pub attachment: Attachment,
    /// What is in it, whole, from its start.
    pub file: File,
    /// Whether reading it is to be recorded: it is not the reader's own.
    pub recorded: bool,
}

/// Whether the actor may add files to a request, before anybody sends any.
///
/// # Errors
/// [`Error::NotFound`] unless it is the actor's own; conflict `request_closed`.
pub async fn may_attach(app: &App, actor: &Actor, request: Uuid) -> Result<()> {
    let found = sourcing::find(&app.db, actor, request).await?;
    match found.status {
        _ if !found.own => Err(Error::NotFound(sourcing::NOUN)),
        Status::Closed => Err(Error::Conflict("request_closed")),
        Status::Draft | Status::Open => Ok(()),
    }
}

/// Adds a file that was received, in the caller's transaction.
///
/// # Errors
/// As [`may_attach`]; [`Error::Invalid`] where the request holds too much already.
pub async fn attach(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    request: Uuid,
    received: &Received,
    now: DateTime<Utc>,
) -> Result<Attachment> {
    if sourcing::lock_own(txn, actor, request).await? == Status::Closed {
        return Err(Error::Conflict("request_closed"));
    }
    room_for(txn, request, received.bytes, &app.settings.attachments).await?;
    let scan = match app.attachments.scanner {
        Some(_) => Scan::Pending,
        None => Scan::NotScanned,
    };
    let attachment = Attachment {
        id: received.id,
        request,
        name: received.name.clone(),
        kind: received.kind,
        bytes: received.bytes,
        sha256: received.sha256.clone(),
        stage: received.stage,
        scan,
        uploaded_at: now,
        downloads: Some(Downloads::default()),
    };
    store::insert(txn, &attachment, actor.account).await?;
    Ok(attachment)
}

/// Refuses what is more than a request may hold. Its row is locked, so two at once are counted.
async fn room_for(
    txn: &Transaction,
    request: Uuid,
    bytes: u64,
    settings: &AttachmentSettings,
) -> Result<()> {
    let sizes = store::sizes(txn, request).await?;
    let held: u64 = sizes.iter().sum();
    if sizes.len() >= settings.most_per_request {
        let fault = Fault::new("file", "too_many_attachments");
        return Err(Error::fault(fault.with("max", settings.most_per_request)));
    }
    let limit = settings.max_request_bytes;
    if held.saturating_add(bytes) > limit {
        let left = limit.saturating_sub(held);
        let fault = Fault::new("file", "attachments_too_large").with("limit", limit);
        return Err(Error::fault(fault.with("left", left).with("bytes", bytes)));
    }
    Ok(())
}

/// Files of a request that are open to the actor, without what is known of their downloads.
///
/// # Errors
/// [`Error::NotFound`] for a request that the actor may not see.
pub(crate) async fn open_to(
    db: &impl Connection,
    actor: &Actor,
    request: Uuid,
) -> Result<Vec<Attachment>> {
    let seen = sourcing::find(db, actor, request).await?;
    store::list(db, request, seen.open).await
}

/// Files of a request that are open to the actor, in the order in which they came.
///
/// # Errors
/// [`Error::NotFound`] for a request that the actor may not see.
pub async fn list(app: &App, actor: &Actor, request: Uuid) -> Result<Vec<Attachment>> {
    let seen = sourcing::find(&app.db, actor, request).await?;
    let mut files = store::list(&app.db, request, seen.open).await?;
    if seen.own || actor.role == Role::Admin {
        let ids: Vec<Uuid> = files.iter().map(|file| file.id).collect();
        let mut downloads = store::downloads(&app.db, &ids).await?;
        for file in &mut files {
            file.downloads = Some(downloads.remove(&file.id).unwrap_or_default());
        }
    }
    Ok(files)
}

/// A file that is open to the actor, to be read.
///
/// # Errors
/// [`Error::NotFound`] where it is not there or not open; conflict `attachment_not_clean` where the
/// scanner has not passed it; [`Error::Gone`] where its row has no whole file.
pub async fn find(app: &App, actor: &Actor, request: Uuid, id: Uuid) -> Result<Readable> {
    let seen = sourcing::find(&app.db, actor, request).await.map_err(as_attachment)?;
    let attachment = store::find(&app.db, request, id, seen.open).await?;
    let scans = app.attachments.scanner.is_some();
    if !seen.own && !may_leave(attachment.scan, scans) {
        return Err(Error::Conflict("attachment_not_clean"));
    }
    let whole = whole(&app.attachments.folder, &attachment).await;
    let file = whole.map_err(|error| {
        tracing::error!(attachment = %id, bytes = attachment.bytes, %error, "a file is lost");
        Error::Gone(NOUN)
    })?;
    Ok(Readable { attachment, file, recorded: !seen.own })
}

/// The file of an attachment, if all of it is there. Once it is open, nobody takes it away.
async fn whole(folder: &Folder, attachment: &Attachment) -> io::Result<File> {
    let file = File::open(folder.path(attachment.id)).await?;
    match file.metadata().await?.len() {
        found if found == attachment.bytes => Ok(file),
        found => Err(io::Error::other(format!("it has {found} bytes"))),
    }
}

/// Whether others may have a file: with a scanner only what it passed, without one what none has
/// found anything in.
fn may_leave(scan: Scan, scans: bool) -> bool {
    match scan {
        Scan::Clean => true,
        Scan::Infected => false,
        Scan::NotScanned | Scan::Pending | Scan::Unscanned => !scans,
    }
}

/// To whoever may not see the request, its files are not there either.
fn as_attachment(error: Error) -> Error {
    match error {
        Error::NotFound(_) => Error::NotFound(NOUN),
        error => error,
    }
}

/// Records that the actor, of another organisation, fetches a file.
///
/// # Errors
/// Fails when the database does: then the file is not to be given.
pub async fn record_download(app: &App, actor: &Actor, attachment: &Attachment) -> Result<()> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| record_download_in(txn, actor, attachment, now).await).await
}

/// As [`record_download`], in the caller's transaction.
pub(crate) async fn record_download_in(
    txn: &Transaction,
    actor: &Actor,
    attachment: &Attachment,
    now: DateTime<Utc>,
) -> Result<()> {
    store::record(txn, actor, attachment, now).await
}

/// Removes a file. Who fetched it before stays recorded.
///
/// # Errors
/// [`Error::NotFound`] unless it is of the actor's own request.
pub async fn remove(app: &App, actor: &Actor, request: Uuid, id: Uuid) -> Result<()> {
    db::write_tx(&app.db, async |txn| {
        sourcing::lock_own(txn, actor, request).await.map_err(as_attachment)?;
        store::delete(txn, request, id).await
    })
    .await?;
    discard(app, id).await;
    Ok(())
}

/// Removes a file that has no row. One that cannot be removed is swept later.
pub async fn discard(app: &App, id: Uuid) {
    let folder = app.attachments.folder.clone();
    let removed = tokio::task::spawn_blocking(move || folder.remove(id)).await;
    if let Err(error) = removed.unwrap_or_else(|error| Err(io::Error::other(error))) {
        tracing::warn!(attachment = %id, %error, "cannot remove a file");
    }
}
