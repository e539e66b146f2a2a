//! Periods: what makes a count a volume per month.

use super::{figure::Figure, reading::Reading, wording::has_any};
use crate::{taxonomy::Taxonomy, text::TokenKind};

/// Working days in a month, for capacities given per day.
const DAYS: f64 = 26.0;
/// Weeks in a month.
const WEEKS: f64 = 52.0 / 12.0;

/// Words for a period and how many of them make a month (a fraction for longer periods).
const PERIODS: &[(&str, f64)] = &[
    ("months", 1.0),
    ("month", 1.0),
    ("mo", 1.0),
    ("mth", 1.0),
    ("tháng", 1.0),
    ("thang", 1.0),
    ("개월", 1.0),
    ("월", 1.0),
    ("달", 1.0),
    ("ヶ月", 1.0),
    ("か月", 1.0),
    ("个月", 1.0),
    ("個月", 1.0),
    ("月", 1.0),
    ("quarter", 1.0 / 3.0),
    ("quý", 1.0 / 3.0),
    ("분기", 1.0 / 3.0),
    ("四半期", 1.0 / 3.0),
    ("季度", 1.0 / 3.0),
    ("季", 1.0 / 3.0),
    ("years", 1.0 / 12.0),
    ("year", 1.0 / 12.0),
    ("yr", 1.0 / 12.0),
    ("annum", 1.0 / 12.0),
    ("năm", 1.0 / 12.0),
    ("nam", 1.0 / 12.0),
    ("년", 1.0 / 12.0),
    ("연", 1.0 / 12.0),
    ("年", 1.0 / 12.0),
    ("week", WEEKS),
    ("tuần", WEEKS),
    ("tuan", WEEKS),
    ("주", WEEKS),
    ("週", WEEKS),
    ("周", WEEKS),
    ("day", DAYS),
    ("ngày", DAYS),
    ("ngay", DAYS),
    ("일", DAYS),
    ("日", DAYS),
    ("天", DAYS),
];

/// Phrases before a figure that make it a volume per period, by how they end.
const LEADS: &[(&str, f64)] = &[
    ("monthly", 1.0),
    ("per month", 1.0),
    ("monthly volume", 1.0),
    ("monthly capacity", 1.0),
    ("mỗi tháng", 1.0),
    ("hàng tháng", 1.0),
    ("hằng tháng", 1.0),
    ("một tháng", 1.0),
    ("moi thang", 1.0),
    ("hang thang", 1.0),
    ("월평균", 1.0),
    ("월간", 1.0),
    ("매월", 1.0),
    ("월", 1.0),
    ("월 물량", 1.0),
    ("월 생산량", 1.0),
    ("월 생산능력", 1.0),
    ("월 생산 능력", 1.0),
    ("월 소요량", 1.0),
    ("월생산", 1.0),
    ("월산", 1.0),
    ("每月", 1.0),
    ("月产", 1.0),
    ("月产能", 1.0),
    ("月产量", 1.0),
    ("月用量", 1.0),
    ("月需求", 1.0),
    ("月需求量", 1.0),
    ("月需", 1.0),
    ("月均", 1.0),
    ("月産", 1.0),
    ("月間", 1.0),
    ("月産能力", 1.0),
    ("月量", 1.0),
    ("月", 1.0),
    ("月產", 1.0),
    ("月產能", 1.0),
    ("毎月", 1.0),
    ("月間数量", 1.0),
    ("月間生産能力", 1.0),
    ("annual", 1.0 / 12.0),
    ("annually", 1.0 / 12.0),
    ("yearly", 1.0 / 12.0),
    ("eau", 1.0 / 12.0),
    ("annual volume", 1.0 / 12.0),
    ("annual quantity", 1.0 / 12.0),
    ("annual qty", 1.0 / 12.0),
    ("yearly usage", 1.0 / 12.0),
    ("monthly usage", 1.0),
    ("monthly qty", 1.0),
    ("annual requirement", 1.0 / 12.0),
    ("yearly quantity", 1.0 / 12.0),
    ("yearly volume", 1.0 / 12.0),
    ("yearly demand", 1.0 / 12.0),
    ("annual usage", 1.0 / 12.0),
    ("annual demand", 1.0 / 12.0),
    ("per year", 1.0 / 12.0),
    ("mỗi năm", 1.0 / 12.0),
    ("hàng năm", 1.0 / 12.0),
    ("hằng năm", 1.0 / 12.0),
    ("một năm", 1.0 / 12.0),
    ("sản lượng năm", 1.0 / 12.0),
    ("nhu cầu năm", 1.0 / 12.0),
    ("연간", 1.0 / 12.0),
    ("연", 1.0 / 12.0),
    ("매년", 1.0 / 12.0),
    ("연간 물량", 1.0 / 12.0),
    ("연간 소요량", 1.0 / 12.0),
    ("연간 예상 물량", 1.0 / 12.0),
    ("년", 1.0 / 12.0),
    ("每年", 1.0 / 12.0),
    ("年产", 1.0 / 12.0),
    ("年产能", 1.0 / 12.0),
    ("年产量", 1.0 / 12.0),
    ("年用量", 1.0 / 12.0),
    ("年需求量", 1.0 / 12.0),
    ("年需求", 1.0 / 12.0),
    ("年間", 1.0 / 12.0),
    ("年産", 1.0 / 12.0),
    ("年量", 1.0 / 12.0),
    ("年間数量", 1.0 / 12.0),
    ("年需", 1.0 / 12.0),
    ("年用", 1.0 / 12.0),
    ("quarterly", 1.0 / 3.0),
    ("mỗi quý", 1.0 / 3.0),
    ("분기", 1.0 / 3.0),
    ("每季度", 1.0 / 3.0),
    ("weekly", WEEKS),
    ("mỗi tuần", WEEKS),
    ("매주", WEEKS),
    ("주간", WEEKS),
    ("每周", WEEKS),
    ("週", WEEKS),
    ("daily", DAYS),
    ("mỗi ngày", DAYS),
    ("hàng ngày", DAYS),
    ("하루", DAYS),
    ("일일", DAYS),
    ("일", DAYS),
    ("日产", DAYS),
    ("日產", DAYS),
    ("每天", DAYS),
    ("每日", DAYS),
    ("日産", DAYS),
];

