//! A report as a table: a row for every figure, of amounts one for every currency; and what stands
//! behind one figure, a row for every case.

use std::io;

use chrono::SecondsFormat;

use crate::interchange::write_table;
use crate::reports::Report;
use crate::reports::ask::CasesQuery;
use crate::reports::case::Case;
use crate::reports::period::ZONE;
use crate::reports::tally::{Figure, Value};
use crate::suppliers::today;

/// Columns in order. Whole indicators have no group.
const COLUMNS: [&str; 12] = [
    "from",
    "to",
    "zone",
    "code",
    "label",
    "group",
    "group_label",
    "unit",
    "value",
    "cases",
    "definition",
    "note",
];

/// A figure in the last columns of its row: unit, value, cases, note.
type Cells = [String; 4];

/// The report as CSV.
pub(super) fn csv(report: &Report) -> io::Result<Vec<u8>> {
    let period = report.query.period;
    let row = |middle: [&str; 4], cells: Cells, definition: &str| {
        let [unit, value, cases, note] = cells;
        let mut row = vec![period.from.to_string(), period.to.to_string(), ZONE.to_owned()];
        row.extend(middle.map(str::to_owned));
        row.extend([unit, value, cases, definition.to_owned(), note]);
        row
    };
    let mut rows = Vec::new();
    for one in &report.rows {
        let code = one.indicator.code();
        let unit = one.indicator.unit().code();
        for cells in figures(unit, &one.figure) {
            rows.push(row([&code, &one.label, "", ""], cells, &one.definition));
        }
        for group in &one.groups {
            for cells in figures(unit, &group.figure) {
                let middle = [&code, &one.label, &group.key, &group.label].map(String::as_str);
                rows.push(row(middle, cells, &one.definition));
            }
        }
    }
    // Last, so that a table of figures begins with figures.
    let about = format!("{} {}", report.scope, report.note);
    rows.push(row(["scope", "", "", ""], [String::new(), String::new(), String::new(), about], ""));
    let mut out = Vec::new();
    write_table(COLUMNS.map(str::to_owned).to_vec(), rows, &mut out)?;
    Ok(out)
}

/// Columns of cases, named as the fields are elsewhere.
const CASE_COLUMNS: [&str; 15] = [
    "code", "group", "kind", "id", "date", "at", "what", "detail", "counts", "number", "days",
    "amount", "currency", "period", "purpose",
];

/// Cases as CSV, in their order.
pub(super) fn cases(query: &CasesQuery, cases: Vec<Case>) -> io::Result<Vec<u8>> {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let code = query.indicator.code();
    let group = query.group.as_ref().map(|(_, key)| key.clone()).unwrap_or_default();
    let rows = cases.into_iter().map(|case| {
        let days = case.days.map(|days| (days * 100.0).round() / 100.0);
        vec![
            code.clone(),
            group.clone(),
            case.kind.code().to_owned(),
            case.id.to_string(),
            today(case.at).to_string(),
            case.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            case.what.to_owned(),
            text(case.detail),
            case.counts.to_string(),
            text(case.number),
            text(days),
            text(case.amount.map(|amount| amount.value)),
            text(case.amount.map(|amount| amount.currency.code())),
            text(case.amount.map(|amount| amount.period.code())),
            text(case.purpose),
        ]
    });
    let mut out = Vec::new();
    write_table(CASE_COLUMNS.map(str::to_owned).to_vec(), rows, &mut out)?;
    Ok(out)
}

/// The figure, and of amounts each sum.
fn figures(unit: &str, figure: &Figure) -> Vec<Cells> {
    let cell = |unit: &str, value: String, cases: usize, note: String| {
        [unit.to_owned(), value, cases.to_string(), note]
    };
    let mut cells: Vec<Cells> = figure
        .amounts
        .iter()
        .map(|sum| cell(sum.currency.code(), sum.value.to_string(), sum.cases, String::new()))
        .collect();
    if let Some(sum) = &figure.converted {
        let used = sum.rates.iter().map(|rate| {
            let sources = rate.sources.join(", ");
            let (from, to) = (rate.from.code(), rate.to.code());
            format!("1 {from} = {} {to}, {}, {sources}", rate.shown(), rate.date)
        });
        let missing = sum.unknown.iter().map(|one| format!("{}: ?", one.code()));
        let note = used.chain(missing).collect::<Vec<_>>().join("; ");
        let unit = format!("{}, converted", sum.currency.code());
        let value = sum.value.map(|value| value.to_string()).unwrap_or_default();
        cells.push(cell(&unit, value, figure.cases, note));
    }
    if cells.is_empty() {
        let value = figure.value.map(|value| match value {
            Value::Whole(whole) => whole.to_string(),
            Value::Part(part) => part.to_string(),
        });
        cells.push(cell(unit, value.unwrap_or_default(), figure.cases, String::new()));
    }
    cells
}
