//! Figures for people: `clamping force ≥ 650 tf`, `≤ 0.02 mm`, `30,000 pcs/month`.

use super::messages::message;
use crate::{
    Language,
    taxonomy::{Better, Taxonomy},
};

/// Units shown where the canonical one reads badly: factor from canonical, and its sign.
fn shown(attribute: &str, canonical: &str) -> (f64, String) {
    match attribute {
        "plating_thickness" | "coating_thickness" | "roughness_ra" => (1000.0, "µm".to_owned()),
        "salt_spray_hours" => (24.0, "h".to_owned()),
        "part_weight" | "shot_weight" => (1000.0, "g".to_owned()),
        "volume" => (1.0, "pcs/month".to_owned()),
        "volume_mass" => (0.001, "t/month".to_owned()),
        "volume_area" => (1.0, "m²/month".to_owned()),
        "volume_length" => (0.001, "m/month".to_owned()),
        "mould_weight" => (0.001, "t".to_owned()),
        "temperature" => (1.0, "°C".to_owned()),
        "cpk" | "cleanroom_class" => (1.0, String::new()),
        _ => (1.0, canonical.to_owned()),
    }
}

/// A number without needless digits, thousands grouped.
fn number(value: f64) -> String {
    // Four digits are more than anybody measures; a factor of a unit must not show in the fifth.
    let text = match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0
            && (whole.len() - at).is_multiple_of(3)
            && digit.is_ascii_digit()
            && whole.as_bytes().get(at - 1) != Some(&b'-')
        {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
}

/// Units that are words, not signs; their names are messages.
const WORDS: &[&str] = &[
    "axis",
    "cavity",
    "day",
    "h",
    "layer",
    "line",
    "m/month",
    "m²/month",
    "pcs",
    "pcs/month",
    "people",
    "shot",
    "t/month",
];

/// One figure of an attribute, from its canonical unit.
pub(crate) fn figure(attribute: &str, value: f64, locale: Language) -> String {
    let canonical = crate::understand::attribute::by_code(attribute)
        .map_or("", |known| known.canonical_unit.as_str());
    let (factor, unit) = shown(attribute, canonical);
    let word = WORDS.contains(&unit.as_str());
    let unit = if word { message(&format!("unit_{unit}"), locale, &[]) } else { unit };
    format!("{} {unit}", number(value * factor)).trim_end().to_owned()
}

/// A required range with the attribute's name.
pub(crate) fn range(
    attribute: &str,
    min: Option<f64>,
    max: Option<f64>,
    locale: Language,
) -> String {
    let known = Taxonomy::get().attributes().iter().find(|known| known.code == attribute);
    let name = known.map_or(attribute, |known| known.name(locale));
    // "Moulds up to 5 t" asks for a shop that can handle 5 t or more.
    let (min, max) = match (known.map(|known| known.better), min, max) {
        (Some(Better::Higher), None, Some(max)) => (Some(max), None),
        (_, min, max) => (min, max),
    };
    let bound = match (min, max) {
        (Some(min), Some(max)) if (min - max).abs() < f64::EPSILON => {
            figure(attribute, min, locale)
        }
        (Some(min), Some(max)) => {
            format!("{} – {}", figure(attribute, min, locale), figure(attribute, max, locale))
        }
        (Some(min), None) => format!("≥ {}", figure(attribute, min, locale)),
        (None, Some(max)) => format!("≤ {}", figure(attribute, max, locale)),
        (None, None) => String::new(),
    };
    format!("{name} {bound}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::range;
    use crate::Language;

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(
            range("clamping_force", Some(650.0), None, Language::En),
            "clamping force ≥ 650 tf"
        );
        assert!(range("volume", Some(30_000.0), None, Language::Ko).ends_with("≥ 30,000 개/월"));
        assert!(
            range("plating_thickness", Some(0.003), Some(0.008), Language::En)
                .ends_with("3 µm – 8 µm")
        );
        // 96 hours are no whole number of days in binary.
        assert!(
            range("salt_spray_hours", Some(96.0 * 0.041_666_7), None, Language::Vi)
                .ends_with("≥ 96 giờ")
        );
    }
}
