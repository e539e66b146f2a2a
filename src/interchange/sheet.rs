//! From rows of cells to records: finds the row of headings, assigns columns, and hands every
//! later row to the subject (supplier or request) that knows what its cells mean.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell::Cell;
use super::finding::{Finding, Problem};
use super::legacy::{self, Legacy};
use super::row::{Column, RowReader};
use super::source::{Heading, Source};
use super::text::{fold, shorten};
use super::{Item, Record, Remains, Subject};

/// Characters of a cell; Excel's own limit.
pub(super) const MAX_CELL: usize = 32_767;
/// Columns of a sheet.
pub(super) const MAX_COLUMNS: usize = 200;
/// Rows with something in them.
pub(super) const MAX_ROWS: u32 = 100_000;
/// Rows searched for headings.
pub(super) const HEADING_ROWS: usize = 20;

/// A row with its number as the spreadsheet shows it, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

/// How many known headings a row holds.
pub(super) fn known_headings<T: Subject>(row: &Row) -> usize {
    let known =
        |cell: &&Cell| matches!(cell, Cell::Text(_)) && find_field::<T>(&cell.text()).is_some();
    row.cells.iter().filter(known).count()
}

/// The field a heading means: as a whole, without brackets, or by one of its languages
/// (`Tên công ty / Company name`).
fn find_field<T: Subject>(heading: &str) -> Option<T::Field> {
    if heading.chars().count() > 120 {
        return None;
    }
    let bare = without_brackets(heading);
    let whole = [heading, &bare].into_iter().find_map(|text| T::field(fold(text).as_str()));
    let part = || bare.split(['/', '\n', '|', '–']).find_map(|text| T::field(fold(text).as_str()));
    let numbered = || {
        let folded = fold(&bare);
        let stem = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        (stem != folded).then(|| T::field(stem)).flatten().filter(|&field| T::repeats(field))
    };
    whole.or_else(part).or_else(numbered)
}

fn without_brackets(heading: &str) -> String {
    let mut depth = 0_u32;
    heading
        .chars()
        .filter(|&c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// What stands in the brackets of a heading: `Công suất (cái/tháng)`.
fn within_brackets(heading: &str) -> Option<String> {
    let (_, rest) = heading.split_once(['(', '['])?;
    let (inner, _) = rest.split_once([')', ']'])?;
    let inner = inner.trim();
    (!inner.is_empty() && inner.chars().count() <= 24 && inner != "*").then(|| inner.to_owned())
}

/// `A`, `B` … `Z`, `AA`.
pub(super) fn letter(mut position: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (position % 26) as u8));
        position /= 26;
        if position == 0 {
            break;
        }
        position -= 1;
    }
    letters.iter().rev().collect()
}

/// Takes rows, gives records and findings.
pub(super) struct Intake<'s, T: Subject> {
    sink: &'s mut dyn FnMut(Item<T>) -> ControlFlow<()>,
    pending: Vec<Row>,
    columns: Option<Vec<Column<T::Field>>>,
    /// The same columns, as every record refers to them.
    headings: Arc<Vec<Heading>>,
    torn_above_headings: Option<u32>,
    decode: bool,
    below_headings: bool,
    rows: u32,
    pub(super) vni: bool,
}

impl<'s, T: Subject> Intake<'s, T> {
    pub(super) fn new(sink: &'s mut dyn FnMut(Item<T>) -> ControlFlow<()>) -> Self {
        Self {
            sink,
            pending: Vec::new(),
            columns: None,
            headings: Arc::default(),
            torn_above_headings: None,
            decode: false,
            below_headings: false,
            rows: 0,
            vni: false,
        }
    }

    /// Whether the row of headings was found.
    pub(super) fn found(&self) -> bool {
        self.columns.is_some()
    }

    /// Whether no row was below the headings.
    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The line of a quote that opens above or in the headings and swallows the rest of the file.
    pub(super) fn torn_above_headings(&self) -> Option<u32> {
        self.torn_above_headings
    }

    /// Break(true): enough of the file. Break(false): enough of this sheet.
    pub(super) fn row(&mut self, row: Row) -> ControlFlow<bool> {
        if self.columns.is_some() {
            return self.record(row);
        }
        self.pending.push(row);
        if self.pending.len() < HEADING_ROWS {
            return ControlFlow::Continue(());
        }
        self.settle()
    }

