//! Ranking suppliers that are all at hand: judge everybody, order, explain the top.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{
    Counts, Match, Outcome, Ranking, Verdict,
    explain::Explainer,
    figures::on_tonnage,
    judge::{Setting, judge},
    prepare::{Prepared, asked, prepare},
    score::{Scored, Signals, core_of, score, weights},
};
use crate::{
    Compiled, Language, RankingConfig,
    profile::VerificationLevel,
    request::SourcingRequest,
    taxonomy::{ConceptId, Taxonomy},
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

/// A request ready to judge any supplier.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    understood: &'a Understanding,
    pub(crate) constraints: Vec<Prepared>,
    core: Vec<bool>,
    asked: Vec<ConceptId>,
    on_tonnage: Vec<ConceptId>,
    words: Vec<u32>,
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
        let constraints = prepare(understood);
        let core = core_of(&constraints);
        let asked = asked(&constraints, &core);
        let on_tonnage = on_tonnage(&asked);
        let words = crate::compile::words(
            [request.title.as_deref(), request.text.as_deref()].into_iter().flatten(),
        );
        Self { understood, constraints, core, asked, on_tonnage, words, config, options }
    }

    pub(crate) fn core(&self) -> &[bool] {
        &self.core
    }

    pub(crate) fn words(&self) -> &[u32] {
        &self.words
    }

    /// How rare each capability is among `total` suppliers of which `with` offer it: 0.6–1.4.
    fn rarity(&self, frequency: &[usize], total: usize) -> Vec<f64> {
        self.core
            .iter()
            .zip(frequency)
            .map(|(core, &with)| {
                if !core || total < 20 {
                    return 1.0;
                }
                #[expect(clippy::cast_precision_loss, reason = "counts of suppliers")]
                let idf =
                    ((total as f64 + 1.0) / (with as f64 + 1.0)).ln() / (total as f64 + 1.0).ln();
                0.6 + 0.8 * idf.clamp(0.0, 1.0)
            })
            .collect()
    }

    /// Judges one supplier on every constraint.
    fn judge(&self, supplier: &Compiled) -> Vec<super::judge::Judged> {
        let setting = Setting {
            weights: &self.config.weights,
            today: self.options.today,
            start_of_production: self.understood.start_of_production,
            asked: &self.asked,
            on_tonnage: &self.on_tonnage,
        };
        self.constraints.iter().map(|constraint| judge(constraint, supplier, setting)).collect()
    }

    /// Judges `suppliers`, the candidates out of `total`, and explains the top.
    pub(crate) fn answer<S: AsRef<Compiled>>(&self, suppliers: &[S], total: usize) -> Answer {
        let words = WordWeights::new(&self.words, suppliers);
        let (scored, counts) = self.run(suppliers.iter().map(AsRef::as_ref), &words, total);
        let explainer = Explainer::new(&self.constraints, self.understood, self.options);
        let top = self.options.top;
        let gap = explainer.commonest_gap(scored.iter().take(top.max(1)).map(|(scored, _)| scored));
        (counts, gap, present(&scored, &explainer, top))
    }

    /// Judges and scores all of `suppliers`; those that do not offer what is asked are left out.
    fn run<'s>(
        &self,
        suppliers: impl Iterator<Item = &'s Compiled>,
        words: &WordWeights,
        total: usize,
    ) -> (Vec<(Scored, &'s Compiled)>, Counts) {
        let judged: Vec<(Vec<super::judge::Judged>, &Compiled)> =
            suppliers.map(|supplier| (self.judge(supplier), supplier)).collect();
        let frequency: Vec<usize> = (0..self.constraints.len())
            .map(|at| {
                judged
                    .iter()
                    .filter(|(judged, _)| {
                        judged.get(at).is_some_and(|judged| judged.outcome == Outcome::Met)
                    })
                    .count()
            })
            .collect();
        let weight = weights(
            &self.constraints,
            &self.rarity(&frequency, total.max(judged.len())),
            &self.config.weights,
        );
        let mut counts =
            Counts { judged: u32::try_from(judged.len()).unwrap_or(u32::MAX), ..Counts::default() };
        let mut scored: Vec<(Scored, &Compiled)> = judged
            .into_iter()
            .map(|(judged, supplier)| {
                let signals = self.signals(supplier, words);
                (
                    score(
                        &self.constraints,
                        &self.core,
                        &weight,
                        judged,
                        signals,
                        &self.config.weights,
                    ),
                    supplier,
                )
            })
            .filter(|(scored, _)| {
                scored.core >= self.config.weights.shape.minimum_core
                    || scored.signals.text >= self.config.weights.shape.minimum_text
            })
            .collect();
        for (scored, _) in &scored {
            match scored.verdict {
                Verdict::Qualified => counts.qualified += 1,
                Verdict::NearMiss => counts.near_miss += 1,
                Verdict::Possible => counts.possible += 1,
            }
        }
        scored.sort_by(|(a, one), (b, other)| {
            let order = |scored: &Scored| {
                (scored.verdict == Verdict::Qualified, (scored.score * 1e6).round())
            };
            let ((a_first, a_score), (b_first, b_score)) = (order(a), order(b));
            b_first
                .cmp(&a_first)
                .then(b_score.total_cmp(&a_score))
                .then_with(|| {
                    shuffle(self.options.seed, one.id())
                        .cmp(&shuffle(self.options.seed, other.id()))
                })
                .then_with(|| one.id().cmp(other.id()))
        });
        (scored, counts)
    }

    fn signals(&self, supplier: &Compiled, words: &WordWeights) -> Signals {
        let (verification, freshness) = standing(supplier, self.options.today);
        Signals { text: words.share(&self.words, supplier), verification, freshness }
    }
}

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

