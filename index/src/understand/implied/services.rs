//! What a service is done to, and what comes with it: whoever sorts, tests, keeps or delivers makes nothing.

use super::{concepts, is_kind_of};
use crate::{
    request::RequestKind,
    understand::{
        Constraint, ConstraintKind, Importance,
        redundant::{in_a_form, is_capability, make_expected, make_wishes, names_only},
    },
};

/// What a laboratory is to test, or somebody to sort, gauge or maintain, is made elsewhere.
pub(super) fn object_of_a_service(constraints: &mut [Constraint]) {
    const ON_GOODS: &[&str] = &[
        "testing-service",
        "maintenance",
        "calibration",
        "sorting-rework-service",
        "bga-rework",
        "repair-after-sales",
        "electronics-repair",
    ];
    let on_goods = |one: &Constraint| {
        ON_GOODS.iter().any(|service| is_kind_of(one, service))
            || is_kind_of(one, "inspection") && concepts(one).any(|test| test.is_in("v-lab"))
    };
    // What a maker is only expected to do is work as well.
    let expected = |one: &Constraint| {
        one.kind == ConstraintKind::Process && one.importance == Importance::Expect
    };
    let work = || {
        constraints.iter().filter(|one| {
            is_capability(one) && one.kind != ConstraintKind::Product || expected(one)
        })
    };
    let of_a_laboratory = constraints.iter().any(|one| {
        one.kind == ConstraintKind::Certification
            && one.codes.iter().any(|code| code == "ISO_17025")
    });
    if !work().any(on_goods) {
        return;
    }
    if of_a_laboratory {
        // "Salt spray of plated brackets": what was done to them before they came.
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Product
                || one.kind == ConstraintKind::Process && !on_goods(one)
        });
    } else if work().all(|one| on_goods(one) || is_kind_of(one, "inspection")) {
        // Whoever repairs tests what he has repaired.
        make_wishes(constraints, |one| one.kind == ConstraintKind::Product);
    }
}

/// Of a laboratory, a law on substances is what it is to measure by, no certificate that it holds.
pub(super) fn measured_by_law(constraints: &mut [Constraint]) {
    let measures = |one: &Constraint| {
        is_kind_of(one, "testing-service") || concepts(one).any(|test| test.is_in("v-lab"))
    };
    let mut work = constraints.iter().filter(|one| is_capability(one)).peekable();
    if work.peek().is_some() && work.all(measures) {
        for one in constraints.iter_mut().filter(|one| {
            one.kind == ConstraintKind::Certification
                && one.codes.iter().all(|law| law == "ROHS")
                && !in_a_form(one)
        }) {
            one.kind = ConstraintKind::Process;
            one.codes = vec!["rohs-chemical-test".to_owned()];
        }
    }
}

/// Sorting of every piece, where nothing is asked for that is to be made, is a service.
pub(super) fn sorted_by_others(constraints: &mut [Constraint]) {
    let sorting = |one: &Constraint| {
        names_only(one, ConstraintKind::Process, &["optical-sorting"])
            && !one.codes.is_empty()
            && !in_a_form(one)
    };
    let service =
        |one: &Constraint| names_only(one, ConstraintKind::Service, &["sorting-rework-service"]);
    if constraints.iter().any(|one| is_capability(one) && service(one)) {
        make_wishes(constraints, sorting);
        // Whoever sorts takes off a burr as well, and seldom says so.
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Process, &["deburring"]));
        object_of_a_service(constraints);
        return;
    }
    let mut work = constraints
        .iter()
        .filter(|one| is_capability(one) && one.kind != ConstraintKind::Product)
        .peekable();
    if work.peek().is_some() && work.all(sorting) {
        for one in constraints.iter_mut().filter(|one| sorting(one)) {
            one.kind = ConstraintKind::Service;
            one.codes = vec!["sorting-rework-service".to_owned()];
        }
        object_of_a_service(constraints);
    }
}