    /// The sheet has no more rows.
    pub(super) fn end(&mut self) -> ControlFlow<bool> {
        if self.columns.is_some() { ControlFlow::Continue(()) } else { self.settle() }
    }

    pub(super) fn warn(&mut self, finding: Finding) -> ControlFlow<bool> {
        match (self.sink)(Item::Finding(finding)) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(true),
        }
    }

    /// Looks for the headings among the rows held back, then reads those below.
    fn settle(&mut self) -> ControlFlow<bool> {
        let mut pending = std::mem::take(&mut self.pending);
        self.recognise(&pending);
        if self.vni {
            return ControlFlow::Break(true);
        }
        if self.decode {
            for row in &mut pending {
                decode(row);
            }
            self.warn(Finding::file(Problem::LegacyEncoding { encoding: "TCVN3".to_owned() }))?;
        }
        let best = (0..pending.len())
            .filter_map(|at| pending.get(at).map(|row| (known_headings::<T>(row), at)))
            .max_by_key(|&(known, at)| (known, std::cmp::Reverse(at)));
        let searched = best.filter(|&(known, _)| known > 0).map_or(pending.len(), |(_, at)| at + 1);
        let torn = pending.iter().take(searched).flat_map(|row| &row.cells);
        self.torn_above_headings = torn.into_iter().find_map(Cell::opened_on);
        let Some((_, at)) = best.filter(|&(known, _)| known > 0) else {
            return ControlFlow::Break(false);
        };
        let mut rows = pending.into_iter().skip(at);
        let Some(headings) = rows.next() else { return ControlFlow::Break(false) };
        let Some(columns) = self.assign(&headings)? else { return ControlFlow::Break(false) };
        self.headings = Arc::new(columns.iter().map(heading_of::<T>).collect());
        self.columns = Some(columns);
        self.below_headings = true;
        rows.try_for_each(|row| self.record_decoded(row))
    }

    /// Old encodings inside a Unicode file: the texts were typed in a .Vn or VNI font.
    fn recognise(&mut self, rows: &[Row]) {
        let mut sample = String::new();
        for cell in rows.iter().flat_map(|row| &row.cells) {
            if let Cell::Text(text) = cell {
                sample.push_str(&shorten(text, 400));
                sample.push('\n');
            }
        }
        match legacy::recognise(&sample) {
            Some(Legacy::Tcvn3) => self.decode = true,
            Some(Legacy::Vni) => self.vni = true,
            None => {}
        }
    }

    /// `Ok(None)` where the headings name nothing that a record could be called by.
    fn assign(&mut self, headings: &Row) -> ControlFlow<bool, Option<Vec<Column<T::Field>>>> {
        let mut columns: Vec<Column<T::Field>> = Vec::new();
        let mut findings = Vec::new();
        for (position, cell) in headings.cells.iter().enumerate() {
            let heading = cell.text();
            let mut field = find_field::<T>(&heading);
            let taken = |field| columns.iter().any(|column| column.field == Some(field));
            let place = |problem| Finding {
                column: Some(letter(position)),
                heading: Some(shorten(&heading, 80)),
                ..Finding::row(headings.number, problem)
            };
            if let Some(found) = field.filter(|&found| taken(found) && !T::repeats(found)) {
                findings.push(place(Problem::DuplicateHeading));
                field = field.filter(|&field| field != found);
            } else if field.is_none() && !heading.is_empty() {
                findings.push(place(Problem::UnknownColumn));
            }
            let unit = within_brackets(&heading);
            columns.push(Column { letter: letter(position), heading, field, unit });
        }
        if !columns.iter().any(|column| column.field.is_some_and(T::names)) {
            return ControlFlow::Continue(None);
        }
        for finding in findings {
            self.warn(finding)?;
        }
        ControlFlow::Continue(Some(columns))
    }

    fn record(&mut self, mut row: Row) -> ControlFlow<bool> {
        if self.decode {
            decode(&mut row);
        }
        self.record_decoded(row)
    }

    fn record_decoded(&mut self, row: Row) -> ControlFlow<bool> {
        // Vietnamese tables number their columns in a row of their own: (1) (2) (3).
        if std::mem::take(&mut self.below_headings) && numbers_columns(&row) {
            return ControlFlow::Continue(());
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            self.warn(Finding::row(row.number, Problem::TooManyRows { limit: MAX_ROWS }))?;
            return ControlFlow::Break(true);
        }
        let Some(columns) = &mut self.columns else { return ControlFlow::Break(false) };
        let mut findings = Vec::new();
        while columns.len() < row.cells.len() {
            let position = columns.len();
            if row.cells.get(position).is_some_and(|cell| !cell.is_empty()) {
                findings.push(Finding {
                    column: Some(letter(position)),
                    ..Finding::row(row.number, Problem::NoHeading)
                });
            }
            let column = Column {
                letter: letter(position),
                heading: String::new(),
                field: None,
                unit: None,
            };
            Arc::make_mut(&mut self.headings).push(heading_of::<T>(&column));
            columns.push(column);
        }
        let mut reader = RowReader::new(row.number, columns, &row.cells);
        let (value, contact) = T::from_row(&mut reader);
        findings.append(&mut reader.findings);
        let is_fault = |finding: &&Finding| finding.severity() == super::Severity::Fault;
        let faults: Vec<Finding> = findings.iter().filter(is_fault).cloned().collect();
        for finding in findings {
            self.warn(finding)?;
        }
        let source = Source::new(Arc::clone(&self.headings), row.cells);
        let record = Record { row: row.number, value, contact, source };
        let item = if faults.is_empty() {
            Item::Record(Box::new(record))
        } else {
            let remains = Some(Box::new(Remains { record, faults }));
            Item::Refused { row: row.number, remains }
        };
        match (self.sink)(item) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(true),
        }
    }
}

