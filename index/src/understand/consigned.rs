//! The buyer's own parts, sent out to be plated, painted, hardened or cleaned, and works named by what they
//! do: what is sought is the process, not the part.

use super::{
    Constraint, ConstraintKind, Importance, Mention,
    kind::is_tooling,
    reading::Reading,
    redundant::{in_a_form, is_capability, make_wishes},
    tidy::served,
    wording::has_any,
};
use crate::taxonomy::{Concept, ConceptKind, Entry, Taxonomy};

/// Words of work done on parts that somebody else brings.
const JOB: &[&str] = &[
    "job plating",
    "job coating",
    "job shop plating",
    "toll ",
    "we stamp, you plate",
    "free issue",
    "free-issue",
    "consign",
    "parts supplied by us",
    "we supply the parts",
    "we send the parts",
    "gia công mạ",
    "mạ gia công",
    "gia công sơn",
    "sơn gia công",
    "gia công nhiệt luyện",
    "nhiệt luyện gia công",
    "gia công xi mạ",
    "đơn vị xi mạ",
    "đơn vị mạ",
    "đơn vị sơn",
    "xưởng xi mạ",
    "xưởng mạ",
    "xưởng sơn",
    "hàng mộc",
    "phôi do",
    "bên em cấp",
    "bên em gửi",
    "bên mình cấp",
    "bên mình gửi",
    "chúng tôi cấp",
    "tự lo",
    "nhận nhiệt luyện",
    "nhận thấm",
    "nhận mạ",
    "임가공",
    "사급",
    "도금 외주",
    "열처리 외주",
    "도장 외주",
    "외주처",
    "支給",
    "めっき加工先",
    "塗装加工先",
    "熱処理先",
    "委託先",
    "受託",
    "賃加工",
    "来料",
    "來料",
    "代工",
    "代加工",
    "外协",
    "外協",
    "电镀厂",
    "热处理厂",
    "喷涂厂",
    "表面处理厂",
    "열처리 업체",
    "도금 업체",
    "도장 업체",
    "코팅 업체",
    "表面処理業者",
    "めっき業者",
    "熱処理業者",
    "塗装業者",
    "heat treater",
    "plating shop",
    "coating shop",
    "đơn vị nhiệt luyện",
    "xưởng nhiệt luyện",
    "委外",
    "外发加工",
    "外协加工",
];

/// What is done to finished parts.
const TREATMENTS: &[&str] =
    &["surface-treatment", "heat-treatment", "industrial-cleaning", "sandblasting", "deburring"];

fn concept(constraint: &Constraint) -> Option<&'static Concept> {
    constraint.codes.first().and_then(|code| Taxonomy::get().concept(code))
}

fn is_treatment(constraint: &Constraint) -> bool {
    concept(constraint).is_some_and(|process| process.is_one_of(TREATMENTS))
}

/// Whether a constraint is of bare boards.
fn is_board(constraint: &Constraint) -> bool {
    concept(constraint).is_some_and(|board| board.is_in("c-pcb"))
}

