//! What a figure is about: the attribute named beside it, else what its unit implies where it
//! stands.

use rustc_hash::FxHashSet;

use super::{
    chip,
    figure::{Figure, figures},
    lot_size,
    reading::Reading,
    time, tonnage,
};
use crate::{
    taxonomy::{Attribute, AttributeId, ConceptId, ConceptKind, Entry, Taxonomy, Unit},
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
pub(crate) fn measured(
    reading: &Reading<'_>,
    expected: Option<&str>,
    context: &FxHashSet<ConceptId>,
) -> Vec<Measured> {
    let found = figures(reading);
    let mut out: Vec<Measured> = Vec::with_capacity(found.len());
    // Whether it is known what the figure before is about.
    let mut told = false;
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
        if figure.strays {
            // 50 ± 5 µm of a known thickness is no tolerance that somebody holds; 10 ± 0.02 mm is.
            if !std::mem::take(&mut told)
                && is_of_a_machined_size(figure)
                && let Some(tolerance) = by_code("tolerance")
            {
                out.extend(convert(tolerance, figure));
            }
            continue;
        }
        // "Quantity: 5-50 pcs per lot" has no period: it is an order.
        let an_order = |code: &String| code == "volume" && figure.per_month.is_none();
        let code = named(reading, figure, previous, next)
            .filter(|code| !an_order(code) || lot_size::about(reading, figure).is_none())
            .or_else(|| expected.filter(|code| fits(code, figure)).map(str::to_owned))
            .or_else(|| implied(reading, figure))
            .or_else(|| time::about(reading, figure).map(str::to_owned))
            .or_else(|| lot_size::about(reading, figure).map(str::to_owned))
            .or_else(|| tonnage::machine_force(reading, figure, context).map(str::to_owned));
        let attribute = code.and_then(|code| by_code(&code));
        told = attribute.is_some_and(|attribute| !attribute.code.ends_with("diameter"));
        let Some(attribute) = attribute else { continue };
        // ±1 HRC is how even a hardness is, not how hard.
        if figure.plus_minus && !figure.strays && attribute.code.starts_with("hardness") {
            continue;
        }
        // Rubber is not measured by Rockwell.
        if attribute.code == "hardness_hrc"
            && figure.units.is_empty()
            && (speaks_of(reading, "p-rubber") || near(reading, figure, &["rubber"]))
        {
            continue;
        }
        let attribute = by_dimension(attribute, figure);
        // 80만 점, 80万点: placements of a mounter are no boards.
        if attribute.code == "volume"
            && ["점", "点", "điểm", "point"]
                .iter()
                .any(|word| reading.folded(figure.first, figure.past).contains(word))
            && speaks_of(reading, "s-pcba")
        {
            continue;
        }
        // Nobody plates by the millimetre, nor rolls sheet by the micrometre.
        let layer = attribute.code == "thickness"
            && units(figure).any(|unit| unit.code == "um")
            && near(reading, figure, &["plating", "surface-treatment"]);
        let attribute = by_code("plating_thickness").filter(|_| layer).unwrap_or(attribute);
        if let Some(measured) = convert(attribute, figure) {
            out.push(measured);
        }
    }
    out.extend(super::general_tolerance::classes(reading));
    out.sort_by_key(|one| one.first);
    out
}

/// Volumes are counted in pieces, in kilograms, in square metres or in metres, and compared only
/// with their like.
fn by_dimension(attribute: &'static Attribute, figure: &Figure) -> &'static Attribute {
    if attribute.code != "volume" {
        return attribute;
    }
    let code = units(figure).find_map(|unit| match unit.dimension.as_str() {
        "mass" | "force" => Some("volume_mass"),
        "area" => Some("volume_area"),
        "length" => Some("volume_length"),
        _ => None,
    });
    code.and_then(by_code).unwrap_or(attribute)
}

/// The attribute of a capacity that a figure is of, by its unit; none where its unit says nothing.
pub(crate) fn by_dimension_of(figure: &Figure) -> Option<AttributeId> {
    let volume = by_code("volume").filter(|_| !figure.units.is_empty())?;
    Some(by_dimension(volume, figure).id)
}

/// Whether a figure is a share in percent.
pub(crate) fn is_percent(figure: &Figure) -> bool {
    units(figure).any(|unit| unit.dimension == "percent")
}

/// An attribute by its code.
pub(crate) fn by_code(code: &str) -> Option<&'static Attribute> {
    Taxonomy::get().attributes.iter().find(|attribute| attribute.code == code)
}

pub(super) fn units<'f>(figure: &'f Figure) -> impl Iterator<Item = &'static Unit> + 'f {
    figure.units.iter().filter_map(|&unit| Taxonomy::get().units.get(usize::from(unit)))
}

