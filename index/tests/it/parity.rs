//! One need read the same way in every language.

use index::{
    Engine, Language,
    request::SourcingRequest,
    understand::{Constraint, ConstraintKind, Importance},
};

fn read(lang: Language, text: &str) -> Vec<Constraint> {
    let request =
        SourcingRequest { lang: Some(lang), text: Some(text.to_owned()), ..Default::default() };
    Engine::default().understand_request(&request).constraints
}

fn of_kind(constraints: &[Constraint], kind: ConstraintKind) -> Vec<&Constraint> {
    constraints.iter().filter(|constraint| constraint.kind == kind).collect()
}

/// The plant that a radius is drawn around is the buyer's, not a region to be in.
#[test]
fn a_plant_with_a_radius_is_no_region() {
    for (lang, text) in [
        (Language::En, "For our Yên Phong plant: die casting. Must be within 60 km of Yên Phong."),
        (Language::Vi, "Nhà máy Yên Phong cần đúc áp lực, bắt buộc trong vòng 60 km từ Yên Phong."),
        (Language::Ko, "박닌성 옌퐁 공장 구매팀입니다. [필수] 다이캐스팅, 옌퐁 기준 60km 이내"),
        (Language::Ja, "イェンフォン工場の購買です。必須条件:ダイカスト、イェンフォンから60km以内"),
        (Language::Zh, "我司安丰工厂。必须满足:压铸,距安丰60公里以内"),
    ] {
        let read = read(lang, text);
        assert!(of_kind(&read, ConstraintKind::Region).is_empty(), "{text}: {read:#?}");
        assert_eq!(of_kind(&read, ConstraintKind::Distance).len(), 1, "{text}");
    }
}

#[test]
fn how_often_is_not_how_long() {
    for (lang, text) in [
        (Language::Ja, "必須条件:ダイカスト、1日2回納入できること"),
        (Language::Ja, "必須条件:ダイカスト(1日2便納入)"),
        (Language::Ko, "[필수] 다이캐스팅, 1일 2회 납입"),
        (Language::Vi, "Yêu cầu bắt buộc: đúc áp lực, giao hàng 1 ngày 2 lần"),
        (Language::Zh, "必须满足:压铸,1天两次送货"),
    ] {
        let read = read(lang, text);
        assert!(of_kind(&read, ConstraintKind::LeadTime).is_empty(), "{text}: {read:#?}");
    }
    let read = read(Language::Ja, "必須条件:ダイカスト、納期30日以内");
    assert_eq!(of_kind(&read, ConstraintKind::LeadTime).len(), 1);
}

/// What the part weighs describes it; what the machine must lift or the most it may weigh asks.
#[test]
fn the_weight_of_the_part_is_no_must() {
    for (lang, text) in [
        (Language::Ja, "■必須条件\n・ダイカスト、製品重量1.6kg"),
        (Language::Zh, "必须满足:压铸,单重1.6kg"),
        (Language::Ko, "[필수] 다이캐스팅, 중량 1.6kg"),
    ] {
        let read = read(lang, text);
        let specs = of_kind(&read, ConstraintKind::Spec);
        assert!(
            specs.iter().all(|spec| spec.importance == Importance::Expect),
            "{text}: {specs:?}"
        );
    }
}

#[test]
fn areas_a_month_and_layers_of_zinc_are_figures() {
    let figure = |lang, text: &str, attribute: &str| {
        let read = read(lang, text);
        let found = read.iter().filter_map(|one| one.quantity.as_ref());
        found.filter(|one| one.attribute == attribute).find_map(|one| one.min)
    };
    for text in
        ["sơn tĩnh điện 300 m2/tháng", "sơn tĩnh điện 300 m²/tháng", "sơn tĩnh điện 300㎡/tháng"]
    {
        assert_eq!(figure(Language::Vi, text, "volume_area"), Some(300.0), "{text}");
    }
    let zinc = figure(Language::Zh, "热浸镀锌,锌层65μm以上", "plating_thickness");
    assert!(zinc.is_some_and(|mm| (mm - 0.065).abs() < 1e-9), "{zinc:?}");
}

#[test]
fn food_contact_is_asked_for_by_law_and_country() {
    let read = read(Language::Vi, "Gioăng silicone thực phẩm, bắt buộc đạt cả FDA và LFGB");
    let codes: Vec<_> = of_kind(&read, ConstraintKind::Certification)
        .iter()
        .flat_map(|c| c.codes.clone())
        .collect();
    assert_eq!(codes, ["FDA_FOOD_CONTACT", "LFGB"]);
}

/// The sign of the micrometre is no letter to the tokeniser, so that its label once read as `m`.
#[test]
fn metres_are_no_micrometres() {
    for (text, attribute, millimetres) in [
        ("CNC machining, travel 2.4 m", "travel", 2_400.0),
        ("gia công CNC, hành trình 2,4 m", "travel", 2_400.0),
        ("nickel plating thickness 5 µm", "plating_thickness", 0.005),
        ("nickel plating thickness 5 μm", "plating_thickness", 0.005),
        ("nickel plating thickness 5 um", "plating_thickness", 0.005),
    ] {
        let read = read(if text.is_ascii() { Language::En } else { Language::Vi }, text);
        let found = read.iter().filter_map(|one| one.quantity.as_ref());
        let found =
            found.filter(|one| one.attribute == attribute).find_map(|one| one.min.or(one.max));
        let near = found.is_some_and(|found| (found - millimetres).abs() < millimetres * 1e-9);
        assert!(near, "{text}: {found:?}");
    }
}
