//! Requests that buy a machine or a material instead of having something made: a used press, a
//! truckload of ingots. What others have or work is then what is sold.

use super::{
    Constraint, ConstraintKind, Importance, clause::sentences, reading::Reading, wording::has_any,
};
use crate::taxonomy::{ConceptKind, Taxonomy};

/// Words of machines that had an owner.
const SECOND_HAND: &[&str] = &[
    "second-hand",
    "second hand",
    "secondhand",
    "used machine",
    "used press",
    "used injection",
    "used cnc",
    "pre-owned",
    "refurbished",
    "đã qua sử dụng",
    "máy cũ",
    "máy bãi",
    "may cu",
    "đã sử dụng",
    "cũ nhật",
    "중고",
    "中古",
    "二手",
];

/// Words of purchase and installation of machines.
const PURCHASE: &[&str] = &[
    "cần đầu tư",
    "đầu tư 01",
    "chìa khóa trao tay",
    "chìa khoá trao tay",
    "nhà thầu",
    "to buy",
    "purchase",
    "buying",
    "mua máy",
    "cần mua",
    "muốn mua",
    "đặt mua",
    "mua ",
    "구매",
    "구입",
    "購入",
    "買い",
    "购买",
    "采购",
    "求购",
    "購買",
    "採購",
];

/// Raw forms in which a material is sold.
const RAW: &[&str] = &[
    "ingot",
    "pellet",
    "resin supply",
    "granule",
    "coil stock",
    "sheet stock",
    "billet",
    "raw material",
    "thỏi",
    "phôi",
    "hạt nhựa",
    "nguyên liệu",
    "cuộn thép",
    "thép cuộn",
    "잉곳",
    "펠릿",
    "원료",
    "원자재",
    "インゴット",
    "ペレット",
    "再生塊",
    "地金",
    "原料",
    "素材の",
    "コイル材",
    "锭",
    "錠",
    "粒子",
    "颗粒",
    "原材料",
    "卷料",
];

/// Makes the machine or material the product sought, where the text buys it.
pub(crate) fn goods(title: &Reading<'_>, reading: &Reading<'_>, constraints: &mut [Constraint]) {
    let taxonomy = Taxonomy::get();
    let text = reading.folded(0, reading.tokens.len());
    let free = |constraint: &Constraint| {
        constraint.span.as_ref().is_some_and(|span| !span.field.contains('.'))
    };
    let machine = |constraint: &Constraint| {
        constraint.kind == ConstraintKind::Equipment
            && free(constraint)
            && constraint.importance != Importance::MustNot
    };
    let material = |constraint: &Constraint| {
        constraint.kind == ConstraintKind::Material
            && constraint.importance == Importance::Must
            && constraint.codes.iter().all(|code| {
                taxonomy.concept(code).is_some_and(|concept| concept.kind == ConceptKind::Material)
            })
    };
    let made = |constraint: &Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
        ) && constraint.importance == Importance::Must
    };
    if machines_ordered(title, constraints) {
        for constraint in constraints.iter_mut().filter(|one| free(one)) {
            match constraint.kind {
                ConstraintKind::Equipment if constraint.is_in("title") => {
                    constraint.kind = ConstraintKind::Product;
                    constraint.importance = Importance::Must;
                }
                // What the machine is to handle, nobody has to make.
                ConstraintKind::Product if constraint.importance == Importance::Must => {
                    constraint.importance = Importance::Prefer;
                }
                _ => {}
            }
        }
        return;
    }
    let second_hand = second_hand(reading);
    let sought = constraints.iter().any(made);
    let buys = has_any(text, PURCHASE);
    if constraints.iter().any(machine) && (second_hand || (!sought && buys)) {
        // A line is bought whole: its conveyors and robots come with it.
        let mut line = false;
        for constraint in constraints.iter_mut() {
            if machine(constraint) && !line {
                line = constraint
                    .codes
                    .iter()
                    .any(|code| matches!(code.as_str(), "assembly-line" | "smt-line"));
                constraint.kind = ConstraintKind::Product;
                constraint.importance = Importance::Must;
            } else if free(constraint) && constraint.kind == ConstraintKind::Process {
                constraint.importance = Importance::Prefer;
            }
        }
    } else if constraints.iter().any(material) && (buys && (has_any(text, RAW) || !sought)) {
        for constraint in constraints.iter_mut() {
            if material(constraint) {
                constraint.kind = ConstraintKind::Product;
            } else if free(constraint) && constraint.kind == ConstraintKind::Process {
                constraint.importance = Importance::Prefer;
            }
        }
    }
}

/// Whether machines that had an owner are sought, and not refused.
fn second_hand(reading: &Reading<'_>) -> bool {
    const NOT: &[&str] =
        &["not ", "no ", "không", "khong", "아니", "않", "제외", "ない", "ません", "不", "勿"];
    sentences(reading).into_iter().any(|(start, end)| {
        let sentence = reading.folded(start, end);
        has_any(sentence, SECOND_HAND) && !has_any(sentence, NOT)
    })
}

/// "ボウルフィーダ 8台": a title that counts machines and names nothing else to be made orders them.
fn machines_ordered(title: &Reading<'_>, constraints: &[Constraint]) -> bool {
    const COUNTED: &[&str] = &[
        "台", "套", "대", "기", "세트", "unit", "units", "set", "sets", "bộ", "chiếc", "máy", "cái",
    ];
    let counted = (1..title.tokens.len())
        .any(|at| title.is_digits(at - 1) && COUNTED.iter().any(|word| title.says(at, word)));
    let titled = |kinds: &[ConstraintKind]| {
        constraints.iter().any(|one| kinds.contains(&one.kind) && one.is_in("title"))
    };
    counted
        && titled(&[ConstraintKind::Equipment])
        && !titled(&[ConstraintKind::Process, ConstraintKind::Product, ConstraintKind::Service])
}
