//! Ranking weights: data, in one file, versioned.

use serde::Deserialize;

use crate::{Error, understand::ConstraintKind};

const DEFAULT: &str = include_str!("../../config/ranking.toml");

/// Weights of the ranking; `config/ranking.toml` says what each is for.
#[derive(Debug, Clone)]
pub struct RankingConfig {
    pub(crate) weights: Weights,
    version: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    pub(crate) weight: ByKind,
    pub(crate) outcome: OutcomeWeights,
    pub(crate) relation: RelationWeights,
    pub(crate) signal: SignalWeights,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByKind {
    process: f64,
    product: f64,
    service: f64,
    material: f64,
    equipment: f64,
    certification: f64,
    spec: f64,
    capacity: f64,
    moq: f64,
    lead_time: f64,
    region: f64,
    distance: f64,
    export_market: f64,
    language: f64,
    employees: f64,
    ownership: f64,
    business: f64,
    industry: f64,
    words: f64,
}

impl ByKind {
    pub(crate) fn of(&self, kind: ConstraintKind) -> f64 {
        match kind {
            ConstraintKind::Process => self.process,
            ConstraintKind::Product => self.product,
            ConstraintKind::Service => self.service,
            ConstraintKind::Material => self.material,
            ConstraintKind::Equipment => self.equipment,
            ConstraintKind::Certification => self.certification,
            ConstraintKind::Spec => self.spec,
            ConstraintKind::Capacity => self.capacity,
            ConstraintKind::Moq => self.moq,
            ConstraintKind::LeadTime => self.lead_time,
            ConstraintKind::Region => self.region,
            ConstraintKind::Distance => self.distance,
            ConstraintKind::ExportMarket => self.export_market,
            ConstraintKind::Language => self.language,
            ConstraintKind::Employees => self.employees,
            ConstraintKind::Ownership => self.ownership,
            ConstraintKind::Business => self.business,
            ConstraintKind::Industry => self.industry,
            ConstraintKind::Words => self.words,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeWeights {
    pub(crate) prefer: f64,
    pub(crate) unknown: f64,
    pub(crate) failed: f64,
    pub(crate) failed_must: f64,
    pub(crate) trader: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelationWeights {
    pub(crate) wider: f64,
    pub(crate) related: f64,
    pub(crate) sibling: f64,
    pub(crate) met: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalWeights {
    pub(crate) text: f64,
    pub(crate) verification: f64,
    pub(crate) freshness: f64,
    pub(crate) completeness: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    pub(crate) core: f64,
    pub(crate) rest: f64,
    pub(crate) minimum_core: f64,
    pub(crate) minimum_text: f64,
    pub(crate) text_alone: f64,
}

impl RankingConfig {
    /// Reads weights in the form of `config/ranking.toml`.
    ///
    /// # Errors
    /// A key that is missing, unknown, or not a number.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let weights: Weights =
            toml::from_str(text).map_err(|error| Error::Config(error.message().to_owned()))?;
        let hash = format!("{weights:?}").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Ok(Self { weights, version: format!("{hash:016x}") })
    }

    /// Hash of the values, 16 hexadecimal digits.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Default for RankingConfig {
    #[expect(clippy::expect_used, reason = "the file is embedded and a test reads it")]
    fn default() -> Self {
        Self::parse(DEFAULT).expect("the embedded weights are well-formed")
    }
}

#[cfg(test)]
mod tests {
    use super::RankingConfig;

    #[test]
    fn the_embedded_weights_read_and_have_a_version() {
        assert_eq!(RankingConfig::default().version().len(), 16);
    }

    #[test]
    fn a_misspelt_weight_is_named() {
        let text = super::DEFAULT.replace("process =", "proces =");
        let error = RankingConfig::parse(&text).expect_err("an unknown key");
        assert!(error.to_string().contains("proces"), "{error}");
    }
}
