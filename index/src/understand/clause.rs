//! Sentences, clauses and the reach of a cue within them.

use super::{
    bracket::item_before,
    heading::{heading, heading_end, listed_end},
    reading::{Hit, Reading},
};
use crate::{
    taxonomy::{CueClass, Entry, Scope, Taxonomy},
    text::TokenKind,
};

/// The three things cues speak about; each has its own reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    /// How the firm is involved.
    Role,
    /// How firmly the buyer asks.
    Firmness,
    /// Whether a certificate is held.
    Held,
}

pub(crate) fn axis(class: CueClass) -> Option<Axis> {
    Some(match class {
        CueClass::Must | CueClass::Prefer | CueClass::MustNot | CueClass::NotNeeded => {
            Axis::Firmness
        }
        CueClass::HeldInProgress | CueClass::Expired => Axis::Held,
        CueClass::Equivalent
        | CueClass::KindService
        | CueClass::KindTechnologyPartner
        | CueClass::KindJointDevelopment
        | CueClass::KindInvestment => return None,
        _ => Axis::Role,
    })
}

/// A cue with the tokens it speaks about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub(crate) class: CueClass,
    pub(crate) axis: Axis,
    /// The cue itself.
    pub(crate) first: usize,
    pub(crate) past: usize,
    /// What it speaks about.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// It stands in brackets, and speaks of the one item before them.
    pub(crate) in_brackets: bool,
}

impl Reach {
    /// Whether it speaks about what stands at tokens `first..past`; a cue may end in the word that a
    /// label begins with: "không có máy CMM".
    pub(crate) fn covers(&self, first: usize, past: usize) -> bool {
        self.from < past && first < self.to
    }

    /// Tokens between the cue and `first`.
    pub(crate) fn distance(&self, first: usize, past: usize) -> usize {
        if first >= self.past { first - self.past } else { self.first.saturating_sub(past) }
    }
}

/// Sentence borders: token ranges.
pub(crate) fn sentences(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (index, token) in reading.tokens.iter().enumerate() {
        let ends = match token.kind {
            TokenKind::Break
            | TokenKind::Mark(
                '。' | '！' | '？' | '!' | '?' | ';' | '；' | '•' | '●' | '■' | '▪' | '◆' | '・',
            ) => !(matches!(token.kind, TokenKind::Mark('・')) && !token.spaced && index > start),
            TokenKind::Mark('.') => {
                let next = reading.tokens.get(index + 1);
                next.is_none_or(|next| next.spaced || next.kind == TokenKind::Break)
                    && !abbreviation(reading, index)
            }
            _ => false,
        };
        if ends {
            if index > start {
                out.push((start, index));
            }
            start = index + 1;
        }
    }
    if start < reading.tokens.len() {
        out.push((start, reading.tokens.len()));
    }
    out
}

fn abbreviation(reading: &Reading<'_>, dot: usize) -> bool {
    let Some(before) = dot.checked_sub(1) else { return false };
    // "5 pcs. Preferably …": a count may end its sentence.
    let capital = reading
        .tokens
        .get(dot + 1)
        .and_then(|next| reading.characters.get(next.from as usize))
        .is_some_and(|next| next.upper);
    if capital && matches!(reading.folded(before, dot), "pc" | "pcs") {
        return false;
    }
    matches!(
        reading.folded(before, dot),
        "co" | "ltd"
            | "inc"
            | "no"
            | "approx"
            | "max"
            | "min"
            | "tp"
            | "q"
            | "tx"
            | "e"
            | "g"
            | "i"
            | "incl"
            | "pc"
            | "pcs"
            | "st"
    )
}

/// Words that turn the sentence: what was said before does not reach past them.
const TURNS: &[&str] = &[
    "but",
    "however",
    "whereas",
    "while",
    "nhưng",
    "tuy nhiên",
    "còn",
    "ngược lại",
    "하지만",
    "그러나",
    "다만",
    "但",
    "但是",
    "而",
    "ただし",
    "しかし",
];

