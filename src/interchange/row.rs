//! One row under its headings: reads cells by field and notes what is wrong with them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::Contact;
use super::cell::{self, Cell, Figure};
use super::finding::{Finding, Problem};
use super::sheet::MAX_CELL;
use super::text::{clean, fold, holds_contact, shorten};

/// A column of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column<F> {
    pub(super) letter: String,
    pub(super) heading: String,
    pub(super) field: Option<F>,
    /// What stands in the brackets of the heading.
    pub(super) unit: Option<String>,
}

/// A row being read.
#[derive(Debug)]
pub struct RowReader<'r, F> {
    pub(super) number: u32,
    columns: &'r [Column<F>],
    cells: &'r [Cell],
    pub(super) findings: Vec<Finding>,
}

impl<'r, F: Copy + PartialEq> RowReader<'r, F> {
    pub(super) fn new(number: u32, columns: &'r [Column<F>], cells: &'r [Cell]) -> Self {
        Self { number, columns, cells, findings: Vec::new() }
    }

    /// Filled cells under a heading that means `field`.
    fn filled(&self, field: F) -> impl Iterator<Item = (usize, &'r Cell)> + use<'r, F> {
        let columns = self.columns;
        self.cells
            .iter()
            .enumerate()
            .filter(move |(at, _)| columns.get(*at).is_some_and(|c| c.field == Some(field)))
            .filter(|(_, cell)| !cell.is_empty())
    }

    fn note(&mut self, at: usize, private: bool, problem: Problem) {
        let column = self.columns.get(at);
        let value = self.cells.get(at).map(|cell| shorten(&cell.text(), 80));
        self.findings.push(Finding {
            row: Some(self.number),
            column: column.map(|column| column.letter.clone()),
            heading: column.map(|c| c.heading.clone()).filter(|heading| !heading.is_empty()),
            value: value.filter(|value| !private && !value.is_empty()),
            problem,
        });
    }

    /// A note on the first filled cell of a field, or on the row.
    pub(super) fn note_on(&mut self, field: F, problem: Problem) {
        match self.filled(field).next() {
            Some((at, _)) => self.note(at, false, problem),
            None => self.findings.push(Finding::row(self.number, problem)),
        }
    }

    fn words(&mut self, at: usize, cell: &Cell) -> Option<String> {
        match cell {
            Cell::TooLong => self.note(at, false, Problem::CellTooLong { limit: MAX_CELL as u32 }),
            Cell::Error(_) => self.note(at, false, Problem::FormulaError),
            Cell::Torn(line) => self.note(at, false, Problem::UnclosedQuote { line: *line }),
            cell => return Some(cell.text()).filter(|text| !text.is_empty()),
        }
        None
    }

    /// The text under a field; several columns are joined by line ends.
    pub(super) fn text(&mut self, field: F) -> Option<String> {
        let mut parts = Vec::new();
        for (at, cell) in self.filled(field) {
            parts.extend(self.words(at, cell));
        }
        (!parts.is_empty()).then(|| parts.join("\n"))
    }

    /// As `text`, with a warning where everybody would read somebody's number or address.
    pub(super) fn public_text(&mut self, field: F) -> Option<String> {
        let text = self.text(field)?;
        if holds_contact(&text) {
            let first = self.filled(field).next();
            if let Some((at, _)) = first {
                self.note(at, true, Problem::ContactInText);
            }
        }
        Some(text)
    }

    /// The values under a field.
    pub(super) fn list(&mut self, field: F, commas: bool) -> Vec<String> {
        let mut values = Vec::new();
        for (at, cell) in self.filled(field) {
            if let Some(text) = self.words(at, cell) {
                values.extend(cell::list(&text, commas));
            }
        }
        values
    }

    /// A number between two bounds.
    pub(super) fn decimal(&mut self, field: F, min: f64, max: f64) -> Option<f64> {
        let (at, cell) = self.filled(field).next()?;
        let figure = match cell {
            Cell::Number(number) => Some(Figure::One(*number)),
            cell => cell::number(&self.words(at, cell)?),
        };
        match figure {
            None => self.note(at, false, Problem::NotANumber),
            Some(Figure::One(value) | Figure::Lower(value)) if !(min..=max).contains(&value) => {
                let (min, max) = (min.to_string(), max.to_string());
                self.note(at, false, Problem::OutOfRange { min, max });
            }
            Some(Figure::One(value)) => return Some(value),
            Some(Figure::Lower(value)) => {
                self.note(at, false, Problem::LowerBoundTaken { read: value.to_string() });
                return Some(value);
            }
        }
        None
    }

    /// A whole number between two bounds.
    pub(super) fn whole(&mut self, field: F, min: u32, max: u32) -> Option<u32> {
        let before = self.findings.len();
        let value = self.decimal(field, f64::from(min), f64::from(max));
        for finding in self.findings.iter_mut().skip(before) {
            if finding.problem == Problem::NotANumber {
                finding.problem = Problem::NotAWholeNumber;
            }
        }
        let value = value?;
        if value.fract() != 0.0 {
            self.note_on(field, Problem::NotAWholeNumber);
            return None;
        }
        Some(value as u32)
    }

    /// The year of a year or date.
    pub(super) fn year(&mut self, field: F, min: u32, max: u32) -> Option<u32> {
        let (at, cell) = self.filled(field).next()?;
        let date = match cell {
            Cell::Date(date) => Some(*date),
            Cell::Text(text) => cell::date_text(text, false),
            _ => None,
        };
        match date.map(|date| u32::try_from(chrono::Datelike::year(&date)).unwrap_or_default()) {
            Some(year) if (min..=max).contains(&year) => Some(year),
            Some(_) => {
                let (min, max) = (min.to_string(), max.to_string());
                self.note(at, false, Problem::OutOfRange { min, max });
                None
            }
            None => {
                let before = self.findings.len();
                let year = self.whole(field, min, max);
                for finding in self.findings.iter_mut().skip(before) {
                    if finding.problem == Problem::NotAWholeNumber {
                        let (min, max) = (min.to_string(), max.to_string());
                        finding.problem = Problem::NotAYear { min, max };
                    }
                }
                year
            }
        }
    }

    /// Says what is wrong with a cell that should be a day.
    fn note_day(&mut self, at: usize, cell: &Cell) {
        if cell.is_unreadable() {
            self.words(at, cell);
        } else if matches!(cell, Cell::Text(text) if cell::is_far_off(text)) {
            let (min, max) = ("1950".to_owned(), "2100".to_owned());
            self.note(at, false, Problem::YearOutOfRange { min, max });
        } else {
            self.note(at, false, Problem::NotADate);
        }
    }

    /// A day.
    pub(super) fn date(&mut self, field: F, end_of_month: bool) -> Option<NaiveDate> {
        let (at, cell) = self.filled(field).next()?;
        let date = cell::date(cell, end_of_month);
        if date.is_none() {
            self.note_day(at, cell);
        }
        date
    }

    /// Several days in one cell or several columns; faults leave a gap.
    pub(super) fn dates(&mut self, field: F, end_of_month: bool) -> Vec<Option<NaiveDate>> {
        let mut dates = Vec::new();
        for (at, cell) in self.filled(field) {
            let parts = match cell {
                Cell::Text(text) => aligned(text),
                _ => vec![String::new()],
            };
            for part in &parts {
                let one = if part.is_empty() { cell.clone() } else { Cell::Text(part.clone()) };
                let gap = part == "-" || matches!(cell, Cell::Text(_)) && part.is_empty();
                let date = if gap { None } else { cell::date(&one, end_of_month) };
                if date.is_none() && !gap {
                    self.note_day(at, &one);
                }
                dates.push(date);
            }
        }
        dates
    }

    /// Several values that stand beside those of another column: gaps count.
    pub(super) fn aligned(&mut self, field: F) -> Vec<Option<String>> {
        let mut values = Vec::new();
        for (at, cell) in self.filled(field) {
            if let Some(text) = self.words(at, cell) {
                let gap = |part: &String| !part.is_empty() && part != "-";
                values.extend(aligned(&text).into_iter().map(|part| Some(part).filter(gap)));
            }
        }
        values
    }

    /// A quantity in words, with the unit of the heading where the cell has none.
    pub(super) fn quantity(&mut self, field: F) -> Option<String> {
        let (at, _) = self.filled(field).next()?;
        let text = self.text(field)?;
        if let Some(Figure::One(value) | Figure::Lower(value)) = cell::number(&text)
            && value < 0.0
        {
            self.note(at, false, Problem::Negative);
            return None;
        }
        let bare = !text.contains(|c: char| c.is_alphabetic());
        match self.columns.get(at).and_then(|column| column.unit.as_ref()).filter(|_| bare) {
            Some(unit) => Some(format!("{text} {unit}")),
            None => Some(text),
        }
    }

    /// One of some choices; `choices` pairs folded words with values.
    pub(super) fn choice<V: Copy>(
        &mut self,
        field: F,
        choices: &[(&str, V)],
        shown: &str,
    ) -> Option<V> {
        let (at, cell) = self.filled(field).next()?;
        let text = fold(&self.words(at, cell)?);
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            self.note(at, false, Problem::UnknownChoice { choices: shown.to_owned() });
        }
        found.map(|(_, value)| *value)
    }

