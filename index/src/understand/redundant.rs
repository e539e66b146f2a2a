//! What a constraint says that another says better, and figures that tell what the part is like, not
//! what its maker must be able to do.

use super::{Constraint, ConstraintKind, Importance};

/// Figures of the part itself. An exact one describes it: whoever casts 1.6 kg says so nowhere.
const OF_THE_PART: &[&str] = &["part_weight", "part_size"];

pub(super) fn drop(constraints: &mut Vec<Constraint>) {
    same_place(constraints);
    describing(constraints);
    hours_of_salt_spray(constraints);
}

/// "Salt spray 96 h" is asked of the coating: whoever holds it need not own the chamber.
fn hours_of_salt_spray(constraints: &mut [Constraint]) {
    let hours = constraints.iter().any(|constraint| {
        constraint.quantity.as_ref().is_some_and(|figure| figure.attribute == "salt_spray_hours")
    });
    for constraint in constraints.iter_mut().filter(|_| hours) {
        let test = constraint.codes.iter().all(|code| code == "salt-spray-test");
        if constraint.kind == ConstraintKind::Process && test && !in_a_form(constraint) {
            constraint.importance = Importance::Prefer;
        }
    }
}

/// "Our Yên Phong plant … within 60 km of Yên Phong": the distance says where, the plant is the
/// buyer's.
fn same_place(constraints: &mut Vec<Constraint>) {
    let centres: Vec<String> = constraints
        .iter()
        .filter(|constraint| {
            constraint.kind == ConstraintKind::Distance && constraint.quantity.is_some()
        })
        .flat_map(|constraint| constraint.codes.clone())
        .collect();
    constraints.retain(|constraint| {
        constraint.kind != ConstraintKind::Region
            || constraint.importance == Importance::MustNot
            || in_a_form(constraint)
            || !constraint.codes.iter().all(|code| centres.contains(code))
    });
}

fn describing(constraints: &mut [Constraint]) {
    for constraint in constraints {
        let exact = constraint.quantity.as_ref().is_some_and(|quantity| {
            quantity.min == quantity.max && OF_THE_PART.contains(&quantity.attribute.as_str())
        });
        if exact && constraint.importance == Importance::Must && !in_a_form(constraint) {
            constraint.importance = Importance::Expect;
        }
    }
}

/// Whether somebody put it into a field of its own.
pub(super) fn in_a_form(constraint: &Constraint) -> bool {
    constraint.span.as_ref().is_some_and(|span| span.field.contains('.'))
}
