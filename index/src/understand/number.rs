//! Numbers as people write them: `1,200,000`, `1.234,5`, `30k`, `1,2 triệu`, `3만`, `1억 2천만`,
//! `30万`.

use super::reading::Reading;
use crate::{
    Language,
    taxonomy::{Entry, Taxonomy, Unit},
    text::TokenKind,
};

/// A number and the tokens it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) past: usize,
    /// As written, without a multiplier: `0402` has four digits and a leading zero.
    pub(crate) code_like: bool,
}

/// The number that begins at token `at`. Digits inside a code (`SUS304`) are no number.
pub(crate) fn number(reading: &Reading<'_>, at: usize) -> Option<Number> {
    let token = reading.tokens.get(at)?;
    if token.kind != TokenKind::Digits {
        return class_word(reading, at).or_else(|| counted(reading, at));
    }
    if !token.spaced
        && at > 0
        && reading.tokens.get(at - 1).is_some_and(|before| before.kind == TokenKind::Word)
        && !may_touch(reading, at - 1)
    {
        return None;
    }
    if first_shot(reading, at) || ordinal(reading, at) {
        return None;
    }
    let mut groups = vec![digits(reading, at)];
    let mut separators: Vec<char> = Vec::new();
    let mut past = at + 1;
    while let (Some(mark), Some(next)) = (reading.tokens.get(past), reading.tokens.get(past + 1)) {
        let TokenKind::Mark(separator @ ('.' | ',' | '\'')) = mark.kind else { break };
        if mark.spaced || next.spaced || next.kind != TokenKind::Digits {
            break;
        }
        // "Ø0.5,10万": behind a decimal the comma lists.
        let whole = |group: &&str| group.len() == 3;
        if separators.last().is_some_and(|known| *known != separator)
            && !groups.last().is_some_and(whole)
        {
            break;
        }
        separators.push(separator);
        groups.push(digits(reading, past + 1));
        past += 2;
    }
    if separators.is_empty() {
        past = blank_groups(reading, past, &mut groups);
    }
    let code_like = separators.is_empty()
        && groups.first().is_some_and(|group| group.len() >= 4 && group.starts_with('0'));
    let counted = has_unit(reading, past, |unit| unit.code == "pcs");
    let value = value(&groups, &separators, counted, reading.language)?;
    let mut number = Number { value, past, code_like };
    multiply(reading, &mut number);
    Some(number)
}

/// `3)` and `(3)` at the head of a line count the points of a list.
fn ordinal(reading: &Reading<'_>, at: usize) -> bool {
    let closes = matches!(reading.character(at + 1), Some(')' | '）'))
        && reading.tokens.get(at + 1).is_some_and(|mark| !mark.spaced);
    let before = at.checked_sub(1);
    let open = before.filter(|&at| matches!(reading.character(at), Some('(' | '（')));
    let head = open.map_or(before, |open| open.checked_sub(1));
    closes
        && head.is_none_or(|at| {
            reading.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Break)
        })
}

/// T0, T1, T2: the trials of a mould, not a thickness.
fn first_shot(reading: &Reading<'_>, at: usize) -> bool {
    let letter = at.checked_sub(1).and_then(|before| reading.tokens.get(before));
    let capital = letter
        .filter(|letter| letter.to - letter.from == 1)
        .and_then(|letter| reading.characters.get(letter.from as usize))
        .is_some_and(|letter| letter.value == 't' && letter.upper);
    capital
        && reading.tokens.get(at).is_some_and(|token| !token.spaced)
        && matches!(digits(reading, at), "0" | "1" | "2")
        && !matches!(reading.character(at + 1), Some('.' | ','))
}

/// `300 000`, `1 200 000`: groups of three digits after blanks are thousands where the last one is
/// `000`. Returns the token past them.
fn blank_groups<'r>(reading: &'r Reading<'_>, at: usize, groups: &mut Vec<&'r str>) -> usize {
    if groups.first().is_none_or(|first| first.len() > 3 || first.starts_with('0')) {
        return at;
    }
    let mut more: Vec<&str> = Vec::new();
    while let Some(token) = reading.tokens.get(at + more.len())
        && token.kind == TokenKind::Digits
        && token.spaced
        && token.to - token.from == 3
    {
        more.push(digits(reading, at + more.len()));
    }
    if more.last().is_none_or(|last| *last != "000") {
        return at;
    }
    let past = at + more.len();
    groups.append(&mut more);
    past
}

/// `万级`, `十万級`: a class of cleanliness is said with a bare multiplier.
fn class_word(reading: &Reading<'_>, at: usize) -> Option<Number> {
    let (value, past) = multiplier(reading, at)?;
    let class = matches!(reading.character(past), Some('级' | '級'));
    let alone =
        at.checked_sub(1).and_then(|before| reading.tokens.get(before)).is_none_or(|before| {
            !matches!(before.kind, TokenKind::Digits | TokenKind::Han) || value > 1e4
        });
    // 须在千级无尘室内成型: what stands before is no part of the number where a clean room follows.
    let room = ["无尘", "無塵", "洁净", "潔淨", "净化", "クリーン"];
    let after = reading.folded(past, (past + 14).min(reading.tokens.len()));
    let of_a_room = room.iter().any(|word| after.contains(word));
    (class && (alone || of_a_room)).then_some(Number { value, past, code_like: false })
}

