//! Reading a file and entering its rows, chunk by chunk.

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use index::profile::Profile;
use tokio::sync::mpsc;

use super::{Counts, KEPT, Report, RowFault, Teller, contacts};
use crate::accounts::{Actor, policy};
use crate::app::App;
use crate::interchange::{self, FileFault, Finding, Item, Options, Record};
use crate::suppliers::import::{Outcome, Row, import_rows};
use crate::{Error, Result};

/// Rows entered at a time.
const CHUNK: usize = 200;

/// What the reading thread sends.
enum Part {
    Rows(Vec<Record<Profile>>),
    Finding(Finding),
    Refused,
}

/// Reads a file and enters its rows for `actor`; with `dry_run` everything is checked and nothing
/// kept. A file that is refused as a whole says so in the report.
///
/// # Errors
/// [`Error::Forbidden`] for those who run no directory; an internal error when the database fails:
/// rows entered before stay.
pub async fn load(
    app: &App,
    actor: &Actor,
    file: File,
    file_name: &str,
    options: Options,
    dry_run: bool,
    tell: Teller,
) -> Result<Report> {
    policy::require(actor, policy::Action::RunDirectory)?;
    let (send, mut receive) = mpsc::channel(4);
    let name = file_name.to_owned();
    let reading = tokio::task::spawn_blocking(move || read(file, &name, &options, &send));
    let mut report = Report::default();
    while let Some(part) = receive.recv().await {
        match part {
            Part::Rows(rows) => enter(app, actor, rows, dry_run, tell, &mut report).await?,
            Part::Refused => {
                report.counts.rows += 1;
                report.counts.refused += 1;
            }
            Part::Finding(finding) => {
                report.counts.findings += 1;
                if report.findings.len() < KEPT {
                    report.findings.push(finding);
                }
            }
        }
    }
    report.refusal = reading.await.map_err(Error::internal)?.err();
    Ok(report)
}

/// Reads on its own thread. Stops when nobody listens any more.
fn read(
    file: impl Read + Seek,
    name: &str,
    options: &Options,
    send: &mpsc::Sender<Part>,
) -> Result<(), FileFault> {
    let mut rows = Vec::with_capacity(CHUNK);
    let flow = |sent: Result<(), _>| match sent {
        Ok(()) => ControlFlow::Continue(()),
        Err(mpsc::error::SendError(_)) => ControlFlow::Break(()),
    };
    let outcome = interchange::read(file, name, options, &mut |item| match item {
        Item::Finding(finding) => flow(send.blocking_send(Part::Finding(finding))),
        Item::Refused { .. } => flow(send.blocking_send(Part::Refused)),
        Item::Record(record) => {
            rows.push(*record);
            if rows.len() < CHUNK {
                return ControlFlow::Continue(());
            }
            let full = std::mem::replace(&mut rows, Vec::with_capacity(CHUNK));
            flow(send.blocking_send(Part::Rows(full)))
        }
    });
    if !rows.is_empty() {
        // Nobody listens: then there is nobody to tell either.
        let _ = send.blocking_send(Part::Rows(rows));
    }
    outcome
}

async fn enter(
    app: &App,
    actor: &Actor,
    records: Vec<Record<Profile>>,
    dry_run: bool,
    tell: Teller,
    report: &mut Report,
) -> Result<()> {
    let numbers: Vec<u32> = records.iter().map(|record| record.row).collect();
    let rows = records
        .into_iter()
        .map(|record| Row {
            contacts: contacts::of(&record.contact),
            profile: without_row_id(record.value, record.row),
        })
        .collect();
    let outcomes = import_rows(app, actor, rows, dry_run).await?;
    for (row, outcome) in numbers.into_iter().zip(outcomes) {
        let Counts { rows, created, updated, unchanged, refused, findings } = &mut report.counts;
        *rows += 1;
        match outcome {
            Outcome::Created(_) => *created += 1,
            Outcome::Updated(_) => *updated += 1,
            Outcome::Unchanged(_) => *unchanged += 1,
            Outcome::Refused(faults) => {
                *refused += 1;
                for fault in faults {
                    *findings += 1;
                    if report.faults.len() < KEPT {
                        let message = tell(actor.locale, &fault);
                        let (path, code) = (fault.path, fault.code.to_owned());
                        report.faults.push(RowFault { row, path, code, message });
                    }
                }
            }
        }
    }
    Ok(())
}

/// Rows without an id of their own were numbered by the reader. That number is no identity: the
/// next file has another firm in that row.
fn without_row_id(mut profile: Profile, row: u32) -> Profile {
    if profile.id == format!("row-{row}") {
        profile.id.clear();
    }
    profile
}
