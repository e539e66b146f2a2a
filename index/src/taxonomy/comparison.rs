//! Comparison words: what makes a figure a bound.

use serde::Deserialize;

use super::data;
use crate::Language;

/// Number of a comparison: its row in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ComparisonId(pub(crate) u8);

/// What a comparison makes of the figure beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Bound {
    /// A lower bound.
    Min,
    /// An upper bound.
    Max,
    /// Neither: about that much.
    About,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Position {
    /// Before the figure.
    Before,
    /// After the figure and its unit.
    After,
}

#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) id: ComparisonId,
    pub(crate) bound: Bound,
    pub(crate) language: Language,
    pub(crate) phrase: String,
    pub(crate) position: Position,
}

#[derive(Deserialize)]
struct Row {
    sense: Bound,
    lang: Language,
    phrase: String,
    position: Position,
}

pub(crate) fn load() -> Vec<Comparison> {
    data::rows::<Row>(data::COMPARISONS)
        .into_iter()
        .zip(0_u8..)
        .map(|(row, number)| Comparison {
            id: ComparisonId(number),
            bound: row.sense,
            language: row.lang,
            phrase: row.phrase,
            position: row.position,
        })
        .collect()
}
