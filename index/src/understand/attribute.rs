//! What a figure is about: the attribute named beside it, else what its unit implies where it
//! stands.

use super::{
    chip,
    figure::{Figure, figures},
    reading::Reading,
};
use crate::{
    taxonomy::{Attribute, AttributeId, ConceptId, Entry, Taxonomy, Unit},
    text::TokenKind,
};

/// A figure of an attribute, in the attribute's canonical unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    pub(crate) attribute: AttributeId,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    /// First token, attribute name left out.
    pub(crate) first: usize,
    pub(crate) past: usize,
}

/// Every figure whose attribute can be told. `expected` is the attribute a form field is about
/// (`moq`, `lead_time`, `volume`), taken where the text names none.
pub(crate) fn measured(reading: &Reading<'_>, expected: Option<&str>) -> Vec<Measured> {
    let found = figures(reading);
    let mut out: Vec<Measured> = Vec::with_capacity(found.len());
    for (index, figure) in found.iter().enumerate() {
        let previous = index
            .checked_sub(1)
            .and_then(|before| found.get(before))
            .map_or(0, |before| before.past);
        let next = found.get(index + 1).map_or(usize::MAX, |after| after.first);
        if let Some(chip) = chip::chip_size(reading, figure) {
            out.push(chip);
            continue;
        }
        let code = named(reading, figure, previous, next)
            .or_else(|| implied(reading, figure))
            .or_else(|| expected.filter(|code| fits(code, figure)).map(str::to_owned));
        let Some(attribute) = code.and_then(|code| by_code(&code)) else { continue };
        if let Some(measured) = convert(attribute, figure) {
            out.push(measured);
        }
    }
    out
}

/// An attribute by its code.
pub(crate) fn by_code(code: &str) -> Option<&'static Attribute> {
    Taxonomy::get().attributes.iter().find(|attribute| attribute.code == code)
}

fn units<'f>(figure: &'f Figure) -> impl Iterator<Item = &'static Unit> + 'f {
    figure.units.iter().filter_map(|&unit| Taxonomy::get().units.get(usize::from(unit)))
}

/// Whether the figure's unit is one of the attribute's dimension.
fn fits(code: &str, figure: &Figure) -> bool {
    by_code(code).is_some_and(|attribute| compatible(attribute, figure))
}

fn compatible(attribute: &Attribute, figure: &Figure) -> bool {
    if attribute.code == "volume" {
        return figure.per_month.is_some()
            && units(figure).all(|unit| {
                matches!(unit.dimension.as_str(), "count" | "shots" | "area" | "force" | "mass")
            })
            || figure.per_month.is_none() && units(figure).any(|unit| unit.dimension == "count");
    }
    if figure.per_month.is_some() && attribute.code != "moq" {
        return false;
    }
    if figure.units.is_empty() {
        return matches!(
            attribute.code.as_str(),
            "cpk"
                | "roughness_ra"
                | "hardness_hrc"
                | "hardness_hv"
                | "moq"
                | "headcount"
                | "defect_ppm"
                | "cleanroom_class"
                | "layers"
                | "cavities"
                | "axes"
                | "smt_lines"
                | "placement_cph"
        ) || figure.plus_minus && attribute.code == "tolerance";
    }
    units(figure).any(|unit| unit.dimension == attribute.dimension)
}

