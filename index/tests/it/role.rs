//! Who only treats, or only owns an instrument, is no maker and no laboratory.

use index::profile::Profile;
use serde_json::{Value, json};

use crate::requests::qualified_of;

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
