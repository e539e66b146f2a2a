//! First reading of a text: tokens, and everything in it that the lexicon knows, with no opinion
//! yet about what the writer means by it.

use crate::{
    Language,
    taxonomy::{Entry, Fit, Form, Lexicon, Taxonomy},
    text::{Character, Token, TokenKind, normalise, tokenise},
    understand::{cue, detect},
};

/// A spelling found in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) entry: Entry,
    /// First token.
    pub(crate) first: usize,
    /// Token past the last one.
    pub(crate) past: usize,
    /// Needs a second sign.
    pub(crate) ambiguous: bool,
    /// One syllable without its marks, which may be any of a dozen words: `tu`, `tien`.
    pub(crate) loose: bool,
}

/// A text with what the lexicon knows of it. Hits are in the order of the text.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) raw: &'t str,
    pub(crate) language: Language,
    pub(crate) characters: Vec<Character>,
    pub(crate) tokens: Vec<Token>,
    folded: Folded,
    /// Concepts, schemes, places, countries, spoken languages. Several hits may share a span.
    pub(crate) vocabulary: Vec<Hit>,
    /// Cues, longest first at each place, none overlapping.
    pub(crate) cues: Vec<Hit>,
    /// Units, multipliers, attributes, comparisons; they may overlap.
    pub(crate) measures: Vec<Hit>,
}

/// A text as it is compared, written out once: the rules ask for some part of it at every mention.
#[derive(Debug)]
struct Folded {
    text: String,
    /// Bytes of `text` where each token begins and ends.
    tokens: Vec<(u32, u32)>,
}

impl Folded {
    fn new(characters: &[Character], tokens: &[Token]) -> Self {
        let mut text = String::with_capacity(characters.len() * 2);
        let mut bytes: Vec<u32> = Vec::with_capacity(characters.len() + 1);
        for character in characters {
            bytes.push(text.len() as u32);
            text.push(character.value);
        }
        bytes.push(text.len() as u32);
        let byte = |character: u32| bytes.get(character as usize).copied().unwrap_or_default();
        let tokens = tokens.iter().map(|token| (byte(token.from), byte(token.to))).collect();
        Self { text, tokens }
    }

    fn between(&self, first: usize, past: usize) -> &str {
        let last = past.checked_sub(1).and_then(|last| self.tokens.get(last));
        self.tokens
            .get(first)
            .zip(last)
            .and_then(|(first, last)| self.text.get(first.0 as usize..last.1 as usize))
            .unwrap_or_default()
    }
}

/// Which hits exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Vocabulary,
    Cue,
    Unit,
    Attribute,
    Comparison,
}

const GROUPS: [Group; 5] =
    [Group::Vocabulary, Group::Cue, Group::Unit, Group::Attribute, Group::Comparison];

fn group(entry: Entry) -> Group {
    match entry {
        Entry::Concept(_)
        | Entry::Scheme(_)
        | Entry::Place(_)
        | Entry::Country(_)
        | Entry::Spoken(_) => Group::Vocabulary,
        Entry::Cue(_) => Group::Cue,
        Entry::Unit(_) | Entry::Multiplier(_) => Group::Unit,
        Entry::Attribute(_) => Group::Attribute,
        Entry::Comparison(_) => Group::Comparison,
    }
}

/// Longest spelling in words; longer ones do not occur in the lexicon.
const MAX_WORDS: usize = 24;

impl<'t> Reading<'t> {
    /// Reads `raw`; the language is detected where it is not given.
    pub(crate) fn new(raw: &'t str, language: Option<Language>) -> Self {
        let characters = normalise(raw);
        let tokens = tokenise(&characters);
        let language = language.unwrap_or_else(|| detect::language(&characters, &tokens));
        let mut reading = Self {
            raw,
            language,
            folded: Folded::new(&characters, &tokens),
            characters,
            tokens,
            vocabulary: Vec::new(),
            cues: Vec::new(),
            measures: Vec::new(),
        };
        reading.scan();
        reading
    }

