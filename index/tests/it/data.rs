//! The vocabulary's files, row by row: the engine leaves out what does not parse, so this is where
//! a slip in the data shows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use index::{
    Engine, Language,
    request::{Criteria, SourcingRequest},
    taxonomy::{ConceptKind, PlaceKind, Taxonomy},
};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Labels known to be wrong until someone of the trade decides what they should say.
const OPEN: &[&str] = &["asa-resin en"];

type Row = BTreeMap<String, String>;

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("taxonomy")
}

/// Rows of a file, by heading.
fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder().join(format!("{name}.csv"))).unwrap();
    let heading = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            heading.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// A label as far as it tells one thing from another.
fn plain(label: &str) -> String {
    let label: String = label.nfc().collect();
    label.to_lowercase().replace([' ', '-', '·', '・'], "")
}

fn column(rows: &[Row], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].clone()).collect()
}

fn duplicates(values: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| !seen.insert(value.clone())).collect()
}

#[test]
fn no_row_is_lost() {
    for (name, taken) in Taxonomy::get().row_counts() {
        let files: &[&str] = if name == "places" {
            &["areas", "provinces", "provinces_before_2025", "districts", "zones"]
        } else {
            &[name]
        };
        let written: usize = files.iter().map(|file| table(file).len()).sum();
        assert_eq!(taken, written, "{name}");
    }
}

#[test]
fn files_are_composed_and_without_stray_characters() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, number) in text.lines().zip(1..) {
            assert!(is_nfc(line), "{}:{number} is not NFC", path.display());
            let stray = line.chars().find(|c| {
                c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{a0}')
            });
            assert_eq!(stray, None, "{}:{number}", path.display());
        }
        assert!(!text.contains('\r'), "{}", path.display());
    }
}

#[test]
fn codes_are_unique() {
    for (file, key) in [
        ("concepts", "id"),
        ("certificates", "code"),
        ("provinces", "code"),
        ("provinces_before_2025", "old_code"),
        ("zones", "id"),
        ("areas", "code"),
        ("countries", "code"),
        ("spoken_languages", "code"),
        ("segments", "id"),
        ("units", "unit"),
        ("attributes", "attribute"),
        ("isic4", "code"),
        ("vsic2018", "code"),
        ("vsic2025", "code"),
    ] {
        assert_eq!(duplicates(column(&table(file), key)), [""; 0], "{file}");
    }
    let mut codes: Vec<String> =
        Taxonomy::get().places().iter().map(|place| place.code.clone()).collect();
    codes.sort();
    assert_eq!(duplicates(codes), [""; 0]);
    for (file, key) in [
        ("cues", ["class", "lang", "phrase"]),
        ("multipliers", ["lang", "label", "factor"]),
        ("comparisons", ["lang", "phrase", "position"]),
    ] {
        let keys = table(file).into_iter().map(|row| key.map(|name| row[name].clone()).join(" | "));
        assert_eq!(duplicates(keys), [""; 0], "{file}");
    }
}

#[test]
fn wider_concepts_exist_are_of_one_kind_and_make_no_circle() {
    let rows = table("concepts");
    let by_code: HashMap<&str, &Row> = rows.iter().map(|row| (row["id"].as_str(), row)).collect();
    for row in rows.iter().filter(|row| !row["broader"].is_empty()) {
        let wider = by_code.get(row["broader"].as_str());
        let wider = wider.unwrap_or_else(|| panic!("{}: no {}", row["id"], row["broader"]));
        assert_eq!(wider["kind"], row["kind"], "{} under {}", row["id"], wider["id"]);
        let mut steps = 0;
        let mut at = *wider;
        while let Some(next) = by_code.get(at["broader"].as_str()) {
            at = next;
            steps += 1;
            assert!(steps < 20, "{} is in a circle", row["id"]);
        }
    }
}

#[test]
fn related_concepts_exist_and_say_so_of_each_other() {
    let rows = table("concepts");
    let related: HashMap<&str, BTreeSet<&str>> =
        rows.iter().map(|row| (row["id"].as_str(), list(&row["related"]).collect())).collect();
    let one_sided: Vec<String> = related
        .iter()
        .flat_map(|(id, others)| others.iter().map(move |other| (*id, *other)))
        .filter(|(id, other)| {
            id == other || !related.get(other).is_some_and(|back| back.contains(id))
        })
        .map(|(id, other)| format!("{id} → {other}"))
        .collect();
    assert_eq!(one_sided, [""; 0]);
}

