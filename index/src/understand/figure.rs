//! Figures: numbers with their unit, as a range, before it is known what they are about.

use super::{
    number::{Number, number},
    reading::{Hit, Reading},
};
use crate::{
    taxonomy::{Bound, Entry, Position, Taxonomy},
    text::TokenKind,
};

/// A range of figures in one unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// Lower bound, in the unit as written.
    pub(crate) min: Option<f64>,
    /// Upper bound, in the unit as written.
    pub(crate) max: Option<f64>,
    /// The unit as written; several where a label means several (`t`: tonne, tonne-force).
    pub(crate) units: Vec<u8>,
    /// Pieces per month for one piece per the period named, where a period is named.
    pub(crate) per_month: Option<f64>,
    /// `±` stood before it.
    pub(crate) plus_minus: bool,
    /// It is how far the figure right before it may stray: `10 ± 0.02`.
    pub(crate) strays: bool,
    /// `510 × 460`: the smaller sides after the largest one.
    pub(crate) sides: Vec<f64>,
    /// A bare four- or five-digit code with a leading zero, as chip sizes are written.
    pub(crate) code: Option<String>,
    /// First token, comparison words left out.
    pub(crate) first: usize,
    /// Token past the last one.
    pub(crate) past: usize,
}

/// Every figure of a text, in order.
pub(crate) fn figures(reading: &Reading<'_>) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let Some(figure) = figure(reading, at) else {
            at += 1;
            continue;
        };
        // A certificate's number is no figure: ISO 9001.
        let named = reading.vocabulary.iter().find(|hit| {
            hit.first < at && at < hit.past
                || hit.first == at && hit.past > at + 1 && !matches!(hit.entry, Entry::Cue(_))
        });
        if let Some(hit) = named.filter(|hit| {
            matches!(hit.entry, Entry::Scheme(_) | Entry::Concept(_) | Entry::Place(_))
        }) {
            at = hit.past;
            continue;
        }
        at = figure.past.max(at + 1);
        figures.push(figure);
    }
    figures
}

fn figure(reading: &Reading<'_>, at: usize) -> Option<Figure> {
    let mut start = number(reading, at)?;
    let band = band(reading, at, &mut start);
    let plus_minus = band || plus_minus(reading, at);
    let strays =
        plus_minus && !band && at.checked_sub(2).is_some_and(|before| reading.is_digits(before));
    let code = start.code_like.then(|| reading.folded(at, start.past).to_owned());
    let mut figure = Figure {
        min: Some(start.value),
        max: Some(start.value),
        units: Vec::new(),
        per_month: None,
        plus_minus,
        strays,
        sides: Vec::new(),
        code,
        first: at,
        past: start.past,
    };
    figure.past = take_units(reading, start.past, &mut figure.units);
    if figure.units.is_empty() {
        unit_before(reading, at, &mut figure);
    }
    // 60 ± 5 Shore A: the unit stands once, after both.
    if figure.units.is_empty()
        && reading.character(start.past) == Some('±')
        && let Some(deviation) = number(reading, start.past + 1)
    {
        take_units(reading, deviation.past, &mut figure.units);
    }
    if below_zero(reading, &figure.units, at) {
        start.value = -start.value;
        (figure.min, figure.max, figure.first) = (Some(start.value), Some(start.value), at - 1);
    }
    range(reading, &mut figure, start);
    sides(reading, &mut figure);
    bounds(reading, &mut figure);
    super::period::period(reading, &mut figure);
    Some(figure)
}

/// Units at `at`; returns the token past them.
fn take_units(reading: &Reading<'_>, at: usize, units: &mut Vec<u8>) -> usize {
    let at = if is_tied(reading, at) { at + 1 } else { at };
    let mut past = at;
    for hit in reading.measures.iter().filter(|hit| hit.first == at) {
        if let Entry::Unit(unit) = hit.entry
            && plausible(reading, at, hit.past, unit)
        {
            units.push(unit);
            past = past.max(hit.past);
        }
    }
    if units.is_empty() {
        // Marks are no lexicon entries: %, °C, and inch marks.
        if let Some(TokenKind::Mark(mark)) = reading.tokens.get(at).map(|token| token.kind) {
            let label = match mark {
                '%' | '％' => "%",
                '°' | '℃' => "°C",
                '"' => "inch",
                'µ' => "µm",
                _ => return at,
            };
            let found = Taxonomy::get().units.iter().zip(0_u8..).find(|(unit, _)| {
                unit.labels.iter().any(|known| known == label) || unit.code == label
            });
            if let Some((_, number)) = found {
                units.push(number);
                let letter = reading.tokens.get(at + 1).is_some_and(|next| {
                    !next.spaced && next.kind == TokenKind::Word && matches!(mark, '°' | 'µ')
                });
                past = at + 1 + usize::from(letter);
            }
        }
    }
    past
}

