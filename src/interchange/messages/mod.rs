//! The words of findings and refusals: what is wrong, and what is expected instead. One TOML file
//! for each language, all with the same keys; placeholders are the fields of the finding.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use index::Language;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::finding::{FileFault, Finding, Problem};
use super::source::Place;
use crate::words::{Sources, Words};

#[derive(Debug, Default, Deserialize)]
struct Texts {
    place: BTreeMap<String, String>,
    finding: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

const SOURCES: Sources = [
    (Language::En, include_str!("en.toml")),
    (Language::Vi, include_str!("vi.toml")),
    (Language::Ko, include_str!("ko.toml")),
    (Language::Ja, include_str!("ja.toml")),
    (Language::Zh, include_str!("zh.toml")),
];

static WORDS: LazyLock<Words<Texts>> = LazyLock::new(|| Words::read(SOURCES));

type Section = fn(&Texts) -> &BTreeMap<String, String>;

/// The sentence of a code, its placeholders filled with the fields of `said`. A code without a
/// sentence is told as words.
fn sentence(language: Language, section: Section, code: &str, said: &impl Serialize) -> String {
    let Some(text) = WORDS.of(language).and_then(|words| section(words).get(code)) else {
        return code.replace('_', " ");
    };
    let Ok(Value::Object(fields)) = serde_json::to_value(said) else { return text.clone() };
    fields.iter().fold(text.clone(), |text, (name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.replace(&format!("{{{name}}}"), &value)
    })
}

/// Before what is wrong: where, and what stands there. `row 6, column B (Province): 'Atlantis' `.
#[must_use]
pub fn told_place(row: Option<u32>, place: &Place, language: Language) -> String {
    let of = |code, value: String| {
        let said = BTreeMap::from([(code, value)]);
        sentence(language, |words| &words.place, code, &said)
    };
    let mut line = row.map(|row| of("row", row.to_string())).unwrap_or_default();
    if let Some(column) = &place.column {
        line.push_str(", ");
        line.push_str(&of("column", column.clone()));
    }
    if let Some(heading) = &place.heading {
        line.push_str(&format!(" ({})", heading.replace('\n', " ")));
    }
    if !line.is_empty() {
        line.push_str(": ");
    }
    if let Some(value) = &place.value {
        line.push_str(&format!("'{}' ", value.replace('\n', " ")));
    }
    line
}

impl Finding {
    /// One line: place, what stands there, what is wrong, what is expected.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let place = Place {
            column: self.column.clone(),
            heading: self.heading.clone(),
            value: self.value.clone(),
        };
        told_place(self.row, &place, language) + &self.problem.message(language)
    }
}

impl Problem {
    /// What is wrong and what is expected.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        sentence(language, |words| &words.finding, &self.code(), self)
    }
}

impl FileFault {
    /// Why the file is refused, and what to do.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        sentence(language, |words| &words.file, &self.code(), self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str) -> Vec<(String, Vec<String>)> {
        let words: Texts = toml::from_str(source).unwrap();
        let names = |text: &str| {
            let mut names: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
                .filter(|name| !name.contains('"'))
                .map(str::to_owned)
                .collect();
            names.sort_unstable();
            names
        };
        [words.place, words.finding, words.file]
            .iter()
            .flatten()
            .map(|(code, text)| (code.clone(), names(text)))
            .collect()
    }

    #[test]
    fn every_language_says_the_same_things() {
        let english = shape(SOURCES[0].1);
        for (language, source) in SOURCES {
            assert_eq!(shape(source), english, "{language:?}");
        }
    }

    fn problems() -> Vec<Problem> {
        let text = String::from("x");
        let (min, max) = (text.clone(), text.clone());
        vec![
            Problem::MissingName,
            Problem::MissingText,
            Problem::DuplicateId { id: text.clone(), first_row: 2 },
            Problem::NotAWholeNumber,
            Problem::NotANumber,
            Problem::OutOfRange { min: text.clone(), max: text.clone() },
            Problem::Negative,
            Problem::NotADate,
            Problem::NotAYear { min: text.clone(), max: text.clone() },
            Problem::YearOutOfRange { min, max },
            Problem::TaxCode,
            Problem::CellTooLong { limit: 1 },
            Problem::FormulaError,
            Problem::UnknownChoice { choices: text.clone() },
            Problem::UnevenLists { expected: 2, found: 1 },
            Problem::EndsBeforeStart,
            Problem::BadJson { detail: text.clone() },
            Problem::NotAnObject,
            Problem::BadValue { expected: text.clone() },
            Problem::LineTooLong { limit: 1 },
            Problem::NotUtf8,
            Problem::TooManyRows { limit: 1 },
            Problem::UnclosedQuote { line: 1 },
            Problem::UnknownColumn,
            Problem::NoHeading,
            Problem::DuplicateHeading,
            Problem::LowerBoundTaken { read: text.clone() },
            Problem::LeadingZeroRestored { read: text.clone() },
            Problem::OneDateForAll,
            Problem::ContactInText,
            Problem::LegacyEncoding { encoding: text.clone() },
            Problem::ReadAsFormat { format: text.clone() },
            Problem::OtherSheet { sheet: text.clone(), read: text },
            Problem::NoRows,
            Problem::Nameless,
        ]
    }

    #[test]
    fn every_problem_has_its_words() {
        let words: Texts = toml::from_str(SOURCES[0].1).unwrap();
        let problems = problems();
        assert_eq!(problems.len(), words.finding.len());
        for problem in problems {
            assert!(words.finding.contains_key(&problem.code()), "{problem:?}");
            for language in Language::ALL {
                let message = problem.message(language);
                let left = message.split('{').skip(1).any(|rest| !rest.starts_with('"'));
                assert!(!left, "{language:?}: {message}");
            }
        }
    }

    #[test]
    fn a_finding_is_told_with_its_place() {
        let finding = Finding {
            column: Some("C".to_owned()),
            heading: Some("Hạn".to_owned()),
            value: Some("còn hạn".to_owned()),
            ..Finding::row(5, Problem::NotAYear { min: "1800".to_owned(), max: "2026".to_owned() })
        };
        let message = finding.message(Language::En);
        assert!(message.starts_with("row 5, column C (Hạn): 'còn hạn' is not a year"), "{message}");
        assert!(finding.message(Language::Vi).starts_with("dòng 5, cột C (Hạn): "));
        let fault = FileFault::TooLarge { limit_mib: 64 };
        assert!(fault.message(Language::Zh).contains("64 MiB"));
    }
}
