//! Where: regions asked for, distance from a place, the buyer's plant.

use std::cmp::Ordering;

use super::{
    Constraint, ConstraintKind, Importance, Quantity, Span,
    lot::of_a_place,
    number::number,
    reading::Reading,
    site::{Site, beyond, no_condition, points_on, site},
    spot::{Spotted, Spotting},
    wording::{around, has_any, is_or, sentence_text},
};
use crate::taxonomy::{CueClass, Entry, Place, PlaceKind, Taxonomy};

/// Words that make a place the buyer's.
const OWN_PLANT: &[&str] = &[
    "our ",
    "for our",
    "delivery to",
    "deliver to",
    "delivered to",
    "ddp",
    "ship to",
    "we are",
    "we have a",
    "chúng tôi",
    "bên mua",
    "bên em",
    "bên mình",
    "giao tại",
    "giao đến",
    "giao hàng tại",
    "giao về",
    "lắp đặt",
    "chạy thử",
    "bàn giao",
    "install",
    "설치",
    "設置",
    "据付",
    "安装",
    "cho nhà máy",
    "công ty tôi",
    "cho cong ty",
    "chung toi",
    "giao toi",
    "giao tới",
    "공장용",
    "당사",
    "공장에",
    "납품",
    "입고",
    "법인",
    "자사",
    "저희",
    "工場向け",
    "弊社",
    "メーカーです",
    "会社です",
    "업체입니다",
    "회사입니다",
    "当社",
    "納入",
    "納品",
    "工場まで",
    "工場にて",
    "自社工場",
    "の工場で使",
    "我司",
    "我厂",
    "我们",
    "交货至",
    "送货",
    "交付",
    "我們",
    "本厂",
    "送到",
    "送至",
    "交货",
    "本公司",
];

/// Words that make a place the supplier's.
const SUPPLIER_PLACE: &[&str] = &[
    "located in",
    "based in",
    "suppliers in",
    "supplier in",
    "vendors in",
    "manufacturers in",
    "makers in",
    "companies in",
    "firms in",
    "region",
    "area",
    "shop in",
    "plant in",
    "factory in",
    "đặt tại",
    "tìm ở",
    "tìm tại",
    "chỉ ở",
    "chỉ xét",
    "đóng tại",
    "trụ sở tại",
    "nhà cung cấp tại",
    "nhà cung cấp ở",
    "khu vực",
    "đơn vị tại",
    "công ty tại",
    "doanh nghiệp tại",
    "xưởng tại",
    "xưởng ở",
    "nha cung cap o",
    "nha cung cap tai",
    "khu vuc",
    "nhà máy ở",
    "nhà máy tại",
    "nhà máy đặt",
    "nha may o",
    "nha may tai",
    "소재",
    "지역",
    "인근",
    "위치한",
    "현지 업체",
    "권역",
    "업체",
    "所在",
    "地域",
    "地区",
    "近郊",
    "圏",
    "エリア",
    "立地",
    "拠点を持つ",
    "に工場",
    "の会社",
    "のメーカー",
    "の業者",
    "位于",
    "地區",
    "区域",
    "周边",
    "一带",
    "供应商在",
    "省内",
    "工厂在",
    "厂家在",
    "的供应商",
    "的厂家",
    "的企业",
];

/// What is done at the buyer's place.
const ON_SITE: &[&str] = &["tại chỗ", "on site", "on-site", "출장", "出張", "上门", "到廠服務"];

