//! Whom the buyer will deal with: makers, or traders too.

use super::{
    Constraint, ConstraintKind, Importance, Span,
    reading::{Hit, Reading},
    spot::Spotting,
    wording::has_any,
};
use crate::{
    request::RequestKind,
    taxonomy::{CueClass, Entry, Taxonomy},
    text::TokenKind,
};

const TRADER_WORDS: &[&str] = &[
    "trader",
    "trading",
    "trade compan",
    "middlem",
    "intermediar",
    "cty tm",
    "dealer",
    "thương mại",
    "thuong mai",
    "상사",
    "유통",
    "무역",
    "중개",
    "商社",
    "贸易",
    "貿易",
    "agent",
    "đại lý",
    "môi giới",
    "中间商",
    "代理",
    "distribut",
    "nhà phân phối",
    "대리점",
    "중간업체",
    "代理店",
    "经销",
    "經銷",
    "批发",
    "仲介",
    "ブローカー",
    "broker",
    "reseller",
    "중간상",
    "판매상",
    "trung gian",
    "中介",
];

const MAKER_ONLY: &[&str] = &[
    "manufacturers only",
    "manufacturer only",
    "makers only",
    "only manufacturers",
    "only makers",
    "only factories",
    "chỉ nhận nhà sản xuất",
    "chỉ nhà sản xuất",
    "direct manufacturer",
    "actual manufacturer",
    "own factory",
    "own plant",
    "own production",
    "trực tiếp sản xuất",
    "nhà sản xuất trực tiếp",
    "có nhà xưởng riêng",
    "có xưởng riêng",
    "tự sản xuất",
    "nha san xuat truc tiep",
    "co xuong rieng",
    "직접 제조",
    "직접 생산",
    "자체 공장",
    "제조사만",
    "제조업체만",
    "제조사에 한",
    "自社工場を持",
    "自社製造",
    "製造業者に限",
    "メーカーに限",
    "メーカー限定",
    "自有工厂",
    "自有工廠",
    "生产型",
    "源头工厂",
    "厂家直供",
    "仅限工厂",
    "仅限制造商",
];

/// Words that turn away those named before them in the sentence.
const TURNED_AWAY: &[&str] = &[
    "refrain",
    "abstain",
    "not reply",
    "not answer",
    "not approach",
    "not respond",
    "not apply",
    "not quote",
    "not contact",
    "not write",
    "not bid",
    "not welcome",
    "not wanted",
    "not sought",
    "stay away",
    "xin miễn",
    "vui lòng không",
    "vui lòng bỏ qua",
    "xin bỏ qua",
    "xin đừng",
    "đừng liên hệ",
    "không liên hệ",
    "không báo giá",
    "không gửi báo giá",
    "vui long khong",
    "vui long bo qua",
    "xin mien",
    "xin dung",
    "사절",
    "사양",
    "마세요",
    "마십시오",
    "말아 주",
    "말아주",
    "삼가",
    "지양",
    "遠慮",
    "控え",
    "断り",
    "勿",
    "绕行",
    "繞行",
    "绕道",
    "繞道",
    "免谈",
    "免談",
    "谢绝",
    "謝絕",
    "不必联系",
    "不必聯繫",
];

/// Words that turn away only some of them.
const ONLY_SOME: &[&str] = &[
    "without",
    "cannot",
    "can not",
    "unless",
    "không có",
    "nếu",
    "khong co",
    "없는",
    "없이",
    "ない商社",
    "持たない",
    "没有",
    "沒有",
    "无法",
    "無法",
];

/// A sentence that turns traders away: "trading companies please refrain".
fn turned_away(reading: &Reading<'_>, spotting: &Spotting) -> Option<(usize, usize)> {
    spotting.sentences.iter().copied().find(|&(start, end)| {
        let sentence = reading.folded(start, end);
        let trader = TRADER_WORDS.iter().filter_map(|word| sentence.find(word)).min();
        trader
            .and_then(|at| sentence.get(at..))
            .is_some_and(|behind| has_any(behind, TURNED_AWAY) && !has_any(sentence, ONLY_SOME))
    })
}

/// A refusal with a trader right after it, in its clause: "no foreign-owned trading houses".
fn refused(reading: &Reading<'_>) -> Option<(usize, usize)> {
    const NO: &[&str] = &["no", "not", "không", "miễn", "trừ", "khong"];
    (0..reading.tokens.len()).find_map(|at| {
        if !NO.iter().any(|word| reading.says(at, word)) {
            return None;
        }
        let end = (at + 6).min(reading.tokens.len());
        let past =
            (at + 1..end)
                .find(|&index| {
                    reading.tokens.get(index).is_none_or(|token| {
                        matches!(token.kind, TokenKind::Mark(_) | TokenKind::Break)
                    }) && reading.character(index) != Some('-')
                })
                .unwrap_or(end);
        has_any(reading.folded(at + 1, past), TRADER_WORDS).then_some((at, past))
    })
}

