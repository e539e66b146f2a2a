//! What one thing asked for implies of another: whoever populates boards buys the laminate, and whoever
//! coats has the line.

mod parts;
mod services;
mod tools;
mod working;

use super::{Constraint, ConstraintKind, Importance, redundant::is_capability};
use crate::taxonomy::{Concept, Taxonomy};

pub(in crate::understand) use services::developed;
pub(in crate::understand) use working::{done_outside, lots_of_iron};

pub(super) fn implied(constraints: &mut [Constraint]) {
    working::cast_in_dies(constraints);
    working::ferrous_casting(constraints);
    working::press_of_a_forge(constraints);
    working::hardening(constraints);
    tools::texture_of_a_mould(constraints);
    parts::crimps_of_a_harness(constraints);
    parts::core_of_a_coil(constraints);
    parts::packing(constraints);
    services::inspected(constraints);
    working::seal_of_a_housing(constraints);
    parts::laminate_of_a_board(constraints);
    parts::copper_of_a_board(constraints);
    parts::main_board(constraints);
    working::cabinet_body(constraints);
    working::headed(constraints);
    working::line_of_a_process(constraints);
    working::manner_of_plating(constraints);
    working::bonded_rubber(constraints);
    services::object_of_a_service(constraints);
    services::measured_by_law(constraints);
    services::delivery(constraints);
    tools::sheet_of_a_die(constraints);
    working::ground_or_polished(constraints);
    parts::tape_of_a_converter(constraints);
    services::sorted_by_others(constraints);
    services::of_a_trader(constraints);
    parts::shape_of_a_material(constraints);
    tools::design_of_a_tool(constraints);
    tools::material_of_a_jig(constraints);
    services::machines_to_maintain(constraints);
    services::hardness_of_a_treatment(constraints);
    parts::sample_lot(constraints);
    parts::formed_not_moulded(constraints);
}

fn concepts(constraint: &Constraint) -> impl Iterator<Item = &'static Concept> + '_ {
    constraint.codes.iter().filter_map(|code| Taxonomy::get().concept(code))
}

/// Whether a capability of this segment of the value chain is asked for.
fn asks_of(constraints: &[Constraint], segment: &str) -> bool {
    constraints
        .iter()
        .any(|one| is_capability(one) && concepts(one).any(|concept| concept.is_in(segment)))
}

/// Adds what will do as well.
fn or_else(constraint: &mut Constraint, codes: &[&str]) {
    for code in codes {
        if !constraint.codes.iter().any(|known| known == code) {
            constraint.codes.push((*code).to_owned());
        }
    }
}

/// Whether `code` is in the lineage of what a constraint names.
fn is_kind_of(constraint: &Constraint, code: &str) -> bool {
    concepts(constraint).any(|one| one.is_one_of(&[code]))
}

/// A lot is of something: where nothing in it is demanded, its first wish is what it is of.
pub(super) fn core_of_lots(constraints: &mut [Constraint]) {
    let lots = constraints.iter().map(|one| one.need).max().unwrap_or(0);
    for lot in 1..=lots {
        if constraints.iter().any(|one| one.need == lot && is_capability(one)) {
            continue;
        }
        let first = constraints.iter_mut().find(|one| {
            one.need == lot
                && one.importance == Importance::Prefer
                && matches!(
                    one.kind,
                    ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
                )
        });
        if let Some(first) = first {
            first.importance = Importance::Must;
        }
    }
}
