//! What the words around a mention say of it: either will do, only this, not this, done outside, an
//! export market, a language to speak.

use super::{
    reading::Reading,
    spot::{Spotted, Spotting},
};

const OR: &[&str] = &[
    "or",
    "hoặc",
    "hay",
    "hoac",
    "또는",
    "혹은",
    "이나",
    "나",
    "または",
    "又は",
    "もしくは",
    "か",
    "或",
    "或者",
    "/",
    "either",
];

/// Whether the words between two mentions say that either will do.
pub(crate) fn is_or(between: &str) -> bool {
    OR.contains(&between.trim_matches([' ', ',', '，', '、']))
}

/// Whether the clause around a mention speaks of having it done outside.
pub(crate) fn is_outsourcing(reading: &Reading<'_>, mention: &Spotted) -> bool {
    has_any(
        &around(reading, mention),
        &[
            "outsourc",
            "subcontract",
            "third part",
            "third-part",
            "thuê",
            "gia công ngoài",
            "gửi ",
            "ra ngoài",
            "bên ngoài",
            "외주",
            "하청",
            "外注",
            "委外",
            "外协",
            "外包",
            "外發",
            "外发",
        ],
    )
}

/// Whether the sentence around a mention wants it done in the firm's own house.
pub(crate) fn is_in_house(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    has_any(
        &sentence_text(reading, spotting, mention.sentence),
        &[
            "in-house",
            "in house",
            "own tool",
            "tự làm",
            "tự chế tạo",
            "tự thiết kế",
            "nội bộ",
            "tại xưởng",
            "자체",
            "사내",
            "内製",
            "自社",
            "社内",
            "自制",
            "自製",
            "自行",
            "厂内",
            "廠內",
        ],
    )
}

/// Whether a mention is limited by "only".
pub(crate) fn is_only(reading: &Reading<'_>, mention: &Spotted) -> bool {
    let after = reading.folded(mention.first, (mention.past + 4).min(reading.tokens.len()));
    let before = reading.folded(mention.first.saturating_sub(2), mention.past);
    has_any(&after, &["のみ", "専業", "だけ", "만 ", "만하", "전문", " only", "-only"])
        || has_any(&before, &["chỉ ", "only ", "只", "仅", "單純", "单纯"])
}

/// Whether a mention stands right after a bare "no": "no plating", but not "No. 5".
pub(crate) fn is_denied(reading: &Reading<'_>, mention: &Spotted) -> bool {
    mention.first.checked_sub(1).is_some_and(|before| reading.folded(before, mention.first) == "no")
}

/// That what was named before will do: behind a mention, in any wording.
const WILL_DO: &[&str] = &[
    "also ok",
    "cũng được",
    "도 가능",
    "도 무방",
    "でも可",
    "も可",
    "でも構",
    "でもよ",
    "でも良",
    "也可",
    "亦可",
    "也行",
    "也接受",
];

/// Whether the words after a mention say that it will do too.
pub(crate) fn is_allowed(reading: &Reading<'_>, mention: &Spotted) -> bool {
    /// That somebody is let in.
    const WELCOME: &[&str] = &[
        "also considered",
        "can be considered",
        "đều được",
        "cũng xem xét",
        "도 검토",
        "でも検討",
        "都可",
        "都行",
        "are ok",
        "is ok",
        "also welcome",
        "are welcome",
        "acceptable",
        "are fine",
        "is fine",
        "cũng chấp nhận",
        "도 괜찮",
        "均可",
    ];
    let after = reading.folded(mention.past, (mention.past + 8).min(reading.tokens.len()));
    has_any(&after, WILL_DO) || has_any(&after, WELCOME)
}

/// Whether the words right after a mention say that it will do instead: "(IATF 16949でも可)".
pub(crate) fn will_do_too(reading: &Reading<'_>, mention: &Spotted) -> bool {
    /// That a thing will do, which of a person would be said otherwise.
    const INSTEAD: &[&str] = &[
        "is also ok",
        "also acceptable",
        "is also acceptable",
        "is also fine",
        "cũng ok",
        "도 인정",
    ];
    let after = reading.folded(mention.past, (mention.past + 5).min(reading.tokens.len()));
    WILL_DO.iter().chain(INSTEAD).any(|too| after.trim_start().starts_with(too))
}

pub(super) fn sentence_text(reading: &Reading<'_>, spotting: &Spotting, sentence: usize) -> String {
    spotting
        .sentences
        .get(sentence)
        .map_or_else(String::new, |&(start, end)| reading.folded(start, end))
}

/// Whether `text`, composed and in lower case, contains one of `words`.
pub(crate) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a country is named as an export market.
pub(crate) fn is_export(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    has_any(
        &sentence_text(reading, spotting, mention.sentence),
        &[
            "export",
            "xuất khẩu",
            "xuat khau",
            "수출",
            "輸出",
            "出口",
            "overseas",
            "납품 경험",
            "납품 실적",
            "取引実績",
            "納入実績",
        ],
    )
}

/// Whether a language is named as one to speak.
pub(crate) fn is_spoken(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    has_any(
        &sentence_text(reading, spotting, mention.sentence),
        &[
            "speak",
            "language",
            "communicat",
            "staff",
            "interpreter",
            "nói được",
            "giao tiếp",
            "tiếng",
            "phiên dịch",
            "가능",
            "구사",
            "통역",
            "소통",
            "담당자",
            "対応可",
            "話せる",
            "日本語",
            "通訳",
            "窓口",
            "会话",
            "沟通",
            "能说",
            "中文",
            "日语",
            "韩语",
            "翻译",
        ],
    )
}

/// The words close to a mention, within its sentence.
pub(crate) fn around(reading: &Reading<'_>, mention: &Spotted) -> String {
    reading.folded(mention.first.saturating_sub(6), (mention.past + 5).min(reading.tokens.len()))
}
