//! Who only treats, or only owns an instrument, is no maker and no laboratory.

use std::collections::BTreeSet;

use index::profile::Profile;
use serde_json::{Value, json};

use crate::requests::{self, qualified_of};

fn qualified(text: &str, firms: &[Value]) -> Vec<String> {
    let profile = |firm: &Value| serde_json::from_value::<Profile>(firm.clone()).unwrap();
    qualified_of(text, &firms.iter().map(profile).collect::<Vec<_>>())
}

#[test]
fn who_only_hardens_or_plates_makes_none_of_what_passes_through() {
    let firms = [
        json!({ "id": "hardener", "name": "タンロン熱処理工業", "lang": "ja",
                "description": "ガス浸炭、高周波焼入れ。歯車、シャフト、ボルト。",
                "processes": ["ガス浸炭", "高周波焼入れ"] }),
        json!({ "id": "plater", "name": "Pho Noi Electroplating JSC",
                "description": "Zinc plating of bolts and gears.", "processes": ["zinc plating"] }),
        json!({ "id": "cutter", "name": "Cơ khí Bánh Răng", "lang": "vi",
                "description": "Gia công bánh răng, phay lăn răng, mài răng." }),
    ];
    assert_eq!(qualified("歯車の製造メーカーを探しています", &firms), ["cutter"]);
    assert_eq!(qualified("Zinc plating of our own gears", &firms), ["plater"]);
}

#[test]
fn an_instrument_of_ones_own_makes_no_laboratory() {
    let firms = [
        json!({ "id": "plater", "description": "Mạ thiếc, mạ niken", "equipment": ["máy đo XRF"] }),
        json!({ "id": "laboratory", "business": "service",
                "description": "Phân tích RoHS 10 chất theo IEC 62321" }),
    ];
    assert_eq!(qualified("RoHS 분석 의뢰", &firms), ["laboratory"]);
}

#[test]
fn what_is_refused_for_one_purpose_is_done_for_others() {
    let platers = [
        ("on-copper", "Mạ thiếc, mạ niken trên đồng và thép. Chưa mạ được trên nhôm."),
        ("none", "Dập chi tiết thép. Chưa mạ được."),
    ];
    let found = requests::qualified("Cần tìm xưởng mạ niken trên đồng", &platers);
    assert_eq!(found, ["on-copper"]);
    let makers = [
        json!({ "id": "suction", "lang": "zh",
                "description": "吸尘器用高速无刷电机。不做空调及风扇类电机。",
                "products": ["高速吸尘电机"] }),
        json!({ "id": "none", "lang": "zh", "description": "风叶注塑。不做电机。" }),
    ];
    assert_eq!(qualified("无线吸尘器的无刷电机", &makers), ["suction"]);
}

#[test]
fn a_list_of_products_shares_its_first_word() {
    let makers =
        [("springs", "Chuyên lò xo nén, kéo, xoắn."), ("compression", "Chuyên lò xo nén.")];
    assert_eq!(requests::qualified("Torsion springs for bed rails", &makers), ["springs"]);
}

#[test]
fn trays_and_their_material_are_trays_of_it() {
    let formers =
        [("pet", "Khay nhựa định hình: PET, PS, PP."), ("ps", "Khay nhựa định hình: PS, PP.")];
    assert_eq!(requests::qualified("PET 트레이 제조업체를 찾습니다", &formers), ["pet"]);
}

#[test]
fn the_one_word_beside_a_thing_denies_it() {
    for (request, text) in [
        ("two-shot moulding", "Injection moulding up to 450 t. No 2K moulding, no IML."),
        ("PCBA with conformal coating", "SMT lines. No box build, no conformal coating."),
        ("도금", "CNC 가공. 도금/도장 없음."),
        ("メッキ加工", "CNC加工。メッキなし、塗装なし。"),
        ("电镀加工", "CNC加工，无电镀，不做喷涂。"),
    ] {
        let found = requests::qualified(request, &[("denies", text)]);
        assert_eq!(found, [""; 0], "{request}: {text}");
    }
    for (request, text) in [
        ("welded frames", "Frames, welding. No welding defects in three years."),
        ("khay PET", "Định hình chân không PET, khay PET."),
    ] {
        assert_eq!(requests::qualified(request, &[("does", text)]), ["does"], "{request}: {text}");
    }
}

#[test]
fn what_is_procured_for_customers_is_not_made() {
    let firms = [
        ("maker", "Bare PCB manufacturer, PCB fabrication 2-12 layers."),
        ("assembler", "EMS with SMT lines. Turnkey purchasing of components and PCBs."),
        ("another", "SMT贴片加工，PCB及元器件代采。"),
        ("third", "SMT実装。部品・基板の調達も対応。"),
    ];
    assert_eq!(requests::qualified("Bare PCB, 4 layers", &firms), ["maker"]);
    let assemblers = requests::qualified("SMT assembly", &firms);
    assert!(
        ["another", "assembler", "third"].iter().all(|one| assemblers.contains(&(*one).into()))
    );
}

#[test]
fn boards_that_are_populated_are_not_made_bare() {
    let firms = [
        ("maker", "PCB manufacturer, 2-12 layers, etching and solder mask in house."),
        ("both", "Sản xuất PCB 2 lớp và gia công SMT."),
        ("assembler", "Gia công SMT, DIP bo mạch cho máy điều hòa."),
        ("another", "日系EMS。SMT 5ライン。エアコン基板。"),
        ("third", "SMT 3라인, 세탁기 기판 경험."),
    ];
    let makers = requests::qualified("Bare PCB, 2 layers", &firms);
    assert_eq!(BTreeSet::from_iter(makers), BTreeSet::from(["both", "maker"].map(String::from)));
    let assemblers = requests::qualified("SMT assembly", &firms);
    let expected = ["another", "assembler", "both", "third"].map(String::from);
    assert_eq!(BTreeSet::from_iter(assemblers), BTreeSet::from(expected));
}

#[test]
fn what_is_calibrated_is_no_instrument_of_ones_own() {
    let firm =
        |id: &str, text: &str| json!({ "id": id, "description": text, "business": "service" });
    let firms = [
        firm("calibrates", "Hiệu chuẩn thước cặp, panme, máy đo 3D CMM tại chỗ."),
        firm("measures", "Phòng đo có máy đo 3D CMM, nhận đo thuê. Hiệu chuẩn thước cặp."),
    ];
    assert_eq!(qualified("三次元測定の委託", &firms), ["measures"]);
}

#[test]
fn a_denial_behind_what_is_done_or_a_machine_not_yet_running_offers_nothing() {
    let menders = [
        ("mends", "金型の修理、溶接補修。"),
        ("not-others", "樹脂歯車専門の成形メーカー。他社製金型の修理はお受けしておりません。"),
    ];
    assert_eq!(requests::qualified("金型の修理業者を探しています", &menders), ["mends"]);
    let moulders = [
        ("moulds", "Ép phun LSR, máy LSR 2 chiếc."),
        ("later", "Ép nén cao su. Máy LSR 2 chiếc (đang lắp, dự kiến chạy thử quý 2/2027)."),
    ];
    assert_eq!(requests::qualified("Cần tìm xưởng ép phun LSR", &moulders), ["moulds"]);
}
