//! Concepts: processes, products, materials, equipment, services, industries.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{Taxonomy, data};
use crate::Language;

/// Number of a concept: its row in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub(crate) u16);

/// What a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConceptKind {
    /// A manufacturing process.
    Process,
    /// A product or part.
    Product,
    /// A material or grade.
    Material,
    /// A machine.
    Equipment,
    /// A service.
    Service,
    /// An industry served.
    Industry,
    /// A term of the trade that is none of these.
    Other,
}

/// A name of a concept in one language.
#[derive(Debug, Clone)]
pub struct Label {
    /// The language.
    pub language: Language,
    /// The words.
    pub text: String,
    /// Whether it means something else when it stands alone, so that it needs a second sign.
    pub ambiguous: bool,
}

/// A concept of the trade.
#[derive(Debug)]
pub struct Concept {
    /// Number within this build.
    pub id: ConceptId,
    /// Stable code: `die-casting`.
    pub code: String,
    /// What it is.
    pub kind: ConceptKind,
    /// The wider concept of the same kind.
    pub broader: Option<ConceptId>,
    /// Related concepts (process, machine, mould, part, material). Symmetric; not a hierarchy.
    pub related: Vec<ConceptId>,
    /// Value-chain segment.
    pub segment: Option<String>,
    /// Names, the main one of each language first.
    pub labels: Vec<Label>,
    /// For machines: the figure that gives its size.
    pub size_parameter: Option<String>,
    /// This concept and everything wider, nearest first.
    pub(crate) lineage: Vec<ConceptId>,
}

impl Concept {
    /// The main name in `language`.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        self.labels
            .iter()
            .find(|label| label.language == language)
            .or_else(|| self.labels.first())
            .map_or(self.code.as_str(), |label| label.text.as_str())
    }

    /// Whether it is one of those that have these codes, or a kind of one.
    pub(crate) fn is_one_of(&self, codes: &[&str]) -> bool {
        let taxonomy = Taxonomy::get();
        self.lineage.iter().any(|&id| codes.contains(&taxonomy.concept_at(id).code.as_str()))
    }

    /// Whether it belongs to this segment of the value chain.
    pub(crate) fn is_in(&self, segment: &str) -> bool {
        self.segment.as_deref() == Some(segment)
    }
}

/// All concepts, with a way from code to concept.
#[derive(Debug)]
pub(crate) struct Concepts {
    all: Vec<Concept>,
    by_code: FxHashMap<String, ConceptId>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    kind: ConceptKind,
    broader: String,
    segment: String,
    en: String,
    en_alt: String,
    vi: String,
    vi_alt: String,
    ko: String,
    ko_alt: String,
    ja: String,
    ja_alt: String,
    zh_hans: String,
    zh_alt: String,
    zh_hant: String,
    ambiguous_alone: String,
    related: String,
    size_param: String,
}

impl Row {
    fn labels(&self) -> Vec<Label> {
        let ambiguous: Vec<(&str, &str)> =
            data::list(&self.ambiguous_alone).filter_map(|mark| mark.split_once(':')).collect();
        let mut labels: Vec<Label> = Vec::new();
        for (language, cells) in [
            (Language::En, [&self.en, &self.en_alt, ""]),
            (Language::Vi, [&self.vi, &self.vi_alt, ""]),
            (Language::Ko, [&self.ko, &self.ko_alt, ""]),
            (Language::Ja, [&self.ja, &self.ja_alt, ""]),
            (Language::Zh, [&self.zh_hans, &self.zh_alt, &self.zh_hant]),
        ] {
            for text in cells.into_iter().flat_map(data::list) {
                if labels.iter().any(|label| label.language == language && label.text == text) {
                    continue;
                }
                let ambiguous =
                    ambiguous.iter().any(|&(code, word)| code == language.code() && word == text);
                labels.push(Label { language, text: text.to_owned(), ambiguous });
            }
        }
        labels
    }
}

impl Concepts {
    pub(crate) fn load() -> Self {
        let rows: Vec<Row> = data::rows(data::CONCEPTS);
        let by_code: FxHashMap<String, ConceptId> = rows
            .iter()
            .zip(0_u16..)
            .map(|(row, number)| (row.id.clone(), ConceptId(number)))
            .collect();
        let mut all: Vec<Concept> = rows
            .iter()
            .zip(0_u16..)
            .map(|(row, number)| Concept {
                id: ConceptId(number),
                code: row.id.clone(),
                kind: row.kind,
                broader: by_code.get(&row.broader).copied(),
                related: data::list(&row.related)
                    .filter_map(|code| by_code.get(code).copied())
                    .collect(),
                segment: Some(row.segment.clone()).filter(|segment| !segment.is_empty()),
                labels: row.labels(),
                size_parameter: Some(row.size_param.clone()).filter(|size| !size.is_empty()),
                lineage: Vec::new(),
            })
            .collect();
        let broader: Vec<Option<ConceptId>> = all.iter().map(|concept| concept.broader).collect();
        for concept in &mut all {
            let mut next = Some(concept.id);
            while let Some(id) = next.filter(|id| !concept.lineage.contains(id)) {
                concept.lineage.push(id);
                next = broader.get(usize::from(id.0)).copied().flatten();
            }
        }
        Self { all, by_code }
    }

    pub(crate) fn all(&self) -> &[Concept] {
        &self.all
    }

    pub(crate) fn by_code(&self, code: &str) -> Option<&Concept> {
        self.by_code.get(code).map(|&id| self.at(id))
    }

    #[expect(clippy::indexing_slicing, reason = "ids are made from the rows of this very table")]
    pub(crate) fn at(&self, id: ConceptId) -> &Concept {
        &self.all[usize::from(id.0)]
    }
}