/// Reads the period of a count, an area or a mass: `/month`, `mỗi tháng`, `월 3만개`.
pub(crate) fn period(reading: &Reading<'_>, figure: &mut Figure) {
    let taxonomy = Taxonomy::get();
    let countable = figure.units.is_empty()
        || figure.units.iter().any(|&unit| {
            taxonomy.units.get(usize::from(unit)).is_some_and(|unit| {
                !matches!(
                    unit.dimension.as_str(),
                    "time" | "length" | "people" | "percent" | "temperature" | "voltage"
                )
            })
        });
    let metres = figure
        .units
        .iter()
        .any(|&unit| taxonomy.units.get(usize::from(unit)).is_some_and(|unit| unit.code == "m"));
    if metres && let Some((per_month, past)) = after(reading, figure.past) {
        figure.per_month = Some(per_month);
        figure.past = past;
    }
    if !countable {
        return;
    }
    if let Some((per_month, past)) = after(reading, figure.past) {
        figure.per_month = Some(per_month);
        figure.past = past;
    } else if let Some((per_month, past)) = bare(reading, figure) {
        figure.per_month = Some(per_month);
        figure.past = past;
    } else if let Some((per_month, past)) = counted_noun(reading, figure) {
        figure.per_month = Some(per_month);
        figure.past = past;
    } else if let Some(per_month) = before(reading, figure) {
        figure.per_month = Some(per_month);
    } else if of_a_month(reading, figure) {
        figure.per_month = Some(1.0);
    }
}

/// "Tháng 15.000 bộ": the month before goods counted, where it is no date and no stretch of months.
fn of_a_month(reading: &Reading<'_>, figure: &Figure) -> bool {
    let Some(at) = figure.first.checked_sub(1) else { return false };
    let many = figure.max.or(figure.min).is_some_and(|count| count > 31.0);
    let alone = !at.checked_sub(1).is_some_and(|before| {
        reading.character(before) == Some('/')
            || reading.tokens.get(before).is_some_and(|token| token.kind == TokenKind::Digits)
    });
    many && alone
        && !figure.units.is_empty()
        && matches!(reading.folded(at, at + 1), "tháng" | "thang")
}

/// "60 nghìn bộ tháng": a period right behind the unit, in Vietnamese.
fn bare(reading: &Reading<'_>, figure: &Figure) -> Option<(f64, usize)> {
    const BARE: &[&str] = &["tháng", "năm", "tuần"];
    let word = reading.folded(figure.past, figure.past + 1);
    let counted = !figure.units.is_empty() && BARE.contains(&word);
    let known = PERIODS.iter().find(|(name, _)| counted && *name == word);
    known.map(|(_, per_month)| (*per_month, figure.past + 1))
}

/// "2 million cartridges a year", "200 bộ jig/tháng", "160 tấn nhôm/tháng": goods counted per period,
/// behind their unit where they have one.
fn counted_noun(reading: &Reading<'_>, figure: &Figure) -> Option<(f64, usize)> {
    let count = figure.max.or(figure.min)?;
    if has_any(reading.folded(figure.first, figure.past + 2), NO_PIECES) {
        return None;
    }
    let counted = !figure.units.is_empty();
    // "750 milled parts of medium size per month": more words where one of them is of pieces.
    let pieces = ["parts", "pieces", "components", "sets", "boards", "units", "housings", "items"];
    let of_pieces = (0..3).any(|word| {
        let at = figure.past + word;
        pieces.iter().any(|pieces| reading.says(at, pieces))
    });
    let most = if of_pieces && !counted {
        6
    } else if counted {
        2
    } else {
        3
    };
    (1..=most).find_map(|words| {
        let past = figure.past + words;
        let goods = reading.tokens.get(figure.past..past)?;
        let many = counted || count >= if words == 1 { 10.0 } else { 100.0 };
        (many && goods.iter().all(|token| token.kind == TokenKind::Word))
            .then(|| after(reading, past))
            .flatten()
    })
}

