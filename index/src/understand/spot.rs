//! Mentions: what a text speaks about, in what role, how firmly. Ambiguous spellings count only
//! with a second sign.

use rustc_hash::FxHashSet;

use super::{
    clause::{Axis, Reach, reaches, sentences},
    reading::{Hit, Reading},
    tonnage,
};
use crate::{
    taxonomy::{Concept, ConceptId, ConceptKind, CueClass, Entry, Taxonomy},
    text::TokenKind,
};

/// A mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spotted {
    pub(crate) entry: Entry,
    pub(crate) first: usize,
    pub(crate) past: usize,
    /// Number of its sentence.
    pub(crate) sentence: usize,
    pub(crate) role: Option<CueClass>,
    pub(crate) firmness: Option<CueClass>,
    pub(crate) held: Option<CueClass>,
    /// What something else is for: "transformers for TV power supplies".
    pub(crate) application: bool,
}

/// A text read to the level of mentions.
#[derive(Debug)]
pub(crate) struct Spotting {
    pub(crate) mentions: Vec<Spotted>,
    pub(crate) sentences: Vec<(usize, usize)>,
    pub(crate) reaches: Vec<Reach>,
}

impl Spotting {
    /// The sentence that token `at` stands in.
    pub(crate) fn sentence_of(&self, at: usize) -> usize {
        sentence_at(&self.sentences, at)
    }

    /// How firmly what stands at token `at` is asked for.
    pub(crate) fn firmness(&self, first: usize, past: usize) -> Option<CueClass> {
        nearest(&self.reaches, Axis::Firmness, first, past)
    }
}

/// Number of the sentence that token `at` stands in; `usize::MAX` for a border.
fn sentence_at(sentences: &[(usize, usize)], at: usize) -> usize {
    sentences.iter().position(|(start, end)| *start <= at && at < *end).unwrap_or(usize::MAX)
}

/// Whether the words between two mentions only list them; the first may be told more of in brackets:
/// "injection moulding (ABS), painting".
pub(crate) fn is_list(between: &str) -> bool {
    const LIST: &[&str] = &[
        ",", "、", "，", "/", "+", "&", "・", "·", "and", "và", "va", "및", "와", "과", "や", "と",
        "和", "及", "与", "與", ", and", ", và",
    ];
    let between = between.trim();
    let bracketed = between.strip_prefix(['(', '（']);
    let behind = bracketed.and_then(|text| text.split_once([')', '）']));
    LIST.contains(&behind.map_or(between, |(_, behind)| behind.trim()))
}

/// How firmly a mention is asked for. Who refuses firms *without* something asks for it.
fn firmness(reading: &Reading<'_>, reaches: &[Reach], hit: &Hit) -> Option<CueClass> {
    let reach = nearest_reach(reaches, Axis::Firmness, hit.first, hit.past)?;
    let twice = reach.class == CueClass::MustNot && without(reading, reach, hit);
    Some(if twice { CueClass::Must } else { reach.class })
}

/// Whether a refusal is of firms without what is mentioned: 금형이 없는 업체 제외.
fn without(reading: &Reading<'_>, refusal: &Reach, hit: &Hit) -> bool {
    const WORDS: &[&str] = &["without", "lacking", "không có", "chưa có", "thiếu"];
    /// Words of scripts that leave no blanks; in Korean and Japanese they stand behind.
    const JOINED: &[&str] = &["없는", "미보유", "のない", "を持たない", "没有", "沒有", "无"];
    let between = reading.folded(refusal.past, hit.first);
    let spaced = format!(" {between} ");
    let behind = (refusal.first > hit.first)
        .then(|| reading.folded(hit.past, (hit.past + 4).min(reading.tokens.len())));
    WORDS.iter().any(|word| spaced.contains(&format!(" {word} ")))
        || JOINED.iter().any(|word| {
            between.contains(word) || behind.as_ref().is_some_and(|behind| behind.contains(word))
        })
}

/// "Không đúc áp lực", "chưa mạ": a refusal right before what is done, in Vietnamese.
fn denied(reading: &Reading<'_>, hit: &Hit) -> Option<CueClass> {
    let Entry::Concept(id) = hit.entry else { return None };
    let done = Taxonomy::get().concept_at(id).kind == ConceptKind::Process;
    let before = hit.first.checked_sub(1)?;
    let refused = match reading.language {
        crate::Language::Vi => ["không", "chưa"].iter().any(|word| reading.says(before, word)),
        // 不喷漆不印刷
        crate::Language::Zh => matches!(reading.character(before), Some('不' | '免')),
        _ => false,
    };
    (done && refused).then_some(CueClass::DoesNot)
}

