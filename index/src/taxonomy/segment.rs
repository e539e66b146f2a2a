//! Value-chain segments.

use serde::Deserialize;

use super::data;
use crate::Language;

/// A segment of the electronics value chain.
#[derive(Debug)]
pub struct Segment {
    /// Stable code: `p-casting`.
    pub code: String,
    /// `1` materials, `2` components, `3` modules, `4` assembly, `5` end products, `S` services.
    pub tier: String,
    names: [String; 5],
    /// Segments it feeds into.
    pub feeds_into: Vec<String>,
}

impl Segment {
    /// Name in `language`.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        let [en, vi, ko, ja, zh] = &self.names;
        match language {
            Language::En => en,
            Language::Vi => vi,
            Language::Ko => ko,
            Language::Ja => ja,
            Language::Zh => zh,
        }
    }
}

#[derive(Deserialize)]
struct Row {
    id: String,
    tier: String,
    name_en: String,
    name_vi: String,
    name_ko: String,
    name_ja: String,
    name_zh_hans: String,
    feeds_into: String,
}

pub(crate) fn load() -> Vec<Segment> {
    data::rows::<Row>(data::SEGMENTS)
        .into_iter()
        .map(|row| Segment {
            feeds_into: data::list(&row.feeds_into).map(str::to_owned).collect(),
            code: row.id,
            tier: row.tier,
            names: [row.name_en, row.name_vi, row.name_ko, row.name_ja, row.name_zh_hans],
        })
        .collect()
}