/// `六层`, `五轴`, `十二層`: small numbers written out before what is counted with them.
fn counted(reading: &Reading<'_>, at: usize) -> Option<Number> {
    let digit = |index: usize| -> Option<u8> {
        Some(match reading.character(index)? {
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return None,
        })
    };
    let ten = |index: usize| reading.character(index) == Some('十');
    let starts = at.checked_sub(1).is_none_or(|before| digit(before).is_none() && !ten(before));
    let (tens, mut past) = match (digit(at), ten(at)) {
        (Some(tens), _) if ten(at + 1) => (tens, at + 2),
        (_, true) => (1, at + 1),
        _ => (0, at),
    };
    let ones = digit(past);
    past += usize::from(ones.is_some());
    let counts = |unit: &Unit| matches!(unit.dimension.as_str(), "layers" | "axes" | "cavities");
    let unit = has_unit(reading, past, counts);
    let value = f64::from(tens * 10 + ones.unwrap_or(0));
    (starts && unit && past > at && value > 1.0).then_some(Number { value, past, code_like: false })
}

/// The digits of token `index`.
fn digits<'r>(reading: &'r Reading<'_>, index: usize) -> &'r str {
    reading.folded(index, index + 1)
}

/// Words that may stand right before a number without a blank: `Ra0.8`, `x4`, `t0.8`, `cpk1.33`.
fn may_touch(reading: &Reading<'_>, index: usize) -> bool {
    let alone = index == 0
        || reading.tokens.get(index).is_some_and(|token| token.spaced)
        || reading.tokens.get(index - 1).is_some_and(|token| token.kind != TokenKind::Word);
    alone
        && matches!(
            reading.folded(index, index + 1),
            "x" | "ra"
                | "t"
                | "cpk"
                | "awg"
                | "hrc"
                | "hv"
                | "φ"
                | "ø"
                | "class"
                | "moq"
                | "max"
                | "min"
        )
}

/// Whether a unit of a kind begins at token `at`.
fn has_unit(reading: &Reading<'_>, at: usize, kind: impl Fn(&Unit) -> bool) -> bool {
    let units = &Taxonomy::get().units;
    reading.measures.iter().filter(|hit| hit.first == at).any(|hit| match hit.entry {
        Entry::Unit(unit) => units.get(usize::from(unit)).is_some_and(&kind),
        _ => false,
    })
}

fn value(groups: &[&str], separators: &[char], counted: bool, language: Language) -> Option<f64> {
    let (first, rest) = groups.split_first()?;
    let whole: String = groups.concat();
    let decimal = |at: usize| -> Option<f64> {
        let head = groups.get(..=at)?.concat();
        let tail = groups.get(at + 1..)?.concat();
        format!("{head}.{tail}").parse().ok()
    };
    let Some(&last) = separators.last() else { return whole.parse().ok() };
    let mixed = separators.iter().any(|&separator| separator != last);
    if mixed {
        return decimal(groups.len() - 2);
    }
    let grouped = rest.iter().all(|group| group.len() == 3) && first.len() <= 3 && *first != "0";
    if separators.len() > 1 {
        return if grouped { whole.parse().ok() } else { None };
    }
    let thousands = grouped
        && match last {
            ',' | '\'' => true,
            // "200.000 pcs" in English comes from who writes thousands so at home; no piece has a decimal.
            _ => {
                language == Language::Vi
                    || counted
                    || first.len() > 1 && groups.last().is_some_and(|last| *last == "000")
            }
        };
    if thousands { whole.parse().ok() } else { decimal(0) }
}

/// Takes multipliers into the number: `30k`, `1,2 triệu`, `3만 5천`.
fn multiply(reading: &Reading<'_>, number: &mut Number) {
    let Some(factor) = multiplier(reading, number.past) else { return };
    number.value *= factor.0;
    number.past = factor.1;
    number.code_like = false;
    if let Some((next, past)) = multiplier(reading, number.past) {
        number.value *= next;
        number.past = past;
        return;
    }
    // 1억 2천만: a further number with a smaller multiplier adds to it.
    let continues = reading.is_digits(number.past);
    if continues
        && let Some(more) = self::number(reading, number.past)
            .filter(|more| more.value < factor.0 && more.past > number.past + 1)
    {
        number.value += more.value;
        number.past = more.past;
    }
}

fn multiplier(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let taxonomy = Taxonomy::get();
    let hit = reading
        .measures
        .iter()
        .find(|hit| hit.first == at && matches!(hit.entry, Entry::Multiplier(_)))?;
    let Entry::Multiplier(which) = hit.entry else { return None };
    // 6.3 MN is a force, 6.3 mn a number: a unit spelt just so goes first.
    let words = reading.words(hit.first, hit.past);
    let named = |label: &str| label == words;
    if !taxonomy.multipliers.get(usize::from(which)).is_some_and(|known| named(&known.label))
        && reading.measures.iter().any(|other| match other.entry {
            Entry::Unit(unit) if other.first == at && other.past == hit.past => taxonomy
                .units
                .get(usize::from(unit))
                .is_some_and(|unit| unit.labels.iter().any(|label| named(label))),
            _ => false,
        })
    {
        return None;
    }
    // A lone letter multiplies only what it touches, and only as a capital for millions: 5M, not 5 m.
    let token = reading.tokens.get(at)?;
    if words.len() == 1 && (token.spaced || words == "m") {
        return None;
    }
    if words == "M"
        && reading
            .tokens
            .get(at + 1)
            .is_none_or(|next| next.kind != TokenKind::Word || !next.spaced)
    {
        return None;
    }
    Some((taxonomy.multipliers.get(usize::from(which))?.factor, hit.past))
}
