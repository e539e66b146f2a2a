//! Supplier rows: what each heading means, and how a row becomes a profile and a contact.

use index::Language;
use index::profile::{Business, Capability, Ownership, Profile, Verification, VerificationLevel};
use serde_json::Value;

use super::finding::Problem;
use super::row::RowReader;
use super::text::{clean, fold};
use super::{Contact, Subject, certificates, headings};

/// What a column of a supplier sheet means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// A running number, of no further use.
    Serial,
    Id,
    Name,
    NameEn,
    TaxCode,
    Lang,
    Description,
    DescriptionEn,
    Text,
    Products,
    Processes,
    Materials,
    Capabilities,
    Certifications,
    CertificationUntil,
    CertificationFrom,
    CertificationNumber,
    CertificationIssuer,
    CertificationScope,
    CertificationState,
    Equipment,
    Specs,
    Province,
    IndustrialZone,
    Address,
    Latitude,
    Longitude,
    Employees,
    YearFounded,
    Ownership,
    Business,
    WomenLed,
    ExportMarkets,
    Languages,
    Capacity,
    Moq,
    LeadTime,
    Customers,
    Verification,
    VerifiedOn,
    VerifiedBy,
    ConfirmedOn,
    Fictitious,
    ContactName,
    ContactPosition,
    ContactEmail,
    ContactPhone,
    ContactOther,
}

/// Whether a folded heading names a private contact.
pub(super) fn is_contact_heading(folded: &str) -> bool {
    matches!(
        headings::supplier(folded),
        Some(
            Field::ContactName
                | Field::ContactPosition
                | Field::ContactEmail
                | Field::ContactPhone
                | Field::ContactOther
        )
    )
}

const OWNERSHIP: [(&str, Ownership); 18] = [
    ("private", Ownership::Private),
    ("tu nhan", Ownership::Private),
    ("tu nhan trong nuoc", Ownership::Private),
    ("trong nuoc", Ownership::Private),
    ("viet nam", Ownership::Private),
    ("100 viet nam", Ownership::Private),
    ("100 von viet nam", Ownership::Private),
    ("state", Ownership::State),
    ("nha nuoc", Ownership::State),
    ("joint venture", Ownership::JointVenture),
    ("joint_venture", Ownership::JointVenture),
    ("lien doanh", Ownership::JointVenture),
    ("foreign", Ownership::Foreign),
    ("fdi", Ownership::Foreign),
    ("nuoc ngoai", Ownership::Foreign),
    ("von nuoc ngoai", Ownership::Foreign),
    ("100 von nuoc ngoai", Ownership::Foreign),
    ("domestic", Ownership::Private),
];

const BUSINESS: [(&str, Business); 12] = [
    ("manufacturer", Business::Manufacturer),
    ("nha san xuat", Business::Manufacturer),
    ("san xuat", Business::Manufacturer),
    ("che tao", Business::Manufacturer),
    ("maker", Business::Manufacturer),
    ("trader", Business::Trader),
    ("thuong mai", Business::Trader),
    ("trading", Business::Trader),
    ("nha phan phoi", Business::Trader),
    ("service", Business::Service),
    ("dich vu", Business::Service),
    ("services", Business::Service),
];

const LEVELS: [(&str, VerificationLevel); 6] = [
    ("self declared", VerificationLevel::SelfDeclared),
    ("tu khai", VerificationLevel::SelfDeclared),
    ("documents checked", VerificationLevel::DocumentsChecked),
    ("da kiem tra ho so", VerificationLevel::DocumentsChecked),
    ("site audited", VerificationLevel::SiteAudited),
    ("da danh gia tai nha may", VerificationLevel::SiteAudited),
];

const TRUTH: [(&str, bool); 8] = [
    ("true", true),
    ("yes", true),
    ("co", true),
    ("1", true),
    ("false", false),
    ("no", false),
    ("khong", false),
    ("0", false),
];

impl Subject for Profile {
    type Field = Field;

    const EXPECTED: &'static str =
        "'Tên công ty', 'Sản phẩm chính', 'Tỉnh/Thành phố' or 'name', 'products', 'province'";

    fn field(folded: &str) -> Option<Field> {
        headings::supplier(folded)
    }

    fn names(field: Field) -> bool {
        matches!(
            field,
            Field::Name | Field::NameEn | Field::Description | Field::DescriptionEn | Field::Text
        )
    }

    fn repeats(field: Field) -> bool {
        matches!(
            field,
            Field::Serial
                | Field::Description
                | Field::Text
                | Field::Products
                | Field::Processes
                | Field::Materials
                | Field::Certifications
                | Field::CertificationUntil
                | Field::Equipment
                | Field::Specs
                | Field::ExportMarkets
                | Field::Languages
                | Field::Customers
                | Field::ContactName
                | Field::ContactEmail
                | Field::ContactPhone
                | Field::ContactOther
        )
    }

