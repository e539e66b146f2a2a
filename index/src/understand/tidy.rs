//! Tidying what was gathered: drop what a narrower constraint already says, and tell the part from
//! the product it goes into.

use super::{Constraint, ConstraintKind, Importance, Mention, Span, implied, redundant};
use crate::{
    profile::Role,
    request::RequestKind,
    taxonomy::{Concept, Taxonomy},
};

fn concept(constraint: &Constraint) -> Option<&'static Concept> {
    let taxonomy = Taxonomy::get();
    match constraint.codes.as_slice() {
        [code] => taxonomy.concept(code),
        _ => None,
    }
}

pub(crate) fn tidy(
    constraints: &mut Vec<Constraint>,
    context: &mut Vec<Mention>,
    kind: Option<RequestKind>,
) {
    implied::lots_of_iron(constraints);
    joint_work(constraints, kind);
    redundant::drop(constraints);
    implied::done_outside(constraints);
    drop_wider(constraints);
    part_of(constraints, context, kind);
    tooling(constraints);
    no_trader(constraints);
    ems(constraints);
    plain_parts(constraints);
    wire_of_a_harness(constraints, context);
    clean_room(constraints);
    implied::implied(constraints);
    implied::core_of_lots(constraints);
    nearest_only(constraints);
    machining_last(constraints);
}

/// Where somebody to develop with is sought, "joint development" names no service of a contract manufacturer.
fn joint_work(constraints: &mut Vec<Constraint>, kind: Option<RequestKind>) {
    let jdm = |one: &Constraint| {
        redundant::names_only(one, ConstraintKind::Service, &["jdm"]) && !redundant::in_a_form(one)
    };
    let other = constraints.iter().any(|one| redundant::is_capability(one) && !jdm(one));
    if other && kind == Some(RequestKind::JointDevelopment) {
        constraints.retain(|one| !jdm(one));
    }
}

/// "die casting … aluminium die casting": the narrower one says it all, and stands where the wider one
/// stood, since what stands first is what the request is about.
fn drop_wider(constraints: &mut Vec<Constraint>) {
    let lineages: Vec<(usize, Option<&'static Concept>)> =
        constraints.iter().map(concept).enumerate().collect();
    let mut keep = vec![true; constraints.len()];
    let mut places: Vec<usize> = (0..constraints.len()).collect();
    for &(index, wide) in &lineages {
        let Some(wide) = wide else { continue };
        let narrower = lineages.iter().find(|(other, narrow)| {
            *other != index
                && narrow
                    .is_some_and(|narrow| narrow.id != wide.id && narrow.lineage.contains(&wide.id))
        });
        let Some(&(other, narrow)) = narrower else { continue };
        // What a mould has is no kind of mould, and two things of a list are two things.
        if narrow.is_some_and(|narrow| PARTS_OF_A_TOOL.contains(&narrow.code.as_str())) {
            continue;
        }
        let (Some(this), Some(that)) = (constraints.get(index), constraints.get(other)) else {
            continue;
        };
        if this.need == that.need
            && !listed(this, that)
            && (this.importance == that.importance || this.importance == Importance::Prefer)
            && let Some(slot) = keep.get_mut(index)
        {
            *slot = false;
            let place = places.get(index).copied().filter(|_| this.importance == that.importance);
            if let Some((stands, place)) = places.get_mut(other).zip(place) {
                *stands = place.min(*stands);
            }
        }
    }
    let all = std::mem::take(constraints).into_iter().zip(places).zip(keep);
    let mut kept: Vec<(Constraint, usize)> =
        all.filter_map(|(one, keep)| keep.then_some(one)).collect();
    kept.sort_by_key(|(_, place)| *place);
    constraints.extend(kept.into_iter().map(|(one, _)| one));
}

/// Puts what shapes a blank before its machining: who casts or forges is who could make the part, and what
/// stands first is what the request is about.
fn machining_last(constraints: &mut [Constraint]) {
    let concept =
        |one: &Constraint| one.codes.first().and_then(|code| Taxonomy::get().concept(code));
    let process =
        |one: &&Constraint| redundant::is_capability(one) && one.kind == ConstraintKind::Process;
    let machines =
        |one: &Constraint| concept(one).is_some_and(|process| process.is_one_of(&["machining"]));
    let shapes = |one: &Constraint| !one.codes.iter().all(|code| redundant::is_step(code));
    let moves = |one: &&Constraint| process(one) && (machines(one) || shapes(one));
    let places: Vec<usize> =
        constraints.iter().zip(0..).filter(|(one, _)| moves(one)).map(|(_, at)| at).collect();
    let mut order = places.clone();
    order.sort_by_key(|&at| constraints.get(at).is_some_and(machines));
    let sorted: Vec<Constraint> =
        order.iter().filter_map(|&at| constraints.get(at).cloned()).collect();
    for (at, one) in places.into_iter().zip(sorted) {
        if let Some(slot) = constraints.get_mut(at) {
            *slot = one;
        }
    }
}

/// Whether little more than a comma or an "and" stands between two constraints.
fn listed(one: &Constraint, other: &Constraint) -> bool {
    let (Some(one), Some(other)) = (&one.span, &other.span) else { return false };
    let gap = if one.start < other.start {
        other.start.checked_sub(one.end)
    } else {
        one.start.checked_sub(other.end)
    };
    one.field == other.field && gap.is_some_and(|gap| (2..=6).contains(&gap))
}

/// Whether a concept is a finished product of the value chain's last tier.
pub(crate) fn is_end_product(concept: &Concept) -> bool {
    concept.code == "furniture"
        || concept.segment.as_deref().is_some_and(|segment| {
            Taxonomy::get()
                .segments()
                .iter()
                .any(|known| known.code == segment && known.tier == "5")
        })
}

/// An end product beside a part or process is where the part goes, not what is sought: "die-cast
/// housing for a TV".
fn part_of(
    constraints: &mut Vec<Constraint>,
    context: &mut Vec<Mention>,
    kind: Option<RequestKind>,
) {
    let taxonomy = Taxonomy::get();
    let end_product = |constraint: &Constraint| {
        constraint.kind == ConstraintKind::Product
            && constraint.importance != Importance::MustNot
            && constraint
                .codes
                .iter()
                .all(|code| taxonomy.concept(code).is_some_and(is_end_product))
    };
    let part = constraints.iter().any(|constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
        ) && constraint.importance == Importance::Must
            && !end_product(constraint)
    });
    if !part || matches!(kind, Some(RequestKind::Investment)) {
        return;
    }
    constraints.retain(|constraint| {
        let background = end_product(constraint)
            && constraint.span.as_ref().is_none_or(|span| !span.field.contains('.'));
        if background {
            context.extend(served(constraint));
        }
        !background
    });
}

