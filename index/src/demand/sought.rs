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
        reputation::Reputation,
        requirements::Requirements,
        score::{Scored, grade},
    },
    taxonomy::ConceptId,
    understand::Understanding,
};

/// A request ready to judge any supplier.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) understood: Understanding,
    requirements: Requirements,
    /// Nothing is rare to a supplier: 1 for each constraint.
    rarity: Vec<f64>,
}

impl Sought {
    pub(super) fn new(understood: Understanding) -> Self {
        let requirements = Requirements::new(&understood);
        let rarity = vec![1.0; requirements.constraints.len()];
        Self { understood, requirements, rarity }
    }

    pub(super) fn asked(&self) -> &[ConceptId] {
        &self.requirements.asked
    }

    /// Whether a supplier qualifies.
    pub(super) fn fits(&self, supplier: &Compiled, config: &RankingConfig, on: NaiveDate) -> bool {
        self.judge(supplier, config, on)
            .is_some_and(|scored| scored.grade.verdict == Verdict::Qualified)
    }

    /// How a supplier stands; none where it does not offer what is asked.
    pub(super) fn judge(
        &self,
        supplier: &Compiled,
        config: &RankingConfig,
        today: NaiveDate,
    ) -> Option<Scored> {
        let scored = self.scored(supplier, config, today);
        (scored.grade.core >= config.weights.shape.minimum_core).then_some(scored)
    }

    /// How a supplier stands, whether or not it offers what is asked.
    pub(super) fn scored(
        &self,
        supplier: &Compiled,
        config: &RankingConfig,
        today: NaiveDate,
    ) -> Scored {
        let mut judged = Vec::with_capacity(self.rarity.len());
        self.requirements.judge(supplier, &config.weights, today, &mut judged);
        let signals = Reputation::of(supplier).signals(0.0, today);
        let mut parts = Vec::new();
        let grade = grade(
            &self.requirements,
            &self.rarity,
            &mut judged,
            &mut parts,
            signals,
            &config.weights,
        );
        Scored { grade, judged, parts }
    }

    /// A judgment in words.
    pub(super) fn explain(
        &self,
        scored: &Scored,
        supplier: &Compiled,
        rank: u32,
        options: RankOptions,
    ) -> Match {
        let explainer = Explainer::new(&self.requirements.constraints, &self.understood, options);
        explainer.explain(scored, supplier, rank)
    }
}
