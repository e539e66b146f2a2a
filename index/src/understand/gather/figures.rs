//! Figures and standards as constraints: how firmly each is asked for.

use super::{Gathered, importance, span};
use crate::{
    request::RequestKind,
    taxonomy::{Better, CueClass, Taxonomy},
    understand::{
        Constraint, ConstraintKind, Importance, Quantity,
        attribute::{self, Measured},
        figure::{Figure, figures},
        reading::Reading,
        spot::Spotting,
    },
};

/// Figures that decide whether a firm can do the job; others describe the part.
const DECISIVE: &[&str] = &[
    "clamping_force",
    "press_force",
    "layers",
    "line_space",
    "chip_size",
    "cleanroom_class",
    "tolerance",
    "axes",
    "volume",
    "volume_mass",
    "volume_area",
    "volume_length",
    "mould_weight",
    "wire_gauge",
    "placement_cph",
    "laser_power",
    "salt_spray_hours",
    "bend_length",
    "turning_diameter",
    "travel",
    "cpk",
    "defect_ppm",
];

/// Figures of the job that bound who can do it where a profile states them: lots, days, sizes. Others,
/// such as a voltage to be withstood, may be of something else.
const EXPECTED: &[&str] = &[
    "moq",
    "lead_time",
    "sample_lead_time",
    "board_size",
    "part_size",
    "part_weight",
    "part_area",
    "thickness",
    "wall_thickness",
    "plating_thickness",
    "coating_thickness",
    "pitch",
    "wire_diameter",
    "roughness_ra",
    "flatness",
    "roundness",
];

/// "Gearbox housing, 1.35 kg": up to a hundred kilograms that nothing names are what a piece weighs.
pub(super) fn part_weights(reading: &Reading<'_>, found: &[Measured]) -> Vec<Measured> {
    let Some(weight) = attribute::by_code("part_weight") else { return Vec::new() };
    let named = |figure: &Figure| {
        found.iter().any(|one| one.attribute == weight.id || one.first == figure.first)
    };
    let of_a_piece = |figure: &Figure| {
        const PIECES: &[&str] = &[
            "cái", "cai", "chiếc", "pcs", "pc", "piece", "sp", "bộ", "개", "個", "件", "只", "本",
        ];
        let each = PIECES.contains(&reading.folded(figure.past + 1, figure.past + 2));
        let whole = matches!(reading.character(figure.past), Some('/')) && !each;
        let mass = attribute::units(figure).any(|unit| matches!(unit.code.as_str(), "kg" | "g"));
        let before = reading.folded(figure.first.saturating_sub(2), figure.first);
        let class = ["class", "grade", "cấp", "급", "級", "级"].iter().any(|w| before.contains(w));
        mass && !class
            && figure.per_month.is_none()
            && !figure.plus_minus
            && !whole
            && !packed(reading, figure)
            && !named(figure)
    };
    figures(reading)
        .iter()
        .filter(|figure| of_a_piece(figure))
        .filter_map(|figure| attribute::convert(weight, figure))
        .filter(|one| one.max.or(one.min).is_some_and(|kg| kg <= 100.0))
        .collect()
}

/// "25kg袋", "bao 25 kg": what a sack holds.
fn packed(reading: &Reading<'_>, figure: &Figure) -> bool {
    const SACKS: &[&str] = &["袋", "bag", "sack", "bao", "포대", "包装", "túi", "drum", "thùng"];
    let after = reading.folded(figure.past, (figure.past + 1).min(reading.tokens.len()));
    let before = reading.folded(figure.first.saturating_sub(1), figure.first);
    SACKS.iter().any(|sack| after.trim_start_matches('-').starts_with(sack) || &before == sack)
}

impl Gathered {
    /// Standards by number. A laboratory must know the one that is tested by; elsewhere a standard
    /// is a must only where the text says so.
    pub(super) fn standards(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        lots: &[u16],
        field: &str,
    ) {
        let service = self.kind == Some(RequestKind::Service);
        for (first, past) in crate::understand::standard::standards(reading) {
            if spotting.firmness(first, past) == Some(CueClass::NotNeeded) {
                continue;
            }
            let usual = if service { Importance::Must } else { Importance::Prefer };
            let said = importance(spotting.firmness(first, past))
                .filter(|importance| *importance != Importance::MustNot);
            self.push(Constraint {
                kind: ConstraintKind::Words,
                importance: said.unwrap_or(usual),
                need: lots.get(spotting.sentence_of(first)).copied().unwrap_or_default(),
                codes: Vec::new(),
                quantity: None,
                text: reading.words(first, past).to_owned(),
                span: Some(span(reading, first, past, field)),
            });
        }
    }

    /// Figures as constraints; `forced` where a form says how firmly.
    pub(crate) fn figures(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        found: &[Measured],
        lots: &[u16],
        field: &str,
        forced: Option<Importance>,
    ) {
        let taxonomy = Taxonomy::get();
        for figure in found {
            let Some(attribute) = taxonomy.attributes.get(usize::from(figure.attribute.0)) else {
                continue;
            };
            let exact = figure.min == figure.max;
            let (min, max) = match attribute.better {
                Better::Higher if exact => (figure.min, None),
                Better::Lower if exact => (None, figure.max),
                _ => (figure.min, figure.max),
            };
            let kind = match attribute.code.as_str() {
                "volume" | "volume_mass" | "volume_area" | "volume_length" => {
                    ConstraintKind::Capacity
                }
                "moq" => ConstraintKind::Moq,
                "lead_time" | "sample_lead_time" => ConstraintKind::LeadTime,
                "headcount" => ConstraintKind::Employees,
                _ => ConstraintKind::Spec,
            };
            let usual = if DECISIVE.contains(&attribute.code.as_str())
                || kind == ConstraintKind::Employees
            {
                Importance::Must
            } else if EXPECTED.contains(&attribute.code.as_str()) {
                Importance::Expect
            } else {
                Importance::Prefer
            };
            let firmness = spotting.firmness(figure.first, figure.past);
            if firmness == Some(CueClass::NotNeeded) {
                continue;
            }
            let said = importance(firmness).filter(|importance| *importance != Importance::MustNot);
            // Lots of 5 to 50: the smallest lot must be taken.
            let max = if kind == ConstraintKind::Moq { min.or(max) } else { max };
            let need = lots.get(spotting.sentence_of(figure.first)).copied().unwrap_or_default();
            self.push(Constraint {
                kind,
                importance: forced.or(said).unwrap_or(usual),
                need,
                codes: Vec::new(),
                quantity: Some(Quantity {
                    attribute: attribute.code.clone(),
                    min,
                    max,
                    unit: attribute.canonical_unit.clone(),
                }),
                text: reading.words(figure.first, figure.past).to_owned(),
                span: Some(span(reading, figure.first, figure.past, field)),
            });
        }
    }
}
