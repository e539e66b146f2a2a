//! Numbered lots: which need each sentence of a request belongs to.

use super::{reading::Reading, spot::Spotting, wording::has_any};
use crate::text::TokenKind;

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
    "package",
    "option",
    "variant",
    "phương án",
    "方案",
    "案",
    "안",
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
    "mỗi lô",
    "mỗi gói",
    "các lô",
    "each lot",
    "each package",
    "yêu cầu chung",
    "chung:",
    "chung cho",
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
    "两标",
    "兩標",
    "两项",
    "兩項",
    "各包",
    "所有",
    "以上均",
    "均需",
    "均须",
    "兩個",
];

/// What a sentence about all lots has in it, wherever.
const OF_ALL: &[&str] = &[
    "for all lots",
    "for all items",
    "for both lots",
    "for both packages",
    "모두 필수",
    "모두 적용",
    "cho cả hai",
    "cho cả 2",
    "cho cả 3",
    "cho cả 4",
    "cho tất cả",
    "両案とも",
    "どちらも必須",
    "两项均",
    "各项均",
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
    "품목만 회신",
    "품목만 견적",
    "mã nào cũng được",
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
    "awarded separately",
    "may be awarded",
    "quoted alone",
    "quote either",
    "either or both",
    "one or both",
    "each lot may",
    "lots can be",
    "nhận một gói",
    "một hoặc cả hai",
    "擇一",
    "择一",
    "どちらか一方",
    "いずれか一方",
    "可分开报",
    "可分標",
    "báo giá từng",
    "chào giá từng",
    "chào riêng",
];

/// Which need each sentence belongs to: 0 for what holds for all, 1… for numbered lots.
pub(crate) fn lots(reading: &Reading<'_>, spotting: &Spotting) -> Vec<u16> {
    let singly = has_any(reading.folded(0, reading.tokens.len()), SINGLY);
    let mut current = 0_u16;
    let mut for_all = false;
    let mut starts = Vec::with_capacity(spotting.sentences.len());
    // A word of katakana is a token a letter.
    let head = |start: usize, end: usize| {
        let head = reading.folded(start, (start + 8).min(end));
        head.trim_start_matches(BULLETS)
    };
    let begins = |&(start, end): &(usize, usize)| {
        let head = head(start, end);
        // The first word behind bullets and bars, as written.
        let bullet =
            |at: &usize| reading.character(*at).is_some_and(|mark| BULLETS.contains(&mark));
        let word = (start..end).find(|at| !bullet(at)).unwrap_or(start);
        let cell = reading.character(start) == Some('|');
        if names_two(head) {
            return false;
        }
        numbered(head)
            || singly && (is_point(head, reading.words(word, word + 1)) || cell && is_cell(head))
    };
    let last = spotting.sentences.iter().rposition(begins).unwrap_or(0);
    for (at, sentence) in spotting.sentences.iter().enumerate() {
        let head = head(sentence.0, sentence.1);
        let marked = begins(sentence);
        // What holds for all stands until the next lot begins; what is demanded after the last lot
        // is demanded of all.
        let all = ALL.iter().any(|word| head.starts_with(word))
            || names_two(head)
            || begins_line(reading, sentence.0)
                && has_any(reading.folded(sentence.0, sentence.1), OF_ALL)
            || at > last
                && begins_line(reading, sentence.0)
                && DEMANDS.iter().any(|word| head.starts_with(word));
        // "Thêm lô thứ 2": all that was said before is of the first.
        if current == 0 && SECOND.iter().any(|word| head.starts_with(word)) {
            current = 2;
            starts.fill(1);
        } else if let Some(first) = starts.last_mut().filter(|_| {
            current == 0 && marked && is_second(head) && names_the_first(reading, spotting, at - 1)
        }) {
            current = 2;
            *first = 1;
        } else if marked {
            current += 1;
        }
        for_all = !marked && (for_all || all);
        starts.push(if for_all { 0 } else { current });
    }
    if current < 2 { vec![0; starts.len()] } else { starts }
}

