//! What requests ask for, as buyers write them: what is ruled out, what is done without, what the
//! buyer does itself, and words that mean something only beside others.
//!
//! Expectations are written `!code` for a must, `=code` for what is expected, `~code` for a wish; a figure is
//! `!attribute min..max`. Each list names what has to be read and, after `not`, what must not be.

use index::{
    Engine, Language, RankOptions,
    matching::Verdict,
    profile::Profile,
    request::SourcingRequest,
    understand::{Constraint, Importance},
};

/// Every constraint as the expectations write it.
fn read(text: &str) -> Vec<String> {
    let understood = Engine::default().understand_text(text, None);
    understood.constraints.iter().flat_map(written).collect()
}

fn written(constraint: &Constraint) -> Vec<String> {
    let mark = match constraint.importance {
        Importance::Must => "!",
        Importance::Expect => "=",
        Importance::Prefer => "~",
        Importance::MustNot => "NOT ",
    };
    let bound = |bound: Option<f64>| bound.map_or_else(String::new, |bound| format!("{bound:.3}"));
    let figure = constraint.quantity.as_ref().map(|quantity| {
        format!("{mark}{} {}..{}", quantity.attribute, bound(quantity.min), bound(quantity.max))
    });
    constraint.codes.iter().map(|code| format!("{mark}{code}")).chain(figure).collect()
}

pub(crate) fn check(cases: &[(&str, &[&str], &[&str])]) {
    for (text, expected, unexpected) in cases {
        let found = read(text);
        for wanted in *expected {
            assert!(found.iter().any(|one| one == wanted), "{text}: no {wanted} in {found:?}");
        }
        for unwanted in *unexpected {
            let about = |one: &String| one.trim_start_matches(['!', '~']).starts_with(unwanted);
            assert!(!found.iter().any(about), "{text}: {unwanted} in {found:?}");
        }
    }
}

/// Who qualifies for a request, by name. Firms are names and what they say of themselves.
pub(crate) fn qualified(text: &str, firms: &[(&str, &str)]) -> Vec<String> {
    let of = |&(id, text): &(&str, &str)| Profile {
        text: Some(text.to_owned()),
        id: id.to_owned(),
        ..Profile::default()
    };
    qualified_of(text, &firms.iter().map(of).collect::<Vec<_>>())
}

/// Who qualifies for a request, by id.
pub(crate) fn qualified_of(text: &str, firms: &[Profile]) -> Vec<String> {
    let engine = Engine::default();
    let compiled = firms.iter().map(|profile| engine.compile(profile));
    let request = SourcingRequest { text: Some(text.to_owned()), ..SourcingRequest::default() };
    let today = "2026-11-24".parse().unwrap();
    let options = RankOptions { today, top: firms.len(), locale: Language::En, seed: 0 };
    let results = engine.rank(&compiled.collect::<Vec<_>>(), &request, &options).results;
    let qualified = results.into_iter().filter(|one| one.verdict == Verdict::Qualified);
    let mut names: Vec<String> = qualified.map(|one| one.supplier).collect();
    names.sort();
    names
}

#[test]
fn traders_are_ruled_out_in_many_words() {
    let maker = "!manufacturer";
    for text in [
        "CNC turned shafts. Please exclude trading companies.",
        "BLDC motors, 40k per month, no Chinese-owned trading houses",
        "Cần tìm xưởng dập kim loại, không mua của đại lý",
        "dap kim loai, khong qua trung gian",
        "스마트폰 카메라 렌즈용 사출품. 무역상 제외.",
        "판매 대리점 불가, 고무 O링",
        "アルミ押出材の切断。商社は不可。",
        "ワイヤーハーネス。商社経由の取引、内職による生産は不可です。",
        "Dập kim loại. Qua trung gian, công ty thương mại đều không nhận",
        "线束加工厂,不接受中间商",
        "注塑厂,贸易商免谈",
        "Die cast housings, ISO 9001. Trading companies please refrain.",
        "Injection moulding. Agents and distributors are kindly asked to refrain from quoting.",
        "Injection moulding. Only manufacturers, no intermediaries please.",
        "Đúc áp lực nhôm. Đơn vị thương mại vui lòng không báo giá.",
        "PCBA 협력사 모집. 대리점/유통상은 문의를 삼가 주시기 바랍니다.",
        "アルミダイカスト。商社・代理店からの連絡はお控えください。",
        "寻找铝压铸供应商。中间商、贸易商请绕行。",
    ] {
        check(&[(text, &[maker], &["sourcing-trading"])]);
    }
    check(&[
        (
            // Traders are let in, not asked for.
            "商社経由でも可。プレス部品 200トン",
            &["!stamped-part", "~sourcing-trading"],
            &["manufacturer"],
        ),
        ("Screws M3, trading companies are also welcome", &["!screw", "~sourcing-trading"], &[]),
        // Only some are turned away.
        ("Traders without a licence should not apply. Screws M3", &["!screw"], &["manufacturer"]),
    ]);
}

