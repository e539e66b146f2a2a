//! The directory as a faceted list.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, TantivyDocument, Term,
    collector::{Count, DocSetCollector, TopDocs},
    query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermQuery},
    schema::{Field, IndexRecordOption, Value as _},
};

use super::{Searcher, schema::schema};
use crate::{
    Error, Language, profile::VerificationLevel, taxonomy::Entry, understand::reading::Reading,
};

/// Filters of the list. All must hold.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Words; a supplier with any of them is listed, those with more and rarer ones first.
    pub q: Option<String>,
    /// Code of a process or service; narrower ones count.
    pub process: Option<String>,
    /// Code of a product.
    pub product: Option<String>,
    /// Code of a material.
    pub material: Option<String>,
    /// Code of a certification scheme.
    pub certification: Option<String>,
    /// Code of a current province: `24` or `province:24`.
    pub province: Option<String>,
    /// Lowest verification level.
    pub verification_min: Option<VerificationLevel>,
    /// Page size, 1–100.
    pub limit: usize,
    /// Suppliers to skip, at most 1,000.
    pub offset: usize,
    /// The day of the query.
    pub today: NaiveDate,
    /// Language of the words, where it is known.
    pub locale: Option<Language>,
}

/// A page of the list.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    /// Suppliers that pass the filters.
    pub total: usize,
    /// Identifier and relevance, best first.
    pub hits: Vec<(String, f32)>,
    /// Facet → (code, suppliers), most frequent first, at most 20 each.
    pub facets: BTreeMap<String, Vec<(String, u64)>>,
}

fn term(field: Field, code: &str) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(
        Box::new(TermQuery::new(Term::from_field_text(field, code), IndexRecordOption::Basic)),
        0.0,
    ))
}

impl Searcher {
    /// Lists suppliers.
    ///
    /// # Errors
    /// [`Error::Search`], [`Error::Damaged`].
    pub fn list(&self, query: &ListQuery) -> Result<ListPage, Error> {
        let fields = schema();
        let searcher = self.snapshot();
        let query_of = build(query);
        let limit = query.limit.clamp(1, 100);
        let offset = query.offset.min(1_000);
        let (total, top) = searcher.search(
            &query_of,
            &(Count, TopDocs::with_limit(limit).and_offset(offset).order_by_score()),
        )?;
        let hits = top
            .into_iter()
            .map(|(score, address)| {
                let document: TantivyDocument = searcher.doc(address)?;
                let id = document
                    .get_first(fields.id)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default();
                Ok((id.to_owned(), score))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let found = searcher.search(&query_of, &DocSetCollector)?;
        let mut facets = BTreeMap::new();
        for (name, field) in
            [("concept", "concepts"), ("certification", "schemes"), ("province", "provinces")]
        {
            facets.insert(name.to_owned(), facet(&searcher, field, found.iter().copied())?);
        }
        Ok(ListPage { total, hits, facets })
    }
}

fn build(query: &ListQuery) -> BooleanQuery {
    let fields = schema();
    let mut clauses: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)))];
    for code in [&query.process, &query.product, &query.material].into_iter().flatten() {
        clauses.push((Occur::Must, term(fields.concepts, code)));
    }
    if let Some(code) = &query.certification {
        clauses.push((Occur::Must, term(fields.schemes, code)));
    }
    if let Some(code) = &query.province {
        let code = if code.contains(':') { code.clone() } else { format!("province:{code:0>2}") };
        clauses.push((Occur::Must, term(fields.provinces, &code)));
    }
    if let Some(level) = query.verification_min {
        let from =
            std::ops::Bound::Included(Term::from_field_u64(fields.verification, level as u64));
        let range: Box<dyn Query> = Box::new(RangeQuery::new(from, std::ops::Bound::Unbounded));
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(range, 0.0))));
    }
    if let Some(text) = query.q.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut words: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in crate::compile::words(std::iter::once(text)).into_iter().take(32) {
            let term = Term::from_field_u64(fields.words, u64::from(word));
            words.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
        }
        // What the words mean counts beside the words: "die casting" lists "đúc áp lực".
        let reading = Reading::new(text, query.locale);
        let taxonomy = crate::taxonomy::Taxonomy::get();
        for hit in &reading.vocabulary {
            if let Entry::Concept(id) = hit.entry {
                let code = &taxonomy.concept_at(id).code;
                let named: Box<dyn Query> = Box::new(TermQuery::new(
                    Term::from_field_text(fields.concepts, code),
                    IndexRecordOption::Basic,
                ));
                words.push((Occur::Should, Box::new(ConstScoreQuery::new(named, 5.0))));
            }
        }
        clauses.push((Occur::Must, Box::new(BooleanQuery::new(words))));
    }
    BooleanQuery::new(clauses)
}

/// Counts of a coded field over the documents found.
fn facet(
    searcher: &tantivy::Searcher,
    field: &str,
    found: impl Iterator<Item = DocAddress>,
) -> Result<Vec<(String, u64)>, Error> {
    let mut counts: FxHashMap<String, u64> = FxHashMap::default();
    let mut by_segment: BTreeMap<u32, FxHashMap<u64, u64>> = BTreeMap::new();
    let columns = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.fast_fields().str(field))
        .collect::<Result<Vec<_>, _>>()?;
    for address in found {
        let Some(Some(column)) = columns.get(address.segment_ord as usize) else { continue };
        let of_segment = by_segment.entry(address.segment_ord).or_default();
        for ordinal in column.term_ords(address.doc_id) {
            *of_segment.entry(ordinal).or_default() += 1;
        }
    }
    for (segment, ordinals) in by_segment {
        let Some(Some(column)) = columns.get(segment as usize) else { continue };
        for (ordinal, count) in ordinals {
            let mut code = String::new();
            if column.ord_to_str(ordinal, &mut code)? {
                *counts.entry(code).or_default() += count;
            }
        }
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
    counts.truncate(20);
    Ok(counts)
}