/// "(B) bags", "2) bags": the second point of a list.
fn is_second(head: &str) -> bool {
    head.starts_with(['b', '2'])
}

/// "Two lots: (A) trays": the first point of a list, within a sentence.
fn names_the_first(reading: &Reading<'_>, spotting: &Spotting, at: usize) -> bool {
    let sentence = spotting.sentences.get(at).map(|&(start, end)| reading.folded(start, end));
    sentence.is_some_and(|text| has_any(text, &["(a)", "(1)", " a)", " 1)", ":a)", ":1)"]))
}

/// What stands before the point of a list.
const BULLETS: [char; 17] =
    ['-', '•', '*', '+', '·', '・', '–', '(', '（', ' ', '#', '※', '■', '|', '[', '【', '□'];

/// "①, ② 따로 견적 가능", A案、B案どちらか: both are spoken of.
fn names_two(head: &str) -> bool {
    const BETWEEN: &[char] = &[',', '、', '，', '·', '&', 'と', '和', '및'];
    head.find(BETWEEN).is_some_and(|at| {
        let (first, rest) = head.split_at(at);
        let rest = rest.trim_start_matches(BETWEEN).trim_start();
        let short = first.trim().chars().count() <= 3;
        short
            && !first.trim().is_empty()
            && (numbered(first) || is_point(first, first))
            && (numbered(rest) || rest.starts_with(|digit: char| digit.is_ascii_digit()))
    })
}

/// "1 | slant bed": a number or a letter alone in the first cell of a row.
fn is_cell(head: &str) -> bool {
    head.split_once('|').is_some_and(|(first, _)| {
        let first = first.trim();
        first.chars().all(|digit| digit.is_ascii_digit()) && !first.is_empty()
            || matches!(first, "a" | "b" | "c" | "d" | "e")
    })
}

/// The lot that a place belongs to: that of its line, where the lot begins on it. What follows on lines of
/// its own may be about all.
pub(super) fn of_a_place(
    reading: &Reading<'_>,
    spotting: &Spotting,
    lots: &[u16],
    sentence: usize,
) -> u16 {
    let lot = |at: usize| lots.get(at).copied().unwrap_or(0);
    let begins = |at: &usize| {
        spotting.sentences.get(*at).is_some_and(|&(start, _)| begins_line(reading, start))
    };
    let Some(line) = (0..=sentence).rev().find(begins) else { return 0 };
    let new = line.checked_sub(1).is_none_or(|before| lot(before) != lot(line));
    if new && lot(line) == lot(sentence) { lot(sentence) } else { 0 }
}

/// Whether a line begins with the token at `start`.
fn begins_line(reading: &Reading<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return true };
    if reading.tokens.get(before).is_some_and(|token| token.kind == TokenKind::Break) {
        return true;
    }
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
    // 甲标, 乙項, 一包: stems count as letters do, and numerals before a word for a lot; 一、 is a list.
    let stemmed = head.strip_prefix(['甲', '乙', '丙', '丁']).is_some_and(|rest| {
        rest.starts_with(['标', '標', '项', '項', '案', '包', ':', '：', '、'])
    }) || head
        .strip_prefix(NUMERALS)
        .is_some_and(|rest| rest.starts_with(['标', '標', '包', '案']));
    LOT.iter().any(behind)
        || lettered
        || stemmed
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
                || rest.starts_with([')', '）', ']', '】'])
                || rest.strip_prefix('/').is_some_and(|rest| rest.starts_with(' '))
                || rest
                    .strip_prefix(['.', '．', '、'])
                    .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit())))
        || behind.is_some_and(|rest| {
            // The point may have ended the sentence.
            rest.trim().is_empty() || rest.starts_with(['.', ')', '）', '、', ':', '：', '．'])
        })
}