#[test]
fn segments_exist() {
    let segments: HashSet<String> = column(&table("segments"), "id").into_iter().collect();
    for row in table("concepts") {
        let segment = &row["segment"];
        assert!(segment.is_empty() || segments.contains(segment), "{}: {segment}", row["id"]);
    }
    for row in table("segments") {
        for name in ["feeds_into", "supports"] {
            for other in list(&row[name]).filter(|other| *other != "*") {
                assert!(segments.contains(other), "{} {name} {other}", row["id"]);
            }
        }
        assert!(["1", "2", "3", "4", "5", "S"].contains(&row["tier"].as_str()), "{}", row["id"]);
    }
}

#[test]
fn segments_name_activities_that_exist() {
    // The lists of activities hold manufacturing, which are the divisions 10 to 33.
    let manufacturing = |code: &str| {
        code.get(..2)
            .and_then(|two| two.parse().ok())
            .is_some_and(|two: u8| (10..34).contains(&two))
    };
    for name in ["isic4", "vsic2018", "vsic2025"] {
        let known: HashSet<String> = column(&table(name), "code").into_iter().collect();
        let unknown: Vec<String> = table("segments")
            .iter()
            .flat_map(|row| list(&row[name]).map(str::to_owned).collect::<Vec<_>>())
            .filter(|code| manufacturing(code) && !known.contains(code))
            .collect();
        assert_eq!(unknown, [""; 0], "{name}");
    }
}

