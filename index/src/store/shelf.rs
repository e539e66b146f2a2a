//! Profiles and reputations read before, so that a request waits for the disk once for each and not at
//! all afterwards.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocId, SegmentReader, index::SegmentId};

use super::schema::schema;
use crate::{
    Compiled, Error, config::Weights, matching::reputation::Reputation, profile::VerificationLevel,
};

/// The profiles of one segment, each read when it is first asked for. What a segment holds never
/// changes, so a profile once read is handed out without a lock.
pub(super) struct Shelf {
    places: Box<[OnceLock<Arc<Compiled>>]>,
    /// What the reputation of each adds to a score, on the day last asked for.
    reputations: Mutex<Option<(NaiveDate, Arc<[f32]>)>>,
}

impl Shelf {
    fn new(places: u32) -> Self {
        Self {
            places: (0..places).map(|_| OnceLock::new()).collect(),
            reputations: Mutex::new(None),
        }
    }

    /// The profile of a document, if it was read before.
    pub(super) fn at(&self, document: DocId) -> Option<&Arc<Compiled>> {
        self.places.get(document as usize)?.get()
    }

    /// Keeps a profile, unless somebody else has read it meanwhile, and hands out the one kept.
    /// None where the segment has no such document.
    pub(super) fn keep(&self, document: DocId, compiled: Arc<Compiled>) -> Option<&Arc<Compiled>> {
        Some(self.places.get(document as usize)?.get_or_init(|| compiled))
    }

    /// What the reputation of each document of the segment adds to a score.
    pub(super) fn reputations(
        &self,
        segment: &SegmentReader,
        today: NaiveDate,
        weights: &Weights,
    ) -> Result<Arc<[f32]>, Error> {
        let mut kept = self.reputations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.as_ref().filter(|(day, _)| *day == today) {
            return Ok(Arc::clone(known));
        }
        let read = reputations(segment, today, weights)?;
        *kept = Some((today, Arc::clone(&read)));
        Ok(read)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
fn reputations(
    segment: &SegmentReader,
    today: NaiveDate,
    weights: &Weights,
) -> Result<Arc<[f32]>, Error> {
    let (fields, columns) = (schema(), segment.fast_fields());
    let name = |field| fields.schema.get_field_name(field);
    let verification = columns.column_opt::<u64>(name(fields.verification))?;
    let confirmed_on = columns.column_opt::<i64>(name(fields.confirmed_on))?;
    let track_record = columns.column_opt::<f64>(name(fields.track_record))?;
    let of = |document: DocId| {
        let level = verification.as_ref().and_then(|column| column.first(document));
        let day = confirmed_on.as_ref().and_then(|column| column.first(document));
        Reputation {
            verification: match level {
                Some(2) => VerificationLevel::SiteAudited,
                Some(1) => VerificationLevel::DocumentsChecked,
                _ => VerificationLevel::SelfDeclared,
            },
            confirmed_on: day
                .and_then(|day| i32::try_from(day).ok())
                .and_then(NaiveDate::from_num_days_from_ce_opt),
            track_record: track_record.as_ref().and_then(|column| column.first(document)),
        }
    };
    Ok((0..segment.max_doc()).map(|document| of(document).worth(today, weights) as f32).collect())
}

/// Everything read before.
#[derive(Default)]
pub(super) struct Known {
    by_segment: FxHashMap<SegmentId, Arc<Shelf>>,
    /// By identifier, with the version of the row: a merge moves documents to another segment.
    by_id: FxHashMap<String, (i64, Arc<Compiled>)>,
}

impl Known {
    /// The shelves of all segments, in their order.
    pub(super) fn shelves(&mut self, searcher: &tantivy::Searcher) -> Vec<Arc<Shelf>> {
        let of = |segment: &SegmentReader| {
            let shelf = self.by_segment.entry(segment.segment_id());
            Arc::clone(shelf.or_insert_with(|| Arc::new(Shelf::new(segment.max_doc()))))
        };
        searcher.segment_readers().iter().map(of).collect()
    }

    /// A row in the same version with the same track record, wherever it was read.
    pub(super) fn same(
        &self,
        id: &str,
        version: i64,
        record: Option<f64>,
    ) -> Option<Arc<Compiled>> {
        let (known, compiled) = self.by_id.get(id)?;
        (*known == version && compiled.track_record == record).then(|| Arc::clone(compiled))
    }

    pub(super) fn keep(&mut self, id: &str, version: i64, compiled: &Arc<Compiled>) {
        self.by_id.insert(id.to_owned(), (version, Arc::clone(compiled)));
    }

    /// Forgets segments that are gone, and profiles in none of them once they are many.
    pub(super) fn forget(&mut self, searcher: &tantivy::Searcher) {
        let alive: FxHashSet<SegmentId> =
            searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        self.by_segment.retain(|segment, _| alive.contains(segment));
        let most = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).saturating_mul(2);
        if self.by_id.len() > most {
            self.by_id.retain(|_, (_, compiled)| Arc::strong_count(compiled) > 1);
        }
    }
}
