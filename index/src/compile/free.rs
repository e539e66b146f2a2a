//! What of a capacity is free, where the running text says so: "180 tonnes a month, 45 of them free",
//! "trống khoảng 30 %", 空き約30万本, "running at 55 %". A buyer asks for that part only.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{Compiled, Declared, offers::FieldSpotted};
use crate::{
    profile::field::Field,
    taxonomy::{AttributeId, Taxonomy},
    text::TokenKind,
    understand::{
        attribute::{by_dimension_of, convert, is_percent},
        figure::{Figure, figures},
        reading::Reading,
    },
};

/// Words for what is free; the figure stands before them or after them.
const FREE: &[&str] = &[
    "free",
    "available",
    "spare",
    "unused",
    "idle",
    "open",
    "còn trống",
    "hiện trống",
    "đang trống",
    "trống",
    "còn nhận thêm",
    "nhận thêm",
    "còn nhận",
    "còn dư",
    "đang còn",
    "hiện còn",
    "còn khoảng",
    "dang con",
    "hien con",
    "còn",
    "left",
    "con trong",
    "hien trong",
    "nhan them",
    "여유",
    "여력",
    "추가 생산",
    "추가 수주",
    "추가 가능",
    "空き",
    "余力",
    "余裕",
    "追加可能",
    "空闲",
    "闲置",
    "富余",
    "余量",
    "餘裕",
    "餘量",
    "空余",
    "尚余",
    "尚餘",
    "剩余",
    "剩餘",
    "可再接",
    "可接",
    "尚有",
    "還有",
    "还有",
];

/// Words before the share of a capacity that is taken.
const TAKEN: &[&str] = &[
    "running at",
    "runs at",
    "booked to",
    "booked at",
    "utilised",
    "utilized",
    "utilisation",
    "utilization",
    "loaded to",
    "loaded at",
    "chạy khoảng",
    "đang chạy",
    "hiện chạy",
    "chạy",
    "sử dụng",
    "đã dùng",
    "가동률",
    "가동율",
    "稼働率",
    "稼動率",
    "开工率",
    "開工率",
    "利用率",
    "稼動",
];

/// What these words begin with.
static INITIALS: LazyLock<FxHashSet<char>> =
    LazyLock::new(|| FREE.iter().chain(TAKEN).filter_map(|word| word.chars().next()).collect());

/// Fractions in words.
const FRACTIONS: &[(&str, f64)] = &[
    ("half", 0.5),
    ("một nửa", 0.5),
    ("mot nua", 0.5),
    ("절반", 0.5),
    ("半分", 0.5),
    ("一半", 0.5),
    ("one third", 1.0 / 3.0),
    ("a third", 1.0 / 3.0),
    ("một phần ba", 1.0 / 3.0),
    ("三分之一", 1.0 / 3.0),
    ("a quarter", 0.25),
    ("兩成", 0.2),
    ("两成", 0.2),
    ("三成", 0.3),
    ("四成", 0.4),
    ("五成", 0.5),
    ("2割", 0.2),
    ("3割", 0.3),
    ("4割", 0.4),
    ("5割", 0.5),
];

/// How much is free.
#[derive(Debug, Clone, Copy)]
enum Free<'f> {
    Share(f64),
    Amount(&'f Figure),
}

/// Lowers the capacities of a firm to what is free of them.
pub(super) fn stated(compiled: &mut Compiled, spotted: &[FieldSpotted<'_>]) {
    // Who fills in the shares of a form has said it there.
    if compiled.profile.capabilities.iter().any(|one| one.free_capacity_percent.is_some()) {
        return;
    }
    for part in spotted {
        let speaks = matches!(
            part.field,
            Field::Capacity
                | Field::CapabilityCapacity(_)
                | Field::Description
                | Field::DescriptionEn
                | Field::Text
        );
        if !speaks {
            continue;
        }
        let said = words(part.reading);
        if said.is_empty() {
            continue;
        }
        let found = figures(part.reading);
        for (first, past, taken) in said {
            let Some((free, at)) = free(part.reading, &found, (first, past), taken) else {
                continue;
            };
            lower(compiled, part, free, at);
        }
    }
}

/// Every word for what is free or taken: its tokens, and whether it is taken.
fn words(reading: &Reading<'_>) -> Vec<(usize, usize, bool)> {
    let mut out: Vec<(usize, usize, bool)> = Vec::new();
    for at in 0..reading.tokens.len() {
        if out.last().is_some_and(|(_, past, _)| at < *past) {
            continue;
        }
        // Of a long text few words begin as one of these does.
        if !reading.character(at).is_some_and(|first| INITIALS.contains(&first)) {
            continue;
        }
        let most = (at + 5).min(reading.tokens.len());
        let past_of = |words: &[&str]| {
            (at + 1..=most).rev().find(|&past| words.contains(&reading.folded(at, past)))
        };
        let found = past_of(FREE)
            .map(|past| (past, false))
            .or_else(|| past_of(TAKEN).map(|past| (past, true)));
        match (found, out.last_mut()) {
            // "Hiện còn trống": two words say it once.
            (Some((past, taken)), Some(last)) if last.1 == at && last.2 == taken => last.1 = past,
            (Some((past, taken)), _) => out.push((at, past, taken)),
            (None, _) => {}
        }
    }
    out
}

/// The figure that a word speaks of, and the token where it stands.
fn free<'f>(
    reading: &Reading<'_>,
    found: &'f [Figure],
    (first, past): (usize, usize),
    taken: bool,
) -> Option<(Free<'f>, usize)> {
    let clear = |from: usize, to: usize, most: usize| {
        let between = reading.tokens.get(from..to).unwrap_or_default();
        from <= to
            && between.iter().filter(|token| token.is_unit()).count() <= most
            && !between.iter().any(|token| {
                matches!(
                    token.kind,
                    TokenKind::Break
                        | TokenKind::Mark(',' | ';' | '.' | '(' | ')' | '、' | '，' | '。')
                )
            })
    };
    // "Open from 8 to 17" speaks of hours.
    let behind = ["open", "available", "idle", "unused"].contains(&reading.folded(first, past));
    let after = found.iter().find(|one| !behind && one.first >= past && clear(past, one.first, 3));
    let before = found.iter().rev().find(|one| one.past <= first && clear(one.past, first, 3));
    let share = |figure: &Figure| {
        let percent = figure.max.or(figure.min).filter(|share| (0.0..=100.0).contains(share));
        percent.filter(|_| is_percent(figure)).map(|percent| percent / 100.0)
    };
    if taken {
        let figure = after?;
        return share(figure).map(|share| (Free::Share(1.0 - share), figure.first));
    }
    let fraction = || {
        let around = reading.folded(first.saturating_sub(4), (past + 5).min(reading.tokens.len()));
        let (_, share) = FRACTIONS.iter().find(|(word, _)| around.contains(word))?;
        Some((Free::Share(*share), first))
    };
    // "Còn" is also "still", "left" a side: with a share they speak of a rest.
    if ["còn", "left"].contains(&reading.folded(first, past)) {
        let near = |one: &&Figure| one.first == past || one.past == first;
        let figure = after.filter(near).or(before.filter(near))?;
        return share(figure).map(|share| (Free::Share(share), figure.first));
    }
    // "650 km free" in English; elsewhere a figure behind the word goes first.
    let english = reading.folded(first, past).is_ascii() && reading.language == crate::Language::En;
    let figure = if english { before.or(after) } else { after.or(before) };
    match figure {
        Some(figure) => {
            Some((share(figure).map_or(Free::Amount(figure), Free::Share), figure.first))
        }
        None => fraction(),
    }
}