#[test]
fn everything_has_a_name_in_every_language() {
    let taxonomy = Taxonomy::get();
    let mut missing = Vec::new();
    for concept in taxonomy.concepts() {
        for language in Language::ALL {
            if !concept.labels.iter().any(|label| label.language == language) {
                missing.push(format!("{} {}", concept.code, language.code()));
            }
        }
    }
    for (file, names) in [
        ("countries", ["en", "vi", "ko", "ja", "zh"]),
        ("spoken_languages", ["en", "vi", "ko", "ja", "zh"]),
        ("areas", ["en", "vi", "ko", "ja", "zh"]),
        ("attributes", ["en", "vi", "ko", "ja", "zh"]),
        ("provinces", ["name_en", "name_vi", "ko", "ja", "zh_hans"]),
        ("provinces_before_2025", ["name_en", "name_vi", "ko", "ja", "zh_hans"]),
        ("segments", ["name_en", "name_vi", "name_ko", "name_ja", "name_zh_hans"]),
    ] {
        for row in table(file) {
            for name in names.iter().filter(|name| row[**name].trim().is_empty()) {
                missing.push(format!("{file} {row:?} {name}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_label_means_one_concept_or_is_marked() {
    let mut meaning: BTreeMap<(&str, String), Vec<(&str, bool)>> = BTreeMap::new();
    for concept in Taxonomy::get().concepts() {
        for label in &concept.labels {
            let known = meaning.entry((label.language.code(), plain(&label.text))).or_default();
            match known.iter_mut().find(|(code, _)| *code == concept.code) {
                Some((_, ambiguous)) => *ambiguous |= label.ambiguous,
                None => known.push((&concept.code, label.ambiguous)),
            }
        }
    }
    let unmarked: Vec<String> = meaning
        .into_iter()
        .filter(|(_, concepts)| {
            concepts.len() > 1 && concepts.iter().any(|(_, ambiguous)| !ambiguous)
        })
        .map(|((language, label), concepts)| format!("{language}:{label} {concepts:?}"))
        .collect();
    let unmarked: Vec<String> = unmarked
        .into_iter()
        .filter(|label| !OPEN.iter().any(|open| label.contains(open)))
        .collect();
    assert_eq!(unmarked, [""; 0]);
}

#[test]
fn marks_of_ambiguity_name_labels_of_their_row() {
    let mut stray = Vec::new();
    for (row, concept) in table("concepts").iter().zip(Taxonomy::get().concepts()) {
        for mark in list(&row["ambiguous_alone"]) {
            let found = mark.split_once(':').is_some_and(|(language, text)| {
                concept.labels.iter().any(|label| {
                    label.language.code() == language && label.text == text && label.ambiguous
                })
            });
            if !found {
                stray.push(format!("{} {mark}", row["id"]));
            }
        }
    }
    assert_eq!(stray, [""; 0]);
}

#[test]
fn attributes_and_units_resolve() {
    let units = table("units");
    let attributes = table("attributes");
    for attribute in &attributes {
        let fits = units.iter().any(|unit| {
            unit["canonical"] == attribute["canonical_unit"]
                && unit["dimension"] == attribute["dimension"]
        });
        assert!(fits, "{}: {}", attribute["attribute"], attribute["canonical_unit"]);
    }
    let mut canonical: HashMap<&str, &str> = HashMap::new();
    for unit in &units {
        let factor: f64 = unit["factor"].parse().unwrap();
        assert!(factor.is_finite() && factor > 0.0, "{}", unit["unit"]);
        let known = canonical.entry(&unit["dimension"]).or_insert(&unit["canonical"]);
        assert_eq!(*known, unit["canonical"], "{}", unit["dimension"]);
    }
    let labels = units.iter().flat_map(|unit| list(&unit["labels"]).map(str::to_owned));
    assert_eq!(duplicates(labels), [""; 0]);
    for multiplier in table("multipliers") {
        let factor: f64 = multiplier["factor"].parse().unwrap();
        assert!(factor > 1.0, "{multiplier:?}");
    }
}

#[test]
fn a_label_belongs_to_one_attribute() {
    for language in ["en", "vi", "ko", "ja", "zh"] {
        let labels = table("attributes")
            .iter()
            .flat_map(|row| {
                let distinct: BTreeSet<String> = list(&row[language]).map(plain).collect();
                distinct
            })
            .collect::<Vec<_>>();
        assert_eq!(duplicates(labels), [""; 0], "{language}");
    }
}

#[test]
fn sixty_three_provinces_became_thirty_four() {
    let now: HashMap<String, String> = table("provinces")
        .into_iter()
        .map(|row| (row["code"].clone(), row["name_vi"].clone()))
        .collect();
    let before = table("provinces_before_2025");
    assert_eq!((now.len(), before.len()), (34, 63));
    let mut covered = BTreeSet::new();
    for row in &before {
        assert_eq!(now.get(&row["new_code"]), Some(&row["new_name_vi"]), "{}", row["name_vi"]);
        covered.insert(row["new_code"].clone());
    }
    assert_eq!(covered.len(), 34);
    for row in table("provinces") {
        let parts: BTreeSet<String> =
            row["formed_from_codes"].split('|').map(str::to_owned).collect();
        let mapped: BTreeSet<String> = before
            .iter()
            .filter(|old| old["new_code"] == row["code"])
            .map(|old| old["old_code"].clone())
            .collect();
        assert_eq!(parts, mapped, "{}", row["name_vi"]);
    }
}

#[test]
fn places_lie_in_provinces_that_exist_and_in_vietnam() {
    let taxonomy = Taxonomy::get();
    let numbers = |kind: PlaceKind| -> HashSet<u8> {
        taxonomy
            .places()
            .iter()
            .filter(|place| place.kind == kind)
            .filter_map(|place| place.code.split_once(':')?.1.parse().ok())
            .collect()
    };
    let (now, before) = (numbers(PlaceKind::Province), numbers(PlaceKind::OldProvince));
    for place in taxonomy.places() {
        assert!(!place.provinces.is_empty(), "{}", place.code);
        assert!(place.provinces.iter().all(|code| now.contains(code)), "{}", place.code);
        assert!(place.old_province.is_none_or(|code| before.contains(&code)), "{}", place.code);
        if let Some((latitude, longitude)) = place.position {
            assert!(
                (8.0..24.0).contains(&latitude) && (102.0..110.0).contains(&longitude),
                "{}",
                place.code
            );
        }
        let positioned = place.kind == PlaceKind::Area || place.position.is_some();
        assert!(positioned, "{} has no position", place.code);
    }
    // A zone's older province became the current one it is said to lie in.
    let became: HashMap<String, String> = table("provinces_before_2025")
        .into_iter()
        .map(|row| (row["old_code"].clone(), row["new_code"].clone()))
        .collect();
    for row in table("zones").into_iter().chain(table("districts")) {
        if !row["old_province_code"].is_empty() {
            assert_eq!(
                became.get(&row["old_province_code"]),
                Some(&row["new_province_code"]),
                "{}",
                row["name_vi"]
            );
        }
    }
}

#[test]
fn relations_of_certificates_resolve() {
    let rows = table("certificates");
    let codes: HashSet<&str> = rows.iter().map(|row| row["code"].as_str()).collect();
    let mut unknown = Vec::new();
    for row in &rows {
        for relation in list(&row["relations"]) {
            let Some((verb, target)) = relation.split_once(':') else { continue };
            let checked = matches!(
                verb,
                "replaces"
                    | "superseded_by"
                    | "implies"
                    | "requires"
                    | "equivalent"
                    | "supports"
                    | "related"
            );
            let targets = target.split(',').map(str::trim);
            for target in targets.filter(|target| checked && !codes.contains(target)) {
                unknown.push(format!("{} {verb} {target}", row["code"]));
            }
        }
        let notes = list(&row["relations"]).filter(|part| !part.contains(':')).count();
        assert!(notes == 0 || row["relations"].contains("edition:"), "{}", row["code"]);
    }
    assert_eq!(unknown, [""; 0]);
    // What took the place of another says so on both sides.
    for row in &rows {
        for target in list(&row["relations"]).filter_map(|part| part.strip_prefix("replaces:")) {
            let other = rows.iter().find(|other| other["code"] == target).unwrap();
            let back = format!("superseded_by:{}", row["code"]);
            assert!(list(&other["relations"]).any(|part| part == back), "{target}");
        }
    }
}

#[test]
fn an_alias_means_one_certificate() {
    let key = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut owner: HashMap<String, String> = HashMap::new();
    let mut shared = Vec::new();
    for row in table("certificates") {
        for alias in list(&row["aliases"]).chain([row["canonical_name"].as_str()]) {
            let known = owner.entry(key(alias)).or_insert_with(|| row["code"].clone());
            if *known != row["code"] {
                shared.push(format!("{alias}: {known}, {}", row["code"]));
            }
        }
    }
    assert_eq!(shared, [""; 0]);
}

#[test]
fn an_alias_means_one_zone_and_one_country() {
    for (file, key) in [("zones", "id"), ("countries", "code"), ("provinces", "code")] {
        let mut owner: HashMap<String, String> = HashMap::new();
        let mut shared = Vec::new();
        for row in table(file) {
            let names = ["name_vi", "name_en", "en", "vi", "ko", "ja", "zh", "zh_hans"]
                .into_iter()
                .filter_map(|name| row.get(name));
            let names = names.map(String::as_str).filter(|name| !name.is_empty());
            for alias in list(&row["aliases"]).chain(names) {
                let known = owner.entry(plain(alias)).or_insert_with(|| row[key].clone());
                if *known != row[key] {
                    shared.push(format!("{alias}: {known}, {}", row[key]));
                }
            }
        }
        assert_eq!(shared, [""; 0], "{file}");
    }
}

#[test]
fn cues_speak_of_a_known_side_in_a_known_language() {
    for row in table("cues") {
        let scope = row["scope"].as_str();
        assert!(["after", "before", "bracket", "clause"].contains(&scope), "{row:?}");
        assert!(Language::parse(&row["lang"]).is_some(), "{row:?}");
        let phrase = row["phrase"].as_str();
        assert!(!phrase.is_empty() && phrase.trim() == phrase, "{row:?}");
    }
    // Every class can be said in every language.
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table("cues") {
        said.entry(row["class"].clone()).or_default().insert(row["lang"].clone());
    }
    for (class, languages) in said {
        assert_eq!(languages.len(), 5, "{class}: {languages:?}");
    }
}

/// A request that asks for `word` in the form field of its kind.
fn asks(kind: ConceptKind, word: &str, language: Language) -> SourcingRequest {
    let words = vec![word.to_owned()];
    let mut required = Criteria::default();
    match kind {
        ConceptKind::Product => required.products = words,
        ConceptKind::Material => required.materials = words,
        ConceptKind::Equipment => required.equipment = words,
        _ => required.processes = words,
    }
    SourcingRequest { lang: Some(language), required, ..SourcingRequest::default() }
}

#[test]
fn a_main_name_in_the_field_of_its_kind_is_read_as_its_concept() {
    let engine = Engine::default();
    let mut lost = Vec::new();
    for concept in Taxonomy::get().concepts() {
        if matches!(concept.kind, ConceptKind::Other | ConceptKind::Industry) {
            continue;
        }
        for language in Language::ALL {
            let label = concept.label(language);
            let understood = engine.understand_request(&asks(concept.kind, label, language));
            let found = understood
                .constraints
                .iter()
                .any(|constraint| constraint.codes.contains(&concept.code));
            if !found {
                lost.push(format!("{} {} {label}", concept.code, language.code()));
            }
        }
    }
    lost.retain(|label| !OPEN.iter().any(|open| label.contains(open)));
    assert_eq!(lost, [""; 0]);
}
