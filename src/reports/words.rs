//! Reports in words: names and definitions in the reader's language, one TOML file a language, all
//! of the same shape.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use index::Language;
use serde::Deserialize;

use super::group::GroupBy;
use super::indicator::Indicator;
use crate::notifications::message;
use crate::words::{Sources, Words};

#[derive(Debug, Default, Deserialize)]
struct Texts {
    /// By indicator; `exit` and `stay` stand for one each of a reason and a stage.
    indicator: BTreeMap<String, Named>,
    /// By what rows are grouped by.
    note: BTreeMap<String, String>,
    scope: Scope,
    unknown: String,
}

/// A name, and what it means.
#[derive(Debug, Default, Deserialize)]
struct Named {
    label: String,
    text: String,
}

#[derive(Debug, Default, Deserialize)]
struct Scope {
    agency: String,
    all: String,
}

const SOURCES: Sources = [
    (Language::En, include_str!("words/en.toml")),
    (Language::Vi, include_str!("words/vi.toml")),
    (Language::Ko, include_str!("words/ko.toml")),
    (Language::Ja, include_str!("words/ja.toml")),
    (Language::Zh, include_str!("words/zh.toml")),
];

static WORDS: LazyLock<Words<Texts>> = LazyLock::new(|| Words::read(SOURCES));

/// The entry of an indicator, and the word that goes into its placeholder.
fn entry(language: Language, indicator: Indicator) -> Option<(&'static Named, String)> {
    let (key, word) = match indicator {
        Indicator::Plain(plain) => (plain.code(), String::new()),
        Indicator::Exit(reason) => ("exit", message::word(language, "reason", reason.code())),
        Indicator::Stay(stage) => ("stay", message::word(language, "stage", stage.code())),
    };
    Some((WORDS.of(language)?.indicator.get(key)?, word))
}

/// What an indicator is called. One without a name is told by its code.
pub(super) fn label(language: Language, indicator: Indicator) -> String {
    let found = entry(language, indicator);
    found.map_or_else(|| indicator.code(), |(named, word)| named.label.replace("{word}", &word))
}

/// Exactly what an indicator counts.
pub(super) fn definition(language: Language, indicator: Indicator) -> String {
    let found = entry(language, indicator);
    found.map(|(named, word)| named.text.replace("{word}", &word)).unwrap_or_default()
}

/// Whose doing a report is about.
pub(super) fn scope(language: Language, everything: bool) -> String {
    let scope = WORDS.of(language).map(|words| &words.scope);
    scope
        .map(|scope| if everything { &scope.all } else { &scope.agency })
        .cloned()
        .unwrap_or_default()
}

/// What the days are, and the groups.
pub(super) fn note(language: Language, by: GroupBy) -> String {
    let notes = WORDS.of(language).map(|words| &words.note);
    let told = |code| notes.and_then(|notes| notes.get(code)).cloned().unwrap_or_default();
    match by {
        GroupBy::None => told("none"),
        by => format!("{} {}", told("none"), told(by.code())),
    }
}

/// What a group is called whose cases do not say.
pub(super) fn unknown(language: Language) -> String {
    WORDS.of(language).map(|words| words.unknown.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::introductions::{Reason, Stage};

    #[test]
    fn every_language_names_and_defines_everything() {
        for (language, source) in SOURCES {
            let words: Texts = toml::from_str(source).unwrap();
            let plain = super::super::indicator::Plain::ALL.len();
            assert_eq!(words.indicator.len(), plain + 2, "{language:?}");
            for one in Indicator::all() {
                let (label, text) = (label(language, one), definition(language, one));
                assert!(label != one.code() && !text.is_empty(), "{language:?}: {}", one.code());
                assert!(!label.contains('{') && !text.contains('{'), "{language:?}: {label}");
            }
            for by in GroupBy::ALL {
                assert!(words.note.get(by.code()).is_some_and(|note| !note.is_empty()), "{by:?}");
            }
            assert!(!words.unknown.is_empty() && words.scope.all != words.scope.agency);
        }
    }

    #[test]
    fn reasons_and_stages_have_their_words() {
        let exit = label(Language::Vi, Indicator::Exit(Reason::Price));
        assert!(exit.contains("giá"), "{exit}");
        let stay = label(Language::Ko, Indicator::Stay(Stage::MassProduction));
        assert!(stay.contains("양산"), "{stay}");
    }
}