    /// The first cell of a field as it is.
    pub(super) fn raw(&self, field: F) -> Option<&'r Cell> {
        self.filled(field).next().map(|(_, cell)| cell)
    }

    /// Cells under headings that are not known. What looks like an address or number of a person
    /// goes to the contact, never to the profile.
    pub(super) fn rest(&mut self, contact: &mut Contact) -> BTreeMap<String, Value> {
        let mut extra = BTreeMap::new();
        for (at, cell) in self.cells.iter().enumerate() {
            let Some(column) = self.columns.get(at).filter(|column| column.field.is_none()) else {
                continue;
            };
            if cell.is_empty() {
                continue;
            }
            let Some(text) = self.words(at, cell) else { continue };
            let heading = clean(&column.heading).replace('\n', " ");
            let heading =
                if heading.is_empty() { format!("column {}", column.letter) } else { heading };
            if holds_contact(&text) {
                contact.other.push(format!("{heading}: {text}"));
                continue;
            }
            let mut key = heading.clone();
            let mut copy = 1;
            while extra.contains_key(&key) {
                copy += 1;
                key = format!("{heading} {copy}");
            }
            extra.insert(key, Value::String(text));
        }
        extra
    }
}

/// Splits at `;` and line ends and keeps the gaps.
fn aligned(text: &str) -> Vec<String> {
    text.split([';', '\n']).map(|part| part.trim().to_owned()).collect()
}
