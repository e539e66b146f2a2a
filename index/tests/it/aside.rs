//! What a request mentions without asking for it: the buyer's own trade and site, what goes elsewhere, what
//! is used no longer, what something is for or is cut into.

use index::{Engine, request::SourcingRequest, understand::ConstraintKind};

use crate::requests::check;

#[test]
fn the_buyers_own_trade_is_not_asked_for() {
    check(&[
        (
            "We make camera modules in Thai Nguyen and need injection moulded housings.",
            &["!injection-moulding"],
            &["camera-module"],
        ),
        (
            "A cable to bundle with our 65/100 W charger: USB-C cable, 1 m.",
            &["!usb-data-cable"],
            &["charger"],
        ),
        (
            "充電器メーカーの購買です。ケースの射出成形をお願いします。",
            &["!injection-moulding"],
            &["charger"],
        ),
        ("부스바 프레스. 용접, 조립은 당사에서 합니다.", &["!busbar"], &["welding"]),
        (
            "12 prototype boards. Bare boards and kitted parts come from us.",
            &["!pcba"],
            &["pcb-fabrication"],
        ),
        (
            "成形メーカー(ハイフォン)です。POMを小口で買える商社を探しています。",
            &["!pom", "!sourcing-trading"],
            &["injection-moulding"],
        ),
        (
            "한국 자동차 방진고무 업체로, 베트남 고무부품 제조사 지분 인수를 검토합니다.",
            &["!rubber-part", "!investment"],
            &["rubber-metal-bonding"],
        ),
        (
            "我们是广东一家微型扬声器、振动马达制造商，寻找变压器供应商。",
            &["!transformer"],
            &["speaker", "vibration-motor"],
        ),
        (
            "工厂位于永福省 Bá Thiện II。需要注塑件。",
            &["!plastic-part", "~zone:ba-thien-2"],
            &["old:26"],
        ),
        ("需要注塑件。工厂位于永福省。", &["!plastic-part", "!old:26"], &[]),
        ("Machined parts, DAP Dien Nam - Dien Ngoc", &[], &["!zone"]),
    ]);
}

#[test]
fn what_is_outside_the_scope_is_not_asked_for() {
    check(&[
        (
            "Die cast housings. Powder coating is placed separately and is not part of the scope.",
            &["!die-casting"],
            &["powder-coating"],
        ),
        (
            "Laser marking on housings. inkjet / pad print no need",
            &["!laser-marking"],
            &["pad-printing"],
        ),
        (
            "In tem nhãn. Sách hướng dẫn không nằm trong yêu cầu này.",
            &["!label"],
            &["instruction-manual"],
        ),
        ("모터코어, IATF는 없어도 됩니다.", &["!motor-core"], &["IATF_16949"]),
        (
            "トラクター用メインハーネス。UL認定品である必要はありません。",
            &["!wire-harness"],
            &["UL"],
        ),
        ("PVC tubing. Silicone tubing is not an alternative.", &["!pvc", "NOT silicone"], &[]),
        ("Cần team sorting, ko nhận cty cho thuê lại lao động", &["NOT labour-leasing"], &[]),
        ("stator lamination stacks, interlocked, not welded", &["!motor-core"], &["welding"]),
        ("고무부품. IATF 16949 보유 또는 준비 중", &["=IATF_16949"], &[]),
        (
            "리플로우 캐리어. FCT/ICT 지그는 이번 건에 포함되지 않습니다.",
            &["!solder-pallet"],
            &["functional-test", "test-jig"],
        ),
        ("视窗丝印。背胶我们另找模切厂。", &["!silk-screen"], &["die-cutting"]),
    ]);
}

