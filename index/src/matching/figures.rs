//! A declared figure against a required one.

use super::{
    Outcome,
    judge::{Judged, Setting},
    reason::Reason,
};
use crate::{
    compile::{Compiled, Declared},
    taxonomy::{AttributeId, Better, Taxonomy},
};

pub(crate) fn figure(
    attribute: AttributeId,
    min: Option<f64>,
    max: Option<f64>,
    supplier: &Compiled,
    setting: Setting<'_>,
) -> Judged {
    let taxonomy = Taxonomy::get();
    let Some(known) = taxonomy.attributes.get(usize::from(attribute.0)) else {
        return Judged::unknown(0.4, Reason::NotStated);
    };
    let of = |declared: &&Declared| declared.attribute == attribute;
    let said_of_it = |declared: &&Declared| {
        declared.concept.is_none_or(|concept| {
            let concept = taxonomy.concept_at(concept);
            setting.asked.is_empty()
                || setting.asked.iter().any(|&asked| {
                    let want = taxonomy.concept_at(asked);
                    concept.lineage.contains(&asked)
                        || want.lineage.contains(&concept.id)
                        || concept.related.contains(&asked)
                        || concept.segment == want.segment
                })
        })
    };
    let own: Vec<&Declared> = supplier.figures.iter().filter(of).filter(said_of_it).collect();
    let all: Vec<&Declared> = if own.is_empty() && known.dimension != "force" {
        supplier.figures.iter().filter(of).collect()
    } else {
        own
    };
    let mut best: Option<Judged> = None;
    for declared in all {
        let judged = compare(known.better, min, max, declared).at(Some(declared.passage));
        let order = |judged: &Judged| {
            (judged.outcome == Outcome::Met, judged.value, judged.margin.unwrap_or(0.0))
        };
        if best.as_ref().is_none_or(|known| order(&judged) > order(known)) {
            best = Some(judged);
        }
    }
    best.unwrap_or_else(|| Judged::unknown(0.4, Reason::NotStated))
}

/// A declared range against a required one. The margin is a fraction of the requirement.
fn compare(better: Better, min: Option<f64>, max: Option<f64>, declared: &Declared) -> Judged {
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
            match declared.max.or(declared.min) {
                Some(have) => verdict(have / need - 1.0, have),
                None => Judged::unknown(0.5, Reason::NotStated),
            }
        }
        Better::Lower => {
            let Some(need) = max.or(min).filter(|need| *need > 0.0) else {
                return Judged::unknown(0.5, Reason::NotStated);
            };
            match declared.min.or(declared.max) {
                Some(have) => verdict(
                    if have <= need { 1.0 - have / need } else { -(1.0 - need / have) },
                    have,
                ),
                None => Judged::unknown(0.5, Reason::NotStated),
            }
        }
        Better::Range => range(min, max, declared, verdict),
    }
}

fn range(
    min: Option<f64>,
    max: Option<f64>,
    declared: &Declared,
    verdict: impl Fn(f64, f64) -> Judged,
) -> Judged {
    // A single declared figure is the largest the firm does.
    let low = declared.min.filter(|low| declared.max != Some(*low));
    let high = declared.max;
    if let (Some(need), Some(have)) = (max.or(min), high)
        && need > have
        && need > 0.0
    {
        return verdict(-(1.0 - have / need), have);
    }
    if let (Some(need), Some(have)) = (min.or(max), low)
        && need < have
        && have > 0.0
    {
        return verdict(-(1.0 - need / have), have);
    }
    verdict(0.0, high.or(low).unwrap_or_default())
}