/// The reach of every cue, sentence by sentence.
pub(crate) fn reaches(reading: &Reading<'_>, sentences: &[(usize, usize)]) -> Vec<Reach> {
    let taxonomy = Taxonomy::get();
    let cues: Vec<(Hit, CueClass, Scope, Axis)> = reading
        .cues
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Cue(number) => taxonomy
                .cues
                .get(usize::from(number))
                .and_then(|cue| axis(cue.class).map(|axis| (*hit, cue.class, cue.scope, axis))),
            _ => None,
        })
        .collect();
    let mut out = Vec::with_capacity(cues.len());
    for (at, &(hit, class, scope, axis)) in cues.iter().enumerate() {
        let Some(&(start, end)) =
            sentences.iter().find(|(start, end)| *start <= hit.first && hit.first < *end)
        else {
            continue;
        };
        if let Some((from, to)) = item_before(reading, hit, class, start) {
            let (first, past) = (hit.first, hit.past);
            out.push(Reach { class, axis, first, past, from, to, in_brackets: true });
            continue;
        }
        let rivals = |(other, _, _, of): &&(Hit, CueClass, Scope, Axis)| {
            *of == axis && other.first >= start && other.past <= end
        };
        let following =
            cues.iter().skip(at + 1).filter(rivals).find(|(other, ..)| other.first >= hit.past);
        let next = following.map(|(other, _, scope, _)| (other.first, *scope));
        // 金型の修理は行っておりません: a denial right behind what is done, or a particle behind, denies that too.
        let denies = matches!(class, CueClass::DoesNot | CueClass::UsedTo);
        let clear = if denies { 2 } else { 0 };
        let mut before = cues.iter().take(at).rev().filter(rivals).map(|(other, ..)| other.past);
        let previous = before.find(|past| *past + clear <= hit.first);
        let (mut from, mut to) = match scope {
            Scope::After => (hit.past, after_end(reading, hit.past, next, end, class)),
            Scope::Before => (
                before_start(reading, hit.first, previous.unwrap_or(start), start, class),
                hit.first,
            ),
            // "No traders", 再委託不可: about the firm itself, whatever stands around it.
            Scope::Clause if class == CueClass::MustNot => (hit.first, hit.past),
            Scope::Clause => {
                (clause_start(reading, hit.first, start), clause_end(reading, hit.past, end))
            }
            Scope::Bracket => continue,
        };
        let after = following.map(|(other, class, ..)| (*class, other.first));
        let class = softened(reading, class, hit.past, after);
        if matches!(class, CueClass::Must | CueClass::Prefer)
            && let Some(past) = listed_end(reading, &cues, sentences, end, hit)
        {
            to = to.max(past);
        } else if axis == Axis::Firmness
            && !matches!(class, CueClass::MustNot | CueClass::NotNeeded)
            && heading(reading, hit, (start, end))
        {
            (from, to) = (hit.past, heading_end(reading, &cues, sentences, end, hit));
        } else if scope != Scope::Clause
            && !any_mention(reading, from, to)
            && !keeps_its_side(reading, hit.first, (class, scope, axis), (from, to))
        {
            // A cue with nothing on its own side speaks about the other side of its clause.
            (from, to) = match scope {
                Scope::After => {
                    (clause_start(reading, hit.first, previous.unwrap_or(start)), hit.first)
                }
                _ => {
                    (hit.past, clause_end(reading, hit.past, next.map_or(end, |(first, _)| first)))
                }
            };
        }
        let (first, past) = (hit.first, hit.past);
        out.push(Reach { class, axis, first, past, from, to, in_brackets: false });
    }
    out
}

/// Whether a cue with nothing known on its own side is meant of that side all the same.
fn keeps_its_side(
    reading: &Reading<'_>,
    first: usize,
    (class, scope, axis): (CueClass, Scope, Axis),
    (from, to): (usize, usize),
) -> bool {
    axis == Axis::Firmness && says_more(reading, scope, from, to)
        // 部品は支給: what the buyer brings is what stands there, whoever knows it or not.
        || class == CueClass::BuyerSelf && scope == Scope::Before && units(reading, from, to) > 0
        // "Không crom": what nobody knows is not there.
        || class == CueClass::DoesNot
            && scope == Scope::After
            && reading.tokens.get(from).is_some_and(|token| token.is_unit())
        || class == CueClass::Prefer
            && scope == Scope::After
            && units(reading, from, clause_end(reading, from, to)) > 3
        || class == CueClass::Seeking && scope == Scope::After && units(reading, from, to) > 2
        || inside_a_noun(reading, first)
}

