//! Chip sizes and clean-room classes: figures that are written as codes.
//!
//! `0402` is 1.0 × 0.5 mm as an imperial code and 0.4 × 0.2 mm as a metric one. Japanese and
//! Korean texts mean metric codes unless they say inch, 0201 aside; others imperial unless they say
//! metric.

use super::{
    attribute::{Measured, by_code, units},
    figure::Figure,
    reading::Reading,
};
use crate::{
    Language,
    taxonomy::{Entry, Taxonomy},
};

/// Code → length of the longer side in mm, as imperial and as metric code (EIA sizes).
const SIZES: &[(&str, Option<f64>, Option<f64>)] = &[
    ("008004", Some(0.25), None),
    ("0201", Some(0.6), Some(0.25)),
    ("01005", Some(0.4), None),
    ("0402", Some(1.0), Some(0.4)),
    ("0603", Some(1.6), Some(0.6)),
    ("0805", Some(2.0), None),
    ("1005", None, Some(1.0)),
    ("1206", Some(3.2), None),
    ("1608", None, Some(1.6)),
    ("2012", None, Some(2.0)),
    ("03015", None, Some(0.3)),
];

/// The chip size or clean-room class a bare code stands for, where the text is about such a thing.
pub(crate) fn chip_size(reading: &Reading<'_>, figure: &Figure) -> Option<Measured> {
    let digits = reading.folded(figure.first, figure.first + 1);
    // "0402 inch" and "0402 mm" are codes too: nobody writes a length so.
    let system =
        units(figure).map(|unit| unit.code.as_str()).find(|unit| ["inch", "mm"].contains(unit));
    let bare = (figure.units.is_empty() || system.is_some() && digits.starts_with('0'))
        && figure.per_month.is_none()
        && figure.past <= figure.first + 2;
    if let Some(&(_, imperial, metric)) = SIZES.iter().find(|(code, _, _)| bare && *code == digits)
    {
        return match system {
            Some("inch") => chip(reading, figure, imperial, None),
            Some(_) => chip(reading, figure, None, metric),
            None => chip(reading, figure, imperial, metric),
        };
    }
    clean_room(reading, figure)
}

fn window<'r>(reading: &'r Reading<'_>, figure: &Figure, before: usize, after: usize) -> &'r str {
    let from = figure.first.saturating_sub(before);
    reading.folded(from, (figure.past + after).min(reading.tokens.len()))
}

/// Whether the characters of a text are tokens of their own.
fn is_wide(reading: &Reading<'_>) -> bool {
    matches!(reading.language, Language::Ja | Language::Ko | Language::Zh)
}

fn chip(
    reading: &Reading<'_>,
    figure: &Figure,
    imperial: Option<f64>,
    metric: Option<f64>,
) -> Option<Measured> {
    let around = window(reading, figure, 14, 6);
    let about_chips = [
        "chip",
        "칩",
        "チップ",
        "linh kiện",
        "linh kien",
        "component",
        "元件",
        "部品",
        "부품",
        "smt",
        "실장",
        "実装",
        "贴片",
        "贴装",
        "dán",
        "gắn",
        "imperial",
        "metric",
        "r/c",
    ]
    .iter()
    .any(|word| around.contains(word));
    // Only chips are numbered with a leading zero where boards are populated.
    let code = reading.folded(figure.first, figure.first + 1);
    let populates = code.starts_with('0') && super::attribute::speaks_of(reading, "s-pcba");
    if !about_chips && !populates {
        return None;
    }
    // インチ0201.
    let close = window(reading, figure, if is_wide(reading) { 4 } else { 2 }, 4);
    let says_metric =
        ["metric", "hệ mét", "he met", "公制", "メートル", "ミリ", "미터", "mm", "mét"]
            .iter()
            .any(|word| close.contains(word));
    let says_imperial = ["imperial", "inch", "hệ anh", "英制", "インチ", "인치"]
        .iter()
        .any(|word| close.contains(word));
    // Parts of 0.25 mm are hardly placed anywhere: 0201 is the imperial code everywhere.
    let metric_habit = matches!(reading.language, Language::Ja | Language::Ko) && code != "0201";
    let length = if says_imperial && !says_metric {
        imperial.or(metric)
    } else if says_metric || metric_habit {
        metric.or(imperial)
    } else {
        imperial.or(metric)
    }?;
    let attribute = by_code("chip_size")?;
    Some(Measured {
        attribute: attribute.id,
        min: Some(length),
        max: Some(length),
        first: figure.first,
        past: figure.past,
    })
}

/// `ISO 7` → class 10,000 (ISO 14644-1: class N allows 10^N particles ≥ 0.1 µm per m³; the older
/// federal classes 1, 10, … 100,000 are N = 3, 4, … 8).
fn clean_room(reading: &Reading<'_>, figure: &Figure) -> Option<Measured> {
    let value = figure.max.or(figure.min)?;
    let taxonomy = Taxonomy::get();
    let clean = |hit: &&super::reading::Hit| match hit.entry {
        Entry::Attribute(id) => taxonomy
            .attributes
            .get(usize::from(id.0))
            .is_some_and(|attribute| attribute.code == "cleanroom_class"),
        Entry::Concept(id) => matches!(
            taxonomy.concept_at(id).code.as_str(),
            "clean-room" | "cleanroom-assembly" | "cleanroom-construction"
        ),
        _ => false,
    };
    // East Asian characters are tokens of their own: クラス10,000)以上のクリーンルーム.
    let wide = if is_wide(reading) { 2 } else { 1 };
    let near = |hit: &super::reading::Hit| {
        hit.past <= figure.first && hit.past + 8 * wide > figure.first
            || hit.first >= figure.past && hit.first < figure.past + 6 * wide
    };
    if !reading.measures.iter().chain(&reading.vocabulary).filter(clean).any(near) {
        return None;
    }
    // "ISO class 7", "ISO 14644 Class 7".
    let before = reading.folded(figure.first.saturating_sub(4), figure.first);
    let iso = before.contains("iso");
    let class = if iso && (1.0..=9.0).contains(&value) {
        10_f64.powf(value - 3.0)
    } else if ["class", "클래스", "クラス", "级", "級", "cấp"]
        .iter()
        .any(|word| window(reading, figure, 2 * wide, 2).contains(word))
        && [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0].contains(&value)
    {
        value
    } else {
        return None;
    };
    let attribute = by_code("cleanroom_class")?;
    Some(Measured {
        attribute: attribute.id,
        min: Some(class),
        max: Some(class),
        first: figure.first,
        past: figure.past,
    })
}
