//! What a supplier says it can do: the interchange form of a capability profile.
//!
//! The same shape is read from JSON lines, from an agency's spreadsheet and from the REST API.
//! Only `id` and one of `name`, `text`, `description` are needed. Words are free: the engine reads
//! them with the same code that reads requests.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Language;

pub(crate) mod field;
pub(crate) mod lenient;

/// A supplier's capability profile. Never holds private contacts: those stay in the database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Profile {
    /// Identifier, unique within a directory. The API assigns it.
    #[serde(deserialize_with = "lenient::string")]
    pub id: String,
    /// Legal name, as registered: `Công ty TNHH Cơ khí Hoàng Hà`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Trading name in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Vietnamese tax code (MST): 10 digits with a check digit, or 10-3 for a branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_code: Option<String>,
    /// Main language of the descriptions, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Language>,
    /// Free description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Free description in English, beside the main one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_en: Option<String>,
    /// Any further free text (a brochure, a note of a visit).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Products made, in words of any language or taxonomy codes.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub products: Vec<String>,
    /// Processes and services offered, in words or codes.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub processes: Vec<String>,
    /// Materials worked, in words or codes.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub materials: Vec<String>,
    /// Capabilities with their figures, one object each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// Certificates: a name (`"ISO 9001:2015"`) or an object with dates and state.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::certifications")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<CertificationEntry>))]
    pub certifications: Vec<Certification>,
    /// Machines, a line each: `die casting machine 650T x 4`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub equipment: Vec<String>,
    /// Figures in words: `tolerance ±0.02 mm`, `PCB 2–12 layers`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub specs: Vec<String>,
    /// Province, by its name since 2025-07-01 or by one of the 63 older names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Industrial zone or park.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industrial_zone: Option<String>,
    /// Street address of the plant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Latitude of the plant in degrees, WGS 84, −90 to 90.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Longitude of the plant in degrees, WGS 84, −180 to 180.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Head count.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::count")]
    pub employees: Option<u32>,
    /// Year of foundation.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::count")]
    pub year_founded: Option<u32>,
    /// Who owns the firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// What the firm is: maker, trader, service provider. Read from the text where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<Business>,
    /// Whether a woman leads the firm, by its own word. For statistics: no ranking reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub women_led: Option<bool>,
    /// Countries exported to, ISO 3166 codes or names.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub export_markets: Vec<String>,
    /// Languages spoken with customers, ISO 639-1 codes or names.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub languages: Vec<String>,
    /// Capacity with unit and period: `300,000 pcs/month`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_string")]
    pub capacity: Option<String>,
    /// Minimum order quantity with unit: `1,000 pcs`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_string")]
    pub moq: Option<String>,
    /// Production lead time with unit: `21 days`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_string")]
    pub lead_time: Option<String>,
    /// Customers and industries served, in words.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub customers: Vec<String>,
    /// How far the profile has been checked, by whom, when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// Date the firm last confirmed the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<NaiveDate>,
    /// Demo data says so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fictitious: bool,
    /// Fields this version does not know. Kept, and their words searched; the API refuses them.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// One thing a supplier can do, with its figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Capability {
    /// Process or product, in words or a taxonomy code.
    pub what: String,
    /// How the firm is involved; `makes` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Materials worked in this capability.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Figures with units: `clamping force 50–850 t`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub specs: Vec<String>,
    /// Capacity with unit and period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// Free share of the capacity, in percent, 0–100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_capacity_percent: Option<u8>,
    /// Minimum order quantity with unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moq: Option<String>,
    /// Production lead time with unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<String>,
}

/// A certificate in a list: its name alone, or in full.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum CertificationEntry {
    /// `"ISO 9001:2015"`.
    Named(String),
    /// With dates and state.
    Full(Certification),
}

/// A certificate as a profile states it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Certification {
    /// Scheme in words or a taxonomy code: `IATF 16949:2016`.
    pub scheme: String,
    /// Certificate number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Certification body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Scope as printed on the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// How far the claim goes; `claimed` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<CertificationState>,
}

/// How far a certificate is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificationState {
    /// The firm says so.
    Claimed,
    /// Someone entitled has seen the document.
    Verified,
    /// Being prepared or audited: not held.
    InProgress,
    /// Past its validity.
    Expired,
    /// Taken away by the certification body.
    Withdrawn,
}

/// Ownership of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// Domestic, private.
    Private,
    /// State-owned.
    State,
    /// Joint venture with a foreign partner.
    JointVenture,
    /// Foreign-invested.
    Foreign,
}

/// What kind of business a firm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Business {
    /// Makes what it sells.
    Manufacturer,
    /// Buys and sells.
    Trader,
    /// Offers services (design, testing, logistics).
    Service,
}

/// How a firm is involved in what a text mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Makes it in its own plant.
    Makes,
    /// Assembles it from bought parts.
    Assembles,
    /// Designs it.
    Designs,
    /// Repairs or maintains it.
    Repairs,
    /// Buys and sells it, made by others.
    Trades,
    /// Has it done by a subcontractor.
    Outsources,
    /// Uses it in its own production.
    Uses,
    /// Buys it.
    Buys,
    /// Means to offer it later.
    Plans,
    /// Offered it once, no longer.
    UsedTo,
    /// Says that it does not offer it.
    DoesNot,
    /// Serves customers of that industry.
    Serves,
}

/// How far a profile has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The level reached.
    pub level: VerificationLevel,
    /// Day of the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Organisation that checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Levels of verification, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerificationLevel {
    /// Nobody but the firm.
    SelfDeclared,
    /// Documents were seen.
    DocumentsChecked,
    /// The site was audited.
    SiteAudited,
}
