//! Profiles written out: JSON lines, and CSV that spreadsheet programs open as it is meant and
//! that cannot carry a formula into them. Contacts are not written.

use std::io::{self, Write};

use index::profile::{Certification, Profile};

/// Columns in order; every one is a heading that import knows.
const COLUMNS: [&str; 42] = [
    "id",
    "name",
    "name_en",
    "tax_code",
    "lang",
    "description",
    "description_en",
    "text",
    "products",
    "processes",
    "materials",
    "capabilities",
    "certifications",
    "certification_valid_from",
    "certification_valid_until",
    "certification_number",
    "certification_issuer",
    "certification_scope",
    "certification_state",
    "equipment",
    "specs",
    "province",
    "industrial_zone",
    "address",
    "latitude",
    "longitude",
    "employees",
    "year_founded",
    "ownership",
    "business",
    "women_led",
    "export_markets",
    "languages",
    "capacity",
    "moq",
    "lead_time",
    "customers",
    "verification",
    "verified_on",
    "verified_by",
    "confirmed_on",
    "fictitious",
];

/// Whether a spreadsheet would take a cell for a formula, or could be led to.
pub(super) fn needs_guard(field: &str) -> bool {
    field.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// Writes one profile a line.
///
/// # Errors
/// Where the output fails.
pub fn write_json_lines<'p>(
    profiles: impl IntoIterator<Item = &'p Profile>,
    mut out: impl Write,
) -> io::Result<()> {
    for profile in profiles {
        serde_json::to_writer(&mut out, profile)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Writes a CSV with a byte order mark, which Excel needs to see that it is UTF-8. A cell that
/// begins like a formula gets a leading `'`, which import takes off again. Fields beyond the
/// known ones follow in columns of their own.
///
/// # Errors
/// Where the output fails.
pub fn write_csv(profiles: &[Profile], out: impl Write) -> io::Result<()> {
    let further: std::collections::BTreeSet<&str> =
        profiles.iter().flat_map(|profile| profile.extra.keys().map(String::as_str)).collect();
    let headings = COLUMNS.iter().chain(&further).map(|&heading| heading.to_owned());
    let rows = profiles.iter().map(|profile| {
        let known = cells(profile);
        let more = further.iter().map(|&key| match profile.extra.get(key) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        });
        known.into_iter().chain(more).collect()
    });
    write_table(headings.collect(), rows, out)
}

/// Writes any table in the same way: byte order mark, CRLF, and no cell that is a formula.
///
/// # Errors
/// Where the output fails.
pub fn write_table(
    headings: Vec<String>,
    rows: impl IntoIterator<Item = Vec<String>>,
    mut out: impl Write,
) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    for row in std::iter::once(headings).chain(rows) {
        csv.write_record(row.iter().map(|field| guard(field)))?;
    }
    csv.flush()
}

fn guard(field: &str) -> String {
    if needs_guard(field) { format!("'{field}") } else { field.to_owned() }
}

fn cells(profile: &Profile) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let list = |list: &[String]| joined(list.iter().map(String::as_str));
    let held = &profile.certifications;
    let beside = |value: fn(&Certification) -> Option<String>| {
        let values: Vec<Option<String>> = held.iter().map(value).collect();
        if values.iter().all(Option::is_none) {
            return String::new();
        }
        let shown = values.iter().map(|v| v.as_deref().unwrap_or("-").replace(';', ","));
        shown.collect::<Vec<_>>().join("; ")
    };
    let checked = profile.verification.as_ref();
    vec![
        profile.id.clone(),
        text(&profile.name),
        text(&profile.name_en),
        text(&profile.tax_code),
        profile.lang.map(|lang| lang.code().to_owned()).unwrap_or_default(),
        text(&profile.description),
        text(&profile.description_en),
        text(&profile.text),
        list(&profile.products),
        list(&profile.processes),
        list(&profile.materials),
        some(!profile.capabilities.is_empty(), || json(&profile.capabilities)),
        joined(held.iter().map(|certificate| certificate.scheme.as_str())),
        beside(|c| c.valid_from.map(|date| date.to_string())),
        beside(|c| c.valid_until.map(|date| date.to_string())),
        beside(|c| c.number.clone()),
        beside(|c| c.issuer.clone()),
        beside(|c| c.scope.clone()),
        beside(|c| c.state.as_ref().map(json_word)),
        list(&profile.equipment),
        list(&profile.specs),
        text(&profile.province),
        text(&profile.industrial_zone),
        text(&profile.address),
        profile.latitude.map(|degrees| degrees.to_string()).unwrap_or_default(),
        profile.longitude.map(|degrees| degrees.to_string()).unwrap_or_default(),
        profile.employees.map(|count| count.to_string()).unwrap_or_default(),
        profile.year_founded.map(|year| year.to_string()).unwrap_or_default(),
        profile.ownership.as_ref().map(json_word).unwrap_or_default(),
        profile.business.as_ref().map(json_word).unwrap_or_default(),
        profile.women_led.map(|led| led.to_string()).unwrap_or_default(),
        list(&profile.export_markets),
        list(&profile.languages),
        text(&profile.capacity),
        text(&profile.moq),
        text(&profile.lead_time),
        list(&profile.customers),
        checked.map(|checked| json_word(&checked.level)).unwrap_or_default(),
        checked.and_then(|checked| checked.on).map(|day| day.to_string()).unwrap_or_default(),
        checked.and_then(|checked| checked.by.clone()).unwrap_or_default(),
        profile.confirmed_on.map(|day| day.to_string()).unwrap_or_default(),
        some(profile.fictitious, || "true".to_owned()),
    ]
}

fn some(when: bool, what: impl FnOnce() -> String) -> String {
    if when { what() } else { String::new() }
}

/// Values separated by `;`, also behind an only value that holds a comma: none is taken apart.
fn joined<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let values: Vec<String> = values.map(|v| v.replace([';', '\n'], ",")).collect();
    match values.as_slice() {
        [one] if one.contains(',') => format!("{one};"),
        values => values.join("; "),
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The word that a unit variant is written as.
fn json_word(value: &impl serde::Serialize) -> String {
    json(value).trim_matches('"').to_owned()
}
