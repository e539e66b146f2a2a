//! Parts that are bought for what is made: laminate of a board, wire and crimps of a harness, packing, tape.

use super::{asks_of, concepts, is_kind_of, or_else};
use crate::understand::{
    Constraint, ConstraintKind, Importance,
    redundant::{in_a_form, is_capability, make_expected, make_wishes, names_only},
};

/// "Rigid FR-4, four layers" says of a board to be populated what is bought for it; nor is the board
/// itself made by who populates it.
pub(super) fn laminate_of_a_board(constraints: &mut [Constraint]) {
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "smt")) {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Product, &["pcb"]));
        // And connectors are mounted, not made.
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Product
                && concepts(one).next().is_some()
                && concepts(one).all(|part| part.is_in("c-connector"))
        });
    }
    if asks_of(constraints, "s-pcba") && !asks_of(constraints, "c-pcb") {
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Material
                && concepts(one).all(|material| material.is_in("m-pcbmat"))
        });
    }
}

/// "Outer copper 1 oz" is a weight, judged as a figure.
pub(super) fn copper_of_a_board(constraints: &mut [Constraint]) {
    let weighed = constraints
        .iter()
        .any(|one| one.quantity.as_ref().is_some_and(|figure| figure.attribute == "copper_weight"));
    if weighed {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Material, &["copper", "copper-foil"])
        });
    }
}

/// The main board of a product is an assembled board like others.
pub(super) fn main_board(constraints: &mut [Constraint]) {
    for one in constraints.iter_mut().filter(|one| is_capability(one) && !in_a_form(one)) {
        if names_only(one, ConstraintKind::Product, &["motherboard"]) {
            or_else(one, &["pcba"]);
        }
    }
}

/// Crimping is what a maker of harnesses does; few say so.
pub(super) fn crimps_of_a_harness(constraints: &mut [Constraint]) {
    const HARNESS: &[&str] = &["wire-harness", "harness-assembly", "cable-assembly"];
    let harness = constraints
        .iter()
        .any(|one| is_capability(one) && HARNESS.iter().any(|what| is_kind_of(one, what)));
    if harness {
        make_expected(constraints, |one| {
            one.quantity.as_ref().is_some_and(|figure| figure.attribute == "wire_gauge")
                || names_only(one, ConstraintKind::Process, &["crimping"]) && !one.codes.is_empty()
        });
    }
}

/// The core of a transformer or a choke is bought, of a grade that the drawing names.
pub(super) fn core_of_a_coil(constraints: &mut [Constraint]) {
    const WOUND: &[&str] = &["transformer", "inductor"];
    let wound = constraints
        .iter()
        .any(|one| is_capability(one) && WOUND.iter().any(|what| is_kind_of(one, what)));
    if wound {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Product, &["ferrite-core"]));
    }
}

/// Bags, trays and boxes beside a part are what it is packed in.
pub(super) fn packing(constraints: &mut [Constraint]) {
    let packing = |one: &Constraint| {
        one.kind == ConstraintKind::Product
            && !one.codes.is_empty()
            && concepts(one).all(|goods| goods.is_in("v-packaging"))
    };
    let packed: Vec<u16> = constraints
        .iter()
        .filter(|one| {
            is_capability(one)
                && concepts(one).any(|goods| !goods.is_in("v-packaging"))
                && !is_kind_of(one, "printing-process")
                && one.kind == ConstraintKind::Product
        })
        .map(|one| one.need)
        .collect();
    // What is named first is what is sought.
    let first = constraints.iter().find(|one| is_capability(one)).is_some_and(packing);
    if !first {
        make_wishes(constraints, |one| packing(one) && packed.contains(&one.need));
    }
}

/// Who cuts tapes and foams to shape buys them by the roll.
pub(super) fn tape_of_a_converter(constraints: &mut [Constraint]) {
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "die-cutting")) {
        make_expected(constraints, |one| {
            names_only(one, ConstraintKind::Material, &["adhesive-tape"]) && !one.codes.is_empty()
        });
    }
}

/// 吸塑托盘 … 成型: trays are formed, not moulded.
pub(super) fn formed_not_moulded(constraints: &mut [Constraint]) {
    const FORMED: &[&str] = &["blister-tray", "esd-tray", "vacuum-forming"];
    let formed: Vec<u16> = constraints
        .iter()
        .filter(|one| is_capability(one) && FORMED.iter().any(|code| is_kind_of(one, code)))
        .map(|one| one.need)
        .collect();
    make_wishes(constraints, |one| {
        names_only(one, ConstraintKind::Process, &["injection-moulding"])
            && ["成型", "成形"].contains(&one.text.as_str())
            && formed.contains(&one.need)
    });
}

/// "200 samples first, then 15,000 a month": the smallest order is not asked of the series.
pub(super) fn sample_lot(constraints: &mut [Constraint]) {
    let volumes: Vec<f64> = constraints
        .iter()
        .filter(|one| one.kind == ConstraintKind::Capacity)
        .filter_map(|one| one.quantity.as_ref()?.min)
        .collect();
    for one in constraints.iter_mut().filter(|one| !in_a_form(one)) {
        let lot = one.quantity.as_ref().filter(|_| one.kind == ConstraintKind::Moq);
        let lot = lot.and_then(|lot| lot.max.or(lot.min));
        if lot.is_some_and(|lot| volumes.iter().any(|volume| *volume >= lot * 5.0)) {
            one.importance = Importance::Prefer;
        }
    }
}

/// A housing of PC/ABS is moulded: moulders seldom list what they mould.
pub(super) fn shape_of_a_material(constraints: &mut [Constraint]) {
    const SHAPES: &[&str] = &["housing", "bracket", "plastic-part"];
    let plastics: Vec<u16> = constraints
        .iter()
        .filter(|one| {
            one.kind == ConstraintKind::Material
                && one.importance == Importance::Must
                && !one.codes.is_empty()
                && is_kind_of(one, "plastic-resin")
        })
        .map(|one| one.need)
        .collect();
    for one in constraints.iter_mut().filter(|one| is_capability(one) && !in_a_form(one)) {
        let plastic = plastics.iter().any(|need| *need == one.need || *need == 0);
        if plastic && names_only(one, ConstraintKind::Product, SHAPES) && !one.codes.is_empty() {
            or_else(one, &["injection-moulding"]);
        }
    }
}
