//! What goes without saying of moulds, dies and jigs.

use super::{concepts, is_kind_of};
use crate::{
    taxonomy::{Concept, Taxonomy},
    understand::{
        Constraint, ConstraintKind, Importance,
        redundant::{in_a_form, is_capability, make_wishes, names_only},
    },
};

/// The sheet that a die is to stamp is no steel of the die.
pub(super) fn sheet_of_a_die(constraints: &mut [Constraint]) {
    let taxonomy = Taxonomy::get();
    let dies = constraints.iter().any(|one| {
        is_capability(one)
            && concepts(one).any(|tool| {
                tool.lineage.iter().any(|&id| taxonomy.concept_at(id).code == "press-die")
            })
    });
    let of_tools = |material: &Concept| {
        material.lineage.iter().any(|&id| {
            matches!(
                taxonomy.concept_at(id).code.as_str(),
                "tool-steel" | "mould-steel" | "carbide"
            )
        })
    };
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
    let tools = |one: &Constraint| is_capability(one) && is_kind_of(one, "mould");
    if !constraints.iter().any(tools) {
        return;
    }
    for one in constraints.iter_mut().filter(|one| !in_a_form(one)) {
        if one.importance == Importance::Must && names_only(one, ConstraintKind::Service, DESIGN) {
            one.importance = Importance::Expect;
        }
    }
    let made = |one: &Constraint| {
        is_capability(one) && one.kind == ConstraintKind::Process && !is_kind_of(one, "machining")
    };
    if !constraints.iter().any(made) {
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Material
                && !one.codes.is_empty()
                && concepts(one).all(|material| {
                    ["aluminium-alloy", "zinc-alloy", "plastic-resin", "magnesium-alloy"]
                        .iter()
                        .any(|code| {
                            material
                                .lineage
                                .iter()
                                .any(|&id| Taxonomy::get().concept_at(id).code == *code)
                        })
                })
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
    for one in constraints.iter_mut().filter(|one| asked && !in_a_form(one)) {
        if one.importance == Importance::Must && one.kind == ConstraintKind::Material {
            one.importance = Importance::Expect;
        }
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