#[test]
fn what_is_not_needed_asks_for_nothing() {
    check(&[
        ("CNC加工铝合金散热器,无需电镀", &["!cnc-machining"], &["plating"]),
        ("화장품 용기 사출, 클린룸 필요 없음", &["!injection-moulding"], &["clean-room"]),
        ("Laser welding of stainless tanks, ASME not required", &["!laser-welding"], &["ASME"]),
        ("ép nhựa vỏ hộp, không cần phòng sạch", &["!injection-moulding"], &["clean-room"]),
        ("射出成形、塗装は不要", &["!injection-moulding"], &["painting"]),
        ("PCBA, ISO 13485 is not required but would be a plus", &["!pcba", "~ISO_13485"], &[]),
        (
            "No aluminium die casters please, we need zinc die casting 250 t",
            &["!zinc-die-casting", "!clamping_force 250.000.."],
            &["aluminium-die-casting", "NOT"],
        ),
    ]);
}

#[test]
fn what_the_buyer_does_itself_is_not_sought() {
    check(&[
        ("アルミ部品のめっき。鋳造は自社で行います。", &["!plating"], &["casting"]),
        (
            "樹脂歯車の射出成形、インサート成形の経験必須、金型は弊社支給",
            &["!insert-moulding"],
            &["mould"],
        ),
        ("Plastic injection, pad printing; final assembly is done by us", &[], &["box-build"]),
        ("백라이트 확산판 재단, 도광판은 당사 사급", &["!optical-film-part"], &[]),
    ]);
}

#[test]
fn outsourced_is_ruled_out_but_the_process_is_asked_for() {
    check(&[("Không nhận đơn vị gửi mạ ngoài, mạ kẽm niken", &["!zinc-nickel-plating"], &["NOT"])]);
}

#[test]
fn makers_are_called_by_their_trade() {
    check(&[
        ("die caster for 800 ton machine", &["!die-casting", "!clamping_force 800.000.."], &[]),
        (
            "injection moulder 450 tf ABS",
            &["!injection-moulding", "!clamping_force 450.000.."],
            &[],
        ),
        ("Need EMS for boards, X-ray inspection", &["!xray-inspection"], &[]),
        ("Somebody who can overmould USB cables", &["!overmoulding"], &[]),
        ("Cần xưởng mạ crom 3 lớp chi tiết ABS", &["!chrome-plating"], &["trivalent"]),
        ("thợ đúc nhôm khuôn cát làm thân bơm", &["!sand-casting"], &["aluminium-die"]),
        ("사출 금형 수정 및 보수 가능 업체", &["!mould-maintenance"], &["plastic-mould"]),
    ]);
}

#[test]
fn a_list_of_musts_goes_on_to_its_end() {
    check(&[(
        "CNC turned parts in SUS304. Must have: tolerance ±0.01 mm; parts in hand within 10 days of PO; \
         lots of 5 pcs. Preferably ISO 9001.",
        &["!tolerance ..0.010", "!lead_time ..10.000", "!moq ..5.000", "~ISO_9001"],
        &[],
    )]);
}

#[test]
fn a_doubtful_word_is_taken_where_nothing_else_is_asked_for() {
    check(&[
        ("We need springs and shafts for motors.", &["!spring", "!shaft"], &[]),
        ("bearings", &["!bearing"], &[]),
    ]);
}

