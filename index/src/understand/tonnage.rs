//! What tonnes are of: the clamp of a moulding machine, a press, or a mould's own weight.

use rustc_hash::FxHashSet;

use super::{
    attribute::{distance, speaks_of, units},
    figure::Figure,
    reading::Reading,
};
use crate::taxonomy::{Concept, ConceptId, ConceptKind, Entry, Taxonomy};

/// A tonnage in a text that speaks of one kind of machine elsewhere.
pub(super) fn machine_force(
    reading: &Reading<'_>,
    figure: &Figure,
    context: &FxHashSet<ConceptId>,
) -> Option<&'static str> {
    let tonnes = figure.per_month.is_none()
        && !lifted(reading, figure)
        && units(figure).any(|unit| unit.dimension == "force")
        && figure.max.or(figure.min).is_some_and(|value| value >= 15.0);
    if !tonnes {
        return None;
    }
    let taxonomy = Taxonomy::get();
    let speaks =
        |codes: &[&str]| context.iter().any(|&id| taxonomy.concept_at(id).is_one_of(codes));
    match (speaks(CLAMPING), speaks(PRESSING)) {
        (true, false) => Some("clamping_force"),
        (false, true) => Some("press_force"),
        _ => None,
    }
}

/// Tonnes beside injection or die casting are clamping force, beside presses press force.
pub(super) fn force(reading: &Reading<'_>, figure: &Figure) -> Option<&'static str> {
    // A few tonnes beside a mould are its weight.
    let value = figure.max.or(figure.min)?;
    // C5191 0.2t, SECC 1.2t: as thick as a sheet is, in millimetres.
    if value < 10.0 && behind_a_material(reading, figure) {
        return Some("thickness");
    }
    if lifted(reading, figure) {
        return None;
    }
    if value <= 30.0
        && (beside(reading, figure, &["mould", "jig"]) || largest_mould(reading, figure))
    {
        return Some("mould_weight");
    }
    if value < 5.0 {
        // "0.1-0.3 t" of a stamper.
        let sheet = ["p-stamping", "p-sheetmetal"].iter().any(|one| speaks_of(reading, one));
        return sheet.then_some("thickness");
    }
    // "Máy ép" is a machine of either kind: what is sure goes first.
    let any = |codes| distance(reading, figure, codes, false);
    let (clamping, pressing) = match (
        distance(reading, figure, CLAMPING, true),
        distance(reading, figure, PRESSING, true),
    ) {
        (None, None) => (any(CLAMPING), any(PRESSING)),
        sure => sure,
    };
    match (clamping, pressing) {
        (Some(clamp), Some(press)) => {
            Some(if press < clamp { "press_force" } else { "clamping_force" })
        }
        (Some(_), None) => Some("clamping_force"),
        (None, Some(_)) => Some("press_force"),
        (None, None) => None,
    }
}

/// "Khuôn ép nhựa cỡ vừa và lớn, đến 15 tấn": the largest of the moulds named before.
fn largest_mould(reading: &Reading<'_>, figure: &Figure) -> bool {
    const UP_TO: &[&str] = &["đến", "tới", "up to", "to", "최대", "最大", "至", "den", "toi"];
    let up_to = (1..=2).any(|back| {
        figure
            .first
            .checked_sub(back)
            .is_some_and(|at| UP_TO.contains(&reading.folded(at, figure.first)))
    });
    let mould = reading.vocabulary.iter().rev().find(|hit| {
        hit.past <= figure.first
            && hit.past + 10 >= figure.first
            && matches!(hit.entry, Entry::Concept(_))
    });
    let between = |past: usize| reading.folded(past, figure.first);
    up_to
        && mould.is_some_and(|hit| match hit.entry {
            Entry::Concept(id) => {
                Taxonomy::get().concept_at(id).is_one_of(&["mould"])
                    && !between(hit.past).contains(['.', ';', '\n'])
            }
            _ => false,
        })
}

/// Whether a figure stands right behind a material or its temper: "C5191-H 0.2t".
fn behind_a_material(reading: &Reading<'_>, figure: &Figure) -> bool {
    let glued = reading.tokens.get(figure.past - 1).is_some_and(|unit| !unit.spaced);
    glued
        && reading.vocabulary.iter().any(|hit| match hit.entry {
            Entry::Concept(id) => {
                Taxonomy::get().concept_at(id).kind == ConceptKind::Material
                    && hit.past <= figure.first
                    && hit.past + 3 >= figure.first
            }
            _ => false,
        })
}

/// Whether tonnes are what a crane lifts or a lorry carries.
pub(super) fn lifted(reading: &Reading<'_>, figure: &Figure) -> bool {
    let around =
        reading.folded(figure.first.saturating_sub(4), (figure.past + 2).min(reading.tokens.len()));
    [
        "crane",
        "hoist",
        "truck",
        "forklift",
        "cẩu",
        "cầu trục",
        "xe tải",
        "크레인",
        "호이스트",
        "지게차",
        "クレーン",
        "ホイスト",
        "フォークリフト",
        "行车",
        "天车",
        "吊车",
        "起重机",
        "行車",
        "叉车",
    ]
    .iter()
    .any(|word| around.contains(word))
}

/// Processes, machines and goods beside which tonnes are a clamping force.
const CLAMPING: &[&str] = &[
    "injection-moulding",
    "plastic-processing",
    "die-casting",
    "injection-machine",
    "die-casting-machine",
    "plastic-part",
    "die-cast-part",
    "plastic-mould",
    "die-casting-mould",
];

/// Processes, machines and goods beside which tonnes are a press force.
const PRESSING: &[&str] = &[
    "stamping",
    "press-machine",
    "deep-drawing",
    "progressive-stamping",
    "forging",
    "stamped-part",
    "rubber-press",
    "rubber-moulding",
    "press-brake-machine",
    "stamping-die",
    "press-die",
    "aluminium-extrusion",
];

/// Whether one of the concepts stands within four tokens, with no machine between.
fn beside(reading: &Reading<'_>, figure: &Figure, codes: &[&str]) -> bool {
    let is = |hit: &super::reading::Hit, codes: &[&str]| match hit.entry {
        Entry::Concept(id) => Taxonomy::get().concept_at(id).is_one_of(codes),
        _ => false,
    };
    let close = |hit: &&super::reading::Hit| {
        hit.past <= figure.first && hit.past + 5 >= figure.first
            || hit.first >= figure.past && hit.first <= figure.past + 3
    };
    let around =
        reading.folded(figure.first.saturating_sub(5), (figure.past + 3).min(reading.tokens.len()));
    let machine = [
        "machine",
        "press",
        "máy",
        "may ",
        "사출기",
        "프레스",
        "호기",
        "成形機",
        "機",
        "机",
        "プレス",
        "clamp",
        "급",
    ]
    .iter()
    .any(|word| around.contains(word));
    !machine && reading.vocabulary.iter().filter(close).any(|hit| is(hit, codes))
}

/// Whether tonnes stand right behind something that is done on machines of a tonnage: 프레스(200톤).
pub(super) fn stands_behind(reading: &Reading<'_>, past: usize, concept: &Concept) -> bool {
    let taxonomy = Taxonomy::get();
    concept.kind == ConceptKind::Process
        && (concept.is_one_of(CLAMPING) || concept.is_one_of(PRESSING))
        && reading.measures.iter().any(|hit| match hit.entry {
            Entry::Unit(unit) => {
                (past..=past + 3).contains(&hit.first)
                    && taxonomy
                        .units
                        .get(usize::from(unit))
                        .is_some_and(|unit| unit.dimension == "force")
            }
            _ => false,
        })
}
