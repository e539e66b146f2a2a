//! A new index from the database, made beside the old one and swapped in. Reads keep using the
//! old one until then.

use std::path::PathBuf;

use index::store::{Searcher, Writer};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::document::{self, Document};
use super::folder::Folder;
use super::{Checkpoint, IndexHandle, check, log, tail};
use crate::entity::supplier;
use crate::suppliers::Status;
use crate::{Error, Result};

/// Rows read at a time.
const PAGE: u64 = 500;

/// Makes a new generation and puts it in use. Returns its writer.
pub(super) async fn rebuild(
    handle: &IndexHandle,
    db: &DatabaseConnection,
    folder: &Folder,
) -> Result<Writer> {
    let started = std::time::Instant::now();
    // Read before the rows: what changes meanwhile is in the log above it and is applied again.
    let head = log::head(db).await?;
    let mark = log::mark_of(db, head.seq).await?;
    let reached = Checkpoint { epoch: head.epoch, seq: head.seq, mark };
    let path = folder.next();
    let mut writer = create(handle, path.clone()).await?;
    let mut last = Uuid::nil();
    let mut count = 0_usize;
    loop {
        let rows = supplier::Entity::find()
            .filter(supplier::Column::Status.eq(Status::Published.code()))
            .filter(supplier::Column::Id.gt(last))
            .order_by_asc(supplier::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(end) = rows.last() else { break };
        last = end.id;
        count += rows.len();
        writer = fill(writer, document::assemble(db, rows).await?).await?;
    }
    let checkpoint = reached.to_string();
    let engine = handle.engine.clone();
    let folder = folder.clone();
    let finish = move || {
        writer.commit(&checkpoint).map_err(Error::internal)?;
        let searcher = Searcher::open(&path, &engine).map_err(Error::internal)?;
        folder.switch_to(&path).map_err(Error::internal)?;
        Ok::<_, Error>((writer, searcher))
    };
    let (writer, searcher) =
        tokio::task::spawn_blocking(finish).await.map_err(Error::internal)??;
    handle.set_searcher(Some(searcher));
    handle.applied.send_replace(Some(reached));
    let took_ms = started.elapsed().as_millis();
    tracing::info!(suppliers = count, took_ms, "index made anew");
    Ok(writer)
}

/// Makes the index of a stopped service anew, and checks it.
///
/// # Errors
/// [`super::folder::Busy`] inside [`Error::Internal`] while a service runs on the folder.
pub async fn reindex(handle: &IndexHandle, db: &DatabaseConnection) -> Result<check::Report> {
    let folder = Folder::new(&handle.directory);
    let _lock = folder.lock()?;
    let writer = rebuild(handle, db, &folder).await?;
    tail::drop_off_thread(writer).await?;
    check::check(handle, db).await
}

async fn create(handle: &IndexHandle, path: PathBuf) -> Result<Writer> {
    let engine = handle.engine.clone();
    tokio::task::spawn_blocking(move || Writer::create(&path, &engine))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

async fn fill(writer: Writer, documents: Vec<Document>) -> Result<Writer> {
    let work = move || {
        let mut writer = writer;
        tail::write(&mut writer, &documents)?;
        Ok::<_, index::Error>(writer)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?.map_err(Error::internal)
}
