//! Files in and out: suppliers and requests from JSON lines, CSV and XLSX into the interchange
//! types, with a finding for every faulty row and cell. Good rows come in, faulty rows are
//! reported, nothing is dropped in silence.
//!
//! The format is told by what the file holds; its name only counts where that leaves doubt.
//! Rows go to a sink one at a time, so memory does not grow with the file.

mod archive;
mod cell;
mod certificates;
mod contact;
mod delimited;
mod encoding;
mod export;
mod finding;
mod headings;
mod json_lines;
mod legacy;
mod messages;
mod request;
mod row;
mod sheet;
mod source;
mod supplier;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

use std::collections::{BTreeMap, HashMap};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

pub use contact::Contact;
pub use encoding::Declared;
pub use export::{write_csv, write_json_lines, write_table};
pub use finding::{FileFault, Finding, Problem, Severity};
pub use messages::told_place;
pub use source::{Place, Source};

/// Bytes of a CSV or XLSX file. JSON lines may be of any length.
const MAX_FILE: u64 = 64 << 20;

/// What is known about a file beside its content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Encoding of a CSV, where somebody declared it.
    pub encoding: Option<Declared>,
}

/// A record with the row it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<T> {
    /// Row as the spreadsheet shows it, or line of a JSON lines file, from 1.
    pub row: u32,
    /// The supplier or request.
    pub value: T,
    /// Private contacts found beside it.
    pub contact: Contact,
    /// Where its values stand.
    pub source: Source,
}

/// What could be read of a row that stays out, so that the rest of it can be judged too.
#[derive(Debug)]
pub struct Remains<T> {
    /// The record without what is at fault.
    pub record: Record<T>,
    /// The faults that were told.
    pub faults: Vec<Finding>,
}

/// What a reader hands to its sink, in the order of the file.
#[derive(Debug)]
pub enum Item<T> {
    /// A good row.
    Record(Box<Record<T>>),
    /// A row that stays out; its faults came before.
    Refused {
        /// Row or line, from 1.
        row: u32,
        /// What could be read of it; none of a line that is no object.
        remains: Option<Box<Remains<T>>>,
    },
    /// A fault or warning.
    Finding(Finding),
}

/// A whole file.
#[derive(Debug)]
pub struct Outcome<T> {
    /// Good rows.
    pub records: Vec<Record<T>>,
    /// Faults and warnings.
    pub findings: Vec<Finding>,
    /// Rows that stayed out.
    pub refused: u32,
}

/// What can be read from a file: [`index::profile::Profile`] and
/// [`index::request::SourcingRequest`].
pub trait Subject: serde::de::DeserializeOwned {
    /// What a column can mean.
    #[doc(hidden)]
    type Field: Copy + PartialEq;
    #[doc(hidden)]
    const EXPECTED: &'static str;
    #[doc(hidden)]
    const UNNAMED: Problem;
    #[doc(hidden)]
    fn field(folded: &str) -> Option<Self::Field>;
    #[doc(hidden)]
    fn names(field: Self::Field) -> bool;
    #[doc(hidden)]
    fn repeats(field: Self::Field) -> bool;
    /// The field of the record that a column fills: `certifications.valid_until`.
    #[doc(hidden)]
    fn path(field: Self::Field) -> &'static str;
    #[doc(hidden)]
    fn from_row(row: &mut row::RowReader<'_, Self::Field>) -> (Self, Contact);
    #[doc(hidden)]
    fn id(&self) -> &str;
    #[doc(hidden)]
    fn set_id(&mut self, id: String);
    #[doc(hidden)]
    fn is_named(&self) -> bool;
    #[doc(hidden)]
    fn extra(&mut self) -> &mut BTreeMap<String, serde_json::Value>;
    #[doc(hidden)]
    fn expected_of(key: &str) -> Option<&'static str>;
    #[doc(hidden)]
    fn tidy(&mut self, problems: &mut Vec<(&'static str, Problem)>);
}

/// Reads a whole file into memory.
///
/// # Errors
/// Where the file as a whole is refused.
pub fn read_all<T: Subject>(
    input: impl Read + Seek,
    name: &str,
    options: &Options,
) -> Result<Outcome<T>, FileFault> {
    let mut outcome = Outcome { records: Vec::new(), findings: Vec::new(), refused: 0 };
    read(input, name, options, &mut |item| {
        match item {
            // Whoever takes a whole file takes it as it is: the cells would be kept twice.
            Item::Record(record) => {
                outcome.records.push(Record { source: Source::default(), ..*record });
            }
            Item::Refused { .. } => outcome.refused += 1,
            Item::Finding(finding) => outcome.findings.push(finding),
        }
        ControlFlow::Continue(())
    })?;
    Ok(outcome)
}

/// Reads a file row by row. `name` is its name as the sender calls it.
///
/// # Errors
/// Where the file as a whole is refused. Rows may have gone to the sink before.
pub fn read<T: Subject>(
    mut input: impl Read + Seek,
    name: &str,
    options: &Options,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    let mut head = Vec::new();
    input.by_ref().take(4096).read_to_end(&mut head)?;
    let size = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let extension =
        name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let format = sniff(&head, &extension)?;
    if format != Format::JsonLines && size > MAX_FILE {
        return Err(FileFault::TooLarge { limit_mib: MAX_FILE >> 20 });
    }
    let mut ids = Unique::default();
    let mut sink = |item| ids.pass(item, sink);
    let usual = format.usual_extensions();
    if !extension.is_empty() && !usual.contains(&extension.as_str()) {
        let problem = Problem::ReadAsFormat { format: format.name().to_owned() };
        if sink(Item::Finding(Finding::file(problem))).is_break() {
            return Ok(());
        }
    }
    match format {
        Format::JsonLines => json_lines::read(BufReader::with_capacity(1 << 16, input), &mut sink),
        Format::Csv => read_csv(input, options, &mut sink),
        Format::Xlsx => read_xlsx(input, &mut sink),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    JsonLines,
    Csv,
    Xlsx,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON lines",
            Self::Csv => "CSV",
            Self::Xlsx => "an XLSX workbook",
        }
    }

    const fn usual_extensions(self) -> &'static [&'static str] {
        match self {
            Self::JsonLines => &["jsonl", "ndjson", "json", "txt"],
            Self::Csv => &["csv", "tsv", "tab", "txt"],
            Self::Xlsx => &["xlsx", "xlsm"],
        }
    }
}

fn sniff(head: &[u8], extension: &str) -> Result<Format, FileFault> {
    let other = |kind: &str| Err(FileFault::OtherDocument { kind: kind.to_owned() });
    let marked = encoding::has_mark(head);
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Ok(Format::Xlsx);
    }
    if start.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(FileFault::OldExcel);
    }
    if start.is_empty() {
        return Err(FileFault::Empty);
    }
    if matches!(extension, "xlsx" | "xlsm") {
        return Err(FileFault::NotXlsx);
    }
    if start.starts_with(b"%PDF") {
        return other("a PDF");
    }
    if start.starts_with(b"<") && !marked {
        return other("HTML or XML");
    }
    if start.starts_with(b"{") {
        return Ok(Format::JsonLines);
    }
    if start.starts_with(b"[") && extension != "csv" {
        return Err(FileFault::JsonArray);
    }
    Ok(if matches!(extension, "jsonl" | "ndjson" | "json") {
        Format::JsonLines
    } else {
        Format::Csv
    })
}

