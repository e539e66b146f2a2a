//! What a match is: verdict, score, and a result per constraint with its evidence.

pub(crate) mod census;
pub(crate) mod explain;
pub(crate) mod figures;
pub(crate) mod hope;
pub(crate) mod judge;
mod measure;
pub(crate) mod messages;
pub(crate) mod parts;
pub(crate) mod prepare;
pub(crate) mod rank;
pub(crate) mod reason;
pub(crate) mod relation;
pub(crate) mod reputation;
pub(crate) mod requirements;
pub(crate) mod score;
pub(crate) mod toll;
pub(crate) mod top;
mod whereabouts;

pub use parts::{NEUTRAL, Part, Parts, Signals};
pub use rank::RankOptions;

use serde::{Deserialize, Serialize};

use crate::understand::Understanding;

/// The ranking of suppliers for one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ranking {
    /// Identifier of the request.
    pub request: String,
    /// What was read out of the request.
    pub understood: Understanding,
    /// How many suppliers were judged, and how they came out.
    pub counts: Counts,
    /// The must that most often kept the suppliers shown from qualifying, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commonest_gap: Option<String>,
    /// Suppliers, best first.
    pub results: Vec<Match>,
    /// Version of the taxonomy used.
    pub taxonomy_version: String,
    /// Version of the ranking weights used.
    pub ranking_version: String,
}

/// How the suppliers judged came out.
///
/// In a directory of more than 1,000 suppliers those that promise most are judged first, and no
/// more once nobody left can reach the suppliers shown. The counts are then of those judged, not of
/// the whole market; where fewer qualify than are shown, no candidate that could was left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Suppliers judged in full.
    pub judged: u32,
    /// Those that meet every must.
    pub qualified: u32,
    /// Those that fail a must but offer what is asked.
    pub near_miss: u32,
    /// Those that fail no must, but leave some unsaid.
    pub possible: u32,
}

/// One supplier against one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Match {
    /// Identifier of the supplier.
    pub supplier: String,
    /// Name as the profile gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 1 is best.
    pub rank: u32,
    /// 0–100. Falls with rank.
    pub score: f64,
    /// Where the supplier stands on the musts.
    pub verdict: Verdict,
    /// The lot that the supplier suits best and is judged by, where the request has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<u16>,
    /// One sentence in the reader's language.
    pub summary: String,
    /// A result per constraint, in the order of the request.
    pub constraints: Vec<ConstraintResult>,
    /// What else moved the score (trust, freshness, distance), each in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// What the score is made of. Kept with a match run, never shown.
    #[serde(skip)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub parts: Parts,
}

/// Where a supplier stands on the musts of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every must is met, with evidence.
    Qualified,
    /// A must is failed; the gaps say by how much.
    NearMiss,
    /// No must is failed, but at least one is unknown.
    Possible,
}

/// The three values of a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The profile says so.
    Met,
    /// The profile says otherwise.
    Failed,
    /// The profile does not say.
    Unknown,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn is_zero(need: &u16) -> bool {
    *need == 0
}

/// How one constraint came out for one supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConstraintResult {
    /// What kind of constraint it is.
    pub kind: crate::understand::ConstraintKind,
    /// How firmly it is asked for.
    pub importance: crate::understand::Importance,
    /// Which of several lots asks for it; 0 for all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub need: u16,
    /// What the request asks, in the reader's language.
    pub required: String,
    /// What the profile declares, in its own words or figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// Met, failed or unknown.
    pub result: Outcome,
    /// Where the profile says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How far the declared figure exceeds (+) or misses (−) the required one, as a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// What is missing and the step that would close it, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
}

/// A passage of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// Field of the profile: `description`, `certifications[0]`.
    pub field: String,
    /// The passage, in its own language.
    pub text: String,
    /// Byte offset of the first byte of the mention within the field's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Byte offset past the last byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
}

/// Something beside the constraints that moved the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signal {
    /// Stable name, as in `config/ranking.toml`.
    pub name: String,
    /// 0–1.
    pub value: f64,
    /// In the reader's language.
    pub text: String,
}
