//! Sourcing requests in five languages, as buyers write them: what, how much, which papers must
//! be there, what would be nice.

use index::Language;
use index::request::{Criteria, SourcingRequest, WithinKm};
use index::taxonomy::{Concept, PlaceKind};

use super::dice::{Dice, grouped};
use super::vocabulary::{places, trades};

/// What a request is about, in the words of its language.
struct Ask {
    product: &'static str,
    process: &'static str,
    material: &'static str,
    place: &'static str,
    volume: String,
    certificate: &'static str,
    second: &'static str,
    days: u32,
}

/// The request of a number.
pub(super) fn draw(seed: u64, number: u64) -> SourcingRequest {
    let mut dice = Dice::of(seed, (1 << 63) | number);
    let language = Language::ALL[(number % 5) as usize];
    let trades = trades();
    let trade = &trades[((number / 5 + number) % trades.len() as u64) as usize];
    let product = one(&trade.products, &mut dice);
    let process = one(&trade.processes, &mut dice);
    let material = one(&trade.materials, &mut dice);
    let place = *dice.pick(places(PlaceKind::Province));
    let words = |concept: Option<&'static Concept>| concept.map_or("", |c| c.label(language));
    let ask = Ask {
        product: words(product.or(process)),
        process: words(process.or(product)),
        material: words(material),
        place: place.name(language),
        volume: grouped(dice.round(1_000, 300_000), ','),
        certificate: dice.pick::<&str>(&[
            "ISO 9001",
            "IATF 16949",
            "ISO 14001",
            "ISO 9001",
            "RoHS",
        ]),
        second: dice.pick::<&str>(&["ISO 14001", "ISO 45001", "UL", "REACH"]),
        days: dice.between(2, 8) * 5,
    };
    let text = match language {
        Language::En => english(&ask, &mut dice),
        Language::Vi => vietnamese(&ask, &mut dice),
        Language::Ko => korean(&ask, &mut dice),
        Language::Ja => japanese(&ask, &mut dice),
        Language::Zh => chinese(&ask, &mut dice),
    };
    let structured = dice.chance(25);
    let required = if structured {
        Criteria {
            certifications: vec![ask.certificate.to_owned()],
            within_km: dice.chance(40).then(|| WithinKm {
                place: ask.place.to_owned(),
                km: f64::from(dice.between(3, 12) * 10),
            }),
            ..Criteria::default()
        }
    } else {
        Criteria::default()
    };
    let mut request = SourcingRequest {
        id: format!("r-{number:07}"),
        lang: dice.chance(80).then_some(language),
        text: Some(text),
        required,
        ..SourcingRequest::default()
    };
    request.extra.insert("fictitious".to_owned(), true.into());
    request
}

