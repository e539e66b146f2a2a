//! What a span of days is about where nobody names it: delivery, samples, or something else.

use super::{figure::Figure, reading::Reading};
use crate::{taxonomy::Taxonomy, text::TokenKind};

/// Words of samples and first shots.
const SAMPLE: &[&str] = &[
    "sample",
    "prototype",
    "pilot",
    "mẫu",
    "thử mẫu",
    "khuôn mẫu",
    "샘플",
    "시제품",
    "시작품",
    "サンプル",
    "試作",
    "初品",
    "样品",
    "打样",
    "樣品",
    "首样",
];

/// Words of the first shots of a mould, which name a day by themselves.
const FIRST_SHOTS: &[&str] = &["t1", "t0", "first shot", "试模", "トライ"];

/// Words of delivery.
const DELIVERY: &[&str] = &[
    "deliver",
    "ship",
    "lead time",
    "turnaround",
    "ready in",
    "in hand",
    "of po",
    "from po",
    "after po",
    "after order",
    "of order",
    "quick turn",
    "quick-turn",
    "finish",
    "giao",
    "thời gian",
    "tiến độ",
    "trả hàng",
    "hoàn thành",
    "xong",
    "납기",
    "납품",
    "출하",
    "입고",
    "인도",
    "納期",
    "納入",
    "納品",
    "出荷",
    "着手",
    "仕上",
    "交货",
    "交貨",
    "交期",
    "交付",
    "出货",
    "出貨",
    "货期",
    "发货",
    "完成",
];

/// Words that make a span of days something else: payment, quotation, warranty, forecast.
const OTHER: &[&str] = &[
    "pay",
    "t/t",
    "net ",
    "invoice",
    "credit",
    "quot",
    "reply",
    "respon",
    "valid",
    "warrant",
    "forecast",
    "interest",
    "thanh toán",
    "công nợ",
    "báo giá",
    "phản hồi",
    "bảo hành",
    "hiệu lực",
    "dự báo",
    "kinh nghiệm",
    "결제",
    "견적",
    "회신",
    "보증",
    "유효",
    "경력",
    "支払",
    "見積",
    "回答",
    "保証",
    "有効",
    "付款",
    "账期",
    "月结",
    "报价",
    "回复",
    "质保",
    "有效",
    "per day",
    "a day",
    "salt",
    "muối",
    "염수",
    "塩水",
    "盐雾",
    "experience",
    "contract",
    "hợp đồng",
    "계약",
    "契約",
    "合同",
    "shift",
    "storage",
    "lưu kho",
    "aging",
    "burn",
];

/// "1日2回納入", "하루 2회", "mỗi ngày 2 lần": how often, not how long.
fn counts_times(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '/', '／']);
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let counted = rest.len() < after.len();
    after.starts_with("twice")
        || after.starts_with("lần")
        || after.starts_with("に1回")
        || ["两次", "兩次"].iter().any(|word| after.starts_with(word))
        || counted
            && ["回", "便", "회", "lần", "lan", "chuyến", "次", "趟", "times"]
                .iter()
                .any(|word| rest.starts_with(word))
}

/// Lead time or sample lead time, from the words around a span of days, weeks or months.
pub(crate) fn about(reading: &Reading<'_>, figure: &Figure) -> Option<&'static str> {
    let taxonomy = Taxonomy::get();
    let days = figure.per_month.is_none()
        && figure.units.iter().any(|&unit| {
            taxonomy.units.get(usize::from(unit)).is_some_and(|unit| {
                matches!(unit.code.as_str(), "day" | "working_day" | "week" | "month")
            })
        });
    if !days {
        return None;
    }
    let clause = |from: usize, to: usize| {
        (from..to)
            .rev()
            .find(|&index| {
                reading.tokens.get(index).is_some_and(|token| {
                    matches!(
                        token.kind,
                        TokenKind::Break | TokenKind::Mark('.' | ';' | '。' | '；' | ',' | '，')
                    )
                })
            })
            .map_or(from, |index| index + 1)
    };
    let from = clause(figure.first.saturating_sub(12), figure.first);
    let before = reading.folded(from, figure.first);
    let end = (figure.past + 6).min(reading.tokens.len());
    let to = (figure.past..end)
        .find(|&index| {
            reading.tokens.get(index).is_some_and(|token| {
                matches!(
                    token.kind,
                    TokenKind::Break | TokenKind::Mark('.' | ';' | '。' | '；' | ',' | '，' | '、')
                )
            })
        })
        .unwrap_or(end);
    let after = reading.folded(figure.past, to);
    let has =
        |words: &[&str]| words.iter().any(|word| before.contains(word) || after.contains(word));
    // A month of a date is no span: 2027年6月.
    if reading.character(figure.first).is_some_and(|c| !c.is_ascii_digit()) || has(OTHER) {
        return None;
    }
    // 2027년 1월, 1月着手: a month of the year, where a span would be 1개월 or 1か月.
    let written = reading.folded(figure.first, figure.past);
    let bare = written
        .strip_suffix(['月', '월'])
        .is_some_and(|number| number.trim_end().ends_with(|c: char| c.is_ascii_digit()));
    if bare || !has(DELIVERY) && !has(FIRST_SHOTS) || counts_times(after) {
        return None;
    }
    Some(if has(SAMPLE) || has(FIRST_SHOTS) { "sample_lead_time" } else { "lead_time" })
}