/// Whether a hyphen ties a unit of time to its number: "2-week".
fn is_tied(reading: &Reading<'_>, at: usize) -> bool {
    const TIMES: &[&str] = &["day", "days", "week", "weeks", "month", "months", "hour", "hours"];
    reading.character(at) == Some('-')
        && [at, at + 1].iter().all(|at| reading.tokens.get(*at).is_some_and(|one| !one.spaced))
        && TIMES.iter().any(|word| reading.says(at + 1, word))
}

/// A one-letter unit must not be the head of a longer compound, and a person counter in Chinese or
/// Japanese must follow the number directly.
fn plausible(reading: &Reading<'_>, at: usize, past: usize, unit: u8) -> bool {
    let taxonomy = Taxonomy::get();
    let Some(unit) = taxonomy.units.get(usize::from(unit)) else { return false };
    let Some(token) = reading.tokens.get(at) else { return false };
    // `m2` is whole, `m` of `m2` is not.
    let short = past == at + 1 && token.kind == TokenKind::Word && token.to - token.from == 1;
    if short
        && reading.tokens.get(at + 1).is_some_and(|next| {
            !next.spaced && matches!(next.kind, TokenKind::Digits | TokenKind::Word)
        })
    {
        return false;
    }
    unit.factor > 0.0
}

/// `AWG 28`, `Ra 0.8`, `HRC 58`: the unit stands before the number.
fn unit_before(reading: &Reading<'_>, at: usize, figure: &mut Figure) {
    let taxonomy = Taxonomy::get();
    let leading = ["awg", "hardness_hrc", "hardness_hv", "hardness_shore"];
    for hit in reading.measures.iter().filter(|hit| hit.past == at || hit.past + 1 == at) {
        if let Entry::Unit(unit) = hit.entry
            && taxonomy
                .units
                .get(usize::from(unit))
                .is_some_and(|unit| leading.contains(&unit.dimension.as_str()))
            && !figure.units.contains(&unit)
        {
            figure.units.push(unit);
        }
    }
}

fn is_temperature(units: &[u8]) -> bool {
    let taxonomy = Taxonomy::get();
    units.iter().any(|&unit| {
        taxonomy.units.get(usize::from(unit)).is_some_and(|unit| unit.dimension == "temperature")
    })
}

/// `-20 to 85 °C`: only temperatures go below zero; elsewhere a dash is a dash.
fn below_zero(reading: &Reading<'_>, units: &[u8], first: usize) -> bool {
    let dash = first.checked_sub(1).and_then(|before| reading.tokens.get(before));
    is_temperature(units)
        && dash.is_some_and(|token| token.kind == TokenKind::Mark('-'))
        && reading.tokens.get(first).is_some_and(|token| !token.spaced)
        && !plus_minus(reading, first)
}

/// `+0.01/-0.03`: half the band is what `±` would say.
fn band(reading: &Reading<'_>, at: usize, start: &mut Number) -> bool {
    let mark = |index: usize| match reading.tokens.get(index)?.kind {
        TokenKind::Mark(mark) => Some(mark),
        _ => None,
    };
    let plus = at.checked_sub(1).and_then(mark) == Some('+');
    let minus = mark(start.past) == Some('/') && mark(start.past + 1) == Some('-');
    let Some(below) = number(reading, start.past + 2).filter(|_| plus && minus) else {
        return false;
    };
    start.value = f64::midpoint(start.value, below.value);
    start.past = below.past;
    true
}

fn plus_minus(reading: &Reading<'_>, at: usize) -> bool {
    let mark = |back: usize| {
        at.checked_sub(back).and_then(|index| reading.tokens.get(index)).and_then(|token| {
            match token.kind {
                TokenKind::Mark(mark) => Some(mark),
                _ => None,
            }
        })
    };
    mark(1) == Some('±')
        || (mark(1) == Some('-') && mark(2) == Some('/') && mark(3) == Some('+'))
        || (mark(1) == Some('-') && mark(2) == Some('+'))
}

