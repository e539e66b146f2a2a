//! Reading an index folder: ranking requests over it.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, TantivyDocument, schema::Value as _};

use super::{
    candidates::{EVERYBODY, census, judge_promising},
    damaged, open,
    schema::schema,
    shelf::{Known, Shelf},
};
use crate::{
    Compiled, Engine, Error,
    matching::{
        RankOptions, Ranking,
        rank::{Job, ranking},
        top::Top,
    },
    profile::Profile,
    request::SourcingRequest,
};

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
            let shelves = self.known().shelves(&searcher);
            let words = job.word_weights(&census);
            let read = |place| self.compiled(&searcher, &shelves, place);
            let mut top = Top::new(&job, &census);
            if total <= EVERYBODY {
                top.judge_all(all_documents(&searcher).into_iter().map(read), &words)?;
            } else {
                judge_promising(&searcher, &job, &census, &shelves, &words, &mut top, read)?;
            }
            job.answer(top)
        };
        Ok(ranking(request, understood, answer, self.engine.config()))
    }

    /// Every profile, read once per version.
    pub(crate) fn everybody(&self) -> Result<Vec<Arc<Compiled>>, Error> {
        let searcher = self.reader.searcher();
        let all = all_documents(&searcher).into_iter();
        let shelves = self.known().shelves(&searcher);
        all.map(|place| self.compiled(&searcher, &shelves, place).cloned()).collect()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The profile at `place`, read once per version.
    fn compiled<'s>(
        &self,
        searcher: &tantivy::Searcher,
        shelves: &'s [Arc<Shelf>],
        place: DocAddress,
    ) -> Result<&'s Arc<Compiled>, Error> {
        let shelf = shelves.get(place.segment_ord as usize).ok_or_else(gone)?;
        if let Some(compiled) = shelf.at(place.doc_id) {
            return Ok(compiled);
        }
        shelf.keep(place.doc_id, self.read(searcher, place)?).ok_or_else(gone)
    }

    /// Reads the profile at `place`, unless it was read where it stood before.
    fn read(
        &self,
        searcher: &tantivy::Searcher,
        place: DocAddress,
    ) -> Result<Arc<Compiled>, Error> {
        let fields = schema();
        let document: TantivyDocument = searcher.doc(place)?;
        let id = document.get_first(fields.id).and_then(|value| value.as_str()).unwrap_or_default();
        let version =
            document.get_first(fields.version).and_then(|value| value.as_i64()).unwrap_or_default();
        let record = document.get_first(fields.track_record).and_then(|value| value.as_f64());
        let known = self.known().same(id, version, record);
        if let Some(compiled) = known {
            return Ok(compiled);
        }
        let bytes = document
            .get_first(fields.profile)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        let profile: Profile = serde_json::from_slice(bytes).map_err(damaged)?;
        let compiled = Arc::new(self.engine.compile(&profile).with_track_record(record));
        self.known().keep(id, version, &compiled);
        Ok(compiled)
    }
}

/// A place that the index does not have.
fn gone() -> Error {
    damaged("no such document")
}

fn all_documents(searcher: &tantivy::Searcher) -> Vec<DocAddress> {
    let mut out = Vec::new();
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        out.extend(segment.doc_ids_alive().map(|document| DocAddress::new(ordinal, document)));
    }
    out
}
