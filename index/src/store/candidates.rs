//! Which suppliers are worth judging: by what the index knows of everybody.

use tantivy::{
    DocAddress, DocSet as _, SegmentReader, TERMINATED, Term, schema::IndexRecordOption,
};

use super::schema::schema;
use crate::{
    Error,
    config::Weights,
    matching::{census::Census, prepare::Wanted, rank::Job},
    taxonomy::Taxonomy,
    understand::Importance,
};

/// Suppliers judged in full per request. Up to this many suppliers everybody is judged.
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

/// Terms of which a supplier counts the best: one thing asked for, and what comes near it.
type Group = Vec<(Term, f32)>;

/// The suppliers that promise most.
pub(super) fn candidates(
    searcher: &tantivy::Searcher,
    job: &Job<'_>,
    census: &Census,
) -> Result<Vec<DocAddress>, Error> {
    let mut groups = asked_for(job, census);
    groups.extend(rare_words(job, census));
    let mut found: Vec<(f32, DocAddress)> = Vec::new();
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        promised(segment, &groups, |promise, document| {
            found.push((promise, DocAddress::new(ordinal, document)));
        })?;
    }
    if found.len() > CANDIDATES {
        // Equals by address: the same index gives the same candidates.
        found.select_nth_unstable_by(CANDIDATES - 1, |(one, at), (other, other_at)| {
            other.total_cmp(one).then_with(|| at.cmp(other_at))
        });
        found.truncate(CANDIDATES);
    }
    Ok(found.into_iter().map(|(_, address)| address).collect())
}

/// What each constraint adds to the score of a supplier that has it, about.
fn asked_for(job: &Job<'_>, census: &Census) -> Vec<Group> {
    let fields = schema();
    let taxonomy = Taxonomy::get();
    let Weights { relation, shape, .. } = job.weights();
    let weight = job.weight(census);
    let all = || job.requirements.core.iter().zip(&weight);
    let sum_of = |wanted: bool| all().filter(|(core, _)| **core == wanted).map(|(_, w)| w).sum();
    let (core, rest): (f64, f64) = (sum_of(true), sum_of(false));
    let constraints = job.requirements.constraints.iter().zip(all());
    constraints
        .filter(|(constraint, _)| constraint.importance != Importance::MustNot)
        .map(|(constraint, (is_core, weight))| {
            let share =
                if *is_core { shape.core * weight / core } else { shape.rest * weight / rest };
            let mut group = Group::new();
            let mut add = |field, code: &str, near: f64| {
                #[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
                group.push((Term::from_field_text(field, code), (share * near) as f32));
            };
            match &constraint.wanted {
                Wanted::Concepts(concepts) => {
                    for wanted in concepts {
                        let concept = taxonomy.concept_at(wanted.id);
                        add(fields.concepts, &concept.code, 1.0);
                        for &id in &concept.related {
                            add(fields.concepts, &taxonomy.concept_at(id).code, relation.related);
                        }
                        for &id in concept.lineage.iter().skip(1) {
                            add(fields.concepts, &taxonomy.concept_at(id).code, relation.wider);
                        }
                    }
                }
                Wanted::Schemes(schemes) => {
                    for &id in schemes {
                        add(fields.schemes, &taxonomy.schemes.at(id).code, 1.0);
                    }
                }
                Wanted::Provinces { provinces, .. } => {
                    for province in provinces {
                        add(fields.provinces, &format!("province:{province:02}"), 1.0);
                    }
                }
                _ => {}
            }
            group
        })
        .collect()
}

/// What each of the rarer words adds.
fn rare_words(job: &Job<'_>, census: &Census) -> impl Iterator<Item = Group> {
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
        vec![(Term::from_field_u64(schema().words, u64::from(word)), worth)]
    })
}

/// Tells of every living document of a segment that any term brings in, with its sum.
fn promised(
    segment: &SegmentReader,
    groups: &[Group],
    mut tell: impl FnMut(f32, u32),
) -> Result<(), Error> {
    let size = segment.max_doc() as usize;
    let (mut sums, mut best) = (vec![0.0_f32; size], vec![0.0_f32; size]);
    let mut touched: Vec<u32> = Vec::new();
    for group in groups {
        for (term, worth) in group {
            let inverted = segment.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED {
                if let Some(best) = best.get_mut(document as usize) {
                    if *best == 0.0 {
                        touched.push(document);
                    }
                    *best = best.max(*worth);
                }
                document = postings.advance();
            }
        }
        for document in touched.drain(..) {
            let at = document as usize;
            if let (Some(sum), Some(best)) = (sums.get_mut(at), best.get_mut(at)) {
                *sum += std::mem::take(best);
            }
        }
    }
    let living =
        |document: u32| segment.alive_bitset().is_none_or(|alive| alive.is_alive(document));
    for (&sum, document) in sums.iter().zip(0_u32..) {
        if sum > 0.0 && living(document) {
            tell(sum, document);
        }
    }
    Ok(())
}