/// Who is to maintain presses has none, and does no pressing.
pub(super) fn machines_to_maintain(constraints: &mut [Constraint]) {
    let kept = |one: &Constraint| {
        is_capability(one) && one.kind == ConstraintKind::Service && is_kind_of(one, "maintenance")
    };
    let needs: Vec<u16> = constraints.iter().filter(|one| kept(one)).map(|one| one.need).collect();
    // Where there are lots, each is of keeping something; else that is what is asked first.
    let mut of_lots =
        constraints.iter().filter(|one| is_capability(one) && one.need > 0).peekable();
    let asked = if of_lots.peek().is_some() {
        of_lots.all(kept)
    } else {
        constraints.iter().find(|one| is_capability(one)).is_some_and(kept)
    };
    if asked {
        make_wishes(constraints, |one| {
            matches!(one.kind, ConstraintKind::Process | ConstraintKind::Product)
                && !kept(one)
                // Of a board, this is the repair.
                && !is_kind_of(one, "bga-rework")
                && (one.need == 0 || needs.contains(&one.need))
                || one.kind == ConstraintKind::Equipment
                || one.quantity.as_ref().is_some_and(|figure| {
                    figure.attribute.ends_with("_force") || figure.attribute == "mould_weight"
                })
        });
    }
}

/// Whoever makes or sells parts delivers and inspects them: that is expected, not sought.
pub(super) fn delivery(constraints: &mut [Constraint]) {
    const DELIVERY: &[&str] = &["logistics", "warehousing", "third-party-inspection"];
    let of_delivery = |one: &Constraint| names_only(one, ConstraintKind::Service, DELIVERY);
    let other = constraints.iter().any(|one| is_capability(one) && !of_delivery(one));
    if other {
        make_expected(constraints, of_delivery);
    }
}

/// What is to be developed together is no product that a design house would list.
pub(in crate::understand) fn developed(constraints: &mut [Constraint], kind: Option<RequestKind>) {
    let together =
        matches!(kind, Some(RequestKind::JointDevelopment | RequestKind::TechnologyPartner));
    let designs = constraints.iter().any(|one| {
        is_capability(one)
            && one.kind == ConstraintKind::Service
            && concepts(one).any(|service| {
                matches!(service.segment.as_deref(), Some("v-design" | "v-software"))
            })
    });
    if together && designs {
        make_wishes(constraints, |one| one.kind == ConstraintKind::Product);
    }
}

/// Everybody inspects what he makes.
pub(super) fn inspected(constraints: &mut [Constraint]) {
    let general = |one: &Constraint| names_only(one, ConstraintKind::Process, &["inspection"]);
    if constraints.iter().any(|one| is_capability(one) && !general(one)) {
        let of: Vec<u16> = constraints
            .iter()
            .filter(|one| is_capability(one) && !general(one))
            .map(|one| one.need)
            .collect();
        let other = |need: u16| of.iter().any(|known| *known == need || *known == 0 || need == 0);
        make_wishes(constraints, |one| !one.codes.is_empty() && general(one) && other(one.need));
    }
    // A lot of nothing but inspection is for those who inspect for others.
    for one in constraints.iter_mut() {
        if is_capability(one) && one.need > 0 && !one.codes.is_empty() && general(one) {
            one.kind = ConstraintKind::Service;
            one.codes =
                ["third-party-inspection", "sorting-rework-service"].map(str::to_owned).to_vec();
        }
    }
}

/// Of a stockist no machine is asked.
pub(super) fn of_a_trader(constraints: &mut [Constraint]) {
    let trader = |one: &Constraint| one.codes.iter().any(|code| code == "sourcing-trading");
    let mut asked = constraints.iter().filter(|one| is_capability(one)).peekable();
    if asked.peek().is_some() && asked.all(trader) {
        make_wishes(constraints, |one| {
            one.quantity.as_ref().is_some_and(|figure| figure.attribute.ends_with("_force"))
        });
    }
}

/// A report of hardness and structure comes with every heat treatment.
pub(super) fn hardness_of_a_treatment(constraints: &mut [Constraint]) {
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "heat-treatment")) {
        make_expected(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["mechanical-material-test"])
                && !one.codes.is_empty()
        });
    }
}