/// The code of a kind of partnership, as a constraint names it.
const PARTNERSHIPS: [(RequestKind, &str); 3] = [
    (RequestKind::Investment, "investment"),
    (RequestKind::TechnologyPartner, "technology_partner"),
    (RequestKind::JointDevelopment, "joint_development"),
];

/// The kind of partner that a cue speaks of.
pub(crate) fn spoken_of(hit: &Hit) -> Option<RequestKind> {
    let Entry::Cue(number) = hit.entry else { return None };
    match Taxonomy::get().cues.get(usize::from(number))?.class {
        CueClass::KindInvestment => Some(RequestKind::Investment),
        CueClass::KindTechnologyPartner => Some(RequestKind::TechnologyPartner),
        CueClass::KindJointDevelopment => Some(RequestKind::JointDevelopment),
        _ => None,
    }
}

/// The kind of partner that a constraint asks for; none for "makers, no traders".
pub(crate) fn partner(constraint: &Constraint) -> Option<RequestKind> {
    let code = constraint.codes.first()?;
    PARTNERSHIPS.iter().find(|(_, known)| known == code).map(|(kind, _)| *kind)
}

/// What a request for a partner asks of it beside its trade: an investor needs somebody who wants
/// one, others would like to hear it.
pub(crate) fn partnership(kind: RequestKind, reading: &Reading<'_>) -> Option<Constraint> {
    let (_, code) = PARTNERSHIPS.iter().find(|(known, _)| *known == kind)?;
    let said = reading.cues.iter().find(|hit| spoken_of(hit).is_some());
    let importance =
        if kind == RequestKind::Investment { Importance::Must } else { Importance::Prefer };
    Some(Constraint {
        kind: ConstraintKind::Business,
        importance,
        need: 0,
        codes: vec![(*code).to_owned()],
        quantity: None,
        text: said.map_or_else(String::new, |hit| reading.words(hit.first, hit.past).to_owned()),
        span: said.map(|hit| {
            let (start, end) = reading.range(hit.first, hit.past);
            Span { field: "text".to_owned(), start, end }
        }),
    })
}

/// "No trading companies", "manufacturers only".
pub(crate) fn business(
    reading: &Reading<'_>,
    spotting: &Spotting,
    field: &str,
) -> Option<Constraint> {
    let taxonomy = Taxonomy::get();
    let make = |first: usize, past: usize| {
        let (start, end) = reading.range(first, past);
        Constraint {
            kind: ConstraintKind::Business,
            importance: Importance::Must,
            need: 0,
            codes: vec!["manufacturer".to_owned()],
            quantity: None,
            text: reading.words(first, past).to_owned(),
            span: Some(Span { field: field.to_owned(), start, end }),
        }
    };
    // "商社経由の取引、内職による生産は不可": what is refused may be a list.
    let begins = |hit: &Hit| {
        let far = hit.first.saturating_sub(24);
        let stops = |at: &usize| {
            reading.tokens.get(*at).is_some_and(|token| token.kind == TokenKind::Break)
                || matches!(reading.character(*at), Some('。' | '.' | ';' | '!' | '?'))
        };
        (far..hit.first).rev().find(stops).map_or(far, |at| at + 1)
    };
    let cue = reading.cues.iter().find(|hit| match hit.entry {
        Entry::Cue(number) => taxonomy.cues.get(usize::from(number)).is_some_and(|cue| {
            matches!(cue.class, CueClass::MustNot | CueClass::DoesNot) && {
                let tail = reading.folded(hit.first, (hit.past + 8).min(reading.tokens.len()));
                let tail = tail.split(['.', ';', '。', '\n']).next().unwrap_or_default();
                let head = reading.folded(begins(hit), hit.past);
                has_any(&cue.phrase, TRADER_WORDS)
                    || has_any(tail, TRADER_WORDS)
                    || cue.scope != crate::taxonomy::Scope::After && has_any(head, TRADER_WORDS)
            }
        }),
        _ => false,
    });
    if let Some(hit) = cue {
        return Some(make(hit.first, hit.past));
    }
    if let Some((first, past)) = refused(reading).or_else(|| turned_away(reading, spotting)) {
        return Some(make(first, past));
    }
    spotting
        .sentences
        .iter()
        .find(|&&(start, end)| has_any(reading.folded(start, end), MAKER_ONLY))
        .map(|&(start, end)| make(start, end))
}