/// Whether the figure's unit is one of the attribute's dimension.
fn fits(code: &str, figure: &Figure) -> bool {
    by_code(code).is_some_and(|attribute| compatible(attribute, figure))
}

/// Whether output is counted in a unit; profiles and cables are made by the metre, not by the millimetre.
fn counts_output(unit: &Unit) -> bool {
    matches!(unit.dimension.as_str(), "count" | "shots" | "area" | "force" | "mass")
        || matches!(unit.code.as_str(), "m" | "km")
}

fn compatible(attribute: &Attribute, figure: &Figure) -> bool {
    if figure.plus_minus && figure.units.is_empty() {
        return attribute.code == "tolerance" && bare_tolerance(figure);
    }
    // A weight in tonnes is written as a force is.
    if attribute.dimension == "mass" && figure.per_month.is_none() {
        return units(figure).any(|unit| unit.dimension == "mass" || unit.code == "tf");
    }
    if attribute.code == "volume" {
        return figure.per_month.is_some() && units(figure).all(counts_output)
            || figure.per_month.is_none() && units(figure).any(|unit| unit.dimension == "count");
    }
    if figure.per_month.is_some() && attribute.code != "moq" {
        return false;
    }
    if figure.units.is_empty() {
        // "Tolerance 0.005" is in millimetres; "tolerance 5" may be anything.
        let most = |most: f64| figure.max.or(figure.min).is_some_and(|value| value <= most);
        let small = most(0.5);
        // Rockwell's scale ends at 70; 240 is Brinell's or Vickers's.
        if attribute.code == "hardness_hrc" && !most(70.0) {
            return false;
        }
        return small && matches!(attribute.code.as_str(), "tolerance" | "flatness" | "roundness")
            || matches!(
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
            );
    }
    // Kilometres are a distance, and no part is as long.
    units(figure).any(|unit| unit.dimension == attribute.dimension && unit.code != "km")
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
        .filter(|(hit, attribute)| {
            compatible(attribute, figure)
                // "trục phi 8" is a shaft of 8 mm, not eight axes.
                && (attribute.code != "axes" || !has_word(reading, hit.past, figure.first))
        })
        .max_by_key(|(hit, _)| hit.past);
    let after = reading
        .measures
        .iter()
        .filter(|hit| hit.first >= figure.past && hit.first <= figure.past + 2 && hit.first < next)
        .filter_map(|hit| attribute(hit.entry).map(|attribute| (hit, attribute)))
        .filter(|(_, attribute)| compatible(attribute, figure))
        // "Lực tại 7 mm sai số ±5 %": the name belongs to what follows it.
        .filter(|(hit, attribute)| attribute.code != "tolerance" || next > hit.past + 2)
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

fn has_word(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let between = reading.tokens.get(from..to).unwrap_or_default();
    between.iter().any(|token| token.kind == TokenKind::Word)
}

fn has_comma(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    reading.tokens.get(from..to).is_some_and(|tokens| {
        tokens
            .iter()
            .any(|token| matches!(token.kind, TokenKind::Mark(',' | '、' | '，' | '(' | '（')))
    })
}

/// "Ni 1–3 µm, Sn 3–10 µm": micrometres of a metal that parts are plated with.
fn is_of_a_layer(reading: &Reading<'_>, figure: &Figure) -> bool {
    const METALS: &[&str] = &["ni", "sn", "au", "ag", "zn", "cu", "cr", "pd"];
    units(figure).any(|unit| unit.code == "um")
        && (1..=3).any(|back| {
            figure.first.checked_sub(back).is_some_and(|at| {
                METALS.contains(&reading.folded(at, at + 1))
                    && reading
                        .folded(at + 1, figure.first)
                        .chars()
                        .all(|letter| letter.is_alphabetic() || letter == ' ' || letter == '≥')
            })
        })
}

/// What a unit means where nobody names the attribute.
fn implied(reading: &Reading<'_>, figure: &Figure) -> Option<String> {
    if figure.per_month.is_some() {
        return (figure.units.is_empty()
            && figure.max.or(figure.min).is_some_and(|value| value >= 50.0)
            || units(figure).any(counts_output))
        .then(|| "volume".to_owned());
    }
    if figure.plus_minus {
        return (bare_tolerance(figure) || units(figure).any(|unit| unit.dimension == "length"))
            .then(|| "tolerance".to_owned());
    }
    let dimension = units(figure).next()?.dimension.as_str();
    let code = match dimension {
        "force" => tonnage::force(reading, figure)?,
        "length" if !figure.sides.is_empty() => {
            if near(reading, figure, &["smt", "pcb", "pcb-fabrication", "pcba"]) {
                "board_size"
            } else {
                "part_size"
            }
        }
        // "SGCC 1.2 mm", SPCC 1.5mm: a sheet.
        "length" if is_of_a_sheet(reading, figure) => "thickness",
        "length" if is_of_a_layer(reading, figure) => "plating_thickness",
        // Micrometres beside a plating or a coating are its thickness.
        "length"
            if units(figure).any(|unit| unit.code == "um")
                && distance(reading, figure, &["plating", "surface-treatment"], false)
                    .is_some_and(|tokens| tokens <= 4) =>
        {
            "plating_thickness"
        }
        // Cardboard has layers too.
        "layers" if !speaks_of(reading, "v-packaging") || speaks_of(reading, "c-pcb") => "layers",
        "axes" => "axes",
        "people" if !is_of_the_buyer(reading, figure) => "headcount",
        "ppm" if !is_of_a_substance(reading, figure) => "defect_ppm",
        "awg" => "wire_gauge",
        "hardness_hrc" => "hardness_hrc",
        "hardness_hv" => "hardness_hv",
        "hardness_hra" => "hardness_hra",
        "hardness_shore" => "hardness_shore",
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

/// Whether millimetres, as thick as a sheet or a plate is, stand right beside a material.
fn is_of_a_sheet(reading: &Reading<'_>, figure: &Figure) -> bool {
    let millimetres = units(figure).any(|unit| unit.code == "mm");
    let thin = figure.sides.is_empty() && figure.max.or(figure.min).is_some_and(|mm| mm <= 60.0);
    // "Thép đến 25 mm": a comparison may stand between.
    let from = reading
        .measures
        .iter()
        .find(|hit| matches!(hit.entry, Entry::Comparison(_)) && hit.past == figure.first)
        .map_or(figure.first, |hit| hit.first);
    millimetres
        && thin
        && reading.vocabulary.iter().any(|hit| match hit.entry {
            Entry::Concept(id) => {
                (hit.past == from || hit.past == figure.first || hit.first == figure.past)
                    && Taxonomy::get().concept_at(id).kind == ConceptKind::Material
            }
            _ => false,
        })
}

/// "Catering for 1,500 workers", "cho nhà máy 300 người": people who are served, not employed.
fn is_of_the_buyer(reading: &Reading<'_>, figure: &Figure) -> bool {
    let before = reading.folded(figure.first.saturating_sub(4), figure.first);
    before.split(' ').any(|word| matches!(word, "for" | "cho"))
}

/// Whether parts per million are of a substance: "Pb < 100 ppm".
fn is_of_a_substance(reading: &Reading<'_>, figure: &Figure) -> bool {
    let before = reading.folded(figure.first.saturating_sub(4), figure.first);
    ["pb", "cd", "hg", "lead", "content", "chlor", "halogen", "hàm lượng", "함량", "含有", "含量"]
        .iter()
        .any(|word| before.contains(word))
}

/// Whether a text speaks of anything of a segment of the value chain.
pub(super) fn speaks_of(reading: &Reading<'_>, segment: &str) -> bool {
    reading.vocabulary.iter().any(|hit| match hit.entry {
        Entry::Concept(id) => Taxonomy::get().concept_at(id).segment.as_deref() == Some(segment),
        _ => false,
    })
}

/// Whether a deviation is one of a machined size: at most half a millimetre, not in micrometres.
fn is_of_a_machined_size(figure: &Figure) -> bool {
    let length = units(figure).find(|unit| unit.dimension == "length");
    let millimetres = length.map_or(figure.units.is_empty(), |unit| unit.code == "mm");
    millimetres && figure.max.or(figure.min).is_some_and(|value| value <= 0.5)
}

/// `±0.01` without a unit is in millimetres; `±5` may be anything.
fn bare_tolerance(figure: &Figure) -> bool {
    figure.plus_minus
        && figure.units.is_empty()
        && figure.max.or(figure.min).is_some_and(|value| value < 1.0)
}

fn near(reading: &Reading<'_>, figure: &Figure, codes: &[&str]) -> bool {
    distance(reading, figure, codes, false).is_some()
}

/// Tokens to the nearest mention of one of the concepts or of a narrower one, doubtful mentions left
/// out where it has to be `sure`; a line break counts as forty.
pub(super) fn distance(
    reading: &Reading<'_>,
    figure: &Figure,
    codes: &[&str],
    sure: bool,
) -> Option<usize> {
    let taxonomy = Taxonomy::get();
    let wanted: Vec<ConceptId> =
        codes.iter().filter_map(|code| taxonomy.concept(code)).map(|concept| concept.id).collect();
    reading
        .vocabulary
        .iter()
        .filter(|hit| !(sure && hit.ambiguous))
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
    let tonnes = attribute.dimension == "mass" && units(figure).any(|unit| unit.code == "tf");
    let mut factor = match (unit, own) {
        (None, _) if tonnes => 1000.0,
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
    if attribute.code.starts_with("volume") {
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
