//! The public list: words and filters in, a page of published suppliers with facets out.

use std::collections::BTreeMap;

use index::Language;
use index::profile::VerificationLevel;
use index::store::{ListPage, ListQuery, Searcher};
use index::taxonomy::{ConceptKind, Taxonomy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::text::{Cleaner, LINE, fold};
use super::{Supplier, place, read, today};
use crate::app::App;
use crate::{Error, Fault, Result};

/// Farthest that a list can be turned over: the index sorts everything before a page.
pub const FARTHEST: usize = 1_000;
/// How far the last suppliers read may have moved since, and are still found again.
const DRIFT: usize = 40;
/// Most suppliers that the index lists at a time.
const MOST_AT_ONCE: usize = 100;
/// Suppliers of a page that the next one begins after.
const REMEMBERED: usize = 8;

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
    pub next: Option<Position>,
}

/// Where a page of the list begins.
///
/// The order is the index's: by relevance, and among equals as it holds them. So a place is told by
/// the suppliers before it, not by their number alone: while others come and go, up to forty
/// between two pages, a list that is read page by page misses and repeats nothing that stays as it
/// is. A supplier that changes meanwhile moves, and may come again. Where all of them are gone, the
/// number has to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Suppliers before it, 0 to [`FARTHEST`].
    at: usize,
    /// The last of them, the very last at the end: half of each identifier.
    after: Vec<u64>,
}

/// Searches the index; what is not published any more falls out.
///
/// # Errors
/// [`Error::Invalid`] for codes and names that nobody knows, and for a position past the farthest;
/// `index_unavailable`, `search_busy`.
pub async fn search(
    app: &App,
    search: Search,
    locale: Language,
    from: Option<Position>,
    limit: usize,
) -> Result<Found> {
    let mut query = resolved(search)?;
    query.today = today(app.now());
    query.locale = Some(locale);
    let from = from.unwrap_or_default();
    if from.at > FARTHEST {
        return Err(Error::fault(Fault::new("cursor", "invalid_cursor")));
    }
    let around = from.clone();
    let (start, page) =
        app.index.read(move |searcher| window(searcher, query, &around, limit)).await?;
    let hits: Vec<(Uuid, f32)> = page
        .hits
        .iter()
        .filter_map(|(id, score)| Some((Uuid::parse_str(id).ok()?, *score)))
        .collect();
    let first = from.first_of(&hits, start);
    let mut hits: Vec<_> = hits.into_iter().skip(first).collect();
    let read = hits.len().min(limit);
    let end = start + first + read;
    let more = read > 0 && end < page.total && end <= FARTHEST;
    hits.truncate(read);
    let ids: Vec<Uuid> = hits.iter().map(|(id, _)| *id).collect();
    let scores: BTreeMap<Uuid, f32> = hits.into_iter().collect();
    let suppliers = read::listed(&app.db, &ids).await?;
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
        next: more.then(|| from.followed_by(&ids, end)),
    })
}

/// What is listed around a position: as much before and behind it as it may have drifted, and a
/// page. Says how many suppliers are before that.
fn window(
    searcher: &Searcher,
    mut query: ListQuery,
    from: &Position,
    limit: usize,
) -> Result<(usize, ListPage), index::Error> {
    let drift = if from.after.is_empty() { 0 } else { DRIFT };
    let start = from.at.saturating_sub(drift);
    let wanted = from.at - start + drift + limit;
    query.offset = start;
    query.limit = wanted.min(MOST_AT_ONCE);
    let mut page = searcher.list(&query)?;
    query.offset = start + MOST_AT_ONCE;
    if wanted > MOST_AT_ONCE && query.offset <= FARTHEST && query.offset < page.total {
        query.limit = wanted - MOST_AT_ONCE;
        page.hits.append(&mut searcher.list(&query)?.hits);
    }
    Ok((start, page))
}

impl Position {
    /// Which of the suppliers listed from `start` on is the first of the page.
    fn first_of(&self, hits: &[(Uuid, f32)], start: usize) -> usize {
        let place = |half: &u64| hits.iter().position(|(id, _)| half_of(*id) == *half);
        let last = self.after.iter().rev().find_map(place);
        last.map_or(self.at - start, |last| last + 1)
    }

    /// The position behind a page that ends before the supplier at `end`.
    fn followed_by(&self, page: &[Uuid], end: usize) -> Self {
        let all = self.after.iter().copied().chain(page.iter().copied().map(half_of));
        let all: Vec<u64> = all.collect();
        Self {
            at: end,
            after: all.get(all.len().saturating_sub(REMEMBERED)..).unwrap_or_default().to_vec(),
        }
    }
}

/// The half of an identifier that is made by chance.
const fn half_of(id: Uuid) -> u64 {
    id.as_u64_pair().1
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
                cleaner.fault(place::unknown("province", &text, nearest));
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
