//! What each part of the engine earns: the judged set ranked anew with one part switched off.

use std::io::Write;

use index::request::SourcingRequest;
use index::understand::{Constraint, ConstraintKind, Importance, Understanding};
use index::{Compiled, Engine, RankOptions};
use serde::Serialize;

use super::metrics::{Grades, Scores, means};
use super::{evaluate, ranker};

/// A part of the engine, by what is left when it is off.
struct Part {
    /// What is switched off, in words.
    name: &'static str,
    off: Off,
}

/// How a part is switched off.
enum Off {
    /// These constraints are not read.
    Unread(fn(&Constraint) -> bool),
    /// How firmly things are asked for is not read: everything is a must.
    Firmness,
    /// Numbers of `config/ranking.toml`, by name.
    Numbers(&'static [(&'static str, f64)]),
}

const PARTS: &[Part] = &[
    Part { name: "nothing", off: Off::Numbers(&[]) },
    Part { name: "figures with units", off: Off::Unread(is_figure) },
    Part { name: "certificates", off: Off::Unread(is_certificate) },
    Part { name: "places and distances", off: Off::Unread(is_place) },
    Part { name: "materials", off: Off::Unread(is_material) },
    Part { name: "maker or trader", off: Off::Unread(is_business) },
    Part { name: "wishes", off: Off::Unread(is_wish) },
    Part { name: "must, wish or neither", off: Off::Firmness },
    Part {
        name: "related and wider concepts",
        off: Off::Numbers(&[
            ("relation.wider", 0.0),
            ("relation.related", 0.0),
            ("relation.sibling", 0.0),
        ]),
    },
    Part { name: "words beside concepts", off: Off::Numbers(&[("signal.text", 0.0)]) },
    Part { name: "failed musts cost", off: Off::Numbers(&[("outcome.failed_must", 1.0)]) },
    Part { name: "silence is no yes", off: Off::Numbers(&[("outcome.unknown", 1.0)]) },
    Part { name: "silence is no no", off: Off::Numbers(&[("outcome.unknown", 0.0)]) },
    Part {
        name: "checked, fresh, complete",
        off: Off::Numbers(&[
            ("signal.verification", 0.0),
            ("signal.freshness", 0.0),
            ("signal.completeness", 0.0),
        ]),
    },
];

const fn is_figure(constraint: &Constraint) -> bool {
    constraint.quantity.is_some() && !is_place(constraint)
}

const fn is_certificate(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Certification)
}

const fn is_place(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Region | ConstraintKind::Distance)
}

const fn is_material(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Material)
}

const fn is_business(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Business)
}

const fn is_wish(constraint: &Constraint) -> bool {
    matches!(constraint.importance, Importance::Prefer)
}

/// What is left of the rankings with one part off.
#[derive(Debug, Serialize)]
pub(super) struct Ablation {
    /// What is off.
    without: &'static str,
    /// Mean nDCG@10.
    ndcg_at_10: f64,
    /// The same less that of the whole engine.
    change: f64,
    /// Judged suppliers called qualified.
    qualified: usize,
    /// Those of them that were judged 0 or 1.
    violations: usize,
}

/// Ranks every judged request once for each part, with that part off.
pub(super) fn ablations(
    engine: &Engine,
    suppliers: &[Compiled],
    asked: &[(&SourcingRequest, &Grades)],
    options: &RankOptions,
) -> Vec<Ablation> {
    let mut rows: Vec<Ablation> = Vec::with_capacity(PARTS.len());
    for part in PARTS {
        let crippled = part.engine(engine);
        let judged = ranker::map(asked, |(request, grades)| {
            let understood = part.read(crippled.understand_request(request));
            let ranking = crippled.rank_understood(suppliers, request, understood, options);
            evaluate::against(&ranking, grades)
        });
        let scores: Vec<Scores> = judged.iter().map(|(scores, ..)| *scores).collect();
        let ndcg_at_10 = means(&scores).ndcg_at_10;
        rows.push(Ablation {
            without: part.name,
            ndcg_at_10,
            change: rows.first().map_or(0.0, |whole| ndcg_at_10 - whole.ndcg_at_10),
            qualified: judged.iter().map(|(_, qualified, _)| qualified).sum(),
            violations: judged.iter().map(|(.., violations)| violations.len()).sum(),
        });
    }
    rows
}

impl Part {
    fn engine(&self, engine: &Engine) -> Engine {
        let Off::Numbers(numbers) = self.off else { return engine.clone() };
        let config = engine.config().clone();
        Engine::new(numbers.iter().fold(config, |config, (name, off)| config.with(name, *off)))
    }

    fn read(&self, mut understood: Understanding) -> Understanding {
        match self.off {
            Off::Unread(unread) => understood.constraints.retain(|one| !unread(one)),
            Off::Firmness => {
                for one in &mut understood.constraints {
                    one.importance = Importance::Must;
                }
            }
            Off::Numbers(_) => {}
        }
        understood
    }
}

/// One line a part.
pub(super) fn write(out: &mut impl Write, rows: &[Ablation]) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<28}{:>9}{:>9}{:>11}{:>12}",
        "without", "nDCG@10", "change", "qualified", "violations"
    )?;
    for row in rows {
        writeln!(
            out,
            "{:<28}{:>9.4}{:>+9.4}{:>11}{:>12}",
            row.without, row.ndcg_at_10, row.change, row.qualified, row.violations
        )?;
    }
    Ok(())
}
