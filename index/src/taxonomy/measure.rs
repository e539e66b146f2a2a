//! Units, multipliers, and the attributes that figures describe.

use serde::Deserialize;

use super::data;
use crate::Language;

/// Number of an attribute: its row in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeId(pub(crate) u8);

/// Which way an attribute is better, and so how a declared range meets a required one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// A larger declared figure covers a smaller need (clamping force).
    Higher,
    /// A smaller declared figure covers a larger need (tolerance).
    Lower,
    /// The need must lie inside the declared range (thickness).
    Range,
}

/// What a figure can be about.
#[derive(Debug)]
pub struct Attribute {
    /// Number within this build.
    pub id: AttributeId,
    /// Stable code: `clamping_force`.
    pub code: String,
    /// Dimension of its unit: `force`.
    pub dimension: String,
    /// Unit that figures are kept in: `tf`.
    pub canonical_unit: String,
    /// Which way is better.
    pub better: Better,
    labels: Vec<(Language, String)>,
}

impl Attribute {
    /// Main name in `language`.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        self.labels
            .iter()
            .find(|(of, _)| *of == language)
            .or_else(|| self.labels.first())
            .map_or(self.code.as_str(), |(_, text)| text.as_str())
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = (Language, &str)> {
        self.labels.iter().map(|(language, text)| (*language, text.as_str()))
    }
}

/// A unit of measure.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) dimension: String,
    pub(crate) canonical: String,
    pub(crate) factor: f64,
    pub(crate) labels: Vec<String>,
}

/// A word that multiplies the number before it.
#[derive(Debug)]
pub(crate) struct Multiplier {
    pub(crate) label: String,
    pub(crate) factor: f64,
}

#[derive(Deserialize)]
struct UnitRow {
    unit: String,
    dimension: String,
    canonical: String,
    factor: f64,
    labels: String,
}

#[derive(Deserialize)]
struct MultiplierRow {
    label: String,
    factor: f64,
}

#[derive(Deserialize)]
struct AttributeRow {
    attribute: String,
    dimension: String,
    canonical_unit: String,
    better: Better,
    en: String,
    vi: String,
    ko: String,
    ja: String,
    zh: String,
}

pub(crate) fn load_units() -> Vec<Unit> {
    data::rows::<UnitRow>(data::UNITS)
        .into_iter()
        .map(|row| Unit {
            labels: data::list(&row.labels).map(str::to_owned).collect(),
            code: row.unit,
            dimension: row.dimension,
            canonical: row.canonical,
            factor: row.factor,
        })
        .collect()
}

pub(crate) fn load_multipliers() -> Vec<Multiplier> {
    data::rows::<MultiplierRow>(data::MULTIPLIERS)
        .into_iter()
        .map(|row| Multiplier { label: row.label, factor: row.factor })
        .collect()
}

pub(crate) fn load_attributes() -> Vec<Attribute> {
    data::rows::<AttributeRow>(data::ATTRIBUTES)
        .into_iter()
        .zip(0_u8..)
        .map(|(row, number)| {
            let cells = [
                (Language::En, &row.en),
                (Language::Vi, &row.vi),
                (Language::Ko, &row.ko),
                (Language::Ja, &row.ja),
                (Language::Zh, &row.zh),
            ];
            Attribute {
                id: AttributeId(number),
                labels: cells
                    .into_iter()
                    .flat_map(|(language, cell)| {
                        data::list(cell).map(move |text| (language, text.to_owned()))
                    })
                    .collect(),
                code: row.attribute,
                dimension: row.dimension,
                canonical_unit: row.canonical_unit,
                better: row.better,
            }
        })
        .collect()
}
