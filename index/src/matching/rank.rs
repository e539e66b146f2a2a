//! Ranking suppliers that are all at hand: judge everybody, order, explain the top.

use std::{cmp::Ordering, collections::BinaryHeap};

use chrono::NaiveDate;

use super::{
    Counts, Match, Outcome, Ranking, Verdict,
    census::{Census, WordWeights},
    explain::Explainer,
    parts::{self, NEUTRAL, Signals},
    prepare::Prepared,
    requirements::Requirements,
    score::{Grade, Scored, grade as grade_of},
};
use crate::{
    Compiled, Language, RankingConfig,
    config::Weights,
    profile::VerificationLevel,
    request::SourcingRequest,
    taxonomy::Taxonomy,
    understand::{Importance, Understanding},
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
type Graded<'s> = (Grade, &'s Compiled);

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

    /// Judges `suppliers`, the candidates out of those that the census counted, and explains the
    /// top.
    pub(crate) fn answer<S: AsRef<Compiled>>(&self, suppliers: &[S], census: &Census) -> Answer {
        let weights = &self.config.weights;
        let rarity = census.rarity(&self.requirements.core);
        let words = self.word_weights(census);
        let (first, counts) = self.first_pass(suppliers, &rarity, &words);
        let scored: Vec<(Scored, &Compiled)> = self
            .best(first, &words)
            .into_iter()
            .map(|(grade, supplier)| {
                let (mut judged, mut parts) = (Vec::new(), Vec::new());
                self.requirements.judge(supplier, weights, self.options.today, &mut judged);
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
        let results =
            shown.map(|((scored, supplier), rank)| explainer.explain(scored, supplier, rank));
        (counts, gap, results.collect())
    }

    /// Grades everybody by what is required alone, and leaves out those that do not offer what is
    /// asked. The words are looked at only where they decide whether a supplier is shown.
    fn first_pass<'s, S: AsRef<Compiled>>(
        &self,
        suppliers: &'s [S],
        rarity: &[f64],
        words: &WordWeights,
    ) -> (Vec<Graded<'s>>, Counts) {
        let weights = &self.config.weights;
        let today = self.options.today;
        let capable = self.requirements.core.contains(&true);
        let mut counts = Counts::default();
        let mut found: Vec<Graded<'_>> = Vec::with_capacity(suppliers.len());
        let size = self.requirements.constraints.len();
        let (mut judged, mut parts) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for supplier in suppliers.iter().map(AsRef::as_ref) {
            counts.judged += 1;
            self.requirements.judge(supplier, weights, today, &mut judged);
            let (verification, freshness) = standing(supplier, today);
            let track_record = supplier.track_record.unwrap_or(NEUTRAL);
            let mut signals = Signals { text: 0.0, verification, freshness, track_record };
            let mut grade = |signals| {
                let all = &self.requirements;
                grade_of(all, rarity, &mut judged, &mut parts, signals, weights)
            };
            let mut graded = grade(signals);
            if !capable || graded.core < weights.shape.minimum_core {
                signals.text = words.share(supplier);
                graded = Grade { room: 0.0, ..grade(signals) };
                if graded.core < weights.shape.minimum_core
                    && signals.text < weights.shape.minimum_text
                {
                    continue;
                }
            }
            match graded.verdict {
                Verdict::Qualified => counts.qualified += 1,
                Verdict::NearMiss => counts.near_miss += 1,
                Verdict::Possible => counts.possible += 1,
            }
            found.push((graded, supplier));
        }
        (found, counts)
    }

    /// The best, in order. Words are counted only for those that they could still bring to the top.
    fn best<'s>(&self, first: Vec<Graded<'s>>, words: &WordWeights) -> Vec<Graded<'s>> {
        let top = self.options.top.max(1);
        let mut waiting: BinaryHeap<Promise<'s>> = first.into_iter().map(Promise).collect();
        let mut best: Vec<Graded<'s>> = Vec::with_capacity(top + 1);
        while let Some(Promise((mut grade, supplier))) = waiting.pop() {
            let promised = (grade.verdict == Verdict::Qualified, grade.score + grade.room + 1e-6);
            if let Some((last, _)) = best.get(top - 1)
                && promised < (last.verdict == Verdict::Qualified, last.score)
            {
                break;
            }
            if grade.room > 0.0 {
                grade.signals.text = words.share(supplier);
                grade.score = (grade.score + grade.room * grade.signals.text).min(1.0);
            }
            let one = (grade, supplier);
            let at = best.partition_point(|known| self.compare(known, &one) == Ordering::Less);
            best.insert(at, one);
            best.truncate(top);
        }
        best
    }

    /// The order of a ranking: those that qualify first, then by score; equals by lot.
    fn compare(&self, (a, one): &Graded<'_>, (b, other): &Graded<'_>) -> Ordering {
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

/// A supplier by the best that its words could make of it.
struct Promise<'s>(Graded<'s>);

impl Promise<'_> {
    fn key(&self) -> (bool, f64) {
        let Self((grade, _)) = self;
        (grade.verdict == Verdict::Qualified, grade.score + grade.room)
    }
}

impl Ord for Promise<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((first, score), (other_first, other_score)) = (self.key(), other.key());
        first.cmp(&other_first).then_with(|| score.total_cmp(&other_score))
    }
}

impl PartialOrd for Promise<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Promise<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Promise<'_> {}

/// How far a profile was checked and how fresh it is, each 0–1.
pub(crate) fn standing(supplier: &Compiled, today: NaiveDate) -> (f64, f64) {
    let verification = match supplier.verification {
        VerificationLevel::SelfDeclared => 0.0,
        VerificationLevel::DocumentsChecked => 0.6,
        VerificationLevel::SiteAudited => 1.0,
    };
    // A profile without a date is taken as two years old.
    let age = supplier.confirmed_on.map_or(730, |on| (today - on).num_days().max(0));
    #[expect(clippy::cast_precision_loss, reason = "days")]
    let freshness = 0.5_f64.powf(age as f64 / 730.0);
    (verification, freshness)
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
    let answer = job.answer(suppliers, &census);
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

/// Whether a constraint keeps a supplier from qualifying.
pub(crate) fn decides(importance: Importance, outcome: Outcome) -> bool {
    importance != Importance::Prefer && outcome != Outcome::Met
}
