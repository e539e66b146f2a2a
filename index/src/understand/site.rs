//! Whose place a text names: where the buyer sits, or where the supplier must be.

use super::{
    reading::Reading,
    spot::{Spotted, Spotting},
    wording::has_any,
};
use crate::taxonomy::{CueClass, Entry, PlaceKind, Taxonomy};

/// Words right before a place that ask for its surroundings.
const NEAR_BEFORE: &[&str] = &[
    "near",
    "near to",
    "close to",
    "around",
    "nearby",
    "in the vicinity of",
    "gần",
    "quanh",
    "xung quanh",
    "lân cận",
    "ở gần",
    "gan",
    "lan can",
];

/// Words right after a place that ask for its surroundings.
const NEAR_AFTER: &[&str] = &[
    "附近",
    "周边",
    "周邊",
    "周围",
    "周圍",
    "근처",
    "인근",
    "부근",
    "주변",
    "近辺",
    "近く",
    "周辺",
    "付近",
    "과 가까운",
    "에서 가까운",
    "から近い",
    "港附近",
];

/// Words that make what follows the buyer's own, or a place of delivery.
const OWN: &[&str] = &[
    "our ",
    "we ",
    "we're",
    "my ",
    "us ",
    " for ",
    "deliver",
    "ship",
    "ddp",
    "dap ",
    "fca ",
    "chúng tôi",
    "bên em",
    "bên mình",
    "bên tôi",
    "bên mua",
    "của em",
    "xưởng em",
    "công ty em",
    "nhà máy em",
    "bên anh",
    "chung toi",
    "ben em",
    "ben minh",
    "ben toi",
    " cho ",
    "giao",
    "lắp đặt",
    "bàn giao",
    "install",
    "commission",
    "설치",
    "設置",
    "据付",
    "安装",
    "xuất đi",
    "당사",
    "저희",
    "우리",
    "자사",
    "납품",
    "입고",
    "공장용",
    "법인",
    "弊社",
    "メーカーです",
    "会社です",
    "업체입니다",
    "회사입니다",
    "当社",
    "納入",
    "納品",
    "向け",
    "我司",
    "我们",
    "我們",
    "我厂",
    "我廠",
    "本公司",
    "我公司",
    "敝司",
    "送货",
    "送貨",
    "交货",
    "交貨",
    "交付",
    "送到",
    "送至",
    "运到",
];

/// Words right before a place that put something there.
const IN: &[&str] = &[
    "in",
    "at",
    "from",
    "ở",
    "tại",
    "trong",
    "thuộc",
    "từ",
    "khu vực",
    "vùng",
    "tỉnh",
    "trong nội thành",
    "nội thành",
    "within",
    "phải ở",
    "o",
    "tai",
    "khu vuc",
    "in the",
    "chỉ ở",
];

/// Words right before a place that draw its border: no plant is "within the city limits of".
const CITY_LIMITS: &[&str] = &["nội thành", "noi thanh", "within the city of", "inside"];

/// Words for suppliers that stand before their place in Korean, Japanese and Chinese.
const SITES: &[&str] = &[
    "공장은",
    "공장이",
    "업체는",
    "업체가",
    "소재지는",
    "위치는",
    "지역은",
    "工場は",
    "工場が",
    "所在地は",
    "立地は",
    "拠点は",
    "地域は",
    "工厂在",
    "工厂须在",
    "工厂位于",
    "地点",
    "所在地",
    "厂址",
    "工廠在",
    "厂家在",
    "供应商在",
    "地区",
];

/// Words for suppliers that stand after their place in Korean, Japanese and Chinese.
const FIRMS: &[&str] = &[
    "업체",
    "공장",
    "협력사",
    "회사",
    "제조사",
    "공급사",
    "가공처",
    "会社",
    "工場",
    "メーカー",
    "業者",
    "企業",
    "加工先",
    "試験所",
    "厂家",
    "工厂",
    "供应商",
    "企业",
    "厂商",
    "廠商",
    "供應商",
    "工廠",
    "加工厂",
    "服务商",
    "实验室",
    "機構",
    "机构",
    "사업장",
    "연구소",
];

/// What a text says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// The supplier must be there.
    Supplier,
    /// The supplier must be near.
    Near,
    /// The buyer's plant, or a mention that says nothing.
    Buyer,
    /// Where the buyer says at the head of the text that its plant is.
    Opening,
}

