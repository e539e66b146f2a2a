//! Words that share their head: "laser and spot welding" is laser welding too, "mạ kẽm, niken và crôm"
//! is nickel plating and chrome plating too.

use super::reading::{Hit, Reading};
use crate::{
    Language,
    taxonomy::{ConceptKind, Entry, Lexicon, Taxonomy},
    text::TokenKind,
};

/// What is done, of which the members of a list speak in every language.
const WORKS: &[ConceptKind] = &[ConceptKind::Process, ConceptKind::Service];

/// Words that join the members of a list.
const JOINING: &[&str] = &["and", "or", "và", "hoặc"];
const MARKS: &[char] = &[',', '/', '&', '+', '、'];

/// Members that a head is looked up with on one side, at most.
const MEMBERS: usize = 5;

/// Longest member in scripts that are read letter by letter.
const MEMBER_LETTERS: usize = 6;

/// What the members of lists name with the head that stands once; a hit spans the member alone.
pub(super) fn coordinated(reading: &Reading<'_>) -> Vec<Hit> {
    let joined = matches!(reading.language, Language::Ko | Language::Ja | Language::Zh);
    let compounds = reading.vocabulary.iter().filter(|hit| {
        matches!(hit.entry, Entry::Concept(_))
            && hit.past - hit.first >= 2
            && (joined || (hit.first..hit.past).all(|at| is_word(reading, at)))
    });
    let mut out = Vec::new();
    for hit in compounds {
        match reading.language {
            Language::En => before(reading, hit, &mut out),
            Language::Vi => after(reading, hit, &mut out),
            Language::Ko | Language::Ja | Language::Zh => joined_before(reading, hit, &mut out),
        }
    }
    // What already names a process by itself keeps its name: 镀锌、镀镍.
    out.retain(|member| !reading.vocabulary.iter().any(|known| own_name(known, member)));
    out
}

fn own_name(known: &Hit, member: &Hit) -> bool {
    !known.ambiguous
        && known.first == member.first
        && known.past == member.past
        && is_of(known.entry, WORKS)
}

fn is_of(entry: Entry, kinds: &[ConceptKind]) -> bool {
    matches!(entry, Entry::Concept(id) if kinds.contains(&Taxonomy::get().concept_at(id).kind))
}

fn is_word(reading: &Reading<'_>, at: usize) -> bool {
    reading.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
}

fn joins(reading: &Reading<'_>, at: usize) -> bool {
    JOINING.iter().any(|word| reading.says(at, word))
        || reading.character(at).is_some_and(|mark| MARKS.contains(&mark))
            && reading.tokens.get(at).is_some_and(|token| !token.is_unit())
}

/// "Nickel, tin and gold plating": the head stands last.
fn before(reading: &Reading<'_>, hit: &Hit, out: &mut Vec<Hit>) {
    let mut end = hit.first;
    for _ in 0..MEMBERS {
        let mut past = end;
        while past > 0 && joins(reading, past - 1) {
            past -= 1;
        }
        if past == end {
            return;
        }
        let Some(first) = [1, 2].into_iter().find_map(|width| {
            let first = past.checked_sub(width)?;
            let member = first..past;
            named(reading, member.clone().chain(hit.first + 1..hit.past), WORKS).map(|entry| {
                out.push(Hit { entry, first, past, ambiguous: false, loose: false });
                first
            })
        }) else {
            return;
        };
        end = first;
    }
}

/// 레이저 또는 스폿 용접, 亜鉛・ニッケルめっき: the head stands last, and where it begins nobody says.
fn joined_before(reading: &Reading<'_>, hit: &Hit, out: &mut Vec<Hit>) {
    const JOINING: &[&str] =
        &["또는", "및", "혹은", "または", "及び", "、", "・", "·", "/", "和", "或"];
    let Some(past) = (1..=3).find_map(|width| {
        let at = hit.first.checked_sub(width)?;
        JOINING.contains(&reading.folded(at, hit.first).trim()).then_some(at)
    }) else {
        return;
    };
    let found = (1..=MEMBER_LETTERS).rev().find_map(|width| {
        let first = past.checked_sub(width)?;
        (hit.first + 1..hit.past).find_map(|head| {
            let entry = named(reading, (first..past).chain(head..hit.past), WORKS)?;
            Some(Hit { entry, first, past, ambiguous: false, loose: false })
        })
    });
    out.extend(found);
}

/// "Mạ kẽm, niken và crôm": the head stands first.
fn after(reading: &Reading<'_>, hit: &Hit, out: &mut Vec<Hit>) {
    // "Lò xo nén, kéo, xoắn": springs of three kinds.
    let products: &[ConceptKind] = &[ConceptKind::Product];
    let kinds = if is_of(hit.entry, products) { products } else { WORKS };
    let mut start = hit.past;
    for _ in 0..MEMBERS {
        let mut first = start;
        while joins(reading, first) {
            first += 1;
        }
        if first == start {
            return;
        }
        let Some(past) = [2, 1].into_iter().find_map(|width| {
            let past = first + width;
            let path = (hit.first..hit.past - 1).chain(first..past);
            named(reading, path, kinds).map(|entry| {
                out.push(Hit { entry, first, past, ambiguous: false, loose: false });
                past
            })
        }) else {
            return;
        };
        start = past;
    }
}

/// What of these kinds the tokens at `path` name together, where they do without doubt.
fn named(
    reading: &Reading<'_>,
    path: impl Iterator<Item = usize> + Clone,
    kinds: &[ConceptKind],
) -> Option<Entry> {
    let lexicon = &Taxonomy::get().lexicon;
    let mut node = Lexicon::ROOT;
    for at in path.clone() {
        let token = reading.tokens.get(at).filter(|token| token.is_unit())?;
        node = lexicon.step(node, token.key)?;
    }
    lexicon
        .forms(node)
        .iter()
        .filter(|form| !form.ambiguous)
        .filter(|form| form.fit(path.clone().filter_map(|at| reading.tokens.get(at))).is_some())
        .map(|form| form.entry)
        .find(|entry| is_of(*entry, kinds))
}
