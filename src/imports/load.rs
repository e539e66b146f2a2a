//! Reading a file and entering its rows, chunk by chunk.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Seek;
use std::ops::ControlFlow;

use index::profile::Profile;
use tokio::sync::mpsc;

use super::{Counts, KEPT, Report, RowFault, Teller, contacts};
use crate::accounts::{Actor, policy, tax_code};
use crate::app::App;
use crate::interchange::{self, FileFault, Finding, Item, Options, Place, Problem, Record, Source};
use crate::suppliers::import::{Outcome, Row, faults, import_rows};
use crate::suppliers::text::fold;
use crate::{Error, Fault, Result};

/// Characters of an id made of a name.
const LONGEST_KEY: usize = 120;
/// Rows entered at a time.
const CHUNK: usize = 200;

/// What the reading thread sends.
enum Part {
    Rows(Vec<Read>),
    Finding(Finding),
    /// A row of which nothing could be read.
    Refused,
}

/// A row that was read.
struct Read {
    record: Record<Profile>,
    /// What the reader found wrong with it. A row with faults stays out; the rest of it is judged
    /// all the same, so that everything is told at once.
    faults: Vec<Finding>,
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
    let mut entry = Intake {
        app,
        actor,
        tell,
        rehearsal: dry_run.then(Rehearsal::default),
        names: Names::default(),
        codes: HashMap::new(),
        report: Report::default(),
    };
    while let Some(part) = receive.recv().await {
        match part {
            Part::Rows(rows) => entry.take(rows).await?,
            Part::Refused => {
                entry.report.counts.rows += 1;
                entry.report.counts.refused += 1;
            }
            Part::Finding(finding) => entry.note(finding),
        }
    }
    entry.report.refusal = reading.await.map_err(Error::internal)?.err();
    Ok(entry.report)
}

/// Reads on its own thread. Stops when nobody listens any more.
fn read(
    file: impl std::io::Read + Seek,
    name: &str,
    options: &Options,
    send: &mpsc::Sender<Part>,
) -> Result<(), FileFault> {
    let mut rows = Vec::with_capacity(CHUNK);
    let flow = |sent: Result<(), _>| match sent {
        Ok(()) => ControlFlow::Continue(()),
        Err(mpsc::error::SendError(_)) => ControlFlow::Break(()),
    };
    let outcome = interchange::read(file, name, options, &mut |item| {
        let row = match item {
            Item::Finding(finding) => return flow(send.blocking_send(Part::Finding(finding))),
            Item::Refused { remains: None, .. } => return flow(send.blocking_send(Part::Refused)),
            Item::Refused { remains: Some(rest), .. } => {
                Read { record: rest.record, faults: rest.faults }
            }
            Item::Record(record) => Read { record: *record, faults: Vec::new() },
        };
        rows.push(row);
        if rows.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        let full = std::mem::replace(&mut rows, Vec::with_capacity(CHUNK));
        flow(send.blocking_send(Part::Rows(full)))
    });
    if !rows.is_empty() {
        // Nobody listens: then there is nobody to tell either.
        let _ = send.blocking_send(Part::Rows(rows));
    }
    outcome
}

/// Enters rows and keeps account of them.
struct Intake<'a> {
    app: &'a App,
    actor: &'a Actor,
    tell: Teller,
    rehearsal: Option<Rehearsal>,
    names: Names,
    /// The row of each tax code of the file.
    codes: HashMap<String, u32>,
    report: Report,
}