    fn path(field: Field) -> &'static str {
        match field {
            Field::Serial => "",
            Field::Id => "id",
            Field::Name => "name",
            Field::NameEn => "name_en",
            Field::TaxCode => "tax_code",
            Field::Lang => "lang",
            Field::Description => "description",
            Field::DescriptionEn => "description_en",
            Field::Text => "text",
            Field::Products => "products",
            Field::Processes => "processes",
            Field::Materials => "materials",
            Field::Capabilities => "capabilities",
            Field::Certifications => "certifications",
            Field::CertificationUntil => "certifications.valid_until",
            Field::CertificationFrom => "certifications.valid_from",
            Field::CertificationNumber => "certifications.number",
            Field::CertificationIssuer => "certifications.issuer",
            Field::CertificationScope => "certifications.scope",
            Field::CertificationState => "certifications.state",
            Field::Equipment => "equipment",
            Field::Specs => "specs",
            Field::Province => "province",
            Field::IndustrialZone => "industrial_zone",
            Field::Address => "address",
            Field::Latitude => "latitude",
            Field::Longitude => "longitude",
            Field::Employees => "employees",
            Field::YearFounded => "year_founded",
            Field::Ownership => "ownership",
            Field::WomenLed => "women_led",
            Field::Business => "business",
            Field::ExportMarkets => "export_markets",
            Field::Languages => "languages",
            Field::Capacity => "capacity",
            Field::Moq => "moq",
            Field::LeadTime => "lead_time",
            Field::Customers => "customers",
            Field::Verification => "verification",
            Field::VerifiedOn => "verification.on",
            Field::VerifiedBy => "verification.by",
            Field::ConfirmedOn => "confirmed_on",
            Field::Fictitious => "fictitious",
            Field::ContactName => "contacts.name",
            Field::ContactPosition => "contacts.role",
            Field::ContactEmail => "contacts.email",
            Field::ContactPhone => "contacts.phone",
            Field::ContactOther => "contacts",
        }
    }

    fn from_row(row: &mut RowReader<'_, Field>) -> (Self, Contact) {
        let mut contact = contact(row);
        let mut profile = Self {
            id: row.text(Field::Id).unwrap_or_else(|| format!("row-{}", row.number)),
            name: row.text(Field::Name),
            name_en: row.text(Field::NameEn),
            tax_code: tax_code(row),
            lang: language(row, Field::Lang),
            description: row.public_text(Field::Description),
            description_en: row.public_text(Field::DescriptionEn),
            text: row.public_text(Field::Text),
            products: row.list(Field::Products, true),
            processes: row.list(Field::Processes, true),
            materials: row.list(Field::Materials, true),
            capabilities: capabilities(row),
            certifications: certificates::read(row),
            equipment: row.list(Field::Equipment, false),
            specs: row.list(Field::Specs, false),
            province: row.text(Field::Province),
            industrial_zone: row.text(Field::IndustrialZone),
            address: row.text(Field::Address),
            latitude: row.decimal(Field::Latitude, -90.0, 90.0),
            longitude: row.decimal(Field::Longitude, -180.0, 180.0),
            employees: row.whole(Field::Employees, 0, 5_000_000),
            year_founded: row.year(Field::YearFounded, 1800, 2100),
            ownership: row.choice(
                Field::Ownership,
                &OWNERSHIP,
                "private (tư nhân), state (nhà nước), joint_venture (liên doanh), foreign (nước ngoài)",
            ),
            business: row.choice(
                Field::Business,
                &BUSINESS,
                "manufacturer (sản xuất), trader (thương mại), service (dịch vụ)",
            ),
            women_led: row.choice(Field::WomenLed, &TRUTH, "true (có), false (không)"),
            export_markets: row.list(Field::ExportMarkets, true),
            languages: row.list(Field::Languages, true),
            capacity: row.quantity(Field::Capacity),
            moq: row.quantity(Field::Moq),
            lead_time: row.quantity(Field::LeadTime),
            customers: row.list(Field::Customers, false),
            verification: verification(row),
            confirmed_on: row.date(Field::ConfirmedOn, false),
            fictitious: row.choice(Field::Fictitious, &TRUTH, "true, false").unwrap_or_default(),
            extra: std::collections::BTreeMap::new(),
        };
        profile.extra = row.rest(&mut contact);
        if !profile.is_named() {
            row.findings.push(super::Finding::row(row.number, Problem::MissingName));
        }
        (profile, contact)
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn set_id(&mut self, id: String) {
        self.id = id;
    }

    fn is_named(&self) -> bool {
        [&self.name, &self.name_en, &self.description, &self.description_en, &self.text]
            .into_iter()
            .any(|text| text.as_deref().is_some_and(|text| !text.trim().is_empty()))
    }

    const UNNAMED: Problem = Problem::MissingName;

    fn extra(&mut self) -> &mut std::collections::BTreeMap<String, Value> {
        &mut self.extra
    }

    fn expected_of(key: &str) -> Option<&'static str> {
        headings::expected_of_supplier(key)
    }

    fn tidy(&mut self, problems: &mut Vec<(&'static str, Problem)>) {
        for text in [
            &mut self.name,
            &mut self.name_en,
            &mut self.description,
            &mut self.description_en,
            &mut self.text,
            &mut self.province,
            &mut self.industrial_zone,
            &mut self.address,
            &mut self.capacity,
            &mut self.moq,
            &mut self.lead_time,
        ] {
            super::tidy_option(text);
        }
        for list in [
            &mut self.products,
            &mut self.processes,
            &mut self.materials,
            &mut self.equipment,
            &mut self.specs,
            &mut self.export_markets,
            &mut self.languages,
            &mut self.customers,
        ] {
            super::tidy_list(list);
        }
        for certificate in &self.certifications {
            if certificates::ends_before_start(certificate) {
                problems.push(("certifications", Problem::EndsBeforeStart));
            }
        }
        for (key, quantity) in
            [("capacity", &self.capacity), ("moq", &self.moq), ("lead_time", &self.lead_time)]
        {
            if quantity.as_deref().is_some_and(super::is_negative) {
                problems.push((key, Problem::Negative));
            }
        }
    }
}