fn one(concepts: &[&'static Concept], dice: &mut Dice) -> Option<&'static Concept> {
    (!concepts.is_empty()).then(|| *dice.pick(concepts))
}

/// A clause about the material, where there is one.
fn of(material: &str, before: &str, behind: &str) -> String {
    if material.is_empty() { String::new() } else { format!("{before}{material}{behind}") }
}

fn english(ask: &Ask, dice: &mut Dice) -> String {
    let Ask { product, process, material, place, volume, certificate, second, days } = ask;
    let with = of(material, " made of ", "");
    match dice.between(0, 3) {
        0 => format!(
            "We are looking for a supplier of {product}{with} for our plant in {place}. Volume {volume} pcs/month. {certificate} is mandatory, {second} preferred. Lead time within {days} days. Trading companies please refrain."
        ),
        1 => format!(
            "Seeking a maker with in-house {process} to produce {product}{with}. Required: {certificate}, capacity of at least {volume} pcs per month. Experience with Korean or Japanese customers would be a plus."
        ),
        2 => format!(
            "RFQ: {product}, {process}{with}, {volume} pcs/month, delivery to {place}. Suppliers must hold {certificate}. Samples needed in {days} days."
        ),
        _ => format!(
            "Local second source wanted for {product} near {place}. Must have: {process}, {certificate}. Nice to have: {second}, own tooling. About {volume} pieces a month."
        ),
    }
}

fn vietnamese(ask: &Ask, dice: &mut Dice) -> String {
    let Ask { product, process, material, place, volume, certificate, second, days } = ask;
    let volume = volume.replace(',', ".");
    let with = of(material, " bằng ", "");
    match dice.between(0, 3) {
        0 => format!(
            "Cần tìm nhà cung cấp {product}{with} cho nhà máy tại {place}. Sản lượng {volume} cái/tháng. Bắt buộc có {certificate}, ưu tiên {second}. Giao hàng trong {days} ngày. Không nhận công ty thương mại."
        ),
        1 => format!(
            "Tìm đơn vị tự làm được {process} để sản xuất {product}{with}. Yêu cầu: {certificate}, công suất tối thiểu {volume} cái mỗi tháng. Ưu tiên đơn vị từng làm với khách Hàn Quốc hoặc Nhật Bản."
        ),
        2 => format!(
            "Yêu cầu báo giá: {product}, {process}{with}, {volume} cái/tháng, giao tại {place}. Nhà cung cấp phải có {certificate}. Cần mẫu trong {days} ngày."
        ),
        _ => format!(
            "Tìm nguồn thứ hai trong nước cho {product}, gần {place}. Phải có {process} và {certificate}. Có thêm {second} thì càng tốt. Khoảng {volume} cái một tháng."
        ),
    }
}

fn korean(ask: &Ask, dice: &mut Dice) -> String {
    let Ask { product, process, material, place, volume, certificate, second, days } = ask;
    let with = of(material, "", " 소재의 ");
    match dice.between(0, 2) {
        0 => format!(
            "{place} 공장에 {with}{product} 납품할 업체를 찾습니다. 월 {volume}개. {certificate} 인증 필수, {second} 우대. 납기 {days}일 이내. 무역회사는 제외합니다."
        ),
        1 => format!(
            "{process} 공정을 자체 보유한 {product} 제조업체를 구합니다. {certificate} 필수이며 월 {volume}개 이상 생산 가능해야 합니다. 일본 수출 경험이 있으면 좋습니다."
        ),
        _ => format!(
            "견적 의뢰: {with}{product}, {process}, 월 {volume}개, {place} 납품. {certificate} 인증을 반드시 보유해야 합니다. 샘플은 {days}일 이내."
        ),
    }
}

fn japanese(ask: &Ask, dice: &mut Dice) -> String {
    let Ask { product, process, material, place, volume, certificate, second, days } = ask;
    let with = of(material, "", "製の");
    match dice.between(0, 2) {
        0 => format!(
            "{place}の工場向けに{with}{product}のサプライヤーを探しています。月産{volume}個。{certificate}必須、{second}があれば尚可。納期{days}日以内。商社は不可。"
        ),
        1 => format!(
            "{process}を自社で行える{product}メーカーを募集します。{certificate}認証は必須、月{volume}個以上の生産能力が必要です。日本向け輸出の経験があれば優先します。"
        ),
        _ => format!(
            "見積依頼：{with}{product}、{process}、月{volume}個、{place}納入。{certificate}取得が条件です。サンプルは{days}日以内に必要です。"
        ),
    }
}

fn chinese(ask: &Ask, dice: &mut Dice) -> String {
    let Ask { product, process, material, place, volume, certificate, second, days } = ask;
    let with = of(material, "", "材质的");
    match dice.between(0, 2) {
        0 => format!(
            "为{place}工厂寻找{with}{product}供应商，每月{volume}件。必须有{certificate}认证，{second}优先。交期{days}天以内。贸易公司勿扰。"
        ),
        1 => format!(
            "寻找具备{process}能力的{product}制造商，必须通过{certificate}，月产能不低于{volume}件。有日韩客户经验者优先。"
        ),
        _ => format!(
            "询价：{with}{product}，{process}，每月{volume}件，送货到{place}。供应商须持有{certificate}证书，{days}天内提供样品。"
        ),
    }
}
