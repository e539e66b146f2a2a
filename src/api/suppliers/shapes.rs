//! What clients send and get of suppliers.

use chrono::{DateTime, NaiveDate, Utc};
use index::Language;
use index::profile::{Profile, Verification, VerificationLevel};
use index::taxonomy::Taxonomy;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::super::outcomes::TrackRecordOut;
use super::super::shape::{self, Repeats};
use crate::app::App;
use crate::http::Rules;
use crate::outcomes::track_record::TrackRecord;
use crate::suppliers::text::Cleaner;
use crate::suppliers::{Check, Contact, Draft, Revenue, Status, Supplier, validate};
use crate::{Error, Fault, Result};

/// Fields of a profile that have a door of their own: a body may only repeat what they say.
const SET_ELSEWHERE: [&str; 3] = ["verification", "confirmed_on", "fictitious"];

/// Fields of an answer that the service sets: a body may only repeat them.
const READ_ONLY: [&str; 6] = ["id", "version", "claimed", "reference", "created_at", "updated_at"];
/// Fields of an answer that change by themselves.
const MOVING: [&str; 1] = ["track_record"];
/// Field of what a firm turns over.
const REVENUE: &str = "annual_revenue";

/// A profile to keep. `id` is the writer's own number for it.
#[derive(Debug, Deserialize)]
pub(super) struct SupplierIn {
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    profile: Profile,
}

/// A profile to keep: the interchange form, with contact persons and status beside it. `id` is the
/// writer's own number for it.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct Beside {
    /// Persons to reach. Shown to holders, administrators and buyers introduced to it, nobody else.
    #[serde(default)]
    contacts: Option<Vec<ContactShape>>,
    /// Where it is to stand; `published` for a new one, unchanged otherwise.
    #[serde(default)]
    status: Option<StatusIn>,
    /// What the firm turns over in a year; unchanged where absent, taken away where `null`. Shown to
    /// holders and administrators, nobody else; no search and no ranking reads it.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<RevenueShape>)]
    annual_revenue: Option<Option<RevenueShape>>,
}

/// What is there, be it `null`.
fn said<'de, D: Deserializer<'de>>(
    input: D,
) -> std::result::Result<Option<Option<RevenueShape>>, D::Error> {
    Option::deserialize(input).map(Some)
}

/// What a firm turned over in a year.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct RevenueShape {
    /// Decimal figure.
    #[schema(example = "45000000000")]
    value: String,
    /// ISO 4217.
    #[schema(example = "VND")]
    currency: String,
    /// The year.
    #[schema(example = 2025)]
    year: i32,
}

impl From<RevenueShape> for Revenue {
    fn from(shape: RevenueShape) -> Self {
        Self { value: shape.value, currency: shape.currency, year: shape.year }
    }
}

impl From<Revenue> for RevenueShape {
    fn from(revenue: Revenue) -> Self {
        Self { value: revenue.value, currency: revenue.currency, year: revenue.year }
    }
}

/// Where a profile is to stand.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StatusIn {
    /// Only its holder sees it.
    Draft,
    /// Everybody sees it.
    Published,
}

/// Where a profile stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StatusOut {
    /// Only its holder sees it.
    Draft,
    /// Everybody sees it.
    Published,
    /// Taken back: only its holder sees it.
    Withdrawn,
}

/// A person to reach at a supplier.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ContactShape {
    /// Name of the person.
    #[schema(example = "Nguyễn Thị Ví Dụ")]
    name: String,
    /// Position in the firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "lan@hoangha.example")]
    email: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Zalo account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zalo: Option<String>,
    /// WeChat account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wechat: Option<String>,
    /// KakaoTalk account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kakao: Option<String>,
    /// LINE account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<String>,
}