/// What the words around `mention` say of the place it names, in a title or not.
pub(crate) fn site(
    reading: &Reading<'_>,
    spotting: &Spotting,
    mention: &Spotted,
    title: bool,
) -> Site {
    let Some(&(start, end)) = spotting.sentences.get(mention.sentence) else { return Site::Buyer };
    let sought = sought(reading, start, mention.first);
    let from = sought.unwrap_or(start);
    let head = format!(" {} ", reading.folded(from, mention.first));
    let tail = reading.folded(mention.past, (mention.past + 4).min(end));
    if ends_with_any(&head, CITY_LIMITS) {
        return Site::Supplier;
    }
    if opens(reading, spotting, mention, &head) {
        return Site::Opening;
    }
    // "DAP Dien Nam": a place of delivery.
    const TERMS: &[&str] = &["dap", "ddp", "cif", "cip", "cpt", "fob", "fca", "dpu", "exw"];
    if ends_with_any(&head, TERMS) {
        return Site::Opening;
    }
    if title && heads_with_the_plant(reading, spotting, mention) {
        return Site::Buyer;
    }
    let own = has_any(&head, OWN);
    let near = ends_with_any(&head, NEAR_BEFORE)
        || NEAR_AFTER.iter().any(|word| tail.trim_start().starts_with(word));
    if near {
        let clause = head.rsplit([',', '，', '、', ';']).next().unwrap_or_default();
        return if has_any(&format!(" {clause}"), OWN) { Site::Buyer } else { Site::Near };
    }
    let whole = reading.folded(start, end);
    if !has_any(&format!(" {whole} "), OWN)
        && (has_any(&head, SITES) || FIRMS.iter().any(|word| tail_names(tail, word)))
    {
        return Site::Supplier;
    }
    // A place before the words that seek is where the buyer is: "a firm in Hanoi is looking for".
    let later = sought.is_none() && self::sought(reading, mention.past, end).is_some();
    let placed = ends_with_any(&head, IN);
    // "Ép nhựa ở Bình Dương": what is sought, then where, with nobody else spoken of.
    let named = sought.is_none()
        && !has_any(&format!(" {whole} "), OWN)
        && spotting.mentions.iter().any(|other| {
            matches!(other.entry, Entry::Concept(_))
                && start <= other.first
                && other.past <= mention.first
        });
    if (sought.is_some() || named) && placed && !own && !later {
        Site::Supplier
    } else {
        Site::Buyer
    }
}

/// "工厂位于永福省." as the first sentence, with nothing that is sought in it: who writes says where it is.
fn opens(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted, head: &str) -> bool {
    let first = |other: &Spotted| other.sentence == 0;
    // "Machine tool builder, new assembly plant in Hai Duong. Looking for …"
    if introduces(reading, spotting, mention, head) {
        return true;
    }
    first(mention)
        && mention.firmness.is_none()
        && !reading.raw.trim_start().starts_with(['-', '•', '*', '・', '·', '1', '①'])
        && SITES.iter().any(|word| head.trim_start().starts_with(word))
        && !spotting
            .mentions
            .iter()
            .any(|other| first(other) && matches!(other.entry, Entry::Concept(_)))
        && spotting.sentences.len() > 1
}

/// Whether the first sentence says where the writer's plant is, and only the next ones seek.
fn introduces(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted, head: &str) -> bool {
    const PLANT: &[&str] = &["plant in ", "plant at ", "factory in ", "site in ", "factory at "];
    let (Some(&(start, end)), Some(&(_, last))) =
        (spotting.sentences.first(), spotting.sentences.last())
    else {
        return false;
    };
    mention.sentence == 0
        && mention.firmness.is_none()
        && PLANT.iter().any(|word| head.trim_end().ends_with(word.trim_end()))
        && sought(reading, start, end).is_none()
        && sought(reading, end, last).is_some()
}

/// A firm named right after the place: 박닌 업체, ハノイの会社, 河内的工厂.
fn tail_names(tail: &str, word: &str) -> bool {
    tail.find(word).is_some_and(|at| tail.get(..at).is_some_and(|gap| gap.chars().count() <= 4))
}

fn ends_with_any(head: &str, words: &[&str]) -> bool {
    let head = head.trim_end();
    words.iter().any(|word| {
        head.strip_suffix(word)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '(', ',', '-', ':']))
    })
}

