//! Any text at all, as request and as profile: no panic, and findings that point at real text.

use index::{
    Engine, Language, RankOptions,
    profile::{Capability, Certification, Profile},
    request::{Criteria, SourcingRequest},
    taxonomy::Taxonomy,
    understand::Span,
};
use proptest::{prelude::*, sample::select};

fn options() -> RankOptions {
    RankOptions { today: "2026-11-24".parse().unwrap(), top: 50, locale: Language::Vi, seed: 3 }
}

/// Figures, glue, and what no keyboard should send.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "650T x 4", "50–850 tấn", "±0,02 mm", "+/-", "3만개/월", "월 ", "1억 2천만", "30万個", "5 vạn",
    "1.2.3.4", "0402", "ISO 7", "万级", "-20~85℃", "99999999999999999999999999", "0.1/0.1",
    "1 000 000", "phải có", "không", "must", "필수", "必須", "必须", "hoặc", "또는", "または", "không nhận",
    "no ", "제외", "lot 1:", "Lô 2:", "2027-03-31", "SOP 03/2027", "valid until", "\u{0}", "\u{7}",
    "\u{300}", "\u{302}\u{301}", "\u{323}", "ᄀ", "ᅡ", "ᆨ", "한", "\u{ff9e}", "ﾀﾞ", "ー", "👩‍🏭", "🏭",
    "\u{202e}", "\u{200f}", "\u{200b}", "\u{feff}", "ﬁ", "㍿", "㎜", "①", "½", "İ", "ß", "Ǆ", "ς",
    "\u{fffd}", "\n", "\r\n", "\t", " ", ",", "、", ";", "。", "(", ")", "/", "-", ".", "&", "±",
    "≥", "%", "°", "\"", "x", "×", "から", "부터", "đến", "至",
];

/// Pieces that texts are made of.
fn pieces() -> Vec<String> {
    let taxonomy = Taxonomy::get();
    let mut pieces: Vec<String> = taxonomy
        .concepts()
        .iter()
        .step_by(3)
        .flat_map(|concept| concept.labels.iter().step_by(2).map(|label| label.text.clone()))
        .collect();
    pieces.extend(taxonomy.schemes().iter().map(|scheme| scheme.name.clone()));
    pieces.extend(
        taxonomy.places().iter().step_by(5).map(|place| place.name(Language::Vi).to_owned()),
    );
    for attribute in taxonomy.attributes() {
        pieces.extend(Language::ALL.map(|language| attribute.name(language).to_owned()));
    }
    pieces.extend(OTHER.iter().map(|&piece| piece.to_owned()));
    pieces
}

fn mixture() -> impl Strategy<Value = String> {
    let piece = select(pieces());
    let glue = select(vec!["", " ", " ", ", ", "\n"]);
    prop::collection::vec((piece, glue), 0..24)
        .prop_map(|parts| parts.into_iter().map(|(piece, glue)| piece + glue).collect())
}

fn noise() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 0..200)
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => mixture(), 1 => noise(), 1 => "\\PC{0,60}"]
}

fn language() -> impl Strategy<Value = Option<Language>> {
    prop::option::of(select(Language::ALL.to_vec()))
}

/// The text of a field of a request.
fn field<'r>(request: &'r SourcingRequest, name: &str) -> Option<&'r str> {
    match name {
        "text" => request.text.as_deref(),
        "title" => request.title.as_deref(),
        "plant" => request.plant.as_deref(),
        "required.lead_time" => request.required.lead_time.as_deref(),
        "required.volume[0]" => request.required.volume.as_deref(),
        "required.processes[0]" => request.required.processes.first().map(String::as_str),
        "required.specs[0]" => request.required.specs.first().map(String::as_str),
        "required.region[0]" => request.required.region.first().map(String::as_str),
        "preferred.products[0]" => request.preferred.products.first().map(String::as_str),
        "excluded.materials[0]" => request.excluded.materials.first().map(String::as_str),
        _ => None,
    }
}

fn points_at_text(
    request: &SourcingRequest,
    span: &Span,
    quoted: &str,
) -> Result<(), TestCaseError> {
    let whole = field(request, &span.field);
    prop_assert!(whole.is_some(), "no field {}", span.field);
    let passage = whole.and_then(|text| text.get(span.start as usize..span.end as usize));
    prop_assert!(passage.is_some(), "{span:?} is outside {whole:?}");
    prop_assert!(
        passage.is_some_and(|passage| !passage.is_empty()),
        "{span:?} of {whole:?} is empty"
    );
    if !span.field.contains('.') {
        prop_assert_eq!(passage, Some(quoted));
    }
    Ok(())
}

fn check_spans(engine: &Engine, request: &SourcingRequest) -> Result<(), TestCaseError> {
    let understood = engine.understand_request(request);
    for constraint in &understood.constraints {
        if let Some(span) = &constraint.span {
            points_at_text(request, span, &constraint.text)?;
        }
        if let Some(quantity) = &constraint.quantity {
            for bound in [quantity.min, quantity.max].into_iter().flatten() {
                prop_assert!(bound.is_finite(), "{constraint:?}");
            }
        }
    }
    for mention in &understood.context {
        points_at_text(request, &mention.span, &mention.text)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_understood_and_quoted_as_it_stands(text in text(), lang in language()) {
        let request = SourcingRequest { text: Some(text), lang, ..SourcingRequest::default() };
        check_spans(&Engine::default(), &request)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_form_is_understood(words in prop::collection::vec(text(), 8), lang in language()) {
        let word = |at: usize| words.get(at).cloned().unwrap_or_default();
        let request = SourcingRequest {
            lang,
            title: Some(word(0)),
            plant: Some(word(1)),
            required: Criteria {
                processes: vec![word(2)],
                specs: vec![word(3)],
                region: vec![word(4)],
                volume: Some(word(5)),
                lead_time: Some(word(6)),
                ..Criteria::default()
            },
            preferred: Criteria { products: vec![word(7)], ..Criteria::default() },
            excluded: Criteria { materials: vec![word(2)], ..Criteria::default() },
            ..SourcingRequest::default()
        };
        check_spans(&Engine::default(), &request)?;
    }

    #[test]
    fn any_profile_compiles_and_ranks(words in prop::collection::vec(text(), 10), asked in mixture()) {
        let engine = Engine::default();
        let word = |at: usize| words.get(at).cloned().unwrap_or_default();
        let profile = Profile {
            id: word(0),
            name: Some(word(1)),
            description: Some(word(2)),
            description_en: Some(word(3)),
            processes: vec![word(4), word(5)],
            equipment: vec![word(6)],
            capabilities: vec![Capability { what: word(7), specs: vec![word(8)], ..Capability::default() }],
            certifications: vec![Certification { scheme: word(9), ..Certification::default() }],
            province: Some(word(5)),
            capacity: Some(word(6)),
            lead_time: Some(word(7)),
            ..Profile::default()
        };
        let request = SourcingRequest { text: Some(asked), ..SourcingRequest::default() };
        let ranking = engine.rank(&[engine.compile(&profile)], &request, &options());
        for one in &ranking.results {
            prop_assert!((0.0..=100.0).contains(&one.score));
            for evidence in one.constraints.iter().flat_map(|constraint| &constraint.evidence) {
                prop_assert!(evidence.start <= evidence.end, "{evidence:?}");
            }
        }
    }
}
