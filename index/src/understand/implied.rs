//! What one thing asked for implies of another: whoever populates boards buys the laminate, and whoever
//! coats has the line.

use super::{
    Constraint, ConstraintKind, Importance,
    redundant::{in_a_form, is_capability, make_wishes, names_only},
};
use crate::{
    request::RequestKind,
    taxonomy::{Concept, Taxonomy},
};

pub(super) fn implied(constraints: &mut [Constraint]) {
    ferrous_casting(constraints);
    press_of_a_forge(constraints);
    hardening(constraints);
    texture_of_a_mould(constraints);
    crimps_of_a_harness(constraints);
    packing(constraints);
    inspected(constraints);
    seal_of_a_housing(constraints);
    laminate_of_a_board(constraints);
    copper_of_a_board(constraints);
    main_board(constraints);
    cabinet_body(constraints);
    headed(constraints);
    line_of_a_process(constraints);
    manner_of_plating(constraints);
    bonded_rubber(constraints);
    done_outside(constraints);
    object_of_a_service(constraints);
    delivery(constraints);
    sheet_of_a_die(constraints);
}

fn concepts(constraint: &Constraint) -> impl Iterator<Item = &'static Concept> + '_ {
    constraint.codes.iter().filter_map(|code| Taxonomy::get().concept(code))
}

/// Whether a capability of this segment of the value chain is asked for.
fn asks_of(constraints: &[Constraint], segment: &str) -> bool {
    constraints.iter().any(|one| {
        is_capability(one)
            && concepts(one).any(|concept| concept.segment.as_deref() == Some(segment))
    })
}

/// "Rigid FR-4, four layers" says of a board to be populated what is bought for it; nor is the board
/// itself made by who populates it.
fn laminate_of_a_board(constraints: &mut [Constraint]) {
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "smt")) {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Product, &["pcb"]));
    }
    if asks_of(constraints, "s-pcba") && !asks_of(constraints, "c-pcb") {
        make_wishes(constraints, |one| {
            one.kind == ConstraintKind::Material
                && concepts(one).all(|material| material.segment.as_deref() == Some("m-pcbmat"))
        });
    }
}

/// "Outer copper 1 oz" is a weight, judged as a figure.
fn copper_of_a_board(constraints: &mut [Constraint]) {
    let weighed = constraints
        .iter()
        .any(|one| one.quantity.as_ref().is_some_and(|figure| figure.attribute == "copper_weight"));
    if weighed {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Material, &["copper", "copper-foil"])
        });
    }
}

/// Adds what will do as well.
fn or_else(constraint: &mut Constraint, codes: &[&str]) {
    for code in codes {
        if !constraint.codes.iter().any(|known| known == code) {
            constraint.codes.push((*code).to_owned());
        }
    }
}

/// The main board of a product is an assembled board like others.
fn main_board(constraints: &mut [Constraint]) {
    for one in constraints.iter_mut().filter(|one| is_capability(one) && !in_a_form(one)) {
        if names_only(one, ConstraintKind::Product, &["motherboard"]) {
            or_else(one, &["pcba"]);
        }
    }
}

/// A "control cabinet" that is cut, bent, welded or coated is a body of sheet metal; one that is wired
/// is a control panel.
fn cabinet_body(constraints: &mut [Constraint]) {
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

/// "Dập nguội và cán ren": screws are not stamped, they are headed.
fn headed(constraints: &mut [Constraint]) {
    let fasteners = constraints.iter().any(|one| {
        is_capability(one)
            && concepts(one).any(|concept| {
                matches!(concept.code.as_str(), "thread-rolling" | "screw" | "bolt" | "rivet")
                    || concept.lineage.iter().any(|&id| {
                        matches!(Taxonomy::get().concept_at(id).code.as_str(), "screw" | "bolt")
                    })
            })
    });
    for one in constraints.iter_mut().filter(|one| fasteners && is_capability(one)) {
        let cold = ["dập nguội", "dap nguoi"];
        if !in_a_form(one) && cold.contains(&one.text.to_lowercase().as_str()) {
            one.codes = vec!["cold-heading".to_owned()];
        }
    }
}

/// Whoever does the process has the line or the machine for it.
fn line_of_a_process(constraints: &mut [Constraint]) {
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

/// Whether `code` is in the lineage of what a constraint names.
fn is_kind_of(constraint: &Constraint, code: &str) -> bool {
    concepts(constraint)
        .any(|one| one.lineage.iter().any(|&id| Taxonomy::get().concept_at(id).code == code))
}

/// "Mạ quay niken": who plates small parts does it in barrels, and seldom says so.
fn manner_of_plating(constraints: &mut [Constraint]) {
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

/// Rubber on metal is bonded as it is moulded.
fn bonded_rubber(constraints: &mut [Constraint]) {
    let bonded = |one: &Constraint| {
        is_capability(one) && one.codes.iter().any(|code| code == "rubber-metal-bonding")
    };
    if constraints.iter().any(bonded) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["adhesive-bonding"])
        });
    }
}

/// "Mạ Ni (mạ có thể gửi ngoài)": what the bracket says of the process holds for the kind of it that
/// stands before.
fn done_outside(constraints: &mut [Constraint]) {
    let softened: Vec<(String, u32)> = constraints
        .iter()
        .filter(|one| one.kind == ConstraintKind::Process && one.importance == Importance::Prefer)
        .filter_map(|one| Some((one.codes.first()?.clone(), one.span.as_ref()?.start)))
        .collect();
    make_wishes(constraints, |one| {
        one.kind == ConstraintKind::Process
            && one.span.as_ref().is_some_and(|span| {
                softened.iter().any(|(code, at)| {
                    is_kind_of(one, code) && (1..=4).contains(&at.saturating_sub(span.end))
                })
            })
    });
}