#[test]
fn codes_of_wires_boards_and_plastics_are_no_certificates() {
    check(&[
        ("wire harness with UL1007 wires 24AWG", &["!wire-harness"], &["UL"]),
        ("plastic injection of housings, UL94 V-0", &["~UL_94"], &[]),
        ("máy ép nhựa từ 450 tấn tro len", &["!clamping_force 450.000.."], &["lens"]),
        ("0603チップ(インチ0201)とBGAの実装", &["!smt", "!chip_size ..0.600"], &[]),
        ("thùng carton 5 lớp", &["!corrugated-5ply"], &["layers"]),
        ("六層以上HDI電路板", &["!hdi-pcb", "!layers 6.000.."], &[]),
        ("brass turned parts, lead-free (Pb < 100 ppm)", &["!cnc-turning"], &["defect_ppm"]),
        ("SMT for sensors, 01005 capability preferred", &["~chip_size ..0.400"], &[]),
    ]);
}

#[test]
fn a_laboratory_is_known_by_its_test() {
    check(&[
        (
            "車載部品のEMC試験を受託できる試験所を探しています。",
            &["!emc-test", "~testing-service"],
            &[],
        ),
        ("Cần phòng thử nghiệm tương thích điện từ", &["!emc-test"], &[]),
    ]);
}

#[test]
fn a_nominal_size_has_its_tolerance() {
    check(&[
        ("shaft 10 ±0.02 mm, CNC turning", &["!tolerance ..0.020"], &[]),
        ("외경 12±0.01mm CNC 선반 가공", &["!tolerance ..0.010"], &[]),
        ("đường kính 20 ±0,02 tiện CNC", &["!tolerance ..0.020"], &[]),
        ("公差 +0/-0.02 mm 切削加工", &["!tolerance ..0.010"], &[]),
        ("zinc plating, thickness 50 ± 5 µm", &["!zinc-plating"], &["tolerance"]),
        ("高硬度シリコンゴム、硬度60±5", &["!silicone"], &["tolerance", "hardness_hrc"]),
    ]);
}

#[test]
fn places_are_where_the_supplier_is_or_the_buyer() {
    check(&[
        ("ép nhựa ở Bình Dương hoặc Đồng Nai", &["!old:74", "!province:75"], &["distance"]),
        ("호치민 근처 사출 업체", &["!province:79"], &[]),
        ("와이어하네스, 빈푹성 협력사", &["!old:26"], &[]),
        ("sơn tĩnh điện trong nội thành Đà Nẵng", &["!province:48"], &[]),
        ("Plastic injection moulding shop in Dong Nai, 120-350 ton", &["!province:75"], &[]),
        ("板金筐体、ホーチミン市内またはビンズオン省", &["!province:79", "!old:74"], &[]),
    ]);
}

#[test]
fn days_of_first_shots_are_the_samples() {
    check(&[
        ("T1 in 35 days, plastic injection mould", &["=sample_lead_time ..35.000"], &[]),
        ("khay nhựa, giao 2 ngày/lần", &[], &["lead_time"]),
        ("zinc plating 72 h white rust", &["!salt_spray_hours 3.000.."], &[]),
        ("3 million connectors a month", &["!connector", "!volume 3000000.000.."], &[]),
        ("connectors, 3 million a month", &["!connector", "!volume 3000000.000.."], &[]),
    ]);
}

#[test]
fn a_mould_named_for_its_part_is_sought_and_one_named_after_it_is_a_wish() {
    check(&[
        (
            "五金弹片,铍铜,厚度0.1,连续模,镀金",
            &["!flat-spring-contact", "~progressive-die", "!gold-plating"],
            &[],
        ),
        ("找模具厂做双色注塑模,热流道", &["!two-shot-mould", "~hot-runner"], &[]),
        ("Automatic assembly line for relay coils, PLC", &["!assembly-line", "~plc"], &[]),
    ]);
}

