//! A declared figure against a required one.

use super::{
    Outcome,
    judge::{Judged, Setting},
    prepare::Piece,
    reason::Reason,
};
use crate::{
    compile::{Compiled, Declared},
    taxonomy::{AttributeId, Better, Concept, ConceptId, ConceptKind, Taxonomy},
};

pub(crate) fn figure(
    attribute: AttributeId,
    min: Option<f64>,
    max: Option<f64>,
    piece: Piece,
    supplier: &Compiled,
    setting: Setting<'_>,
) -> Judged {
    let taxonomy = Taxonomy::get();
    let Some(known) = taxonomy.attributes.get(usize::from(attribute.0)) else {
        return Judged::unknown(0.4, Reason::NotStated);
    };
    let all: Vec<&Declared> =
        supplier.figures.iter().filter(|declared| declared.attribute == attribute).collect();
    if all.is_empty() && (piece.kg.is_some() || piece.m2.is_some()) {
        return by_piece(known.better, min, max, piece, supplier);
    }
    if known.code.starts_with("volume") && !setting.asked.is_empty() {
        let own = all.into_iter().filter(|one| !of_another_product(one, setting.asked));
        return best(known.better, min, max, own).unwrap_or_else(|| no_volume(min, max));
    }
    if known.dimension != "force" {
        return best(known.better, min, max, all.into_iter()).unwrap_or_else(not_stated);
    }
    // A tonnage must be that of the machine asked for: every process asked for that runs on such
    // machines has to have it. One process more can therefore only take away.
    let mut worst: Option<Judged> = None;
    for &asked in setting.on_tonnage {
        let own = all.iter().copied().filter(|declared| said_of(declared, asked));
        let judged = best(known.better, min, max, own).unwrap_or_else(not_stated);
        if worst.as_ref().is_none_or(|known| rank(&judged) < rank(known)) {
            worst = Some(judged);
        }
    }
    let of_any = || best(known.better, min, max, all.into_iter());
    worst.or_else(of_any).unwrap_or_else(not_stated)
}

/// The product that a capacity is said of.
pub(crate) fn of_product(declared: &Declared) -> Option<&'static Concept> {
    let concept = Taxonomy::get().concept_at(declared.concept?);
    (concept.kind == ConceptKind::Product && concept.segment.is_some()).then_some(concept)
}

/// Whether a capacity is said of a product that has nothing to do with what is asked: "USB cables,
/// 80,000 a month" beside chargers.
fn of_another_product(declared: &Declared, asked: &[ConceptId]) -> bool {
    let taxonomy = Taxonomy::get();
    of_product(declared).is_some_and(|concept| {
        asked.iter().all(|&id| {
            let want = taxonomy.concept_at(id);
            want.kind == ConceptKind::Product
                && want.segment != concept.segment
                && !concept.lineage.contains(&id)
                && !want.lineage.contains(&concept.id)
                && !want.related.contains(&concept.id)
        })
    })
}

/// Tonnes or square metres a month of a firm that counts no pieces, as pieces that weigh or measure so
/// much each.
fn by_piece(
    better: Better,
    min: Option<f64>,
    max: Option<f64>,
    piece: Piece,
    supplier: &Compiled,
) -> Judged {
    let of = |code: &str| crate::understand::attribute::by_code(code).map(|known| known.id);
    let (mass, area) = (of("volume_mass"), of("volume_area"));
    let one = |attribute: AttributeId| match attribute {
        _ if Some(attribute) == mass => piece.kg,
        _ if Some(attribute) == area => piece.m2,
        _ => None,
    };
    let pieces: Vec<Declared> = supplier
        .figures
        .iter()
        .filter_map(|declared| {
            let one = one(declared.attribute)?;
            let all = |figure: Option<f64>| figure.map(|all| all / one);
            Some(Declared { min: all(declared.min), max: all(declared.max), ..*declared })
        })
        .collect();
    let judged = best(better, min, max, pieces.iter()).unwrap_or_else(|| no_volume(min, max));
    let reason = match judged.reason {
        Reason::Figure(count) => Reason::Pieces(count),
        other => other,
    };
    Judged { reason, ..judged }
}

/// Met before unknown before failed, then the better fit.
fn rank(judged: &Judged) -> (u8, f64, f64) {
    let outcome = match judged.outcome {
        Outcome::Met => 2,
        Outcome::Unknown => 1,
        Outcome::Failed => 0,
    };
    (outcome, judged.value, judged.margin.unwrap_or(0.0))
}

/// Those of the capabilities asked for that machines of a tonnage do.
pub(crate) fn on_tonnage(asked: &[ConceptId]) -> Vec<ConceptId> {
    asked.iter().copied().filter(|&asked| is_on_tonnage(asked)).collect()
}