/// What a constraint names, as background: what the thing sought goes into, or is done to.
pub(super) fn served(constraint: &Constraint) -> impl Iterator<Item = Mention> {
    let nowhere = || Span { field: "text".to_owned(), start: 0, end: 0 };
    constraint.codes.iter().map(move |code| Mention {
        code: code.clone(),
        role: Role::Serves,
        text: constraint.text.clone(),
        span: constraint.span.clone().unwrap_or_else(nowhere),
    })
}

/// A plant named twice (text and form) counts once; a stated radius outranks mere nearness.
fn nearest_only(constraints: &mut Vec<Constraint>) {
    let stated = constraints.iter().any(|constraint| {
        constraint.kind == ConstraintKind::Distance
            && constraint.quantity.as_ref().is_some_and(|quantity| quantity.max.is_some())
    });
    let mut seen = false;
    constraints.retain(|constraint| {
        let plain = constraint.kind == ConstraintKind::Distance
            && constraint.importance == Importance::Prefer
            && constraint.quantity.as_ref().is_none_or(|quantity| quantity.max.is_none());
        if !plain {
            return true;
        }
        let keep = !stated && !seen;
        seen = true;
        keep
    });
}

/// What a mould has, which its maker may buy.
const PARTS_OF_A_TOOL: &[&str] = &["hot-runner", "mould-base", "mould-component"];