fn read_csv<T: Subject>(
    input: impl Read,
    options: &Options,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE).read_to_end(&mut bytes)?;
    let decoded = encoding::decode(bytes, options.encoding)?;
    let mut intake = sheet::Intake::new(sink);
    if let Some(encoding) = decoded.converted_from {
        let problem = Problem::LegacyEncoding { encoding: encoding.to_owned() };
        if intake.warn(Finding::file(problem)).is_break() {
            return Ok(());
        }
    }
    delimited::read(&decoded.text, &sheet::known_headings::<T>, &mut |row| intake.row(row))?;
    // Fewer rows than are searched for headings: they are still held back.
    let _: ControlFlow<bool> = intake.end();
    verdict::<T>(&mut intake)
}

fn read_xlsx<T: Subject>(
    mut input: impl Read + Seek,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    archive::check(&mut input)?;
    input.seek(SeekFrom::Start(0))?;
    let intake = std::cell::RefCell::new(sheet::Intake::new(sink));
    let read_from = std::cell::RefCell::new(None::<String>);
    workbook::read(
        BufReader::new(input),
        &mut |sheet, row| {
            let mut intake = intake.borrow_mut();
            match &*read_from.borrow() {
                Some(read) if read != sheet => {
                    let problem =
                        Problem::OtherSheet { sheet: sheet.to_owned(), read: read.clone() };
                    intake.warn(Finding::file(problem))?;
                    ControlFlow::Break(false)
                }
                _ => intake.row(row),
            }
        },
        &mut |sheet| {
            let mut intake = intake.borrow_mut();
            let enough = read_from.borrow().is_none() && intake.end() == ControlFlow::Break(true);
            if intake.found() {
                read_from.borrow_mut().get_or_insert_with(|| sheet.to_owned());
            }
            enough
        },
    )?;
    verdict::<T>(&mut intake.borrow_mut())
}

fn verdict<T: Subject>(intake: &mut sheet::Intake<'_, T>) -> Result<(), FileFault> {
    if intake.vni {
        return Err(FileFault::VniEncoding);
    }
    if let Some(line) = intake.torn_above_headings() {
        return Err(FileFault::UnclosedQuote { line });
    }
    if intake.found() && intake.is_empty() {
        // Whoever asked to stop asks for no more.
        let _ = intake.warn(Finding::file(Problem::NoRows));
    }
    if !intake.found() {
        let searched = sheet::HEADING_ROWS as u32;
        return Err(FileFault::NoHeadings { searched, expected: T::EXPECTED.to_owned() });
    }
    Ok(())
}

/// Refuses a record whose id an earlier row has.
#[derive(Default)]
struct Unique {
    seen: HashMap<String, u32>,
}

impl Unique {
    fn pass<T: Subject>(
        &mut self,
        item: Item<T>,
        sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (record, mut faults) = match item {
            Item::Record(record) => (*record, Vec::new()),
            Item::Refused { remains: Some(remains), .. } => (remains.record, remains.faults),
            other => return sink(other),
        };
        let (id, row) = (record.value.id().to_owned(), record.row);
        if let Some(&first_row) = self.seen.get(&id) {
            let finding = Finding::row(row, Problem::DuplicateId { id, first_row });
            sink(Item::Finding(finding.clone()))?;
            faults.push(finding);
        } else if faults.is_empty() {
            self.seen.insert(id, row);
        }
        sink(if faults.is_empty() {
            Item::Record(Box::new(record))
        } else {
            Item::Refused { row, remains: Some(Box::new(Remains { record, faults })) }
        })
    }
}

fn tidy_option(text: &mut Option<String>) {
    if let Some(words) = text {
        let clean = text::clean(words);
        if clean != *words {
            *words = clean.into_owned();
        }
    }
}

fn tidy_list(list: &mut [String]) {
    for words in list {
        let clean = text::clean(words);
        if clean != *words {
            *words = clean.into_owned();
        }
    }
}

fn is_negative(quantity: &str) -> bool {
    matches!(cell::number(quantity), Some(cell::Figure::One(v) | cell::Figure::Lower(v)) if v < 0.0)
}