/// Regions and distances that a text asks for.
pub(crate) fn places(
    reading: &Reading<'_>,
    spotting: &Spotting,
    lots: &[u16],
    field: &str,
) -> Vec<Constraint> {
    let taxonomy = Taxonomy::get();
    let mut out: Vec<Constraint> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for mention in &spotting.mentions {
        let Entry::Place(id) = mention.entry else { continue };
        if taken.contains(&mention.first) {
            continue;
        }
        let place = taxonomy.places.at(id);
        let readings: Vec<&Place> = spotting
            .mentions
            .iter()
            .filter(|other| other.first == mention.first && other.past == mention.past)
            .filter_map(|other| match other.entry {
                Entry::Place(id) => Some(taxonomy.places.at(id)),
                _ => None,
            })
            .collect();
        taken.push(mention.first);
        let said = said(mention);
        let (start, end) = reading.range(mention.first, mention.past);
        let span = Some(Span { field: field.to_owned(), start, end });
        let text = reading.words(mention.first, mention.past).to_owned();
        let sentence = sentence_text(reading, spotting, mention.sentence);
        let whose = site(reading, spotting, mention, field == "title");
        if mention.firmness == Some(CueClass::NotNeeded)
            || no_condition(reading, spotting, mention, place.kind)
        {
            continue;
        }
        let beyond = beyond(reading, mention);
        let named = readings.iter().map(|place| place.code.as_str());
        let codes: Vec<String> = named.chain(beyond).map(str::to_owned).collect();
        let (kind, importance, km) = if let Some(km) = radius(reading, spotting, mention) {
            (ConstraintKind::Distance, said.unwrap_or(Importance::Must), Some(km))
        } else if place.kind != PlaceKind::Area
            && said.is_none()
            && has_any(around(reading, mention), ON_SITE)
        {
            (ConstraintKind::Distance, Importance::Prefer, None)
        } else if place.kind != PlaceKind::Area && whose == Site::Near {
            (ConstraintKind::Distance, said.unwrap_or(Importance::Must), None)
        } else if whose == Site::Supplier
            || place.kind == PlaceKind::Area
            || alternative(reading, spotting, mention)
            || listed(reading, spotting, mention)
            || beyond.is_some()
            || whose != Site::Opening
                && !has_any(sentence, OWN_PLANT)
                && (has_any(around(reading, mention), SUPPLIER_PLACE) || said.is_some())
            || after_region(&out, reading, start)
        {
            (ConstraintKind::Region, said.unwrap_or(Importance::Must), None)
        } else {
            (ConstraintKind::Distance, Importance::Prefer, None)
        };
        if kind == ConstraintKind::Region
            && join_region(&mut out, reading, importance, &codes, (start, end))
        {
            continue;
        }
        if kind == ConstraintKind::Distance {
            match beside_last(&out, reading, place, start) {
                Some(Ordering::Greater) => continue,
                Some(Ordering::Less) => drop(out.pop()),
                _ => {}
            }
        }
        out.push(Constraint {
            kind,
            importance,
            need: of_a_place(reading, spotting, lots, mention.sentence),
            codes,
            quantity: km.map(kilometres),
            text,
            span,
        });
    }
    radius_of_an_unknown_place(reading, spotting, lots, &mut out);
    out
}

/// "チャンズエから80km圏内": a radius whose place the lexicon does not know is about the plant.
fn radius_of_an_unknown_place(
    reading: &Reading<'_>,
    spotting: &Spotting,
    lots: &[u16],
    out: &mut [Constraint],
) {
    let at = ask_for_radius(reading, out, |one| one.kind == ConstraintKind::Distance);
    if let Some((plant, at)) = at {
        plant.need = of_a_place(reading, spotting, lots, spotting.sentence_of(at));
    }
}

/// "Within 90 km of our plant", where only the form or the title says where that is.
pub(super) fn around_the_plant(reading: &Reading<'_>, constraints: &mut [Constraint]) {
    ask_for_radius(reading, constraints, |one| {
        one.kind == ConstraintKind::Distance && (one.is_in("plant") || one.is_in("title"))
    });
}

/// Asks for the first radius of a text around the place that `of` tells, unless one is asked for
/// already. Gives the place, and the token where the radius stands.
fn ask_for_radius<'c>(
    reading: &Reading<'_>,
    constraints: &'c mut [Constraint],
    of: impl Fn(&Constraint) -> bool,
) -> Option<(&'c mut Constraint, usize)> {
    let asked = |one: &Constraint| one.kind == ConstraintKind::Distance && one.quantity.is_some();
    if constraints.iter().any(asked) {
        return None;
    }
    let (km, at) = bare_radius(reading)?;
    let place = constraints.iter_mut().find(|one| of(one))?;
    place.quantity = Some(kilometres(km));
    place.importance = Importance::Must;
    Some((place, at))
}