/// Lowers the capacity that stands nearest before `at` in the same field, or the only one of the firm.
fn lower(compiled: &mut Compiled, part: &FieldSpotted<'_>, free: Free<'_>, at: usize) {
    let (start, end) = match free {
        Free::Amount(figure) => part.reading.range(figure.first, figure.past),
        Free::Share(_) => part.reading.range(at, at + 1),
    };
    let own = match free {
        Free::Amount(figure) => by_dimension_of(figure),
        Free::Share(_) => None,
    };
    let of_field = |one: &Declared| one.passage.field == part.field;
    let fits =
        |one: &Declared| is_volume(one.attribute) && own.is_none_or(|own| own == one.attribute);
    let before = compiled
        .figures
        .iter()
        .enumerate()
        .filter(|(_, one)| of_field(one) && fits(one) && one.passage.start < start)
        .max_by_key(|(_, one)| one.passage.start)
        .map(|(index, _)| index);
    let only = || {
        let mut all = compiled.figures.iter().enumerate().filter(|(_, one)| fits(one));
        let (index, _) = all.next()?;
        all.next().is_none().then_some(index)
    };
    let index = match free {
        Free::Share(_) => before.or_else(only),
        Free::Amount(_) => before,
    };
    let Some(total) = index.and_then(|index| compiled.figures.get_mut(index)) else { return };
    // "Pressing 2.5 million a month; welding: 10,000 free": each of its own.
    if total.passage.field == part.field && other_trade(part.reading, total.passage.end, at) {
        return;
    }
    match free {
        Free::Share(share) => {
            total.min = total.min.map(|all| all * share);
            total.max = total.max.map(|all| all * share);
        }
        Free::Amount(figure) => {
            let attribute = Taxonomy::get().attributes.get(usize::from(total.attribute.0));
            let monthly = Figure { per_month: figure.per_month.or(Some(1.0)), ..figure.clone() };
            let amount = attribute.and_then(|attribute| convert(attribute, &monthly));
            let Some(amount) = amount.and_then(|amount| amount.max.or(amount.min)) else { return };
            if total.max.or(total.min).is_some_and(|all| amount < all && amount > 0.0) {
                total.min = total.min.map(|all| all.min(amount));
                total.max = Some(amount);
                (total.passage.start, total.passage.end) = (start, end);
                // Free tonnes are no force.
                let (field, total) = (part.field, total.attribute);
                compiled.figures.retain(|one| {
                    one.attribute == total
                        || is_volume(one.attribute)
                        || one.passage.field != field
                        || (one.passage.start, one.passage.end) != (start, end)
                });
            }
        }
    }
}

/// Whether a new sentence or point between a byte and a token names another trade.
fn other_trade(reading: &Reading<'_>, from: u32, at: usize) -> bool {
    let border = |&index: &usize| {
        matches!(
            reading.tokens.get(index).map(|token| token.kind),
            Some(TokenKind::Mark(';' | '；' | '。') | TokenKind::Break)
        ) && reading.range(index, index + 1).0 >= from
    };
    (0..at).rev().find(border).is_some_and(|border| {
        reading.vocabulary.iter().any(|hit| hit.first > border && hit.past <= at)
    })
}

fn is_volume(attribute: AttributeId) -> bool {
    let known = Taxonomy::get().attributes.get(usize::from(attribute.0));
    known.is_some_and(|known| known.code.starts_with("volume"))
}
