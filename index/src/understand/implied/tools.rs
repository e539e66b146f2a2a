//! What goes without saying of moulds, dies and jigs.

use super::{concepts, is_kind_of};
use crate::{
    taxonomy::Concept,
    understand::{
        Constraint, ConstraintKind,
        redundant::{is_capability, make_expected, make_wishes, names_only},
    },
};

/// The sheet that a die is to stamp is no steel of the die.
pub(super) fn sheet_of_a_die(constraints: &mut [Constraint]) {
    let dies = constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "press-die"));
    let of_tools =
        |material: &Concept| material.is_one_of(&["tool-steel", "mould-steel", "carbide"]);
    let stamped =
        constraints.iter().any(|one| is_capability(one) && one.kind == ConstraintKind::Process);
    if dies && !stamped {
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Material && !concepts(one).any(of_tools)
        });
    }
}

/// Whoever builds a tool designs it, and what is cast or moulded in it is no steel of the tool.
pub(super) fn design_of_a_tool(constraints: &mut [Constraint]) {
    const DESIGN: &[&str] = &["mould-design", "mould-flow-analysis"];
    const CAST_OR_MOULDED: &[&str] =
        &["aluminium-alloy", "zinc-alloy", "plastic-resin", "magnesium-alloy"];
    let tools = |one: &Constraint| is_capability(one) && is_kind_of(one, "mould");
    if !constraints.iter().any(tools) {
        return;
    }
    make_expected(constraints, |one| names_only(one, ConstraintKind::Service, DESIGN));
    let made = |one: &Constraint| {
        is_capability(one) && one.kind == ConstraintKind::Process && !is_kind_of(one, "machining")
    };
    if !constraints.iter().any(made) {
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Material
                && !one.codes.is_empty()
                && concepts(one).all(|material| material.is_one_of(CAST_OR_MOULDED))
        });
    }
}

/// Makers of jigs list no grades of steel and aluminium.
pub(super) fn material_of_a_jig(constraints: &mut [Constraint]) {
    let jigs = |one: &Constraint| is_capability(one) && is_kind_of(one, "jig");
    let asked = constraints.iter().any(jigs)
        && constraints.iter().filter(|one| is_capability(one)).all(|one| {
            jigs(one) || one.kind == ConstraintKind::Process || one.kind == ConstraintKind::Service
        });
    if asked {
        make_expected(constraints, |one| one.kind == ConstraintKind::Material);
    }
}

/// A grained surface is the mould's, which the moulder seldom grains; and moulds are moved to whoever
/// moulds, who keeps them.
pub(super) fn texture_of_a_mould(constraints: &mut [Constraint]) {
    const MOVED: &[&str] = &["移管", "이관", "transfer", "移模", "转模", "chuyển khuôn"];
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "plastic-processing")) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["mould-texturing", "laser-texturing"])
                || names_only(one, ConstraintKind::Service, &["mould-maintenance"])
                    && MOVED.iter().any(|moved| one.text.contains(moved))
        });
    }
}
