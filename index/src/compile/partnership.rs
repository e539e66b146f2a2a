//! Whether a firm says that it is open to an investor, a technology partner or joint development.

use super::{Passage, offers::FieldSpotted};
use crate::{
    profile::field::Field,
    request::RequestKind,
    taxonomy::CueClass,
    understand::{
        partner::spoken_of,
        reading::{Hit, Reading},
        spot::Spotting,
        wording::has_any,
    },
};

/// Words of a sentence that make of "joint venture" a wish: a "Japanese joint venture" is one already.
const WISH: &[&str] = &[
    "looking for",
    "seek",
    "open to",
    "welcome",
    "wish",
    "interested",
    "willing",
    "tìm",
    "mong muốn",
    "sẵn sàng",
    "kêu gọi",
    "mong hợp tác",
    "희망",
    "모색",
    "찾고",
    "구합니다",
    "환영",
    "募集",
    "求め",
    "歓迎",
    "希望",
    "探して",
    "寻求",
    "寻找",
    "愿意",
    "欢迎",
    "诚邀",
];

/// With whom somebody develops jointly who does so already.
const PARTNERS: &[&str] = &[
    "with industry",
    "with universities",
    "with manufacturers",
    "với doanh nghiệp",
    "với các doanh nghiệp",
    "với các hãng",
    "기업과",
    "企業と",
    "与企业",
    "與企業",
];

/// Words that refuse it.
const REFUSAL: &[&str] = &[
    "not open",
    "not looking",
    "not seeking",
    "no interest",
    "không nhận",
    "không tìm",
    "không có nhu cầu",
    "원하지 않",
    "않습니다",
    "考えておりません",
    "しておりません",
    "していません",
    "しない",
    "募集なし",
    "안 합니다",
    "계획이 없",
    "없습니다",
    "no plan",
    "do not seek",
    "chưa có nhu cầu",
    "không có kế hoạch",
    "无意",
    "暂不",
    "没有",
    "求めていません",
    "不寻求",
    "不接受",
];

/// The kinds of partner that the running text asks for, each with the passage.
pub(crate) fn partnerships(spotted: &[FieldSpotted<'_>]) -> Vec<(RequestKind, Passage)> {
    let mut out: Vec<(RequestKind, Passage)> = Vec::new();
    for part in spotted {
        if !matches!(part.field, Field::Description | Field::DescriptionEn | Field::Text) {
            continue;
        }
        for hit in &part.reading.cues {
            let Some(kind) = spoken_of(hit) else { continue };
            let sentence = part.spotting.sentence_of(hit.first);
            let Some(&(start, end)) = part.spotting.sentences.get(sentence) else { continue };
            let sentence = part.reading.folded(start, end);
            let has_partners = kind == RequestKind::JointDevelopment && has_any(sentence, PARTNERS);
            if (has_partners || has_any(sentence, WISH)) && !has_any(sentence, REFUSAL) {
                out.push((kind, part.passage(hit.first, hit.past)));
            }
        }
    }
    out
}

/// "Đang tìm đối tác đồng nghiên cứu BMS không dây": what a firm seeks partners for it does not buy; whether
/// it makes it is said elsewhere or not at all.
pub(super) fn leave_open(reading: &Reading<'_>, spotting: &mut Spotting) {
    let jointly = |hit: &&Hit| {
        matches!(
            spoken_of(hit),
            Some(RequestKind::JointDevelopment | RequestKind::TechnologyPartner)
        )
    };
    let joint: Vec<usize> =
        reading.cues.iter().filter(jointly).map(|hit| spotting.sentence_of(hit.first)).collect();
    spotting.mentions.retain(|mention| {
        !joint.contains(&mention.sentence)
            || !matches!(mention.role, Some(CueClass::Seeking | CueClass::Buys))
    });
}
