//! Ranking suppliers: what a request asks for, the order of those judged, the answer.

use std::{cmp::Ordering, convert::Infallible};

use chrono::NaiveDate;

use super::{
    Counts, Match, Ranking, Verdict,
    census::{Census, WordWeights},
    explain::Explainer,
    parts,
    prepare::Prepared,
    requirements::Requirements,
    score::Grade,
    top::Top,
};
use crate::{
    Compiled, Language, RankingConfig, config::Weights, request::SourcingRequest,
    taxonomy::Taxonomy, understand::Understanding,
};

/// How to rank.
#[derive(Debug, Clone, Copy)]
pub struct RankOptions {
    /// The day that certificates and freshness are judged on.
    pub today: NaiveDate,
    /// How many suppliers to return, at most.
    pub top: usize,
    /// Language of the explanations.
    pub locale: Language,
    /// Decides between equals; the same seed gives the same order.
    pub seed: u64,
}

/// A request ready to rank suppliers.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    understood: &'a Understanding,
    pub(crate) requirements: Requirements,
    /// Words of the request, sorted.
    pub(crate) words: Vec<u32>,
    config: &'a RankingConfig,
    options: RankOptions,
}

impl<'a> Job<'a> {
    pub(crate) fn new(
        request: &SourcingRequest,
        understood: &'a Understanding,
        config: &'a RankingConfig,
        options: RankOptions,
    ) -> Self {
        let texts = [request.title.as_deref(), request.text.as_deref()];
        let words = crate::compile::words(texts.into_iter().flatten());
        Self { understood, requirements: Requirements::new(understood), words, config, options }
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.options.today
    }

    pub(crate) fn weights(&self) -> &Weights {
        &self.config.weights
    }

    /// What each constraint weighs.
    pub(crate) fn weight(&self, census: &Census) -> Vec<f64> {
        let rarity = census.rarity(&self.requirements.core);
        let all = self.requirements.constraints.iter().zip(rarity);
        let one = |(asked, rarity): (&Prepared, f64)| {
            parts::weight(asked.kind, asked.importance, rarity, self.weights())
        };
        all.map(one).collect()
    }

    /// What each word weighs.
    pub(crate) fn word_weights(&self, census: &Census) -> WordWeights {
        WordWeights::new(&self.words, census)
    }

    /// How many suppliers are to be returned, at least one.
    pub(crate) fn wanted(&self) -> usize {
        self.options.top.max(1)
    }

    /// Explains the best.
    pub(crate) fn answer<S: AsRef<Compiled>>(&self, best: Top<'_, S>) -> Answer {
        let (counts, scored) = best.finish();
        let explainer =
            Explainer::new(&self.requirements.constraints, self.understood, self.options);
        let gap = explainer.commonest_gap(scored.iter().map(|(scored, _)| scored));
        let shown = scored.iter().take(self.options.top).zip(1_u32..);
        let results = shown
            .map(|((scored, supplier), rank)| explainer.explain(scored, supplier.as_ref(), rank));
        (counts, gap, results.collect())
    }

    /// The order of a ranking: those that qualify first, then by score; equals by lot.
    pub(crate) fn compare<S: AsRef<Compiled>>(
        &self,
        (a, one): &(Grade, S),
        (b, other): &(Grade, S),
    ) -> Ordering {
        let (one, other) = (one.as_ref(), other.as_ref());
        let first = |grade: &Grade| grade.verdict == Verdict::Qualified;
        let score = |grade: &Grade| (grade.score * 1e6).round();
        let lot = |supplier: &Compiled| shuffle(self.options.seed, supplier.id());
        first(b)
            .cmp(&first(a))
            .then_with(|| score(b).total_cmp(&score(a)))
            .then_with(|| lot(one).cmp(&lot(other)))
            .then_with(|| one.id().cmp(other.id()))
    }
}

/// A number that looks random, the same for the same seed and supplier.
fn shuffle(seed: u64, id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// Ranks suppliers that are all at hand.
pub(crate) fn rank(
    suppliers: &[Compiled],
    request: &SourcingRequest,
    understood: Understanding,
    config: &RankingConfig,
    options: RankOptions,
) -> Ranking {
    let job = Job::new(request, &understood, config, options);
    let census = Census::of(&job.requirements.constraints, &job.words, suppliers);
    let mut top = Top::new(&job, &census);
    let everybody = suppliers.iter().map(Ok::<_, Infallible>);
    let Ok(()) = top.judge_all(everybody, &job.word_weights(&census));
    let answer = job.answer(top);
    ranking(request, understood, answer, config)
}

/// What a job answers: the counts, the commonest gap, the top of the list.
pub(crate) type Answer = (Counts, Option<String>, Vec<Match>);

/// An answer with the request as it was understood and the versions that gave it.
pub(crate) fn ranking(
    request: &SourcingRequest,
    understood: Understanding,
    (counts, commonest_gap, results): Answer,
    config: &RankingConfig,
) -> Ranking {
    Ranking {
        request: request.id.clone(),
        understood,
        counts,
        commonest_gap,
        results,
        taxonomy_version: Taxonomy::get().version().to_owned(),
        ranking_version: config.version().to_owned(),
    }
}
