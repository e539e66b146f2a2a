//! A sourcing request → constraints.

use rustc_hash::FxHashSet;

use super::{
    Constraint, ConstraintKind, Importance, Mention, Quantity, Span, Understanding,
    attribute::measured,
    gather::Gathered,
    reading::Reading,
    spot::{Spotting, spot},
};
use crate::{
    Language,
    profile::Role,
    request::{Criteria, RequestKind, SourcingRequest},
    taxonomy::{ConceptId, ConceptKind, Entry, Taxonomy},
};

/// What an ambiguous word of a request may name where nothing else does.
const DOUBTFUL: &[ConceptKind] =
    &[ConceptKind::Process, ConceptKind::Product, ConceptKind::Service];

/// Reads a whole request: its words and its structured parts, with the same code.
pub(crate) fn understand(request: &SourcingRequest) -> Understanding {
    let text = request.text.as_deref().unwrap_or_default();
    let title = request.title.as_deref().unwrap_or_default();
    let mut main = Reading::new(text, request.lang);
    let language = if text.is_empty() {
        request.lang.or_else(|| (!title.is_empty()).then(|| Reading::new(title, None).language))
    } else {
        Some(main.language)
    };
    let mut title_reading = Reading::new(title, language);
    let context = established(&[&main, &title_reading]);
    let words = |expected: &[ConceptKind], title: &Reading<'_>, text: &Reading<'_>| {
        let mut gathered = Gathered::new(request.kind);
        for (reading, field) in [(title, "title"), (text, "text")] {
            if !reading.tokens.is_empty() {
                let spotting = spot(reading, expected, &context);
                gathered.text(reading, &spotting, &context, field);
            }
        }
        gathered
    };
    let mut gathered = words(&[], &title_reading, &main);
    // Whoever writes a request asks for something: where no word is sure, a doubtful one is meant, but
    // no bare syllable.
    if !gathered.asks_for_capability() {
        for reading in [&mut title_reading, &mut main] {
            reading.vocabulary.retain(|hit| !hit.loose);
        }
        gathered = words(DOUBTFUL, &title_reading, &main);
    }
    for (criteria, name, importance) in [
        (&request.required, "required", Importance::Must),
        (&request.preferred, "preferred", Importance::Prefer),
        (&request.excluded, "excluded", Importance::MustNot),
    ] {
        structured(criteria, name, importance, language, &context, &mut gathered);
    }
    if let Some(plant) = &request.plant {
        gathered.plant(&Reading::new(plant, language), "plant");
    }
    let mut understood = gathered.finish(language);
    super::locate::around_the_plant(&main, &mut understood.constraints);
    super::goods::goods(&title_reading, &main, &mut understood.constraints);
    super::consigned::consigned(
        [&title_reading, &main],
        &mut understood.constraints,
        &mut understood.context,
    );
    understood.start_of_production =
        request.start_of_production.or_else(|| super::date::start_of_production(text));
    if understood.kind.is_none() {
        understood.kind = request.kind.or_else(|| kind([&title_reading, &main], &understood));
    }
    super::implied::developed(&mut understood.constraints, understood.kind);
    let partner = understood.kind.and_then(|kind| super::partner::partnership(kind, &main));
    understood.constraints.extend(partner);
    understood
}

/// Reads a bare text.
pub(crate) fn understand_text(text: &str, language: Option<Language>) -> Understanding {
    understand(&SourcingRequest {
        text: Some(text.to_owned()),
        lang: language,
        ..SourcingRequest::default()
    })
}

/// Concepts named without doubt anywhere in the request.
fn established(readings: &[&Reading<'_>]) -> FxHashSet<ConceptId> {
    readings
        .iter()
        .flat_map(|reading| &reading.vocabulary)
        .filter_map(|hit| match hit.entry {
            Entry::Concept(id) if !hit.ambiguous => Some(id),
            _ => None,
        })
        .collect()
}

/// A list of a form: its name, its items, what they are likely to be, what they ask for.
type Items<'c> = (&'static str, &'c [String], &'static [ConceptKind], ConstraintKind);

fn lists(criteria: &Criteria) -> [Items<'_>; 10] {
    [
        (
            "processes",
            &criteria.processes,
            &[ConceptKind::Process, ConceptKind::Service],
            ConstraintKind::Process,
        ),
        ("products", &criteria.products, &[ConceptKind::Product], ConstraintKind::Product),
        ("materials", &criteria.materials, &[ConceptKind::Material], ConstraintKind::Material),
        ("certifications", &criteria.certifications, &[], ConstraintKind::Certification),
        (
            "equipment",
            &criteria.equipment,
            &[ConceptKind::Equipment, ConceptKind::Process],
            ConstraintKind::Equipment,
        ),
        ("specs", &criteria.specs, &[], ConstraintKind::Spec),
        ("export_markets", &criteria.export_markets, &[], ConstraintKind::ExportMarket),
        ("languages", &criteria.languages, &[], ConstraintKind::Language),
        ("region", &criteria.region, &[], ConstraintKind::Region),
        ("volume", criteria.volume.as_slice(), &[], ConstraintKind::Capacity),
    ]
}

