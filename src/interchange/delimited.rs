//! CSV as rows of cells: comma, semicolon or tab, whichever gives more known headings.

use std::ops::ControlFlow;

use super::cell::Cell;
use super::finding::FileFault;
use super::sheet::{HEADING_ROWS, MAX_CELL, MAX_COLUMNS, Row};

/// Reads rows in order, numbered as a spreadsheet program shows them. `known` counts the known
/// headings in a row. Empty rows are not handed on.
pub(super) fn read(
    text: &str,
    known: &dyn Fn(&Row) -> usize,
    take: &mut dyn FnMut(Row) -> ControlFlow<bool>,
) -> Result<(), FileFault> {
    // `sep=;` in the first line is for Excel.
    let (declared, text) = match text.strip_prefix("sep=") {
        Some(rest) => (rest.bytes().next(), rest.split_once('\n').map_or("", |(_, body)| body)),
        None => (None, text),
    };
    let offset = u32::from(declared.is_some());
    let delimiter = match declared {
        Some(delimiter) => delimiter,
        None => sniff(text, known)?,
    };
    records(text, delimiter, offset, take)
}

/// The delimiter with the best row of headings; among equals the one that makes more columns.
fn sniff(text: &str, known: &dyn Fn(&Row) -> usize) -> Result<u8, FileFault> {
    let mut best = (0, 0, b',');
    let mut refused = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut headings = 0;
        let mut columns = 0;
        let mut seen = 0;
        let outcome = records(text, delimiter, 0, &mut |row| {
            headings = headings.max(known(&row));
            columns = columns.max(row.cells.len());
            seen += 1;
            if seen == HEADING_ROWS { ControlFlow::Break(true) } else { ControlFlow::Continue(()) }
        });
        match outcome {
            Ok(()) if (headings, columns) > (best.0, best.1) => {
                best = (headings, columns, delimiter)
            }
            Ok(()) => {}
            Err(fault) => refused = refused.or(Some(fault)),
        }
    }
    refused.filter(|_| best.0 == 0).map_or(Ok(best.2), Err)
}

