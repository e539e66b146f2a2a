//! Which suppliers are worth judging: by what the index knows of everybody.

use std::{cmp::Reverse, rc::Rc};

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocSet as _, SegmentReader, TERMINATED, Term, schema::IndexRecordOption,
};

use super::schema::schema;
use crate::{
    Error,
    config::Weights,
    matching::{
        census::Census,
        hope::{Hints, Hope},
        prepare::Wanted,
        rank::{Candidate, Job},
    },
    taxonomy::Taxonomy,
    understand::Importance,
};

/// Most suppliers judged per request. Up to this many suppliers everybody is judged.
pub(super) const CANDIDATES: usize = 2_000;
/// Words of a request that may bring in candidates.
const WORDS: usize = 24;
/// Share of the suppliers that use a word from which it is too common to bring any in.
const COMMON: usize = 20;

/// What the index knows of all suppliers; those that were replaced count until their segment is
/// merged.
pub(super) fn census(searcher: &tantivy::Searcher, job: &Job<'_>) -> Result<Census, Error> {
    let fields = schema();
    let taxonomy = Taxonomy::get();
    let count = |term: Term| -> Result<usize, Error> {
        Ok(usize::try_from(searcher.doc_freq(&term)?).unwrap_or(usize::MAX))
    };
    let offering = job.requirements.constraints.iter().map(|constraint| {
        let Wanted::Concepts(concepts) = &constraint.wanted else { return Ok(0) };
        concepts.iter().try_fold(0, |most: usize, wanted| {
            let code = &taxonomy.concept_at(wanted.id).code;
            Ok(most.max(count(Term::from_field_text(fields.concepts, code))?))
        })
    });
    let using =
        job.words.iter().map(|&word| count(Term::from_field_u64(fields.words, u64::from(word))));
    Ok(Census {
        total: usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX),
        offering: offering.collect::<Result<_, Error>>()?,
        using: using.collect::<Result<_, Error>>()?,
    })
}

/// What a term says of every supplier that has it.
type Told = (Term, Says);

/// What is said of a supplier.
#[derive(Debug, Clone, Copy, Default)]
struct Says {
    hints: Hints,
    /// What its words add to the score, about.
    words: f32,
}

/// The suppliers that promise most: those that could qualify first.
pub(super) fn candidates(
    searcher: &tantivy::Searcher,
    job: &Job<'_>,
    census: &Census,
) -> Result<Vec<Candidate<DocAddress>>, Error> {
    let mut terms = asked_for(job);
    terms.extend(rare_words(job, census));
    let (shares, rarity) = (shares(job, census), census.rarity(&job.requirements.core));
    // Many suppliers have the same hints.
    let mut hopes: FxHashMap<Hints, (f32, Rc<Hope>)> = FxHashMap::default();
    let mut found: Vec<(f32, Candidate<DocAddress>)> = Vec::new();
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        every(segment, &terms, |says, document| {
            let (promise, hope) = hopes.entry(says.hints).or_insert_with(|| {
                let promise = promise(says.hints, &shares, job.weights());
                (promise, Rc::new(Hope::new(job, &rarity, says.hints)))
            });
            let place = DocAddress::new(ordinal, document);
            found.push((*promise + says.words, Candidate { hope: Some(Rc::clone(hope)), place }));
        })?;
    }
    if found.len() > CANDIDATES {
        // Equals by address: the same index gives the same candidates.
        let qualifies = |one: &Candidate<_>| one.hope.as_ref().is_some_and(|hope| hope.qualifies);
        found.select_nth_unstable_by(CANDIDATES - 1, |(promise, one), (other_promise, other)| {
            Reverse(qualifies(one))
                .cmp(&Reverse(qualifies(other)))
                .then_with(|| other_promise.total_cmp(promise))
                .then_with(|| one.place.cmp(&other.place))
        });
        found.truncate(CANDIDATES);
    }
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}

/// What each constraint adds to the score of a supplier that has it, about.
fn shares(job: &Job<'_>, census: &Census) -> Vec<f64> {
    let weight = job.weight(census);
    let shape = &job.weights().shape;
    let all = || job.requirements.core.iter().zip(&weight);
    let sum_of = |wanted: bool| all().filter(|(core, _)| **core == wanted).map(|(_, w)| w).sum();
    let (core, rest): (f64, f64) = (sum_of(true), sum_of(false));
    let share = |(is_core, weight): (&bool, &f64)| {
        if *is_core { shape.core * weight / core } else { shape.rest * weight / rest }
    };
    all().map(share).collect()
}

