//! What working metal, rubber and surfaces takes, in other words than the request uses.

use super::{concepts, is_kind_of, or_else};
use crate::{
    taxonomy::Concept,
    understand::{
        Constraint, ConstraintKind, Importance,
        redundant::{in_a_form, is_capability, make_wishes, names_only},
    },
};

/// Casting of cast iron is done by iron foundries.
pub(super) fn ferrous_casting(constraints: &mut [Constraint]) {
    let iron = constraints.iter().any(|one| {
        one.kind == ConstraintKind::Material
            && one.importance == Importance::Must
            && is_kind_of(one, "cast-iron")
    });
    for one in constraints.iter_mut().filter(|one| iron && is_capability(one)) {
        if names_only(one, ConstraintKind::Process, &["casting"]) && !in_a_form(one) {
            one.codes = vec!["iron-casting".to_owned()];
        }
    }
}

/// "Hot forging, press of 1,600 t": the press of a forge stamps nothing.
pub(super) fn press_of_a_forge(constraints: &mut [Constraint]) {
    const PRESS: &[&str] = &["プレス", "프레스", "press", "pressing"];
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "forging")) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["stamping"])
                && PRESS.contains(&one.text.to_lowercase().as_str())
        });
    }
}

/// Carburising and vacuum hardening end in quenching and tempering.
pub(super) fn hardening(constraints: &mut [Constraint]) {
    const HARDENING: &[&str] = &["carburizing", "vacuum-heat-treatment", "induction-hardening"];
    let hardened = constraints
        .iter()
        .any(|one| is_capability(one) && HARDENING.iter().any(|how| is_kind_of(one, how)));
    if hardened {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["quenching-tempering"])
        });
    }
}

/// "Phay mặt gioăng", "door gasket fitted": the seal of a metal housing is bought and put in.
pub(super) fn seal_of_a_housing(constraints: &mut [Constraint]) {
    let metal = constraints.iter().any(|one| {
        is_capability(one)
            && ["casting", "metal-forming", "machining"].iter().any(|how| is_kind_of(one, how))
    });
    if metal {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Product, &["gasket"]));
    }
}

/// "Dập nguội và cán ren": screws are not stamped, they are headed.
pub(super) fn headed(constraints: &mut [Constraint]) {
    let fasteners = constraints.iter().any(|one| {
        is_capability(one)
            && concepts(one).any(|concept| {
                matches!(concept.code.as_str(), "thread-rolling" | "screw" | "bolt" | "rivet")
                    || concept.is_one_of(&["screw", "bolt"])
            })
    });
    for one in constraints.iter_mut().filter(|one| fasteners && is_capability(one)) {
        let cold = ["dập nguội", "dap nguoi"];
        if !in_a_form(one) && cold.contains(&one.text.to_lowercase().as_str()) {
            one.codes = vec!["cold-heading".to_owned()];
        }
    }
}

/// A "control cabinet" that is cut, bent, welded or coated is a body of sheet metal; one that is wired
/// is a control panel.
pub(super) fn cabinet_body(constraints: &mut [Constraint]) {
    let shaped = constraints.iter().any(|one| {
        is_capability(one)
            && one.kind == ConstraintKind::Process
            && concepts(one).any(|process| {
                matches!(process.segment.as_deref(), Some("p-sheetmetal" | "p-surface"))
            })
    });
    for one in constraints.iter_mut().filter(|one| shaped && is_capability(one)) {
        if names_only(one, ConstraintKind::Product, &["control-panel"]) && !in_a_form(one) {
            or_else(one, &["electrical-cabinet", "sheet-metal-enclosure"]);
        }
    }
}

/// 研磨, 연마: one word for grinding and for polishing. Rollers and shafts are ground; and where grinding
/// is named beside it, that is what is meant.
pub(super) fn ground_or_polished(constraints: &mut [Constraint]) {
    const EITHER: &[&str] = &["研磨", "研磨加工", "研磨仕上げ", "연마", "연마 가공"];
    const GROUND: &[&str] = &["roller", "shaft", "pin"];
    let either = |one: &Constraint| {
        is_capability(one) && EITHER.contains(&one.text.as_str()) && !in_a_form(one)
    };
    let named =
        |one: &Constraint| one.importance != Importance::Prefer && is_kind_of(one, "grinding");
    if constraints.iter().any(named) {
        make_wishes(constraints, either);
        return;
    }
    let ground = constraints
        .iter()
        .any(|one| is_capability(one) && GROUND.iter().any(|code| is_kind_of(one, code)));
    for one in constraints.iter_mut().filter(|one| ground && either(one)) {
        or_else(one, &["polishing", "grinding"]);
    }
}

