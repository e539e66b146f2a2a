//! What a constraint says that another says better, and figures that tell what the part is like, not
//! what its maker must be able to do.

use super::{Constraint, ConstraintKind, Importance};
use crate::taxonomy::{Concept, Taxonomy};

/// Figures of the part itself. An exact one describes it: whoever casts 1.6 kg says so nowhere.
const OF_THE_PART: &[&str] = &["part_weight", "part_area", "part_size"];

pub(super) fn drop(constraints: &mut Vec<Constraint>) {
    title_of_lots(constraints);
    same_place(constraints);
    at_the_plant(constraints);
    describing(constraints);
    hours_of_salt_spray(constraints);
    refused(constraints);
    machine_of_a_force(constraints);
    consumables(constraints);
    antistatic(constraints);
    steps_of_smt(constraints);
    layers_of_a_board(constraints);
    jobs_of_a_service(constraints);
    automated(constraints);
    refers_back(constraints);
}

/// "Service wanted in Trang Due" of a plant in Trang Due: a zone is where the buyer is, not the supplier.
fn at_the_plant(constraints: &mut Vec<Constraint>) {
    let plant: Vec<String> = constraints
        .iter()
        .filter(|one| one.is_in("plant"))
        .flat_map(|one| one.codes.iter().filter(|code| code.starts_with("zone:")).cloned())
        .collect();
    constraints.retain(|one| {
        one.kind != ConstraintKind::Region
            || !(one.is_in("text") || one.is_in("title"))
            || one.codes.is_empty()
            || !one.codes.iter().all(|code| plant.contains(code))
    });
}

/// 粉末喷涂 …, 喷涂一定要自己的线: a shorter name of what was named in full before is the same once more.
fn refers_back(constraints: &mut Vec<Constraint>) {
    let named: Vec<(ConstraintKind, String, u32)> = constraints
        .iter()
        .filter(|one| is_capability(one) && !in_a_form(one))
        .filter_map(|one| Some((one.kind, one.text.to_lowercase(), one.span.as_ref()?.start)))
        .collect();
    constraints.retain(|one| {
        let Some(start) = one.span.as_ref().map(|span| span.start) else { return true };
        let text = one.text.to_lowercase();
        let again = |(kind, full, at): &(ConstraintKind, String, u32)| {
            *kind == one.kind && *at < start && *full != text && full.ends_with(&text)
        };
        !is_capability(one) || in_a_form(one) || !named.iter().any(again)
    });
}

/// "A robot cell for tending a CNC line": who automates a process need not do it.
fn automated(constraints: &mut [Constraint]) {
    let integrates = |one: &Constraint| {
        is_capability(one) && names_only(one, ConstraintKind::Service, &["system-integration"])
    };
    if constraints.iter().any(integrates) {
        make_wishes(constraints, |one| one.kind == ConstraintKind::Process);
    }
}

/// Paste, placement and reflow are what an SMT line does; a firm that has one names the line.
fn steps_of_smt(constraints: &mut Vec<Constraint>) {
    const STEPS: &[&str] = &["reflow-soldering", "pick-and-place", "solder-paste-printing"];
    const MACHINES: &[&str] = &["chip-mounter", "reflow-oven", "solder-paste-printer"];
    make_wishes(constraints, |one| names_only(one, ConstraintKind::Equipment, MACHINES));
    let mut known = constraints
        .iter()
        .any(|one| is_capability(one) && one.codes.iter().any(|code| code == "smt"));
    constraints.retain_mut(|constraint| {
        if in_a_form(constraint)
            || !is_capability(constraint)
            || !names_only(constraint, ConstraintKind::Process, STEPS)
        {
            return true;
        }
        constraint.codes = vec!["smt".to_owned()];
        !std::mem::replace(&mut known, true)
    });
}

/// A board of eight layers is bought by whoever populates it.
fn layers_of_a_board(constraints: &mut [Constraint]) {
    let of = |constraint: &Constraint, segment: &str| {
        is_capability(constraint)
            && constraint.codes.iter().any(|code| {
                Taxonomy::get()
                    .concept(code)
                    .is_some_and(|concept| concept.segment.as_deref() == Some(segment))
            })
    };
    let populated = constraints.iter().any(|constraint| of(constraint, "s-pcba"))
        && !constraints.iter().any(|constraint| of(constraint, "c-pcb"));
    if populated {
        make_wishes(constraints, |one| {
            one.quantity.as_ref().is_some_and(|figure| figure.attribute == "layers")
        });
    }
}

/// "ESD" beside a tray or a bag says what it is like.
fn antistatic(constraints: &mut [Constraint]) {
    let esd =
        |constraint: &Constraint| constraint.codes.iter().all(|code| code == "esd-protection");
    let other = constraints.iter().any(|constraint| is_capability(constraint) && !esd(constraint));
    if other {
        make_wishes(constraints, |one| is_capability(one) && esd(one));
    }
}

/// Ten repairs a month are no pieces that somebody must have the capacity for.
fn jobs_of_a_service(constraints: &mut [Constraint]) {
    let asked = |kind| {
        constraints.iter().any(|constraint| is_capability(constraint) && constraint.kind == kind)
    };
    let service = asked(ConstraintKind::Service)
        && !asked(ConstraintKind::Process)
        && !asked(ConstraintKind::Product);
    if service {
        make_wishes(constraints, |one| {
            one.quantity.as_ref().is_some_and(|figure| {
                figure.attribute == "volume" && figure.min.is_some_and(|count| count < 200.0)
            })
        });
    }
}

