//! What of a capacity is free counts, in whatever words the profile says so; and what weights and areas
//! come to in pieces.

use index::{
    Engine, Language, RankOptions,
    matching::{Outcome, Verdict},
    profile::Profile,
    request::SourcingRequest,
    understand::ConstraintKind,
};
use serde_json::json;

/// What the ranking says of the only firm, and what it quotes of its capacity.
fn judged(request: &str, description: &str, capacity: &str) -> (Verdict, Outcome, String) {
    let profile: Profile = serde_json::from_value(
        json!({ "id": "s", "description": description, "capacity": capacity }),
    )
    .unwrap();
    let request = SourcingRequest { text: Some(request.to_owned()), ..SourcingRequest::default() };
    let today = "2026-11-24".parse().unwrap();
    let options = RankOptions { today, top: 1, locale: Language::En, seed: 0 };
    let engine = Engine::default();
    let ranking = engine.rank(&[engine.compile(&profile)], &request, &options);
    let one = ranking.results.into_iter().next().expect(description);
    let capacity = one.constraints.into_iter().find(|one| one.kind == ConstraintKind::Capacity);
    let capacity = capacity.unwrap();
    (one.verdict, capacity.result, capacity.declared.unwrap_or_default())
}

#[test]
fn what_is_free_counts_in_five_languages() {
    for (asked, trade, capacity, free) in [
        (
            "screws 30,000,000 pcs/month",
            "screws",
            "100 million pcs/month, 20 million free",
            "20,000,000",
        ),
        (
            "screws 30,000,000 pcs/month",
            "screws",
            "100 million pcs/month (free 20 million)",
            "20,000,000",
        ),
        (
            "PCBA 200,000 pcs/month",
            "PCBA",
            "400.000 bo/tháng, hiện còn trống khoảng 160.000 bo/tháng",
            "160,000",
        ),
        (
            "labels 4,000,000 pcs/month",
            "tem nhãn",
            "6,5 triệu tem/tháng, hiện chạy khoảng 55 %",
            "2,925,000",
        ),
        (
            "carton boxes 4,000,000 pcs/month",
            "San xuat thung carton",
            "6,5 trieu thung/thang, nhan them 2.000.000",
            "2,000,000",
        ),
        (
            "springs 5,000,000 pcs/month",
            "lò xo",
            "6 triệu cái/tháng, còn trống một nửa",
            "3,000,000",
        ),
        ("motor core 200,000 sets/month", "모터 코어", "월 40만 세트, 여유 17만 세트", "170,000"),
        ("motor core 200,000 sets/month", "모터 코어", "월 40만 세트, 여유 약 30%", "120,000"),
        ("gears 400,000 pcs/month", "歯車", "月産110万個、空き約30万個", "300,000"),
        ("gears 400,000 pcs/month", "歯車", "月産110万個、稼働率80%", "220,000"),
        ("gears 600,000 pcs/month", "齒輪", "月產260萬件，尚有兩成產能", "520,000"),
        ("screws 30,000,000 pcs/month", "自攻螺丝", "每月1.2亿支，可再接2000万支", "20,000,000"),
        (
            "stamping 900,000 pcs/month",
            "dập kim loại",
            "dập 2,5 triệu chi tiết/tháng, còn 20 %; hàn còn trống 10.000 khung/tháng",
            "500,000",
        ),
        (
            "oilless bushing 200,000 pcs/month",
            "bạc đồng",
            "380.000 cái/tháng, đang còn khoảng 140.000",
            "140,000",
        ),
        (
            "CNC milling 400 pcs/month",
            "CNC milling",
            "750 milled parts of medium size per month, about 300 of it free",
            "300",
        ),
    ] {
        let (verdict, outcome, declared) = judged(asked, trade, capacity);
        assert_eq!(
            (verdict, outcome),
            (Verdict::NearMiss, Outcome::Failed),
            "{capacity}: {declared}"
        );
        assert_eq!(declared, format!("{free} pcs/month"), "{capacity}");
    }
}

/// The part that is free is enough, or nothing is said of it.
#[test]
fn a_capacity_that_is_free_or_not_spoken_of_stands() {
    for (asked, trade, capacity) in [
        ("PCBA 150,000 pcs/month", "PCBA", "400.000 bo/tháng, trống 160.000 bo/tháng"),
        ("screws 30,000,000 pcs/month", "screws", "100 million pcs/month, halogen free"),
        ("screws 30,000,000 pcs/month", "screws", "100 million pcs/month, open from 8 to 17"),
        ("screws 30,000,000 pcs/month", "Sản xuất ốc vít", "100 triệu con/tháng, chạy 3 ca"),
    ] {
        let (verdict, _, declared) = judged(asked, trade, capacity);
        assert_eq!(verdict, Verdict::Qualified, "{capacity}: {declared}");
    }
}

#[test]
fn tonnes_and_square_metres_are_counted_in_pieces() {
    for (asked, trade, capacity, declared) in [
        (
            "die casting 12,000 pcs/month, part weight 2.1 kg",
            "đúc áp lực",
            "180 tấn/tháng, hiện trống 45 tấn",
            "21,429 pcs/month",
        ),
        (
            "anodising 60,000 pcs/month, surface area per piece 4 dm2",
            "anodizing",
            "anod 9.000 m2/thang, con trong 3.000 m2",
            "75,000 pcs/month",
        ),
        (
            "阳极氧化 60,000件/月，每件处理面积16 dm²",
            "阳极氧化",
            "15,000 m²/月，可接10,000 m²/月",
            "62,500 pcs/month",
        ),
    ] {
        let (verdict, outcome, said) = judged(asked, trade, capacity);
        assert_eq!((verdict, outcome, said.as_str()), (Verdict::Qualified, Outcome::Met, declared));
    }
    let asked = "anodising 60,000 pcs/month, surface area per piece 4 dm2";
    let (verdict, _, said) = judged(asked, "anodizing", "월 6,000㎡, 현재 여유 1,500㎡");
    assert_eq!((verdict, said.as_str()), (Verdict::NearMiss, "37,500 pcs/month"));
}
