//! What a ranking has to know of all suppliers, not of the candidates only: so that a score does
//! not depend on who else is a candidate.

use super::{
    prepare::{Prepared, Wanted},
    relation::Relation,
};
use crate::{Compiled, profile::Role};

/// Profile of usual length, in distinct words. A constant, so that nobody's profile moves another
/// one's score.
const USUAL_WORDS: f64 = 100.0;

/// Share of a request's words, weighted, that a good match uses: more is not better.
const ENOUGH: f64 = 0.4;

/// Counts of suppliers.
#[derive(Debug)]
pub(crate) struct Census {
    /// All of them.
    pub(crate) total: usize,
    /// By constraint: those that speak of the capability, as long as they do not deny it.
    pub(crate) offering: Vec<usize>,
    /// By word of the request: those that use it.
    pub(crate) using: Vec<usize>,
}

impl Census {
    /// Of suppliers that are all at hand.
    pub(crate) fn of(constraints: &[Prepared], words: &[u32], suppliers: &[Compiled]) -> Self {
        let count = |test: &dyn Fn(&Compiled) -> bool| {
            suppliers.iter().filter(|supplier| test(supplier)).count()
        };
        let offering = constraints.iter().map(|constraint| match &constraint.wanted {
            Wanted::Concepts(concepts) => {
                let with = concepts.iter().map(|wanted| {
                    count(&|supplier: &Compiled| {
                        supplier.offers.iter().any(|offer| {
                            offer.role != Role::DoesNot
                                && wanted.relation(offer.concept) == Relation::Same
                        })
                    })
                });
                with.max().unwrap_or(0)
            }
            _ => 0,
        });
        let using = words
            .iter()
            .map(|word| count(&|supplier: &Compiled| supplier.words.binary_search(word).is_ok()));
        Self { total: suppliers.len(), offering: offering.collect(), using: using.collect() }
    }

    /// How rare each capability asked for is: 0.6–1.4; 1 for everything else.
    pub(crate) fn rarity(&self, core: &[bool]) -> Vec<f64> {
        let one = |(core, &with): (&bool, &usize)| {
            if !core || self.total < 20 {
                return 1.0;
            }
            #[expect(clippy::cast_precision_loss, reason = "counts of suppliers")]
            let (total, with) = (self.total as f64 + 1.0, with as f64 + 1.0);
            0.6 + 0.8 * ((total / with).ln() / total.ln()).clamp(0.0, 1.0)
        };
        core.iter().zip(&self.offering).map(one).collect()
    }
}

/// Weights are whole numbers of so many to a nat, so that their sum is the same in whatever order it is
/// made.
const TO_A_NAT: f64 = 16_384.0;

/// How much each word of a request tells: rare words tell more. Okapi BM25 (k1 = 1.2, b = 0.75)
/// over the set of words of a profile, as a share of [`ENOUGH`] of what a profile of usual length with
/// all the words would reach.
#[derive(Debug)]
pub(crate) struct WordWeights {
    /// Words of the request, sorted, each with its weight.
    weights: Vec<(u32, u32)>,
    /// What all of them weigh.
    whole: f64,
    /// Bits of the words' last ten bits: most words of a profile are none of the request's.
    filter: [u64; 16],
}

impl WordWeights {
    /// `words` are sorted, in the order of the census.
    #[expect(clippy::cast_precision_loss, reason = "counts of suppliers")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few nats")]
    pub(crate) fn new(words: &[u32], census: &Census) -> Self {
        let total = census.total as f64;
        let nats = |with: f64| (1.0 + (total - with).max(0.0) / (with + 0.5)).ln();
        let weight = |with: f64| (nats(with) * TO_A_NAT).round() as u32;
        let weights: Vec<(u32, u32)> = words
            .iter()
            .zip(&census.using)
            // What nobody says tells nothing about anybody.
            .filter(|(_, with)| **with > 0)
            .map(|(&word, &with)| (word, weight(with as f64)))
            .collect();
        let whole = weights.iter().map(|(_, weight)| f64::from(*weight)).sum();
        let mut filter = [0; 16];
        for (word, _) in &weights {
            let (at, bit) = place(*word);
            if let Some(bits) = filter.get_mut(at) {
                *bits |= bit;
            }
        }
        Self { weights, whole, filter }
    }

    /// What one word weighs; nothing where no supplier uses it.
    pub(crate) fn of(&self, word: u32) -> u32 {
        let at = self.weights.binary_search_by_key(&word, |(word, _)| *word);
        at.ok().and_then(|at| self.weights.get(at)).map_or(0, |(_, weight)| *weight)
    }

    /// How much of the request's words a profile uses, 0–1.
    pub(crate) fn share(&self, supplier: &Compiled) -> f64 {
        let words = &supplier.words;
        let of_the_request = words.iter().filter(|word| {
            let (at, bit) = place(**word);
            self.filter.get(at).is_some_and(|bits| bits & bit != 0)
        });
        let said = of_the_request.map(|&word| self.of(word)).fold(0, u32::saturating_add);
        self.share_of(said, u32::try_from(words.len()).unwrap_or(u32::MAX))
    }

    /// How much of the request's words a profile of `length` distinct words uses, 0–1, by what those that
    /// it uses weigh.
    pub(crate) fn share_of(&self, said: u32, length: u32) -> f64 {
        if said == 0 {
            return 0.0;
        }
        let norm = 0.25 + 0.75 * f64::from(length) / USUAL_WORDS;
        (f64::from(said) / self.whole * 2.2 / (1.0 + 1.2 * norm) / ENOUGH).min(1.0)
    }

    /// As [`Self::share_of`] for a profile of usual length.
    pub(crate) fn usual_share(&self, said: u32) -> f64 {
        (f64::from(said) / self.whole / ENOUGH).min(1.0)
    }
}

/// Where a word's bit stands in the filter.
const fn place(word: u32) -> (usize, u64) {
    ((word >> 6 & 15) as usize, 1 << (word & 63))
}
