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

/// Name of the weight of a kind, as in [`RankingConfig::numbers`].
pub(crate) const fn weight_name(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::Process => "weight.process",
        ConstraintKind::Product => "weight.product",
        ConstraintKind::Service => "weight.service",
        ConstraintKind::Material => "weight.material",
        ConstraintKind::Equipment => "weight.equipment",
        ConstraintKind::Certification => "weight.certification",
        ConstraintKind::Spec => "weight.spec",
        ConstraintKind::Capacity => "weight.capacity",
        ConstraintKind::Moq => "weight.moq",
        ConstraintKind::LeadTime => "weight.lead_time",
        ConstraintKind::Region => "weight.region",
        ConstraintKind::Distance => "weight.distance",
        ConstraintKind::ExportMarket => "weight.export_market",
        ConstraintKind::Language => "weight.language",
        ConstraintKind::Employees => "weight.employees",
        ConstraintKind::Ownership => "weight.ownership",
        ConstraintKind::Business => "weight.business",
        ConstraintKind::Industry => "weight.industry",
        ConstraintKind::Words => "weight.words",
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeWeights {
    pub(crate) prefer: f64,
    pub(crate) unknown: f64,
    pub(crate) failed: f64,
    pub(crate) failed_must: f64,
    pub(crate) failed_terms: f64,
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
    pub(crate) track_record: f64,
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

/// What a number of `config/ranking.toml` does to a ranking that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearing {
    /// It weighs: what is learned from outcomes.
    Weighs,
    /// It is a rule of how fits add up: it moves scores, but is set by hand.
    Rules,
    /// It decided what was judged to fit and what was shown, before there was a score.
    Precedes,
}

impl Weights {
    /// Every number with its name, `section.key`, in the order of the file.
    pub(crate) fn numbers(&mut self) -> [(&'static str, Bearing, &mut f64); 39] {
        use Bearing::{Precedes, Rules, Weighs};
        let (w, o, r) = (&mut self.weight, &mut self.outcome, &mut self.relation);
        let (s, f) = (&mut self.signal, &mut self.shape);
        [
            ("weight.process", Weighs, &mut w.process),
            ("weight.product", Weighs, &mut w.product),
            ("weight.service", Weighs, &mut w.service),
            ("weight.material", Weighs, &mut w.material),
            ("weight.equipment", Weighs, &mut w.equipment),
            ("weight.certification", Weighs, &mut w.certification),
            ("weight.spec", Weighs, &mut w.spec),
            ("weight.capacity", Weighs, &mut w.capacity),
            ("weight.moq", Weighs, &mut w.moq),
            ("weight.lead_time", Weighs, &mut w.lead_time),
            ("weight.region", Weighs, &mut w.region),
            ("weight.distance", Weighs, &mut w.distance),
            ("weight.export_market", Weighs, &mut w.export_market),
            ("weight.language", Weighs, &mut w.language),
            ("weight.employees", Weighs, &mut w.employees),
            ("weight.ownership", Weighs, &mut w.ownership),
            ("weight.business", Weighs, &mut w.business),
            ("weight.industry", Weighs, &mut w.industry),
            ("weight.words", Weighs, &mut w.words),
            ("outcome.prefer", Rules, &mut o.prefer),
            ("outcome.unknown", Rules, &mut o.unknown),
            ("outcome.failed", Rules, &mut o.failed),
            ("outcome.failed_must", Rules, &mut o.failed_must),
            ("outcome.failed_terms", Rules, &mut o.failed_terms),
            ("outcome.trader", Rules, &mut o.trader),
            ("relation.wider", Precedes, &mut r.wider),
            ("relation.related", Precedes, &mut r.related),
            ("relation.sibling", Precedes, &mut r.sibling),
            ("relation.met", Precedes, &mut r.met),
            ("signal.text", Weighs, &mut s.text),
            ("signal.verification", Weighs, &mut s.verification),
            ("signal.freshness", Weighs, &mut s.freshness),
            ("signal.completeness", Weighs, &mut s.completeness),
            ("signal.track_record", Weighs, &mut s.track_record),
            ("shape.core", Weighs, &mut f.core),
            ("shape.rest", Weighs, &mut f.rest),
            ("shape.minimum_core", Precedes, &mut f.minimum_core),
            ("shape.minimum_text", Precedes, &mut f.minimum_text),
            ("shape.text_alone", Rules, &mut f.text_alone),
        ]
    }
}

impl RankingConfig {
    /// Reads weights in the form of `config/ranking.toml`.
    ///
    /// # Errors
    /// A key that is missing, unknown, or not a number; a number that is negative or endless.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let weights: Weights =
            toml::from_str(text).map_err(|error| Error::Config(error.message().to_owned()))?;
        let config = Self::of(weights);
        match config.numbers().into_iter().find(|(.., value)| !value.is_finite() || *value < 0.0) {
            Some((name, ..)) => Err(Error::Config(format!("{name} is below 0 or endless"))),
            None => Ok(config),
        }
    }

    pub(crate) fn of(weights: Weights) -> Self {
        let hash = format!("{weights:?}").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { weights, version: format!("{hash:016x}") }
    }

    /// Every number with its name, `section.key`, in the order of the file.
    #[must_use]
    pub fn numbers(&self) -> Vec<(&'static str, Bearing, f64)> {
        let mut weights = self.weights.clone();
        weights
            .numbers()
            .into_iter()
            .map(|(name, bearing, value)| (name, bearing, *value))
            .collect()
    }

    /// The same with one number changed; as it is where none has that name.
    #[must_use]
    pub fn with(&self, name: &str, value: f64) -> Self {
        let mut weights = self.weights.clone();
        for (known, _, number) in weights.numbers() {
            if known == name {
                *number = value;
            }
        }
        Self::of(weights)
    }

    /// `text`, a file in the form of `config/ranking.toml`, with the numbers of this one. Sentences,
    /// order and lines stay.
    ///
    /// # Errors
    /// Where a number has no line of its own in `text`.
    pub fn written_over(&self, text: &str) -> Result<String, Error> {
        let numbers = self.numbers();
        let mut section = String::new();
        let mut lines = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.split_once(']'))
            {
                name.0.clone_into(&mut section);
            }
            lines.push(rewritten(line, &section, &numbers).unwrap_or_else(|| line.to_owned()));
        }
        let written = lines.join("\n") + "\n";
        if Self::parse(&written)?.version == self.version {
            Ok(written)
        } else {
            Err(Error::Config("each number needs a line of its own: key = number".to_owned()))
        }
    }

    /// The file that is built in.
    #[must_use]
    pub const fn default_text() -> &'static str {
        DEFAULT
    }

    /// Hash of the values, 16 hexadecimal digits.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// A line `key = number  # sentence` with another number; none where it needs none. The sentence