fn heading_of<T: Subject>(column: &Column<T::Field>) -> Heading {
    Heading {
        letter: column.letter.clone(),
        words: shorten(&column.heading, 80),
        path: column.field.map_or("", T::path),
    }
}

fn decode(row: &mut Row) {
    for cell in &mut row.cells {
        if let Cell::Text(text) = cell
            && text.chars().all(|c| u32::from(c) <= 0xff)
        {
            *text = legacy::decode_tcvn3(text);
        }
    }
}

fn numbers_columns(row: &Row) -> bool {
    let filled: Vec<String> =
        row.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::text).collect();
    let counts =
        |(at, text): (usize, &String)| text.trim_matches(['(', ')', ' ']) == (at + 1).to_string();
    filled.len() > 2 && filled.iter().enumerate().all(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use index::profile::Profile;

    #[test]
    fn letters_columns_as_excel_does() {
        for (position, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")]
        {
            assert_eq!(letter(position), name);
        }
    }

    #[test]
    fn headings_are_known_however_they_are_written() {
        use super::super::supplier::Field;
        for (heading, field) in [
            ("Tên công ty (*)", Field::Name),
            ("TEN DOANH NGHIEP", Field::Name),
            ("Te\u{302}n\nco\u{302}ng ty", Field::Name),
            ("Tên công ty / Company name", Field::Name),
            ("Tên tiếng Anh", Field::NameEn),
            ("Tên công ty (tiếng Anh)", Field::NameEn),
            ("Mã số thuế", Field::TaxCode),
            ("MST", Field::TaxCode),
            ("Tỉnh/Thành phố", Field::Province),
            ("KCN", Field::IndustrialZone),
            ("Công nghệ/Quy trình", Field::Processes),
            ("Chứng chỉ 2", Field::Certifications),
            ("Công suất (cái/tháng)", Field::Capacity),
            ("MOQ", Field::Moq),
            ("Số lượng đặt hàng tối thiểu", Field::Moq),
            ("Hạn chứng nhận", Field::CertificationUntil),
            ("Người liên hệ", Field::ContactName),
            ("Year founded", Field::YearFounded),
        ] {
            assert_eq!(find_field::<Profile>(heading), Some(field), "{heading}");
        }
        assert_eq!(find_field::<Profile>("DANH SÁCH CÔNG TY NĂM 2026"), None);
    }
}
