//! Fields of a document.

use std::sync::LazyLock;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// The schema with its fields.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// Identifier of the supplier: the key.
    pub(crate) id: Field,
    /// Version of its row.
    pub(crate) version: Field,
    /// The profile, as JSON.
    pub(crate) profile: Field,
    /// Concepts offered in any role, with everything wider.
    pub(crate) concepts: Field,
    /// Schemes held, with what they imply.
    pub(crate) schemes: Field,
    /// Current provinces, by code.
    pub(crate) provinces: Field,
    /// Verification level, 0–2.
    pub(crate) verification: Field,
    /// Track record, 0–1; absent without history.
    pub(crate) track_record: Field,
    /// Day that the profile was last confirmed on, counted from 1 January of the year 1.
    pub(crate) confirmed_on: Field,
    /// Folded words and East Asian pairs, as numbers.
    pub(crate) words: Field,
    /// How many of them.
    pub(crate) length: Field,
    /// Where the firm is, as far as a judgment needs it; `uncertainty` is there for whoever is anywhere.
    pub(crate) old_province: Field,
    pub(crate) latitude: Field,
    pub(crate) longitude: Field,
    pub(crate) uncertainty: Field,
    /// Certificates in any state, a number each.
    pub(crate) held: Field,
    /// Largest volume in pieces a month, said of no product.
    pub(crate) volume: Field,
    /// The same, said of a product.
    pub(crate) volume_of_a_product: Field,
}

pub(crate) fn schema() -> &'static Fields {
    static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
        let mut builder = Schema::builder();
        let coded = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false),
        );
        let id = builder.add_text_field("id", STRING | STORED);
        let version = builder.add_i64_field("version", STORED | FAST);
        let profile = builder.add_bytes_field("profile", STORED);
        let concepts = builder.add_text_field("concepts", coded.clone().set_fast("raw"));
        let schemes = builder.add_text_field("schemes", coded.clone().set_fast("raw"));
        let provinces = builder.add_text_field("provinces", coded.set_fast("raw"));
        let verification = builder.add_u64_field("verification", FAST | INDEXED);
        let track_record = builder.add_f64_field("track_record", STORED | FAST);
        let confirmed_on = builder.add_i64_field("confirmed_on", FAST);
        let words = builder.add_u64_field("words", INDEXED);
        let length = builder.add_u64_field("length", FAST);
        let old_province = builder.add_u64_field("old_province", FAST);
        let latitude = builder.add_f64_field("latitude", FAST);
        let longitude = builder.add_f64_field("longitude", FAST);
        let uncertainty = builder.add_f64_field("uncertainty", FAST);
        let held = builder.add_u64_field("held", FAST);
        let volume = builder.add_f64_field("volume", FAST);
        let volume_of_a_product = builder.add_f64_field("volume_of_a_product", FAST);
        Fields {
            schema: builder.build(),
            id,
            version,
            profile,
            concepts,
            schemes,
            provinces,
            verification,
            track_record,
            confirmed_on,
            words,
            length,
            old_province,
            latitude,
            longitude,
            uncertainty,
            held,
            volume,
            volume_of_a_product,
        }
    });
    &FIELDS
}
