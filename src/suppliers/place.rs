//! Provinces by whatever name people use: the 34 units since 2025-07-01, the 63 before them, with
//! or without diacritics and prefixes, in five languages, or by code.

use std::collections::HashMap;
use std::sync::LazyLock;

use index::Language;
use index::taxonomy::{Place, PlaceKind, Taxonomy};

use super::text::fold;
use crate::Fault;

/// Prefixes that are no part of a province's name.
const PREFIXES: [&str; 6] = ["tinh ", "thanh pho ", "tp. ", "tp.", "tp ", "t. "];
const SUFFIXES: [&str; 4] = [" province", " city", "성", "省"];

/// Every spelling of every province, folded, with its code; current names win over older ones.
static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    let places = Taxonomy::get().places();
    for kind in [PlaceKind::Province, PlaceKind::OldProvince] {
        for place in places.iter().filter(|place| place.kind == kind) {
            let Some(code) = current_code(place) else { continue };
            let spellings = Language::ALL.iter().map(|language| place.name(*language));
            for name in spellings.chain(place.aliases.iter().map(String::as_str)) {
                names.entry(bare(name)).or_insert_with(|| code.clone());
            }
            names.entry(place.code.clone()).or_insert(code);
        }
    }
    names
});

/// The code of the province that `text` names: `province:24`.
///
/// # Errors
/// The nearest name that is one, for the message; none where none is near.
pub fn province(text: &str) -> Result<String, Option<String>> {
    if let Some(code) = NAMES.get(text.trim()).or_else(|| NAMES.get(&bare(text))) {
        return Ok(code.clone());
    }
    // No name of a province is as long, and comparing costs as much as both are long.
    let wanted: String = bare(text).chars().take(60).collect();
    let nearest = NAMES
        .iter()
        .filter(|(name, _)| !name.contains(':'))
        .map(|(name, code)| (strsim::damerau_levenshtein(name, &wanted), name, code))
        .filter(|(slips, name, _)| is_near(*slips, name.chars().count()))
        .min_by_key(|(slips, name, _)| (*slips, *name))
        .map(|(.., code)| Taxonomy::get().name(code, Language::Vi));
    Err(nearest)
}

/// The fault of a text that names no province: with the name it may be a slip of, if there is one.
pub(crate) fn unknown(path: &str, text: &str, nearest: Option<String>) -> Fault {
    let fault = Fault::new(path, "unknown_province").with("value", text);
    nearest.into_iter().fold(fault, |fault, nearest| fault.with("nearest", nearest))
}

/// Whether so many slips still leave a name recognisable: one in three letters, three at most.
fn is_near(slips: usize, letters: usize) -> bool {
    slips <= (letters / 3).min(3)
}

/// Today's province of a current or older one.
fn current_code(place: &Place) -> Option<String> {
    if place.kind == PlaceKind::Province {
        return Some(place.code.clone());
    }
    let number = place.provinces.first()?;
    Some(format!("province:{number:02}"))
}

fn bare(name: &str) -> String {
    let folded = fold(name);
    let name = PREFIXES.iter().find_map(|prefix| folded.strip_prefix(prefix)).unwrap_or(&folded);
    let name = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    name.replace(['-', '–'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_province_has_many_names() {
        let code = province("Bắc Ninh").unwrap();
        for text in ["tỉnh Bắc Ninh", "BAC NINH", "Ba\u{306}\u{301}c Ninh", "Bac Ninh province"]
        {
            assert_eq!(province(text).as_ref(), Ok(&code), "{text}");
        }
        assert_eq!(province(&code), Ok(code));
    }

    #[test]
    fn older_names_lead_to_the_province_of_today() {
        assert_eq!(province("Bắc Giang"), province("Bắc Ninh"));
        assert_eq!(province("Bình Dương"), province("TP. Hồ Chí Minh"));
        assert_eq!(province("Hải Dương"), province("Hải Phòng"));
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_name() {
        for slip in ["Bắc Nin", "Băc Nin", "Bac Nihn"] {
            assert_eq!(province(slip), Err(Some("Bắc Ninh".to_owned())), "{slip}");
        }
        assert_eq!(province("Hải Phogn"), Err(Some("Hải Phòng".to_owned())));
        for none in ["abcxyz", "Atlantis", "北", "x", ""] {
            assert_eq!(province(none), Err(None), "{none}");
        }
    }
}
