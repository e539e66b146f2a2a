//! An invented firm: who, where, what it makes, with which machines and papers.

use chrono::NaiveDate;
use index::Language;
use index::profile::{Certification, CertificationState};
use index::taxonomy::{Concept, Place, PlaceKind};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::dice::Dice;
use super::figures::{Pair, machine_size, specs};
use super::vocabulary::{Trade, places, trades};

pub(super) struct Machine {
    pub(super) concept: &'static Concept,
    pub(super) size: Option<String>,
    pub(super) count: u32,
}

pub(super) struct Firm {
    pub(super) trade: &'static Trade,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) trader: bool,
    pub(super) processes: Vec<&'static Concept>,
    pub(super) products: Vec<&'static Concept>,
    pub(super) materials: Vec<&'static Concept>,
    pub(super) machines: Vec<Machine>,
    pub(super) specs: Vec<Pair>,
    pub(super) certificates: Vec<Certification>,
    /// A process it has done outside.
    pub(super) outsourced: Option<&'static Concept>,
    /// A process of its trade that it does not offer.
    pub(super) lacking: Option<&'static Concept>,
    pub(super) place: &'static Place,
    pub(super) zone: Option<&'static Place>,
    pub(super) employees: u32,
    pub(super) founded: u32,
    pub(super) capacity: u32,
    pub(super) moq: u32,
    pub(super) lead_days: u32,
    pub(super) markets: Vec<&'static str>,
    pub(super) customers: Vec<&'static str>,
    pub(super) area: u32,
}

const FIRST: [&str; 26] = [
    "Hoàng",
    "Tân",
    "Đại",
    "Minh",
    "Phú",
    "Thành",
    "Việt",
    "Nam",
    "An",
    "Bảo",
    "Đức",
    "Gia",
    "Hải",
    "Khánh",
    "Lâm",
    "Long",
    "Ngọc",
    "Nhật",
    "Quang",
    "Sơn",
    "Thái",
    "Thiên",
    "Trường",
    "Tuấn",
    "Vĩnh",
    "Xuân",
];
const SECOND: [&str; 26] = [
    "Hà", "Phát", "Thịnh", "Hưng", "Lộc", "Vượng", "Tiến", "Cường", "Khang", "Quân", "Anh", "Bình",
    "Châu", "Dương", "Giang", "Hòa", "Kim", "Long", "Nguyên", "Phong", "Quý", "Sáng", "Tâm", "Uy",
    "Vân", "Yên",
];
const THIRD: [&str; 16] = [
    "", "", "", "", "Nhất", "Mới", "Xanh", "Đông", "Tây", "Bắc", "Việt", "Hợp", "Ưu", "Mỹ",
    "Thăng", "Lĩnh",
];
const FORMS: [(&str, &str); 4] = [
    ("Công ty TNHH", "Co., Ltd"),
    ("Công ty Cổ phần", "JSC"),
    ("Công ty TNHH MTV", "Co., Ltd"),
    ("Công ty TNHH Sản xuất và Thương mại", "Manufacturing and Trading Co., Ltd"),
];

/// Words of a trade in a firm's name.
fn trade_words(code: &str) -> (&'static str, &'static str) {
    match code {
        "p-injection" | "m-polymer" => ("Nhựa Kỹ thuật", "Engineering Plastics"),
        "p-rubber" => ("Cao su Kỹ thuật", "Industrial Rubber"),
        "p-casting" => ("Đúc", "Casting"),
        "t-mould" => ("Khuôn mẫu", "Mould"),
        "v-packaging" => ("Bao bì", "Packaging"),
        "s-pcba" | "c-pcb" | "a-ems" => ("Điện tử", "Electronics"),
        "s-harness" | "p-wire" => ("Dây cáp", "Cable"),
        "p-surface" => ("Xử lý Bề mặt", "Surface Treatment"),
        "t-automation" | "t-jig" => ("Tự động hóa", "Automation"),
        "v-software" => ("Phần mềm", "Software"),
        "v-logistics" => ("Tiếp vận", "Logistics"),
        "m-chem" => ("Hóa chất", "Chemical"),
        code if code.starts_with("c-") => ("Linh kiện", "Components"),
        code if code.starts_with("s-") => ("Công nghệ", "Technology"),
        code if code.starts_with("e-") => ("Thiết bị", "Equipment"),
        code if code.starts_with("m-") => ("Vật liệu", "Materials"),
        code if code.starts_with("v-") => ("Kỹ thuật", "Engineering"),
        _ => ("Cơ khí Chính xác", "Precision"),
    }
}

const MARKETS: [&str; 8] = ["JP", "KR", "US", "DE", "TH", "TW", "CN", "MY"];
const CUSTOMERS: [(&str, &str); 8] = [
    ("nhà máy điện tử Hàn Quốc tại Bắc Ninh", "a Korean electronics plant in Bac Ninh"),
    ("doanh nghiệp máy in Nhật Bản", "a Japanese printer maker"),
    ("hãng xe máy có nhà máy ở Vĩnh Phúc", "a motorcycle maker"),
    ("nhà sản xuất đồ gia dụng", "home appliance makers"),
    ("công ty thiết bị viễn thông trong nước", "domestic telecom equipment makers"),
    ("doanh nghiệp FDI trong khu công nghiệp", "foreign-invested firms nearby"),
    ("nhà lắp ráp ô tô tại Hải Dương", "a car assembler in Hai Duong"),
    ("công ty thiết bị y tế châu Âu", "a European medical device maker"),
];

