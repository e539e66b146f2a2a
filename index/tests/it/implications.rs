//! What one thing asked for implies of another, and what a request does not ask although it says it.

use crate::requests::check;

#[test]
fn what_is_bought_is_not_asked_of_the_maker() {
    check(&[
        ("SMT main board of a camera, FR-4, 4 layers", &["!smt", "!pcba", "~fr4"], &[]),
        ("Multilayer boards, outer copper 1 oz", &["!multilayer-pcb", "~copper"], &[]),
        ("Cable assemblies, packed in PE bags", &["!cable-assembly", "~stretch-pe-film"], &[]),
        ("PE bags with our logo", &["!stretch-pe-film"], &[]),
        ("Đúc áp lực ADC12, phay CNC mặt gioăng", &["!die-casting", "~gasket"], &[]),
        ("Wire harness, crimping in house", &["!wire-harness", "=crimping"], &[]),
        ("プリンター外装カバー射出成形、シボ面", &["!injection-moulding", "~laser-texturing"], &[]),
        (
            "防振ゴム、加硫接着、接着工程は自社内",
            &["!rubber-metal-bonding", "~adhesive-bonding"],
            &[],
        ),
    ]);
}

#[test]
fn a_process_says_what_it_takes() {
    check(&[
        ("FCD450 bracket, casting and CNC machining", &["!iron-casting"], &["casting"]),
        ("Parts to be delivered machined per drawing, CNC", &[], &["deep-drawing"]),
        ("Vít M1.4, dập nguội và cán ren", &["!cold-heading", "!thread-rolling"], &["stamping"]),
        ("SCM420熱間鍛造、プレス1,600t級", &["!hot-forging", "~stamping"], &[]),
        ("浸炭焼入・焼戻しの外注先", &["!carburizing", "~quenching-tempering"], &[]),
        ("Mạ quay niken cho chi tiết đồng", &["!nickel-plating"], &["barrel-rack-plating"]),
        ("Cần mạ niken, mạ quay", &["!nickel-plating", "~barrel-rack-plating"], &[]),
        (
            "Control cabinets, bending, welding and powder coating",
            &["!control-panel", "!electrical-cabinet", "!powder-coating"],
            &[],
        ),
    ]);
}

#[test]
fn what_a_service_is_done_to_is_made_elsewhere() {
    check(&[
        ("Calibration of pin gauges, ISO/IEC 17025", &["!calibration", "~gauge"], &[]),
        ("プレス部品の全数選別をお願いします", &["!sorting-rework-service", "~stamped-part"], &[]),
        ("EMC test of an ECU housing", &["!emc-test", "~housing"], &[]),
        ("機箱粉末喷涂外协", &["!powder-coating"], &["sheet-metal-enclosure"]),
        ("Flyback transformers used in our TV adapters", &["!transformer"], &["power-adapter"]),
        ("Ép nhựa vỏ quạt két nước", &["!injection-moulding"], &["heat-exchanger"]),
    ]);
}

#[test]
fn tools_made_in_house_are_asked_for_beside_the_parts() {
    check(&[
        (
            "쉴드캔 프레스. 프로그레시브 금형은 자체 제작해야 합니다",
            &["!stamping", "!progressive-die"],
            &[],
        ),
        (
            "Vỏ loa ép nhựa. Khuôn ép nhựa do bên em cấp",
            &["!injection-moulding"],
            &["plastic-mould"],
        ),
    ]);
}

#[test]
fn another_will_do_where_the_text_says_so() {
    check(&[
        ("ISO 9001(IATF 16949でも可)必須。鍛造", &["!ISO_9001", "!IATF_16949"], &[]),
        ("SWCH18A mạ Ni (mạ có thể gửi ngoài)", &["~nickel-plating"], &[]),
        (
            "Cần vỏ tủ điện, chỉ tìm ở Đà Nẵng - Quảng Nam thôi ạ",
            &["!sheet-metal-enclosure", "!province:48", "!old:49"],
            &[],
        ),
        ("精密ねじ。商社経由でも検討しますが、直取引を希望", &["~sourcing-trading"], &[]),
    ]);
}

#[test]
fn figures_are_of_what_stands_beside_them() {
    check(&[
        ("FPC에 0201 칩 실장", &["!chip_size ..0.600"], &[]),
        ("mạ Ni 1–3 µm", &["=plating_thickness 0.001..0.003"], &[]),
        ("Ép nhựa, 200 bộ jig/tháng", &["!volume 200.000.."], &[]),
        ("真空焼入れ、硬さのばらつき±1 HRC", &["!vacuum-heat-treatment"], &["hardness_hrc"]),
    ]);
}
