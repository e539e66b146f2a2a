//! Profile text in Vietnamese and English, composed sentence by sentence from what the firm is.

use index::Language;
use index::taxonomy::Concept;

use super::dice::{Dice, dotted, grouped};
use super::firm::{Firm, customer_en, machine_line};
use super::vocabulary::label;

/// Sentences in order of importance; the first of them always belong together.
pub(super) fn sentences(firm: &Firm, language: Language, dice: &mut Dice) -> Vec<String> {
    let mut text =
        if language == Language::Vi { vietnamese(firm, dice) } else { english(firm, dice) };
    text.retain(|sentence| !sentence.is_empty());
    text
}

fn named(concepts: &[&'static Concept], language: Language, dice: &mut Dice) -> String {
    let words: Vec<&str> = concepts.iter().map(|concept| label(concept, language, dice)).collect();
    let and = if language == Language::Vi { " và " } else { " and " };
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{}{and}{last}", before.join(", ")),
    }
}

fn pick(patterns: &[String], dice: &mut Dice) -> String {
    patterns
        .get(dice.between(0, patterns.len().saturating_sub(1) as u32) as usize)
        .cloned()
        .unwrap_or_default()
}

fn vietnamese(firm: &Firm, dice: &mut Dice) -> Vec<String> {
    let lang = Language::Vi;
    let place = firm.place.name(lang);
    let site = firm
        .zone
        .map_or_else(|| place.to_owned(), |zone| format!("KCN {}, {place}", zone.name(lang)));
    let segment = firm.trade.segment.name(lang).to_lowercase();
    let (processes, products) =
        (named(&firm.processes, lang, dice), named(&firm.products, lang, dice));
    let materials = named(&firm.materials, lang, dice);
    let (year, people, area) = (firm.founded, dotted(firm.employees), dotted(firm.area));
    let mut text = vec![pick(
        &[
            format!(
                "{} thành lập năm {year}, đặt tại {site}, hoạt động trong lĩnh vực {segment}.",
                firm.name
            ),
            format!(
                "Được thành lập từ năm {year}, {} có {people} lao động và trụ sở tại {site}.",
                firm.name
            ),
            format!(
                "{} là doanh nghiệp tư nhân tại {site} với {people} cán bộ công nhân viên, chuyên về {segment}.",
                firm.name
            ),
        ],
        dice,
    )];
    if firm.trader {
        text.push(pick(&[
            format!("Chúng tôi là đơn vị thương mại, nhập khẩu và phân phối {products} cho các nhà máy phía Bắc và phía Nam."),
            format!("Công ty không trực tiếp sản xuất mà cung ứng {products} của các hãng Nhật Bản, Đài Loan và Trung Quốc."),
            format!("Đại lý phân phối {products}; có sẵn hàng trong kho tại {place}."),
        ], dice));
    } else {
        text.push(when(&processes, &[
            format!("Năng lực chính của công ty gồm {processes}, thực hiện trọn vẹn tại xưởng."),
            format!("Chúng tôi nhận {processes} theo bản vẽ của khách hàng, từ hàng mẫu đến sản xuất hàng loạt."),
            format!("Các công đoạn tự làm tại nhà máy: {processes}."),
        ], dice));
        text.push(when(
            &products,
            &[
                format!("Sản phẩm tiêu biểu là {products}."),
                format!("Nhà máy đang sản xuất {products} cho khách hàng trong nước và xuất khẩu."),
                format!("Mặt hàng chủ lực: {products}, giao theo lịch hằng tuần."),
            ],
            dice,
        ));
        text.extend(vietnamese_plant(firm, &materials, dice));
    }
    text.push(certificates_vi(firm, dice));
    text.push(pick(
        &[
            format!(
                "Đơn hàng tối thiểu {} cái, thời gian giao hàng {} ngày kể từ khi duyệt mẫu.",
                dotted(firm.moq),
                firm.lead_days
            ),
            format!(
                "Công suất hiện tại khoảng {} sản phẩm mỗi tháng, còn nhận thêm được {}%.",
                dotted(firm.capacity),
                dice.between(1, 6) * 10
            ),
            format!(
                "Chúng tôi nhận đơn từ {} cái và giao trong vòng {} ngày.",
                dotted(firm.moq),
                firm.lead_days
            ),
        ],
        dice,
    ));
    if let Some(first) = firm.customers.first() {
        text.push(format!(
            "Khách hàng hiện nay gồm {first}{}.",
            firm.customers.get(1).map(|c| format!(" và {c}")).unwrap_or_default()
        ));
    }
    text.push(closing_vi(firm, &area, dice));
    text
}