/// Draws a firm. Firms are spread evenly over segments and provinces by their number.
pub(super) fn draw(number: u64, dice: &mut Dice) -> Firm {
    let trades = trades();
    let trade = &trades[(number % trades.len() as u64) as usize];
    let trader = !trade.is_service() && dice.chance(9);
    let old = dice.chance(40);
    let provinces = places(if old { PlaceKind::OldProvince } else { PlaceKind::Province });
    let place = provinces[((number / 3 + number % 7) % provinces.len() as u64) as usize];
    let near: Vec<&'static Place> = places(PlaceKind::Zone)
        .iter()
        .copied()
        .filter(|zone| zone.provinces.iter().any(|p| place.provinces.contains(p)))
        .collect();
    let zone = (!near.is_empty() && dice.chance(60)).then(|| *dice.pick(&near));
    let (name, name_en) = names(&trade.segment.code, dice);
    let made = dice.between(1, 4) as usize;
    let processes = dice.some(&trade.processes, made);
    let products = dice.some(&trade.products, made + 1);
    let others: Vec<_> = trade
        .processes
        .iter()
        .copied()
        .filter(|p| !processes.iter().any(|own| own.id == p.id))
        .collect();
    let outsourced = (!others.is_empty() && dice.chance(25)).then(|| *dice.pick(&others));
    let lacking = (!others.is_empty() && dice.chance(20))
        .then(|| *dice.pick(&others))
        .filter(|lacking| outsourced.is_none_or(|out| out.id != lacking.id));
    let used = dice.between(1, 4) as usize;
    let kinds = dice.between(1, 5) as usize;
    let machines = if trader { Vec::new() } else { dice.some(&trade.equipment, kinds) };
    let machines = machines
        .into_iter()
        .map(|concept| Machine {
            concept,
            size: concept
                .size_parameter
                .as_deref()
                .and_then(|parameter| machine_size(parameter, dice)),
            count: dice.between(1, 16),
        })
        .collect();
    Firm {
        trade,
        name,
        name_en,
        trader,
        materials: dice.some(&trade.materials, used),
        specs: if trader { Vec::new() } else { specs(&trade.segment.code, dice) },
        certificates: certificates(&trade.segment.code, dice),
        processes,
        products,
        machines,
        outsourced,
        lacking,
        place,
        zone,
        employees: if trader { dice.between(6, 40) } else { dice.round(15, 900) },
        founded: dice.between(1995, 2024),
        capacity: dice.round(2_000, 900_000),
        moq: dice.round(50, 9_000),
        lead_days: dice.between(5, 45),
        markets: {
            let n = dice.between(0, 4) as usize;
            dice.some(&MARKETS, n)
        },
        customers: {
            let n = dice.between(0, 2) as usize;
            dice.some(&CUSTOMERS, n).into_iter().map(|(vi, _)| vi).collect()
        },
        area: dice.round(400, 20_000),
    }
}

/// The English words for a customer.
pub(super) fn customer_en(vi: &str) -> &'static str {
    CUSTOMERS.iter().find(|(known, _)| *known == vi).map_or("", |(_, en)| en)
}

fn names(code: &str, dice: &mut Dice) -> (String, String) {
    let (form, form_en) = *dice.pick(&FORMS);
    let (trade, trade_en) = trade_words(code);
    let proper = format!("{} {} {}", dice.pick(&FIRST), dice.pick(&SECOND), dice.pick(&THIRD));
    let proper = proper.trim();
    (format!("{form} {trade} {proper}"), format!("{} {trade_en} {form_en}", unaccented(proper)))
}

/// Without diacritics, as many type.
pub(super) fn unaccented(text: &str) -> String {
    text.nfd()
        .filter(|&c| !is_combining_mark(c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}

fn certificates(code: &str, dice: &mut Dice) -> Vec<Certification> {
    let mut schemes = vec!["ISO 9001:2015"];
    if dice.chance(35) {
        schemes.push("ISO 14001:2015");
    }
    let special: &[&str] = match code {
        "p-injection" | "p-casting" | "p-stamping" | "p-cnc" | "e-auto" | "s-harness"
        | "p-rubber" => &["IATF 16949:2016"],
        "s-pcba" | "a-ems" | "c-pcb" => &["IATF 16949:2016", "ISO 13485:2016", "IPC-A-610"],
        "v-lab" | "t-test" => &["ISO/IEC 17025:2017"],
        "v-packaging" => &["FSC"],
        "v-software" => &["ISO/IEC 27001:2022"],
        _ => &["RoHS", "ISO 45001:2018"],
    };
    if dice.chance(40) {
        schemes.push(*dice.pick(special));
    }
    if dice.chance(18) {
        schemes.remove(0);
    }
    let first = NaiveDate::from_ymd_opt(2025, 9, 1).unwrap_or_default();
    schemes
        .into_iter()
        .map(|scheme| {
            let until = dice.chance(75).then(|| dice.day(first, 1_100));
            let state = match dice.between(0, 99) {
                0..45 => Some(CertificationState::Verified),
                45..52 => Some(CertificationState::InProgress),
                52..80 => Some(CertificationState::Claimed),
                _ => None,
            };
            let until = until.filter(|_| state != Some(CertificationState::InProgress));
            Certification {
                scheme: scheme.to_owned(),
                valid_until: until,
                state,
                ..Certification::default()
            }
        })
        .collect()
}

/// A machine as a line of a list.
pub(super) fn machine_line(machine: &Machine, language: Language) -> String {
    let name = machine.concept.label(language);
    let size = machine.size.as_deref().map(|size| format!(" {size}")).unwrap_or_default();
    match (machine.count, language) {
        (1, _) => format!("{name}{size}"),
        (count, Language::Vi) => format!("{name}{size}: {count} máy"),
        (count, _) => format!("{name}{size} x {count}"),
    }
}