#[test]
fn what_is_given_up_or_only_a_feature_is_not_asked_for() {
    check(&[
        ("Chuyển từ carton sang thùng Danpla quay vòng", &["!danpla-box"], &["carton-box"]),
        ("段付きカラーの旋削(焼結からの切替)", &["!cnc-turning"], &["powder-metallurgy"]),
        ("シャフト SUS303、Eリング溝2か所", &["!shaft"], &["retaining-ring"]),
        ("lò xo nén cho cụm công tắc", &["!compression-spring"], &["switch-component"]),
        ("Khay chống tĩnh điện đựng module camera", &["!esd-tray"], &["camera-module"]),
        ("Khay nhựa định hình, điện trở 10^6–10^9 Ω", &["!blister-tray"], &["resistor"]),
        ("RFQ for gearbox parts: sintered gears", &["!gear"], &["linear-motion-part"]),
        ("레이저, 절곡까지 전 공정 사내 보유. 판금 외함", &["!bending"], &["wafer-fabrication"]),
    ]);
}

#[test]
fn one_of_several_ways_will_do() {
    check(&[
        ("Gears, press-and-sinter (FC-0208) or MIM", &["!powder-metallurgy", "!mim"], &[]),
        (
            "EPS成形品、EPE貼り合わせ品のどちらでも構いません",
            &["!eps-epp-moulding", "!epe-foam"],
            &[],
        ),
        ("給紙ローラ、研磨仕上げ", &["!roller", "!polishing", "!grinding"], &[]),
        ("Solar harness, ISO 9001 (IATF 16949 accepted)", &["!ISO_9001", "!IATF_16949"], &[]),
    ]);
}

#[test]
fn lots_are_told_by_stems_too() {
    check(&[(
        "扫地机底壳:\n甲标:注塑模具1×1,718H。\n乙标:量产注塑,650T以上机台,每月6万件。\n两标都要求ISO 9001。",
        &["!plastic-mould", "!injection-moulding", "!ISO_9001", "!clamping_force 650.000.."],
        &[],
    )]);
}

#[test]
fn figures_belong_to_what_they_are_said_of() {
    check(&[
        ("lò xo nén, lực tại 7 mm sai số ±5 %", &["!compression-spring"], &["tolerance"]),
        ("Gear, surface hardness min. 60 HRA", &["~hardness_hra 60.000.."], &["hardness_hv"]),
        ("shafts, case hardened and heat-treated", &["!carburizing"], &["housing"]),
        ("12 off, prototype boards assembled", &["=moq ..12.000"], &[]),
        ("POMを買える商社、25kg袋単位", &["!pom"], &["part_weight"]),
        ("Ép vỏ tivi HIPS, trọng lượng 1,9 kg/cái", &["=part_weight 1.900..1.900"], &[]),
    ]);
}

#[test]
fn who_repairs_or_sorts_makes_nothing_and_does_small_things_besides() {
    check(&[
        (
            "路由器主板返修外包：BGA拆换、功能测试，自己的X光确认。",
            &["!electronics-repair", "!bga-rework"],
            &[],
        ),
        (
            "Outside lab, ISO/IEC 17025: RoHS full set of substances, salt spray test.",
            &["!rohs-chemical-test", "!salt-spray-test", "!ISO_17025"],
            &["ROHS"],
        ),
        (
            "Anodising of our parts. Nickel plating of our own stamped hinge arms (we supply).",
            &["!nickel-plating"],
            &["stamping", "hinge"],
        ),
        (
            "樹脂部品の外観選別と簡単なバリ取りをお願いします。",
            &["!sorting-rework-service", "~deburring", "~plastic-part"],
            &[],
        ),
    ]);
}

