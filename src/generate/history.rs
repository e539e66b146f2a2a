//! Invented history of rankings by buyers of a known taste, so that what is learned from it can be
//! held against the truth.
//!
//! A run ranks thirty suppliers by the present weights and shows twenty. A buyer looks at the
//! first, and at others the less the further down they stand; goes on with what it looks at the
//! further the more it likes it by *its* weights; and has its moods.

use chrono::{DateTime, TimeDelta};
use index::RankingConfig;
use index::learn::{Case, Reached, Shown};
use index::matching::{Outcome, Part, Parts, Signals, Verdict};
use index::understand::{ConstraintKind, Importance};

use super::dice::Dice;

/// Suppliers that are ranked, and shown, in a run.
const RANKED: usize = 30;
const SHOWN: usize = 20;
/// How strongly buyers feel about one point of the score, against their moods.
const FEELING: f64 = 45.0;
/// 2026-01-01, from which on there is a run every two hours.
const FIRST: i64 = 1_767_225_600;

/// What buyers go by.
#[derive(Debug, Clone)]
pub enum Taste {
    /// These weights.
    Weights(Box<RankingConfig>),
    /// Nothing: whatever they do has nothing to do with the supplier.
    Chance,
}

/// Invented match runs with what came of them, oldest first.
pub fn history(seed: u64, taste: Taste) -> impl Iterator<Item = Case> {
    (0_u32..).map(move |number| run(seed, number, &taste))
}

/// What a request may ask for beside the process: kind, in how many of a hundred, and as a must in
/// how many of a hundred of these.
const ASKED: [(ConstraintKind, u32, u32); 8] = [
    (ConstraintKind::Distance, 75, 0),
    (ConstraintKind::ExportMarket, 65, 0),
    (ConstraintKind::Certification, 55, 30),
    (ConstraintKind::Capacity, 45, 20),
    (ConstraintKind::Material, 50, 0),
    (ConstraintKind::Region, 35, 0),
    (ConstraintKind::Moq, 30, 0),
    (ConstraintKind::Language, 30, 0),
];

fn run(seed: u64, number: u32, taste: &Taste) -> Case {
    let mut dice = Dice::of(seed, u64::from(number));
    let asked: Vec<(ConstraintKind, Importance)> = ASKED
        .into_iter()
        .filter_map(|(kind, often, must)| {
            if !dice.chance(often) {
                return None;
            }
            let must = dice.chance(must);
            Some((kind, if must { Importance::Must } else { Importance::Prefer }))
        })
        .collect();
    let present = RankingConfig::default();
    let mut ranked: Vec<(f64, Verdict, Parts)> = (0..RANKED)
        .map(|_| {
            let parts = judged(&asked, &mut dice);
            (parts.score(&present), verdict(&parts), parts)
        })
        .collect();
    ranked.sort_by(|(a, one, _), (b, other, _)| {
        let first = |verdict: &Verdict| *verdict == Verdict::Qualified;
        first(other).cmp(&first(one)).then(b.total_cmp(a))
    });
    ranked.truncate(SHOWN);
    let liked: Vec<f64> = ranked
        .iter()
        .map(|(.., parts)| match taste {
            Taste::Weights(weights) => parts.score(weights),
            Taste::Chance => 0.0,
        })
        .collect();
    let usual = liked.iter().sum::<f64>() / liked.len().max(1) as f64;
    let results = ranked
        .into_iter()
        .zip(liked)
        .zip(1_u32..)
        .map(|(((_, verdict, parts), liked), position)| Shown {
            supplier: format!("s-{number:05}-{position:02}"),
            position,
            verdict,
            reached: reached(FEELING * (liked - usual), position, &mut dice),
            parts,
        })
        .collect();
    let at = DateTime::from_timestamp(FIRST, 0).unwrap_or_default();
    Case {
        run: format!("run-{number:05}"),
        request: format!("r-{number:05}"),
        at: at + TimeDelta::hours(2 * i64::from(number)),
        ranking_version: Some(present.version().to_owned()),
        results,
    }
}

/// A supplier as it might be judged.
fn judged(asked: &[(ConstraintKind, Importance)], dice: &mut Dice) -> Parts {
    let part = |kind, importance, core, outcome, value| Part {
        kind,
        importance,
        need: 0,
        core,
        rarity: 1.0,
        outcome,
        value,
        barred: false,
    };
    let core = share(dice);
    let process = part(
        ConstraintKind::Process,
        Importance::Must,
        true,
        if core > 0.2 { Outcome::Met } else { Outcome::Unknown },
        0.5 + 0.5 * core,
    );
    let others = asked.iter().map(|&(kind, importance)| {
        let value = share(dice);
        let outcome = match value {
            value if value > 0.4 => Outcome::Met,
            value if value > 0.2 => Outcome::Failed,
            _ => Outcome::Unknown,
        };
        part(kind, importance, false, outcome, value)
    });
    let constraints = std::iter::once(process).chain(others).collect();
    let signals = Signals {
        text: share(dice),
        verification: *dice.pick(&[0.0, 0.0, 0.6, 1.0]),
        freshness: share(dice),
        track_record: 0.3 + 0.4 * share(dice),
    };
    Parts { constraints, signals }
}

fn verdict(parts: &Parts) -> Verdict {
    let musts = || parts.constraints.iter().filter(|part| part.importance == Importance::Must);
    if musts().any(|part| part.outcome == Outcome::Failed) {
        Verdict::NearMiss
    } else if musts().any(|part| part.outcome == Outcome::Unknown) {
        Verdict::Possible
    } else {
        Verdict::Qualified
    }
}

/// What a buyer does with a result. It looks at the tenth in one of four runs: less than what
/// learning supposes, so that a test does not take for granted what it tests.
fn reached(liking: f64, position: u32, dice: &mut Dice) -> Reached {
    let looked = share(dice) < f64::from(position).powf(-0.6);
    let chance = share(dice).clamp(1e-6, 1.0 - 1e-6);
    let mood = (chance / (1.0 - chance)).ln();
    match liking + mood {
        _ if !looked => Reached::Shown,
        felt if felt > 4.0 => Reached::Won,
        felt if felt > 3.0 => Reached::Quoted,
        felt if felt > 2.2 => Reached::Introduced,
        felt if felt > 1.4 => Reached::Shortlisted,
        felt if felt > 0.5 => Reached::Opened,
        felt if felt < -3.0 => Reached::Dismissed,
        _ => Reached::Shown,
    }
}

/// Evenly from 0 to 1.
fn share(dice: &mut Dice) -> f64 {
    f64::from(dice.between(0, 1_000_000)) / 1e6
}