/// "하이퐁 공장 불량 선별": a title that seeks nobody names the plant that it is about.
fn heads_with_the_plant(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    const PLANTS: &[&str] = &["공장", "工場", "工厂", "工廠"];
    let Some(&(start, end)) = spotting.sentences.get(mention.sentence) else { return false };
    let tail = reading.folded(mention.past, (mention.past + 2).min(end));
    PLANTS.iter().any(|word| tail.trim_start().starts_with(word))
        && sought(reading, start, end).is_none()
}

/// The token past the last word that seeks between two tokens.
fn sought(reading: &Reading<'_>, from: usize, to: usize) -> Option<usize> {
    let taxonomy = Taxonomy::get();
    reading
        .cues
        .iter()
        .rev()
        .filter(|hit| hit.first >= from && hit.past <= to)
        .find(|hit| match hit.entry {
            Entry::Cue(number) => taxonomy.cues.get(usize::from(number)).is_some_and(|cue| {
                matches!(cue.class, CueClass::Seeking | CueClass::Buys | CueClass::Outsources)
            }),
            _ => false,
        })
        .map(|hit| hit.past)
}

/// Whether a place is no condition: suppliers may be there too, or were there until now.
pub(super) fn no_condition(
    reading: &Reading<'_>,
    spotting: &Spotting,
    mention: &Spotted,
    kind: PlaceKind,
) -> bool {
    may_be_there_too(reading, mention, kind) || was_there(reading, spotting, mention)
}

/// "Also in the south", 남부도 가능, 南北部都可以: a place that is no condition.
fn may_be_there_too(reading: &Reading<'_>, mention: &Spotted, kind: PlaceKind) -> bool {
    let before = mention.first.checked_sub(1);
    if kind == PlaceKind::Area
        && before.is_some_and(|at| matches!(reading.character(at), Some('南' | '东' | '西')))
    {
        return true;
    }
    let after = reading.folded(mention.past, (mention.past + 10).min(reading.tokens.len()));
    let also = after.starts_with('도')
        && has_any(after, &["가능", "괜찮", "무방", "검토", "됩니다"])
        || after.starts_with("でも")
        || after.starts_with("也");
    also || has_any(
        reading.folded(mention.past, (mention.past + 4).min(reading.tokens.len())),
        &["cũng được", "cũng ok", "is also fine", "also possible", "is fine too", "is not", "だと"],
    )
}

/// "Từ Thanh Hoá trở ra", 다낭 이북, "Da Nang and north of it": the area beyond the place as well.
pub(super) fn beyond(reading: &Reading<'_>, mention: &Spotted) -> Option<&'static str> {
    let after = reading.folded(mention.past, (mention.past + 4).min(reading.tokens.len()));
    let after = after.trim_start();
    if ["trở ra", "tro ra", "이북", "以北", "upwards", "and up", "northwards", "and north"]
        .iter()
        .any(|word| after.starts_with(word))
    {
        Some("area:north")
    } else if ["trở vào", "tro vao", "이남", "以南", "southwards", "and south"]
        .iter()
        .any(|word| after.starts_with(word))
    {
        Some("area:south")
    } else {
        None
    }
}

/// "Bac Giang, max 60 km from Que Vo": whether the words at token `from` name the place that a distance is
/// from.
pub(super) fn points_on(reading: &Reading<'_>, spotting: &Spotting, from: usize) -> bool {
    const FROM: &[&str] =
        &["from", "of", "to", "around", "cách", "quanh", "từ", "tới", "đến", "tu", "den"];
    (from..from + 2).any(|at| FROM.iter().any(|word| reading.says(at, word)))
        && spotting.mentions.iter().any(|mention| {
            matches!(mention.entry, Entry::Place(_)) && (from..from + 5).contains(&mention.first)
        })
}

/// "So far these parts have travelled to a plater in the south": where things were done until now.
fn was_there(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    const UNTIL_NOW: &[&str] = &[
        "so far",
        "until now",
        "up to now",
        "to date",
        "đến nay",
        "trước giờ",
        "trước đây",
        "지금까지",
        "これまで",
        "至今",
        "以前",
        "过去",
    ];
    let Some(&(start, _)) = spotting.sentences.get(mention.sentence) else { return false };
    let head = reading.folded(start, mention.first).trim_start();
    UNTIL_NOW.iter().any(|word| head.starts_with(word))
        && sought(reading, start, mention.first).is_none()
}