    fn scan(&mut self) {
        let lexicon = &Taxonomy::get().lexicon;
        let marked = self.tokens.iter().filter(|token| token.key.marked).count();
        let words = self.tokens.iter().filter(|token| token.kind == TokenKind::Word).count();
        // Who writes marks everywhere else means the unmarked word as it stands.
        let careful = marked * 4 > words;
        let mut free = [0_usize; GROUPS.len()];
        let mut path: Vec<usize> = Vec::with_capacity(MAX_WORDS);
        let mut found: Vec<Hit> = Vec::new();
        for first in 0..self.tokens.len() {
            if !self.tokens.get(first).is_some_and(|token| token.is_unit()) {
                continue;
            }
            found.clear();
            self.walk(lexicon, first, careful, &mut path, &mut found);
            if found.is_empty() {
                continue;
            }
            for (slot, group_of) in free.iter_mut().zip(GROUPS) {
                let candidates = found.iter().filter(|hit| group(hit.entry) == group_of);
                if first < *slot {
                    continue;
                }
                // Where the longest is part of a longer word that begins later, a shorter one may
                // still stand: "ép phun" in "ép phun nhựa PA66".
                let mut ends: Vec<usize> = candidates.clone().map(|hit| hit.past).collect();
                ends.sort_unstable_by_key(|past| std::cmp::Reverse(*past));
                let stands = |past: &usize| {
                    !matches!(group_of, Group::Vocabulary)
                        || self.borders(lexicon, first, *past, *slot)
                            && !self.longer_inside(lexicon, first, *past, careful)
                };
                let Some(longest) = ends.into_iter().find(stands) else { continue };
                *slot = longest;
                let target = match group_of {
                    Group::Vocabulary => &mut self.vocabulary,
                    Group::Cue => &mut self.cues,
                    _ => &mut self.measures,
                };
                for hit in candidates.filter(|hit| hit.past == longest) {
                    if !target.iter().rev().take(8).any(|known: &Hit| {
                        known.entry == hit.entry
                            && known.first == hit.first
                            && known.past == hit.past
                    }) {
                        target.push(*hit);
                    }
                }
            }
        }
        self.prefer_language();
        for member in super::coordinated::coordinated(self) {
            self.vocabulary.retain(|hit| hit.past <= member.first || hit.first >= member.past);
            let at = self.vocabulary.partition_point(|hit| hit.first < member.first);
            self.vocabulary.insert(at, member);
        }
        // "trở lên" typed as "tro len" speaks of no lens.
        let phrases = self
            .measures
            .iter()
            .filter(|hit| matches!(hit.entry, Entry::Comparison(_)) && hit.past > hit.first + 1);
        for phrase in phrases {
            self.vocabulary.retain(|hit| hit.first < phrase.first || hit.past > phrase.past);
        }
    }

    /// Whether a longer word of the vocabulary begins within `first..past` and goes on past it: "làm
    /// khuôn" in "làm khuôn ép nhựa".
    fn longer_inside(&self, lexicon: &Lexicon, first: usize, past: usize, careful: bool) -> bool {
        let (mut path, mut found) = (Vec::new(), Vec::new());
        (first + 1..past).any(|start| {
            found.clear();
            self.walk(lexicon, start, careful, &mut path, &mut found);
            found.iter().any(|hit| {
                group(hit.entry) == Group::Vocabulary
                    && hit.past > past
                    && hit.past - start > past - first
            })
        })
    }

    /// Collects every form that starts at `first`.
    fn walk(
        &self,
        lexicon: &Lexicon,
        first: usize,
        careful: bool,
        path: &mut Vec<usize>,
        found: &mut Vec<Hit>,
    ) {
        path.clear();
        let mut node = Lexicon::ROOT;
        let mut at = first;
        while let Some(token) = self.tokens.get(at) {
            if !token.is_unit() {
                let bridges = matches!(
                    token.kind,
                    TokenKind::Mark('-' | '/' | '·' | '・' | '.' | '_' | '\'' | '&' | '+' | ':')
                );
                if path.is_empty() || !bridges || path.last().is_some_and(|&last| last + 1 != at) {
                    return;
                }
                at += 1;
                continue;
            }
            let Some(next) = lexicon.step(node, token.key) else { return };
            node = next;
            path.push(at);
            at += 1;
            for form in lexicon.forms(node) {
                self.accept(form, path, first, at, careful, found);
            }
            if path.len() >= MAX_WORDS {
                return;
            }
        }
    }