fn contact(row: &mut RowReader<'_, Field>) -> Contact {
    let mut contact = Contact::default();
    for (field, name) in [
        (Field::ContactName, "contact name"),
        (Field::ContactPosition, "position"),
        (Field::ContactEmail, "email"),
        (Field::ContactPhone, "phone"),
        (Field::ContactOther, "other"),
    ] {
        for value in row.list(field, false) {
            contact.put(name, &value);
        }
    }
    // What a contact cell holds is nobody's business, not even in a list of faults.
    contact
}

/// Reads a language by code or name: `vi`, `Tiếng Việt`, `English`.
pub(super) fn language<F: Copy + PartialEq>(
    row: &mut RowReader<'_, F>,
    field: F,
) -> Option<Language> {
    let text = row.text(field)?;
    let known = Language::parse(&text).or_else(|| match fold(&text).as_str() {
        "tieng viet" | "viet" | "viet nam" | "vietnamese" => Some(Language::Vi),
        "tieng anh" | "anh" | "english" => Some(Language::En),
        "tieng han" | "han" | "han quoc" | "korean" | "한국어" => Some(Language::Ko),
        "tieng nhat" | "nhat" | "japanese" | "日本語" => Some(Language::Ja),
        "tieng trung" | "trung" | "trung quoc" | "chinese" | "中文" => Some(Language::Zh),
        _ => None,
    });
    if known.is_none() {
        row.note_on(field, Problem::UnknownChoice { choices: "en, vi, ko, ja, zh".to_owned() });
    }
    known
}

fn parse_tax_code(text: &str) -> Option<String> {
    crate::accounts::tax_code::parse(text).ok()
}

fn tax_code(row: &mut RowReader<'_, Field>) -> Option<String> {
    let text = row.text(Field::TaxCode)?;
    let is_number = matches!(row.raw(Field::TaxCode), Some(super::cell::Cell::Number(_)));
    match parse_tax_code(&text) {
        Some(code) => Some(code),
        // A spreadsheet takes 0100047516 for a number and drops the zero.
        None => {
            match parse_tax_code(&format!("0{text}")).filter(|_| is_number || text.len() == 9) {
                Some(code) => {
                    row.note_on(
                        Field::TaxCode,
                        Problem::LeadingZeroRestored { read: code.clone() },
                    );
                    Some(code)
                }
                None => {
                    row.note_on(Field::TaxCode, Problem::TaxCode);
                    None
                }
            }
        }
    }
}

/// Capabilities as exports write them: a JSON array in one cell. Words are taken one a line.
fn capabilities(row: &mut RowReader<'_, Field>) -> Vec<Capability> {
    let Some(text) = row.text(Field::Capabilities) else { return Vec::new() };
    if !text.starts_with('[') {
        let named = |what| Capability { what, ..Capability::default() };
        return super::cell::list(&text, false).into_iter().map(named).collect();
    }
    serde_json::from_str(&text).unwrap_or_else(|error| {
        let detail = super::json_lines::plain(&error);
        row.note_on(Field::Capabilities, Problem::BadJson { detail });
        Vec::new()
    })
}

fn verification(row: &mut RowReader<'_, Field>) -> Option<Verification> {
    let shown = "self_declared (tự khai), documents_checked (đã kiểm tra hồ sơ), site_audited \
                 (đã đánh giá tại nhà máy)";
    let on = row.date(Field::VerifiedOn, false);
    let by = row.text(Field::VerifiedBy).map(|by| clean(&by).into_owned());
    let level = row.choice(Field::Verification, &LEVELS, shown)?;
    Some(Verification { level, on, by })
}