/// "Jigs are made in house for own use only", "… không nhận khuôn ngoài": a denial behind all that is said
/// of a thing outweighs how it is made.
fn kept_for_oneself<'r>(reaches: &'r [Reach], hit: &Hit) -> Option<&'r Reach> {
    reaches.iter().find(|reach| {
        reach.class == CueClass::DoesNot
            && reach.first >= hit.past
            && reach.to <= reach.first
            && reach.covers(hit.first, hit.past)
    })
}

/// "Nhận cả mạ gia công ngoài": who takes work from outside has none done there.
fn takes_work(reading: &Reading<'_>, reach: &Reach) -> bool {
    const TAKE: &[&str] = &["nhận", "nhan", "takes", "take", "accept"];
    reach.class == CueClass::Outsources
        && reading.language == crate::Language::Vi
        && (reach.first.saturating_sub(5)..reach.first)
            .any(|at| TAKE.iter().any(|word| reading.says(at, word)))
}

/// "Không nhận PCBA ngoài ngành chiếu sáng", "no castings other than zinc": what is denied is the rest.
fn excepted(reading: &Reading<'_>, hit: &Hit) -> bool {
    const EXCEPT: &[&str] =
        &["ngoài ", "trừ ", "except", "other than", "outside", "이외", "외의", "以外"];
    let after = reading.folded(hit.past, (hit.past + 3).min(reading.tokens.len()));
    EXCEPT.iter().any(|word| after.trim_start().starts_with(word))
        || sized(reading, hit)
        || limited(reading, hit)
}

/// "Chưa mạ được trên nhôm", "no plating on aluminium", 不做空调及风扇类电机: only that for something.
fn limited(reading: &Reading<'_>, hit: &Hit) -> bool {
    const ON: &[&str] = &["được trên ", "được cho ", "trên ", "on ", "onto "];
    let after = reading.folded(hit.past, (hit.past + 4).min(reading.tokens.len()));
    let concept = |hit: &Hit| matches!(hit.entry, Entry::Concept(_));
    let on = ON.iter().any(|word| after.trim_start().starts_with(word))
        && reading
            .vocabulary
            .iter()
            .any(|other| concept(other) && (hit.past + 1..=hit.past + 3).contains(&other.first));
    let kind = hit.first.checked_sub(1).and_then(|before| reading.character(before));
    on || matches!(kind, Some('类' | '類'))
}

/// "Đã ngừng dập chi tiết dày trên 0,6 mm", "no castings above 800 t": only what is beyond a size.
fn sized(reading: &Reading<'_>, hit: &Hit) -> bool {
    let ends = |at: usize| {
        reading.character(at).is_some_and(|mark| matches!(mark, '.' | ',' | ';' | '。'))
            && !reading.is_digits(at + 1)
            || reading.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Break)
    };
    let limit = (hit.past + 8).min(reading.tokens.len());
    let end = (hit.past..limit).find(|&at| ends(at)).unwrap_or(limit);
    reading.measures.iter().any(|measure| {
        matches!(measure.entry, Entry::Comparison(_))
            && measure.first >= hit.past
            && measure.past < end
            && reading.is_digits(measure.past)
    })
}

fn nearest(reaches: &[Reach], axis: Axis, first: usize, past: usize) -> Option<CueClass> {
    nearest_reach(reaches, axis, first, past).map(|reach| reach.class)
}

fn nearest_reach(reaches: &[Reach], axis: Axis, first: usize, past: usize) -> Option<&Reach> {
    reaches
        .iter()
        .filter(|reach| reach.axis == axis && reach.covers(first, past))
        .min_by_key(|reach| reach.distance(first, past))
}