impl PartialSchema for SupplierIn {
    fn schema() -> RefOr<Schema> {
        let mut schema = shape::flat::<Profile, Beside>();
        shape::example(
            &mut schema,
            json!({
                "name": "Công ty TNHH Cơ khí Hoàng Hà",
                "name_en": "Hoang Ha Precision",
                "lang": "vi",
                "description": "Chuyên đúc áp lực nhôm ADC12, gia công CNC, dung sai ±0,02 mm",
                "processes": ["đúc áp lực", "CNC machining"],
                "materials": ["ADC12"],
                "certifications": [
                    "ISO 9001:2015",
                    { "scheme": "IATF 16949", "valid_until": "2027-03-31" }
                ],
                "equipment": ["die casting machine 650T x 4"],
                "province": "Bắc Ninh",
                "capacity": "300,000 pcs/month",
                "contacts": [{ "name": "Nguyễn Thị Ví Dụ", "email": "lan@hoangha.example" }]
            }),
        );
        schema
    }
}

impl ToSchema for SupplierIn {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Profile::schemas(schemas);
        Beside::schemas(schemas);
    }
}

impl Rules for SupplierIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        let draft = &mut self.into();
        Error::faults_of(validate::draft(Cleaner::default(), draft, app.today()))
    }
}

impl From<SupplierIn> for Draft {
    fn from(body: SupplierIn) -> Self {
        Self {
            profile: body.profile,
            contacts: body
                .beside
                .contacts
                .map(|contacts| contacts.into_iter().map(Contact::from).collect()),
            status: body.beside.status.map(|status| match status {
                StatusIn::Draft => Status::Draft,
                StatusIn::Published => Status::Published,
            }),
            annual_revenue: body.beside.annual_revenue.map(|given| given.map(Revenue::from)),
        }
    }
}

/// A supplier. Contact persons are there for holders and administrators only.
#[derive(Debug, Serialize)]
pub(super) struct SupplierOut {
    #[serde(flatten)]
    profile: Profile,
    #[serde(flatten)]
    record: Record,
}

/// A supplier: the interchange form with what the service knows of it. Contact persons are there
/// for holders and administrators only.
#[derive(Debug, Serialize, ToSchema)]
struct Record {
    /// Version, as in the `ETag`.
    version: i64,
    /// Where it stands.
    status: StatusOut,
    /// Whether an organisation holds it as its own.
    claimed: bool,
    /// The holder's own number for it; holders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// Persons to reach; holders and administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<ContactShape>>,
    /// What the firm turns over in a year; holders and administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    annual_revenue: Option<RevenueShape>,
    /// How it answers and deals; in the answer to `GET`, and for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    track_record: Option<TrackRecordOut>,
    /// When it was entered.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

impl PartialSchema for SupplierOut {
    fn schema() -> RefOr<Schema> {
        shape::flat::<Profile, Record>()
    }
}

impl ToSchema for SupplierOut {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Profile::schemas(schemas);
        Record::schemas(schemas);
    }
}

impl From<Supplier> for SupplierOut {
    fn from(mut supplier: Supplier) -> Self {
        // Nobody knows what a file's further columns hold: they are for those who may see persons.
        if supplier.contacts.is_none() {
            supplier.profile.extra.clear();
        }
        Self {
            record: Record {
                version: supplier.version,
                status: match supplier.status {
                    Status::Draft => StatusOut::Draft,
                    Status::Published => StatusOut::Published,
                    Status::Withdrawn => StatusOut::Withdrawn,
                },
                claimed: supplier.claimed,
                reference: supplier.reference,
                contacts: supplier
                    .contacts
                    .map(|contacts| contacts.into_iter().map(ContactShape::from).collect()),
                annual_revenue: supplier.annual_revenue.map(RevenueShape::from),
                track_record: None,
                created_at: supplier.created_at,
                updated_at: supplier.updated_at,
            },
            profile: supplier.profile,
        }
    }
}

impl SupplierOut {
    pub(super) fn with_track_record(mut self, record: Option<TrackRecord>) -> Self {
        self.record.track_record = record.map(TrackRecordOut::from);
        self
    }
}

/// What a body may repeat of a supplier as the caller reads it.
pub(super) fn repeats(supplier: &Supplier) -> Result<Repeats> {
    let mut further: Vec<String> = supplier.profile.extra.keys().cloned().collect();
    // A profile that was taken back has a status that no body may ask for.
    further.push("status".to_owned());
    let shown = shape::value_of(&SupplierOut::from(supplier.clone()))?;
    let (read_only, moving, set_elsewhere) = (&READ_ONLY, &MOVING, &SET_ELSEWHERE);
    Ok(Repeats { shown, read_only, moving, set_elsewhere, further })
}

