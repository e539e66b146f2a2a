//! What the words around a mention say of it: either will do, only this, not this, done outside, an
//! export market, a language to speak.

use super::{
    reading::Reading,
    spot::{Spotted, Spotting},
};

/// Words between two mentions of which either will do.
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
    OR.contains(&between.trim_matches([' ', ',', '，', '、', '(', '（']))
}

/// Whether the clause around a mention speaks of having it done outside.
pub(crate) fn is_outsourcing(
    reading: &Reading<'_>,
    spotting: &Spotting,
    mention: &Spotted,
) -> bool {
    let (start, end) =
        spotting.sentences.get(mention.sentence).copied().unwrap_or((0, reading.tokens.len()));
    let from = mention.first.saturating_sub(6).max(start);
    has_any(
        reading.folded(from, (mention.past + 5).min(end)),
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
        sentence_text(reading, spotting, mention.sentence),
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
    has_any(after, &["のみ", "専業", "だけ", "만 ", "만하", "전문", " only", "-only"])
        || has_any(before, &["chỉ ", "only ", "只", "仅", "單純", "单纯"])
}

/// Whether a mention stands right after a bare "no" or "not": "no plating", "not welded", but not "No. 5".
pub(crate) fn is_denied(reading: &Reading<'_>, mention: &Spotted) -> bool {
    let word = mention.first.checked_sub(1).map(|before| reading.folded(before, mention.first));
    word.is_some_and(|word| word == "no" || word == "not")
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
    has_any(after, WILL_DO) || has_any(after, WELCOME)
}

/// Whether the words right after a mention say that it will do instead: "(IATF 16949でも可)".
pub(crate) fn will_do_too(reading: &Reading<'_>, mention: &Spotted) -> bool {
    /// That a thing will do, which of a person would be said otherwise.
    const INSTEAD: &[&str] = &[
        "is also ok",
        "also acceptable",
        "accepted",
        "is accepted",
        "also accepted",
        "is also acceptable",
        "is also fine",
        "cũng ok",
        "도 인정",
    ];
    let after = reading.folded(mention.past, (mention.past + 5).min(reading.tokens.len()));
    WILL_DO.iter().chain(INSTEAD).any(|too| after.trim_start().starts_with(too))
}

/// Whether the words right after a certificate let in whoever prepares for it.
pub(crate) fn may_be_in_preparation(reading: &Reading<'_>, mention: &Spotted) -> bool {
    const EITHER: &[&str] = &[
        "or in prep",
        "or being prep",
        "or in progress",
        "or under prep",
        "or planned",
        "or an equivalent plan",
        "hoặc đang",
        "hay đang",
        "또는 준비",
        "또는 취득 예정",
        "이나 준비",
        "또는 인증 준비",
        "または取得",
        "又は取得",
        "もしくは取得",
        "あるいは取得",
        "または準備",
        "取得予定でも",
        "取得中でも",
        "或正在",
        "或準備",
        "或准备",
        "或在办",
        "或取得中",
    ];
    let after = reading.folded(mention.past, (mention.past + 12).min(reading.tokens.len()));
    let clause = after.split(['.', ',', ';', '。', '，', '、', '\n']).next().unwrap_or_default();
    has_any(clause, EITHER)
}

/// Whether a mention says what the buyer itself makes or is: "we make camera modules", "we are a maker of
/// …", 成形メーカー(ハイフォン)です.
pub(crate) fn is_of_the_buyer(
    reading: &Reading<'_>,
    spotting: &Spotting,
    mention: &Spotted,
) -> bool {
    const WE: &[&str] = &[
        "we make ",
        "we produce ",
        "we manufacture ",
        "we build ",
        "we already make ",
        "we currently make ",
        // "A cable to bundle with our 65 W charger": our own is made already.
        "with our ",
        "chúng tôi sản xuất ",
        "chúng tôi lắp ráp ",
        "chúng tôi làm ",
        "bên em lắp ráp ",
        "bên mình lắp ráp ",
        "bên em làm ",
    ];
    const IS: &[&str] = &[
        "です",
        "であり",
        "でして",
        "で、",
        "の購買",
        "の調達",
        "の資材",
        "입니다",
        "이며",
        "으로서",
        "로서",
        "로,",
        "인데",
    ];
    const FIRM: &[&str] = &["メーカー", "工場", "業者", "업체", "공장", "회사", "제조사"];
    let Some(&(start, end)) = spotting.sentences.get(mention.sentence) else { return false };
    let head = reading.folded(start.max(mention.first.saturating_sub(9)), mention.first);
    let turned = [" which ", " need", " seek", " look", " cần", " tìm", ",", ":"];
    let we = WE.iter().any(|word| {
        let said = head.strip_prefix(word.trim_end()).map(|rest| (rest, true));
        said.or_else(|| head.rsplit_once(word).map(|(_, rest)| (rest, false)))
            .is_some_and(|(rest, _)| !has_any(&format!(" {rest}"), &turned))
    });
    let tail = || reading.folded(mention.past, (mention.past + 16).min(end));
    let firm = || {
        let tail = tail();
        let rest = FIRM.iter().find_map(|firm| tail.trim_start().strip_prefix(firm))?;
        // A bracket may say where it is.
        let rest = match rest.split_once([')', '）']) {
            Some((inside, rest)) if inside.starts_with(['(', '（']) => rest,
            _ => rest,
        };
        IS.iter().find(|is| rest.trim_start().starts_with(**is))
    };
    // 我们是广东一家微型扬声器、振动马达制造商: what stands between "we are" and the firm.
    let chinese = || {
        let (whole, tail) = (reading.folded(start, end), tail());
        ["我们是", "我們是", "我司是", "我司为", "我司為", "本公司是", "敝司是"]
            .iter()
            .any(|we| whole.starts_with(we))
            && [
                "制造商",
                "製造商",
                "生产商",
                "厂家",
                "厂商",
                "廠商",
                "企业",
                "企業",
                "公司",
                "工厂",
                "工廠",
            ]
            .iter()
            .filter_map(|firm| tail.find(firm))
            .min()
            .is_some_and(|at| {
                tail.get(..at).is_some_and(|gap| !gap.contains(['，', ',', '。', ';', '；']))
            })
    };
    we || mention.sentence <= 1 && chinese() || mention.sentence == 0 && firm().is_some()
}

/// Whether a list of two ends in words that either of them will do: 「EPS成形品、EPE貼り合わせ品のどちらでも」.
pub(crate) fn either_will_do(reading: &Reading<'_>, before: &Spotted, mention: &Spotted) -> bool {
    const EITHER: &[&str] = &[
        "どちらでも",
        "いずれでも",
        "どちらか",
        "いずれか",
        "either will do",
        "either is fine",
        "either one",
        "nào cũng được",
        "đều được",
        "둘 다 가능",
        "어느 쪽",
        "둘 중",
        "均可",
        "都可以",
        "任一",
        "擇一",
        "择一",
        "二选一",
        "任選",
    ];
    let between = reading.folded(before.past.min(mention.first), mention.first);
    let list = between.trim_start_matches(['品', '材', '製', '部']).trim();
    let after = reading.folded(mention.past, (mention.past + 10).min(reading.tokens.len()));
    let clause = after.split(['。', '.', ';', '\n', '、']).next().unwrap_or_default();
    matches!(list, "," | "、" | "，" | "と" | "and" | "và" | "와" | "과" | "和" | "&")
        && has_any(clause, EITHER)
}

pub(super) fn sentence_text<'r>(
    reading: &'r Reading<'_>,
    spotting: &Spotting,
    sentence: usize,
) -> &'r str {
    spotting.sentences.get(sentence).map_or("", |&(start, end)| reading.folded(start, end))
}

/// Whether `text`, composed and in lower case, contains one of `words`.
pub(crate) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a country is named as an export market.
pub(crate) fn is_export(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    has_any(
        sentence_text(reading, spotting, mention.sentence),
        &[
            "export",
            "xuất khẩu",
            "xuat khau",
            "수출",
            "輸出",
            "出口",
            "overseas",
            "shipped to",
            "shipping to",
            "deliveries to",
            "xuất hàng",
            "giao hàng sang",
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
        sentence_text(reading, spotting, mention.sentence),
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
pub(crate) fn around<'r>(reading: &'r Reading<'_>, mention: &Spotted) -> &'r str {
    reading.folded(mention.first.saturating_sub(6), (mention.past + 5).min(reading.tokens.len()))
}