/// What joins two figures to a range at token `at`: how many tokens it takes.
fn joint(reading: &Reading<'_>, at: usize) -> Option<usize> {
    match reading.tokens.get(at)?.kind {
        TokenKind::Mark('-' | '~' | '∼' | '…' | '/') => Some(1),
        TokenKind::Word => {
            matches!(reading.folded(at, at + 1), "to" | "đến" | "tới" | "den" | "toi").then_some(1)
        }
        _ if matches!(reading.folded(at, at + 2), "から" | "부터" | "에서") => Some(2),
        _ => matches!(reading.character(at), Some('至' | '到')).then_some(1),
    }
}

/// `50–850 t`, `50 t ~ 850 t`, `từ 50 đến 850 tấn`, `0.1/0.1 mm`.
fn range(reading: &Reading<'_>, figure: &mut Figure, mut start: Number) {
    let at = figure.past;
    let Some(width) = joint(reading, at).filter(|_| !start.code_like) else { return };
    let mark = reading.tokens.get(at + width).map(|token| token.kind);
    let sign = usize::from(matches!(mark, Some(TokenKind::Mark('±' | '+' | '-'))));
    let Some(mut end) = number(reading, at + width + sign) else { return };
    let mut units = Vec::new();
    let past = take_units(reading, end.past, &mut units);
    if mark == Some(TokenKind::Mark('-')) {
        if !is_temperature(&units) {
            return;
        }
        end.value = -end.value;
    }
    if figure.units.is_empty() && below_zero(reading, &units, figure.first) {
        start.value = -start.value;
        figure.first -= 1;
    }
    if units.is_empty() && figure.units.is_empty() && end.value < start.value {
        return;
    }
    if reading.character(at) == Some('/') {
        // Line/space: the finer of the two is what the process must hold. 75/75 is one in microns
        // only: 3/4 inch is a fraction.
        let whole = figure.units.is_empty() && start.value >= 1.0;
        if units.is_empty() || whole && !has_unit(&units, &["um", "mil"]) {
            return;
        }
        figure.min = Some(start.value.min(end.value));
        // 0.35/0.5t is a list of sheets: the "t" of a thickness, not of a line and its space.
        figure.max =
            if has_unit(&units, &["tf"]) { Some(start.value.max(end.value)) } else { figure.min };
    } else {
        if !units.is_empty()
            && !figure.units.is_empty()
            && units.iter().all(|unit| !figure.units.contains(unit))
        {
            return;
        }
        let low = lower_end(reading, figure, start.value, end, &units);
        figure.min = Some(low.min(end.value));
        figure.max = Some(low.max(end.value));
    }
    if figure.units.is_empty() {
        figure.units = units;
    }
    figure.past = past;
}

/// The first figure of a range in the unit of the second.
fn lower_end(reading: &Reading<'_>, figure: &Figure, start: f64, end: Number, units: &[u8]) -> f64 {
    // `20k-30k pcs`: thousands of pieces are one unit, so the first figure is in it too.
    if figure.units.is_empty() && end.value <= start && has_unit(units, &["kpcs"]) {
        return start / 1000.0;
    }
    // `30-50k`: the multiplier stands at the end for both.
    let scale = if units == figure.units || figure.units.is_empty() {
        multiplier_of(reading, end)
    } else {
        1.0
    };
    if scale > 1.0 && start < end.value / scale { start * scale } else { start }
}

fn has_unit(units: &[u8], codes: &[&str]) -> bool {
    let taxonomy = Taxonomy::get();
    units.iter().any(|&unit| {
        taxonomy
            .units
            .get(usize::from(unit))
            .is_some_and(|unit| codes.contains(&unit.code.as_str()))
    })
}

/// How much the multiplier words of `end` multiply.
fn multiplier_of(reading: &Reading<'_>, end: Number) -> f64 {
    let taxonomy = Taxonomy::get();
    reading
        .measures
        .iter()
        .filter(|hit| hit.past <= end.past && hit.past + 2 >= end.past)
        .filter_map(|hit| match hit.entry {
            Entry::Multiplier(which) if hit.past == end.past => {
                taxonomy.multipliers.get(usize::from(which)).map(|multiplier| multiplier.factor)
            }
            _ => None,
        })
        .fold(1.0, f64::max)
}