/// Finds the mentions of a text. `expected` is what a form field holds, which is a second sign by
/// itself; `context` are concepts established elsewhere in the same document.
pub(crate) fn spot(
    reading: &Reading<'_>,
    expected: &[ConceptKind],
    context: &FxHashSet<ConceptId>,
) -> Spotting {
    let sentences = sentences(reading);
    let reaches = reaches(reading, &sentences);
    let settled = settle(reading, expected, context);
    let applied = super::application::applications(reading, &settled, &sentences);
    let mentions = settled
        .into_iter()
        .zip(applied)
        .map(|(hit, application)| Spotted {
            application,
            entry: hit.entry,
            first: hit.first,
            past: hit.past,
            sentence: sentence_at(&sentences, hit.first),
            role: denied(reading, &hit)
                .or_else(|| {
                    let reach = kept_for_oneself(&reaches, &hit)
                        .or_else(|| nearest_reach(&reaches, Axis::Role, hit.first, hit.past))?;
                    Some(if takes_work(reading, reach) { CueClass::Makes } else { reach.class })
                })
                .filter(|class| {
                    !matches!(class, CueClass::DoesNot | CueClass::UsedTo)
                        || !excepted(reading, &hit)
                }),
            firmness: firmness(reading, &reaches, &hit),
            held: nearest(&reaches, Axis::Held, hit.first, hit.past),
        })
        .collect();
    Spotting { mentions, sentences, reaches }
}

/// Chooses among readings of one span, and drops ambiguous ones that nothing supports.
fn settle(
    reading: &Reading<'_>,
    expected: &[ConceptKind],
    context: &FxHashSet<ConceptId>,
) -> Vec<Hit> {
    let taxonomy = Taxonomy::get();
    let mut sure: FxHashSet<ConceptId> = context.clone();
    for hit in &reading.vocabulary {
        if let Entry::Concept(id) = hit.entry
            && !hit.ambiguous
        {
            sure.insert(id);
        }
    }
    let doubtful: Vec<(usize, ConceptId)> = reading
        .vocabulary
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Concept(id) if hit.ambiguous => Some((hit.first, id)),
            _ => None,
        })
        .collect();
    let whole = reading.tokens.iter().filter(|token| token.is_unit()).count();
    let mut out: Vec<Hit> = Vec::with_capacity(reading.vocabulary.len());
    let mut rest = reading.vocabulary.as_slice();
    while let Some(head) = rest.first() {
        let same =
            rest.iter().take_while(|hit| hit.first == head.first && hit.past == head.past).count();
        let (group, tail) = rest.split_at(same);
        rest = tail;
        let mut scored: Vec<(i32, Hit)> = group
            .iter()
            .filter_map(|hit| {
                let Entry::Concept(id) = hit.entry else { return Some((5, *hit)) };
                let concept = taxonomy.concept_at(id);
                let fits = expected.contains(&concept.kind);
                let mut support = i32::from(fits) * 4 + related(id, &sure, hit.ambiguous);
                if !hit.ambiguous {
                    support += 3;
                }
                // Two doubtful words that belong together vouch for each other: 基板 … 実装.
                if support == 0
                    && doubtful.iter().any(|&(first, other)| {
                        first != hit.first && (concept.related.contains(&other) || works(id, other))
                    })
                {
                    support = 1;
                }
                let names = matches!(concept.kind, ConceptKind::Process | ConceptKind::Product);
                if support == 0 && names && listed(reading, &sure, hit, concept.kind) {
                    support = 1;
                }
                if support == 0
                    && concept.kind == ConceptKind::Product
                    && heads_a_compound(reading, hit)
                {
                    support = 1;
                }
                if support == 0 && tonnage::stands_behind(reading, hit.past, concept) {
                    support = 1;
                }
                // A field that says nothing else names what it is for.
                let alone = fits && hit.past - hit.first >= whole;
                let stray = hit.ambiguous && strays(reading, concept, &sure);
                // Bare syllables of one trade occur by chance.
                let enough = if hit.loose { 2 } else { 1 };
                ((support >= enough || alone) && !stray).then_some((support, *hit))
            })
            .collect();
        scored.sort_by_key(|(support, _)| std::cmp::Reverse(*support));
        let best = scored.first().map_or(0, |(support, _)| *support);
        // A place and a country of one spelling may both be meant; concepts only if equally backed.
        out.extend(
            scored.into_iter().filter(|(support, _)| *support >= best).map(|(_, hit)| hit).take(3),
        );
    }
    out
}

