//! Where the service keeps its things: settings of the verbs that work on a database.

use std::future::Future;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;

use super::Failure;
use super::history::failed;
use crate::config::Settings;
use crate::db;

/// Settings that every such verb takes.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Configuration file (TOML). config/default.toml says what each key means.
    #[arg(long, value_name = "FILE", env = "KHOP_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of a SQLite database, its index, attachments and written e-mails, instead of those of the configuration.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Place {
    /// Loads the settings, the command line last.
    pub(super) fn settings(&self, more: &[(&str, String)]) -> Result<Settings, Failure> {
        let mut overrides = self.data.as_deref().map(in_folder).unwrap_or_default();
        overrides.extend_from_slice(more);
        Ok(Settings::load(self.config.as_deref(), &overrides)?)
    }

    /// Settings of a database that is there: to read is not to begin, and a folder that is mistyped
    /// stays as it is.
    pub(super) fn of_a_database(&self) -> Result<Settings, Failure> {
        let settings = self.settings(&[])?;
        let file = db::sqlite_file(settings.database.url.expose_secret());
        match file.filter(|file| !file.exists()) {
            Some(file) => Err(failed(file, ErrorKind::NotFound.into())),
            None => Ok(settings),
        }
    }
}

/// Settings that keep everything in one folder.
pub(super) fn in_folder(folder: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("database.url", format!("sqlite://{}", folder.join("khop.db").display())),
        ("index.directory", folder.join("index").display().to_string()),
        ("attachments.directory", folder.join("attachments").display().to_string()),
        ("mail.directory", folder.join("mail").display().to_string()),
    ]
}

/// Runs asynchronous work to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    actix_web::rt::System::new().block_on(work)
}
