//! Sentences of the explanations in five languages.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::Language;

const FILE: &str = include_str!("messages.csv");

/// The sentence `key` in `language`, with `{name}` replaced.
pub(crate) fn message(key: &str, language: Language, values: &[(&str, &str)]) -> String {
    static TABLE: LazyLock<FxHashMap<String, [String; 5]>> = LazyLock::new(|| {
        csv::Reader::from_reader(FILE.as_bytes())
            .into_deserialize::<(String, String, String, String, String, String)>()
            .filter_map(Result::ok)
            .map(|(key, en, vi, ko, ja, zh)| (key, [en, vi, ko, ja, zh]))
            .collect()
    });
    let at = match language {
        Language::En => 0,
        Language::Vi => 1,
        Language::Ko => 2,
        Language::Ja => 3,
        Language::Zh => 4,
    };
    let mut text =
        TABLE.get(key).and_then(|row| row.get(at)).cloned().unwrap_or_else(|| key.to_owned());
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::FILE;

    #[test]
    fn every_sentence_has_the_same_blanks_in_all_languages() {
        let blanks = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split('}').next())
                .map(str::to_owned)
                .collect();
            found.sort();
            found
        };
        for row in csv::Reader::from_reader(FILE.as_bytes()).records() {
            let row = row.expect("a row");
            assert_eq!(row.len(), 6);
            let english = blanks(&row[1]);
            for cell in row.iter().skip(1) {
                assert!(!cell.is_empty(), "{row:?}");
                assert_eq!(blanks(cell), english, "{row:?}");
            }
        }
    }
}