fn said(mention: &Spotted) -> Option<Importance> {
    match mention.firmness? {
        CueClass::Must => Some(Importance::Must),
        CueClass::Prefer => Some(Importance::Prefer),
        _ => None,
    }
}

/// How precise the place named right before is beside this one, where one lies in the other: of
/// "Yên Phong, Bắc Ninh" and 박닌성 옌퐁 the smaller one says where.
fn beside_last(
    out: &[Constraint],
    reading: &Reading<'_>,
    place: &Place,
    start: u32,
) -> Option<Ordering> {
    let last = out.last().filter(|last| last.kind == ConstraintKind::Distance)?;
    let end = last.span.as_ref()?.end;
    let gap = reading.raw.get(end as usize..start as usize)?;
    let places = &Taxonomy::get().places;
    let known = last
        .codes
        .iter()
        .filter_map(|code| places.by_code(code))
        .find(|known| known.provinces.iter().any(|one| place.provinces.contains(one)))?;
    let apart =
        gap.contains(['\n', ';', '。']) || gap.chars().any(|letter| letter.is_ascii_digit());
    (gap.chars().count() <= 24 && !apart).then(|| precision(known.kind).cmp(&precision(place.kind)))
}

/// Whether another place stands beside this one as an alternative: a plant has one place only.
fn alternative(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    const KINDS: &[&str] =
        &["市内", "市", "省", "성", "시", " city", " province", "province", "city"];
    let either = |from: usize, to: usize| {
        let between = reading.folded(from, to);
        let plain = KINDS.iter().find_map(|kind| between.strip_prefix(kind));
        from <= to && is_or(plain.unwrap_or(between))
    };
    spotting.mentions.iter().any(|other| {
        matches!(other.entry, Entry::Place(_))
            && (either(mention.past, other.first) || either(other.past, mention.first))
    })
}