    fn accept(
        &self,
        form: &Form,
        path: &[usize],
        first: usize,
        past: usize,
        careful: bool,
        found: &mut Vec<Hit>,
    ) {
        let Some(fit) = form.fit(path.iter().filter_map(|&index| self.tokens.get(index))) else {
            return;
        };
        // 3만개/월 is pieces a month, not months.
        if let Entry::Unit(unit) = form.entry
            && (first..past).any(|at| self.character(at) == Some('/'))
            && !Taxonomy::get()
                .units
                .get(usize::from(unit))
                .is_some_and(|unit| unit.labels.iter().any(|label| label.contains('/')))
        {
            return;
        }
        // "3 million a month" counts no amperes.
        if let Entry::Unit(unit) = form.entry
            && self.words(first, past) == "a"
            && Taxonomy::get().units.get(usize::from(unit)).is_some_and(|unit| unit.code == "A")
        {
            return;
        }
        if let Entry::Cue(cue) = form.entry
            && !cue::stands(self, cue, first, past)
        {
            return;
        }
        let mut ambiguous = form.ambiguous;
        // Short letter codes of schemes (CE, UL, CR) are written in capitals.
        if matches!(form.entry, Entry::Scheme(_)) && !self.is_code(first, past) {
            return;
        }
        if fit == Fit::Loose {
            let place = matches!(form.entry, Entry::Place(_));
            if careful && form.len() == 1 || self.language != Language::Vi && !place {
                return;
            }
            ambiguous |= form.len() == 1;
            // Cues and comparisons of one word must be written in full: `tu`, `den`, `mua`.
            if form.len() == 1
                && !matches!(form.entry, Entry::Concept(_) | Entry::Place(_))
                && !self.counts(form.entry, first)
            {
                return;
            }
        }
        // "100.000 tam/thang" names no zone.
        if matches!(form.entry, Entry::Place(_))
            && (first..past).any(|at| self.character(at) == Some('/'))
        {
            return;
        }
        let loose = fit == Fit::Loose && form.len() == 1;
        found.push(Hit { entry: form.entry, first, past, ambiguous, loose });
    }

    /// Whether an unmarked word stands where a number wants its unit: `650 tan`, `30 nghin cai`.
    fn counts(&self, entry: Entry, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else { return false };
        let after_digits = self.is_digits(before);
        let after_multiplier = self
            .measures
            .iter()
            .rev()
            .take(4)
            .any(|hit| hit.past == first && matches!(hit.entry, Entry::Multiplier(_)));
        match entry {
            Entry::Unit(_) => after_digits || after_multiplier,
            // `5 van` are valves.
            Entry::Multiplier(_) => {
                after_digits
                    && self.tokens.get(first).is_some_and(|token| token.to - token.from > 3)
            }
            _ => false,
        }
    }

    /// Whether tokens could be a scheme's name: more than three letters, or in capitals.
    fn is_code(&self, first: usize, past: usize) -> bool {
        let tokens = self.tokens.get(first..past).unwrap_or_default();
        let letters =
            tokens.iter().filter(|token| token.kind == TokenKind::Word).flat_map(|token| {
                self.characters.get(token.from as usize..token.to as usize).unwrap_or_default()
            });
        let short = letters.clone().count() <= 3
            && tokens.iter().all(|token| token.kind == TokenKind::Word);
        !short || letters.clone().all(|letter| letter.upper)
    }

    /// Whether a spelling in Hangul or katakana stands where a word may begin and end: Korean and
    /// Japanese labels are substrings of ordinary words (ビス in サービス, 롤러 in 컨트롤러).
    fn borders(&self, lexicon: &Lexicon, first: usize, past: usize, covered: usize) -> bool {
        let kind = |index: usize| self.tokens.get(index).map(|token| token.kind);
        let attached = |index: usize| self.tokens.get(index).is_some_and(|token| !token.spaced);
        // One character says little: 型 in 43型 is no mould.
        if past == first + 1
            && matches!(kind(first), Some(TokenKind::Han | TokenKind::Hangul | TokenKind::Katakana))
        {
            let joined = |index: usize| {
                matches!(
                    kind(index),
                    Some(
                        TokenKind::Han
                            | TokenKind::Hangul
                            | TokenKind::Katakana
                            | TokenKind::Digits
                    )
                )
            };
            if first > 0 && attached(first) && joined(first - 1) || joined(past) && attached(past) {
                return false;
            }
        }
        for script in [TokenKind::Hangul, TokenKind::Katakana] {
            let safe = if script == TokenKind::Hangul { 4 } else { 5 };
            let length = (first..past).filter(|&index| kind(index) == Some(script)).count();
            if length == 0 || length >= safe {
                continue;
            }
            let runs_on_left = kind(first) == Some(script)
                && attached(first)
                && first > 0
                && kind(first - 1) == Some(script)
                && covered != first;
            if runs_on_left {
                return false;
            }
            let runs_on_right =
                kind(past - 1) == Some(script) && kind(past) == Some(script) && attached(past);
            if runs_on_right
                && !(script == TokenKind::Hangul && self.is_suffix(past))
                && !self.starts_label(lexicon, past)
            {
                return false;
            }
        }
        true
    }

