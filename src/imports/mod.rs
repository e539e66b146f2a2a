//! Imports: a directory's file into the suppliers, with a report that can be read later.
//!
//! The file is read on a thread of its own and entered in chunks, so neither the file's size nor
//! its faults hold up anybody else. Contacts go to the contacts, never into a profile.

mod contacts;
mod load;
mod store;

use std::fs::File;
use std::time::Duration;

use chrono::{DateTime, Utc};
use index::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::entity::import as table;
use crate::interchange::{self, FileFault, Finding, Options, Place};
use crate::{Error, Fault, Result};

pub use load::load;
pub use store::begin;

/// The noun of this room in `Error::NotFound`.
const NOUN: &str = "import";
/// Findings and faults kept of one import; more are only counted.
const KEPT: usize = 2_000;
/// Hours after which an import that still runs has lost its process.
const LOST_AFTER_HOURS: i64 = 1;
/// How long a start waits for a small file to be done.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being read and entered.
    Running,
    /// Everything that could be entered is.
    Done,
    /// The file as a whole was refused; rows entered before stay.
    Refused,
    /// The service stopped or failed meanwhile; rows entered before stay. Import it again.
    Broken,
}

impl Status {
    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Broken => "broken",
        }
    }

    fn parse(code: &str) -> Result<Self> {
        [Self::Running, Self::Done, Self::Refused, Self::Broken]
            .into_iter()
            .find(|status| status.code() == code)
            .ok_or_else(|| Error::internal(format!("unknown import status {code}")))
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows with something in them.
    pub rows: u32,
    /// New profiles.
    pub created: u32,
    /// Known profiles that changed.
    pub updated: u32,
    /// Known profiles that say the same already.
    pub unchanged: u32,
    /// Rows that stayed out.
    pub refused: u32,
    /// Faults and warnings, also those beyond what is kept.
    pub findings: u32,
}

/// A fault that only the directory could see: a taken tax code, an unknown province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Row as the spreadsheet shows it.
    pub row: u32,
    /// Column letter as the spreadsheet shows it; none in JSON lines and without such a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Heading of the column as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// What stands there, cut to 80 characters. Never given of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Field of the profile.
    pub path: String,
    /// Stable code.
    pub code: String,
    /// In the importer's language.
    pub message: String,
}

impl RowFault {
    /// One line: place, what stands there, what is wrong. The place is told in `language`, the
    /// rest as it was found.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        let heading = || Some(self.path.clone()).filter(|path| !path.is_empty());
        let place = Place {
            column: self.column.clone(),
            heading: self.heading.clone().or_else(heading),
            value: self.value.clone(),
        };
        interchange::told_place(Some(self.row), &place, language) + &self.message
    }
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What became of the rows.
    pub counts: Counts,
    /// What was wrong or odd in the file.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What the directory refused.
    #[serde(default)]
    pub faults: Vec<RowFault>,
    /// Why the file as a whole was refused.
    #[serde(default)]
    pub refusal: Option<FileFault>,
}

/// An import as its organisation sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Identifier.
    pub id: Uuid,
    /// Name of the file.
    pub file_name: String,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
    /// Where it stands.
    pub status: Status,
    /// What it came to, as far as it is known.
    pub report: Report,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Tells a fault in a language. The doors know the sentences.
pub type Teller = fn(Language, &Fault) -> String;

/// A file to import.
#[derive(Debug)]
pub struct Upload {
    /// The file, from its start.
    pub file: File,
    /// Its name, which says what kind it is.
    pub file_name: String,
    /// How to read it.
    pub options: Options,
    /// Whether everything is to be checked and nothing kept.
    pub dry_run: bool,
}

/// Runs an import that began and waits a moment: small files are done when it returns.
///
/// # Errors
/// An internal error when the database fails.
pub async fn run(
    app: &App,
    actor: &Actor,
    id: Uuid,
    upload: Upload,
    tell: Teller,
) -> Result<Import> {
    let (app_then, actor_then) = (app.clone(), *actor);
    // Not tied to the request: whoever hangs up finds the report later.
    let running = tokio::spawn(async move {
        let Upload { file, file_name, options, dry_run } = upload;
        let outcome = load(&app_then, &actor_then, file, &file_name, options, dry_run, tell).await;
        store::finish(&app_then, id, outcome).await;
    });
    // Running on after this is as good as done.
    let _ = tokio::time::timeout(PATIENCE, running).await;
    find(app, actor, id).await
}

/// An import of the actor's organisation; administrators see all.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(app: &App, actor: &Actor, id: Uuid) -> Result<Import> {
    let row = store::find(&app.db, id).await?.ok_or(Error::NotFound(NOUN))?;
    if row.organisation_id != actor.organisation && actor.role != Role::Admin {
        return Err(Error::NotFound(NOUN));
    }
    shown(row, app.now())
}

fn shown(row: table::Model, now: DateTime<Utc>) -> Result<Import> {
    let status = Status::parse(&row.status)?;
    let lost = now - row.created_at > chrono::TimeDelta::hours(LOST_AFTER_HOURS);
    Ok(Import {
        id: row.id,
        file_name: row.file_name,
        dry_run: row.dry_run,
        status: if status == Status::Running && lost { Status::Broken } else { status },
        report: serde_json::from_str(&row.report).map_err(Error::internal)?,
        created_at: row.created_at,
        finished_at: row.finished_at,
    })
}
