//! Scores that can be summed again, and what is learned from made-up outcomes.

use index::{
    Compiled, Engine, Language, RankOptions, RankingConfig,
    learn::{Advice, Case, LEAST_LATER, LEAST_OLDER, Reached, Shown, examined, fit, replay},
    matching::{NEUTRAL, Outcome, Part, Parts, Signals, Verdict},
    profile::Profile,
    request::SourcingRequest,
    understand::{ConstraintKind, Importance},
};
use proptest::prelude::*;

const SUPPLIERS: &str = include_str!("../../../tests/relevance/suppliers.jsonl");
const REQUESTS: &str = include_str!("../../../tests/relevance/requests.jsonl");

fn options(top: usize) -> RankOptions {
    RankOptions { today: "2026-11-24".parse().unwrap(), top, locale: Language::En, seed: 1 }
}

fn suppliers(engine: &Engine) -> Vec<Compiled> {
    SUPPLIERS
        .lines()
        .map(|line| engine.compile(&serde_json::from_str::<Profile>(line).unwrap()))
        .collect()
}

fn requests() -> impl Iterator<Item = SourcingRequest> {
    REQUESTS.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// A run of the judged set as history would have kept it, through its JSON form.
fn kept(engine: &Engine, suppliers: &[Compiled], request: &SourcingRequest, top: usize) -> Case {
    let ranking = engine.rank(suppliers, request, &options(top));
    let case = Case {
        run: request.id.clone(),
        request: request.id.clone(),
        at: "2026-11-24T00:00:00Z".parse().unwrap(),
        ranking_version: None,
        results: ranking
            .results
            .into_iter()
            .map(|one| Shown {
                supplier: one.supplier,
                position: one.rank,
                verdict: one.verdict,
                reached: Reached::Shown,
                parts: one.parts,
            })
            .collect(),
    };
    serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap()
}

#[test]
fn what_is_kept_of_a_run_gives_its_scores_and_its_order_again() {
    let engine = Engine::default();
    let suppliers = suppliers(&engine);
    let mut results = 0;
    for request in requests() {
        let ranking = engine.rank(&suppliers, &request, &options(100));
        let case = kept(&engine, &suppliers, &request, 100);
        for (one, shown) in ranking.results.iter().zip(&case.results) {
            let score = shown.parts.score(engine.config());
            let seen = match one.verdict {
                Verdict::Qualified => 60.0 + 40.0 * score,
                _ => 60.0 * score,
            };
            assert!((seen - one.score).abs() < 0.0051, "{} {}", request.id, one.supplier);
            results += 1;
        }
        let order: Vec<&str> = ranking.results.iter().map(|one| one.supplier.as_str()).collect();
        assert_eq!(case.ranked(engine.config()), order, "{}", request.id);
        let same = replay(&case, engine.config(), engine.config(), 10);
        assert_eq!((same.tau, same.swaps.len()), (1.0, 0));
    }
    assert!(results > 1_000, "only {results} results");
}

#[test]
fn replay_orders_as_the_engine_does_under_the_other_weights() {
    let before = Engine::default();
    // Text is left as it is: it would let others in.
    let other = RankingConfig::default().with("weight.distance", 2.4).with("signal.freshness", 0.4);
    let after = Engine::new(other);
    let suppliers = suppliers(&before);
    let (mut moved, mut compared) = (0, 0);
    for request in requests() {
        // Everybody that is let in, so that nobody is missing.
        let case = kept(&before, &suppliers, &request, 500);
        let fresh = after.rank(&suppliers, &request, &options(500));
        let order: Vec<&str> = fresh.results.iter().map(|one| one.supplier.as_str()).collect();
        // Equals are shuffled by the engine and stay as shown in a replay: compare where none are.
        let mut scores: Vec<u64> =
            fresh.results.iter().map(|one| (one.score * 100.0) as u64).collect();
        scores.dedup();
        if scores.len() == order.len() {
            assert_eq!(case.ranked(after.config()), order, "{}", request.id);
            compared += 1;
        }
        moved += replay(&case, before.config(), after.config(), 10).swaps.len();
    }
    assert!(compared > 10 && moved > 50, "{compared} compared, {moved} moved");
}

#[test]
fn a_firm_without_history_stands_where_it_stood_and_a_record_moves_it_both_ways() {
    let engine = Engine::default();
    let all = suppliers(&engine);
    let none = RankingConfig::default().with("signal.track_record", 0.0);
    let without = Engine::new(none);
    let mut moved = 0;
    for request in requests().take(30) {
        let plain = engine.rank(&all, &request, &options(20));
        let off = without.rank(&all, &request, &options(20));
        assert_eq!(plain.results, off.results, "{}", request.id);
        let Some(first) = plain.results.first().filter(|one| one.score < 99.0) else { continue };
        let score = |record: f64| {
            let again: Vec<Compiled> = all
                .iter()
                .map(|one| {
                    let record = (one.id() == first.supplier).then_some(record);
                    one.clone().with_track_record(record)
                })
                .collect();
            let ranking = engine.rank(&again, &request, &options(300));
            let found = ranking.results.into_iter().find(|one| one.supplier == first.supplier);
            let found = found.unwrap();
            let told = found.signals.iter().find(|one| one.name == "track_record").unwrap();
            assert!((told.value - record).abs() < 1e-3 && told.text.contains("usual"));
            found.score
        };
        assert!((score(NEUTRAL) - first.score).abs() < 1e-9);
        assert!(score(1.0) > first.score && score(0.0) < first.score, "{}", request.id);
        moved += 1;
    }
    assert!(moved > 10);
}

/// A result that asks for a distance and an export market beside the process.
fn shown(position: u32, distance: f64, export: f64, reached: Reached) -> Shown {
    let part = |kind, importance, core, value| Part {
        kind,
        importance,
        need: 0,
        core,
        rarity: 1.0,
        outcome: Outcome::Met,
        value,
        barred: false,
    };
    Shown {
        supplier: format!("s{position}"),
        position,
        verdict: Verdict::Qualified,
        reached,
        parts: Parts {
            constraints: vec![
                part(ConstraintKind::Process, Importance::Must, true, 0.9),
                part(ConstraintKind::Distance, Importance::Prefer, false, distance),
                part(ConstraintKind::ExportMarket, Importance::Prefer, false, export),
            ],
            signals: Signals::default(),
        },
    }
}

fn case(number: usize, results: Vec<Shown>) -> Case {
    let at = chrono::DateTime::from_timestamp(1_790_000_000 + 3_600 * number as i64, 0).unwrap();
    Case {
        run: format!("r{number:04}"),
        request: String::new(),
        at,
        ranking_version: None,
        results,
    }
}

#[test]
fn too_few_runs_teach_nothing_however_clear_they_are() {
    let clear = |number| {
        case(number, vec![shown(1, 0.9, 0.1, Reached::Lost), shown(2, 0.1, 0.9, Reached::Won)])
    };
    let silent = |number| {
        case(number, vec![shown(1, 0.9, 0.1, Reached::Shown), shown(2, 0.1, 0.9, Reached::Shown)])
    };
    let present = RankingConfig::default();
    let few: Vec<Case> = (0..LEAST_OLDER).map(clear).collect();
    let fitted = fit(&few, &present, 0.7);
    assert_eq!((fitted.advice, fitted.weights.len()), (Advice::TooFew, 0));
    // Runs that nothing came of are no cases.
    let padded: Vec<Case> = (0..40).map(clear).chain((40..1_000).map(silent)).collect();
    assert_eq!(fit(&padded, &present, 0.7).advice, Advice::TooFew);
    let enough: Vec<Case> = (0..(LEAST_OLDER + LEAST_LATER) * 3 / 2).map(clear).collect();
    let fitted = fit(&enough, &present, 0.7);
    assert_eq!(fitted.advice, Advice::Better);
    assert!(fitted.later.ndcg_after > fitted.later.ndcg_before);
    let after = |name| fitted.weights.iter().find(|one| one.name == name).unwrap().after;
    assert!(after("weight.export_market") > after("weight.distance"));
    // What no run speaks of stays.
    assert_eq!(after("weight.moq"), 0.15);
}

#[test]
fn verdicts_are_never_learned() {
    // Everything that is won fails a must: the order of verdicts stays.
    let upside_down = |number: usize| {
        let mut results = vec![shown(1, 0.5, 0.5, Reached::Lost), shown(2, 0.4, 0.4, Reached::Won)];
        results[1].verdict = Verdict::NearMiss;
        case(number, results)
    };
    let cases: Vec<Case> = (0..400).map(upside_down).collect();
    assert!(cases.iter().all(|case| !case.tells()));
    let fitted = fit(&cases, &RankingConfig::default(), 0.7);
    assert_eq!((fitted.advice, fitted.later.telling), (Advice::TooFew, 0));
}

#[test]
fn a_swap_names_the_pair_its_places_and_the_weight_that_did_it() {
    let case =
        case(1, vec![shown(1, 0.2, 0.9, Reached::Shown), shown(2, 0.8, 0.4, Reached::Shown)]);
    let before = RankingConfig::default().with("weight.export_market", 0.9);
    let after = before.with("weight.distance", 3.0).with("signal.text", 0.3);
    let replayed = replay(&case, &before, &after, 10);
    let [swap] = replayed.swaps.as_slice() else { panic!("{replayed:?}") };
    assert_eq!((swap.falls.as_str(), swap.rises.as_str()), ("s1", "s2"));
    assert_eq!((swap.falls_from_to, swap.rises_from_to), ((1, 2), (2, 1)));
    assert_eq!((swap.by, replayed.tau), ("weight.distance", -1.0));
    assert_eq!(replay(&case, &before, &after, 0).swaps, []);
    let beyond = index::learn::replay::beyond(&before, &after.with("relation.met", 0.7));
    assert_eq!(beyond, ["relation.met"]);
}

proptest! {
    /// Nobody is looked at less for standing higher, and nobody with certainty never.
    #[test]
    fn positions_further_down_are_looked_at_less(position in 1_u32..1_000) {
        prop_assert!(examined(position) >= examined(position + 1));
        prop_assert!(examined(position) >= 0.1 && examined(1) == 1.0);
    }

    /// A score stays a score, and better evidence never lowers it, whatever the weights.
    #[test]
    fn scores_stay_within_bounds_and_rise_with_what_they_are_made_of(
        values in proptest::collection::vec(0.0_f64..1.0, 3),
        more in 0.0_f64..0.5,
        weights in proptest::collection::vec(0.0_f64..3.0, 3),
    ) {
        let names = ["weight.distance", "weight.export_market", "signal.track_record"];
        let config = names.iter().zip(&weights).fold(RankingConfig::default(), |config, (name, value)| {
            config.with(name, *value)
        });
        let mut one = shown(1, values[0], values[1], Reached::Shown);
        one.parts.signals.track_record = values[2];
        let score = one.parts.score(&config);
        prop_assert!((0.0..=1.0).contains(&score));
        one.parts.constraints[1].value = (values[0] + more).min(1.0);
        prop_assert!(one.parts.score(&config) >= score - 1e-12);
        one.parts.signals.track_record = (values[2] + more).min(1.0);
        prop_assert!(one.parts.score(&config) >= score - 1e-12);
    }
}
