//! The only owner of a Tantivy writer.

use std::path::Path;

use chrono::Datelike as _;
use tantivy::{Index, IndexWriter, TantivyDocument, Term, indexer::LogMergePolicy};

use super::{VERSION_FILE, busy, open, row::packed, schema::schema, version};
use crate::{
    Engine, Error,
    compile::{Declared, Located},
    matching::figures::{is_volume, of_product},
    profile::{Profile, Role},
    taxonomy::Taxonomy,
};

/// Memory for documents not yet committed, in bytes.
const BUFFER: usize = 64 << 20;

/// Writes an index folder. One at a time: another process is refused with [`Error::Busy`].
pub struct Writer {
    index: Index,
    writer: IndexWriter,
    engine: Engine,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens an existing folder, checksums included.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::OtherSchema`] (also for an empty folder), [`Error::Damaged`].
    pub fn open(dir: &Path, engine: &Engine) -> Result<Self, Error> {
        Self::with(open(dir)?, engine)
    }

    /// Makes a new index in `dir`, which is created where it is missing and must hold no index.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Busy`], [`Error::Search`] where an index is there already.
    pub fn create(dir: &Path, engine: &Engine) -> Result<Self, Error> {
        std::fs::create_dir_all(dir)?;
        let index = Index::create_in_dir(dir, schema().schema.clone())?;
        std::fs::write(dir.join(VERSION_FILE), version())?;
        Self::with(index, engine)
    }

    fn with(index: Index, engine: &Engine) -> Result<Self, Error> {
        let writer: IndexWriter = index.writer_with_num_threads(1, BUFFER).map_err(busy)?;
        // Tantivy's default never merges because of deletes, and every update is one.
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(policy));
        Ok(Self { index, writer, engine: engine.clone() })
    }

    /// Adds a supplier or replaces it. Visible after [`Self::commit`] and a reload.
    ///
    /// # Errors
    /// [`Error::Search`].
    pub fn upsert(&mut self, profile: &Profile, version: i64) -> Result<(), Error> {
        self.upsert_with_record(profile, version, None)
    }

    /// As [`Self::upsert`], with the track record of the firm: 0–1, none without history.
    ///
    /// # Errors
    /// [`Error::Search`].
    pub fn upsert_with_record(
        &mut self,
        profile: &Profile,
        version: i64,
        track_record: Option<f64>,
    ) -> Result<(), Error> {
        let fields = schema();
        let taxonomy = Taxonomy::get();
        let compiled = self.engine.compile(profile);
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &profile.id);
        document.add_i64(fields.version, version);
        if let Some(track_record) = track_record {
            document.add_f64(fields.track_record, track_record);
        }
        document.add_bytes(
            fields.profile,
            &serde_json::to_vec(profile).map_err(|error| Error::Damaged(error.to_string()))?,
        );
        let mut concepts: Vec<&str> = compiled
            .offers
            .iter()
            .filter(|offer| !matches!(offer.role, Role::DoesNot))
            .flat_map(|offer| &taxonomy.concept_at(offer.concept).lineage)
            .map(|&id| taxonomy.concept_at(id).code.as_str())
            .collect();
        concepts.sort_unstable();
        concepts.dedup();
        for code in concepts {
            document.add_text(fields.concepts, code);
        }
        let mut schemes: Vec<&str> = compiled
            .certificates
            .iter()
            .flat_map(|held| &taxonomy.schemes.at(held.certificate.scheme).satisfies)
            .map(|&id| taxonomy.schemes.at(id).code.as_str())
            .collect();
        schemes.sort_unstable();
        schemes.dedup();
        for code in schemes {
            document.add_text(fields.schemes, code);
        }
        if let Some(place) = &compiled.place {
            add_place(&mut document, place);
        }
        for held in &compiled.certificates {
            document.add_u64(fields.held, packed(&held.certificate));
        }
        let volumes = compiled.figures.iter().filter(|figure| is_volume(figure.attribute));
        let (of_a_product, of_all): (Vec<&Declared>, Vec<&Declared>) =
            volumes.partition(|volume| of_product(volume).is_some());
        for (field, volumes) in
            [(fields.volume, of_all), (fields.volume_of_a_product, of_a_product)]
        {
            let stated = volumes.iter().filter_map(|volume| volume.max.or(volume.min));
            if let Some(most) = stated.reduce(f64::max) {
                document.add_f64(field, most);
            }
        }
        document.add_u64(fields.verification, compiled.verification as u64);
        if let Some(day) = compiled.confirmed_on {
            document.add_i64(fields.confirmed_on, i64::from(day.num_days_from_ce()));
        }
        document.add_u64(fields.length, compiled.words.len() as u64);
        for &word in &compiled.words {
            document.add_u64(fields.words, u64::from(word));
        }
        self.writer.delete_term(Term::from_field_text(fields.id, &profile.id));
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Takes a supplier out. Nothing happens where it is not there.
    ///
    /// # Errors
    /// None today; kept fallible because the library may fail.
    pub fn delete(&mut self, id: &str) -> Result<(), Error> {
        self.writer.delete_term(Term::from_field_text(schema().id, id));
        Ok(())
    }

    /// Makes everything since the last commit durable, together with `checkpoint`: one atomic
    /// rename carries both.
    ///
    /// # Errors
    /// [`Error::Search`]; everything since the last commit is then rolled back.
    pub fn commit(&mut self, checkpoint: &str) -> Result<(), Error> {
        let committed = self.writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(checkpoint);
            prepared.commit()
        });
        if let Err(error) = committed {
            self.writer.rollback()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// The checkpoint of the last commit.
    #[must_use]
    pub fn checkpoint(&self) -> Option<String> {
        self.index.load_metas().ok().and_then(|metas| metas.payload)
    }
}

fn add_place(document: &mut TantivyDocument, place: &Located) {
    let fields = schema();
    for province in &place.provinces {
        document.add_text(fields.provinces, format!("province:{province:02}"));
    }
    if let Some(old) = place.old_province {
        document.add_u64(fields.old_province, u64::from(old));
    }
    if let Some((latitude, longitude)) = place.position {
        document.add_f64(fields.latitude, latitude);
        document.add_f64(fields.longitude, longitude);
    }
    document.add_f64(fields.uncertainty, place.uncertainty_km);
}