/// A mould and the process that uses it: the one named first is what is bought. A mould after the
/// process is a wish; a process or part after the mould is what the mould is for.
fn tooling(constraints: &mut Vec<Constraint>) {
    let said = |constraint: &Constraint| {
        constraint.span.as_ref().is_some_and(|span| span.field.contains('.'))
    };
    // A tool asked for as equipment is to be made in-house, beside the parts.
    let tool = |constraint: &Constraint| {
        constraint.kind != ConstraintKind::Equipment
            && concept(constraint).is_some_and(super::kind::is_tooling)
    };
    let must = |constraint: &Constraint| constraint.importance == Importance::Must;
    // Whoever repairs moulds is asked for no mould, unless one is made first and changed later.
    let repairs = |constraint: &Constraint| {
        must(constraint) && constraint.codes.iter().any(|code| code == "mould-maintenance")
    };
    if made_first(constraints, tool, repairs) {
        for constraint in constraints.iter_mut().filter(|one| repairs(one) && !said(one)) {
            constraint.importance = Importance::Prefer;
        }
    } else if constraints.iter().any(repairs) {
        constraints.retain(|constraint| said(constraint) || !tool(constraint));
        return;
    }
    let first_tool = constraints.iter().position(|constraint| tool(constraint) && must(constraint));
    let Some(first_tool) = first_tool else { return };
    // What another lot asks for is not what this tool is for.
    let of = constraints.get(first_tool).map_or(0, |tool| tool.need);
    let elsewhere = |constraint: &Constraint| constraint.need > 0 && constraint.need != of;
    let first_process = constraints.iter().position(|constraint| {
        constraint.kind == ConstraintKind::Process
            && must(constraint)
            && !tool(constraint)
            && !elsewhere(constraint)
    });
    // 五金弹片, …, 连续模: a part named well before its mould is what is bought; "parts mould" is one
    // thing.
    let place =
        |constraint: &Constraint| constraint.span.as_ref().map(|span| (span.start, span.end));
    let tool_at = constraints.get(first_tool).and_then(place);
    let part_before = constraints.iter().any(|constraint| {
        constraint.kind == ConstraintKind::Product
            && must(constraint)
            && !tool(constraint)
            && !elsewhere(constraint)
            && place(constraint).zip(tool_at).is_some_and(|((_, end), (start, _))| end + 12 < start)
    });
    let tool_first = !part_before && first_process.is_none_or(|process| first_tool < process);
    for (at, constraint) in constraints.iter_mut().enumerate() {
        if said(constraint) || !must(constraint) || elsewhere(constraint) {
            continue;
        }
        if tool_first {
            let part = constraint.codes.iter().all(|code| PARTS_OF_A_TOOL.contains(&code.as_str()));
            if at != first_tool
                && (part || !tool(constraint))
                && matches!(constraint.kind, ConstraintKind::Process | ConstraintKind::Product)
            {
                constraint.importance = Importance::Prefer;
            }
        } else if tool(constraint) {
            constraint.importance = Importance::Prefer;
        }
    }
}

/// "Injection mould, NAK80, T1 in 30 days, later modifications": whether a tool named before its repair is to
/// be made: of a steel, with so many cavities, tried on a day.
fn made_first(
    constraints: &[Constraint],
    tool: impl Fn(&Constraint) -> bool,
    repairs: impl Fn(&Constraint) -> bool,
) -> bool {
    let made = constraints.iter().any(|one| {
        one.quantity.as_ref().is_some_and(|figure| {
            matches!(figure.attribute.as_str(), "cavities" | "sample_lead_time")
        }) || concept(one).is_some_and(|concept| concept.is_one_of(&["mould-steel"]))
    });
    let starts = |one: &Constraint| one.span.as_ref().map(|span| span.start);
    let tools = || constraints.iter().filter(|one| tool(one)).filter_map(starts);
    made && constraints
        .iter()
        .filter(|one| repairs(one))
        .filter_map(starts)
        .any(|repair| tools().any(|tool| tool < repair))
}

/// A "plastic part" beside the process that makes it says nothing more than the process does, and
/// firms that mould do not list it; nor does a "laboratory" beside the test that it does.
fn plain_parts(constraints: &mut [Constraint]) {
    const PARTS: &[(&str, &str)] = &[
        ("plastic-part", "plastic-processing"),
        ("housing", "plastic-processing"),
        ("housing", "casting"),
        ("housing", "metal-forming"),
        ("bracket", "plastic-processing"),
        ("bracket", "casting"),
        ("bracket", "metal-forming"),
        ("die-cast-part", "casting"),
        ("stamped-part", "metal-forming"),
        ("machined-part", "machining"),
        ("rubber-part", "rubber-moulding"),
        ("testing-service", "inspection"),
    ];
    let taxonomy = Taxonomy::get();
    let made_by = |process: &Constraint, part: &str| {
        process.kind == ConstraintKind::Process
            && process.importance == Importance::Must
            && concept(process).is_some_and(|process| {
                process
                    .lineage
                    .iter()
                    .any(|&id| PARTS.contains(&(part, taxonomy.concept_at(id).code.as_str())))
            })
    };
    let plain: Vec<bool> = constraints
        .iter()
        .map(|part| {
            matches!(part.kind, ConstraintKind::Product | ConstraintKind::Service)
                && part.importance == Importance::Must
                && part.span.as_ref().is_none_or(|span| !span.field.contains('.'))
                && concept(part).is_some_and(|concept| {
                    constraints.iter().any(|process| made_by(process, &concept.code))
                })
        })
        .collect();
    for (part, plain) in constraints.iter_mut().zip(plain) {
        if plain {
            part.importance = Importance::Prefer;
        }
    }
}

