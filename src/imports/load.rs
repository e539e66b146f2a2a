//! Reading a file and entering its rows, chunk by chunk.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use index::profile::Profile;
use tokio::sync::mpsc;

use super::{Counts, KEPT, Report, RowFault, Teller, contacts};
use crate::accounts::{Actor, policy, tax_code};
use crate::app::App;
use crate::interchange::{self, FileFault, Finding, Item, Options, Record};
use crate::suppliers::import::{Outcome, Row, import_rows};
use crate::suppliers::text::fold;
use crate::{Error, Fault, Result};

/// Characters of an id made of a name.
const LONGEST_KEY: usize = 120;
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
    let (mut names, mut codes) = (Names::default(), HashMap::new());
    let mut rehearsal = dry_run.then(Rehearsal::default);
    while let Some(part) = receive.recv().await {
        match part {
            Part::Rows(rows) => {
                let (rows, repeated): (Vec<_>, Vec<_>) =
                    rows.into_iter().partition(|record| first_of_its_code(record, &mut codes));
                refuse(&repeated, &codes, actor, tell, &mut report);
                let rows = rows.into_iter().map(|record| names.identify(record)).collect();
                enter(app, actor, rows, rehearsal.as_mut(), tell, &mut report).await?;
            }
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

/// Whether a row is the first of the file with its tax code; a row without one is.
fn first_of_its_code(record: &Record<Profile>, codes: &mut HashMap<String, u32>) -> bool {
    code_of(&record.value).is_none_or(|code| *codes.entry(code).or_insert(record.row) == record.row)
}

/// Refuses rows that would overwrite one of the same file.
fn refuse(
    repeated: &[Record<Profile>],
    codes: &HashMap<String, u32>,
    actor: &Actor,
    tell: Teller,
    report: &mut Report,
) {
    for record in repeated {
        let code = code_of(&record.value);
        let first = code.as_ref().and_then(|code| codes.get(code)).copied().unwrap_or_default();
        report.counts.rows += 1;
        report.counts.refused += 1;
        let fault = Fault::new("tax_code", "tax_code_repeated")
            .with("value", code.unwrap_or_default())
            .with("row", first);
        add(report, record.row, vec![fault], actor, tell);
    }
}

/// Adds what is wrong with a row, as long as there is room.
fn add(report: &mut Report, row: u32, faults: Vec<Fault>, actor: &Actor, tell: Teller) {
    for fault in faults {
        report.counts.findings += 1;
        if report.faults.len() < KEPT {
            let message = tell(actor.locale, &fault);
            let (path, code) = (fault.path, fault.code.to_owned());
            report.faults.push(RowFault { row, path, code, message });
        }
    }
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
    rehearsal: Option<&mut Rehearsal>,
    tell: Teller,
    report: &mut Report,
) -> Result<()> {
    let numbers: Vec<u32> = records.iter().map(|record| record.row).collect();
    let rows = records
        .into_iter()
        .map(|record| Row { contacts: contacts::of(&record.contact), profile: record.value })
        .collect();
    let outcomes = match rehearsal {
        Some(rehearsal) => rehearsal.enter(app, actor, rows).await?,
        None => import_rows(app, actor, rows, false).await?,
    };
    for (row, outcome) in numbers.into_iter().zip(outcomes) {
        let Counts { rows, created, updated, unchanged, refused, .. } = &mut report.counts;
        *rows += 1;
        match outcome {
            Outcome::Created(_) => *created += 1,
            Outcome::Updated(_) => *updated += 1,
            Outcome::Unchanged(_) => *unchanged += 1,
            Outcome::Refused(faults) => {
                *refused += 1;
                add(report, row, faults, actor, tell);
            }
        }
    }
    Ok(())
}

/// A dry run. It keeps nothing, so it remembers which firms the rows before would have made.
#[derive(Default)]
struct Rehearsal {
    /// A hash of what each firm's last row said, by tax code or id.
    entered: HashMap<String, u64>,
}

impl Rehearsal {
    async fn enter(&mut self, app: &App, actor: &Actor, rows: Vec<Row>) -> Result<Vec<Outcome>> {
        let said: Vec<(Option<String>, u64)> =
            rows.iter().map(|row| (identity(&row.profile), hash(row))).collect();
        let mut outcomes = import_rows(app, actor, rows, true).await?;
        let mut entered = HashMap::new();
        for (outcome, (identity, said)) in outcomes.iter_mut().zip(said) {
            let Some(identity) = identity else { continue };
            if let Outcome::Created(id) = *outcome
                && let Some(before) = self.entered.get(&identity)
            {
                *outcome =
                    if *before == said { Outcome::Unchanged(id) } else { Outcome::Updated(id) };
            }
            if !matches!(outcome, Outcome::Refused(_)) {
                entered.insert(identity, said);
            }
        }
        self.entered.extend(entered);
        Ok(outcomes)
    }
}

fn hash(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{row:?}").hash(&mut hasher);
    hasher.finish()
}

/// The tax code of a row, as codes are compared.
fn code_of(profile: &Profile) -> Option<String> {
    profile.tax_code.as_deref().and_then(|code| tax_code::parse(code).ok())
}

fn identity(profile: &Profile) -> Option<String> {
    code_of(profile).or_else(|| Some(profile.id.clone()).filter(|id| !id.is_empty()))
}

/// Gives rows without an id one that the next version of the file gives them too.
///
/// The reader calls them by their row, but the next file has another firm in that row. A name and
/// its province, and which of several of the same it is, stay.
#[derive(Default)]
struct Names {
    seen: HashMap<String, u32>,
}

impl Names {
    fn identify(&mut self, mut record: Record<Profile>) -> Record<Profile> {
        let profile = &mut record.value;
        if profile.id != format!("row-{}", record.row) {
            return record;
        }
        let name = profile.name.as_ref().or(profile.name_en.as_ref());
        let Some(name) = name.filter(|_| profile.tax_code.is_none()) else {
            // A tax code is identity enough; a firm without a name has none.
            profile.id.clear();
            return record;
        };
        let place = profile.province.as_deref().unwrap_or_default();
        let words = fold(&format!("{name} {place}"));
        let key: String = words.split_whitespace().collect::<Vec<_>>().join("-");
        let key: String = key.chars().take(LONGEST_KEY).collect();
        let count = self.seen.entry(key.clone()).or_default();
        *count += 1;
        profile.id = if *count == 1 { key } else { format!("{key}-{count}") };
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: u32, name: &str) -> Record<Profile> {
        let profile = Profile {
            id: format!("row-{row}"),
            name: Some(name.to_owned()),
            province: Some("Bắc Ninh".to_owned()),
            ..Profile::default()
        };
        Record { row, value: profile, contact: interchange::Contact::default() }
    }

    #[test]
    fn a_firm_keeps_its_id_when_its_row_moves() {
        let mut first = Names::default();
        let before = first.identify(row(7, "Công ty TNHH Đúc Hoàng Hà")).value.id;
        assert_eq!(before, "cong-ty-tnhh-duc-hoang-ha-bac-ninh");
        assert_eq!(
            first.identify(row(8, "Công ty TNHH Đúc Hoàng Hà")).value.id,
            format!("{before}-2")
        );
        let mut second = Names::default();
        assert_eq!(second.identify(row(12, "Cong ty TNHH Duc Hoang Ha")).value.id, before);
    }
}