fn structured(
    criteria: &Criteria,
    name: &str,
    importance: Importance,
    language: Option<Language>,
    context: &FxHashSet<ConceptId>,
    gathered: &mut Gathered,
) {
    for (list, items, expected, kind) in lists(criteria) {
        if kind == ConstraintKind::Region && items.len() > 1 {
            // Several places are alternatives.
            let joined = items.join("; ");
            let reading = Reading::new(&joined, language);
            let spotting = spot(&reading, expected, context);
            gathered.item(
                &reading,
                &spotting,
                context,
                &format!("{name}.{list}"),
                kind,
                importance,
            );
            continue;
        }
        for (index, item) in items.iter().enumerate() {
            let field = format!("{name}.{list}[{index}]");
            // A code of the taxonomy stands for itself.
            if let Some(constraint) = by_code(item, kind, importance, &field) {
                gathered.push(constraint);
                continue;
            }
            let reading = Reading::new(item, language);
            // Control characters and the like ask for nothing.
            if reading.tokens.is_empty() {
                continue;
            }
            let spotting = spot(&reading, expected, context);
            gathered.item(&reading, &spotting, context, &field, kind, importance);
        }
    }
    if let Some(lead_time) = &criteria.lead_time {
        let reading = Reading::new(lead_time, language);
        let field = format!("{name}.lead_time");
        let found = measured(&reading, Some("lead_time"), context);
        gathered.figures(
            &reading,
            &Spotting { mentions: Vec::new(), sentences: Vec::new(), reaches: Vec::new() },
            &found,
            &[],
            &field,
            Some(importance),
        );
    }
    if let Some(within) = &criteria.within_km {
        gathered.within(
            &Reading::new(&within.place, language),
            within.km,
            importance,
            &format!("{name}.within_km"),
        );
    }
    if let Some(employees) = criteria.employees_min {
        gathered.push(Constraint {
            kind: ConstraintKind::Employees,
            importance,
            need: 0,
            codes: Vec::new(),
            quantity: Some(Quantity {
                attribute: "headcount".to_owned(),
                min: Some(f64::from(employees)),
                max: None,
                unit: "people".to_owned(),
            }),
            text: employees.to_string(),
            span: None,
        });
    }
}

fn by_code(
    item: &str,
    kind: ConstraintKind,
    importance: Importance,
    field: &str,
) -> Option<Constraint> {
    let taxonomy = Taxonomy::get();
    let item = item.trim();
    let country = || taxonomy.countries().iter().any(|country| country.code == item);
    let known = match kind {
        ConstraintKind::Certification => taxonomy.scheme(item).is_some(),
        ConstraintKind::ExportMarket => country(),
        ConstraintKind::Language => taxonomy.spoken.iter().any(|spoken| spoken.code == item),
        ConstraintKind::Region => taxonomy.places.by_code(item).is_some(),
        ConstraintKind::Process
        | ConstraintKind::Product
        | ConstraintKind::Material
        | ConstraintKind::Equipment => item.contains('-') && taxonomy.concept(item).is_some(),
        _ => false,
    };
    known.then(|| Constraint {
        kind: taxonomy
            .concept(item)
            .map_or(kind, |concept| super::kind::kind_of(concept).unwrap_or(kind)),
        importance,
        need: 0,
        codes: vec![item.to_owned()],
        quantity: None,
        text: item.to_owned(),
        span: Some(Span {
            field: field.to_owned(),
            start: 0,
            end: u32::try_from(item.len()).unwrap_or(0),
        }),
    })
}

/// What kind of partner is sought, from the cues of the text and from what it asks for.
fn kind(readings: [&Reading<'_>; 2], understood: &Understanding) -> Option<RequestKind> {
    let said = readings.iter().flat_map(|one| &one.cues).find_map(super::partner::spoken_of);
    if said.is_some() {
        return said;
    }
    let asks = |kind: ConstraintKind| {
        understood.constraints.iter().any(|constraint| constraint.kind == kind)
    };
    if asks(ConstraintKind::Product) {
        Some(RequestKind::Component)
    } else if asks(ConstraintKind::Process) {
        Some(RequestKind::Process)
    } else if asks(ConstraintKind::Service) {
        Some(RequestKind::Service)
    } else {
        None
    }
}

/// A mention that is background: what the buyer makes, or where it buys now.
pub(crate) fn context_mention(
    code: &str,
    role: Role,
    reading: &Reading<'_>,
    first: usize,
    past: usize,
    field: &str,
) -> Mention {
    let (start, end) = reading.range(first, past);
    Mention {
        code: code.to_owned(),
        role,
        text: reading.words(first, past).to_owned(),
        span: Span { field: field.to_owned(), start, end },
    }
}
