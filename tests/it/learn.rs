//! Learning on histories whose truth is known, and the command line around it.

use std::path::Path;
use std::process::{Command, Output};

use index::RankingConfig;
use index::learn::{Advice, Case, Fitted, fit};
use khop::config::Settings;
use khop::generate::{Taste, history};
use serde_json::Value;

fn weights(taste: &RankingConfig) -> Taste {
    Taste::Weights(Box::new(taste.clone()))
}

/// Buyers who care three times as much for distance, and not at all for export experience.
fn near() -> RankingConfig {
    RankingConfig::default().with("weight.distance", 1.8).with("weight.export_market", 0.0)
}

fn learned(seed: u64, taste: Taste, runs: usize) -> Fitted {
    let cases: Vec<Case> = history(seed, taste).take(runs).collect();
    fit(&cases, &RankingConfig::default(), 0.7)
}

/// By how much a weight was changed against those of its kind that buyers are content with: only
/// the proportions of these matter to a score.
fn times(fitted: &Fitted, name: &str) -> f64 {
    let factor = |name: &str| {
        let weight = fitted.weights.iter().find(|one| one.name == name).unwrap();
        weight.after / weight.before
    };
    let content = ["weight.certification", "weight.capacity", "weight.material", "weight.region"];
    let usual = content.iter().map(|name| factor(name).ln()).sum::<f64>() / 4.0;
    factor(name) / usual.exp()
}

#[test]
fn a_known_preference_is_recovered_in_direction_and_most_of_its_size() {
    for seed in [1, 2] {
        let fitted = learned(seed, weights(&near()), 1_200);
        let (distance, export) =
            (times(&fitted, "weight.distance"), times(&fitted, "weight.export_market"));
        println!(
            "seed {seed}: distance × {distance:.2}, export market × {export:.2}; later part {:.4} → \
             {:.4}, {:.1} standard errors",
            fitted.later.ndcg_before, fitted.later.ndcg_after, fitted.standard_errors
        );
        assert!((2.0..4.5).contains(&distance), "distance × {distance:.2}");
        assert!(export < 0.4, "export market × {export:.2}");
        assert_eq!(fitted.advice, Advice::Better);
        assert!(fitted.later.ndcg_after > fitted.later.ndcg_before);
        // Everything else stays near: nothing is further off than a third of what was found.
        for name in ["weight.certification", "weight.material", "weight.capacity"] {
            let other = times(&fitted, name);
            assert!((0.5..2.0).contains(&other), "{name} × {other:.2}");
        }
    }
}

#[test]
fn the_order_of_the_cases_does_not_matter_and_the_same_cases_give_the_same_weights() {
    let mut cases: Vec<Case> = history(5, weights(&near())).take(180).collect();
    let first = fit(&cases, &RankingConfig::default(), 0.7);
    cases.reverse();
    let second = fit(&cases, &RankingConfig::default(), 0.7);
    assert_eq!(first.weights, second.weights);
    assert!(!first.weights.is_empty());
    assert!(first.weights.iter().all(|one| one.after >= 0.0 && one.after.is_finite()));
}

#[test]
fn chance_teaches_nothing() {
    for seed in 1..=4 {
        let fitted = learned(seed, Taste::Chance, 250);
        assert_eq!(fitted.advice, Advice::NotBetter, "seed {seed}: {:?}", fitted.later);
    }
}

#[test]
fn buyers_who_are_content_change_nothing() {
    for seed in 1..=2 {
        let fitted = learned(seed, weights(&RankingConfig::default()), 400);
        assert_eq!(fitted.advice, Advice::NotBetter, "seed {seed}: {:?}", fitted.later);
    }
}

fn khop(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_khop"));
    command.args(words).current_dir(folder).output().unwrap()
}

fn told(output: &Output) -> (&str, &str) {
    (str::from_utf8(&output.stdout).unwrap(), str::from_utf8(&output.stderr).unwrap())
}