impl Intake<'_> {
    async fn take(&mut self, rows: Vec<Read>) -> Result<()> {
        let mut sound = Vec::with_capacity(rows.len());
        for Read { record, faults } in rows {
            let repeated = self.repeats(&record, faults.is_empty());
            if faults.is_empty() && repeated.is_none() {
                sound.push(self.names.identify(record));
            } else {
                self.refuse(record, &faults, repeated).await?;
            }
        }
        self.enter(sound).await
    }

    /// The fault of a row that would overwrite one of the same file: two firms cannot share a tax
    /// code. A row that comes in is remembered by its code.
    fn repeats(&mut self, record: &Record<Profile>, comes_in: bool) -> Option<Fault> {
        let code = code_of(&record.value)?;
        let first = self.codes.get(&code).copied();
        if first.is_none() && comes_in {
            self.codes.insert(code.clone(), record.row);
        }
        let fault = Fault::new("tax_code", "tax_code_repeated").with("value", code);
        first.map(|row| fault.with("row", row))
    }

    /// Leaves a row out, and tells what is wrong with it beside what its reader told.
    async fn refuse(
        &mut self,
        record: Record<Profile>,
        told: &[Finding],
        repeated: Option<Fault>,
    ) -> Result<()> {
        self.report.counts.rows += 1;
        self.report.counts.refused += 1;
        let mut record = self.names.identify(record);
        if told.iter().any(|finding| finding.problem == Problem::TaxCode) {
            // Which firm it is nobody knows: its name alone would find another.
            record.value.id.clear();
        }
        let Record { row: number, value, contact, source } = record;
        let row = Row { contacts: contacts::of(&contact), profile: value };
        let mut faults = faults(self.app, self.actor, &row).await?;
        // Of its own file's row, or of a firm that is there already: one of them is enough.
        faults.retain(|fault| repeated.is_none() || fault.path != "tax_code");
        faults.extend(repeated);
        self.add(number, &row.profile, &source, faults, told)
    }

    async fn enter(&mut self, records: Vec<Record<Profile>>) -> Result<()> {
        let mut places = Vec::with_capacity(records.len());
        let mut rows = Vec::with_capacity(records.len());
        for Record { row, value, contact, source } in records {
            places.push((row, source));
            rows.push(Row { contacts: contacts::of(&contact), profile: value });
        }
        let outcomes = match &mut self.rehearsal {
            Some(rehearsal) => rehearsal.enter(self.app, self.actor, &rows).await?,
            None => import_rows(self.app, self.actor, &rows, false).await?,
        };
        for (((number, source), row), outcome) in places.into_iter().zip(&rows).zip(outcomes) {
            let Counts { rows, created, updated, unchanged, refused, .. } = &mut self.report.counts;
            *rows += 1;
            match outcome {
                Outcome::Created(_) => *created += 1,
                Outcome::Updated(_) => *updated += 1,
                Outcome::Unchanged(_) => *unchanged += 1,
                Outcome::Refused(faults) => {
                    *refused += 1;
                    self.add(number, &row.profile, &source, faults, &[])?;
                    continue;
                }
            }
            if row.profile.name.is_none() && row.profile.name_en.is_none() {
                self.note(Finding::row(number, Problem::Nameless));
            }
        }
        Ok(())
    }

    /// Adds what was found, as long as there is room.
    fn note(&mut self, finding: Finding) {
        self.report.counts.findings += 1;
        if self.report.findings.len() < KEPT {
            self.report.findings.push(finding);
        }
    }

    /// Adds what is wrong with a row, with its cells, as long as there is room; not what its
    /// reader `told` already.
    fn add(
        &mut self,
        row: u32,
        profile: &Profile,
        source: &Source,
        faults: Vec<Fault>,
        told: &[Finding],
    ) -> Result<()> {
        let record = serde_json::to_value(profile).map_err(Error::internal)?;
        let nameless = told.iter().any(|finding| finding.problem == Problem::MissingName);
        for fault in faults {
            let Place { column, heading, value } = match source.place(&fault.path, &record) {
                place if told.iter().any(|finding| place.is_of(finding)) => continue,
                _ if nameless && fault.path == "name" => continue,
                place => place,
            };
            self.report.counts.findings += 1;
            if self.report.faults.len() < KEPT {
                let message = (self.tell)(self.actor.locale, &fault);
                let (path, code) = (fault.path, fault.code.to_owned());
                let fault = RowFault { row, column, heading, value, path, code, message };
                self.report.faults.push(fault);
            }
        }
        Ok(())
    }
}

/// A dry run. It keeps nothing, so it remembers which firms the rows before would have made.
#[derive(Default)]
struct Rehearsal {
    /// A hash of what each firm's last row said, by tax code or id.
    entered: HashMap<String, u64>,
}

impl Rehearsal {
    async fn enter(&mut self, app: &App, actor: &Actor, rows: &[Row]) -> Result<Vec<Outcome>> {
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
        Record {
            row,
            value: profile,
            contact: interchange::Contact::default(),
            source: Source::default(),
        }
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