/// stays in its column.
fn rewritten(
    line: &str,
    section: &str,
    numbers: &[(&'static str, Bearing, f64)],
) -> Option<String> {
    let (key, rest) = line.split_once('=')?;
    let name = format!("{section}.{}", key.trim());
    let (_, _, value) = numbers.iter().find(|(known, ..)| *known == name)?;
    let (number, sentence) = match rest.split_once('#') {
        Some((number, sentence)) => (number, Some(sentence)),
        None => (rest, None),
    };
    if number.trim().parse() == Ok(*value) {
        return None;
    }
    let figure = format!(" {value:?}");
    Some(match sentence {
        Some(sentence) => {
            let width = number.chars().count().max(figure.chars().count() + 1);
            format!("{key}={figure:<width$}#{sentence}")
        }
        None => format!("{key}={figure}"),
    })
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

    #[test]
    fn a_negative_weight_is_named() {
        let text = super::DEFAULT.replace("moq = 0.15", "moq = -0.15");
        let error = RankingConfig::parse(&text).expect_err("a negative weight");
        assert!(error.to_string().contains("weight.moq"), "{error}");
    }

    #[test]
    fn every_number_of_the_file_has_its_name() {
        let table: toml::Table = super::DEFAULT.parse().expect("a table");
        let config = RankingConfig::default();
        let mut count = 0;
        for (section, keys) in &table {
            for (key, value) in keys.as_table().expect("a section") {
                let name = format!("{section}.{key}");
                let found = config.numbers().into_iter().find(|(known, ..)| *known == name);
                assert_eq!(found.map(|(.., value)| value), value.as_float(), "{name}");
                count += 1;
            }
        }
        assert_eq!(count, config.numbers().len());
    }

    #[test]
    fn sentences_stay_when_numbers_change() {
        let changed =
            RankingConfig::default().with("weight.distance", 1.875).with("signal.text", 0.0);
        let text = changed.written_over(super::DEFAULT).expect("a file");
        assert_eq!(RankingConfig::parse(&text).expect("weights").version(), changed.version());
        let differing: Vec<(&str, &str)> = super::DEFAULT
            .lines()
            .zip(text.lines())
            .filter(|(before, after)| before != after)
            .collect();
        assert_eq!(differing.len(), 2, "{differing:?}");
        for (before, after) in differing {
            let sentence = |line: &str| line.split_once('#').map(|(_, after)| after.to_owned());
            assert_eq!(sentence(before), sentence(after));
        }
        assert!(text.contains("distance = 1.875 "), "{text}");
        assert_eq!(
            RankingConfig::default().written_over(super::DEFAULT).expect("a file"),
            super::DEFAULT
        );
        assert!(changed.written_over("weight = { distance = 1 }").is_err());
    }
}
