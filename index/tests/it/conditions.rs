//! What a refusal, a place, a lot or a list says, and what it does not: faults that requests nobody
//! had seen brought to light.

use index::{
    Engine, Language, RankOptions,
    matching::{ConstraintResult, Match, Verdict},
    profile::Profile,
    request::SourcingRequest,
};

use crate::requests::check;

/// The profile against the request, both in words.
fn judge(request: &str, profile: &str) -> Option<Match> {
    let engine = Engine::default();
    let profile =
        Profile { id: "a".to_owned(), text: Some(profile.to_owned()), ..Profile::default() };
    let request = SourcingRequest {
        id: "r".to_owned(),
        text: Some(request.to_owned()),
        ..SourcingRequest::default()
    };
    let options = RankOptions {
        today: "2026-11-24".parse().expect("a date"),
        top: 5,
        locale: Language::En,
        seed: 0,
    };
    engine.rank(&[engine.compile(&profile)], &request, &options).results.into_iter().next()
}

fn verdict(request: &str, profile: &str) -> Option<Verdict> {
    judge(request, profile).map(|result| result.verdict)
}

#[test]
fn the_head_of_a_compound_is_what_is_sought() {
    check(&[(
        "ADC12 gearbox housing for e-scooter, die cast",
        &["!die-casting", "!adc12"],
        &["linear-motion-part"],
    )]);
}

#[test]
fn a_wish_for_what_nobody_knows_makes_no_wish_of_what_stands_before() {
    check(&[
        ("材質はADC12、できれば協栄の地金", &["!adc12"], &[]),
        ("IATF 16949取得、可能であればQ1認定も", &["!IATF_16949"], &[]),
        ("Die casting in ADC12, preferably ingots from a smelter you know", &["!adc12"], &[]),
        ("IATF 16949(できれば)、ダイカスト", &["~IATF_16949", "!die-casting"], &[]),
    ]);
}

#[test]
fn a_refusal_takes_no_more_than_it_names() {
    check(&[
        ("시트 프레임, 로봇용접(수작업 용접 불가)", &["!robot-welding"], &["NOT welding"]),
        (
            "세탁기 도어 프레임 가스사출. 사출기 대리점이나 금형만 하는 곳은 제외합니다.",
            &["!gas-assist-moulding"],
            &["NOT injection-machine"],
        ),
        ("扉パッキン。材質はTPVかEPDM、どちらでも可(PVCは不可)。", &["!tpe", "NOT pvc"], &[]),
        (
            "선별·리워크 전문 업체. 시험소나 수출검사(선적 전 검품) 회사 말고요",
            &["!sorting-rework-service"],
            &[],
        ),
    ]);
    // Who does what is asked is not refused for doing the other thing as well.
    let eps = "冰箱EPS成型,不接受EPE替代";
    let both = "Xốp EPS định hình, ép EPS. Có thêm tổ bế dán EPE.";
    assert_eq!(verdict(eps, both), Some(Verdict::Qualified));
    // Who denies a kind of it has not denied it.
    let denies = "Chuyên đúc áp lực cao hợp kim nhôm ADC12. Không đúc kẽm.";
    assert_eq!(verdict("high-pressure die casting", denies), Some(Verdict::Qualified));
    assert_eq!(verdict("zinc die casting", denies), Some(Verdict::NearMiss));
}

#[test]
fn a_place_that_will_do_is_no_condition() {
    check(&[
        (
            "사출. 북부 업체 우선 검토하나 남부도 조건 맞으면 가능합니다.",
            &["~area:north"],
            &["area:south"],
        ),
        ("冲压件,南北部都可以", &["!stamped-part"], &["area:north"]),
        ("冲压件,工厂必须在越南北宁", &["!stamped-part", "!province:24"], &[]),
        (
            "Dập kim loại. Chỉ tìm xưởng từ Thanh Hoá trở ra Bắc.",
            &["!area:north", "!province:38"],
            &[],
        ),
        (
            "타발품. 공장 위치: 박닌, 박장, 타이응우옌, 하노이 중",
            &["!province:24", "!old:24", "!province:01"],
            &[],
        ),
        (
            "Dây chuyền lắp ráp tự động. Nhà thầu phải lắp đặt chạy thử tại Hải Dương.",
            &["~old:30"],
            &[],
        ),
    ]);
}

#[test]
fn figures_are_not_numbers_of_points_nor_loads_of_cranes() {
    check(&[
        ("3) 클린룸 Class 1,000 이하 필수. 타발", &["!cleanroom_class ..1000.000"], &[]),
        ("镜筒,须在千级无尘室内成型", &["!cleanroom_class ..1000.000"], &[]),
        ("射出金型の修理。天井クレーン10t以上", &["!mould-maintenance"], &["clamping_force"]),
        ("開発委託、2027年1月着手", &[], &["lead_time"]),
        ("SMT 임가공, 하루 80만 점", &["!smt"], &["volume"]),
    ]);
}

#[test]
fn parts_that_are_brought_are_not_sought() {
    check(&[
        (
            "Barrel zinc, job plating. We stamp, you plate: small brackets and screws",
            &["!zinc-plating"],
            &["bracket", "screw"],
        ),
        ("카메라용 FPCB SMT 임가공, 자재 전부 사급", &["!smt"], &["fpc"]),
        // A finish of what is made is asked of its maker.
        ("Heat sink, extruded 6063, black anodized", &["!heat-sink", "!anodizing"], &[]),
    ]);
}

