//! Compares an index folder with the database, and changes nothing. Works beside a running
//! service: what the log says is still to come counts as pending, not as a difference.

use std::collections::BTreeMap;

use index::store::Searcher;
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::folder::Folder;
use super::{Checkpoint, IndexHandle, log};
use crate::entity::supplier;
use crate::suppliers::Status;
use crate::{Error, Result};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Position of the index; none when the folder cannot be read.
    pub checkpoint: Option<Checkpoint>,
    /// Last change in the database.
    pub head: i64,
    /// Suppliers published in the database.
    pub published: usize,
    /// Suppliers in the index.
    pub indexed: usize,
    /// Suppliers with changes that the index has still to apply; not compared.
    pub pending: usize,
    /// Everything that differs, by identifier.
    pub differences: Vec<Difference>,
}

/// One difference between index and database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Published, but not in the index.
    Missing {
        /// Identifier of the supplier.
        id: String,
        /// Version in the database.
        stored: i64,
    },
    /// In the index, but not published.
    Extra {
        /// Identifier in the index.
        id: String,
        /// Version in the index.
        indexed: i64,
    },
    /// In both, with different versions.
    Stale {
        /// Identifier of the supplier.
        id: String,
        /// Version in the database.
        stored: i64,
        /// Version in the index.
        indexed: i64,
    },
    /// The folder holds no index that this program can read.
    Unreadable {
        /// Why, in words.
        why: String,
    },
    /// The index follows another log: the database was restored or replaced.
    OtherLog,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { id, stored } => {
                write!(f, "{id} is published (version {stored}) and not in the index")
            }
            Self::Extra { id, indexed } => {
                write!(f, "{id} is in the index (version {indexed}) and not published")
            }
            Self::Stale { id, stored, indexed } => {
                write!(f, "{id} is at version {stored}, the index has version {indexed}")
            }
            Self::OtherLog => f.write_str("the index was made from another database"),
            Self::Unreadable { why } => write!(f, "the index cannot be read: {why}"),
        }
    }
}

impl Report {
    /// Whether the index says what the database says.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Compares. Takes no lock and writes nothing.
///
/// # Errors
/// An internal error when the database fails.
pub async fn check(handle: &IndexHandle, db: &DatabaseConnection) -> Result<Report> {
    // Index first, then rows, then log: a change that slips in between is in the log read last.
    let read = read(handle).await?;
    let stored = published(db).await?;
    let head = log::head(db).await?;
    let mut report = Report {
        checkpoint: None,
        head: head.seq,
        published: stored.len(),
        indexed: 0,
        pending: 0,
        differences: Vec::new(),
    };
    let (checkpoint, indexed) = match read {
        Ok(found) => found,
        Err(why) => {
            report.differences.push(Difference::Unreadable { why });
            return Ok(report);
        }
    };
    report.indexed = indexed.len();
    report.checkpoint = Checkpoint::parse(&checkpoint);
    let Some(position) = report.checkpoint.as_ref().filter(|at| at.epoch == head.epoch) else {
        report.differences.push(Difference::OtherLog);
        return Ok(report);
    };
    let logged = log::mark_of(db, position.seq).await?;
    if position.mark.as_ref().zip(logged.as_ref()).is_some_and(|(ours, theirs)| ours != theirs) {
        report.differences.push(Difference::OtherLog);
        return Ok(report);
    }
    let pending = log::changed_after(db, position.seq).await?;
    report.pending = pending.len();
    report.differences = compare(stored, indexed);
    report.differences.retain(|difference| {
        let id = difference.id().and_then(|id| Uuid::parse_str(id).ok());
        id.is_none_or(|id| !pending.contains(&id))
    });
    Ok(report)
}

impl Difference {
    fn id(&self) -> Option<&str> {
        match self {
            Self::Missing { id, .. } | Self::Extra { id, .. } | Self::Stale { id, .. } => Some(id),
            Self::Unreadable { .. } | Self::OtherLog => None,
        }
    }
}

type Found = (String, BTreeMap<String, i64>);

async fn read(handle: &IndexHandle) -> Result<Result<Found, String>> {
    let Some(path) = Folder::new(&handle.directory).current() else {
        return Ok(Err(format!("no index in {}", handle.directory.display())));
    };
    let engine = handle.engine.clone();
    let work = move || {
        let searcher = Searcher::open(&path, &engine)?;
        let versions = searcher.versions()?.into_iter().collect();
        Ok::<_, index::Error>((searcher.checkpoint().unwrap_or_default(), versions))
    };
    // A damaged file may panic inside the library: that is a finding, not a failure of the check.
    Ok(match tokio::task::spawn_blocking(work).await {
        Ok(found) => found.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    })
}

async fn published(db: &DatabaseConnection) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(Uuid, i64)> = supplier::Entity::find()
        .select_only()
        .column(supplier::Column::Id)
        .column(supplier::Column::Version)
        .filter(supplier::Column::Status.eq(Status::Published.code()))
        .into_tuple()
        .all(db)
        .await
        .map_err(Error::from)?;
    Ok(rows.into_iter().map(|(id, version)| (id.to_string(), version)).collect())
}

fn compare(stored: BTreeMap<String, i64>, mut indexed: BTreeMap<String, i64>) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (id, stored) in stored {
        match indexed.remove(&id) {
            None => differences.push(Difference::Missing { id, stored }),
            Some(indexed) if indexed != stored => {
                differences.push(Difference::Stale { id, stored, indexed });
            }
            Some(_) => {}
        }
    }
    differences.extend(indexed.into_iter().map(|(id, indexed)| Difference::Extra { id, indexed }));
    differences
}
