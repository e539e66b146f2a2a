//! The public list: words and filters in, a page of published suppliers with facets out.

use std::collections::BTreeMap;

use index::Language;
use index::profile::VerificationLevel;
use index::store::ListQuery;
use index::taxonomy::{ConceptKind, Taxonomy};
use uuid::Uuid;

use super::text::{Cleaner, LINE, fold};
use super::{Supplier, place, read, today};
use crate::app::App;
use crate::{Error, Fault, Result};

/// Farthest that a list can be turned over: the index sorts everything before a page.
pub const FARTHEST: usize = 1_000;

/// What is looked for. Everything given must hold; codes may also be names in any language.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Words.
    pub q: Option<String>,
    /// A process or service.
    pub process: Option<String>,
    /// A product.
    pub product: Option<String>,
    /// A material.
    pub material: Option<String>,
    /// A certification scheme.
    pub certification: Option<String>,
    /// A province, by its name of today or before 2025-07-01.
    pub province: Option<String>,
    /// Lowest verification level.
    pub verification: Option<VerificationLevel>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Found {
    /// Suppliers and their relevance, best first. Without persons.
    pub suppliers: Vec<(Supplier, f32)>,
    /// Suppliers that pass the filters.
    pub total: usize,
    /// Facet → code and number of suppliers, most frequent first.
    pub facets: BTreeMap<&'static str, Vec<(String, u64)>>,
    /// Where the next page begins, if there is one.
    pub next: Option<usize>,
}

/// Searches the index; what is not published any more falls out.
///
/// # Errors
/// [`Error::Invalid`] for codes and names that nobody knows; `index_unavailable`, `search_busy`.
pub async fn search(
    app: &App,
    search: Search,
    locale: Language,
    offset: usize,
    limit: usize,
) -> Result<Found> {
    let mut query = resolved(search)?;
    query.limit = limit;
    query.offset = offset.min(FARTHEST);
    query.today = today(app.now());
    query.locale = Some(locale);
    let page = app.index.read(move |searcher| searcher.list(&query)).await?;
    let scores: Vec<(Uuid, f32)> = page
        .hits
        .iter()
        .filter_map(|(id, score)| Some((Uuid::parse_str(id).ok()?, *score)))
        .collect();
    let ids: Vec<Uuid> = scores.iter().map(|(id, _)| *id).collect();
    let scores: BTreeMap<Uuid, f32> = scores.into_iter().collect();
    let suppliers = read::listed(&app.db, &ids).await?;
    let end = offset + page.hits.len();
    let more = !page.hits.is_empty() && end < page.total && end <= FARTHEST;
    Ok(Found {
        suppliers: suppliers
            .into_iter()
            .map(|supplier| {
                let score = scores.get(&supplier.id).copied().unwrap_or_default();
                (supplier, score)
            })
            .collect(),
        total: page.total,
        facets: facets(page.facets),
        next: more.then_some(end),
    })
}

fn resolved(search: Search) -> Result<ListQuery> {
    let mut cleaner = Cleaner::default();
    let mut query = ListQuery { q: search.q, ..ListQuery::default() };
    cleaner.optional("q", &mut query.q, LINE);
    let processes = &[ConceptKind::Process, ConceptKind::Service][..];
    for (path, text, kinds, field) in [
        ("process", search.process, processes, &mut query.process),
        ("product", search.product, &[ConceptKind::Product], &mut query.product),
        ("material", search.material, &[ConceptKind::Material], &mut query.material),
    ] {
        let Some(text) = text else { continue };
        *field = concept(&text, kinds);
        if field.is_none() {
            cleaner.fault(Fault::new(path, "unknown_code").with("value", text));
        }
    }
    if let Some(text) = search.certification {
        query.certification = scheme(&text);
        if query.certification.is_none() {
            cleaner.fault(Fault::new("certification", "unknown_code").with("value", text));
        }
    }
    if let Some(text) = search.province {
        match place::province(&text) {
            Ok(code) => query.province = Some(code),
            Err(nearest) => {
                let fault = Fault::new("province", "unknown_province");
                cleaner.fault(fault.with("value", text).with("nearest", nearest));
            }
        }
    }
    query.verification_min = search.verification;
    cleaner.finish().map(|()| query)
}

/// The concept of one of these kinds that has this code or this name.
fn concept(text: &str, kinds: &[ConceptKind]) -> Option<String> {
    let wanted = fold(text);
    Taxonomy::get()
        .concepts()
        .iter()
        .filter(|concept| kinds.contains(&concept.kind))
        .find(|concept| {
            concept.code == text || concept.labels.iter().any(|label| fold(&label.text) == wanted)
        })
        .map(|concept| concept.code.clone())
}

/// The scheme that has this code or name, with or without its edition: `IATF 16949`.
#[must_use]
pub fn scheme(text: &str) -> Option<String> {
    let letters =
        |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = letters(text);
    let named = |name: &str| {
        let without_edition = name.split_once(':').map_or(name, |(name, _)| name);
        letters(name) == wanted || letters(without_edition) == wanted
    };
    Taxonomy::get()
        .schemes()
        .iter()
        .find(|scheme| {
            named(&scheme.code)
                || named(&scheme.name)
                || scheme.aliases.iter().any(|alias| named(alias))
        })
        .map(|scheme| scheme.code.clone())
}

/// The index counts concepts in one go; readers want them by kind.
fn facets(
    counted: BTreeMap<String, Vec<(String, u64)>>,
) -> BTreeMap<&'static str, Vec<(String, u64)>> {
    let mut facets = BTreeMap::<_, Vec<_>>::new();
    for (name, counts) in counted {
        for (code, count) in counts {
            let facet = match name.as_str() {
                "certification" => "certification",
                "province" => "province",
                _ => match Taxonomy::get().concept(&code).map(|concept| concept.kind) {
                    Some(ConceptKind::Process | ConceptKind::Service) => "process",
                    Some(ConceptKind::Product) => "product",
                    Some(ConceptKind::Material) => "material",
                    _ => continue,
                },
            };
            facets.entry(facet).or_default().push((code, count));
        }
    }
    facets
}

/// Where a cursor of this list may point.
///
/// # Errors
/// [`Error::Invalid`] for a position past the farthest.
pub fn offset(position: Option<usize>) -> Result<usize> {
    match position.unwrap_or(0) {
        offset if offset <= FARTHEST => Ok(offset),
        _ => Err(Error::fault(Fault::new("cursor", "invalid_cursor"))),
    }
}
