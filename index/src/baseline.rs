//! What plain text search would answer: the measure that the engine is compared with.

use rustc_hash::FxHashMap;

use crate::{
    Compiled,
    request::SourcingRequest,
    taxonomy::{Entry, Taxonomy},
    understand::reading::Reading,
};

/// Okapi BM25 with the usual k1 = 1.2 and b = 0.75 over the set of words of a profile (binary
/// term frequency; East Asian text as pairs of characters). Best first; id and score.
#[must_use]
pub fn bm25(suppliers: &[Compiled], request: &SourcingRequest) -> Vec<(String, f64)> {
    score(suppliers, &query(request, &[]))
}

/// The same with the request's words widened by every label of the concepts it names.
#[must_use]
pub fn bm25_synonyms(suppliers: &[Compiled], request: &SourcingRequest) -> Vec<(String, f64)> {
    let taxonomy = Taxonomy::get();
    let text = request.text.as_deref().unwrap_or_default();
    let reading = Reading::new(text, request.lang);
    let labels: Vec<&str> = reading
        .vocabulary
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Concept(id) if !hit.ambiguous => Some(taxonomy.concept_at(id)),
            _ => None,
        })
        .flat_map(|concept| concept.labels.iter().map(|label| label.text.as_str()))
        .collect();
    score(suppliers, &query(request, &labels))
}

fn query(request: &SourcingRequest, more: &[&str]) -> Vec<u32> {
    let required = &request.required;
    let lists = [
        &required.processes,
        &required.products,
        &required.materials,
        &required.certifications,
        &required.specs,
    ];
    crate::compile::words(
        [request.title.as_deref(), request.text.as_deref()]
            .into_iter()
            .flatten()
            .chain(lists.into_iter().flatten().map(String::as_str))
            .chain(more.iter().copied()),
    )
}

#[expect(clippy::cast_precision_loss, reason = "counts of suppliers and words")]
fn score(suppliers: &[Compiled], words: &[u32]) -> Vec<(String, f64)> {
    let n = suppliers.len() as f64;
    let mean =
        suppliers.iter().map(|supplier| supplier.words.len()).sum::<usize>() as f64 / n.max(1.0);
    let idf: FxHashMap<u32, f64> = words
        .iter()
        .map(|&word| {
            let with = suppliers
                .iter()
                .filter(|supplier| supplier.words.binary_search(&word).is_ok())
                .count() as f64;
            (word, (1.0 + (n - with + 0.5) / (with + 0.5)).ln())
        })
        .collect();
    let mut scores: Vec<(String, f64)> = suppliers
        .iter()
        .map(|supplier| {
            let norm = 1.2 * (0.25 + 0.75 * supplier.words.len() as f64 / mean.max(1.0));
            let sum = words
                .iter()
                .filter(|word| supplier.words.binary_search(word).is_ok())
                .filter_map(|word| idf.get(word))
                .map(|idf| idf * 2.2 / (1.0 + norm))
                .sum::<f64>();
            (supplier.id().to_owned(), sum)
        })
        .filter(|(_, score)| *score > 0.0)
        .collect();
    scores.sort_by(|(one, a), (other, b)| b.total_cmp(a).then_with(|| one.cmp(other)));
    scores
}