impl SupplierIn {
    /// What a patch made of the body of [`as_body`]: what it removed is taken away.
    pub(super) fn patched(mut self) -> Self {
        self.beside.annual_revenue.get_or_insert(None);
        self
    }
}

/// The body that would make a supplier what it is: what a merge patch applies to.
pub(super) fn as_body(supplier: &Supplier) -> Result<Value> {
    let mut profile = supplier.profile.clone();
    profile.extra.clear();
    let mut body = shape::value_of(&profile)?;
    for name in SET_ELSEWHERE.into_iter().chain(["id"]) {
        body.remove(name);
    }
    let contacts = supplier.contacts.clone().unwrap_or_default();
    let contacts: Vec<_> = contacts.into_iter().map(ContactShape::from).collect();
    body.insert("contacts".to_owned(), json!(contacts));
    // `null` and not absent: a patch that removes it takes it away.
    let revenue = supplier.annual_revenue.clone().map(RevenueShape::from);
    body.insert(REVENUE.to_owned(), json!(revenue));
    Ok(Value::Object(body))
}

/// A supplier in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SupplierSummaryOut {
    /// Identifier.
    id: Uuid,
    /// Legal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Trading name in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<String>,
    /// Province as the profile names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<String>,
    /// Industrial zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    industrial_zone: Option<String>,
    /// Processes, in the words of the profile.
    processes: Vec<String>,
    /// Products, in the words of the profile.
    products: Vec<String>,
    /// Certificates, in the words of the profile.
    certifications: Vec<String>,
    /// Head count.
    #[serde(skip_serializing_if = "Option::is_none")]
    employees: Option<u32>,
    /// How far the profile has been checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<Verification>,
    /// When the firm last confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_on: Option<NaiveDate>,
    /// Where it stands.
    status: StatusOut,
    /// Demo data says so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    fictitious: bool,
    /// Relevance to the words; comparable within one answer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    relevance: Option<f32>,
}

impl SupplierSummaryOut {
    pub(super) fn of(supplier: Supplier, relevance: Option<f32>) -> Self {
        let SupplierOut { profile, record } = SupplierOut::from(supplier.clone());
        Self {
            id: supplier.id,
            name: profile.name,
            name_en: profile.name_en,
            province: profile.province,
            industrial_zone: profile.industrial_zone,
            processes: profile.processes,
            products: profile.products,
            certifications: profile.certifications.into_iter().map(|entry| entry.scheme).collect(),
            employees: profile.employees,
            verification: profile.verification,
            confirmed_on: profile.confirmed_on,
            status: record.status,
            fictitious: profile.fictitious,
            relevance,
        }
    }
}

/// How many suppliers of the list have something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FacetOut {
    /// Taxonomy code; good as a filter.
    code: String,
    /// Its name in the caller's language.
    label: String,
    /// Suppliers.
    count: u64,
}

impl FacetOut {
    pub(super) fn of((code, count): (String, u64), locale: Language) -> Self {
        Self { label: Taxonomy::get().name(&code, locale), code, count }
    }
}

/// What was found out about a supplier.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct VerificationIn {
    /// The level reached.
    level: VerificationLevel,
    /// Day of the check; today where absent.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// What was checked. Kept, not shown.
    #[serde(default)]
    note: Option<String>,
}

impl Rules for VerificationIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        Error::faults_of(Check::from(self).clean(app.today()))
    }

    fn stand_in(path: &str) -> Option<Value> {
        (path == "level").then(|| json!(VerificationLevel::SelfDeclared))
    }
}

impl From<VerificationIn> for Check {
    fn from(body: VerificationIn) -> Self {
        Self { level: body.level, on: body.on, note: body.note }
    }
}

macro_rules! contact_into {
    ($from:ident, $into:ident) => {
        impl From<$from> for $into {
            fn from(contact: $from) -> Self {
                Self {
                    name: contact.name,
                    role: contact.role,
                    email: contact.email,
                    phone: contact.phone,
                    zalo: contact.zalo,
                    wechat: contact.wechat,
                    kakao: contact.kakao,
                    line: contact.line,
                }
            }
        }
    };
}

contact_into!(Contact, ContactShape);
contact_into!(ContactShape, Contact);
