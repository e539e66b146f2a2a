//! XLSX sheets as rows of cells, a row at a time: only the table of texts is held in memory.

use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;

use super::cell::Cell;
use super::finding::FileFault;
use super::sheet::{MAX_CELL, MAX_COLUMNS, Row};

/// Reads the visible sheets in order. `start` is called with the name of each sheet and says
/// whether to read it; `take` gets its rows. Empty rows are not handed on.
pub(super) fn read<R: Read + Seek>(
    input: R,
    take: &mut dyn FnMut(&str, Row) -> ControlFlow<bool>,
    end: &mut dyn FnMut(&str) -> bool,
) -> Result<(), FileFault> {
    // The parser below is other people's code on files from anywhere: should it panic, the file
    // is refused and the process lives on.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_sheets(input, take, end)));
    outcome
        .unwrap_or_else(|_| Err(FileFault::DamagedXlsx { detail: "unreadable parts".to_owned() }))
}

fn read_sheets<R: Read + Seek>(
    input: R,
    take: &mut dyn FnMut(&str, Row) -> ControlFlow<bool>,
    end: &mut dyn FnMut(&str) -> bool,
) -> Result<(), FileFault> {
    let mut workbook = Xlsx::new(input).map_err(damaged)?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for sheet in sheets {
        let enough = read_sheet(&mut workbook, &sheet, take)?;
        if end(&sheet) || enough {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether the reader has had enough of the whole workbook.
fn read_sheet<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    sheet: &str,
    take: &mut dyn FnMut(&str, Row) -> ControlFlow<bool>,
) -> Result<bool, FileFault> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut row = Row { number: 0, cells: Vec::new() };
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (line, column) = cell.get_position();
        let value = convert(cell.get_value());
        if value.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(FileFault::TooManyColumns { limit: MAX_COLUMNS as u32 });
        }
        let number = line.saturating_add(1);
        if number < row.number {
            return Err(FileFault::DamagedXlsx { detail: "rows out of order".to_owned() });
        }
        if number > row.number {
            let full = std::mem::replace(&mut row, Row { number, cells: Vec::new() });
            if !full.cells.is_empty()
                && let ControlFlow::Break(enough) = take(sheet, full)
            {
                return Ok(enough);
            }
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.cells.get_mut(column) {
            *place = value;
        }
    }
    if !row.cells.is_empty()
        && let ControlFlow::Break(enough) = take(sheet, row)
    {
        return Ok(enough);
    }
    Ok(false)
}

fn convert(data: &DataRef<'_>) -> Cell {
    let text = |text: &str| {
        if text.len() > MAX_CELL && text.chars().count() > MAX_CELL {
            Cell::TooLong
        } else {
            Cell::Text(text.to_owned())
        }
    };
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text(value),
        DataRef::Error(error) => Cell::Error(error.to_string()),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
                .map_or(Cell::Number(moment.as_f64()), Cell::Date)
        }
        DataRef::DateTime(moment) => Cell::Number(moment.as_f64()),
    }
}

fn damaged(error: calamine::XlsxError) -> FileFault {
    match error {
        calamine::XlsxError::Password => FileFault::OldExcel,
        error => FileFault::DamagedXlsx { detail: super::text::shorten(&error.to_string(), 120) },
    }
}
