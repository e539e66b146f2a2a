//! Which suppliers are worth judging: by what the index knows of everybody.

use std::sync::Arc;

use tantivy::{DocAddress, Term};

use super::{
    gather::{self, Found, Signs, Told},
    outlook::Outlook,
    promising::Promising,
    schema::schema,
    shelf::Shelf,
};
use crate::{
    Compiled, Error,
    config::Weights,
    matching::{
        census::{Census, WordWeights},
        hope::{Hints, Standing, can_be_met},
        prepare::Wanted,
        rank::Job,
        top::{Candidate, Top},
    },
    taxonomy::Taxonomy,
    understand::Importance,
};

/// Up to this many suppliers everybody is judged.
pub(super) const EVERYBODY: usize = 1_000;
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

/// Judges the suppliers that could be among the best: first those that have what the request is about,
/// then whoever could still come before the last of them. Who has nothing near what is asked and uses no
/// rarer word of the request is not looked at.
pub(super) fn judge_promising<S: AsRef<Compiled>>(
    searcher: &tantivy::Searcher,
    job: &Job<'_>,
    census: &Census,
    shelves: &[Arc<Shelf>],
    words: &WordWeights,
    top: &mut Top<'_, S>,
    read: impl Fn(DocAddress) -> Result<S, Error>,
) -> Result<(), Error> {
    let mut asked = asked_for(job, &shares(job, census));
    decide(searcher, job, &mut asked)?;
    let (rare, common) = rare_and_common(job, census);
    let signal = job.weights().signal.text;
    let rare = rare.into_iter().map(|word| told_of(word, words, signal));
    let terms: Vec<Told> = asked.into_iter().map(|one| one.told).chain(rare).collect();
    let segments = searcher.segment_readers().iter().zip(shelves);
    let mut outlook = Outlook::new(job, words, census, &common, segments)?;
    let judge = |outlook: &mut Outlook<'_>, candidates: &[Candidate<Found>]| {
        let prospect = |Found { place, signs }| outlook.of(place, signs, Standing::LAST);
        top.judge_promising(candidates, prospect, |Found { place, .. }| read(place))?;
        Ok(top.least())
    };
    let mut promising = Promising::new(&mut outlook, judge);
    gather::central(searcher, &terms, &mut promising)?;
    gather::others(searcher, &terms, &mut promising)
}

/// A term, and the place of the constraint that asks for it.
struct Asked {
    told: Told,
    of: usize,
}

/// Marks the terms that the request is about: those of the must that fewest suppliers have, without any
/// of which nobody can qualify; where there is none, the capabilities themselves.
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
            terms.iter().filter(|one| one.of == at && can_be_met(job, at, one.told.signs.hints));
        let with = meeting.map(|one| searcher.doc_freq(&one.told.term)).sum::<Result<u64, _>>()?;
        if fewest.is_none_or(|(least, _)| with < least) {
            fewest = Some((with, at));
        }
    }
    for one in terms {
        let core = || job.requirements.core.get(one.of) == Some(&true);
        let decides = fewest.map_or_else(core, |(_, at)| one.of == at);
        one.told.signs.central = decides && can_be_met(job, one.of, one.told.signs.hints);
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

/// How near what is hinted at is, 0–1.
fn near(hint: u64, Weights { relation, .. }: &Weights) -> f64 {
    [(Hints::SAME, 1.0), (Hints::RELATED, relation.related), (Hints::WIDER, relation.wider)]
        .into_iter()
        .filter(|(bit, _)| hint & bit != 0)
        .fold(0.0, |best: f64, (_, near)| best.max(near))
}

/// The terms of what is asked for. Where a capability is asked for, certificates and places bring nobody
/// in: rows tell them.
fn asked_for(job: &Job<'_>, shares: &[f64]) -> Vec<Asked> {
    let fields = schema();
    let taxonomy = Taxonomy::get();
    let capable = job.requirements.core.contains(&true);
    let mut terms = Vec::new();
    for ((constraint, share), at) in job.requirements.constraints.iter().zip(shares).zip(0..) {
        if constraint.importance == Importance::MustNot {
            continue;
        }
        let mut add = |field, code: &str, hint| {
            let told = Told {
                term: Term::from_field_text(field, code),
                signs: Signs { hints: Hints::new(at, hint), ..Signs::default() },
                worth: share * near(hint, job.weights()),
            };
            terms.push(Asked { told, of: at });
        };
        match &constraint.wanted {
            Wanted::Concepts(concepts) => {
                for wanted in concepts {
                    let concept = taxonomy.concept_at(wanted.id);
                    add(fields.concepts, &concept.code, Hints::SAME);
                    for (neighbours, hint) in
                        [(wanted.related(), Hints::RELATED), (wanted.materials(), Hints::MATERIAL)]
                    {
                        for &id in neighbours {
                            add(fields.concepts, &taxonomy.concept_at(id).code, hint);
                        }
                    }
                    for &id in concept.lineage.iter().skip(1) {
                        add(fields.concepts, &taxonomy.concept_at(id).code, Hints::WIDER);
                    }
                }
            }
            Wanted::Schemes(schemes) if !capable => {
                for &id in schemes {
                    add(fields.schemes, &taxonomy.schemes.at(id).code, Hints::SAME);
                }
            }
            Wanted::Provinces { provinces, .. } if !capable => {
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
fn told_of(word: u32, words: &WordWeights, signal: f64) -> Told {
    let said = words.of(word);
    Told {
        term: Term::from_field_u64(schema().words, u64::from(word)),
        signs: Signs { said, ..Signs::default() },
        worth: signal * words.usual_share(said),
    }
}
