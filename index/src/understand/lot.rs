//! Numbered lots: which need each sentence of a request belongs to.

use super::{reading::Reading, spot::Spotting, wording::has_any};

const LOT: &[&str] = &[
    "lot",
    "lô",
    "lo",
    "item",
    "hạng mục",
    "mặt hàng",
    "품목",
    "로트",
    "ロット",
    "品目",
    "项目",
    "批次",
    "标的",
    "部件",
    "part",
    "mã hàng",
    "gói",
    "包",
    "标段",
    "標段",
];

/// 第一包, 标段二: numbers of lots in words.
const NUMERALS: [char; 5] = ['一', '二', '三', '四', '五'];

/// What begins a sentence about all lots.
const ALL: &[&str] = &[
    "for both",
    "both lots",
    "for all",
    "all lots",
    "all items",
    "general",
    "common",
    "cả hai",
    "tất cả",
    "yêu cầu chung",
    "chung:",
    "điều kiện",
    "conditions",
    "조건",
    "条件",
    "ca hai",
    "tat ca",
    "yeu cau chung",
    "모든",
    "공통",
    "두 품목",
    "공히",
    "共通",
    "両ロット",
    "全ロット",
    "全品目",
    "いずれも",
    "共同",
    "两个",
    "两批",
    "两包",
    "各包",
    "所有",
    "以上均",
    "均需",
    "均须",
    "兩個",
];

/// What begins the second lot where the first has no number.
const SECOND: &[&str] = &[
    "thêm lô",
    "lô thứ 2",
    "lô thứ hai",
    "second lot",
    "lot 2",
    "두 번째 품목",
    "두번째 품목",
    "另一包",
    "もう一件",
];

/// What begins a sentence of demands.
const DEMANDS: &[&str] = &[
    "must",
    "mandatory",
    "required",
    "requirement",
    "bắt buộc",
    "yêu cầu",
    "bat buoc",
    "yeu cau",
    "필수",
    "요구",
    "必須",
    "要件",
    "要求",
    "必须",
    "須",
];

/// What makes the points of a numbered list lots: each may be quoted by itself.
const SINGLY: &[&str] = &[
    "từng hạng mục",
    "nhận từng",
    "báo giá riêng",
    "quote separately",
    "quoted separately",
    "individually",
    "any one of",
    "품목별 견적",
    "개별 공급",
    "個別見積",
    "個別に",
    "分开报价",
    "只投其中",
    "分割見積",
    "分割見積可",
    "分別報價",
    "分别报价",
    "单独报价",
    "單獨報價",
    "独立报价",
    "分标报价",
    "別々の業者",
    "別々でも",
    "quoted singly",
    "quote singly",
    "quoted individually",
    "separate quotes",
    "별도 견적",
    "따로 견적",
    "분리 견적",
    "nhóm nào cũng được",
    "món nào cũng được",
    "lô nào cũng được",
    "chào nhóm nào",
    "báo nhóm nào",
    "từng món",
    "từng nhóm",
    "từng lô",
    "báo riêng",
    "可分开",
    "any of these lots",
    "개별 견적",
    "로트별 견적",
    "한 로트만",
    "báo giá từng",
    "chào giá từng",
    "chào riêng",
];

/// Which need each sentence belongs to: 0 for what holds for all, 1… for numbered lots.
pub(crate) fn lots(reading: &Reading<'_>, spotting: &Spotting) -> Vec<u16> {
    let singly = has_any(&reading.folded(0, reading.tokens.len()), SINGLY);
    let mut current = 0_u16;
    let mut for_all = false;
    let mut starts = Vec::with_capacity(spotting.sentences.len());
    // A word of katakana is a token a letter.
    let head = |start: usize, end: usize| {
        let head = reading.folded(start, (start + 7).min(end));
        head.trim_start_matches(BULLETS).to_owned()
    };
    let begins = |&(start, end): &(usize, usize)| {
        let head = head(start, end);
        numbered(&head) || singly && is_point(&head, reading.words(start, start + 1))
    };
    let last = spotting.sentences.iter().rposition(begins).unwrap_or(0);
    for (at, sentence) in spotting.sentences.iter().enumerate() {
        let head = head(sentence.0, sentence.1);
        let marked = begins(sentence);
        // What holds for all stands until the next lot begins; what is demanded after the last lot
        // is demanded of all.
        let all = ALL.iter().any(|word| head.starts_with(word))
            || at > last
                && begins_line(reading, sentence.0)
                && DEMANDS.iter().any(|word| head.starts_with(word));
        // "Thêm lô thứ 2": all that was said before is of the first.
        if current == 0 && SECOND.iter().any(|word| head.starts_with(word)) {
            current = 2;
            starts.fill(1);
        } else if marked {
            current += 1;
        }
        for_all = !marked && (for_all || all);
        starts.push(if for_all { 0 } else { current });
    }
    if current < 2 { vec![0; starts.len()] } else { starts }
}

/// What stands before the point of a list.
const BULLETS: [char; 13] = ['-', '•', '*', '+', '·', '・', '–', '(', '（', ' ', '#', '※', '■'];

/// Whether a line begins with the token at `start`.
fn begins_line(reading: &Reading<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return true };
    let (end, from) = (reading.range(before, start).1, reading.range(start, start + 1).0);
    reading.raw.get(end as usize..from as usize).is_some_and(|gap| gap.contains('\n'))
}

/// "Lot 2", "lô B", 标段一, 第二包.
fn numbered(head: &str) -> bool {
    let behind = |word: &&str| {
        head.strip_prefix(*word).is_some_and(|rest| {
            let mut letters = rest.trim_start_matches([' ', '#', ':', '-', '.']).chars();
            rest.starts_with(NUMERALS)
                || letters.next().is_some_and(|letter| {
                    letter.is_ascii_digit()
                        || ('a'..='e').contains(&letter)
                            && letters.next().is_none_or(|next| !next.is_alphabetic())
                })
        })
    };
    let before = head.strip_prefix('第').and_then(|rest| {
        let one = |letter: char| NUMERALS.contains(&letter) || ('1'..='5').contains(&letter);
        rest.strip_prefix(one)
    });
    // A标段, B 包, Aロット: the letter first.
    let lettered = head.strip_prefix(|letter| ('a'..='e').contains(&letter)).is_some_and(|rest| {
        let rest = rest.trim_start();
        !rest.starts_with(|next: char| next.is_ascii())
            && LOT.iter().any(|lot| rest.starts_with(lot))
    });
    LOT.iter().any(behind)
        || lettered
        || before.is_some_and(|rest| LOT.iter().any(|word| rest.trim_start().starts_with(word)))
}

/// "2)", "B." or ② at the head of a sentence; `raw` is its first word as written, which folding makes a
/// plain number of.
fn is_point(head: &str, raw: &str) -> bool {
    let rest = head.trim_start_matches(|mark: char| mark.is_ascii_digit());
    let behind = head.strip_prefix(|letter| ('a'..='e').contains(&letter));
    raw.starts_with(|mark| ('①'..='⑨').contains(&mark))
        || rest.len() < head.len()
            && (rest.trim().is_empty()
                || rest.starts_with([')', '）'])
                || rest
                    .strip_prefix(['.', '．', '、'])
                    .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit())))
        || behind.is_some_and(|rest| {
            // The point may have ended the sentence.
            rest.trim().is_empty() || rest.starts_with(['.', ')', '）', '、', ':', '：', '．'])
        })
}
