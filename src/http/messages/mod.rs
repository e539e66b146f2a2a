//! Sentences of errors in five languages: one TOML file each, all with the same keys.
//!
//! `[title]` and `[detail]` by problem code, `[fault]` by fault code, with `{placeholders}`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use index::Language;
use serde::Deserialize;

use crate::Fault;
use crate::words::{Sources, Words};

#[derive(Debug, Default, Deserialize)]
struct Messages {
    title: BTreeMap<String, String>,
    detail: BTreeMap<String, String>,
    fault: BTreeMap<String, String>,
}

const SOURCES: Sources = [
    (Language::En, include_str!("en.toml")),
    (Language::Vi, include_str!("vi.toml")),
    (Language::Ko, include_str!("ko.toml")),
    (Language::Ja, include_str!("ja.toml")),
    (Language::Zh, include_str!("zh.toml")),
];

static MESSAGES: LazyLock<Words<Messages>> = LazyLock::new(|| Words::read(SOURCES));

/// What a problem is. A code without a sentence is told as words.
#[must_use]
pub fn title(language: Language, code: &str) -> String {
    MESSAGES
        .of(language)
        .and_then(|messages| messages.title.get(code))
        .cloned()
        .unwrap_or_else(|| code.replace('_', " "))
}

/// What to do about a problem, if there is more to say than its title.
#[must_use]
pub fn detail(language: Language, code: &str, params: &[(&'static str, String)]) -> Option<String> {
    MESSAGES
        .of(language)
        .and_then(|messages| messages.detail.get(code))
        .map(|text| filled(text, params))
}

/// What is wrong with an input. A code without a sentence is told as words; one that may be a slip
/// of something near has a sentence of its own for that, `…_near`.
#[must_use]
pub fn fault(language: Language, fault: &Fault) -> String {
    let near = fault.param("nearest").map(|_| format!("{}_near", fault.code));
    MESSAGES
        .of(language)
        .and_then(|messages| {
            let near = near.and_then(|near| messages.fault.get(&near));
            near.or_else(|| messages.fault.get(fault.code))
        })
        .map_or_else(|| fault.code.replace('_', " "), |text| filled(text, &fault.params))
}

fn filled(text: &str, params: &[(&'static str, String)]) -> String {
    params
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut found: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found
    }

    /// Every key of every section with its placeholders.
    fn shape(messages: &Messages) -> Vec<(&'static str, String, Vec<String>)> {
        [("title", &messages.title), ("detail", &messages.detail), ("fault", &messages.fault)]
            .into_iter()
            .flat_map(|(section, texts)| {
                texts.iter().map(move |(key, text)| {
                    let names = placeholders(text).into_iter().map(str::to_owned).collect();
                    (section, key.clone(), names)
                })
            })
            .collect()
    }

    #[test]
    fn every_language_says_the_same_things() {
        let read = |source| toml::from_str::<Messages>(source).unwrap();
        let english = shape(&read(SOURCES[0].1));
        assert!(english.len() > 20);
        for (language, source) in SOURCES {
            assert_eq!(shape(&read(source)), english, "{language:?}");
        }
    }

    #[test]
    fn placeholders_are_filled() {
        let fault_ = Fault::new("organisation.knid", "misspelt_field").with("nearest", "kind");
        assert!(fault(Language::Vi, &fault_).contains("kind"));
    }
}