/// "사출 및 도장": what is listed beside something sure of its kind is as sure.
fn listed(
    reading: &Reading<'_>,
    sure: &FxHashSet<ConceptId>,
    hit: &Hit,
    kind: ConceptKind,
) -> bool {
    let kind_of = |id: ConceptId| Taxonomy::get().concept_at(id).kind;
    let beside = |other: &Hit| {
        other.past <= hit.first && is_list(reading.folded(other.past, hit.first))
            || hit.past <= other.first && is_list(reading.folded(hit.past, other.first))
    };
    // "Injection moulding in ABS, painting": behind what a process works, the next process.
    let of_a_process = kind == ConceptKind::Process && sure.iter().any(|&id| kind_of(id) == kind);
    reading.vocabulary.iter().any(|other| {
        let Entry::Concept(id) = other.entry else { return false };
        let worked =
            of_a_process && kind_of(id) == ConceptKind::Material && other.past <= hit.first;
        (!other.ambiguous && kind_of(id) == kind || worked) && beside(other)
    })
}

/// Whether a doubtful word means something else in this text.
fn strays(reading: &Reading<'_>, concept: &Concept, sure: &FxHashSet<ConceptId>) -> bool {
    measures_only(reading, concept, sure) || moulds_no_plastic(concept, sure)
}

/// Whether a gauge is named where nobody speaks of calibrating: calipers to inspect with.
fn measures_only(reading: &Reading<'_>, concept: &Concept, sure: &FxHashSet<ConceptId>) -> bool {
    let taxonomy = Taxonomy::get();
    let Some(calibration) = taxonomy.concept("calibration").map(|one| one.id) else { return false };
    concept.lineage.contains(&calibration)
        && !sure.iter().any(|&id| taxonomy.concept_at(id).lineage.contains(&calibration))
        && !reading.vocabulary.iter().any(|hit| hit.entry == Entry::Concept(calibration))
}

/// Whether bare "moulding" is of sand or rubber.
fn moulds_no_plastic(concept: &Concept, sure: &FxHashSet<ConceptId>) -> bool {
    const OTHER: &[&str] = &["casting", "rubber-moulding", "rubber-part", "rubber"];
    let other = |&id: &ConceptId| Taxonomy::get().concept_at(id).is_one_of(OTHER);
    concept.code == "injection-moulding" && sure.iter().any(other)
}

/// "Gearbox housing", センサハウジング: the head of a compound is what it says.
fn heads_a_compound(reading: &Reading<'_>, hit: &Hit) -> bool {
    let product = |entry: Entry| match entry {
        Entry::Concept(id) => Taxonomy::get().concept_at(id).kind == ConceptKind::Product,
        _ => false,
    };
    reading.language != crate::Language::Vi
        && reading.vocabulary.iter().any(|other| other.past == hit.first && product(other.entry))
}

/// How well `id` is backed by concepts established in the text.
fn related(id: ConceptId, sure: &FxHashSet<ConceptId>, ambiguous: bool) -> i32 {
    let taxonomy = Taxonomy::get();
    let concept = taxonomy.concept_at(id);
    if sure.contains(&id) && ambiguous {
        return 3;
    }
    if concept.related.iter().any(|other| sure.contains(other)) {
        return 2;
    }
    // アルミ基板の実装: a kind of what it goes with.
    if concept.kind == ConceptKind::Process
        && sure.iter().any(|&other| {
            let lineage = &taxonomy.concept_at(other).lineage;
            lineage.iter().skip(1).any(|above| concept.related.contains(above))
        })
    {
        return 1;
    }
    if concept.lineage.iter().skip(1).any(|other| sure.contains(other)) {
        return 2;
    }
    if concept.kind == ConceptKind::Material && sure.iter().any(|&other| works(other, id)) {
        return 1;
    }
    let kin = sure.iter().any(|&other| {
        let other = taxonomy.concept_at(other);
        other.id != id
            && (other.lineage.contains(&id)
                || concept.segment.is_some()
                    && other.segment == concept.segment
                    && other.kind != ConceptKind::Other)
    });
    i32::from(kin)
}

/// Whether one of two is a material that the other works, or a kind of what it works: injection moulding and
/// ABS.
fn works(one: ConceptId, other: ConceptId) -> bool {
    let taxonomy = Taxonomy::get();
    let (one, other) = (taxonomy.concept_at(one), taxonomy.concept_at(other));
    let worked = |material: &Concept, by: &Concept| {
        material.kind == ConceptKind::Material
            && material.lineage.iter().any(|kind| by.related.contains(kind))
    };
    worked(other, one) || worked(one, other)
}