fn vietnamese_plant(firm: &Firm, materials: &str, dice: &mut Dice) -> Vec<String> {
    let lang = Language::Vi;
    let machines: Vec<String> = firm.machines.iter().map(|m| machine_line(m, lang)).collect();
    let specs: Vec<&str> = firm.specs.iter().map(|(vi, _)| vi.as_str()).collect();
    let mut text = vec![when(
        &machines.join("; "),
        &[
            format!("Thiết bị chính: {}.", machines.join("; ")),
            format!(
                "Xưởng được trang bị {}, bảo dưỡng định kỳ theo kế hoạch.",
                machines.join(", ")
            ),
        ],
        dice,
    )];
    text.push(when(
        &specs.join(", "),
        &[
            format!("Thông số đáp ứng: {}.", specs.join(", ")),
            format!("Chúng tôi bảo đảm {} trên từng lô hàng.", specs.join(", ")),
        ],
        dice,
    ));
    text.push(when(
        materials,
        &[
            format!("Vật liệu thường dùng là {materials}, có chứng chỉ xuất xứ kèm theo lô."),
            format!("Chúng tôi gia công {materials}."),
        ],
        dice,
    ));
    if let Some(out) = firm.outsourced {
        let out = label(out, lang, dice);
        text.push(pick(
            &[
                format!("Riêng công đoạn {out} công ty thuê đối tác bên ngoài thực hiện."),
                format!("{} được gửi gia công tại nhà thầu phụ đã qua đánh giá.", capital(out)),
            ],
            dice,
        ));
    }
    if let Some(lacking) = firm.lacking {
        let lacking = label(lacking, lang, dice);
        text.push(pick(
            &[
                format!(
                    "Hiện tại chúng tôi chưa có {lacking} và không nhận các đơn hàng loại này."
                ),
                format!(
                    "Công ty không làm {lacking}; dự kiến đầu tư vào năm {}.",
                    dice.between(2027, 2029)
                ),
            ],
            dice,
        ));
    }
    text
}

fn certificates_vi(firm: &Firm, dice: &mut Dice) -> String {
    let held: Vec<String> = firm
        .certificates
        .iter()
        .map(|c| match (c.state, c.valid_until) {
            (Some(index::profile::CertificationState::InProgress), _) => {
                format!("{} (đang xây dựng)", c.scheme)
            }
            (_, Some(until)) => format!("{} (hiệu lực đến {})", c.scheme, until.format("%d/%m/%Y")),
            _ => c.scheme.clone(),
        })
        .collect();
    when(
        &held.join(", "),
        &[
            format!("Hệ thống quản lý: {}.", held.join(", ")),
            format!("Công ty áp dụng {} và thực hiện 5S hằng ngày.", held.join(", ")),
        ],
        dice,
    )
}

fn closing_vi(firm: &Firm, area: &str, dice: &mut Dice) -> String {
    let export = if firm.markets.is_empty() {
        "Công ty chưa xuất khẩu trực tiếp.".to_owned()
    } else {
        format!("Thị trường xuất khẩu: {}.", firm.markets.join(", "))
    };
    let care = pick(&[
        format!("Nhà xưởng rộng {area} m², có phòng đo riêng và kiểm tra đầu vào, trong chuyền, đầu ra theo kế hoạch kiểm soát."),
        format!("Diện tích nhà xưởng {area} m²; đội ngũ kỹ thuật hỗ trợ thiết kế, làm mẫu và báo giá trong {} ngày.", dice.between(1, 5)),
        "Hàng lỗi được phân tích bằng báo cáo 8D, truy xuất theo lô và lưu mẫu trong hai năm; chúng tôi mong được khách hàng đến đánh giá tại nhà máy.".to_owned(),
    ], dice);
    format!("{export} {care}")
}

fn english(firm: &Firm, dice: &mut Dice) -> Vec<String> {
    let lang = Language::En;
    let place = firm.place.name(lang);
    let site = firm.zone.map_or_else(
        || place.to_owned(),
        |zone| format!("{} industrial park, {place}", zone.name(lang)),
    );
    let segment = firm.trade.segment.name(lang).to_lowercase();
    let (processes, products) =
        (named(&firm.processes, lang, dice), named(&firm.products, lang, dice));
    let materials = named(&firm.materials, lang, dice);
    let (year, people, area) =
        (firm.founded, grouped(firm.employees, ','), grouped(firm.area, ','));
    let mut text = vec![pick(
        &[
            format!("{} was founded in {year} in {site} and works in {segment}.", firm.name_en),
            format!(
                "Established in {year}, {} employs {people} people at its site in {site}.",
                firm.name_en
            ),
            format!(
                "{} is a privately owned Vietnamese company in {site} with a staff of {people}, focused on {segment}.",
                firm.name_en
            ),
        ],
        dice,
    )];
    if firm.trader {
        text.push(pick(&[
            format!("We are a trading company: we import and distribute {products} for factories in the north and south of the country."),
            format!("We do not manufacture ourselves but supply {products} made by producers in Japan, Taiwan and China."),
            format!("Authorised distributor of {products}, with stock in {place}."),
        ], dice));
    } else {
        text.push(when(
            &processes,
            &[
                format!("Our core capability is {processes}, all done in-house."),
                format!(
                    "We take on {processes} to customer drawings, from samples to mass production."
                ),
                format!("In-house processes: {processes}."),
            ],
            dice,
        ));
        text.push(when(
            &products,
            &[
                format!("Typical products are {products}."),
                format!("The plant makes {products} for domestic and export customers."),
                format!("Main items: {products}, delivered on a weekly schedule."),
            ],
            dice,
        ));
        text.extend(english_plant(firm, &materials, dice));
    }
    text.push(certificates_en(firm, dice));
    text.push(terms_en(firm, dice));
    if let Some(first) = firm.customers.first() {
        let second =
            firm.customers.get(1).map(|c| format!(" and {}", customer_en(c))).unwrap_or_default();
        text.push(format!("Current customers include {}{second}.", customer_en(first)));
    }
    text.push(closing_en(firm, &area, dice));
    text
}

