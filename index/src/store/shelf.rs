//! Profiles read before, so that a request waits for the disk once per profile and not at all
//! afterwards.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocId, SegmentReader, index::SegmentId};

use crate::Compiled;

/// The profiles of one segment, each read when it is first asked for. What a segment holds never
/// changes, so a profile once read is handed out without a lock.
pub(super) struct Shelf {
    places: Box<[OnceLock<Arc<Compiled>>]>,
}

impl Shelf {
    fn new(places: u32) -> Self {
        Self { places: (0..places).map(|_| OnceLock::new()).collect() }
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