/// Where only treatments are asked for and the text speaks of parts that are brought, the parts
/// become background, and the grade they are of is expected, not asked.
pub(crate) fn consigned(
    readings: [&Reading<'_>; 2],
    constraints: &mut Vec<Constraint>,
    context: &mut Vec<Mention>,
) {
    treated_tools(readings, constraints);
    made_by_a_shop(readings, constraints);
    let must = |constraint: &&Constraint| constraint.importance == Importance::Must;
    let mut processes = constraints
        .iter()
        .filter(must)
        .filter(|constraint| constraint.kind == ConstraintKind::Process)
        .peekable();
    let treated = processes.peek().is_some() && processes.all(is_treatment);
    let job = readings.iter().any(|reading| has_any(reading.folded(0, reading.tokens.len()), JOB));
    if !job {
        return;
    }
    // "FPCB SMT 임가공, 자재 전부 사급": boards that are brought are populated, not made.
    let populated = constraints.iter().filter(must).any(|one| one.codes.iter().any(|c| c == "smt"));
    constraints.retain(|constraint| {
        let brought = constraint.kind == ConstraintKind::Product
            && (treated || populated && is_board(constraint))
            && constraint.importance != Importance::MustNot
            && !in_a_form(constraint);
        if brought {
            context.extend(served(constraint));
        }
        !brought
    });
    for constraint in constraints.iter_mut().filter(|_| treated) {
        if constraint.kind == ConstraintKind::Material
            && constraint.importance == Importance::Must
            && !in_a_form(constraint)
        {
            constraint.importance = Importance::Expect;
        }
    }
}

/// ダイカスト型の真空焼入れ, 금형 열처리, 模具热处理: the tool before its treatment is what is treated, where
/// words qualify what follows them.
fn treated_tools(readings: [&Reading<'_>; 2], constraints: &mut [Constraint]) {
    let tool = |one: &Constraint| {
        is_capability(one)
            && one.kind == ConstraintKind::Product
            && concept(one).is_some_and(is_tooling)
    };
    let treatment = |one: &Constraint| one.kind == ConstraintKind::Process && is_treatment(one);
    let treated = |tool: &Constraint, treatment: &Constraint| {
        let (Some(of), Some(done)) = (&tool.span, &treatment.span) else { return false };
        let between = readings.iter().filter_map(|reading| {
            let read = reading.raw.get(of.start as usize..of.end as usize) == Some(&tool.text);
            reading.raw.get(of.end as usize..done.start as usize).filter(|_| read)
        });
        of.field == done.field
            && tool.text.starts_with(|first| first >= '\u{1100}')
            && between.map(str::trim).any(|word| matches!(word, "" | "의" | "の" | "的"))
    };
    let done_to_a_tool = |one: &Constraint| {
        treatment(one) && constraints.iter().filter(|one| tool(one)).any(|tool| treated(tool, one))
    };
    let done: Vec<bool> = constraints.iter().map(done_to_a_tool).collect();
    let only_tools =
        constraints.iter().all(|one| !is_capability(one) || tool(one) || treatment(one));
    if !only_tools || !done.contains(&true) {
        return;
    }
    for (one, done) in constraints.iter_mut().zip(done).filter(|(one, _)| !in_a_form(one)) {
        if tool(one) {
            one.importance = Importance::Prefer;
        } else if done && one.importance == Importance::Prefer {
            one.importance = Importance::Must;
        }
    }
}

/// 端子台和连接器胶壳的注塑厂, 端子台の射出成形メーカー: a works of a process is sought, and what it is to make is
/// what it may not list.
fn made_by_a_shop(readings: [&Reading<'_>; 2], constraints: &mut [Constraint]) {
    const SHOPS: &[&str] =
        &["厂", "廠", "工厂", "加工厂", "工廠", "企业", "メーカー", "工場", "業者", "加工先"];
    const JOINED: &[char] = &['和', '及', '与', '與', '、', 'と'];
    let process = |entry: Entry| match entry {
        Entry::Concept(id) => Taxonomy::get().concept_at(id).kind == ConceptKind::Process,
        _ => false,
    };
    let shops = |reading: &Reading<'_>| -> Vec<usize> {
        let processes = reading.vocabulary.iter().filter(|hit| process(hit.entry));
        let ranges = processes.map(|hit| reading.range(hit.first, hit.past));
        let of_a_shop = |&(_, end): &(u32, u32)| {
            let after = reading.raw.get(end as usize..).unwrap_or_default();
            SHOPS.iter().any(|shop| after.starts_with(shop))
        };
        ranges.filter(of_a_shop).map(|(start, _)| start as usize).collect()
    };
    let shops = readings.map(shops);
    let made_there = |one: &Constraint| {
        let Some(span) = &one.span else { return false };
        readings.iter().zip(&shops).any(|(reading, shops)| {
            let (start, end) = (span.start as usize, span.end as usize);
            let led = |at: &usize| {
                let between = reading.raw.get(end..*at).unwrap_or_default();
                let listed = |letter: char| letter.is_alphabetic() || letter == '、';
                between.ends_with(['的', 'の'])
                    && between.chars().all(listed)
                    && (between.chars().count() == 1 || between.starts_with(JOINED))
            };
            reading.raw.get(start..end) == Some(&one.text) && shops.iter().any(led)
        })
    };
    let works =
        constraints.iter().any(|one| is_capability(one) && one.kind == ConstraintKind::Process);
    if works {
        make_wishes(constraints, |one| one.kind == ConstraintKind::Product && made_there(one));
    }
}
