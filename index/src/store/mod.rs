//! The index on disk: candidates by structure and words out of Tantivy, judged by the same code
//! that judges suppliers at hand.
//!
//! A document holds its profile, so that whoever opens the folder needs nothing else. The schema,
//! the way text is cut and the vocabulary make up [`version`]; a folder of another version does not
//! open and is to be rebuilt by its owner.

mod candidates;
mod gather;
mod glance;
mod list;
mod outline;
mod outlook;
mod promising;
mod row;
mod schema;
mod searcher;
mod shelf;
mod writer;

pub use list::{ListPage, ListQuery};
pub use searcher::Searcher;
pub use writer::Writer;

use std::path::Path;

use tantivy::{Index, directory::error::LockError};

use crate::{Error, taxonomy::Taxonomy};

/// Raised when fields, the cutting of text or the reading of profiles change.
const SCHEMA_VERSION: u32 = 7;

/// What an index folder must have been made with.
#[must_use]
pub fn version() -> String {
    format!("{SCHEMA_VERSION}-{}", Taxonomy::get().version())
}

const VERSION_FILE: &str = "khop-version";

fn open(dir: &Path) -> Result<Index, Error> {
    match std::fs::read_to_string(dir.join(VERSION_FILE)) {
        Ok(found) if found.trim() == version() => {}
        Ok(_) => return Err(Error::OtherSchema),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::OtherSchema);
        }
        Err(error) => return Err(Error::Damaged(error.to_string())),
    }
    let index = Index::open_in_dir(dir).map_err(damaged)?;
    if index.schema() != schema::schema().schema {
        return Err(Error::OtherSchema);
    }
    let broken = index.validate_checksum().map_err(damaged)?;
    if !broken.is_empty() {
        return Err(Error::Damaged(format!("{} files fail their checksum", broken.len())));
    }
    Ok(index)
}

fn damaged(error: impl std::fmt::Display) -> Error {
    Error::Damaged(error.to_string())
}

fn busy(error: tantivy::TantivyError) -> Error {
    match error {
        tantivy::TantivyError::LockFailure(LockError::LockBusy, _) => Error::Busy,
        other => Error::Search(other),
    }
}