/// What is counted a month and is no piece: forty drawings are forty orders of some pieces each.
const NO_PIECES: &[&str] = &[
    "drawing",
    "designs",
    "part numbers",
    "orders",
    "shipments",
    "bản vẽ",
    "ban ve",
    "mã hàng",
    "đơn hàng",
    "chuyến",
];

/// Words after a figure that say the period by themselves.
const TRAILERS: &[(&str, f64)] = &[
    ("monthly", 1.0),
    ("annually", 1.0 / 12.0),
    ("yearly", 1.0 / 12.0),
    ("p.a", 1.0 / 12.0),
    ("quarterly", 1.0 / 3.0),
    ("weekly", WEEKS),
    ("daily", DAYS),
];

fn after(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    for width in [3, 1] {
        let word = reading.folded(at, at + width);
        if let Some(&(_, per_month)) = TRAILERS.iter().find(|(name, _)| *name == word) {
            return Some((per_month, at + width));
        }
    }
    let mut index = at;
    let slash = matches!(reading.character(index), Some('/' | '／'));
    let word = reading.folded(index, index + 1);
    let per = matches!(
        word,
        "per" | "a" | "each" | "every" | "mỗi" | "một" | "hàng" | "trên" | "moi" | "mot" | "hang"
    );
    if !slash && !per {
        return None;
    }
    index += 1;
    // 30.000 sp/1 tháng
    if reading.folded(index, index + 1) == "1" {
        index += 1;
    }
    for width in [2, 1] {
        let word = reading.folded(index, index + width);
        if let Some(&(_, per_month)) = PERIODS.iter().find(|(name, _)| *name == word) {
            return Some((per_month, index + width));
        }
    }
    None
}

fn before(reading: &Reading<'_>, figure: &Figure) -> Option<f64> {
    let end = reading.tokens.get(figure.first)?.from as usize;
    let start = end.saturating_sub(28);
    let window: String =
        reading.characters.get(start..end)?.iter().map(|character| character.value).collect();
    let line = window.rsplit(['\n', ';', '。', ')']).next().unwrap_or_default();
    let mut text = line.trim_end_matches([' ', ':', '-', '~', '≥', '≤', '(', '=', '：', '.']);
    for filler in [
        "khoảng",
        "khoang",
        "toi thieu",
        "len den",
        "about",
        "approx",
        "approximately",
        "around",
        "약",
        "約",
        "约",
        "tối thiểu",
        "최소",
        "至少",
        "최대",
        "lên đến",
        "up to",
        "là",
        "of",
        "is",
        "은",
        "는",
        "이",
        "가",
        "は",
        "に",
        "为",
        "為",
    ] {
        text = text.strip_suffix(filler).unwrap_or(text).trim_end_matches([' ', ':', '：']);
    }
    LEADS
        .iter()
        .filter(|(lead, _)| ends_with_word(text, lead))
        .max_by_key(|(lead, _)| lead.len())
        .map(|&(_, per_month)| per_month)
        .or_else(|| goods_between(text).filter(|_| !figure.units.is_empty()))
}

/// 年产电机铁芯600万套, 월간 하우징 3만개: goods between the period and the number of them, where words stand
/// without spaces or particles tell what they are.
fn goods_between(text: &str) -> Option<f64> {
    const MOST: usize = 10;
    let known = LEADS.iter().filter(|(lead, _)| {
        lead.starts_with(|first| first >= '\u{1100}') && lead.chars().nth(1).is_some()
    });
    let found = known.filter_map(|&(lead, per_month)| {
        let at = text.rfind(lead)?;
        let (head, goods) = (text.get(..at)?, text.get(at + lead.len()..)?);
        let counted = goods.chars().all(|c| c.is_alphabetic() || c == ' ');
        let dated = head.ends_with(|c: char| c.is_ascii_digit());
        (counted && !dated && goods.trim().chars().count() <= MOST).then_some((at, per_month))
    });
    found.max_by_key(|(at, _)| *at).map(|(_, per_month)| per_month)
}

/// Whether `text` ends in `lead` as a word of its own.
fn ends_with_word(text: &str, lead: &str) -> bool {
    let Some(head) = text.strip_suffix(lead) else { return false };
    let Some(previous) = head.chars().next_back() else { return true };
    let same_script = |c: char| {
        lead.chars().next().is_some_and(|first| {
            (first.is_ascii_alphabetic() || ('\u{c0}'..'\u{2000}').contains(&first))
                && c.is_alphabetic()
                || ('\u{ac00}'..='\u{d7a3}').contains(&first)
                    && ('\u{ac00}'..='\u{d7a3}').contains(&c)
        })
    };
    // A date is no period: 2027年, 3월.
    let date = previous.is_ascii_digit() && lead.chars().count() == 1;
    !same_script(previous) && !date
}
