//! Follows the change log into the index folder: one task per process, which owns the writer.
//! Whatever fails, it tries again; whatever is damaged, it rebuilds.

use std::sync::Arc;
use std::time::Duration;

use index::store::{Searcher, Writer};
use sea_orm::DatabaseConnection;

use super::document::{self, Document, Published};
use super::folder::Folder;
use super::{Checkpoint, IndexHandle, log, rebuild};
use crate::{Error, Result};

/// How often the log is looked at when nobody wakes the tail: other processes write to it too.
const POLL: Duration = Duration::from_millis(250);
/// Most changes in one commit.
const BATCH: u64 = 1_000;
/// Longest pause after repeated failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Runs until the handle stops.
pub(super) async fn run(handle: Arc<IndexHandle>, db: DatabaseConnection, folder: Folder) {
    let mut stopping = handle.stopping.subscribe();
    let mut writer = None;
    let mut pause = POLL;
    while !*stopping.borrow() {
        match step(&handle, &db, &folder, &mut writer).await {
            Ok(Step::Applied) => {
                pause = POLL;
                continue;
            }
            Ok(Step::Idle) => pause = POLL,
            Err(error) => {
                let chain = error_chain(&error);
                tracing::error!(error = %chain, pause_ms = pause.as_millis(), "indexing failed");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::select! {
            () = handle.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
    // Dropping the writer waits for its threads.
    if tokio::task::spawn_blocking(move || drop(writer)).await.is_err() {
        tracing::error!("the index writer ended badly");
    }
}

enum Step {
    Applied,
    Idle,
}

async fn step(
    handle: &IndexHandle,
    db: &DatabaseConnection,
    folder: &Folder,
    slot: &mut Option<Writer>,
) -> Result<Step> {
    let writer = match slot.take() {
        Some(writer) => writer,
        None => match open(handle, folder).await? {
            Some(writer) if is_of_this_history(db, &writer).await? => writer,
            Some(writer) => {
                tracing::warn!("the index belongs to another history of this change log");
                return restart(handle, db, folder, slot, writer).await;
            }
            None => {
                *slot = Some(rebuild::rebuild(handle, db, folder).await?);
                return Ok(Step::Applied);
            }
        },
    };
    let head = log::head(db).await;
    let head = match head {
        Ok(head) => head,
        Err(error) => {
            *slot = Some(writer);
            return Err(error);
        }
    };
    let position = writer.checkpoint().as_deref().and_then(Checkpoint::parse);
    let Some(position) = position.filter(|at| at.epoch == head.epoch && at.seq <= head.seq) else {
        tracing::warn!("the index does not belong to this change log");
        return restart(handle, db, folder, slot, writer).await;
    };
    if position.seq == head.seq {
        handle.applied.send_replace(Some(position));
        *slot = Some(writer);
        return Ok(Step::Idle);
    }
    let changes = match log::after(db, position.seq, BATCH).await {
        Ok(changes) => changes,
        Err(error) => {
            *slot = Some(writer);
            return Err(error);
        }
    };
    // Numbers have no gaps, so a gap means that the log was pruned.
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return restart(handle, db, folder, slot, writer).await;
    };
    if first.seq != position.seq + 1 {
        return restart(handle, db, folder, slot, writer).await;
    }
    let mark = Some(log::mark(last));
    let reached = Checkpoint { epoch: head.epoch, seq: last.seq, mark };
    let mut ids: Vec<_> = changes.iter().map(|change| change.supplier_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let documents = match document::read(db, &ids).await {
        Ok(documents) => documents,
        Err(error) => {
            *slot = Some(writer);
            return Err(error);
        }
    };
    // On any failure the writer is dropped: that rolls back, and the next step opens the last
    // commit again. After a failed commit the old writer would accept documents and lose them.
    *slot = Some(apply(writer, documents, reached.to_string()).await?);
    handle.reload().await?;
    handle.applied.send_replace(Some(reached));
    Ok(Step::Applied)
}

/// Whether the change that an index stands at is the one that the log has under its number. Where
/// either does not know, nothing speaks against it.
async fn is_of_this_history(db: &DatabaseConnection, writer: &Writer) -> Result<bool> {
    let Some(position) = writer.checkpoint().as_deref().and_then(Checkpoint::parse) else {
        return Ok(true);
    };
    let logged = log::mark_of(db, position.seq).await?;
    Ok(position.mark.zip(logged).is_none_or(|(ours, theirs)| ours == theirs))
}

async fn restart(
    handle: &IndexHandle,
    db: &DatabaseConnection,
    folder: &Folder,
    slot: &mut Option<Writer>,
    writer: Writer,
) -> Result<Step> {
    drop_off_thread(writer).await?;
    *slot = Some(rebuild::rebuild(handle, db, folder).await?);
    Ok(Step::Applied)
}

/// Opens the generation in use; none when it must be made anew.
async fn open(handle: &IndexHandle, folder: &Folder) -> Result<Option<Writer>> {
    let Some(path) = folder.current() else {
        tracing::info!("no index yet");
        return Ok(None);
    };
    folder.sweep();
    let engine = handle.engine.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let writer = Writer::open(&path, &engine)?;
        Ok::<_, index::Error>((Searcher::open(&path, &engine)?, writer))
    });
    match opened.await {
        Ok(Ok((searcher, writer))) => {
            handle.set_searcher(Some(searcher));
            Ok(Some(writer))
        }
        Ok(Err(error @ index::Error::Busy)) => Err(Error::internal(error)),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the index cannot be used and is made anew");
            Ok(None)
        }
        // Reading a damaged file may end in a panic of the library.
        Err(error) => {
            tracing::warn!(%error, "the index is damaged and is made anew");
            Ok(None)
        }
    }
}

/// Applies documents and commits, off the async threads.
async fn apply(writer: Writer, documents: Vec<Document>, checkpoint: String) -> Result<Writer> {
    let work = move || {
        let mut writer = writer;
        write(&mut writer, &documents)?;
        writer.commit(&checkpoint)?;
        Ok::<_, index::Error>(writer)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}

/// Upserts what is published and deletes the rest; does not commit.
pub(super) fn write(writer: &mut Writer, documents: &[Document]) -> Result<(), index::Error> {
    for document in documents {
        match &document.published {
            Some(Published { profile, version, track_record }) => {
                writer.upsert_with_record(profile, *version, *track_record)?;
            }
            None => writer.delete(&document.id)?,
        }
    }
    Ok(())
}

pub(super) async fn drop_off_thread(writer: Writer) -> Result<()> {
    tokio::task::spawn_blocking(move || drop(writer)).await.map_err(Error::internal)
}

fn error_chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
