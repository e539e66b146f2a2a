//! Notices in words: a title and a body in the reader's language, made when they are read or sent.
//!
//! One TOML file a language, all of the same shape. `[kind.<code>]` has a `title` and the sentences
//! of a `body` with `{facts}`, for a list of turns also `each` and `after`; `[kind.<code>_<outcome>]` goes before it where the facts name that
//! `outcome`. `[word.<fact>]` has the words of facts that are codes. `[mail]` frames e-mails.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use index::Language;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::words::{Sources, Words};

/// A notice in words: plain text, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What happened. Holds nothing of the facts.
    pub title: String,
    /// The particulars, a sentence each.
    pub body: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Texts {
    kind: BTreeMap<String, Sentences>,
    word: BTreeMap<String, BTreeMap<String, String>>,
    mail: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
struct Sentences {
    title: String,
    body: Vec<String>,
    /// Of each of the facts under [`TURNS`]: parts of one line.
    #[serde(default)]
    each: Vec<String>,
    /// Sentences behind those.
    #[serde(default)]
    after: Vec<String>,
}

/// Fact that is a list: what happened to several subjects, with facts of its own each.
pub(crate) const TURNS: &str = "turns";

const SOURCES: Sources = [
    (Language::En, include_str!("messages/en.toml")),
    (Language::Vi, include_str!("messages/vi.toml")),
    (Language::Ko, include_str!("messages/ko.toml")),
    (Language::Ja, include_str!("messages/ja.toml")),
    (Language::Zh, include_str!("messages/zh.toml")),
];

static WORDS: LazyLock<Words<Texts>> = LazyLock::new(|| Words::read(SOURCES));

/// A notice in words. A kind that nobody knows any more is told by its code.
#[must_use]
pub fn render(language: Language, kind: &str, facts: &Value) -> Message {
    let nothing = Map::new();
    let facts = facts.as_object().unwrap_or(&nothing);
    let sentences = WORDS.of(language).and_then(|words| {
        let outcome = facts.get("outcome").and_then(Value::as_str).unwrap_or_default();
        words.kind.get(&format!("{kind}_{outcome}")).or_else(|| words.kind.get(kind))
    });
    let Some(sentences) = sentences else {
        return Message { title: kind.replace('_', " "), body: Vec::new() };
    };
    let said = |texts: &[String], facts: &Map<String, Value>| -> Vec<String> {
        texts.iter().filter_map(|text| filled(language, text, facts)).collect()
    };
    let turns = facts.get(TURNS).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut body = said(&sentences.body, facts);
    let each = turns.iter().filter_map(Value::as_object);
    body.extend(each.map(|turn| said(&sentences.each, turn).join(" ")));
    body.extend(said(&sentences.after, facts));
    Message { title: sentences.title.clone(), body }
}

/// A sentence that frames e-mails, with its placeholders filled.
#[must_use]
pub fn mail(language: Language, key: &str, params: &[(&str, &str)]) -> String {
    let text =
        WORDS.of(language).and_then(|words| words.mail.get(key)).cloned().unwrap_or_default();
    params.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The word of a fact that is a code; the code itself where there is none.
#[must_use]
pub(crate) fn word(language: Language, fact: &str, code: &str) -> String {
    let words = WORDS.of(language).and_then(|words| words.word.get(fact));
    words.and_then(|of| of.get(code)).map_or_else(|| code.to_owned(), Clone::clone)
}

/// A sentence with its facts; none where one of them is absent.
fn filled(language: Language, text: &str, facts: &Map<String, Value>) -> Option<String> {
    let mut parts = text.split('{');
    let mut line = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        line.push_str(&shown(language, name, facts.get(name)?)?);
        line.push_str(rest);
    }
    Some(line)
}

/// A fact as one line: the word of a code, a number, a text without line breaks. What comes in
/// several languages is shown in the reader's.
fn shown(language: Language, name: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::Object(texts) => {
            let own = texts.get(language.code()).or_else(|| texts.get(Language::En.code()));
            own?.as_str().filter(|text| !text.trim().is_empty())?.to_owned()
        }
        Value::Null => return None,
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let word =
        WORDS.of(language).and_then(|words| words.word.get(name)).and_then(|of| of.get(&text));
    Some(word.cloned().unwrap_or_else(|| {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_FACT).collect()
    }))
}