#[test]
fn an_investor_wants_somebody_who_wants_one() {
    check(&[
        ("합작법인 설립 SMT 업체, 지분 투자", &["!smt", "!investment"], &[]),
        ("Joint development of a BMS with a battery maker", &["!bms", "~joint_development"], &[]),
        // Who asks is not what is asked for.
        (
            "한국 상장 EMS 기업입니다. 합작법인을 설립할 SMT 업체를 찾습니다.",
            &["!smt", "!investment"],
            &["ems"],
        ),
    ]);
    let firms = [
        ("open", "SMT assembler, two lines, looking for a foreign investor or joint venture."),
        ("is one", "Japanese joint venture, SMT assembly, six lines."),
        ("refuses", "SMT assembly; we are not open to a joint venture."),
    ];
    assert_eq!(qualified("Joint venture partner wanted for SMT assembly", &firms), ["open"]);
}

#[test]
fn what_is_clearly_missed_keeps_from_qualifying_though_it_was_only_expected() {
    check(&[
        ("외주 용융아연도금, 최대 길이 12m", &["=part_size 12000.000..12000.000"], &[]),
        ("溶融亜鉛めっき、最長12m", &["=part_size 12000.000..12000.000"], &[]),
        ("外包热镀锌,最长12米", &["=part_size 12000.000..12000.000"], &[]),
        ("mạ kẽm nhúng nóng, dài tối đa 12 m", &["=part_size 12000.000..12000.000"], &[]),
        // A wish stays one.
        ("SMT assembly, preferably lots of 20 pcs", &["~moq ..20.000"], &[]),
    ]);
    let baths = [
        ("long", "Mạ kẽm nhúng nóng, bể kẽm dài 12,5 m"),
        ("nearly", "Mạ kẽm nhúng nóng, bể dài 11,5 m"),
        ("short", "Mạ kẽm nhúng nóng, bể 9 m"),
        ("silent", "Mạ kẽm nhúng nóng kết cấu thép"),
    ];
    let named = qualified("Hot-dip galvanizing wanted, maximum length 12 m", &baths);
    assert_eq!(named, ["long", "nearly", "silent"]);
    let lots = [
        ("small", "SMT assembly, MOQ 20 pcs"),
        ("a little more", "SMT assembly, MOQ 25 pcs"),
        ("large", "SMT assembly, MOQ 500 pcs"),
    ];
    assert_eq!(qualified("試作基板を20枚だけ実装", &lots), ["a little more", "small"]);
    assert_eq!(qualified("SMT assembly, preferably lots of 20 pcs", &lots).len(), 3);
}

#[test]
fn a_region_named_again_as_the_suppliers_stays_beside_the_plant() {
    let text = "Bên mình ở KCN Hòa Khánh, Đà Nẵng cần thuê sơn tĩnh điện, trong nội thành Đà Nẵng.";
    check(&[(text, &["!province:48", "~zone:hoa-khanh"], &[])]);
}

#[test]
fn what_is_listed_beside_something_sure_is_as_sure() {
    check(&[
        ("사출 및 도장, 인쇄까지 가능한 업체", &["!injection-moulding", "!painting"], &[]),
        ("急需纸箱、彩盒、说明书", &["!carton-box", "!colour-box", "!instruction-manual"], &[]),
    ]);
}

#[test]
fn the_longer_word_wins_also_where_it_begins_later() {
    check(&[
        ("Tìm đơn vị làm khuôn ép nhựa", &["!plastic-mould"], &["injection-moulding"]),
        ("làm khuôn dập liên hoàn", &["!progressive-die"], &["progressive-stamping"]),
        (
            "Tool maker for a 64-cavity preform mould, hot runner, T1 10 weeks",
            &["!mould", "~hot-runner", "=sample_lead_time ..70.000"],
            &["cavities 1."],
        ),
    ]);
}

#[test]
fn figures_are_tied_to_what_stands_beside_them() {
    check(&[
        (
            "Stamped terminals, C5191, 0.2 mm thick, tin plated 3 µm min",
            &["=thickness 0.200..0.200", "=plating_thickness 0.003.."],
            &[],
        ),
        ("Tủ điện SPCC 1.5mm", &["!spcc", "=thickness 1.500..1.500"], &[]),
        ("스프링 제조사, 선경 0.3~2.0mm", &["!spring", "=wire_diameter 0.300..2.000"], &[]),
        ("开连续模,公差0.005", &["!progressive-die", "!tolerance ..0.005"], &[]),
        ("CNC turned inserts, 2 kk/month", &["!volume 2000000.000.."], &[]),
        ("Silicone keypads, annual quantity 400k", &["!volume 33333.333.."], &[]),
        ("切削部品、サンプル10日以内", &["=sample_lead_time ..10.000"], &[]),
        // A radius is no size of a part.
        (
            "Hard anodizing of 1.2 m long parts. Must be within 80 km of Phố Nối A",
            &[],
            &["!part_size ..80000000.000"],
        ),
        // The coating stands so long, its maker need not own the chamber.
        ("무전해 니켈 도금, 염수분무 96시간", &["!electroless-nickel", "~salt-spray-test"], &[]),
    ]);
}

