//! What stands alone in brackets, and what is read only beside something else.

use index::profile::Profile;
use serde_json::json;

use crate::requests::{check, qualified, qualified_of};

#[test]
fn what_stands_alone_in_brackets_speaks_of_the_item_before_them() {
    check(&[
        (
            "Die casting in ADC12, IATF 16949 (preferred), ISO 9001 (must)",
            &["~IATF_16949", "!ISO_9001"],
            &[],
        ),
        (
            "Đúc áp lực, IATF 16949 (nếu có), ISO 9001 (bắt buộc)",
            &["~IATF_16949", "!ISO_9001"],
            &[],
        ),
        ("다이캐스팅, IATF 16949(우대), ISO 9001(필수)", &["~IATF_16949", "!ISO_9001"], &[]),
        (
            "ダイカスト、粉体塗装(できれば)、CNC加工",
            &["!die-casting", "~powder-coating", "!cnc-machining"],
            &[],
        ),
        ("压铸，IATF 16949（优先），ISO 9001（必须）", &["~IATF_16949", "!ISO_9001"], &[]),
        ("ISO 9001, ISO 14001 (not required), RoHS", &["!ISO_9001", "!ROHS"], &["ISO_14001"]),
        ("ISO 9001、ISO 14001(不要)、RoHS", &["!ISO_9001", "!ROHS"], &["ISO_14001"]),
        // A figure is an item; what heads a list is none.
        (
            "CNC turning, tolerance ±0.01 (preferred), 5,000 pcs/month (must)",
            &["!cnc-turning"],
            &["!tolerance"],
        ),
        (
            "CNC turning. Certificates (preferred): ISO 14001, ISO 45001",
            &["~ISO_14001", "~ISO_45001"],
            &[],
        ),
        // "No traders" is about the firm.
        (
            "CNC machining (no trading companies), ISO 9001",
            &["!cnc-machining", "!manufacturer"],
            &[],
        ),
    ]);
}

#[test]
fn in_brackets_firms_say_what_they_do_not_do_themselves() {
    for (asked, done, sent) in [
        (
            "Looking for anodizing",
            "CNC machining, anodizing (in-house)",
            "CNC machining, anodizing (partners)",
        ),
        ("Tìm xưởng mạ kẽm", "Gia công CNC, mạ kẽm (tại xưởng)", "Gia công CNC, mạ kẽm (đối tác)"),
        ("아노다이징 업체를 찾습니다", "CNC 가공, 아노다이징(자체)", "CNC 가공, 아노다이징(외주)"),
        (
            "アルマイト業者を探しています",
            "CNC加工、アルマイト(自社)",
            "CNC加工、アルマイト(協力工場)",
        ),
        ("寻找阳极氧化厂家", "CNC加工，阳极氧化（自有）", "CNC加工，阳极氧化（协力厂）"),
        (
            "Looking for anodizing",
            "CNC machining, anodizing",
            "CNC machining, anodizing (planned 2027)",
        ),
        ("アルマイト業者を探しています", "CNC加工、アルマイト", "CNC加工、アルマイト(廃止)"),
    ] {
        assert_eq!(qualified(asked, &[("does", done), ("does-not", sent)]), ["does"], "{sent}");
    }
    // One item that is traded makes no trader of the firm.
    let firms = [("shop", "Gia công tiện CNC, vòng bi (phân phối)")];
    assert_eq!(qualified("Cần tìm xưởng tiện CNC", &firms), ["shop"]);
}

#[test]
fn a_plastic_is_read_beside_what_moulds_it() {
    check(&[
        ("Injection moulding (ABS), painting", &["!injection-moulding", "!abs", "!painting"], &[]),
        ("Ép nhựa ABS, sơn, lắp ráp", &["!injection-moulding", "!abs", "!painting"], &[]),
        ("사출 ABS, 도장", &["!injection-moulding", "!abs", "!painting"], &[]),
        ("射出成形(ABS)、塗装(できれば)", &["!injection-moulding", "!abs", "~painting"], &[]),
        ("注塑 PP", &["!injection-moulding", "!polypropylene"], &[]),
    ]);
}

#[test]
fn machines_counted_in_a_title_are_what_is_ordered() {
    let firms = [
        json!({ "id": "feeders", "lang": "vi", "description": "Làm phễu rung cấp phôi (parts feeder).",
                "products": ["bowl feeder"] }),
        json!({ "id": "terminals", "lang": "ja", "description": "端子のプレス加工" }),
    ];
    let firms = firms.map(|firm| serde_json::from_value::<Profile>(firm).unwrap());
    let engine = index::Engine::default();
    let request = index::request::SourcingRequest {
        title: Some("ボウルフィーダ 8台".to_owned()),
        text: Some("端子の整列供給用。".to_owned()),
        ..Default::default()
    };
    let read = engine.understand_request(&request).constraints;
    let of = |code: &str| read.iter().find(|one| one.codes == [code]).map(|one| one.importance);
    assert_eq!(of("parts-feeder"), Some(index::understand::Importance::Must));
    assert_eq!(of("terminal"), Some(index::understand::Importance::Prefer));
    assert_eq!(qualified_of("Bowl feeders, 8 units", &firms), ["feeders"]);
}

#[test]
fn what_is_not_in_it_or_sought_jointly_is_not_denied() {
    let coaters = [("coater", "Phủ kẽm vảy không crom cho bulông, có giấy phép sử dụng Geomet.")];
    assert_eq!(qualified("Zinc flake coating of bolts", &coaters), ["coater"]);
    let developers = [(
        "developer",
        "Phòng R&D tự phát triển mạch BMS. Đang tìm đối tác đồng nghiên cứu BMS không dây.",
    )];
    assert_eq!(qualified("Cần tìm nhà sản xuất mạch BMS", &developers), ["developer"]);
}

#[test]
fn a_certificate_in_preparation_is_not_held() {
    let asked = "CNC machining, IATF 16949 is a must";
    for remark in [
        " (preparing, audit Q2/2027)",
        ", audit planned Q2/2027",
        " (đang đánh giá, dự kiến Q2/2027)",
        "(준비 중)",
        "(準備中、2027年)",
        "（认证中）",
        " (planned)",
    ] {
        let [held, not] = ["", remark].map(|remark| {
            let certifications = [format!("IATF 16949{remark}")];
            serde_json::from_value::<Profile>(json!({
                "id": if remark.is_empty() { "held" } else { "not" },
                "description": "CNC machining",
                "certifications": certifications,
            }))
            .unwrap()
        });
        assert_eq!(qualified_of(asked, &[held, not]), ["held"], "{remark}");
    }
}
