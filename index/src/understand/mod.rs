//! Reading a text: what it says, where it says it, and how firmly.

mod application;
pub(crate) mod attribute;
mod bracket;
mod chip;
pub(crate) mod clause;
mod consigned;
mod coordinated;
mod cue;
mod date;
mod detect;
pub(crate) mod figure;
mod form;
mod gather;
mod general_tolerance;
mod goods;
mod heading;
mod implied;
pub(crate) mod kind;
pub(crate) mod locate;
mod lot;
mod lot_size;
mod number;
pub(crate) mod partner;
mod period;
pub(crate) mod reading;
mod redundant;
pub(crate) mod request;
mod site;
pub(crate) mod spot;
mod standard;
mod tidy;
mod time;
mod tonnage;
pub(crate) mod wording;

use serde::{Deserialize, Serialize};

use crate::{Language, request::RequestKind};

/// What was read out of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Understanding {
    /// Language of the text.
    pub lang: Option<Language>,
    /// What is sought.
    pub kind: Option<RequestKind>,
    /// Everything asked for, in the order of the text.
    pub constraints: Vec<Constraint>,
    /// Day that production is to start: certificates must hold on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_of_production: Option<chrono::NaiveDate>,
    /// What the text mentions without asking for it (the buyer's own products, what it buys now).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Mention>,
    /// What could not be read and should be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Constraint {
    /// What kind of thing.
    pub kind: ConstraintKind,
    /// How firmly.
    pub importance: Importance,
    /// Which need (lot, line) of the request it belongs to, from 0.
    pub need: u16,
    /// Taxonomy codes, any of which satisfies: concepts, schemes, provinces, countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The figure asked for, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// The words it was read from.
    pub text: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Constraint {
    /// Whether it was read in a field.
    fn is_in(&self, field: &str) -> bool {
        self.span.as_ref().is_some_and(|span| span.field == field)
    }
}

/// Kinds of constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// A process.
    Process,
    /// A product.
    Product,
    /// A material or grade.
    Material,
    /// A machine.
    Equipment,
    /// A service.
    Service,
    /// A certificate.
    Certification,
    /// A figure with a unit.
    Spec,
    /// Volume against capacity.
    Capacity,
    /// Order size against minimum order quantity.
    Moq,
    /// Lead time.
    LeadTime,
    /// Province, zone or area.
    Region,
    /// Distance from a place.
    Distance,
    /// Export market.
    ExportMarket,
    /// Language spoken.
    Language,
    /// Head count.
    Employees,
    /// Ownership of the firm.
    Ownership,
    /// Makes it, rather than trades it.
    Business,
    /// An industry served.
    Industry,
    /// Words that the taxonomy does not know, compared as text.
    Words,
}

/// How firmly something is asked for: `must` and `must_not` decide, `expect` decides where a profile
/// declares clearly otherwise, `prefer` never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// Without it a supplier does not qualify.
    Must,
    /// Said of the job with no word of how firmly, as lead times, order sizes and dimensions are:
    /// a supplier that says nothing of it may qualify, one that declares clearly otherwise does not.
    Expect,
    /// Counts in favour.
    Prefer,
    /// With it a supplier does not qualify.
    MustNot,
}

impl Importance {
    /// Whether a supplier may qualify without meeting it.
    #[must_use]
    pub const fn is_wish(self) -> bool {
        matches!(self, Self::Expect | Self::Prefer)
    }
}

/// A figure as a range in the canonical unit of its attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quantity {
    /// What is measured: `clamping_force`, `tolerance`, `volume`.
    pub attribute: String,
    /// Lower bound, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Upper bound, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Canonical unit: `tf`, `mm`, `pcs/month`.
    pub unit: String,
}

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// Field: `text`, `required.specs[0]`.
    pub field: String,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset past the last byte.
    pub end: u32,
}

/// Something a text mentions, and in what role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mention {
    /// Taxonomy code.
    pub code: String,
    /// How the firm is involved.
    pub role: crate::profile::Role,
    /// The words.
    pub text: String,
    /// Where.
    pub span: Span,
}