fn records(
    text: &str,
    delimiter: u8,
    offset: u32,
    take: &mut dyn FnMut(Row) -> ControlFlow<bool>,
) -> Result<(), FileFault> {
    let body = text.trim_start_matches(['\r', '\n']);
    let leading = text.len() - body.len();
    let skipped = text.bytes().take(leading).filter(|&b| b == b'\n').count() as u32;
    let line_of = |below: u64| {
        u32::try_from(below).unwrap_or(u32::MAX).saturating_add(offset).saturating_add(skipped)
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut number = offset + skipped;
    loop {
        let (before, start) = (reader.position().line(), reader.position().byte());
        let more = reader
            .read_record(&mut record)
            .map_err(|error| FileFault::Unreadable { detail: error.to_string() })?;
        if !more {
            return Ok(());
        }
        // Blank lines are skipped by the reader but counted by a spreadsheet program; line ends
        // within a quoted cell the other way round.
        let passed = reader.position().line() - before;
        let within: u64 =
            record.iter().map(|f| f.bytes().filter(|&b| b == b'\n').count() as u64).sum();
        let blank = passed.saturating_sub(within + 1);
        number = number.saturating_add(1).saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
        if record.len() > MAX_COLUMNS
            && record.iter().skip(MAX_COLUMNS).any(|f| !f.trim().is_empty())
        {
            return Err(FileFault::TooManyColumns { limit: MAX_COLUMNS as u32 });
        }
        let mut cells: Vec<Cell> = record.iter().take(MAX_COLUMNS).map(cell).collect();
        if within > 0 || reader.is_done() || reader.position().byte() >= body.len() as u64 {
            let bytes = start as usize..reader.position().byte() as usize;
            let torn = torn(body.as_bytes().get(bytes).unwrap_or_default(), delimiter);
            if let Some((cell, lines)) = torn.and_then(|(at, l)| Some((cells.get_mut(at)?, l))) {
                *cell = Cell::Torn(line_of(before + lines));
            }
        }
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        if let ControlFlow::Break(_) = take(Row { number, cells }) {
            return Ok(());
        }
    }
}

/// The cell of a record whose quote does not close where a cell may end, and how many lines below
/// the record's first its quote opens: one forgotten quote swallows the rows below it, up to the
/// next quote or to the end of the file.
fn torn(record: &[u8], delimiter: u8) -> Option<(usize, u64)> {
    let blank = record.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
    let lines = |to: usize| {
        let above = record.get(..to).unwrap_or_default();
        above.iter().filter(|&&byte| byte == b'\n').count() as u64
    };
    let mut field = 0;
    let mut at = blank;
    loop {
        if record.get(at) == Some(&b'"') {
            let opened = lines(at);
            at += 1;
            loop {
                match (record.get(at), record.get(at + 1)) {
                    (None, _) => return Some((field, opened)),
                    (Some(b'"'), Some(b'"')) => at += 2,
                    (Some(b'"'), _) => break,
                    _ => at += 1,
                }
            }
            at += 1;
            let ends =
                record.get(at).is_none_or(|&byte| byte == delimiter || b"\r\n".contains(&byte));
            if !ends && lines(at) > opened {
                return Some((field, opened));
            }
        }
        // The rest of a cell holds no quote that means anything.
        let rest = record.get(at..).unwrap_or_default();
        let end = rest.iter().position(|&b| b == delimiter || b == b'\n')?;
        if rest.get(end) == Some(&b'\n') {
            return None;
        }
        field += 1;
        at += end + 1;
    }
}

fn cell(field: &str) -> Cell {
    // The guard that exports put before what a spreadsheet would take for a formula.
    let guarded = field.strip_prefix('\'').filter(|rest| super::export::needs_guard(rest));
    let field = guarded.unwrap_or(field);
    if field.is_empty() {
        Cell::Empty
    } else if field.len() > MAX_CELL && field.chars().count() > MAX_CELL {
        Cell::TooLong
    } else {
        Cell::Text(field.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        let known = |row: &Row| row.cells.iter().filter(|c| c.text() == "Tên").count();
        read(text, &known, &mut |row| {
            rows.push((row.number, row.cells.iter().map(Cell::text).collect()));
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn numbers_rows_as_a_spreadsheet_does() {
        for end in ["\n", "\r\n"] {
            let text =
                format!("{end}Tên,Mô tả{end}Hà,\"hai{end}dòng\"{end}{end},{end}Phú,một{end}");
            let numbers: Vec<u32> = rows(&text).iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [2, 3, 6], "{end:?}");
        }
    }

    #[test]
    fn finds_the_delimiter() {
        assert_eq!(rows("Tên;Giá\nHà;1,5")[1].1, ["Hà", "1,5"]);
        assert_eq!(rows("Tên\tMô tả\nHà\ta, b; c")[1].1, ["Hà", "a, b; c"]);
        assert_eq!(rows("sep=;\nTên;a,b,c,d\nHà;x")[1], (3, vec!["Hà".to_owned(), "x".to_owned()]));
    }

    #[test]
    fn a_forgotten_quote_is_found_on_its_line() {
        let torn_on = |text: &str| {
            let mut lines = Vec::new();
            let known = |row: &Row| row.cells.iter().filter(|c| c.text() == "Tên").count();
            read(text, &known, &mut |row| {
                lines.extend(row.cells.iter().filter_map(Cell::opened_on));
                ControlFlow::Continue(())
            })
            .unwrap();
            lines
        };
        assert_eq!(torn_on("Tên,Mô tả\nHà,x\nPhú,\"mở\nVinh,y\nAn,z\n"), [3]);
        assert_eq!(torn_on("\n\nTên,Mô tả\r\nHà,\"một\r\nhai\",\"ba\r\nAn,z"), [5]);
        assert_eq!(torn_on("sep=;\nTên;Mô tả\nHà;\"x\nAn;\"y\";z\n"), [3]);
        for sound in [
            "Tên,Mô tả\nHà,\"hai\ndòng\"\nAn,\"\"\"trích\"\" x\"\n",
            "Tên,Mô tả\nHà,ống 3/4\"\nAn,\"x\"y",
            "Tên\n\"Hà\"",
        ] {
            assert_eq!(torn_on(sound), [0_u32; 0], "{sound}");
        }
    }

    #[test]
    fn takes_off_the_guard_against_formulas() {
        assert_eq!(rows("Tên,SĐT\n'=Hà,'+84 24\n'tis,x")[1].1, ["=Hà", "+84 24"]);
        assert_eq!(rows("Tên,SĐT\n'tis,x")[1].1, ["'tis", "x"]);
    }
}
