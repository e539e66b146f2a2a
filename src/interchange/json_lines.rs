//! JSON lines: one object a line, read a line at a time, so that a file of any length needs the
//! memory of its longest line.

use std::collections::HashSet;
use std::io::{BufRead, Read as _};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::finding::{FileFault, Finding, Problem};
use super::text::{clean, holds_contact, shorten};
use super::{Contact, Item, Record, Remains, Source, Subject};

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
            refuse(sink, number, vec![Finding::row(number, problem)], None)
        } else {
            match std::str::from_utf8(&line) {
                Err(_) => refuse(sink, number, vec![Finding::row(number, Problem::NotUtf8)], None),
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
    record: Option<Record<T>>,
) -> ControlFlow<()> {
    for finding in &findings {
        sink(Item::Finding(finding.clone()))?;
    }
    let remains = record.map(|record| Box::new(Remains { record, faults: findings }));
    sink(Item::Refused { row, remains })
}

fn object<T: Subject>(
    text: &str,
    row: u32,
    unknown: &mut HashSet<String>,
    sink: &mut dyn FnMut(Item<T>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (mut value, mut findings): (T, _) = match serde_json::from_str(text) {
        Ok(value) => (value, Vec::new()),
        Err(error) => match diagnose::<T>(text, row, &error) {
            (Some(rest), findings) => (rest, findings),
            (None, findings) => return refuse(sink, row, findings, None),
        },
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
    let whole = findings.is_empty();
    let mut problems = Vec::new();
    value.tidy(&mut problems);
    findings.extend(problems.into_iter().map(|(key, problem)| Finding {
        heading: Some(key.to_owned()),
        ..Finding::row(row, problem)
    }));
    // Of what could not be read nobody knows whether it was the name.
    if whole && !value.is_named() {
        findings.push(Finding::row(row, T::UNNAMED));
    }
    let record = Record { row, value, contact, source: Source::default() };
    if !findings.is_empty() {
        return refuse(sink, row, findings, Some(record));
    }
    sink(Item::Record(Box::new(record)))
}

/// Which keys of a refused line are at fault: each is tried by itself. And what the others say.
fn diagnose<T: Subject>(
    text: &str,
    row: u32,
    error: &serde_json::Error,
) -> (Option<T>, Vec<Finding>) {
    let whole = |problem| (None, vec![Finding::row(row, problem)]);
    let fields = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return whole(Problem::NotAnObject),
        Err(_) => return whole(Problem::BadJson { detail: plain(error) }),
    };
    let mut findings = Vec::new();
    let mut sound = Map::new();
    for (key, value) in fields {
        let shown = if value.is_string() { words(&value) } else { value.to_string() };
        let alone = Map::from_iter([(key.clone(), value.clone())]);
        let Err(error) = serde_json::from_value::<T>(Value::Object(alone)) else {
            sound.insert(key, value);
            continue;
        };
        let expected = T::expected_of(&key).map_or_else(|| plain(&error), str::to_owned);
        findings.push(Finding {
            heading: Some(shorten(&key, 80)),
            value: Some(shorten(&shown, 80)),
            ..Finding::row(row, Problem::BadValue { expected })
        });
    }
    if findings.is_empty() {
        return whole(Problem::BadJson { detail: plain(error) });
    }
    (serde_json::from_value(Value::Object(sound)).ok(), findings)
}

/// What the parser says, without the names of our types.
pub(super) fn plain(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    for (ours, theirs) in [("struct ", "an object"), ("enum ", "a text"), ("unit ", "nothing")] {
        let ours = format!("expected {ours}");
        while let Some(at) = text.find(&ours) {
            let name = at + ours.len();
            let rest = text.get(name..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            text.replace_range(at..name + end, &format!("expected {theirs}"));
        }
    }
    // Serde counts lines and columns; the line is known, the column stays.
    shorten(&text.replace("line 1 column", "column"), 160)
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
