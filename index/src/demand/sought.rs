//! A request read once, to judge one supplier after another.
//!
//! The same judging and weighing as in [`crate::matching`], without what depends on the other
//! suppliers of a ranking (rarity of a capability, shared words): a supplier's fit to a request
//! must not change because somebody else's profile does.

use chrono::NaiveDate;

use crate::{
    Compiled, RankOptions, RankingConfig,
    matching::{
        Match, Verdict,
        explain::Explainer,
        figures::on_tonnage,
        judge::{Setting, judge},
        prepare::{Prepared, asked, prepare},
        rank::standing,
        score::{Scored, Signals, core_of, score, weights},
    },
    taxonomy::ConceptId,
    understand::Understanding,
};

/// A request ready to judge any supplier.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) understood: Understanding,
    constraints: Vec<Prepared>,
    core: Vec<bool>,
    /// Processes and products asked for.
    asked: Vec<ConceptId>,
    on_tonnage: Vec<ConceptId>,
    weight: Vec<f64>,
}

impl Sought {
    pub(super) fn new(understood: Understanding, config: &RankingConfig) -> Self {
        let constraints = prepare(&understood);
        let core = core_of(&constraints);
        let asked = asked(&constraints, &core);
        let on_tonnage = on_tonnage(&asked);
        let weight = weights(&constraints, &vec![1.0; constraints.len()], &config.weights);
        Self { understood, constraints, core, asked, on_tonnage, weight }
    }

    pub(super) fn asked(&self) -> &[ConceptId] {
        &self.asked
    }

    /// Whether a supplier qualifies.
    pub(super) fn fits(&self, supplier: &Compiled, config: &RankingConfig, on: NaiveDate) -> bool {
        self.judge(supplier, config, on).is_some_and(|scored| scored.verdict == Verdict::Qualified)
    }

    /// How a supplier stands; none where it does not offer what is asked.
    pub(super) fn judge(
        &self,
        supplier: &Compiled,
        config: &RankingConfig,
        today: NaiveDate,
    ) -> Option<Scored> {
        let scored = self.scored(supplier, config, today);
        (scored.core >= config.weights.shape.minimum_core).then_some(scored)
    }

    /// How a supplier stands, whether or not it offers what is asked.
    pub(super) fn scored(
        &self,
        supplier: &Compiled,
        config: &RankingConfig,
        today: NaiveDate,
    ) -> Scored {
        let setting = Setting {
            weights: &config.weights,
            today,
            start_of_production: self.understood.start_of_production,
            asked: &self.asked,
            on_tonnage: &self.on_tonnage,
        };
        let judged = self
            .constraints
            .iter()
            .map(|constraint| judge(constraint, supplier, setting))
            .collect();
        let (verification, freshness) = standing(supplier, today);
        let signals = Signals { text: 0.0, verification, freshness };
        score(&self.constraints, &self.core, &self.weight, judged, signals, &config.weights)
    }

    /// A judgment in words.
    pub(super) fn explain(
        &self,
        scored: &Scored,
        supplier: &Compiled,
        rank: u32,
        options: RankOptions,
    ) -> Match {
        let explainer = Explainer::new(&self.constraints, &self.understood, options);
        explainer.explain(scored, supplier, rank)
    }
}
