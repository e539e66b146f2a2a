//! The lexicon: every spelling of everything, in one trie over folded words.
//!
//! Keys are loose (no Vietnamese marks); each form keeps its exact words, so that `hạn` never
//! reads as `hàn`, while `han` typed without marks may.

use rustc_hash::FxHashMap;

use super::{
    AttributeId, ConceptId, CountryId, PlaceId, SchemeId, Taxonomy, comparison::ComparisonId,
};
use crate::{
    Language,
    text::{Token, WordKey, normalise, tokenise},
};

/// What a form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    Concept(ConceptId),
    Scheme(SchemeId),
    Place(PlaceId),
    Country(CountryId),
    Spoken(u8),
    Cue(u16),
    Unit(u8),
    Multiplier(u8),
    Attribute(AttributeId),
    Comparison(ComparisonId),
}

/// A spelling of an entry.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) entry: Entry,
    /// `None` where the spelling belongs to no language (codes, place names, units).
    pub(crate) language: Option<Language>,
    /// Needs a second sign.
    pub(crate) ambiguous: bool,
    words: Box<[WordKey]>,
}

/// How a form fits the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As written.
    Exact,
    /// The text leaves out Vietnamese marks.
    Loose,
}

impl Form {
    /// Whether the form fits the words of a text.
    pub(crate) fn fit<'t>(&self, tokens: impl Iterator<Item = &'t Token>) -> Option<Fit> {
        let mut fit = Fit::Exact;
        for (word, token) in self.words.iter().zip(tokens) {
            if word.exact == token.key.exact {
                continue;
            }
            if token.key.marked || !word.marked {
                return None;
            }
            fit = Fit::Loose;
        }
        Some(fit)
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

/// The trie.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    edges: FxHashMap<(u32, u64), u32>,
    forms: Vec<Vec<Form>>,
}

impl Lexicon {
    pub(crate) fn build(taxonomy: &Taxonomy) -> Self {
        let mut lexicon = Self { edges: FxHashMap::default(), forms: vec![Vec::new()] };
        for concept in taxonomy.concepts.all() {
            for label in &concept.labels {
                lexicon.insert(
                    &label.text,
                    Entry::Concept(concept.id),
                    Some(label.language),
                    label.ambiguous,
                );
            }
        }
        for scheme in taxonomy.schemes.all() {
            for text in scheme.aliases.iter().chain([&scheme.name]) {
                lexicon.insert(text, Entry::Scheme(scheme.id), None, false);
            }
        }
        for place in taxonomy.places.all() {
            for text in place.spellings() {
                lexicon.insert(text, Entry::Place(place.id), None, false);
            }
        }
        for country in &taxonomy.countries {
            for text in country.spellings() {
                lexicon.insert(text, Entry::Country(country.id), None, false);
            }
        }
        for (spoken, number) in taxonomy.spoken.iter().zip(0_u8..) {
            for text in &spoken.labels {
                lexicon.insert(text, Entry::Spoken(number), None, false);
            }
        }
        for (cue, number) in taxonomy.cues.iter().zip(0_u16..) {
            lexicon.insert(&cue.phrase, Entry::Cue(number), Some(cue.language), false);
        }
        for (unit, number) in taxonomy.units.iter().zip(0_u8..) {
            for text in &unit.labels {
                // The sign is a mark to the tokeniser: what is left, `m`, means metres.
                if !text.starts_with(['µ', 'μ', '㎛']) {
                    lexicon.insert(text, Entry::Unit(number), None, false);
                }
            }
        }
        for (multiplier, number) in taxonomy.multipliers.iter().zip(0_u8..) {
            lexicon.insert(&multiplier.label, Entry::Multiplier(number), None, false);
        }
        for attribute in &taxonomy.attributes {
            for (language, text) in attribute.labels() {
                lexicon.insert(text, Entry::Attribute(attribute.id), Some(language), false);
            }
        }
        for comparison in &taxonomy.comparisons {
            lexicon.insert(
                &comparison.phrase,
                Entry::Comparison(comparison.id),
                Some(comparison.language),
                false,
            );
        }
        lexicon
    }

    fn insert(&mut self, text: &str, entry: Entry, language: Option<Language>, ambiguous: bool) {
        let characters = normalise(text);
        let words: Vec<WordKey> = tokenise(&characters)
            .into_iter()
            .filter(|token| token.is_unit())
            .map(|token| token.key)
            .collect();
        self.insert_words(words, entry, language, ambiguous);
        // English compounds are written in one word as often as in two: die casting, diecasting.
        if language == Some(Language::En)
            && matches!(entry, Entry::Concept(_))
            && text.split([' ', '-']).count() == 2
            && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ' || byte == b'-')
            && text.len() >= 9
        {
            let joined: String = text.chars().filter(char::is_ascii_alphabetic).collect();
            let words = tokenise(&normalise(&joined))
                .into_iter()
                .map(|token| token.key)
                .collect::<Vec<_>>();
            self.insert_words(words, entry, language, ambiguous);
        }
    }

    fn insert_words(
        &mut self,
        words: Vec<WordKey>,
        entry: Entry,
        language: Option<Language>,
        ambiguous: bool,
    ) {
        if words.is_empty() {
            return;
        }
        let mut node = 0_u32;
        for word in &words {
            let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
            node = *self.edges.entry((node, word.loose)).or_insert(next);
            if node == next {
                self.forms.push(Vec::new());
            }
        }
        let Some(forms) = self.forms.get_mut(node as usize) else { return };
        let known = forms
            .iter()
            .any(|form| form.entry == entry && form.language == language && *form.words == *words);
        if !known {
            forms.push(Form { entry, language, ambiguous, words: words.into() });
        }
    }

    /// The root of the trie.
    pub(crate) const ROOT: u32 = 0;

    /// The node after `word`.
    pub(crate) fn step(&self, node: u32, word: WordKey) -> Option<u32> {
        self.edges.get(&(node, word.loose)).copied()
    }

    /// The forms that end at `node`.
    pub(crate) fn forms(&self, node: u32) -> &[Form] {
        self.forms.get(node as usize).map_or(&[], Vec::as_slice)
    }
}
