//! Sourcing request rows: what each heading means, and how a row becomes a request. Criteria
//! columns are musts unless their heading says prefer (`preferred …`, `… ưu tiên`).

use index::profile::Profile;
use index::request::{Criteria, RequestKind, SourcingRequest, WithinKm};
use serde_json::Value;

use super::finding::Problem;
use super::row::RowReader;
use super::text::fold;
use super::{Contact, Subject, headings};

/// What a column of a request sheet means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// A running number, of no further use.
    Serial,
    Id,
    Lang,
    Kind,
    Title,
    Text,
    Plant,
    Start,
    /// A criterion of one importance.
    Criterion(Importance, Criterion),
    ContactName,
    ContactEmail,
    ContactPhone,
    ContactOther,
}

/// Which of the three lists of criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Importance {
    Required,
    Preferred,
    Excluded,
}

/// A key of [`Criteria`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Criterion {
    Processes,
    Products,
    Materials,
    Certifications,
    Equipment,
    Specs,
    ExportMarkets,
    Languages,
    Region,
    WithinKm,
    Volume,
    LeadTime,
    EmployeesMin,
}

const KINDS: [(&str, RequestKind); 14] = [
    ("component", RequestKind::Component),
    ("linh kien", RequestKind::Component),
    ("process", RequestKind::Process),
    ("gia cong", RequestKind::Process),
    ("service", RequestKind::Service),
    ("dich vu", RequestKind::Service),
    ("technology partner", RequestKind::TechnologyPartner),
    ("doi tac cong nghe", RequestKind::TechnologyPartner),
    ("joint development", RequestKind::JointDevelopment),
    ("hop tac nghien cuu", RequestKind::JointDevelopment),
    ("investment", RequestKind::Investment),
    ("dau tu", RequestKind::Investment),
    ("hop tac dau tu", RequestKind::Investment),
    ("mua linh kien", RequestKind::Component),
];

impl Subject for SourcingRequest {
    type Field = Field;

    const EXPECTED: &'static str =
        "'Nội dung yêu cầu', 'Sản phẩm', 'Chứng nhận' or 'text', 'products', 'certifications'";

    fn field(folded: &str) -> Option<Field> {
        headings::request(folded)
    }

    fn names(field: Field) -> bool {
        matches!(
            field,
            Field::Text
                | Field::Title
                | Field::Criterion(
                    Importance::Required,
                    Criterion::Products | Criterion::Processes
                )
        )
    }

    fn repeats(field: Field) -> bool {
        !matches!(
            field,
            Field::Id
                | Field::Lang
                | Field::Kind
                | Field::Title
                | Field::Plant
                | Field::Start
                | Field::Criterion(
                    _,
                    Criterion::WithinKm
                        | Criterion::Volume
                        | Criterion::LeadTime
                        | Criterion::EmployeesMin
                )
        )
    }