#[test]
fn members_of_a_list_share_their_head() {
    check(&[
        ("laser and spot welding", &["!laser-welding", "!spot-welding"], &["laser-cutting"]),
        ("mạ kẽm, niken và crôm", &["!zinc-plating", "!nickel-plating", "!chrome-plating"], &[]),
        ("레이저 또는 스폿 용접", &["!laser-welding", "!spot-welding"], &[]),
        ("シルク・パッド印刷", &["!silk-screen", "!pad-printing"], &[]),
        ("镀锌、镀镍", &["!zinc-plating", "!nickel-plating"], &["zinc-nickel-plating"]),
    ]);
}

#[test]
fn tonnes_a_month_are_compared_with_pieces_of_a_known_weight() {
    let request = "ADC12 die casting, 1.35 kg a piece, 25,000 pcs per month";
    let able = "Aluminium die casting, ADC12. Capacity 60 tons per month";
    assert_eq!(verdict(request, able), Some(Verdict::Qualified));
    let small = "Aluminium die casting, ADC12. Capacity 12 tons per month";
    assert_eq!(verdict(request, small), Some(Verdict::NearMiss));
}

#[test]
fn a_supplier_is_judged_by_the_lot_that_suits_it_best() {
    let request = "Lot A: NdFeB magnets, nickel plated, 50,000 pcs/month\n\
                   Lot B: stator cores, 60,000 sets/month";
    let cores = "Stamping of stator cores, 200,000 sets per month";
    let result = judge(request, cores).expect("it makes one lot");
    assert_eq!((result.verdict, result.lot), (Verdict::Qualified, Some(2)));
    assert!(result.summary.starts_with("Lot 2: "), "{}", result.summary);
    assert!(result.constraints.iter().any(|one| one.need == 1), "the other lot is shown too");
}

#[test]
fn points_within_a_sentence_are_lots_where_either_may_be_quoted() {
    let request = "Packaging for camera modules. Two lots, you may quote either one: (A) thermoformed \
                   ESD trays, 300k trays/month; (B) static shielding bags, 1 million bags/month.";
    let bags =
        "Static shielding bags, own bag-making lines, 8 million bags per month. We form no trays.";
    let result = judge(request, bags).expect("it makes one lot");
    assert_eq!((result.verdict, result.lot), (Verdict::Qualified, Some(2)));
    let camera = |one: &ConstraintResult| one.required.to_lowercase().contains("camera");
    assert!(!result.constraints.iter().any(camera), "what is packed is not sought");
}

#[test]
fn a_document_asked_for_and_not_stated_is_to_be_asked_after() {
    let request = "Valve bodies by investment casting, material certificate EN 10204 3.1 required";
    let silent = "Investment casting of valve bodies";
    assert_eq!(verdict(request, silent), Some(Verdict::Possible));
    let stated = "Investment casting of valve bodies, EN 10204-3.1 with every lot";
    assert_eq!(verdict(request, stated), Some(Verdict::Qualified));
}

#[test]
fn what_everyday_words_ask_for() {
    check(&[
        (
            "Stamping, location Bac Ninh or Bac Giang, max 60 km from Que Vo",
            &["!stamping", "!province:24", "!district:Quế Võ"],
            &[],
        ),
        ("EPDM gaskets, 60 ± 5 Shore A", &["!gasket", "~hardness_shore 60.000..60.000"], &[]),
        ("CNC turning, 2-week lead time", &["!cnc-turning", "=lead_time ..14.000"], &[]),
        ("사출업체, IATF 보유 업체 우선", &["~IATF_16949"], &[]),
        ("ISO 14001もお持ちであればプラスに評価します。", &["~ISO_14001"], &[]),
        ("Zinc flake coating. Northern provinces only.", &["!zinc-flake", "!area:north"], &[]),
        ("커넥터 유통사 찾습니다", &["!connector", "!sourcing-trading"], &[]),
    ]);
}

#[test]
fn what_remains_with_the_buyer_or_may_be_sent_out_is_no_must() {
    check(&[
        (
            "Plating of brackets; stamping and degreasing remain with us.",
            &["!plating"],
            &["stamping"],
        ),
        ("Zinc-nickel plating for stamped brackets", &["!zinc-nickel-plating"], &["stamping"]),
        ("함침은 사내든 외주든 상관없음, 다이캐스팅", &["~impregnation", "!die-casting"], &[]),
        ("板金(部品加工とフレーム溶接は外注可)", &["!sheet-metal-fab", "~welding"], &[]),
        (
            "アルマイトは外注先での処理でも差し支えございません。切削加工をお願いします。",
            &["~anodizing"],
            &[],
        ),
        ("歯切りと研削は社内、熱処理は外注可。", &["~heat-treatment"], &["=gear-cutting"]),
        (
            "LSR 사출 (HCR 프레스 성형이나 설치 예정 설비는 검토 대상 아님)",
            &["!lsr-moulding", "NOT compression-moulding"],
            &[],
        ),
        (
            "CNC加工。商社様からのご提案は今回見送らせていただきます。",
            &["!manufacturer"],
            &["sourcing"],
        ),
        (
            "So far these brackets have travelled to a plater in the south. We look for zinc plating.",
            &["!zinc-plating"],
            &["area:south"],
        ),
        (
            "Yearly maintenance contract, 22 injection machines. We do not look for used machines.",
            &["!maintenance", "~injection-machine"],
            &[],
        ),
        ("基板の実装、部品は支給、AOI必須", &["!smt", "!aoi"], &[]),
        (
            "Injection mould, NAK80, later mould modification",
            &["!plastic-mould", "~mould-maintenance"],
            &[],
        ),
        ("钣金机柜，粉末喷涂，喷涂一定要自己的线", &["!powder-coating"], &["painting"]),
        ("弹簧 SUS304 线径0.5，10万/月", &["!volume 100000.000.."], &[]),
        (
            "đùn cao su 50.000 mét/tháng",
            &["!rubber-extrusion", "!volume_length 50000000.000.."],
            &[],
        ),
    ]);
}