/// What is hinted at, in all.
#[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
fn promise(hints: Hints, shares: &[f64], Weights { relation, .. }: &Weights) -> f32 {
    let near = |hint: u64| {
        [(Hints::SAME, 1.0), (Hints::RELATED, relation.related), (Hints::WIDER, relation.wider)]
            .into_iter()
            .filter(|(bit, _)| hint & bit != 0)
            .fold(0.0, |best: f64, (_, near)| best.max(near))
    };
    let all = shares.iter().zip((0..).map(|at| hints.told(at)));
    all.map(|(share, hint)| share * near(hint)).sum::<f64>() as f32
}

/// The terms of what is asked for.
fn asked_for(job: &Job<'_>) -> Vec<Told> {
    let fields = schema();
    let taxonomy = Taxonomy::get();
    let mut terms = Vec::new();
    for (constraint, at) in job.requirements.constraints.iter().zip(0..) {
        if constraint.importance == Importance::MustNot {
            continue;
        }
        let mut add = |field, code: &str, hint| {
            let says = Says { hints: Hints::new(at, hint), words: 0.0 };
            terms.push((Term::from_field_text(field, code), says));
        };
        match &constraint.wanted {
            Wanted::Concepts(concepts) => {
                for wanted in concepts {
                    let concept = taxonomy.concept_at(wanted.id);
                    add(fields.concepts, &concept.code, Hints::SAME);
                    for &id in &concept.related {
                        add(fields.concepts, &taxonomy.concept_at(id).code, Hints::RELATED);
                    }
                    for &id in concept.lineage.iter().skip(1) {
                        add(fields.concepts, &taxonomy.concept_at(id).code, Hints::WIDER);
                    }
                }
            }
            Wanted::Schemes(schemes) => {
                for &id in schemes {
                    add(fields.schemes, &taxonomy.schemes.at(id).code, Hints::SAME);
                }
            }
            Wanted::Provinces { provinces, .. } => {
                for province in provinces {
                    add(fields.provinces, &format!("province:{province:02}"), Hints::SAME);
                }
            }
            _ => {}
        }
    }
    terms
}

/// The rarer words, and what each adds.
fn rare_words(job: &Job<'_>, census: &Census) -> impl Iterator<Item = Told> {
    let words = job.word_weights(census);
    let most = (census.total / COMMON).max(1);
    let mut rare: Vec<(usize, u32)> =
        census.using.iter().copied().zip(job.words.iter().copied()).collect();
    rare.retain(|(with, _)| (1..=most).contains(with));
    rare.sort_unstable();
    rare.truncate(WORDS);
    let signal = job.weights().signal.text;
    rare.into_iter().map(move |(_, word)| {
        #[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
        let worth = (signal * words.worth(word)) as f32;
        let says = Says { hints: Hints::default(), words: worth };
        (Term::from_field_u64(schema().words, u64::from(word)), says)
    })
}

/// Documents looked at together: few enough to stay near, whatever the size of the segment.
const WINDOW: u32 = 4_096;

/// Tells of every living document of a segment that any term brings in what all of them say.
fn every(
    segment: &SegmentReader,
    terms: &[Told],
    mut tell: impl FnMut(Says, u32),
) -> Result<(), Error> {
    let mut lists = Vec::with_capacity(terms.len());
    for (term, says) in terms {
        let inverted = segment.inverted_index(term.field())?;
        if let Some(postings) = inverted.read_postings(term, IndexRecordOption::Basic)? {
            lists.push((postings, *says));
        }
    }
    let living =
        |document: u32| segment.alive_bitset().is_none_or(|alive| alive.is_alive(document));
    let mut window: Vec<Option<Says>> = vec![None; WINDOW as usize];
    loop {
        let first = lists.iter().map(|(postings, _)| postings.doc()).min().unwrap_or(TERMINATED);
        if first == TERMINATED {
            return Ok(());
        }
        let past = first.saturating_add(WINDOW).min(TERMINATED);
        for (postings, says) in &mut lists {
            let mut document = postings.doc();
            while document < past {
                if let Some(slot) = window.get_mut((document - first) as usize) {
                    let all = slot.get_or_insert_default();
                    all.hints.add(says.hints);
                    all.words += says.words;
                }
                document = postings.advance();
            }
        }
        for (slot, document) in window.iter_mut().zip(first..) {
            if let Some(says) = slot.take()
                && living(document)
            {
                tell(says, document);
            }
        }
    }
}