#[test]
fn a_word_is_taken_whole_and_in_its_sense() {
    check(&[
        // "nhựa PA66 GF30" takes its first word from "ép phun nhựa", not the process.
        ("Ép phun nhựa PA66 GF30, máy 350T", &["!injection-moulding", "!pa66-gf30"], &[]),
        ("progressive-die stamped terminals", &["!progressive-stamping"], &["progressive-die"]),
        ("can tim day dien o to, co may dap dau cos tu dong", &["=crimping"], &["refrigerator"]),
        ("giao về KCN Thăng Long 2, thùng carton", &["~zone:thang-long-2"], &["zone:thang-long-1"]),
        ("鉛フリー黄銅の挽物部品", &["!machined-part"], &["district:Phủ Lý"]),
        // Its maker buys the wire, with its mark.
        ("ワイヤーハーネスの組立。UL電線使用", &["!wire-harness", "~UL"], &["electric-wire"]),
    ]);
}

#[test]
fn what_is_asked_of_all_lots_ends_the_lot_before() {
    let text = "Lot 1: pump casings in ductile iron.\nLot 2: valve bodies by investment casting.\n\
                For both lots: ISO 9001 required.";
    let understood = Engine::default().understand_text(text, None);
    let certificate = understood.constraints.iter().find(|one| one.codes == ["ISO_9001"]);
    assert_eq!(certificate.map(|one| one.need), Some(0));
    assert!(understood.constraints.iter().any(|one| one.need == 2));
}

#[test]
fn two_doubtful_words_of_one_meaning_are_one_sure_one() {
    let firms = [
        ("both", "In tem serial. Labels on silver PET."),
        ("one", "Dán tem kiểm tra trước khi xuất hàng, lắp ráp linh kiện"),
    ];
    assert_eq!(qualified("Printed labels for adapters", &firms), ["both"]);
}

#[test]
fn who_is_ruled_out_takes_nothing_else_with_it() {
    check(&[
        ("プレス部品、商社不可", &["!stamped-part", "!manufacturer"], &["NOT stamped-part"]),
        ("商社不可、プレス部品", &["!stamped-part", "!manufacturer"], &["NOT stamped-part"]),
        ("Stamped brackets, no traders", &["!stamping", "!manufacturer"], &["NOT bracket"]),
        ("6 million stamped brackets a year", &["!volume 500000.000.."], &[]),
        ("about 60 SMT stencils a month", &["!metal-mask"], &[]),
    ]);
}

#[test]
fn a_shop_is_known_by_its_machines() {
    let presses = [
        ("presses", "Dập kim loại, 20 máy dập 45–300T, Bắc Ninh"),
        ("trader", "Chúng tôi là đại lý phân phối linh kiện dập nhập khẩu"),
    ];
    assert_eq!(qualified("Stamping in the north, no trading companies", &presses), ["presses"]);
    let forges =
        [("enough", "Rèn nóng thép, máy ép 1600 tấn"), ("small", "Rèn nóng, máy ép 630 tấn")];
    assert_eq!(qualified("Hot forging, 1000 t press", &forges), ["enough"]);
    let moulders = [
        ("enough", "注塑工厂,海天注塑机 80-470吨 30台。"),
        ("small", "注塑工厂,海天注塑机 80-250吨 30台。"),
    ];
    assert_eq!(qualified("求购注塑件,锁模力300吨", &moulders), ["enough"]);
    let mills = [
        ("five", "Trung tâm gia công 5 trục DMG, nhôm 6061"),
        ("three", "Gia công CNC nhôm 3 trục"),
    ];
    assert_eq!(qualified("5 axis CNC aluminium", &mills), ["five"]);
}