fn is_on_tonnage(asked: ConceptId) -> bool {
    let taxonomy = Taxonomy::get();
    let concept = taxonomy.concept_at(asked);
    concept.lineage.iter().chain(&concept.related).any(|&id| {
        matches!(
            taxonomy.concept_at(id).code.as_str(),
            "injection-moulding"
                | "die-casting"
                | "stamping"
                | "forging"
                | "aluminium-extrusion"
                | "rubber-moulding"
                | "injection-machine"
                | "die-casting-machine"
                | "press-machine"
        )
    })
}

/// Whether a figure is said of what is asked, or of nothing in particular.
fn said_of(declared: &Declared, asked: ConceptId) -> bool {
    let taxonomy = Taxonomy::get();
    // "Máy 800 tấn, gia công CNC": what no machine of a tonnage does says nothing of the tonnes.
    declared.concept.filter(|&concept| is_on_tonnage(concept)).is_none_or(|concept| {
        let concept = taxonomy.concept_at(concept);
        let want = taxonomy.concept_at(asked);
        concept.lineage.contains(&asked)
            // A forge has presses as well.
            || concept.code == "press-machine" && want.is_one_of(&["forging"])
            || want.lineage.contains(&concept.id)
            || concept.related.contains(&asked)
            || concept.segment == want.segment
            // Plastic parts and injection machines meet in injection moulding.
            || concept.related.iter().any(|process| want.related.contains(process))
    })
}

/// The best of the declared figures.
fn best<'d>(
    better: Better,
    min: Option<f64>,
    max: Option<f64>,
    figures: impl Iterator<Item = &'d Declared>,
) -> Option<Judged> {
    let mut best: Option<Judged> = None;
    for declared in figures {
        let have = (declared.min, declared.max);
        let judged = compare(better, min, max, have).at(Some(declared.passage));
        if best.as_ref().is_none_or(|known| rank(&judged) > rank(known)) {
            best = Some(judged);
        }
    }
    best
}

/// How a figure comes out that nobody states.
fn not_stated() -> Judged {
    Judged::unknown(0.4, Reason::NotStated)
}

/// How a volume comes out that nobody states. A few hundred a month is no question of capacity: whoever
/// takes the order can make them.
pub(crate) fn no_volume(min: Option<f64>, max: Option<f64>) -> Judged {
    /// A month: pieces, or kilograms or square metres where these are asked for.
    const FEW: f64 = 1_000.0;
    let few = min.or(max).is_some_and(|need| need <= FEW);
    if few { Judged::unknown(0.8, Reason::NotStated) } else { not_stated() }
}

/// Whether an attribute is a number of pieces a month.
pub(crate) fn is_volume(attribute: AttributeId) -> bool {
    let known = Taxonomy::get().attributes.get(usize::from(attribute.0));
    known.is_some_and(|known| known.code == "volume")
}

/// A declared range against a required one. The margin is a fraction of the requirement.
pub(crate) fn compare(
    better: Better,
    min: Option<f64>,
    max: Option<f64>,
    (least, most): (Option<f64>, Option<f64>),
) -> Judged {
    let verdict = |margin: f64, figure: f64| {
        // A rounding of the units (kN, in) must not fail anyone.
        if margin >= -0.005 {
            Judged {
                margin: Some(margin.max(0.0)),
                ..Judged::new(Outcome::Met, 1.0, Reason::Figure(figure))
            }
        } else {
            let closeness = (1.0 + margin * 2.0).clamp(0.0, 0.95);
            Judged {
                margin: Some(margin),
                ..Judged::new(Outcome::Failed, closeness, Reason::Figure(figure))
            }
        }
    };
    match better {
        Better::Higher => {
            let Some(need) = min.or(max).filter(|need| *need > 0.0) else {
                return Judged::unknown(0.5, Reason::NotStated);
            };
            match most.or(least) {
                Some(have) => verdict(have / need - 1.0, have),
                None => Judged::unknown(0.5, Reason::NotStated),
            }
        }
        Better::Lower => {
            let Some(need) = max.or(min).filter(|need| *need > 0.0) else {
                return Judged::unknown(0.5, Reason::NotStated);
            };
            match least.or(most) {
                Some(have) => verdict(
                    if have <= need { 1.0 - have / need } else { -(1.0 - need / have) },
                    have,
                ),
                None => Judged::unknown(0.5, Reason::NotStated),
            }
        }
        Better::Range => range(min, max, (least, most), verdict),
    }
}

fn range(
    min: Option<f64>,
    max: Option<f64>,
    (least, high): (Option<f64>, Option<f64>),
    verdict: impl Fn(f64, f64) -> Judged,
) -> Judged {
    // A single declared figure is the largest the firm does.
    let low = least.filter(|low| high != Some(*low));
    if let (Some(need), Some(have)) = (max.or(min), high)
        && need > have
        && need > 0.0
    {
        return verdict(-(1.0 - have / need), have);
    }
    // "At least 0.38 µm" is met by whoever begins above it.
    if let (Some(need), Some(have)) = (min.or(max), low)
        && max.is_some()
        && need < have
        && have > 0.0
    {
        return verdict(-(1.0 - need / have), have);
    }
    verdict(0.0, high.or(low).unwrap_or_default())
}
