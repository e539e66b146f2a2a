//! What a buyer asks for: the interchange form of a sourcing request.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Language;
use crate::profile::lenient;

/// A sourcing request: words, and any part of it already structured.
///
/// `required`, `preferred` and `excluded` hold words in any of the five languages or taxonomy
/// codes; they are read by the same code as `text`. What the text says as a must counts as a must
/// even where `required` is silent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SourcingRequest {
    /// Identifier, unique within a set of requests. The API assigns it.
    #[serde(deserialize_with = "lenient::string")]
    pub id: String,
    /// Language of the text; detected where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Language>,
    /// What is sought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// One line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The request in the buyer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What a supplier must meet.
    #[serde(skip_serializing_if = "Criteria::is_empty")]
    pub required: Criteria,
    /// What counts in favour.
    #[serde(skip_serializing_if = "Criteria::is_empty")]
    pub preferred: Criteria,
    /// What a supplier must not be or do.
    #[serde(skip_serializing_if = "Criteria::is_empty")]
    pub excluded: Criteria,
    /// Where the buyer's plant stands: province, zone, or place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plant: Option<String>,
    /// Start of production: certificates must hold on this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_of_production: Option<NaiveDate>,
    /// Fields this version does not know. Kept; the API refuses them.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Criteria of one importance. Every key is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Criteria {
    /// Processes or services.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub processes: Vec<String>,
    /// Products.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub products: Vec<String>,
    /// Materials and grades.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub materials: Vec<String>,
    /// Certificates.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub certifications: Vec<String>,
    /// Equipment, with its size where it matters.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub equipment: Vec<String>,
    /// Figures with units: `clamping force ≥ 650 t`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub specs: Vec<String>,
    /// Countries exported to.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub export_markets: Vec<String>,
    /// Languages spoken.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub languages: Vec<String>,
    /// Provinces, zones or areas (`northern Vietnam`).
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "lenient::strings")]
    pub region: Vec<String>,
    /// Distance from a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_km: Option<WithinKm>,
    /// Volume with unit and period: `30,000 pcs/month`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_string")]
    pub volume: Option<String>,
    /// Longest lead time: `30 days`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_string")]
    pub lead_time: Option<String>,
    /// Smallest head count.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::count")]
    pub employees_min: Option<u32>,
}

impl Criteria {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A distance from a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WithinKm {
    /// Province, zone or place.
    pub place: String,
    /// Kilometres as the crow flies, above 0.
    pub km: f64,
}

/// What a request seeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Buy a component or material.
    Component,
    /// Subcontract a process.
    Process,
    /// An engineering, testing or software service.
    Service,
    /// A technology partner.
    TechnologyPartner,
    /// Joint research and development.
    JointDevelopment,
    /// An investment partner.
    Investment,
}