/// Whether the place is one of three or more listed in its sentence: a plant has one place only.
fn listed(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> bool {
    const COMMA: &[&str] = &[",", "、", "，", "/", "·", "・"];
    let mut run: Vec<&Spotted> = Vec::new();
    for other in &spotting.mentions {
        let Entry::Place(id) = other.entry else { continue };
        if Taxonomy::get().places.at(id).kind == PlaceKind::Zone {
            continue;
        }
        let Some(last) = run.last() else {
            run.push(other);
            continue;
        };
        if last.first == other.first {
            continue;
        }
        let between = reading.folded(last.past.min(other.first), other.first);
        let between = between.trim();
        if COMMA.contains(&between) || is_or(between) {
            run.push(other);
        } else if run.iter().any(|known| known.first == mention.first) {
            break;
        } else {
            run = vec![other];
        }
    }
    run.len() >= 3 && run.iter().any(|known| known.first == mention.first)
}

/// Takes a place into the region just before it: "Bắc Ninh, Bắc Giang, Hưng Yên" are alternatives.
fn join_region(
    out: &mut [Constraint],
    reading: &Reading<'_>,
    importance: Importance,
    codes: &[String],
    (start, end): (u32, u32),
) -> bool {
    if !after_region(out, reading, start) {
        return false;
    }
    let Some(last) = out.last_mut().filter(|last| last.importance == importance) else {
        return false;
    };
    last.codes.extend_from_slice(codes);
    if let Some(span) = &mut last.span {
        span.end = end;
        last.text =
            reading.raw.get(span.start as usize..end as usize).unwrap_or_default().to_owned();
    }
    true
}

/// The first radius of a text, 5–500 km, and the token where it stands.
fn bare_radius(reading: &Reading<'_>) -> Option<(f64, usize)> {
    let taxonomy = Taxonomy::get();
    (0..reading.tokens.len()).find_map(|at| {
        let number = number(reading, at)?;
        let unit = reading.measures.iter().find_map(|hit| match hit.entry {
            Entry::Unit(unit) if hit.first == number.past => taxonomy.units.get(usize::from(unit)),
            _ => None,
        })?;
        (unit.code == "km" && (5.0..=500.0).contains(&number.value)).then_some((number.value, at))
    })
}

/// Whether a place follows right after a region asked for: "Hà Nam, Hưng Yên hoặc Hà Nội".
fn after_region(out: &[Constraint], reading: &Reading<'_>, start: u32) -> bool {
    out.last()
        .filter(|last| last.kind == ConstraintKind::Region)
        .and_then(|last| last.span.as_ref())
        .is_some_and(|span| {
            reading
                .raw
                .get(span.end as usize..start as usize)
                .is_some_and(|gap| gap.chars().count() <= 8 && !gap.contains('\n'))
        })
}

fn kilometres(km: f64) -> Quantity {
    Quantity { attribute: "distance".to_owned(), min: None, max: Some(km), unit: "km".to_owned() }
}

/// "within 60 km of Yên Phong": the radius in the same sentence as the place.
fn radius(reading: &Reading<'_>, spotting: &Spotting, mention: &Spotted) -> Option<f64> {
    let taxonomy = Taxonomy::get();
    let &(start, end) = spotting.sentences.get(mention.sentence)?;
    let near = |at: usize| at + 14 >= mention.first && at <= mention.past + 14;
    (start..end).filter(|&at| near(at)).find_map(|at| {
        let number = number(reading, at)?;
        let unit = reading.measures.iter().find_map(|hit| match hit.entry {
            Entry::Unit(unit) if hit.first == number.past => taxonomy.units.get(usize::from(unit)),
            _ => None,
        })?;
        let of_another = mention.past <= at && points_on(reading, spotting, number.past + 1);
        (unit.code == "km" && !of_another).then_some(number.value)
    })
}

/// The buyer's plant out of a form field: the nearest supplier is preferred.
pub(crate) fn plant(reading: &Reading<'_>, field: &str) -> Option<Constraint> {
    let (first, past, codes) = first_place(reading)?;
    let (start, end) = reading.range(first, past);
    Some(Constraint {
        kind: ConstraintKind::Distance,
        importance: Importance::Prefer,
        need: 0,
        codes,
        quantity: None,
        text: reading.words(first, past).to_owned(),
        span: Some(Span { field: field.to_owned(), start, end }),
    })
}

/// A stated radius around a stated place. A place nobody knows stays as words.
pub(crate) fn within(
    reading: &Reading<'_>,
    km: f64,
    importance: Importance,
    field: &str,
) -> Constraint {
    let found = first_place(reading);
    Constraint {
        kind: ConstraintKind::Distance,
        importance,
        need: 0,
        codes: found.map(|(_, _, codes)| codes).unwrap_or_default(),
        quantity: Some(kilometres(km)),
        text: format!("{km} km, {}", reading.raw),
        span: Some(Span { field: field.to_owned(), start: 0, end: 0 }),
    }
}

/// The most precise place named: zone before district before province.
fn first_place(reading: &Reading<'_>) -> Option<(usize, usize, Vec<String>)> {
    let taxonomy = Taxonomy::get();
    let hit = reading
        .vocabulary
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Place(id) => Some((hit, taxonomy.places.at(id))),
            _ => None,
        })
        .max_by_key(|(hit, place)| (precision(place.kind), std::cmp::Reverse(hit.first)))?;
    let codes = reading
        .vocabulary
        .iter()
        .filter(|other| other.first == hit.0.first && other.past == hit.0.past)
        .filter_map(|other| match other.entry {
            Entry::Place(id) => Some(taxonomy.places.at(id).code.clone()),
            _ => None,
        })
        .collect();
    Some((hit.0.first, hit.0.past, codes))
}

pub(crate) fn precision(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Area => 0,
        PlaceKind::Province => 1,
        PlaceKind::OldProvince => 2,
        PlaceKind::District => 3,
        PlaceKind::Zone => 4,
    }
}
