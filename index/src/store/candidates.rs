//! Which suppliers are worth judging: by what the index knows of everybody.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Term};

use super::{
    gather::{self, Promising, Told},
    schema::schema,
    shelf::Shelf,
};
use crate::{
    Error,
    config::Weights,
    matching::{
        census::{Census, WordWeights},
        hope::{Hints, Hope, Standing, can_be_met},
        prepare::Wanted,
        rank::{Candidate, Job},
    },
    taxonomy::Taxonomy,
    understand::Importance,
};

/// Most suppliers judged per request. Up to this many suppliers everybody is judged.
pub(super) const CANDIDATES: usize = 1_000;
/// Share of the suppliers that use a word from which it is too common to bring any in.
const COMMON: usize = 12;

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

/// The suppliers that promise most: those that could qualify first.
pub(super) fn candidates(
    searcher: &tantivy::Searcher,
    job: &Job<'_>,
    census: &Census,
    shelves: &[Arc<Shelf>],
    words: &WordWeights,
) -> Result<Vec<Candidate<DocAddress>>, Error> {
    let segments = || searcher.segment_readers().iter().zip(shelves);
    let rows = segments()
        .map(|(segment, shelf)| shelf.rows(segment, job.today(), job.weights()))
        .collect::<Result<Vec<_>, _>>()?;
    let (shares, rarity) = (shares(job, census), census.rarity(&job.requirements.core));
    let mut asked = asked_for(job, &shares);
    decide(searcher, job, &mut asked)?;
    let (rare, common) = rare_and_common(job, census);
    let signal = job.weights().signal.text;
    let rare = rare.into_iter().map(|word| told_of(word, words, signal));
    let terms = asked.into_iter().map(|one| one.told).chain(rare).collect();
    // Many suppliers have the same hints.
    let mut hopes: FxHashMap<Hints, (f32, Hope)> = FxHashMap::default();
    let best = gather::best(searcher, terms, &rows, CANDIDATES, |hints, said| {
        let hoped = || {
            let hope = Hope::new(job, &rarity, hints);
            let first = if hope.qualifies { gather::QUALIFIES } else { 0.0 };
            (first + promise(hints, &shares, job.weights()), hope)
        };
        hopes.entry(hints).or_insert_with(hoped).0 + (signal * words.usual_share(said)) as f32
    })?;
    let users = segments()
        .map(|(segment, shelf)| {
            let with = |&word: &u32| Ok((words.of(word), shelf.users(segment, word)?));
            common.iter().map(with).collect::<Result<Vec<_>, Error>>()
        })
        .collect::<Result<Vec<_>, _>>()?;
    let candidate = |one: Promising| {
        let (segment, document) = (one.place.segment_ord as usize, one.place.doc_id as usize);
        let common = users.get(segment).into_iter().flatten();
        let said = common
            .filter(|(_, users)| {
                users.get(document / 64).is_some_and(|bits| bits >> (document % 64) & 1 == 1)
            })
            .fold(one.said, |said, (weight, _)| said.saturating_add(*weight));
        let row = rows.get(segment).and_then(|rows| rows.get(document));
        let text = row.map_or(1.0, |row| words.share_of(said, row.length));
        let reputation = row.map_or(0.0, |row| f64::from(row.reputation));
        let hope = hopes.get(&one.hints);
        Candidate {
            most: hope.map_or(Standing::FIRST, |(_, hope)| hope.with(text, reputation)),
            text: Some(text),
            place: one.place,
        }
    };
    Ok(best.into_iter().map(candidate).collect())
}

/// A term, and the place of the constraint that asks for it.
struct Asked {
    told: Told,
    of: usize,
}

/// Marks the terms of one must that nobody can meet without any of them: of the must that fewest
/// suppliers have.
fn decide(searcher: &tantivy::Searcher, job: &Job<'_>, terms: &mut [Asked]) -> Result<(), Error> {
    let mut fewest: Option<(u64, usize)> = None;
    for (at, constraint) in job.requirements.constraints.iter().enumerate() {
        // What only one of several lots asks for is needed by nobody who serves another.
        if constraint.importance != Importance::Must
            || constraint.need > 0
            || can_be_met(job, at, Hints::default())
        {
            continue;
        }
        let meeting =
            terms.iter().filter(|one| one.of == at && can_be_met(job, at, one.told.hints));
        let with = meeting.map(|one| searcher.doc_freq(&one.told.term)).sum::<Result<u64, _>>()?;
        if fewest.is_none_or(|(least, _)| with < least) {
            fewest = Some((with, at));
        }
    }
    for one in terms {
        one.told.decisive =
            fewest.is_some_and(|(_, at)| one.of == at && can_be_met(job, at, one.told.hints));
    }
    Ok(())
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
fn promise(hints: Hints, shares: &[f64], weights: &Weights) -> f32 {
    let all = shares.iter().zip((0..).map(|at| hints.told(at)));
    all.map(|(share, hint)| share * near(hint, weights)).sum::<f64>() as f32
}

/// How near what is hinted at is, 0–1.
fn near(hint: u64, Weights { relation, .. }: &Weights) -> f64 {
    [(Hints::SAME, 1.0), (Hints::RELATED, relation.related), (Hints::WIDER, relation.wider)]
        .into_iter()
        .filter(|(bit, _)| hint & bit != 0)
        .fold(0.0, |best: f64, (_, near)| best.max(near))
}

/// The terms of what is asked for.
#[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
fn asked_for(job: &Job<'_>, shares: &[f64]) -> Vec<Asked> {
    let fields = schema();
    let taxonomy = Taxonomy::get();
    let mut terms = Vec::new();
    for ((constraint, share), at) in job.requirements.constraints.iter().zip(shares).zip(0..) {
        if constraint.importance == Importance::MustNot {
            continue;
        }
        let mut add = |field, code: &str, hint| {
            let hints = Hints::new(at, hint);
            let most = (share * near(hint, job.weights())) as f32;
            let term = Term::from_field_text(field, code);
            let told = Told { term, hints, word: 0, most, decisive: false };
            terms.push(Asked { told, of: at });
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

/// Words of the request that suppliers use: those that bring in candidates, and the others.
fn rare_and_common(job: &Job<'_>, census: &Census) -> (Vec<u32>, Vec<u32>) {
    let most = (census.total / COMMON).max(1);
    let used = census.using.iter().copied().zip(job.words.iter().copied());
    let used = used.filter(|(with, _)| *with > 0);
    let (rare, common): (Vec<_>, Vec<_>) = used.partition(|(with, _)| *with <= most);
    let word = |(_, word)| word;
    (rare.into_iter().map(word).collect(), common.into_iter().map(word).collect())
}

/// What using a word tells.
#[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
fn told_of(word: u32, words: &WordWeights, signal: f64) -> Told {
    let weight = words.of(word);
    Told {
        term: Term::from_field_u64(schema().words, u64::from(word)),
        hints: Hints::default(),
        word: weight,
        most: (signal * words.usual_share(weight)) as f32,
        decisive: false,
    }
}
