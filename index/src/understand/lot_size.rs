//! Counts that say how much is ordered at a time.

use super::{attribute::units, figure::Figure, reading::Reading};

/// Words right before an order size.
const BEFORE: &[&str] = &[
    "lot of",
    "lots of",
    "lots from",
    "batch of",
    "batches of",
    "order of",
    "orders of",
    "lot size",
    "batch size",
    "quantity:",
    "qty",
    "qty:",
    "qty.",
    "lô",
    "lô nhỏ",
    "lô từ",
    "lô nhỏ từ",
    "nhận từ",
    "đơn hàng",
    "đơn hàng từ",
    "mỗi lô",
    "đơn từ",
    "số lượng",
    "số lượng:",
    "lo",
    "로트",
    "소량",
    "수량",
    "수량:",
    "lot",
    "ロット",
    "小ロット",
    "数量",
    "数量:",
    "批量",
    "小批量",
    "每批",
    "起订",
    "起订量",
    "从",
    "接受",
    "one-off",
    "only",
    "chỉ",
    "chỉ cần",
    "만",
    "わずか",
    "只要",
    "仅",
];

/// Words right after one.
const AFTER: &[&str] = &[
    "だけ",
    "のみ",
    "からの小ロット",
    "から",
    "부터",
    "起订",
    "起",
    "起做",
    "per lot",
    "per batch",
    "per order",
    "/lot",
    "/lô",
    "/批",
    "/로트",
    "/ロット",
    "một lô",
    "mỗi lô",
    "prototypes",
    "prototype",
    "samples",
    "sample",
    "mẫu",
    "试样",
    "样品",
    "試作",
    "시제품",
    "샘플",
    "만 제작",
    "만",
];

/// "Lots of 5", "nhận lô 300 thùng", 20枚だけ: the order size.
pub(super) fn about(reading: &Reading<'_>, figure: &Figure) -> Option<&'static str> {
    let countable = figure.per_month.is_none()
        && figure.sides.is_empty()
        && units(figure).next().is_some()
        && units(figure).any(|unit| unit.dimension == "count");
    if !countable {
        return None;
    }
    // "12 off": so many at once, as British drawings say.
    let off = reading.folded(figure.past.saturating_sub(1), figure.past) == "off";
    let before = reading.folded(figure.first.saturating_sub(4), figure.first);
    let before = before.trim_end();
    let after = reading.folded(figure.past, (figure.past + 5).min(reading.tokens.len()));
    let led = BEFORE.iter().any(|word| {
        before.strip_suffix(word).is_some_and(|rest| {
            rest.is_empty() || !word.is_ascii() || rest.ends_with([' ', '(', ',', '.', ':'])
        })
    });
    (off || led || AFTER.iter().any(|word| after.trim_start().starts_with(word))).then_some("moq")
}
