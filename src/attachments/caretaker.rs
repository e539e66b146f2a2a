//! What goes on beside the requests: new files are scanned, and files that nobody owns are swept. One
//! a process; several over one folder and database do each other no harm.

use std::fs;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::scan::{self, Which};
use super::store;
use crate::app::App;
use crate::{Error, Result};

/// Time between two looks for files that another process was to scan.
const PAUSE: Duration = Duration::from_secs(60);
/// Looks between two thorough ones.
const THOROUGH: u32 = 60;
/// Age at which a file without a row is litter: an upload is done long before.
pub const LITTER_AFTER: TimeDelta = TimeDelta::hours(6);
/// Identifiers asked for at a time.
const BATCH: usize = 500;

/// Looks again and again, until it is aborted; the first look is a thorough one.
pub async fn run(app: App) {
    let mut looks = tokio::time::interval(PAUSE);
    let mut until_thorough = 0;
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            () = app.attachments.wake.notified() => {}
        }
        let thorough = until_thorough == 0;
        until_thorough = if thorough { THOROUGH } else { until_thorough - 1 };
        if let Err(error) = look(&app, thorough).await {
            tracing::warn!(%error, "cannot look after attachments");
        }
    }
}

/// Looks once: scans what waits. A thorough look, as at the start, also scans again what the scanner
/// failed at, and sweeps.
///
/// # Errors
/// Fails when the database or the folder does.
pub async fn look(app: &App, thorough: bool) -> Result<()> {
    if thorough {
        sweep(app).await?;
        return scan::pass(app, Which::AllButScanned).await;
    }
    scan::pass(app, Which::Waiting).await
}

/// Removes old files without a row: of uploads that were cut off, and of attachments whose file could
/// not be removed. Says how many.
async fn sweep(app: &App) -> Result<usize> {
    let folder = app.attachments.folder.clone();
    let before = app.now() - LITTER_AFTER;
    let read = move || folder.files();
    let files = tokio::task::spawn_blocking(read).await.map_err(Error::internal)?;
    let mut files = files.map_err(Error::internal)?;
    files.retain(|file| written(&file.path).is_some_and(|at| at < before));
    let mut swept = 0;
    for batch in files.chunks(BATCH) {
        let ids: Vec<_> = batch.iter().map(|file| file.id).collect();
        let known = store::known(&app.db, &ids).await?;
        for file in batch.iter().filter(|file| file.part || !known.contains(&file.id)) {
            match tokio::fs::remove_file(&file.path).await {
                Ok(()) => swept += 1,
                Err(error) => tracing::warn!(attachment = %file.id, %error, "cannot sweep a file"),
            }
        }
    }
    if swept > 0 {
        tracing::info!(swept, "files without an attachment removed");
    }
    Ok(swept)
}

fn written(path: &std::path::Path) -> Option<DateTime<Utc>> {
    fs::metadata(path).and_then(|file| file.modified()).ok().map(DateTime::from)
}