/// How much each word of a request tells: rare words tell more. Okapi BM25 (k1 = 1.2, b = 0.75)
/// over the set of words of a profile, as a share of the best supplier's.
#[derive(Debug, Default)]
struct WordWeights {
    weight: FxHashMap<u32, f64>,
    mean_length: f64,
    best: f64,
}

impl WordWeights {
    /// From how many of `suppliers` use each word.
    #[expect(clippy::cast_precision_loss, reason = "counts of suppliers and words")]
    fn new<S: AsRef<Compiled>>(words: &[u32], suppliers: &[S]) -> Self {
        let n = suppliers.len() as f64;
        let weight: FxHashMap<u32, f64> = words
            .iter()
            .map(|&word| {
                let with = suppliers
                    .iter()
                    .filter(|supplier| supplier.as_ref().words.binary_search(&word).is_ok())
                    .count() as f64;
                (word, (1.0 + (n - with + 0.5) / (with + 0.5)).ln())
            })
            .collect();
        let length =
            suppliers.iter().map(|supplier| supplier.as_ref().words.len()).sum::<usize>() as f64;
        let mut weights = Self { weight, mean_length: (length / n.max(1.0)).max(1.0), best: 0.0 };
        weights.best = suppliers
            .iter()
            .map(|supplier| weights.raw(words, supplier.as_ref()))
            .fold(0.0, f64::max);
        weights
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    fn raw(&self, words: &[u32], supplier: &Compiled) -> f64 {
        let norm = 1.2 * (0.25 + 0.75 * supplier.words.len() as f64 / self.mean_length);
        words
            .iter()
            .filter(|word| supplier.words.binary_search(word).is_ok())
            .filter_map(|word| self.weight.get(word))
            .map(|weight| weight * 2.2 / (1.0 + norm))
            .sum()
    }

    fn share(&self, words: &[u32], supplier: &Compiled) -> f64 {
        if self.best > 0.0 { self.raw(words, supplier) / self.best } else { 0.0 }
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
    let answer = Job::new(request, &understood, config, options).answer(suppliers, suppliers.len());
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

/// The top of the list in words.
fn present(scored: &[(Scored, &Compiled)], explainer: &Explainer<'_>, top: usize) -> Vec<Match> {
    scored
        .iter()
        .take(top)
        .zip(1_u32..)
        .map(|((scored, supplier), rank)| explainer.explain(scored, supplier, rank))
        .collect()
}

/// Whether a constraint keeps a supplier from qualifying.
pub(crate) fn decides(importance: Importance, outcome: Outcome) -> bool {
    importance != Importance::Prefer && outcome != Outcome::Met
}
