//! Where the values of a record stand in its file: what is found wrong with a record after it was
//! read is told with its cell too.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::cell::Cell;
use super::finding::Finding;
use super::text::shorten;

/// Most characters of a value that is told.
const SHOWN: usize = 80;
/// Where persons stand: what is there is nobody's business, not even in a list of faults.
const PRIVATE: &str = "contacts";

/// The cells of a record under their headings. A line of JSON has none.
#[derive(Clone, Default, PartialEq)]
pub struct Source {
    headings: Arc<Vec<Heading>>,
    cells: Vec<Cell>,
}

/// A heading and what it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    pub(super) letter: String,
    pub(super) words: String,
    /// Field of the record: `certifications.valid_until`; empty where nobody knows.
    pub(super) path: &'static str,
}

/// A place in a file, as its reader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Column letter as the spreadsheet shows it. None in JSON lines, and without such a column.
    pub column: Option<String>,
    /// Heading as written; else the field: `certifications[1].valid_until`.
    pub heading: Option<String>,
    /// What stands there, cut to 80 characters. Never given of persons.
    pub value: Option<String>,
}

impl Source {
    pub(super) fn new(headings: Arc<Vec<Heading>>, cells: Vec<Cell>) -> Self {
        Self { headings, cells }
    }

    /// The place of a field of `record`, which is the record as JSON. Of several columns the one
    /// that holds the field's value.
    #[must_use]
    pub fn place(&self, path: &str, record: &Value) -> Place {
        let value = value_at(record, path);
        let Some(at) = self.column(path, value.as_deref()) else {
            let value = value.filter(|_| !is_private(path)).map(|value| shorten(&value, SHOWN));
            let heading = Some(path.to_owned()).filter(|path| !path.is_empty());
            return Place { column: None, heading, value };
        };
        let heading = self.headings.get(at);
        let cell = self.cells.get(at).map(|cell| shorten(&cell.text(), SHOWN));
        Place {
            column: heading.map(|heading| heading.letter.clone()),
            heading: heading.map(|heading| heading.words.clone()).filter(|words| !words.is_empty()),
            value: cell.filter(|text| !text.is_empty() && !is_private(path)),
        }
    }

    fn column(&self, path: &str, value: Option<&str>) -> Option<usize> {
        let field = without_places(path);
        let whole = field.split('.').next().unwrap_or_default().to_owned();
        let under = |wanted: &str| -> Vec<usize> {
            let all = self.headings.iter().enumerate();
            all.filter(|(_, heading)| !wanted.is_empty() && heading.path == wanted)
                .map(|(at, _)| at)
                .collect()
        };
        let filled = |at: &&usize| self.cells.get(**at).is_some_and(|cell| !cell.is_empty());
        let holds = |at: &&usize| {
            let text = self.cells.get(**at).map(Cell::text).unwrap_or_default();
            value.is_some_and(|value| text.contains(value))
        };
        let (exact, around) = (under(&field), under(&whole));
        let find = |columns: &[usize]| {
            let found = columns.iter().find(holds).or_else(|| columns.iter().find(filled));
            found.copied()
        };
        find(&exact).or_else(|| find(&around)).or_else(|| exact.first().copied())
    }
}

/// Shows how many cells there are, not what is in them: debug output ends in logs.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({} cells)", self.cells.len())
    }
}

impl Place {
    /// Whether `finding` speaks of the same cell, or of the same key of a JSON object.
    #[must_use]
    pub fn is_of(&self, finding: &Finding) -> bool {
        if self.column.is_some() || finding.column.is_some() {
            return self.column == finding.column;
        }
        let key = |heading: &Option<String>| {
            heading.as_deref().map(|path| path.split(['.', '[']).next().unwrap_or(path).to_owned())
        };
        self.heading.is_some() && key(&self.heading) == key(&finding.heading)
    }
}

fn is_private(path: &str) -> bool {
    path.starts_with(PRIVATE)
}

/// `certifications[1].valid_until` → `certifications.valid_until`.
fn without_places(path: &str) -> String {
    let parts = path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
    parts.collect()
}

/// What stands at a path of a JSON value, or around it where the value has a shorter form.
fn value_at(record: &Value, path: &str) -> Option<String> {
    let mut here = record;
    for step in path.split(['.', '[']).map(|step| step.trim_end_matches(']')) {
        let next = match here {
            Value::Array(entries) => step.parse::<usize>().ok().and_then(|at| entries.get(at)),
            Value::Object(fields) => Some(fields.get(step)?),
            // A certificate that is only its name.
            _ => break,
        };
        here = next?;
    }
    match here {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_leads_to_its_cell() {
        let heading = |letter: &str, words: &str, path| Heading {
            letter: letter.to_owned(),
            words: words.to_owned(),
            path,
        };
        let headings = vec![
            heading("A", "Chứng chỉ 1", "certifications"),
            heading("B", "Chứng chỉ 2", "certifications"),
            heading("C", "Hạn", "certifications.valid_until"),
            heading("D", "Email", "contacts.email"),
        ];
        let cells = ["ISO 9001", "IATF 16949", "31/12/2026", "lan at example"];
        let cells = cells.map(|text| Cell::Text(text.to_owned())).to_vec();
        let source = Source::new(Arc::new(headings), cells);
        let record = json!({ "certifications": ["ISO 9001", { "scheme": "IATF 16949" }] });
        let at = |path| {
            let place = source.place(path, &record);
            (place.column.unwrap_or_default(), place.value.unwrap_or_default())
        };
        assert_eq!(at("certifications[1].scheme"), ("B".to_owned(), "IATF 16949".to_owned()));
        assert_eq!(at("certifications[0].valid_until"), ("C".to_owned(), "31/12/2026".to_owned()));
        assert_eq!(at("contacts[0].email"), ("D".to_owned(), String::new()));
        assert_eq!(at("province"), (String::new(), String::new()));
    }

    #[test]
    fn a_line_of_json_has_keys_and_values() {
        let record = json!({ "certifications": [{ "scheme": "ISO 9001", "number": "7" }] });
        let place = Source::default().place("certifications[0].number", &record);
        assert_eq!(place.heading.as_deref(), Some("certifications[0].number"));
        assert_eq!(place.value.as_deref(), Some("7"));
        let private = json!({ "contacts": [{ "email": "lan" }] });
        assert_eq!(Source::default().place("contacts[0].email", &private).value, None);
    }
}