#[test]
fn weights_are_written_only_on_command_and_only_if_better() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let make = [
        "generate",
        "--suppliers",
        "1",
        "--requests",
        "1",
        "--history",
        "600",
        "--prefer",
        "weight.distance=6",
        "--prefer",
        "weight.export_market=0",
    ];
    assert!(khop(here, &make).status.success());
    let learned = khop(here, &["learn", "--history", "history.jsonl"]);
    let (out, err) = told(&learned);
    assert!(learned.status.success(), "{err}");
    for line in ["nDCG@10 before", "later", "weight.distance", "better: the later part gains"] {
        assert!(out.contains(line), "{line}: {out}");
    }
    assert!(!here.join("better.toml").exists());

    let written = khop(here, &["learn", "--history", "history.jsonl", "--write", "better.toml"]);
    assert!(written.status.success(), "{}", told(&written).1);
    let text = std::fs::read_to_string(here.join("better.toml")).unwrap();
    let better = RankingConfig::parse(&text).unwrap();
    assert_ne!(better.version(), RankingConfig::default().version());
    // Every sentence is still there.
    let sentences = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| Some(line.split_once('#')?.1.to_owned())).collect()
    };
    assert_eq!(sentences(&text), sentences(RankingConfig::default_text()));

    // What is learned once is learned: from the new weights on there is no more to gain.
    let again = ["learn", "--history", "history.jsonl", "--weights", "better.toml", "--write", "x"];
    let again = khop(here, &again);
    assert_eq!(again.status.code(), Some(5), "{}", told(&again).0);
    assert!(told(&again).1.contains("nothing written") && !here.join("x").exists());

    // A service that is told to uses them, and so do the verbs.
    let replay = ["replay", "--weights", "better.toml", "--history", "history.jsonl", "--json"];
    let replayed = khop(here, &replay);
    let report: Value = serde_json::from_str(told(&replayed).0).unwrap();
    assert_eq!((&report["runs"], &report["after"]), (&600.into(), &better.version().into()));
    let swaps: Vec<&Value> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|run| run["swaps"].as_array().unwrap())
        .collect();
    assert_eq!(report["swaps"], swaps.len());
    let by = |name: &str| swaps.iter().filter(|swap| swap["by"] == name).count();
    let (near, abroad) = (by("weight.distance"), by("weight.export_market"));
    assert!(near + abroad > swaps.len() / 2, "{near} + {abroad} of {}", swaps.len());
    for swap in &swaps {
        let places =
            |side: &str| (swap[side][0].as_u64().unwrap(), swap[side][1].as_u64().unwrap());
        let (falls, rises) = (places("falls_from_to"), places("rises_from_to"));
        assert!(falls.0 < rises.0 && rises.1 < falls.1, "{swap}");
        assert!(falls.0 <= 10 || rises.1 <= 10, "{swap}");
    }
    let mean = report["mean_tau"].as_f64().unwrap();
    assert!(mean < 1.0 && mean > 0.0, "{mean}");
    // Ranking by a file is what comes of its weights, not of those built in.
    let list = |more: &[&str]| {
        let files = ["rank", "--suppliers", "suppliers.jsonl", "--requests", "requests.jsonl"];
        let ranked = khop(here, &[&files[..], &["--format", "json"], more].concat());
        let ranking: Value = serde_json::from_str(told(&ranked).0).unwrap();
        ranking["ranking_version"].as_str().unwrap().to_owned()
    };
    assert_eq!(list(&["--weights", "better.toml"]), better.version());
    assert_eq!(list(&[]), RankingConfig::default().version());
    // Against themselves nothing moves.
    let back = [&replay[..], &["--against", "better.toml"]].concat();
    let none: Value = serde_json::from_str(told(&khop(here, &back)).0).unwrap();
    assert_eq!((&none["swaps"], &none["mean_tau"]), (&0.into(), &1.0.into()));
    let table = khop(here, &replay[..5]);
    let (out, _) = told(&table);
    assert!(out.contains("ahead of") && out.contains("pairs move in"), "{out}");
}

#[test]
fn a_history_that_cannot_be_read_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let good: Case = history(1, Taste::Chance).next().unwrap();
    let mut bad = good.clone();
    bad.results[0].position = 0;
    let line = |case: &Case| serde_json::to_string(case).unwrap();
    for (text, told_of) in [
        (format!("{}\n{{}}\n", line(&good)), "line 2"),
        (line(&bad), "positions count from 1"),
        (line(&good).replace("\"reached\"", "\"reach\""), "reach"),
    ] {
        std::fs::write(here.join("h.jsonl"), text).unwrap();
        let failed = khop(here, &["learn", "--history", "h.jsonl"]);
        assert_eq!(failed.status.code(), Some(1));
        assert!(told(&failed).1.contains(told_of), "{}", told(&failed).1);
    }
    std::fs::write(here.join("h.jsonl"), line(&good)).unwrap();
    let few = khop(here, &["learn", "--history", "h.jsonl", "--json"]);
    let report: Value = serde_json::from_str(told(&few).0).unwrap();
    assert_eq!((&report["advice"], &report["weights"]), (&"too_few".into(), &Value::Array(vec![])));
    let unknown = khop(here, &["generate", "--history", "1", "--prefer", "weight.luck=2"]);
    assert!(told(&unknown).1.contains("weight.luck"), "{}", told(&unknown).1);
}

#[test]
fn a_service_ranks_by_the_weights_that_its_settings_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("near.toml");
    let text = near().written_over(RankingConfig::default_text()).unwrap();
    std::fs::write(&file, &text).unwrap();
    let mut settings = Settings::defaults().unwrap();
    fn version(settings: &Settings) -> khop::Result<String> {
        Ok(khop::sync::weights(settings)?.version().to_owned())
    }
    assert_eq!(version(&settings).unwrap(), RankingConfig::default().version());
    settings.index.weights = file.clone();
    assert_eq!(version(&settings).unwrap(), near().version());
    std::fs::write(&file, text.replace("moq = ", "mok = ")).unwrap();
    assert!(version(&settings).is_err());
}

#[test]
fn a_folder_without_a_database_has_no_history_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let verbs: [&[&str]; 3] =
        [&["learn"], &["replay", "--weights", "missing.toml"], &["reindex", "--check"]];
    for verb in verbs {
        let failed = khop(folder.path(), &[verb, &["--data", "nowhere"]].concat());
        assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    }
    let failed = khop(folder.path(), &["learn", "--data", "nowhere"]);
    let (out, error) = told(&failed);
    assert!(out.is_empty() && error.contains("khop.db: "), "{error}");
    assert!(!folder.path().join("nowhere").exists());
}