/// The attribute whose name stands nearest: before the figure within the clause, or right after.
fn named(reading: &Reading<'_>, figure: &Figure, previous: usize, next: usize) -> Option<String> {
    let taxonomy = Taxonomy::get();
    let attribute = |entry: Entry| match entry {
        Entry::Attribute(id) => taxonomy.attributes.get(usize::from(id.0)),
        _ => None,
    };
    let floor = previous.max(figure.first.saturating_sub(14));
    let clear = |from: usize, to: usize| {
        reading.tokens.get(from..to).is_some_and(|between| {
            !between.iter().any(|token| match token.kind {
                TokenKind::Break | TokenKind::Mark(';' | '。' | '；' | '!' | '?') => true,
                TokenKind::Mark('.') => token.spaced || from == to,
                _ => false,
            })
        })
    };
    let before = reading
        .measures
        .iter()
        .rev()
        .filter(|hit| hit.past <= figure.first && hit.first >= floor)
        .filter(|hit| clear(hit.past, figure.first))
        .filter_map(|hit| attribute(hit.entry).map(|attribute| (hit, attribute)))
        .filter(|(_, attribute)| compatible(attribute, figure))
        .max_by_key(|(hit, _)| hit.past);
    let after = reading
        .measures
        .iter()
        .filter(|hit| hit.first >= figure.past && hit.first <= figure.past + 2 && hit.first < next)
        .filter_map(|hit| attribute(hit.entry).map(|attribute| (hit, attribute)))
        .filter(|(_, attribute)| compatible(attribute, figure))
        .find(|(hit, _)| {
            clear(figure.past, hit.first) && !has_comma(reading, figure.past, hit.first)
        });
    let comma_between = before.is_some_and(|(hit, _)| has_comma(reading, hit.past, figure.first));
    match (before, after) {
        (Some((_, attribute)), None) if !comma_between || attribute.dimension != "length" => {
            Some(attribute.code.clone())
        }
        (Some((_, attribute)), Some(_)) if !comma_between => Some(attribute.code.clone()),
        (_, Some((_, attribute))) => Some(attribute.code.clone()),
        _ => None,
    }
}

fn has_comma(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    reading.tokens.get(from..to).is_some_and(|tokens| {
        tokens
            .iter()
            .any(|token| matches!(token.kind, TokenKind::Mark(',' | '、' | '，' | '(' | '（')))
    })
}

/// What a unit means where nobody names the attribute.
fn implied(reading: &Reading<'_>, figure: &Figure) -> Option<String> {
    if figure.per_month.is_some() {
        return (figure.units.is_empty()
            && figure.max.or(figure.min).is_some_and(|value| value >= 50.0)
            || units(figure).any(|unit| {
                matches!(unit.dimension.as_str(), "count" | "shots" | "area" | "mass" | "force")
            }))
        .then(|| "volume".to_owned());
    }
    if figure.plus_minus {
        return (figure.units.is_empty() || units(figure).any(|unit| unit.dimension == "length"))
            .then(|| "tolerance".to_owned());
    }
    let dimension = units(figure).next()?.dimension.as_str();
    let code = match dimension {
        "force" => force(reading, figure)?,
        "length" if !figure.sides.is_empty() => {
            if near(reading, figure, &["smt", "pcb", "pcb-fabrication", "electronics-assembly"]) {
                "board_size"
            } else {
                "part_size"
            }
        }
        "layers" => "layers",
        "axes" => "axes",
        "people" => "headcount",
        "ppm" => "defect_ppm",
        "awg" => "wire_gauge",
        "hardness_hrc" => "hardness_hrc",
        "hardness_hv" => "hardness_hv",
        "copper_oz" => "copper_weight",
        "placement_rate" => "placement_cph",
        "cavities" => "cavities",
        "cleanroom_class"
            if figure
                .max
                .is_some_and(|class| [1.0, 10.0, 100.0, 1e3, 1e4, 1e5].contains(&class))
                && near(reading, figure, &["clean-room", "cleanroom-assembly"]) =>
        {
            "cleanroom_class"
        }
        "line_count" if near(reading, figure, &["smt", "electronics-assembly"]) => "smt_lines",
        "power"
            if near(
                reading,
                figure,
                &["laser-cutting", "laser-cutting-machine", "laser-welding"],
            ) =>
        {
            "laser_power"
        }
        _ => return None,
    };
    Some(code.to_owned())
}

