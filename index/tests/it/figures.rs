//! Figures as people write them in five languages, and the range that is read out of each.

use index::{Engine, Language, understand::Understanding};

/// Language, text, attribute, lower bound, upper bound in the canonical unit.
type Case<'t> = (&'t str, &'t str, &'t str, Option<f64>, Option<f64>);

/// Attribute, lower bound, upper bound.
pub(crate) type Read = (String, Option<f64>, Option<f64>);

fn understand(language: &str, text: &str) -> Understanding {
    Engine::default().understand_text(text, Some(Language::parse(language).unwrap()))
}

/// Everything measured in a text.
pub(crate) fn read(language: &str, text: &str) -> Vec<Read> {
    understand(language, text)
        .constraints
        .into_iter()
        .filter_map(|constraint| constraint.quantity)
        .filter(|quantity| quantity.min.is_some() || quantity.max.is_some())
        .map(|quantity| (quantity.attribute, quantity.min, quantity.max))
        .collect()
}

fn close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-3 * b.abs().max(1e-6),
        (None, None) => true,
        _ => false,
    }
}

/// Fails with every case that does not hold.
fn check(cases: &[Case<'_>]) {
    let mut wrong = String::new();
    for &(language, text, attribute, min, max) in cases {
        let found = read(language, text);
        let one = found.iter().filter(|(of, _, _)| of == attribute).collect::<Vec<_>>();
        let right = one.len() == 1
            && one.iter().all(|(_, low, high)| close(*low, min) && close(*high, max));
        if !right {
            wrong.push_str(&format!(
                "\n{language} {text:?}: {attribute} {min:?}..{max:?}, read {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

const fn from(value: f64) -> Option<f64> {
    Some(value)
}
const NONE: Option<f64> = None;

#[test]
fn clamping_force_in_its_units() {
    let at_least_650 = [
        ("en", "injection moulding machine, 650 t or above"),
        ("en", "injection moulding, clamping force ≥ 650 tf"),
        ("en", "clamping force at least 650 tons"),
        ("en", "clamping force: 650T"),
        ("en", "die casting machine 650T x 4"),
        ("en", "die casting machine 650T+"),
        ("en", "clamping force > 650 ton"),
        ("en", "clamping force >= 650 ton"),
        ("en", "clamping force 6375 kN"),
        ("en", "clamping force of 6.375 MN"),
        ("vi", "máy ép nhựa lực kẹp từ 650 tấn trở lên"),
        ("vi", "máy đúc áp lực từ 650 tấn"),
        ("vi", "lực kẹp tối thiểu 650 tấn"),
        ("vi", "lực kẹp không dưới 650 tấn"),
        ("vi", "lực kẹp ≥650T"),
        ("vi", "luc kep toi thieu 650 tan"),
        ("ko", "다이캐스팅 650톤 이상"),
        ("ko", "형체력 650톤 이상"),
        ("ko", "형체력 최소 650톤"),
        ("ko", "사출기 650톤"),
        ("ja", "型締力650トン以上"),
        ("ja", "射出成形機 650トン以上"),
        ("ja", "型締力６５０ｔ以上"),
        ("ja", "型締力は最低650トン"),
        ("zh", "锁模力不低于650吨"),
        ("zh", "锁模力650吨以上"),
        ("zh", "注塑机吨位至少650吨"),
        ("zh", "鎖模力650噸以上"),
        ("zh", "锁模力≥650T"),
        ("zh", "压铸机650吨及以上"),
    ];
    check(
        &at_least_650.map(|(language, text)| (language, text, "clamping_force", from(650.0), NONE)),
    );
    check(&[
        ("en", "injection machines 50–850T", "clamping_force", from(50.0), from(850.0)),
        ("en", "injection machines 50 to 850 tons", "clamping_force", from(50.0), from(850.0)),
        ("en", "injection machines 50T-850T", "clamping_force", from(50.0), from(850.0)),
        ("en", "injection machines from 50 to 850 tons", "clamping_force", from(50.0), from(850.0)),
        ("vi", "máy ép nhựa từ 50 đến 850 tấn", "clamping_force", from(50.0), from(850.0)),
        ("vi", "máy ép nhựa 50 tấn đến 850 tấn", "clamping_force", from(50.0), from(850.0)),
        ("vi", "máy ép nhựa 50-850 tấn", "clamping_force", from(50.0), from(850.0)),
        ("ko", "사출기 50톤에서 850톤까지", "clamping_force", from(50.0), from(850.0)),
        ("ko", "사출기 50~850톤", "clamping_force", from(50.0), from(850.0)),
        ("ko", "사출기 50톤부터 850톤", "clamping_force", from(50.0), from(850.0)),
        ("ja", "射出成形機 50～850トン", "clamping_force", from(50.0), from(850.0)),
        ("ja", "射出成形機 50トンから850トンまで", "clamping_force", from(50.0), from(850.0)),
        ("zh", "注塑机50至850吨", "clamping_force", from(50.0), from(850.0)),
        ("zh", "注塑机50吨到850吨", "clamping_force", from(50.0), from(850.0)),
        ("zh", "注塑机50-850吨", "clamping_force", from(50.0), from(850.0)),
        ("ja", "型締力850トン以下", "clamping_force", NONE, from(850.0)),
        ("ko", "형체력 850톤 이하", "clamping_force", NONE, from(850.0)),
        ("vi", "lực kẹp không quá 850 tấn", "clamping_force", NONE, from(850.0)),
        ("zh", "锁模力不超过850吨", "clamping_force", NONE, from(850.0)),
        ("en", "clamping force up to 850 t", "clamping_force", NONE, from(850.0)),
        ("en", "stamping press 200 tons", "press_force", from(200.0), NONE),
        ("vi", "máy dập 200 tấn", "press_force", from(200.0), NONE),
        ("ko", "프레스 200톤", "press_force", from(200.0), NONE),
        ("ja", "プレス機200トン", "press_force", from(200.0), NONE),
        ("zh", "冲床200吨", "press_force", from(200.0), NONE),
    ]);
}

#[test]
fn tolerances() {
    let hundredths = [
        ("en", "CNC machining, ±0.02 mm"),
        ("en", "CNC machining, tolerance +/-0.02 mm"),
        ("en", "CNC machining, tolerance +/- 0.02"),
        ("en", "CNC machining ± 20 µm"),
        ("en", "CNC machining ±20um"),
        ("en", "tolerance 0.02mm"),
        ("en", "tolerance of 0.02 mm or better"),
        ("en", "tolerance within 0.02 mm"),
        ("en", "tolerance ≤ 0.02 mm"),
        ("en", "accuracy: 20 microns"),
        ("vi", "gia công CNC dung sai 0,02mm"),
        ("vi", "gia công CNC, dung sai ±0,02 mm"),
        ("vi", "dung sai 0.02mm"),
        ("vi", "dung sai không quá 0,02 mm"),
        ("vi", "độ chính xác 20 µm"),
        ("vi", "dung sai +/- 0,02mm"),
        ("ko", "CNC 가공, 공차 ±0.02mm"),
        ("ko", "공차 0.02mm 이내"),
        ("ko", "공차 0.02mm 이하"),
        ("ko", "정밀도 20㎛"),
        ("ja", "CNC加工、公差±0.02mm"),
        ("ja", "寸法公差0.02mm以内"),
        ("ja", "公差±２０μｍ"),
        ("ja", "加工精度20ミクロン"),
        ("zh", "CNC加工，公差±0.02mm"),
        ("zh", "公差0.02毫米以内"),
        ("zh", "公差不超过0.02mm"),
        ("zh", "加工精度2丝"),
    ];
    check(&hundredths.map(|(language, text)| (language, text, "tolerance", NONE, from(0.02))));
}

#[test]
fn thousands_decimals_and_multipliers() {
    check(&[
        ("vi", "tháng 15.000 bộ", "volume", from(1.5e4), NONE),
        ("vi", "thang 15.000 bo", "volume", from(1.5e4), NONE),
        ("en", "1,200,000 pcs/month", "volume", from(1.2e6), NONE),
        ("en", "1 200 000 pcs/month", "volume", from(1.2e6), NONE),
        ("en", "3.000 boards per month", "volume", from(3e3), NONE),
        ("ko", "월 2.500개", "volume", from(2.5e3), NONE),
        ("en", "1.2 million pcs/month", "volume", from(1.2e6), NONE),
        ("en", "1.2M pcs/month", "volume", from(1.2e6), NONE),
        ("en", "30k pcs/month", "volume", from(3e4), NONE),
        ("en", "30K/month", "volume", from(3e4), NONE),
        ("en", "30,000 pcs per month", "volume", from(3e4), NONE),
        ("en", "30 thousand pieces a month", "volume", from(3e4), NONE),
        ("en", "20-30k pcs/month", "volume", from(2e4), from(3e4)),
        ("en", "20k-30k pcs/month", "volume", from(2e4), from(3e4)),
        ("vi", "1.200.000 sản phẩm/tháng", "volume", from(1.2e6), NONE),
        ("vi", "1,2 triệu sản phẩm/tháng", "volume", from(1.2e6), NONE),
        ("vi", "30.000 chiếc/tháng", "volume", from(3e4), NONE),
        ("vi", "30,000 cái/tháng", "volume", from(3e4), NONE),
        ("vi", "30 nghìn cái/tháng", "volume", from(3e4), NONE),
        ("vi", "30 ngàn sp/tháng", "volume", from(3e4), NONE),
        ("vi", "30k sp/tháng", "volume", from(3e4), NONE),
        ("vi", "5 vạn sản phẩm/tháng", "volume", from(5e4), NONE),
        ("vi", "1.234,5 kg khối lượng sản phẩm", "part_weight", from(1234.5), from(1234.5)),
        ("vi", "độ dày 1,5 mm", "thickness", from(1.5), from(1.5)),
        ("vi", "độ dày 0,05 mm", "thickness", from(0.05), from(0.05)),
        ("en", "thickness 0.05 mm", "thickness", from(0.05), from(0.05)),
        ("en", "thickness 1,234.5 mm", "thickness", from(1234.5), from(1234.5)),
        ("en", "thickness 0,5 mm", "thickness", from(0.5), from(0.5)),
        ("ko", "월 3만개", "volume", from(3e4), NONE),
        ("ko", "월 3만 5천개", "volume", from(3.5e4), NONE),
        ("ko", "월 1억 2천만개", "volume", from(1.2e8), NONE),
        ("ko", "월 120만 개", "volume", from(1.2e6), NONE),
        ("ko", "월 30,000개", "volume", from(3e4), NONE),
        ("ko", "월 5천개", "volume", from(5e3), NONE),
        ("ja", "月産30万個", "volume", from(3e5), NONE),
        ("ja", "月産3万5千個", "volume", from(3.5e4), NONE),
        ("ja", "月産1億2千万個", "volume", from(1.2e8), NONE),
        ("ja", "月産３０，０００個", "volume", from(3e4), NONE),
        ("zh", "每月3万件", "volume", from(3e4), NONE),
        ("zh", "每月1.5万件", "volume", from(1.5e4), NONE),
        ("zh", "每月3萬件", "volume", from(3e4), NONE),
        ("zh", "月产能120万件", "volume", from(1.2e6), NONE),
        ("zh", "每月1亿2千万件", "volume", from(1.2e8), NONE),
    ]);
}

#[test]
fn volumes_per_period() {
    check(&[
        ("en", "360,000 pcs/year", "volume", from(3e4), NONE),
        ("en", "90,000 pcs per quarter", "volume", from(3e4), NONE),
        ("en", "1,000 pcs/day", "volume", from(2.6e4), NONE),
        ("en", "3,000 pcs per week", "volume", from(1.3e4), NONE),
        ("en", "EAU 1,200,000 pcs", "volume", from(1e5), NONE),
        ("en", "EAU: 1.2M pcs", "volume", from(1e5), NONE),
        ("en", "annual volume 1,200,000 pcs", "volume", from(1e5), NONE),
        ("en", "monthly volume: 30,000 pcs", "volume", from(3e4), NONE),
        ("en", "30,000 units monthly", "volume", from(3e4), NONE),
        ("en", "1.2 million pieces annually", "volume", from(1e5), NONE),
        ("en", "360,000 pcs p.a.", "volume", from(3e4), NONE),
        ("en", "30,000 sets/mo", "volume", from(3e4), NONE),
        ("vi", "30.000 sản phẩm/tháng", "volume", from(3e4), NONE),
        ("vi", "mỗi tháng 30.000 sản phẩm", "volume", from(3e4), NONE),
        ("vi", "30.000 sản phẩm mỗi tháng", "volume", from(3e4), NONE),
        ("vi", "30.000 sản phẩm một tháng", "volume", from(3e4), NONE),
        ("vi", "sản lượng 30.000 cái trên tháng", "volume", from(3e4), NONE),
        ("vi", "360.000 sản phẩm/năm", "volume", from(3e4), NONE),
        ("vi", "90.000 sản phẩm/quý", "volume", from(3e4), NONE),
        ("vi", "1.000 sản phẩm/ngày", "volume", from(2.6e4), NONE),
        ("vi", "moi thang 30.000 san pham", "volume", from(3e4), NONE),
        ("vi", "30.000 san pham/thang", "volume", from(3e4), NONE),
        ("ko", "월 3만개", "volume", from(3e4), NONE),
        ("ko", "3만개/월", "volume", from(3e4), NONE),
        ("ko", "연간 120만개", "volume", from(1e5), NONE),
        ("ko", "연 120만 개", "volume", from(1e5), NONE),
        ("ko", "분기 9만개", "volume", from(3e4), NONE),
        ("ko", "일 1,000개", "volume", from(2.6e4), NONE),
        ("ko", "하루 1,000개", "volume", from(2.6e4), NONE),
        ("ko", "월 물량 3만개", "volume", from(3e4), NONE),
        ("ko", "월 생산능력은 3만개", "volume", from(3e4), NONE),
        ("ko", "매월 약 3만개", "volume", from(3e4), NONE),
        ("ja", "月産30万個", "volume", from(3e5), NONE),
        ("ja", "月間3万個", "volume", from(3e4), NONE),
        ("ja", "月3万個", "volume", from(3e4), NONE),
        ("ja", "3万個/月", "volume", from(3e4), NONE),
        ("ja", "年間36万個", "volume", from(3e4), NONE),
        ("ja", "年産36万個", "volume", from(3e4), NONE),
        ("ja", "日産1000個", "volume", from(2.6e4), NONE),
        ("ja", "数量は月に約3万個", "volume", from(3e4), NONE),
        ("zh", "每月3万件", "volume", from(3e4), NONE),
        ("zh", "3万件/月", "volume", from(3e4), NONE),
        ("zh", "月用量3万件", "volume", from(3e4), NONE),
        ("zh", "年用量36万件", "volume", from(3e4), NONE),
        ("zh", "每季度9万件", "volume", from(3e4), NONE),
        ("zh", "日产1000件", "volume", from(2.6e4), NONE),
        ("zh", "月产能约3万件", "volume", from(3e4), NONE),
        ("zh", "年产电机铁芯600万套", "volume", from(5e5), NONE),
        ("ja", "月産ステータコア6万セット", "volume", from(6e4), NONE),
        ("ko", "월간 하우징 3만개", "volume", from(3e4), NONE),
    ]);
}

#[test]
fn order_sizes_and_lead_times() {
    check(&[
        ("en", "MOQ 1,000 pcs", "moq", NONE, from(1e3)),
        ("en", "MOQ: 1000", "moq", NONE, from(1e3)),
        ("en", "minimum order quantity of 1,000 pieces", "moq", NONE, from(1e3)),
        ("vi", "MOQ 1.000 cái", "moq", NONE, from(1e3)),
        ("vi", "số lượng đặt hàng tối thiểu 1.000 cái", "moq", NONE, from(1e3)),
        ("ko", "최소 주문 수량 1,000개", "moq", NONE, from(1e3)),
        ("ko", "MOQ 1천개", "moq", NONE, from(1e3)),
        ("ja", "最小ロット1000個", "moq", NONE, from(1e3)),
        ("ja", "最小発注数量 1,000個", "moq", NONE, from(1e3)),
        ("zh", "最小起订量1000件", "moq", NONE, from(1e3)),
        ("zh", "起订量1千件", "moq", NONE, from(1e3)),
        ("en", "lead time 30 days", "lead_time", NONE, from(30.0)),
        ("en", "lead time: max 4 weeks", "lead_time", NONE, from(28.0)),
        ("en", "lead time within 20 working days", "lead_time", NONE, from(28.0)),
        ("en", "delivery within 30 days", "lead_time", NONE, from(30.0)),
        ("en", "lead time 3-4 weeks", "lead_time", from(21.0), from(28.0)),
        ("vi", "thời gian giao hàng 30 ngày", "lead_time", NONE, from(30.0)),
        ("vi", "thời gian giao hàng không quá 4 tuần", "lead_time", NONE, from(28.0)),
        ("vi", "giao hàng trong vòng 20 ngày làm việc", "lead_time", NONE, from(28.0)),
        ("vi", "lead time 30 ngày", "lead_time", NONE, from(30.0)),
        ("ko", "납기 30일", "lead_time", NONE, from(30.0)),
        ("ko", "납기 4주 이내", "lead_time", NONE, from(28.0)),
        ("ko", "납기 20영업일", "lead_time", NONE, from(28.0)),
        ("ko", "납기는 30일 이내", "lead_time", NONE, from(30.0)),
        ("ja", "納期30日", "lead_time", NONE, from(30.0)),
        ("ja", "納期4週間以内", "lead_time", NONE, from(28.0)),
        ("ja", "納期20営業日以内", "lead_time", NONE, from(28.0)),
        ("ja", "リードタイムは30日以内", "lead_time", NONE, from(30.0)),
        ("zh", "交期30天", "lead_time", NONE, from(30.0)),
        ("zh", "交货期不超过4周", "lead_time", NONE, from(28.0)),
        ("zh", "交期20个工作日内", "lead_time", NONE, from(28.0)),
        ("en", "samples within 2 weeks", "sample_lead_time", NONE, from(14.0)),
        ("vi", "thời gian làm mẫu 2 tuần", "sample_lead_time", NONE, from(14.0)),
        ("ja", "サンプル納期2週間", "sample_lead_time", NONE, from(14.0)),
    ]);
}

#[test]
fn boards_and_their_parts() {
    check(&[
        ("en", "PCB, 2–16 layers", "layers", from(2.0), from(16.0)),
        ("en", "8-layer PCB", "layers", from(8.0), from(8.0)),
        ("en", "PCB up to 16 layers", "layers", NONE, from(16.0)),
        ("vi", "mạch in 16 lớp", "layers", from(16.0), from(16.0)),
        ("vi", "PCB từ 2 đến 16 lớp", "layers", from(2.0), from(16.0)),
        ("ko", "PCB 8층", "layers", from(8.0), from(8.0)),
        ("ja", "プリント基板8層", "layers", from(8.0), from(8.0)),
        ("ja", "プリント基板 2～16層", "layers", from(2.0), from(16.0)),
        ("zh", "PCB 8层", "layers", from(8.0), from(8.0)),
        ("en", "PCB line/space 0.1/0.1 mm", "line_space", NONE, from(0.1)),
        ("en", "PCB line width/space 75/75 µm", "line_space", NONE, from(0.075)),
        ("en", "L/S 3/3 mil", "line_space", NONE, from(0.0762)),
        ("zh", "线宽线距0.1/0.1mm", "line_space", NONE, from(0.1)),
        ("ko", "선폭 0.1/0.1mm", "line_space", NONE, from(0.1)),
        ("ja", "線幅0.1/0.1mm", "line_space", NONE, from(0.1)),
        ("en", "SMT, board size 510x460 mm", "board_size", from(510.0), from(510.0)),
        ("en", "SMT, max board 510 x 460 mm", "board_size", from(510.0), from(510.0)),
        ("vi", "SMT, kích thước bo mạch 510×460 mm", "board_size", from(510.0), from(510.0)),
        ("ko", "SMT 기판 크기 510*460mm", "board_size", from(510.0), from(510.0)),
        ("ja", "SMT、基板サイズ510×460mm", "board_size", from(510.0), from(510.0)),
        ("en", "SMT, chip 0402 imperial", "chip_size", NONE, from(1.0)),
        ("en", "SMT, chip 0402 metric", "chip_size", NONE, from(0.4)),
        ("en", "SMT, smallest component 01005", "chip_size", NONE, from(0.4)),
        ("ja", "SMT、最小チップ0603", "chip_size", NONE, from(0.6)),
        ("ja", "SMT、最小チップ0402", "chip_size", NONE, from(0.4)),
        ("ko", "SMT 최소 칩 0603", "chip_size", NONE, from(0.6)),
        ("vi", "SMT, linh kiện nhỏ nhất 0201", "chip_size", NONE, from(0.6)),
        ("zh", "SMT，最小元件0201", "chip_size", NONE, from(0.6)),
        ("zh", "SMT，最小元件公制0402", "chip_size", NONE, from(0.4)),
        ("en", "SMT, BGA pitch 0.4 mm", "pitch", NONE, from(0.4)),
        ("en", "wire harness AWG 32-16", "wire_gauge", from(16.0), from(32.0)),
        ("en", "wire harness 28 AWG", "wire_gauge", from(28.0), from(28.0)),
        ("en", "wire harness AWG28", "wire_gauge", from(28.0), from(28.0)),
        ("ko", "와이어 하네스 AWG 28", "wire_gauge", from(28.0), from(28.0)),
        ("zh", "线束AWG 16-32", "wire_gauge", from(16.0), from(32.0)),
    ]);
}

#[test]
fn quality_and_surface() {
    check(&[
        ("en", "surface roughness Ra 0.8", "roughness_ra", NONE, from(0.0008)),
        ("en", "Ra0.8", "roughness_ra", NONE, from(0.0008)),
        ("en", "Ra ≤ 0.8 µm", "roughness_ra", NONE, from(0.0008)),
        ("vi", "độ nhám bề mặt Ra 0,8", "roughness_ra", NONE, from(0.0008)),
        ("ja", "表面粗さRa0.8以下", "roughness_ra", NONE, from(0.0008)),
        ("zh", "表面粗糙度Ra0.8", "roughness_ra", NONE, from(0.0008)),
        ("ko", "표면조도 Ra 0.8", "roughness_ra", NONE, from(0.0008)),
        ("en", "HRC 58-62", "hardness_hrc", from(58.0), from(62.0)),
        ("en", "hardness 58-62 HRC", "hardness_hrc", from(58.0), from(62.0)),
        ("vi", "độ cứng 58-62 HRC", "hardness_hrc", from(58.0), from(62.0)),
        ("ko", "경도 HRC 58~62", "hardness_hrc", from(58.0), from(62.0)),
        ("ja", "硬度HRC58～62", "hardness_hrc", from(58.0), from(62.0)),
        ("zh", "硬度HRC58-62", "hardness_hrc", from(58.0), from(62.0)),
        ("en", "Cpk ≥ 1.33", "cpk", from(1.33), NONE),
        ("vi", "Cpk ≥ 1,33", "cpk", from(1.33), NONE),
        ("ko", "Cpk 1.33 이상", "cpk", from(1.33), NONE),
        ("ja", "Cpk1.33以上", "cpk", from(1.33), NONE),
        ("zh", "Cpk不低于1.33", "cpk", from(1.33), NONE),
        ("en", "defect rate ≤ 200 ppm", "defect_ppm", NONE, from(200.0)),
        ("en", "ppm ≤ 200", "defect_ppm", NONE, from(200.0)),
        ("vi", "tỷ lệ lỗi dưới 200 ppm", "defect_ppm", NONE, from(200.0)),
        ("ko", "불량률 200ppm 이하", "defect_ppm", NONE, from(200.0)),
        ("ja", "不良率200ppm以下", "defect_ppm", NONE, from(200.0)),
        ("zh", "不良率不超过200ppm", "defect_ppm", NONE, from(200.0)),
        ("en", "plating thickness 3–8 µm", "plating_thickness", from(0.003), from(0.008)),
        ("en", "plating thickness 3-8um", "plating_thickness", from(0.003), from(0.008)),
        ("vi", "độ dày lớp mạ 3-8 µm", "plating_thickness", from(0.003), from(0.008)),
        ("ko", "도금 두께 3~8㎛", "plating_thickness", from(0.003), from(0.008)),
        ("ja", "めっき厚3～8μm", "plating_thickness", from(0.003), from(0.008)),
        ("zh", "镀层厚度3-8微米", "plating_thickness", from(0.003), from(0.008)),
        ("en", "clean room class 10,000", "cleanroom_class", NONE, from(1e4)),
        ("en", "ISO 7 cleanroom", "cleanroom_class", NONE, from(1e4)),
        ("en", "cleanroom ISO class 7", "cleanroom_class", NONE, from(1e4)),
        ("vi", "phòng sạch cấp 10.000", "cleanroom_class", NONE, from(1e4)),
        ("vi", "phòng sạch class 10.000", "cleanroom_class", NONE, from(1e4)),
        ("ko", "클린룸 1만 클래스", "cleanroom_class", NONE, from(1e4)),
        ("ko", "클린룸 10,000 클래스", "cleanroom_class", NONE, from(1e4)),
        ("ja", "クリーンルーム クラス10,000", "cleanroom_class", NONE, from(1e4)),
        ("ja", "クリーンルーム クラス1万", "cleanroom_class", NONE, from(1e4)),
        ("zh", "万级无尘车间", "cleanroom_class", NONE, from(1e4)),
        ("zh", "十万级无尘车间", "cleanroom_class", NONE, from(1e5)),
        ("zh", "无尘车间10000级", "cleanroom_class", NONE, from(1e4)),
        ("en", "operating temperature −20 to 85 °C", "temperature", from(-20.0), from(85.0)),
        ("en", "operating temperature -40 to -10 °C", "temperature", from(-40.0), from(-10.0)),
        ("en", "operating temperature -40°C to -10°C", "temperature", from(-40.0), from(-10.0)),
        ("en", "operating temperature 20-85 °C", "temperature", from(20.0), from(85.0)),
        ("en", "operating temperature -20 ~ +85°C", "temperature", from(-20.0), from(85.0)),
        ("vi", "nhiệt độ làm việc từ -20 đến 85 °C", "temperature", from(-20.0), from(85.0)),
        ("ko", "사용 온도 -20~85℃", "temperature", from(-20.0), from(85.0)),
        ("ja", "使用温度-20～85℃", "temperature", from(-20.0), from(85.0)),
        ("zh", "工作温度-20℃至85℃", "temperature", from(-20.0), from(85.0)),
        ("en", "salt spray 96 hours", "salt_spray_hours", from(4.0), NONE),
        ("ko", "염수분무 96시간", "salt_spray_hours", from(4.0), NONE),
        ("en", "machining centre with 5 axes", "axes", from(5.0), NONE),
        ("en", "at least 100 employees", "headcount", from(100.0), NONE),
        ("vi", "từ 100 công nhân trở lên", "headcount", from(100.0), NONE),
        ("ko", "직원 100명 이상", "headcount", from(100.0), NONE),
        ("ja", "従業員100名以上", "headcount", from(100.0), NONE),
        ("zh", "员工100人以上", "headcount", from(100.0), NONE),
    ]);
}

#[test]
fn codes_and_dates_are_no_figures() {
    let mut wrong = Vec::new();
    for (language, text) in [
        ("en", "stainless steel SUS304 parts"),
        ("en", "ADC12 die casting"),
        ("en", "ISO 9001 and ISO 14001:2015 certified"),
        ("en", "IATF 16949:2016"),
        ("en", "screws M3x0.5"),
        ("en", "screw M3 x 0.5, tolerance class 6g"),
        ("en", "delivery on 2026-11-24"),
        ("en", "deadline 24/11/2026"),
        ("en", "call +84 24 3974 0000 or (024) 3974-0000"),
        ("en", "tax code 0101248141"),
        ("vi", "thép SKD11, S45C, SUS304"),
        ("vi", "hạn chót ngày 24/11/2026"),
        ("vi", "điện thoại 0903 123 456"),
        ("vi", "tháng 12/2026 15.000 bộ"),
        ("vi", "Nghị định 111/2015/NĐ-CP"),
        ("ko", "2026년 11월 24일까지"),
        ("ko", "SUS304 판금"),
        ("ja", "2026年11月24日まで"),
        ("ja", "SUS304の板金"),
        ("zh", "2026年11月24日前"),
        ("zh", "SUS304钣金"),
        ("zh", "电话 024-3974-0000"),
    ] {
        let found = read(language, text);
        if !found.is_empty() {
            wrong.push(format!("{language} {text:?}: {found:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
