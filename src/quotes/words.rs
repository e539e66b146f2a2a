//! Totals in words: how they are made and what limits them, one TOML file a language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use index::Language;
use serde::Deserialize;

use super::total::Caveat;
use crate::words::{Sources, Words};

#[derive(Debug, Default, Deserialize)]
struct Texts {
    /// How totals are made.
    basis: String,
    /// By caveat.
    caveat: BTreeMap<String, String>,
}

const SOURCES: Sources = [
    (Language::En, include_str!("words/en.toml")),
    (Language::Vi, include_str!("words/vi.toml")),
    (Language::Ko, include_str!("words/ko.toml")),
    (Language::Ja, include_str!("words/ja.toml")),
    (Language::Zh, include_str!("words/zh.toml")),
];

static WORDS: LazyLock<Words<Texts>> = LazyLock::new(|| Words::read(SOURCES));

/// How totals are made, and each caveat, a sentence or two.
pub(super) fn note(language: Language, caveats: &[Caveat]) -> String {
    let Some(words) = WORDS.of(language) else { return String::new() };
    let told = caveats.iter().filter_map(|caveat| words.caveat.get(caveat.code()));
    let between = match language {
        Language::Ja | Language::Zh => "",
        Language::En | Language::Vi | Language::Ko => " ",
    };
    std::iter::once(&words.basis).chain(told).cloned().collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence() {
        for (language, source) in SOURCES {
            let words: Texts = toml::from_str(source).unwrap();
            let codes: Vec<&str> = words.caveat.keys().map(String::as_str).collect();
            let mut known: Vec<&str> = Caveat::ALL.iter().map(|one| one.code()).collect();
            known.sort_unstable();
            assert_eq!(codes, known, "{language:?}");
            let said = words.caveat.values().chain([&words.basis]);
            assert!(said.into_iter().all(|text| !text.trim().is_empty()), "{language:?}");
        }
    }
}
