//! JSON lines: one object a line, read a line at a time, so that a file of any length needs the
//! memory of its longest line.

use std::collections::HashSet;
use std::io::{BufRead, Read as _};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::finding::{FileFault, Finding, Problem};
use super::text::{clean, holds_contact, shorten};
use super::{Contact, Item, Record, Subject};

/// Bytes of a line.
const MAX_LINE: usize = 1 << 20;

/// Reads every line; stops when the sink asks for it.
pub(super) fn read<T: Subject>(
    mut input: impl BufRead,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> Result<(), FileFault> {
    let mut unknown = HashSet::new();
    let mut line = Vec::new();
    for number in 1_u32.. {
        line.clear();
        let limit = MAX_LINE as u64 + 1;
        if input.by_ref().take(limit).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let flow = if line.len() > MAX_LINE {
            skip_line(&mut input)?;
            let problem = Problem::LineTooLong { limit: MAX_LINE as u32 };
            refuse(sink, number, vec![Finding::row(number, problem)])
        } else {
            match std::str::from_utf8(&line) {
                Err(_) => refuse(sink, number, vec![Finding::row(number, Problem::NotUtf8)]),
                Ok(text) => match text.trim_start_matches('\u{feff}').trim() {
                    "" => ControlFlow::Continue(()),
                    text => object(text, number, &mut unknown, sink),
                },
            }
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|&b| b == b'\n');
        let length = end.map_or(buffer.len(), |at| at + 1);
        let done = end.is_some() || length == 0;
        input.consume(length);
        if done {
            return Ok(());
        }
    }
}

fn refuse<T>(
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
    row: u32,
    findings: Vec<Finding>,
) -> ControlFlow<()> {
    for finding in findings {
        sink(Item::Finding(finding))?;
    }
    sink(Item::Refused { row })
}

fn object<T: Subject>(
    text: &str,
    row: u32,
    unknown: &mut HashSet<String>,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut value: T = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return refuse(sink, row, diagnose::<T>(text, row, &error)),
    };
    let mut contact = Contact::take_from(value.extra());
    let further: Vec<String> = value.extra().keys().cloned().collect();
    for key in further {
        let hidden =
            matches!(value.extra().get(&key), Some(Value::String(text)) if holds_contact(text));
        if hidden && let Some(Value::String(text)) = value.extra().remove(&key) {
            contact.other.push(format!("{key}: {}", clean(&text)));
        }
        if unknown.insert(key.clone()) {
            let place = Finding {
                heading: Some(shorten(&key, 80)),
                ..Finding::row(row, Problem::UnknownColumn)
            };
            sink(Item::Finding(place))?;
        }
    }
    if value.id().is_empty() {
        value.set_id(format!("row-{row}"));
    }
    let mut problems = Vec::new();
    value.tidy(&mut problems);
    let mut findings: Vec<Finding> = problems
        .into_iter()
        .map(|(key, problem)| Finding {
            heading: Some(key.to_owned()),
            ..Finding::row(row, problem)
        })
        .collect();
    if !value.is_named() {
        findings.push(Finding::row(row, T::UNNAMED));
    }
    if !findings.is_empty() {
        return refuse(sink, row, findings);
    }
    sink(Item::Record(Box::new(Record { row, value, contact })))
}

/// Which keys of a refused line are at fault: each is tried by itself.
fn diagnose<T: Subject>(text: &str, row: u32, error: &serde_json::Error) -> Vec<Finding> {
    let whole = |detail: String| vec![Finding::row(row, Problem::BadJson { detail })];
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(text) else {
        // Serde counts lines and columns; the line is known, the column stays.
        let detail = error.to_string().replace("line 1 column", "column");
        return whole(shorten(&detail, 160));
    };
    let mut findings = Vec::new();
    for (key, value) in fields {
        let shown = if value.is_string() { words(&value) } else { value.to_string() };
        let alone = Map::from_iter([(key.clone(), value)]);
        let Err(error) = serde_json::from_value::<T>(Value::Object(alone)) else { continue };
        let expected =
            T::expected_of(&key).map_or_else(|| shorten(&error.to_string(), 160), str::to_owned);
        findings.push(Finding {
            heading: Some(shorten(&key, 80)),
            value: Some(shorten(&shown, 80)),
            ..Finding::row(row, Problem::BadValue { expected })
        });
    }
    if findings.is_empty() { whole(shorten(&error.to_string(), 160)) } else { findings }
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
