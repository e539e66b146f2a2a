//! The hook for a virus scanner: any program that takes the path of a file as its last argument and
//! ends with 0 (clean) or 1 (infected), as `clamdscan --no-summary --fdpass` does. Anything else,
//! and taking too long, leaves the file unscanned.
//!
//! Files are scanned off the path of the request, by the caretaker: an upload is answered with
//! `pending`, and others get the file once it is clean. What waits is a state of the row, so a file
//! whose process died is scanned by the next one.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use uuid::Uuid;

use super::{Scan, store};
use crate::app::App;
use crate::config::AttachmentSettings;
use crate::{Result, db};

/// A program that looks for viruses.
#[derive(Debug, Clone)]
pub struct Scanner {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
}

/// Which files to scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait.
    Waiting,
    /// Also those that the scanner failed at, and those that came when there was none.
    AllButScanned,
}

impl Scanner {
    /// The one of the settings, if they name one.
    #[must_use]
    pub(super) fn new(settings: &AttachmentSettings) -> Option<Self> {
        let mut words = words(&settings.scan_command).into_iter();
        let program = words.next()?;
        let patience = Duration::from_secs(settings.scan_seconds);
        Some(Self { program, arguments: words.collect(), patience })
    }

    /// What it says of a file. No shell is asked, and nothing it prints is kept.
    async fn ask(&self, id: Uuid, path: &Path) -> Scan {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(path).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let ended = match command.spawn() {
            Ok(mut child) => tokio::time::timeout(self.patience, child.wait()).await,
            Err(error) => Ok(Err(error)),
        };
        let why = match ended {
            Ok(Ok(status)) => match status.code() {
                Some(0) => return Scan::Clean,
                Some(1) => return Scan::Infected,
                _ => status.to_string(),
            },
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("took longer than {} s", self.patience.as_secs()),
        };
        tracing::error!(attachment = %id, why, "the virus scanner failed");
        Scan::Unscanned
    }
}

/// Scans what is to be scanned, one file after the other. Without a scanner, nothing waits any more.
///
/// # Errors
/// Fails when the database does.
pub async fn pass(app: &App, which: Which) -> Result<()> {
    let Some(scanner) = &app.attachments.scanner else {
        return db::write_tx(&app.db, async |txn| store::wait_no_more(txn).await).await;
    };
    let states: &[Scan] = match which {
        Which::Waiting => &[Scan::Pending],
        Which::AllButScanned => &[Scan::Pending, Scan::Unscanned, Scan::NotScanned],
    };
    for id in store::to_scan(&app.db, states).await? {
        let said = scanner.ask(id, &app.attachments.folder.path(id)).await;
        if said == Scan::Infected {
            tracing::warn!(attachment = %id, "the virus scanner found something");
        }
        let now = app.now();
        db::write_tx(&app.db, async |txn| store::scanned(txn, id, said, now).await).await?;
    }
    Ok(())
}

/// Words of a command line: apart by spaces, together between double quotes. No shell reads them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            _ if letter.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => {
                word.push(letter);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_words_and_no_shell() {
        assert_eq!(words("clamdscan  --fdpass"), ["clamdscan", "--fdpass"]);
        assert_eq!(
            words("\"/opt/Quét virus/scan\" \"\" $HOME;x"),
            ["/opt/Quét virus/scan", "", "$HOME;x"]
        );
        assert!(words("  ").is_empty());
    }
}
