//! The vocabulary, for pickers.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, get};
use index::Language;
use index::taxonomy::{ConceptKind, PlaceKind, Taxonomy};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::problem::InputProblems;
use crate::http::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::http::{StrictQuery, locale};
use crate::suppliers::text::{Cleaner, LINE, fold};
use crate::{Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_concepts);
}

/// What to look up.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct ConceptFilter {
    /// Beginning of a name in any of the five languages, with or without diacritics.
    #[param(max_length = 300, example = "đúc")]
    q: Option<String>,
    /// Language of the labels; that of `Accept-Language` where absent.
    lang: Option<Language>,
    /// Only this kind.
    kind: Option<KindShape>,
    /// Entries at most, 1 to 100; 20 where absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
}

/// Kinds of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KindShape {
    /// A manufacturing process.
    Process,
    /// A product or part.
    Product,
    /// A material or grade.
    Material,
    /// A machine.
    Equipment,
    /// A service.
    Service,
    /// An industry served.
    Industry,
    /// A term of the trade that is none of these.
    Other,
    /// A certification scheme.
    Certification,
    /// A province since 2025-07-01.
    Province,
}

/// An entry of the vocabulary.
#[derive(Debug, Serialize, ToSchema)]
struct ConceptOut {
    /// Stable code, good wherever words are.
    #[schema(example = "die-casting")]
    code: String,
    /// What it is.
    kind: KindShape,
    /// Its name in the language asked for.
    label: String,
    /// Code of the wider concept.
    #[serde(skip_serializing_if = "Option::is_none")]
    broader: Option<String>,
}

/// Entries that fit.
#[derive(Debug, Serialize, ToSchema)]
struct ConceptListOut {
    /// Those whose name begins with the words first, then those with a word that does.
    items: Vec<ConceptOut>,
    /// Version of the vocabulary.
    taxonomy_version: &'static str,
}

/// An entry with its names folded, as it is looked up.
struct Entry {
    code: String,
    kind: KindShape,
    broader: Option<String>,
    names: Vec<String>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let taxonomy = Taxonomy::get();
    let concepts = taxonomy.concepts().iter().map(|concept| Entry {
        code: concept.code.clone(),
        kind: concept.kind.into(),
        broader: concept.broader.map(|id| taxonomy.concept_at(id).code.clone()),
        names: concept.labels.iter().map(|label| fold(&label.text)).collect(),
    });
    let schemes = taxonomy.schemes().iter().map(|scheme| Entry {
        code: scheme.code.clone(),
        kind: KindShape::Certification,
        broader: None,
        names: std::iter::once(&scheme.name)
            .chain(&scheme.aliases)
            .map(|name| fold(name))
            .collect(),
    });
    let provinces = taxonomy.places().iter().filter(|place| place.kind == PlaceKind::Province);
    let provinces = provinces.map(|place| Entry {
        code: place.code.clone(),
        kind: KindShape::Province,
        broader: None,
        names: Language::ALL.iter().map(|language| fold(place.name(*language))).collect(),
    });
    concepts.chain(schemes).chain(provinces).collect()
});

/// Look up the vocabulary
#[utoipa::path(
    tag = "taxonomy",
    params(ConceptFilter),
    responses(
        (status = 200, description = "Entries that fit, best first.", body = ConceptListOut),
        InputProblems
    )
)]
#[get("/taxonomy/concepts")]
async fn list_concepts(
    StrictQuery(filter): StrictQuery<ConceptFilter>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let mut cleaner = Cleaner::default();
    let mut words = filter.q;
    cleaner.optional("q", &mut words, LINE);
    let limit = filter.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        cleaner.fault(Fault::new("limit", "out_of_range").with("min", 1).with("max", MAX_LIMIT));
    }
    cleaner.finish()?;
    let wanted = words.as_deref().map(fold).unwrap_or_default();
    let language = filter.lang.unwrap_or_else(|| locale::of(request.headers()));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(HttpResponse::Ok().json(ConceptListOut {
        items: look_up(&wanted, filter.kind, language, limit),
        taxonomy_version: Taxonomy::get().version(),
    }))
}

fn look_up(
    wanted: &str,
    kind: Option<KindShape>,
    language: Language,
    limit: usize,
) -> Vec<ConceptOut> {
    let mut found: Vec<(Fit, &Entry)> = ENTRIES
        .iter()
        .filter(|entry| kind.is_none_or(|kind| kind == entry.kind))
        .filter_map(|entry| Some((fit(entry, wanted)?, entry)))
        .collect();
    found.sort_by(|(a_fit, a), (b_fit, b)| (a_fit, &a.code).cmp(&(b_fit, &b.code)));
    found
        .into_iter()
        .take(limit)
        .map(|(_, entry)| ConceptOut {
            code: entry.code.clone(),
            kind: entry.kind,
            label: Taxonomy::get().name(&entry.code, language),
            broader: entry.broader.clone(),
        })
        .collect()
}

/// How well an entry fits, least is best: in which way, and how much of the name is left over.
type Fit = (u8, usize);

fn fit(entry: &Entry, wanted: &str) -> Option<Fit> {
    if entry.code == wanted {
        return Some((0, 0));
    }
    let one = |name: &String| {
        let how = if name == wanted {
            0
        } else if name.starts_with(wanted) {
            1
        } else if name.split([' ', '-', '/', '(']).any(|word| word.starts_with(wanted)) {
            2
        } else if !wanted.is_ascii() && name.contains(wanted) {
            // Han, kana and Hangul names have no spaces to begin after.
            3
        } else {
            return None;
        };
        Some((how, name.chars().count()))
    };
    entry.names.iter().filter_map(one).min()
}

impl From<ConceptKind> for KindShape {
    fn from(kind: ConceptKind) -> Self {
        match kind {
            ConceptKind::Process => Self::Process,
            ConceptKind::Product => Self::Product,
            ConceptKind::Material => Self::Material,
            ConceptKind::Equipment => Self::Equipment,
            ConceptKind::Service => Self::Service,
            ConceptKind::Industry => Self::Industry,
            ConceptKind::Other => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_concept_is_found_in_every_language() {
        for words in ["die casting", "đúc áp lực", "duc ap luc", "다이캐스팅", "ダイカスト", "压铸"]
        {
            let found = look_up(&fold(words), Some(KindShape::Process), Language::En, 20);
            let codes: Vec<_> = found.iter().map(|entry| entry.code.as_str()).collect();
            assert!(codes.contains(&"die-casting"), "{words}: {codes:?}");
        }
    }

    #[test]
    fn nothing_that_begins_so_is_nothing() {
        assert!(look_up("xyzzy", None, Language::Vi, 20).is_empty());
    }
}