/// `510 × 460 mm`: the largest side is the figure. `650T x 4` is a count, not a side.
fn sides(reading: &Reading<'_>, figure: &mut Figure) {
    if !figure.units.is_empty() {
        // The unit may be repeated on every side: 510mm x 460mm.
        let repeated = is_times(reading, figure.past)
            && number(reading, figure.past + 1).is_some_and(|next| {
                let mut units = Vec::new();
                take_units(reading, next.past, &mut units);
                units == figure.units
            });
        if !repeated {
            return;
        }
    }
    let Some(first) = figure.max else { return };
    let mut all = vec![first];
    let mut at = figure.past;
    let mut units = figure.units.clone();
    while is_times(reading, at) {
        let Some(next) = number(reading, at + 1) else { break };
        all.push(next.value);
        at = take_units(reading, next.past, &mut units);
    }
    if all.len() < 2 || units.is_empty() {
        return;
    }
    units.dedup();
    all.sort_by(|a, b| b.total_cmp(a));
    figure.units = units;
    figure.past = at;
    figure.max = all.first().copied();
    figure.min = figure.max;
    figure.sides = all.split_off(1);
}

fn is_times(reading: &Reading<'_>, at: usize) -> bool {
    match reading.tokens.get(at).map(|token| token.kind) {
        Some(TokenKind::Mark('×' | '*' | '✕')) => true,
        Some(TokenKind::Word) => reading.folded(at, at + 1) == "x",
        _ => false,
    }
}

/// Comparison words and signs around the figure.
fn bounds(reading: &Reading<'_>, figure: &mut Figure) {
    let taxonomy = Taxonomy::get();
    let (low, high) = (figure.min, figure.max);
    let mut set = |bound: Bound| match bound {
        Bound::Min if low == high => figure.max = None,
        Bound::Max if low == high => figure.min = None,
        _ => {}
    };
    let sign = |index: Option<usize>| {
        index.and_then(|index| reading.tokens.get(index)).and_then(|token| match token.kind {
            TokenKind::Mark('≥' | '>' | '≧' | '⩾' | '＞') => Some(Bound::Min),
            TokenKind::Mark('≤' | '<' | '≦' | '⩽' | '＜') => Some(Bound::Max),
            _ => None,
        })
    };
    let back = figure.first.checked_sub(1);
    let equals = back.is_some_and(|index| {
        matches!(reading.tokens.get(index).map(|token| token.kind), Some(TokenKind::Mark('=')))
    });
    let before_sign =
        sign(back).or_else(|| if equals { sign(figure.first.checked_sub(2)) } else { None });
    if let Some(bound) = before_sign {
        set(bound);
        return;
    }
    let after = |bound_at: usize| {
        reading.measures.iter().find_map(|hit| match hit.entry {
            Entry::Comparison(id) if hit.first == bound_at => taxonomy
                .comparisons
                .get(usize::from(id.0))
                .filter(|comparison| comparison.position == Position::After),
            _ => None,
        })
    };
    if let Some(comparison) = after(figure.past) {
        set(comparison.bound);
        return;
    }
    let touches = |past: usize| {
        past == figure.first
            || (past + 1 == figure.first
                && !reading.tokens.get(past).is_some_and(|token| token.is_unit()))
    };
    // "Số lượng đặt hàng tối thiểu" names the order size; it asks for no more than that.
    let in_name = |comparison: &Hit| {
        reading.measures.iter().any(|hit| {
            matches!(hit.entry, Entry::Attribute(_))
                && hit.first < comparison.first
                && hit.past >= comparison.past
        })
    };
    let before = reading.measures.iter().rev().find_map(|hit| match hit.entry {
        Entry::Comparison(id) if touches(hit.past) && !in_name(hit) => taxonomy
            .comparisons
            .get(usize::from(id.0))
            .filter(|comparison| comparison.position == Position::Before),
        _ => None,
    });
    if let Some(comparison) = before {
        set(comparison.bound);
        return;
    }
    // 1000+ pcs, 650T+
    if matches!(
        reading.tokens.get(figure.past).map(|token| (token.kind, token.spaced)),
        Some((TokenKind::Mark('+'), false))
    ) {
        set(Bound::Min);
    }
}