    /// Whether a Korean particle or a usual noun ending begins at `index`.
    fn is_suffix(&self, index: usize) -> bool {
        const SUFFIXES: &str = "은는이가을를의에로으와과도만부까및등용성품업공제기전소설라처생작방하되된할한합입나후시장조개검형물류체도금비별내외측대면향";
        self.tokens
            .get(index)
            .and_then(|token| self.characters.get(token.from as usize))
            .is_some_and(|character| SUFFIXES.contains(character.value))
    }

    fn starts_label(&self, lexicon: &Lexicon, first: usize) -> bool {
        let mut node = Lexicon::ROOT;
        for token in self.tokens.iter().skip(first).take(8) {
            let Some(next) = lexicon.step(node, token.key) else { return false };
            node = next;
            if lexicon.forms(node).iter().any(|form| group(form.entry) == Group::Vocabulary) {
                return true;
            }
        }
        false
    }

    /// Where one span is a word of several languages, those of the text's own language win.
    fn prefer_language(&mut self) {
        let lexicon = &Taxonomy::get().lexicon;
        let own = |hit: &Hit, reading: &Self| -> bool {
            let mut node = Lexicon::ROOT;
            for token in reading.tokens.get(hit.first..hit.past).unwrap_or_default() {
                if token.is_unit() {
                    match lexicon.step(node, token.key) {
                        Some(next) => node = next,
                        None => return true,
                    }
                }
            }
            lexicon.forms(node).iter().any(|form| {
                form.entry == hit.entry
                    && form.language.is_none_or(|language| language == reading.language)
            })
        };
        let hits = std::mem::take(&mut self.vocabulary);
        let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
        let mut rest = hits.as_slice();
        while let Some(head) = rest.first() {
            let same = rest
                .iter()
                .take_while(|hit| hit.first == head.first && hit.past == head.past)
                .count();
            let (group, tail) = rest.split_at(same);
            if same > 1 && group.iter().any(|hit| own(hit, self)) {
                kept.extend(group.iter().filter(|hit| own(hit, self)));
            } else {
                kept.extend(group);
            }
            rest = tail;
        }
        self.vocabulary = kept;
    }

    /// Byte range of tokens `first..past` in the raw text.
    pub(crate) fn range(&self, first: usize, past: usize) -> (u32, u32) {
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        let end = past
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.end);
        (start, end.max(start))
    }

    /// The raw words of tokens `first..past`.
    pub(crate) fn words(&self, first: usize, past: usize) -> &'t str {
        let (start, end) = self.range(first, past);
        self.raw.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The words of tokens `first..past` as compared: composed, lower case, full width made plain.
    pub(crate) fn folded(&self, first: usize, past: usize) -> &str {
        self.folded.between(first, past)
    }

    /// Whether `word` (composed, lower case) stands at token `index`; letters must end with it.
    pub(crate) fn says(&self, index: usize, word: &str) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let mut at = token.from as usize;
        let mut last = ' ';
        for wanted in word.chars() {
            if self.characters.get(at).is_none_or(|character| character.value != wanted) {
                return false;
            }
            last = wanted;
            at += 1;
        }
        let letter = |c: char| c.is_alphabetic() && (c.is_ascii() || c < '\u{2000}');
        !letter(last) || self.characters.get(at).is_none_or(|next| !letter(next.value))
    }

    /// Whether token `index` is a number, or begins with one.
    pub(crate) fn is_digits(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == TokenKind::Digits)
    }

    /// The character that token `index` begins with.
    pub(crate) fn character(&self, index: usize) -> Option<char> {
        let token = self.tokens.get(index)?;
        self.characters.get(token.from as usize).map(|character| character.value)
    }
}
