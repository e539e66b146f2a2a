//! Where `learn` and `replay` take weights and history from.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use index::RankingConfig;
use index::learn::Case;

use super::Failure;
use super::place::{Place, block_on};
use crate::{db, outcomes};

/// History and the weights that it is held against.
#[derive(Debug, clap::Args)]
pub(super) struct Source {
    #[command(flatten)]
    place: Place,
    /// History as JSON lines instead of that of the database; `learn --help` says the form.
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
}

impl Source {
    /// The cases: of the file, or of the database.
    pub(super) fn cases(&self) -> Result<Vec<Case>, Failure> {
        match &self.history {
            Some(file) => read(file),
            None => {
                let settings = self.place.of_a_database()?;
                block_on(async {
                    let db = db::connect(&settings.database).await?;
                    if settings.database.migrate_on_start {
                        db::migrate(&db).await?;
                    }
                    Ok(outcomes::history::cases(&db).await?)
                })
            }
        }
    }

    /// The weights of a file, or else of the settings, and the text that they stand in.
    pub(super) fn weights(&self, file: Option<&Path>) -> Result<(RankingConfig, String), Failure> {
        if let Some(file) = file {
            return weights(file);
        }
        let settings = self.place.settings(&[])?;
        let named = &settings.index.weights;
        if named.as_os_str().is_empty() {
            return Ok((RankingConfig::default(), RankingConfig::default_text().to_owned()));
        }
        weights(named)
    }
}

/// Weights of a file, and its text.
pub(super) fn weights(file: &Path) -> Result<(RankingConfig, String), Failure> {
    let text = std::fs::read_to_string(file).map_err(|source| failed(file, source))?;
    let config = RankingConfig::parse(&text)
        .map_err(|error| Failure::Other(format!("{}: {error}", file.display())))?;
    Ok((config, text))
}

/// Weights of a file, or those built in.
pub(super) fn weights_or_built_in(file: Option<&Path>) -> Result<RankingConfig, Failure> {
    file.map_or_else(|| Ok(RankingConfig::default()), |file| Ok(weights(file)?.0))
}

/// A history file. A line that cannot be read ends it: half a history teaches something else.
fn read(path: &Path) -> Result<Vec<Case>, Failure> {
    let file = File::open(path).map_err(|source| failed(path, source))?;
    let mut cases = Vec::new();
    for (line, number) in BufReader::new(file).lines().zip(1_u32..) {
        let line = line.map_err(|source| failed(path, source))?;
        if line.trim().is_empty() {
            continue;
        }
        let case: Case = serde_json::from_str(&line).map_err(|error| {
            Failure::Other(format!("{}: line {number}: {error}", path.display()))
        })?;
        if case.results.iter().any(|one| one.position == 0) {
            let why = "positions count from 1";
            return Err(Failure::Other(format!("{}: line {number}: {why}", path.display())));
        }
        cases.push(case);
    }
    Ok(cases)
}

pub(super) fn failed(path: &Path, source: std::io::Error) -> Failure {
    Failure::Path { path: path.display().to_string(), source }
}