/// Characters of a fact that are shown.
const LONGEST_FACT: usize = 300;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::NoticeKind;
    use super::*;

    fn placeholders(text: &str) -> Vec<String> {
        let rest = text.split('{').skip(1);
        let mut found: Vec<_> =
            rest.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
        found.sort_unstable();
        found
    }

    type Shape = Vec<(String, Vec<Vec<String>>)>;

    /// Every key with the placeholders of its sentences, one by one.
    fn shape(words: &Texts) -> Shape {
        let kinds = words.kind.iter().map(|(kind, sentences)| {
            assert!(placeholders(&sentences.title).is_empty(), "{kind}: facts in a title");
            let texts = sentences.body.iter().chain(&sentences.each).chain(&sentences.after);
            (format!("kind.{kind}"), texts.map(|text| placeholders(text)).collect())
        });
        let coded = words.word.iter().flat_map(|(fact, of)| {
            of.keys().map(move |code| (format!("word.{fact}.{code}"), Vec::new()))
        });
        let mail = words.mail.iter();
        let mail = mail.map(|(key, text)| (format!("mail.{key}"), vec![placeholders(text)]));
        kinds.chain(coded).chain(mail).collect()
    }

    #[test]
    fn every_language_says_the_same_things() {
        let read = |source| toml::from_str::<Texts>(source).unwrap();
        let english = shape(&read(SOURCES[0].1));
        for (language, source) in SOURCES {
            assert_eq!(shape(&read(source)), english, "{language:?}");
        }
        for kind in NoticeKind::ALL {
            let (code, variant) = (kind.code(), format!("kind.{}_", kind.code()));
            let known = |(key, _): &(String, _)| {
                *key == format!("kind.{code}") || key.starts_with(&variant)
            };
            assert!(english.iter().any(known), "{code} has no sentences");
        }
    }

    #[test]
    fn codes_become_words_and_what_is_unknown_is_left_out() {
        let facts = json!({ "request": "Vỏ nhôm ADC12", "stage": "mass_production" });
        let told = render(Language::Vi, "introduction_advanced", &facts);
        let text = told.body.join("\n");
        assert!(text.contains("Vỏ nhôm ADC12") && text.contains("sản xuất hàng loạt"), "{text}");
        assert!(!text.contains('{') && told.body.len() == 2, "{text}");
    }

    #[test]
    fn the_outcome_decides_what_is_said() {
        let title = |outcome: &str| {
            render(Language::Ko, "claim_decided", &json!({ "outcome": outcome })).title
        };
        assert_ne!(title("granted"), title("refused"));
    }

    #[test]
    fn a_fact_in_several_languages_is_shown_in_the_readers() {
        let why = json!({ "en": "It asks for IATF 16949.", "ko": "요청 조건은 IATF 16949입니다." });
        let facts = json!({ "request": "Vỏ nhôm", "outcome": "request", "why": why });
        let body = |language| render(language, "opportunity_gone", &facts).body;
        assert!(body(Language::Ko)[1].contains("요청 조건은"));
        assert_eq!(body(Language::Ja)[1], "It asks for IATF 16949.");
        let silent = json!({ "request": "Vỏ nhôm", "why": { "en": "" } });
        assert_eq!(render(Language::En, "opportunity_gone", &silent).body.len(), 1);
    }

    #[test]
    fn a_fact_cannot_break_out_of_its_line() {
        let facts = json!({ "supplier": "A\r\nBcc: ai@example.com {claimant}", "claimant": "B" });
        let text = render(Language::En, "claim_filed", &facts).body.join("|");
        assert!(text.contains("A  Bcc: ai@example.com {claimant}"), "{text}");
    }
}