/// "An EMS partner for PCBA" is whoever populates boards; few of them use that name of themselves.
fn ems(constraints: &mut [Constraint]) {
    let is_ems =
        |constraint: &Constraint| constraint.codes.iter().any(|code| code == "ems-service");
    let boards = constraints.iter().any(|constraint| {
        constraint.importance == Importance::Must
            && !is_ems(constraint)
            && concept(constraint).is_some_and(|one| one.segment.as_deref() == Some("s-pcba"))
    });
    for constraint in constraints.iter_mut().filter(|constraint| boards && is_ems(constraint)) {
        constraint.importance = Importance::Prefer;
    }
}

/// "UL wire" in a harness is bought by its maker: neither the wire nor the mark is the maker's own.
fn wire_of_a_harness(constraints: &mut [Constraint], context: &[Mention]) {
    const WIRE: &[&str] = &["electric-wire", "UL"];
    const PARTS: &[&str] = &["connector", "harness-accessory", "terminal"];
    let harness = constraints.iter().any(|constraint| {
        constraint.importance == Importance::Must
            && concept(constraint).is_some_and(|one| {
                matches!(
                    one.code.as_str(),
                    "wire-harness" | "harness-assembly" | "cable-assembly" | "antenna"
                )
            })
    });
    let place = |span: &Option<Span>| span.as_ref().map(|span| (span.start, span.end));
    let is_wire = |code: &String| code == "electric-wire";
    let asked = constraints.iter().filter(|constraint| constraint.codes.iter().any(is_wire));
    let used = context.iter().filter(|mention| is_wire(&mention.code));
    let wires: Vec<(u32, u32)> = asked
        .filter_map(|constraint| place(&constraint.span))
        .chain(used.map(|mention| (mention.span.start, mention.span.end)))
        .collect();
    // The mark stands right before the wire it is of, "UL인증 전선", or right after it.
    let of_a_wire =
        |at: (u32, u32)| wires.iter().any(|wire| at.0 <= wire.1 + 3 && wire.0 <= at.1 + 12);
    for constraint in constraints.iter_mut().filter(|_| harness) {
        // Connectors and tubes are bought by whoever makes the harness.
        if constraint.kind == ConstraintKind::Product
            && constraint.importance == Importance::Must
            && constraint.codes.iter().all(|code| PARTS.contains(&code.as_str()))
            && !redundant::in_a_form(constraint)
        {
            constraint.importance = Importance::Prefer;
            continue;
        }
        let wire = constraint.codes.iter().all(|code| WIRE.contains(&code.as_str()));
        if wire
            && !constraint.codes.is_empty()
            && !redundant::in_a_form(constraint)
            && place(&constraint.span).is_some_and(of_a_wire)
        {
            constraint.importance = Importance::Prefer;
        }
    }
}

/// Where makers are asked for, "trading" is not a service sought.
fn no_trader(constraints: &mut Vec<Constraint>) {
    if constraints.iter().any(|constraint| constraint.kind == ConstraintKind::Business) {
        constraints.retain(|constraint| {
            constraint.codes.first().is_none_or(|code| code != "sourcing-trading")
        });
    }
}

/// "ISO class 7" is a class of cleanliness, judged as a figure, not a certificate to hold.
fn clean_room(constraints: &mut Vec<Constraint>) {
    let class = constraints.iter().any(|constraint| {
        constraint.quantity.as_ref().is_some_and(|quantity| quantity.attribute == "cleanroom_class")
    });
    if class {
        constraints
            .retain(|constraint| constraint.codes.first().is_none_or(|code| code != "ISO_14644"));
    }
}
