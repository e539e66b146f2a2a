//! Reading an index folder: ranking requests over it.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocAddress, Index, IndexReader, ReloadPolicy, SegmentReader, TantivyDocument, index::SegmentId,
    schema::Value as _,
};

use super::{
    candidates::{CANDIDATES, candidates, census},
    damaged, open,
    schema::schema,
};
use crate::{
    Compiled, Engine, Error,
    matching::{
        RankOptions, Ranking,
        rank::{Candidate, Job, ranking},
    },
    profile::Profile,
    request::SourcingRequest,
};

/// Profiles read before.
#[derive(Default)]
struct Known {
    /// By place. What a segment holds never changes, so nothing of it need be read again.
    by_place: FxHashMap<SegmentId, Vec<Option<Arc<Compiled>>>>,
    /// By identifier, with the version of the row: a merge moves documents to another segment.
    by_id: FxHashMap<String, (i64, Arc<Compiled>)>,
}

impl Known {
    fn at(&self, place: (SegmentId, u32)) -> Option<Arc<Compiled>> {
        self.by_place.get(&place.0)?.get(place.1 as usize)?.clone()
    }

    fn keep(&mut self, place: (SegmentId, u32), size: u32, compiled: &Arc<Compiled>) {
        let slots = self.by_place.entry(place.0).or_insert_with(|| vec![None; size as usize]);
        if let Some(slot) = slots.get_mut(place.1 as usize) {
            *slot = Some(Arc::clone(compiled));
        }
    }

    /// Forgets segments that are gone, and profiles in none of them once they are many.
    fn forget(&mut self, searcher: &tantivy::Searcher) {
        let alive: FxHashSet<SegmentId> =
            searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        self.by_place.retain(|segment, _| alive.contains(segment));
        let most = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).saturating_mul(2);
        if self.by_id.len() > most {
            self.by_id.retain(|_, (_, compiled)| Arc::strong_count(compiled) > 1);
        }
    }
}

/// Reads one index folder. Cheap to clone; clones share what they have read.
#[derive(Clone)]
pub struct Searcher {
    index: Index,
    reader: IndexReader,
    engine: Engine,
    known: Arc<Mutex<Known>>,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens a folder for reading; no lock is taken.
    ///
    /// # Errors
    /// [`Error::OtherSchema`] (also for an empty folder), [`Error::Damaged`].
    pub fn open(dir: &Path, engine: &Engine) -> Result<Self, Error> {
        let index = open(dir)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(damaged)?;
        Ok(Self { index, reader, engine: engine.clone(), known: Arc::default() })
    }

    /// Sees the last commit.
    ///
    /// # Errors
    /// [`Error::Search`].
    pub fn reload(&self) -> Result<(), Error> {
        self.reader.reload()?;
        self.known().forget(&self.reader.searcher());
        Ok(())
    }

    /// The checkpoint of the last commit on disk.
    #[must_use]
    pub fn checkpoint(&self) -> Option<String> {
        self.index.load_metas().ok().and_then(|metas| metas.payload)
    }

    /// Number of suppliers.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.reader.searcher().num_docs()).unwrap_or(usize::MAX)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn snapshot(&self) -> tantivy::Searcher {
        self.reader.searcher()
    }

    /// Identifier and version of every supplier, for checking against the truth.
    ///
    /// # Errors
    /// [`Error::Search`], [`Error::Damaged`].
    pub fn versions(&self) -> Result<Vec<(String, i64)>, Error> {
        let fields = schema();
        let searcher = self.reader.searcher();
        all_documents(&searcher)
            .into_iter()
            .map(|address| {
                let document: TantivyDocument = searcher.doc(address)?;
                let id = document
                    .get_first(fields.id)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default();
                let version = document
                    .get_first(fields.version)
                    .and_then(|value| value.as_i64())
                    .unwrap_or_default();
                Ok((id.to_owned(), version))
            })
            .collect()
    }

    /// Ranks the suppliers of the folder.
    ///
    /// # Errors
    /// [`Error::Search`], [`Error::Damaged`].
    pub fn rank(&self, request: &SourcingRequest, options: &RankOptions) -> Result<Ranking, Error> {
        let understood = self.engine.understand_request(request);
        let searcher = self.reader.searcher();
        let total = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
        let answer = {
            let job = Job::new(request, &understood, self.engine.config(), *options);
            let census = census(&searcher, &job)?;
            let candidates = if total <= CANDIDATES {
                let everybody = all_documents(&searcher).into_iter();
                everybody.map(|place| Candidate { hope: None, place }).collect()
            } else {
                candidates(&searcher, &job, &census)?
            };
            job.answer(candidates, &census, |place| self.compiled(&searcher, place))?
        };
        Ok(ranking(request, understood, answer, self.engine.config()))
    }

    /// Every profile, read once per version.
    pub(crate) fn everybody(&self) -> Result<Vec<Arc<Compiled>>, Error> {
        let searcher = self.reader.searcher();
        let all = all_documents(&searcher).into_iter();
        all.map(|address| self.compiled(&searcher, address)).collect()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The profile at `address`, read once per version.
    fn compiled(
        &self,
        searcher: &tantivy::Searcher,
        address: DocAddress,
    ) -> Result<Arc<Compiled>, Error> {
        let segment = searcher.segment_reader(address.segment_ord);
        let place = (segment.segment_id(), address.doc_id);
        if let Some(compiled) = self.known().at(place) {
            return Ok(compiled);
        }
        let fields = schema();
        let document: TantivyDocument = searcher.doc(address)?;
        let id = document.get_first(fields.id).and_then(|value| value.as_str()).unwrap_or_default();
        let version =
            document.get_first(fields.version).and_then(|value| value.as_i64()).unwrap_or_default();
        let record = document.get_first(fields.track_record).and_then(|value| value.as_f64());
        let same =
            |known: &&(i64, Arc<Compiled>)| known.0 == version && known.1.track_record == record;
        let moved = self.known().by_id.get(id).filter(same).cloned();
        if let Some((_, compiled)) = moved {
            self.known().keep(place, segment.max_doc(), &compiled);
            return Ok(compiled);
        }
        let bytes = document
            .get_first(fields.profile)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        let profile: Profile = serde_json::from_slice(bytes).map_err(damaged)?;
        let compiled = Arc::new(self.engine.compile(&profile).with_track_record(record));
        let mut known = self.known();
        known.keep(place, segment.max_doc(), &compiled);
        known.by_id.insert(id.to_owned(), (version, Arc::clone(&compiled)));
        drop(known);
        Ok(compiled)
    }
}

fn all_documents(searcher: &tantivy::Searcher) -> Vec<DocAddress> {
    let mut out = Vec::new();
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        out.extend(segment.doc_ids_alive().map(|document| DocAddress::new(ordinal, document)));
    }
    out
}