/// Makes wishes of those musts that `of` tells, where nobody put them into a field of their own.
pub(super) fn make_wishes(constraints: &mut [Constraint], of: impl Fn(&Constraint) -> bool) {
    for constraint in constraints {
        if constraint.importance == Importance::Must && !in_a_form(constraint) && of(constraint) {
            constraint.importance = Importance::Prefer;
        }
    }
}

/// Only expects those musts that `of` tells, where nobody put them into a field of their own: silence on
/// them hinders nobody.
pub(super) fn make_expected(constraints: &mut [Constraint], of: impl Fn(&Constraint) -> bool) {
    for constraint in constraints {
        if constraint.importance == Importance::Must && !in_a_form(constraint) && of(constraint) {
            constraint.importance = Importance::Expect;
        }
    }
}

/// Whether a constraint is of this kind and names nothing but `codes`.
pub(super) fn names_only(constraint: &Constraint, kind: ConstraintKind, codes: &[&str]) -> bool {
    constraint.kind == kind && constraint.codes.iter().all(|code| codes.contains(&code.as_str()))
}

pub(super) fn is_capability(constraint: &Constraint) -> bool {
    constraint.importance == Importance::Must
        && matches!(
            constraint.kind,
            ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
        )
}

/// Whether two concepts are the same, one a kind of the other, or neighbours.
fn kin(one: &str, other: &str) -> bool {
    let taxonomy = Taxonomy::get();
    let (Some(one), Some(other)) = (taxonomy.concept(one), taxonomy.concept(other)) else {
        return one == other;
    };
    one.lineage.contains(&other.id)
        || other.lineage.contains(&one.id)
        || one.broader.is_some() && one.broader == other.broader
}

/// Where lots say what each is of, the title only sums them up.
fn title_of_lots(constraints: &mut Vec<Constraint>) {
    let lots = |need: u16| constraints.iter().any(|one| is_capability(one) && one.need == need);
    if !(lots(1) && lots(2)) {
        return;
    }
    let said: Vec<String> = constraints
        .iter()
        .filter(|one| is_capability(one) && one.need > 0)
        .flat_map(|one| one.codes.clone())
        .collect();
    constraints.retain(|constraint| {
        !is_capability(constraint)
            || constraint.need > 0
            || constraint.span.as_ref().is_none_or(|span| span.field != "title")
            || !constraint.codes.iter().all(|code| said.iter().any(|lot| kin(lot, code)))
    });
    // "Two jobs of moulds and jigs: lot A …": what is named before the lots only introduces them.
    let of_the_text = |one: &Constraint| {
        one.span.as_ref().filter(|span| span.field == "text").map(|span| span.start)
    };
    let of_the_title = |one: &Constraint| one.is_in("title");
    let lots_at = constraints.iter().filter(|one| one.need > 0).filter_map(of_the_text).min();
    // A gear to be made this way or that: the product is that of both.
    let of_products = constraints.iter().any(|one| {
        one.need > 0
            && is_capability(one)
            && (one.kind != ConstraintKind::Process || !one.codes.iter().all(|code| is_step(code)))
    });
    make_wishes(constraints, |one| {
        one.need == 0
            && (one.kind == ConstraintKind::Product && of_products
                || is_capability(one)
                    && one.codes.iter().all(|code| said.iter().any(|lot| kin(lot, code))))
            && (of_the_title(one)
                || of_the_text(one).zip(lots_at).is_some_and(|(at, lots)| at < lots))
    });
    // Nor are figures of the title everybody's.
    constraints.retain(|constraint| {
        constraint.kind != ConstraintKind::Spec
            || constraint.need > 0
            || constraint.span.as_ref().is_none_or(|span| span.field != "title")
    });
}

/// Whether a process treats or works what another has shaped.
pub(super) fn is_step(code: &str) -> bool {
    const STEPS: &[&str] = &["heat-treatment", "surface-treatment", "machining"];
    Taxonomy::get().concept(code).is_some_and(|process| process.is_one_of(STEPS))
}

/// Who refuses welding by hand and asks for welding by robot refuses no welding; and who refuses
/// dealers of machines, or machines of another kind, refuses nobody for having machines.
fn refused(constraints: &mut Vec<Constraint>) {
    let taxonomy = Taxonomy::get();
    let concepts = |constraint: &Constraint| -> Vec<&'static Concept> {
        constraint.codes.iter().filter_map(|code| taxonomy.concept(code)).collect()
    };
    let asked: Vec<&Concept> = constraints
        .iter()
        .filter(|constraint| constraint.importance == Importance::Must)
        .flat_map(concepts)
        .collect();
    constraints.retain(|constraint| {
        let named = concepts(constraint);
        let wider = named.iter().any(|wide| {
            asked.iter().any(|narrow| narrow.id != wide.id && narrow.lineage.contains(&wide.id))
        });
        let machine = constraint.kind == ConstraintKind::Equipment;
        constraint.importance != Importance::MustNot || in_a_form(constraint) || !(wider || machine)
    });
}

/// "Press of 200 t or more": whoever states the force has the press.
fn machine_of_a_force(constraints: &mut [Constraint]) {
    const MACHINES: &[&str] = &["press-machine", "injection-machine", "die-casting-machine"];
    let force = constraints.iter().any(|constraint| {
        constraint.quantity.as_ref().is_some_and(|figure| figure.attribute.ends_with("_force"))
    });
    if force {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Equipment, MACHINES));
    }
}

/// Gas, flux and solder are what a shop works with; hardly one of them says so.
fn consumables(constraints: &mut [Constraint]) {
    const CONSUMED: &[&str] =
        &["industrial-gas", "flux", "solder", "solder-paste", "lubricant", "cleaning-agent"];
    let done = constraints.iter().any(|constraint| {
        constraint.kind == ConstraintKind::Process && constraint.importance == Importance::Must
    });
    if done {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Material, CONSUMED));
    }
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