/// "Mạ quay niken": who plates small parts does it in barrels, and seldom says so.
pub(super) fn manner_of_plating(constraints: &mut [Constraint]) {
    const MANNER: &[&str] = &["barrel-rack-plating"];
    let plated = constraints.iter().any(|one| {
        is_capability(one)
            && is_kind_of(one, "plating")
            && !names_only(one, ConstraintKind::Process, MANNER)
    });
    if plated {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Process, MANNER));
    }
}

/// "Mạ Ni (mạ có thể gửi ngoài)": what the bracket says of the process holds for the kind of it that
/// stands before.
pub(in crate::understand) fn done_outside(constraints: &mut [Constraint]) {
    let softened: Vec<(String, u32)> = constraints
        .iter()
        .filter(|one| one.kind == ConstraintKind::Process && one.importance == Importance::Prefer)
        .filter_map(|one| Some((one.codes.first()?.clone(), one.span.as_ref()?.start)))
        .collect();
    make_wishes(constraints, |one| {
        one.kind == ConstraintKind::Process
            && one.span.as_ref().is_some_and(|span| {
                softened.iter().any(|(code, at)| {
                    is_kind_of(one, code)
                        && ((1..=4).contains(&at.saturating_sub(span.end))
                            || *at > span.end && !one.codes.contains(code))
                })
            })
    });
}

/// Rubber on metal is bonded as it is moulded.
pub(super) fn bonded_rubber(constraints: &mut [Constraint]) {
    let bonded = |one: &Constraint| {
        is_capability(one) && one.codes.iter().any(|code| code == "rubber-metal-bonding")
    };
    if constraints.iter().any(bonded) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["adhesive-bonding"])
        });
    }
}

/// Whoever does the process has the line or the machine for it.
pub(super) fn line_of_a_process(constraints: &mut [Constraint]) {
    let asked: Vec<&Concept> = constraints
        .iter()
        .filter(|one| is_capability(one) && one.kind == ConstraintKind::Process)
        .flat_map(concepts)
        .collect();
    let done = |machine: &Concept| {
        machine.related.iter().any(|id| asked.iter().any(|process| process.lineage.contains(id)))
    };
    make_wishes(constraints, |one| {
        one.kind == ConstraintKind::Equipment && !one.codes.is_empty() && concepts(one).all(&done)
    });
}

/// "Casting", ADC12, a locking force of 600 t: what is cast in dies.
pub(super) fn cast_in_dies(constraints: &mut [Constraint]) {
    const ALLOYS: &[&str] = &["adc12", "zamak"];
    let dies = constraints.iter().any(|one| {
        one.importance == Importance::Must
            && (ALLOYS.iter().any(|alloy| is_kind_of(one, alloy))
                || one.quantity.as_ref().is_some_and(|figure| figure.attribute == "clamping_force"))
    });
    for one in constraints.iter_mut().filter(|one| dies && is_capability(one)) {
        if names_only(one, ConstraintKind::Process, &["casting"]) && !in_a_form(one) {
            one.codes = vec!["die-casting".to_owned()];
        }
    }
}

/// A lot of FCD450 is of castings, though only the title says so.
pub(in crate::understand) fn lots_of_iron(constraints: &mut Vec<Constraint>) {
    let cast = constraints.iter().any(|one| {
        one.need == 0
            && one.kind == ConstraintKind::Process
            && one.codes.iter().any(|code| code == "casting")
    });
    let lots: Vec<Constraint> = constraints
        .iter()
        .filter(|one| {
            cast && one.need > 0
                && one.kind == ConstraintKind::Material
                && one.importance == Importance::Must
                && is_kind_of(one, "cast-iron")
        })
        .cloned()
        .collect();
    for iron in lots {
        let known = constraints
            .iter()
            .any(|one| one.need == iron.need && is_capability(one) && is_kind_of(one, "casting"));
        if !known {
            constraints.push(Constraint {
                kind: ConstraintKind::Process,
                codes: vec!["iron-casting".to_owned()],
                ..iron
            });
        }
    }
}