/// Whether a cue that looks at what stands before it has something there that nobody knows: 取引実績が
/// あれば尚可. Figures count on either side.
fn says_more(reading: &Reading<'_>, scope: Scope, from: usize, to: usize) -> bool {
    let item = (from..to).rev().find(|&index| reading.character(index) == Some('、'));
    let start = item.map_or(from, |index| index + 1);
    scope == Scope::Before && units(reading, start, to) > 3
        || (from..to).any(|index| reading.is_digits(index))
}

/// "Anodising of customer-supplied parts": the cue belongs to the parts, whoever knows them or not.
fn inside_a_noun(reading: &Reading<'_>, first: usize) -> bool {
    first
        .checked_sub(1)
        .is_some_and(|before| matches!(reading.folded(before, first), "of" | "on" | "for" | "with"))
}

/// Words, numbers and East Asian characters between two tokens.
pub(super) fn units(reading: &Reading<'_>, from: usize, to: usize) -> usize {
    (from..to)
        .filter(|&index| reading.tokens.get(index).is_some_and(|token| token.is_unit()))
        .count()
}

/// "Not required, but a plus" is a wish.
fn softened(
    reading: &Reading<'_>,
    class: CueClass,
    past: usize,
    next: Option<(CueClass, usize)>,
) -> CueClass {
    match (class, next) {
        (CueClass::NotNeeded, Some((CueClass::Prefer, first)))
            if !any_mention(reading, past, first) =>
        {
            CueClass::Prefer
        }
        _ => class,
    }
}

pub(super) fn any_mention(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    reading.vocabulary.iter().any(|hit| from < hit.past && hit.first < to)
}

fn after_end(
    reading: &Reading<'_>,
    from: usize,
    next: Option<(usize, Scope)>,
    end: usize,
    class: CueClass,
) -> usize {
    let mut limit = turn(reading, from, end).unwrap_or(end);
    if let Some((first, scope)) = next {
        // The next cue takes what stands before it in its own clause where it looks backwards.
        let stop = if scope == Scope::Before { clause_start(reading, first, from) } else { first };
        limit = limit.min(stop.max(from));
    }
    let narrow = matches!(
        class,
        CueClass::DoesNot
            | CueClass::MustNot
            | CueClass::NotNeeded
            | CueClass::UsedTo
            | CueClass::Plans
            | CueClass::CurrentlyFrom
            | CueClass::BuyerSelf
            | CueClass::Buys
    );
    if narrow { list_end(reading, from, limit) } else { limit }
}

/// End of the clause that begins at `from`, going on over commas while what follows looks like
/// more items of the same list.
fn list_end(reading: &Reading<'_>, from: usize, limit: usize) -> usize {
    let mut end = clause_end(reading, from, limit);
    while end < limit {
        let next = clause_end(reading, end + 1, limit);
        let item = next > end + 1
            && next - end <= 5
            && any_mention(reading, end + 1, next)
            && !reading.cues.iter().any(|cue| cue.first > end && cue.first < next)
            && !(end + 1..next).any(|index| reading.is_digits(index));
        if !item {
            break;
        }
        end = next;
    }
    end
}

fn before_start(
    reading: &Reading<'_>,
    first: usize,
    previous: usize,
    start: usize,
    class: CueClass,
) -> usize {
    let floor = inside(reading, first, previous.max(start));
    // 「IATF 16949必須」「…는 필수이며」「鋳造は自社で行います」: a word that says how firmly, or that the
    // buyer does it itself, closes its own clause only; what is not needed, or not sought, is the
    // last item of it.
    if matches!(class, CueClass::BuyerSelf | CueClass::NotNeeded) {
        let item = (floor..first).rev().find(|&index| reading.character(index) == Some('、'));
        let from = clause_start(reading, first, item.map_or(floor, |index| index + 1));
        // 원료 사급: who names what is brought brings nothing else of the list.
        let lists = class == CueClass::BuyerSelf && units(reading, from, first) > 0;
        return if lists { list_start(reading, from, floor) } else { from };
    }
    if axis(class) == Some(Axis::Firmness) {
        let from = clause_start(reading, first, floor);
        return past_other_topic(reading, from, first);
    }
    (floor..first).rev().find(|&index| turns(reading, index)).map_or(floor, |index| index + 1)
}

