//! Profiles, and what is known without them, read before, so that a request waits for the disk once for
//! each and not at all afterwards.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocId, DocSet as _, SegmentReader, TERMINATED, Term, index::SegmentId,
    schema::IndexRecordOption,
};

use super::{row::Rows, schema::schema};
use crate::{Compiled, Error, config::Weights};

/// The documents that use a word, a bit each.
pub(super) type Users = Arc<[u64]>;

/// The profiles of one segment, each read when it is first asked for. What a segment holds never
/// changes, so a profile once read is handed out without a lock.
pub(super) struct Shelf {
    places: Box<[OnceLock<Arc<Compiled>>]>,
    /// The rows, on the day last asked for.
    rows: Mutex<Option<(NaiveDate, Arc<Rows>)>>,
    /// Who uses a word, for common words asked for before.
    users: Mutex<FxHashMap<u32, Users>>,
}

impl Shelf {
    fn new(places: u32) -> Self {
        Self {
            places: (0..places).map(|_| OnceLock::new()).collect(),
            rows: Mutex::new(None),
            users: Mutex::default(),
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

    /// The rows of the segment.
    pub(super) fn rows(
        &self,
        segment: &SegmentReader,
        today: NaiveDate,
        weights: &Weights,
    ) -> Result<Arc<Rows>, Error> {
        let mut kept = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.as_ref().filter(|(day, _)| *day == today) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Rows::read(segment, today, weights)?);
        *kept = Some((today, Arc::clone(&read)));
        Ok(read)
    }

    /// Who uses a word. To be asked for common words only, since all that are asked for are kept: profiles
    /// of some hundred words have no more than some thousand that every twelfth of them uses.
    pub(super) fn users(&self, segment: &SegmentReader, word: u32) -> Result<Users, Error> {
        let mut kept = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&word) {
            return Ok(Arc::clone(known));
        }
        let read = users(segment, word)?;
        kept.insert(word, Arc::clone(&read));
        Ok(read)
    }
}

fn users(segment: &SegmentReader, word: u32) -> Result<Users, Error> {
    let term = Term::from_field_u64(schema().words, u64::from(word));
    let inverted = segment.inverted_index(term.field())?;
    let mut users = vec![0_u64; segment.max_doc().div_ceil(u64::BITS) as usize];
    if let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? {
        let mut document = postings.doc();
        while document != TERMINATED {
            if let Some(bits) = users.get_mut((document / u64::BITS) as usize) {
                *bits |= 1 << (document % u64::BITS);
            }
            document = postings.advance();
        }
    }
    Ok(users.into())
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