/// Tonnes beside injection or die casting are clamping force, beside presses press force.
fn force(reading: &Reading<'_>, figure: &Figure) -> Option<&'static str> {
    const CLAMPING: &[&str] = &[
        "injection-moulding",
        "plastic-processing",
        "die-casting",
        "injection-machine",
        "die-casting-machine",
        "plastic-part",
        "die-cast-part",
        "plastic-mould",
    ];
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
    ];
    let clamping = distance(reading, figure, CLAMPING);
    let pressing = distance(reading, figure, PRESSING);
    match (clamping, pressing) {
        (Some(clamp), Some(press)) => {
            Some(if press < clamp { "press_force" } else { "clamping_force" })
        }
        (Some(_), None) => Some("clamping_force"),
        (None, Some(_)) => Some("press_force"),
        (None, None) => None,
    }
}

fn near(reading: &Reading<'_>, figure: &Figure, codes: &[&str]) -> bool {
    distance(reading, figure, codes).is_some()
}

/// Tokens to the nearest mention of one of the concepts or of a narrower one; a line break counts
/// as forty.
fn distance(reading: &Reading<'_>, figure: &Figure, codes: &[&str]) -> Option<usize> {
    let taxonomy = Taxonomy::get();
    let wanted: Vec<ConceptId> =
        codes.iter().filter_map(|code| taxonomy.concept(code)).map(|concept| concept.id).collect();
    reading
        .vocabulary
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Concept(id)
                if taxonomy.concept_at(id).lineage.iter().any(|id| wanted.contains(id)) =>
            {
                let (from, to, weight) = if hit.past <= figure.first {
                    (hit.past, figure.first, 2)
                } else {
                    (figure.past, hit.first, 3)
                };
                let breaks = reading
                    .tokens
                    .get(from..to)
                    .unwrap_or_default()
                    .iter()
                    .filter(|token| {
                        matches!(token.kind, TokenKind::Break | TokenKind::Mark(';' | '。'))
                    })
                    .count();
                Some(to.saturating_sub(from) * weight / 2 + breaks * 40)
            }
            _ => None,
        })
        .min()
}

/// Into the attribute's canonical unit; volumes become pieces (or kg, m²) per month.
pub(crate) fn convert(attribute: &Attribute, figure: &Figure) -> Option<Measured> {
    let taxonomy = Taxonomy::get();
    let own =
        taxonomy.units.iter().find(|unit| unit.code == attribute.canonical_unit).or_else(|| {
            taxonomy.units.iter().find(|unit| {
                unit.canonical == attribute.canonical_unit && unit.dimension == attribute.dimension
            })
        });
    let unit = units(figure).find(|unit| unit.dimension == attribute.dimension);
    let mut factor = match (unit, own) {
        (Some(unit), Some(own)) => unit.factor / own.factor,
        (Some(unit), None) => unit.factor,
        // Surface roughness without a unit is in micrometres.
        (None, _) if attribute.code == "roughness_ra" => 0.001,
        (None, _) if attribute.code == "volume" => {
            units(figure).next().map_or(1.0, |unit| unit.factor)
        }
        (None, _) => 1.0,
    };
    let scale = |value: Option<f64>| value.map(|value| value * factor);
    let (mut min, mut max) = (scale(figure.min), scale(figure.max));
    if attribute.code == "volume" {
        // Tonnes and square metres per month are no pieces: like is compared with like only.
        if units(figure).any(|unit| !matches!(unit.dimension.as_str(), "count" | "shots")) {
            return None;
        }
        // An amount without a period is an order, not a rate: it is left to the order size.
        factor = figure.per_month?;
        min = min.map(|value| value * factor);
        max = max.map(|value| value * factor);
    }
    let finite = |value: Option<f64>| value.is_none_or(f64::is_finite);
    (finite(min) && finite(max)).then_some(Measured {
        attribute: attribute.id,
        min,
        max,
        first: figure.first,
        past: figure.past,
    })
}
