//! Ranking suppliers: judge those that could reach the top, order, explain.

use std::{
    cmp::{Ordering, Reverse},
    convert::Infallible,
};

use chrono::NaiveDate;

use super::{
    Counts, Match, Ranking, Verdict,
    census::{Census, WordWeights},
    explain::Explainer,
    hope::Standing,
    parts,
    prepare::Prepared,
    reputation::Reputation,
    requirements::Requirements,
    score::{Grade, Scored, grade as grade_of},
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

/// A supplier and its grade.
type Graded<S> = (Grade, S);

/// A supplier that may come to the top.
pub(crate) struct Candidate<P> {
    /// The best that it could come to.
    pub(crate) most: Standing,
    /// How much of the request's words it uses, where that is known without its profile.
    pub(crate) text: Option<f64>,
    /// Where its profile is.
    pub(crate) place: P,
}

impl<P> Candidate<P> {
    /// One of whom nothing is known.
    pub(crate) fn unknown(place: P) -> Self {
        Self { most: Standing::FIRST, text: None, place }
    }
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

    /// Judges `candidates`, as far as they can reach the top, out of those that the census
    /// counted, and explains the top. `read` fetches a profile.
    pub(crate) fn answer<P, S: AsRef<Compiled>, E>(
        &self,
        candidates: impl IntoIterator<Item = Candidate<P>>,
        census: &Census,
        words: &WordWeights,
        read: impl FnMut(P) -> Result<S, E>,
    ) -> Result<Answer, E> {
        let weights = &self.config.weights;
        let rarity = census.rarity(&self.requirements.core);
        let (best, counts) = self.best(candidates, &rarity, words, read)?;
        let scored: Vec<(Scored, S)> = best
            .into_iter()
            .map(|(grade, supplier)| {
                let (mut judged, mut parts) = (Vec::new(), Vec::new());
                self.requirements.judge(
                    supplier.as_ref(),
                    weights,
                    self.options.today,
                    &mut judged,
                );
                let signals = grade.signals;
                let all = &self.requirements;
                let grade = grade_of(all, &rarity, &mut judged, &mut parts, signals, weights);
                (Scored { grade, judged, parts }, supplier)
            })
            .collect();
        let explainer =
            Explainer::new(&self.requirements.constraints, self.understood, self.options);
        let gap = explainer.commonest_gap(scored.iter().map(|(scored, _)| scored));
        let shown = scored.iter().take(self.options.top).zip(1_u32..);
        let results = shown
            .map(|((scored, supplier), rank)| explainer.explain(scored, supplier.as_ref(), rank));
        Ok((counts, gap, results.collect()))
    }

    /// The best, in order, and how those judged came out. Whoever promises most is judged next. Those
    /// that do not offer what is asked are left out.
    fn best<P, S: AsRef<Compiled>, E>(
        &self,
        candidates: impl IntoIterator<Item = Candidate<P>>,
        rarity: &[f64],
        words: &WordWeights,
        mut read: impl FnMut(P) -> Result<S, E>,
    ) -> Result<(Vec<Graded<S>>, Counts), E> {
        let weights = &self.config.weights;
        let today = self.options.today;
        let top = self.options.top.max(1);
        let mut waiting: Vec<Candidate<P>> = candidates.into_iter().collect();
        waiting.sort_by_key(|one| Reverse(one.most));
        let mut best: Vec<Graded<S>> = Vec::with_capacity(top + 1);
        let mut counts = Counts::default();
        let (mut judged, mut parts) = (Vec::new(), Vec::new());
        for Candidate { most, text, place } in waiting {
            let least = best.get(top - 1).map(|(last, _)| Standing::of(last));
            if least.is_some_and(|least| most < least) {
                break;
            }
            let supplier = read(place)?;
            let text = text.unwrap_or_else(|| words.share(supplier.as_ref()));
            counts.judged += 1;
            self.requirements.judge(supplier.as_ref(), weights, today, &mut judged);
            let all = &self.requirements;
            let signals = Reputation::of(supplier.as_ref()).signals(text, today);
            let grade = grade_of(all, rarity, &mut judged, &mut parts, signals, weights);
            debug_assert!(Standing::of(&grade) <= most, "{grade:?} is better than hoped");
            let shape = &weights.shape;
            if grade.core < shape.minimum_core && signals.text < shape.minimum_text {
                continue;
            }
            match grade.verdict {
                Verdict::Qualified => counts.qualified += 1,
                Verdict::NearMiss => counts.near_miss += 1,
                Verdict::Possible => counts.possible += 1,
            }
            let one = (grade, supplier);
            let at = best.partition_point(|known| self.compare(known, &one) == Ordering::Less);
            best.insert(at, one);
            best.truncate(top);
        }
        Ok((best, counts))
    }

    /// The order of a ranking: those that qualify first, then by score; equals by lot.
    fn compare<S: AsRef<Compiled>>(
        &self,
        (a, one): &Graded<S>,
        (b, other): &Graded<S>,
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
    let everybody = suppliers.iter().map(Candidate::unknown);
    let words = job.word_weights(&census);
    let Ok(answer) = job.answer(everybody, &census, &words, Ok::<_, Infallible>);
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