#[test]
fn denials_and_dates_are_taken_at_their_word() {
    let casters = [
        ("not only", "Công ty không chỉ đúc áp lực nhôm mà còn gia công CNC."),
        ("refuses", "Chuyên gia công CNC; không đúc áp lực."),
        ("partner", "CNC milling; die casting through our partner in Dong Anh."),
        ("뿐만 아니라", "당사는 다이캐스팅뿐만 아니라 후가공, 도장까지 합니다."),
    ];
    assert_eq!(qualified("die casting", &casters), ["not only", "뿐만 아니라"]);
    let moulders = [
        ("runs out later", "Ép nhựa. ISO 9001, ISO 14001:2015 (hết hạn 05/2028)."),
        ("ran out", "Ép nhựa. ISO 14001 đã hết hạn 05/2024."),
    ];
    assert_eq!(qualified("injection moulding ISO 14001", &moulders), ["runs out later"]);
    check(&[
        // Refused without it is asked for with it.
        (
            "Injection moulding. Not acceptable: suppliers without in-house mould maintenance",
            &["!injection-moulding", "!mould-maintenance"],
            &["NOT mould-maintenance"],
        ),
        ("不接受没有无尘室的工厂,注塑", &["!clean-room"], &["NOT clean-room"]),
        ("CNC milling, quantity: 5-50 pcs per lot", &["=moq 5.000..5.000"], &[]),
        ("200.000 wire harnesses per month", &["!volume 200000.000.."], &[]),
        ("Laser cutting of carbon steel up to 20 mm", &["!steel", "=thickness ..20.000"], &[]),
    ]);
}

#[test]
fn lots_are_told_apart_in_katakana_and_people_served_are_no_staff() {
    let understood = Engine::default().understand_text(
        "ロット1:板金筐体 月300台。ロット2:樹脂カバー 月3000個。共通:ISO9001必須。",
        None,
    );
    let needs: Vec<u16> = understood.constraints.iter().map(|one| one.need).collect();
    assert!(needs.contains(&1) && needs.contains(&2) && needs.contains(&0), "{needs:?}");
    check(&[
        ("Catering for 1500 workers", &[], &["!headcount 1500.000.."]),
        // Tonnes behind a doubtful word say what it is.
        ("프레스(200톤 이상)와 용접만 의뢰", &["!stamping", "!welding"], &[]),
        ("Dập SPCC 1.2mm", &["!stamping", "!spcc"], &[]),
    ]);
}

#[test]
fn a_place_in_another_is_one_place_and_tonnes_are_of_the_machine() {
    for text in [
        "Die casting within 60 km of Yen Phong, Bac Ninh",
        "Đúc áp lực, bán kính 60 km từ Yên Phong, Bắc Ninh",
        "박닌성 옌퐁에서 60km 이내 다이캐스팅",
        "バクニン省イエンフォンから60km以内、ダイカスト",
        "北宁安丰60公里以内,压铸",
    ] {
        check(&[(text, &["!district:Yên Phong"], &["!province:24"])]);
    }
    // The CNC that stands behind the tonnes runs on none.
    let casters = [("one", "Chuyên đúc áp lực nhôm ADC12, máy 800 tấn, gia công CNC")];
    assert_eq!(qualified("Cần đúc áp lực nhôm, máy từ 650 tấn", &casters), ["one"]);
}

#[test]
fn a_heading_counts_only_as_one() {
    check(&[
        ("Valve bodies CF8M by investment casting", &["!investment-casting"], &[]),
        ("防水コネクタ、ISO 14001があれば加点します。", &["~ISO_14001", "~connector"], &[]),
    ]);
    let found = read("Valve bodies CF8M by investment casting");
    assert!(!found.iter().any(|one| one == "!investment"), "no partner: {found:?}");
}

#[test]
fn parts_beside_parts_are_no_place_where_parts_go() {
    check(&[
        ("LED driver and LED module, 50k each per month", &["!led-driver", "!led-module"], &[]),
        ("Heat exchangers, stamped brackets", &["!heat-exchanger", "!stamping"], &[]),
    ]);
}