#[test]
fn the_tool_before_its_treatment_is_what_is_treated() {
    check(&[
        (
            "ダイカスト型の真空焼入れを外注したい。",
            &["!vacuum-heat-treatment", "~die-casting-mould"],
            &[],
        ),
        ("다이캐스팅 금형 진공 열처리", &["!vacuum-heat-treatment", "~die-casting-mould"], &[]),
        ("压铸模具真空热处理", &["!vacuum-heat-treatment", "~die-casting-mould"], &[]),
        // Only what stands behind the tool is done to it for certain.
        (
            "プレス金型の窒化処理、できればTiNコーティングも",
            &["!nitriding", "~pvd-coating", "~press-die"],
            &[],
        ),
        (
            "프레스 금형 질화 처리, 가능하면 TiN 코팅도 희망합니다.",
            &["!nitriding", "~pvd-coating", "~press-die"],
            &[],
        ),
        (
            "压铸模具氮化处理，最好能做TiN涂层。",
            &["!nitriding", "~pvd-coating", "~die-casting-mould"],
            &[],
        ),
        // A list, and a mould that comes hardened.
        ("プレス金型、めっき", &["!press-die", "~plating"], &[]),
        ("Khuôn dập nhiệt luyện chân không", &["!press-die", "~vacuum-heat-treatment"], &[]),
    ]);
}

#[test]
fn what_a_works_of_a_process_is_to_make_it_need_not_list() {
    check(&[
        ("找做端子台和连接器胶壳的注塑厂", &["!injection-moulding", "~terminal-block"], &[]),
        ("寻找齿轮的粉末冶金厂", &["!powder-metallurgy", "~gear"], &[]),
        (
            "端子台の射出成形メーカーを探しています",
            &["!injection-moulding", "~terminal-block"],
            &[],
        ),
        // No works is spoken of.
        ("齿轮的粉末冶金零件", &["!powder-metallurgy", "!gear"], &[]),
    ]);
}

#[test]
fn what_a_laboratory_is_sent_was_made_and_plated_before() {
    check(&[
        (
            "도금 브라켓 및 커넥터의 신뢰성 시험. ISO/IEC 17025 인정 성적서만 유효합니다.",
            &["!reliability-test", "~plating", "~bracket", "~connector"],
            &[],
        ),
        (
            "Reliability test of plated brackets, ISO/IEC 17025 accredited.",
            &["!reliability-test", "~bracket"],
            &[],
        ),
    ]);
}

#[test]
fn what_is_automated_is_not_done() {
    check(&[
        (
            "Robot cells tending a CNC line, turnkey",
            &["!system-integration", "~cnc-machining"],
            &[],
        ),
        ("디버링 로봇 셀 SI 업체", &["!system-integration", "~deburring"], &[]),
        // What may be bought is not needed.
        ("SMT、整机组装在同一工厂完成(外壳可外购)", &["!smt", "!box-build"], &["housing"]),
        // Forty drawings are no forty pieces.
        ("Gia công phay CNC, 40 bản vẽ mỗi tháng", &["!cnc-milling"], &["volume", "=volume"]),
    ]);
}

#[test]
fn a_clean_room_is_as_clean_in_every_script() {
    check(&[
        (
            "ISOクラス7(クラス10,000)以上のクリーンルームで成形",
            &["!cleanroom_class ..10000.000"],
            &[],
        ),
        ("사출은 ISO Class 7(클래스 10,000) 이상 클린룸", &["!cleanroom_class ..10000.000"], &[]),
        ("2 moulded halves in medical grade PP", &["!injection-moulding"], &[]),
        (
            "Foundry: green sand castings from an automatic moulding line",
            &["!sand-casting"],
            &["injection"],
        ),
    ]);
}

#[test]
fn a_title_that_seeks_nobody_names_the_plant_it_is_about() {
    let wants = |title: &str| {
        let request = SourcingRequest {
            title: Some(title.to_owned()),
            text: Some("CNC".to_owned()),
            ..SourcingRequest::default()
        };
        let read = Engine::default().understand_request(&request).constraints;
        read.iter().any(|one| one.kind == ConstraintKind::Region)
    };
    assert!(!wants("하이퐁 공장 불량 선별(소팅) 인력"));
    assert!(!wants("バクニン工場 検査治具"));
    assert!(wants("하이퐁 선별 업체"));
    assert!(wants("寻找北宁工厂：压铸"));
}