/// What a laboratory is to test, or somebody to sort, gauge or maintain, is made elsewhere.
fn object_of_a_service(constraints: &mut [Constraint]) {
    const ON_GOODS: &[&str] =
        &["testing-service", "maintenance", "calibration", "sorting-rework-service"];
    let on_goods = |one: &Constraint| {
        ON_GOODS.iter().any(|service| is_kind_of(one, service))
            || is_kind_of(one, "inspection")
                && concepts(one).any(|test| test.segment.as_deref() == Some("v-lab"))
    };
    let mut work = constraints
        .iter()
        .filter(|one| is_capability(one) && one.kind != ConstraintKind::Product)
        .peekable();
    if work.peek().is_some() && work.all(on_goods) {
        make_wishes(constraints, |one| one.kind == ConstraintKind::Product);
    }
}

/// Casting of cast iron is done by iron foundries.
fn ferrous_casting(constraints: &mut [Constraint]) {
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
fn press_of_a_forge(constraints: &mut [Constraint]) {
    const PRESS: &[&str] = &["プレス", "프레스", "press", "pressing"];
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "forging")) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["stamping"])
                && PRESS.contains(&one.text.to_lowercase().as_str())
        });
    }
}

/// Carburising and vacuum hardening end in quenching and tempering.
fn hardening(constraints: &mut [Constraint]) {
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

/// A grained surface is the mould's, which the moulder seldom grains; and moulds are moved to whoever
/// moulds, who keeps them.
fn texture_of_a_mould(constraints: &mut [Constraint]) {
    const MOVED: &[&str] = &["移管", "이관", "transfer", "移模", "转模", "chuyển khuôn"];
    if constraints.iter().any(|one| is_capability(one) && is_kind_of(one, "plastic-processing")) {
        make_wishes(constraints, |one| {
            names_only(one, ConstraintKind::Process, &["mould-texturing", "laser-texturing"])
                || names_only(one, ConstraintKind::Service, &["mould-maintenance"])
                    && MOVED.iter().any(|moved| one.text.contains(moved))
        });
    }
}

/// Crimping is what a maker of harnesses does; few say so.
fn crimps_of_a_harness(constraints: &mut [Constraint]) {
    const HARNESS: &[&str] = &["wire-harness", "harness-assembly", "cable-assembly"];
    let harness = constraints
        .iter()
        .any(|one| is_capability(one) && HARNESS.iter().any(|what| is_kind_of(one, what)));
    for one in constraints.iter_mut().filter(|one| harness && !in_a_form(one)) {
        let gauge = one.quantity.as_ref().is_some_and(|figure| figure.attribute == "wire_gauge");
        if one.importance == Importance::Must
            && (gauge
                || names_only(one, ConstraintKind::Process, &["crimping"]) && !one.codes.is_empty())
        {
            one.importance = Importance::Expect;
        }
    }
}

/// Bags, trays and boxes beside a part are what it is packed in.
fn packing(constraints: &mut [Constraint]) {
    let packing = |one: &Constraint| {
        one.kind == ConstraintKind::Product
            && !one.codes.is_empty()
            && concepts(one).all(|goods| goods.segment.as_deref() == Some("v-packaging"))
    };
    let packed: Vec<u16> = constraints
        .iter()
        .filter(|one| {
            is_capability(one)
                && concepts(one).any(|goods| goods.segment.as_deref() != Some("v-packaging"))
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

/// Everybody inspects what he makes.
fn inspected(constraints: &mut [Constraint]) {
    let general = |one: &Constraint| names_only(one, ConstraintKind::Process, &["inspection"]);
    if constraints.iter().any(|one| is_capability(one) && !general(one)) {
        make_wishes(constraints, |one| !one.codes.is_empty() && general(one));
    }
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

/// "Phay mặt gioăng", "door gasket fitted": the seal of a metal housing is bought and put in.
fn seal_of_a_housing(constraints: &mut [Constraint]) {
    let metal = constraints.iter().any(|one| {
        is_capability(one)
            && ["casting", "metal-forming", "machining"].iter().any(|how| is_kind_of(one, how))
    });
    if metal {
        make_wishes(constraints, |one| names_only(one, ConstraintKind::Product, &["gasket"]));
    }
}

/// Whoever makes or sells parts delivers and inspects them: that is expected, not sought.
fn delivery(constraints: &mut [Constraint]) {
    const DELIVERY: &[&str] = &["logistics", "warehousing", "third-party-inspection"];
    let of_delivery = |one: &Constraint| names_only(one, ConstraintKind::Service, DELIVERY);
    let other = constraints.iter().any(|one| is_capability(one) && !of_delivery(one));
    for one in constraints.iter_mut().filter(|one| other && !in_a_form(one)) {
        if one.importance == Importance::Must && of_delivery(one) {
            one.importance = Importance::Expect;
        }
    }
}

/// What is to be developed together is no product that a design house would list.
pub(super) fn developed(constraints: &mut [Constraint], kind: Option<RequestKind>) {
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

/// The sheet that a die is to stamp is no steel of the die.
fn sheet_of_a_die(constraints: &mut [Constraint]) {
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