    fn path(_: Field) -> &'static str {
        // Requests are judged by their reader alone.
        ""
    }

    fn from_row(row: &mut RowReader<'_, Field>) -> (Self, Contact) {
        let mut contact = Contact::default();
        for (field, name) in [
            (Field::ContactName, "contact name"),
            (Field::ContactEmail, "email"),
            (Field::ContactPhone, "phone"),
            (Field::ContactOther, "other"),
        ] {
            for value in row.list(field, false) {
                contact.put(name, &value);
            }
        }
        let mut request = Self {
            id: row.text(Field::Id).unwrap_or_else(|| format!("row-{}", row.number)),
            lang: super::supplier::language(row, Field::Lang),
            kind: row.choice(
                Field::Kind,
                &KINDS,
                "component (linh kiện), process (gia công), service (dịch vụ), technology_partner, \
                 joint_development, investment",
            ),
            title: row.text(Field::Title),
            text: row.public_text(Field::Text),
            required: criteria(row, Importance::Required),
            preferred: criteria(row, Importance::Preferred),
            excluded: criteria(row, Importance::Excluded),
            plant: row.text(Field::Plant),
            start_of_production: row.date(Field::Start, false),
            extra: std::collections::BTreeMap::new(),
        };
        request.extra = row.rest(&mut contact);
        if !request.is_named() {
            row.findings.push(super::Finding::row(row.number, Problem::MissingText));
        }
        (request, contact)
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn set_id(&mut self, id: String) {
        self.id = id;
    }

    fn is_named(&self) -> bool {
        let said =
            |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        said(&self.text)
            || said(&self.title)
            || !self.required.is_empty()
            || !self.preferred.is_empty()
    }

    const UNNAMED: Problem = Problem::MissingText;

    fn extra(&mut self) -> &mut std::collections::BTreeMap<String, Value> {
        &mut self.extra
    }

    fn expected_of(key: &str) -> Option<&'static str> {
        match key {
            "required" | "preferred" | "excluded" => Some(
                "an object with processes, products, materials, certifications, equipment, specs, \
                 export_markets, languages, region, within_km {place, km}, volume, lead_time, \
                 employees_min",
            ),
            "kind" => Some(
                "component, process, service, technology_partner, joint_development or investment",
            ),
            "start_of_production" => Some("a day such as \"2026-12-01\""),
            "id" | "lang" | "title" | "text" | "plant" => {
                Profile::expected_of(key).or(Some("a text"))
            }
            _ => None,
        }
    }

    fn tidy(&mut self, problems: &mut Vec<(&'static str, Problem)>) {
        for text in [&mut self.title, &mut self.text, &mut self.plant] {
            super::tidy_option(text);
        }
        for (key, criteria) in [
            ("required", &mut self.required),
            ("preferred", &mut self.preferred),
            ("excluded", &mut self.excluded),
        ] {
            for list in [
                &mut criteria.processes,
                &mut criteria.products,
                &mut criteria.materials,
                &mut criteria.certifications,
                &mut criteria.equipment,
                &mut criteria.specs,
                &mut criteria.export_markets,
                &mut criteria.languages,
                &mut criteria.region,
            ] {
                super::tidy_list(list);
            }
            super::tidy_option(&mut criteria.volume);
            super::tidy_option(&mut criteria.lead_time);
            if criteria.volume.as_deref().is_some_and(super::is_negative) {
                problems.push((key, Problem::Negative));
            }
            if criteria.within_km.as_ref().is_some_and(|near| near.km.is_nan() || near.km <= 0.0) {
                let (min, max) = ("above 0".to_owned(), "20000 km".to_owned());
                problems.push((key, Problem::OutOfRange { min, max }));
            }
        }
    }
}

fn criteria(row: &mut RowReader<'_, Field>, importance: Importance) -> Criteria {
    let at = |criterion| Field::Criterion(importance, criterion);
    Criteria {
        processes: row.list(at(Criterion::Processes), true),
        products: row.list(at(Criterion::Products), true),
        materials: row.list(at(Criterion::Materials), true),
        certifications: row.list(at(Criterion::Certifications), true),
        equipment: row.list(at(Criterion::Equipment), false),
        specs: row.list(at(Criterion::Specs), false),
        export_markets: row.list(at(Criterion::ExportMarkets), true),
        languages: row.list(at(Criterion::Languages), true),
        region: row.list(at(Criterion::Region), true),
        within_km: within_km(row, at(Criterion::WithinKm)),
        volume: row.quantity(at(Criterion::Volume)),
        lead_time: row.quantity(at(Criterion::LeadTime)),
        employees_min: row.whole(at(Criterion::EmployeesMin), 0, 5_000_000),
    }
}

/// `60 km, Yên Phong` or `cách Yên Phong 60 km`.
fn within_km(row: &mut RowReader<'_, Field>, field: Field) -> Option<WithinKm> {
    let text = row.text(field)?;
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .collect();
    let skipped =
        ["km", "of", "from", "within", "cach", "trong", "ban", "kinh", "tu", "around", "quanh"];
    let place: Vec<&str> = text
        .split([' ', ',', ';', '\n'])
        .filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()))
        .filter(|word| !skipped.contains(&fold(word).as_str()))
        .collect();
    let km = match super::cell::number(&digits) {
        Some(super::cell::Figure::One(km)) if km > 0.0 && !place.is_empty() => km,
        _ => {
            let expected = "a place and a distance, such as 'Yên Phong 60 km'".to_owned();
            row.note_on(field, Problem::BadValue { expected });
            return None;
        }
    };
    Some(WithinKm { place: place.join(" "), km })
}