fn terms_en(firm: &Firm, dice: &mut Dice) -> String {
    pick(
        &[
            format!(
                "The minimum order is {} pcs and the lead time {} days after sample approval.",
                grouped(firm.moq, ','),
                firm.lead_days
            ),
            format!(
                "Current capacity is about {} pcs per month, of which {}% is free.",
                grouped(firm.capacity, ','),
                dice.between(1, 6) * 10
            ),
            format!(
                "We accept orders from {} pcs and deliver within {} days.",
                grouped(firm.moq, ','),
                firm.lead_days
            ),
        ],
        dice,
    )
}

fn english_plant(firm: &Firm, materials: &str, dice: &mut Dice) -> Vec<String> {
    let lang = Language::En;
    let machines: Vec<String> = firm.machines.iter().map(|m| machine_line(m, lang)).collect();
    let specs: Vec<&str> = firm.specs.iter().map(|(_, en)| en.as_str()).collect();
    let mut text = vec![when(
        &machines.join("; "),
        &[
            format!("Main equipment: {}.", machines.join("; ")),
            format!("The workshop runs {}, maintained to a yearly plan.", machines.join(", ")),
        ],
        dice,
    )];
    text.push(when(
        &specs.join(", "),
        &[
            format!("What we hold: {}.", specs.join(", ")),
            format!("We guarantee {} on every lot.", specs.join(", ")),
        ],
        dice,
    ));
    text.push(when(
        materials,
        &[
            format!("Usual materials are {materials}, with mill certificates for each lot."),
            format!("We work with {materials}."),
        ],
        dice,
    ));
    if let Some(out) = firm.outsourced {
        let out = label(out, lang, dice);
        text.push(pick(
            &[
                format!("Note that {out} is outsourced to an audited subcontractor."),
                format!("{} is done by a partner outside.", capital(out)),
            ],
            dice,
        ));
    }
    if let Some(lacking) = firm.lacking {
        let lacking = label(lacking, lang, dice);
        text.push(pick(
            &[
                format!("We do not offer {lacking} and cannot take such orders at present."),
                format!(
                    "We have no {lacking} in-house; an investment is planned for {}.",
                    dice.between(2027, 2029)
                ),
            ],
            dice,
        ));
    }
    text
}

fn certificates_en(firm: &Firm, dice: &mut Dice) -> String {
    let held: Vec<String> = firm
        .certificates
        .iter()
        .map(|c| match (c.state, c.valid_until) {
            (Some(index::profile::CertificationState::InProgress), _) => {
                format!("{} (in preparation)", c.scheme)
            }
            (_, Some(until)) => format!("{} (valid until {until})", c.scheme),
            _ => c.scheme.clone(),
        })
        .collect();
    when(
        &held.join(", "),
        &[
            format!("Management systems: {}.", held.join(", ")),
            format!("The company works to {} and practises 5S every day.", held.join(", ")),
        ],
        dice,
    )
}

fn closing_en(firm: &Firm, area: &str, dice: &mut Dice) -> String {
    let export = if firm.markets.is_empty() {
        "We do not export directly yet.".to_owned()
    } else {
        format!("Export markets: {}.", firm.markets.join(", "))
    };
    let care = pick(&[
        format!("The workshop covers {area} m² with a measuring room of its own; incoming, in-process and outgoing inspection follow the control plan."),
        format!("On {area} m² our engineers support design, samples and quotations within {} days.", dice.between(1, 5)),
        "Rejects are analysed in 8D reports, lots are traceable and samples kept for two years; customers are welcome to audit the plant.".to_owned(),
    ], dice);
    format!("{export} {care}")
}

/// One of the patterns, or nothing where there is nothing to say.
fn when(subject: &str, patterns: &[String], dice: &mut Dice) -> String {
    let chosen = pick(patterns, dice);
    if subject.is_empty() { String::new() } else { chosen }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