/// 歯切りは社内、熱処理は外注可: what is said of one topic is not said of the one before.
fn past_other_topic(reading: &Reading<'_>, from: usize, first: usize) -> usize {
    let topics = |at: &usize| reading.character(*at) == Some('は');
    let own = (from..=first).rev().find(topics);
    let other = own.and_then(|own| (from..own).rev().find(topics));
    let closed =
        other.and_then(|other| (other..first).find(|&at| reading.character(at) == Some('、')));
    closed.map_or(from, |comma| comma + 1)
}

/// Where the list begins whose last item begins at `from`: "PLC, biến tần, màn hình do bên mua cấp".
fn list_start(reading: &Reading<'_>, from: usize, floor: usize) -> usize {
    let Some(comma) = from.checked_sub(1).filter(|at| *at >= floor) else { return from };
    if !matches!(reading.character(comma), Some(',' | '，')) {
        return from;
    }
    let before = (floor..comma).rev().find(|&at| is_comma(reading, at)).map_or(floor, |at| at + 1);
    let short = units(reading, before, comma) <= 4;
    if short && any_mention(reading, before, comma) {
        list_start(reading, before, floor)
    } else {
        from
    }
}

fn is_comma(reading: &Reading<'_>, index: usize) -> bool {
    matches!(
        reading.tokens.get(index).map(|token| token.kind),
        Some(TokenKind::Mark(',' | '，' | '(' | ')' | '（' | '）'))
    )
}

/// Past the bracket that is open at `first`: "TPV or EPDM (PVC not accepted)" refuses PVC only.
fn inside(reading: &Reading<'_>, first: usize, floor: usize) -> usize {
    for index in (floor..first).rev() {
        match reading.character(index) {
            Some(')' | '）') => break,
            Some('(' | '（') => return index + 1,
            _ => {}
        }
    }
    floor
}

/// Where the clause that ends at `first` begins; what stands in brackets is passed over.
fn clause_start(reading: &Reading<'_>, first: usize, floor: usize) -> usize {
    let mut index = first;
    while let Some(before) = index.checked_sub(1).filter(|before| *before >= floor) {
        if is_clause_mark(reading, before) {
            let closes = matches!(reading.character(before), Some(')' | '）'));
            let opens = (floor..before)
                .rev()
                .take(12)
                .find(|&at| matches!(reading.character(at), Some('(' | '（')));
            match opens.filter(|_| closes && before + 1 < first) {
                Some(open) => index = open,
                None => return before + 1,
            }
        } else {
            index = before;
        }
    }
    floor
}

fn clause_end(reading: &Reading<'_>, past: usize, limit: usize) -> usize {
    (past..limit).find(|&index| is_clause_mark(reading, index)).unwrap_or(limit)
}

/// Commas end clauses; the enumeration comma of Chinese and Japanese (、) does not. In a decimal
/// `1,5` the comma is none.
fn is_clause_mark(reading: &Reading<'_>, index: usize) -> bool {
    is_comma(reading, index) && !in_a_number(reading, index)
}

/// Whether the mark at `index` stands inside a number.
pub(super) fn in_a_number(reading: &Reading<'_>, index: usize) -> bool {
    index > 0
        && reading.is_digits(index - 1)
        && reading.is_digits(index + 1)
        && reading.tokens.get(index + 1).is_some_and(|token| !token.spaced)
}

fn turn(reading: &Reading<'_>, from: usize, end: usize) -> Option<usize> {
    (from..end).find(|&index| turns(reading, index))
}

fn turns(reading: &Reading<'_>, index: usize) -> bool {
    TURNS.iter().any(|word| reading.says(index, word))
}
