//! What comes of a match run: what buyers do with its results, and the deals that follow.

use std::process::Command;

use index::RankingConfig;
use index::learn::{Advice, Reached, fit};
use khop::outcomes::history;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Cast, Client, TestApp};
use crate::introductions::{Deal, id_of, price, proposed};
use crate::sourcing::{housings, opened};
use crate::suppliers::{die_caster, entered};

/// Runs a request and returns the path of the run.
async fn ran(client: &Client, request: &str) -> String {
    let run = client.send_empty(&format!("{request}/match-runs")).await.expect(201);
    run.header("location").unwrap().to_owned()
}

async fn outcomes(client: &Client, run: &str) -> Value {
    client.get(&format!("{run}/outcomes")).await.expect(200).body["items"].clone()
}

fn of<'o>(outcomes: &'o Value, supplier: &str) -> &'o Value {
    let items = outcomes.as_array().unwrap();
    items.iter().find(|one| one["supplier"] == id_of(supplier)).unwrap()
}

fn kinds(outcome: &Value) -> Vec<&str> {
    let events = outcome["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// Two suppliers of the same thing, a request for it, and a run that shows both.
struct Shown {
    app: TestApp,
    cast: Cast,
    sami: String,
    suri: String,
    request: String,
    run: String,
}

async fn shown() -> Shown {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let sami = entered(&cast.sami, die_caster()).await;
    let mut other = die_caster();
    other["name"] = json!("スリ精密");
    let suri = entered(&cast.suri, other).await;
    let request = opened(&cast.berta, housings()).await;
    let run = ran(&cast.berta, &request).await;
    Shown { app, cast, sami, suri, request, run }
}

impl Shown {
    async fn mark(&self, client: &Client, supplier: &str, kind: &str) -> crate::harness::Answer {
        let path = format!("{}/results/{}/events", self.run, id_of(supplier));
        client.post(&path, json!({ "kind": kind })).await
    }
}

#[actix_web::test]
async fn what_a_buyer_does_with_a_result_is_kept_once_and_the_last_word_holds() {
    let shown = shown().await;
    let berta = &shown.cast.berta;
    let all = outcomes(berta, &shown.run).await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    for (one, position) in all.as_array().unwrap().iter().zip(1..) {
        assert_eq!((&one["reached"], &one["position"]), (&json!("shown"), &json!(position)));
        assert_eq!(one["events"], json!([]));
    }
    for (kind, reached, events) in [
        ("opened", "opened", 1),
        ("opened", "opened", 1),
        ("shortlisted", "shortlisted", 2),
        ("dismissed", "dismissed", 3),
        ("opened", "dismissed", 3),
        ("shortlisted", "shortlisted", 3),
        ("shortlisted", "shortlisted", 3),
    ] {
        shown.app.pass(chrono::TimeDelta::seconds(1));
        let told = shown.mark(berta, &shown.sami, kind).await.expect(200).body;
        assert_eq!((&told["reached"], kinds(&told).len()), (&json!(reached), events), "{kind}");
    }
    let all = outcomes(berta, &shown.run).await;
    assert_eq!(of(&all, &shown.sami)["reached"], "shortlisted");
    assert_eq!(of(&all, &shown.suri)["reached"], "shown");
    let wrong = shown.mark(berta, &shown.sami, "won").await.expect(422);
    assert_eq!(wrong.faults(), [("kind", "not_one_of")]);
}

#[actix_web::test]
async fn a_run_and_what_came_of_it_are_there_for_those_who_made_it() {
    let shown = shown().await;
    let Cast { berta, boris, sami, agnes, ada, .. } = &shown.cast;
    let nowhere = Uuid::nil();
    let missing = format!("{}/match-runs/{nowhere}/outcomes", shown.request);
    // What is not theirs is not there.
    for client in [boris, agnes] {
        let seen = client.get(&format!("{}/outcomes", shown.run)).await.expect(404);
        let absent = client.get(&missing).await.expect(404);
        assert_eq!(seen.body["code"], absent.body["code"]);
        assert_eq!(seen.body["detail"], absent.body["detail"]);
        shown.mark(client, &shown.sami, "opened").await.expect(404);
    }
    sami.get(&format!("{}/outcomes", shown.run)).await.expect(403);
    shown.mark(sami, &shown.sami, "shortlisted").await.expect(403);
    // An administrator looks on and buys nothing.
    ada.get(&format!("{}/outcomes", shown.run)).await.expect(200);
    shown.mark(ada, &shown.sami, "opened").await.expect(403);
    // A supplier that the run does not show.
    let late = entered(agnes, json!({ "name": "Mạ Ví Dụ", "processes": ["mạ kẽm"] })).await;
    shown.mark(berta, &late, "opened").await.expect(404);
    shown.mark(berta, "/nobody/00000000-0000-0000-0000-000000000000", "opened").await.expect(404);
    let all = outcomes(berta, &shown.run).await;
    assert!(all.as_array().unwrap().iter().all(|one| one["reached"] == "shown"), "{all}");
}

#[actix_web::test]
async fn a_deal_belongs_to_the_latest_run_of_whoever_proposed_it() {
    let shown = shown().await;
    let Shown { cast, sami, request, run: first, .. } = &shown;
    let Cast { berta, agnes, .. } = cast;
    shown.app.pass(chrono::TimeDelta::seconds(1));
    let second = ran(berta, request).await;
    let theirs = ran(agnes, request).await;
    shown.app.pass(chrono::TimeDelta::seconds(1));
    let made = proposed(berta, request, sami).await.expect(201);
    shown.app.pass(chrono::TimeDelta::seconds(1));
    let after = ran(berta, request).await;
    for (client, run, reached) in [
        (berta, first, "shown"),
        (berta, &second, "introduced"),
        (agnes, &theirs, "shown"),
        (berta, &after, "shown"),
    ] {
        let all = outcomes(client, run).await;
        assert_eq!(of(&all, sami)["reached"], reached, "{run}");
    }
    // Every stage of the deal shows, and what the buyer did before stays beside it.
    let path = made.header("location").unwrap().to_owned();
    let Shown { app, cast, sami, request, .. } = shown;
    let deal = Deal { app, cast, request, supplier: sami.clone(), path };
    for (stage, reached) in
        [("introduced", "agreed"), ("requested", "agreed"), ("quoted", "quoted")]
    {
        match stage {
            "introduced" => drop(deal.step(&deal.cast.sami, "consent").await),
            "requested" => drop(deal.step(&deal.cast.berta, "request_quotation").await),
            _ => drop(deal.quote(&deal.cast.sami).await.expect(201)),
        }
        let all = outcomes(&deal.cast.berta, &second).await;
        assert_eq!(of(&all, &sami)["reached"], reached, "{stage}");
    }
    deal.step(&deal.cast.berta, "approve").await;
    let all = outcomes(&deal.cast.berta, &second).await;
    assert_eq!(of(&all, &sami)["reached"], "won");
    assert_eq!(kinds(of(&all, &sami)), ["introduced", "agreed", "quoted", "won"]);
}

#[actix_web::test]
async fn an_end_counts_against_a_supplier_only_where_it_was_the_supplier() {
    let shown = shown().await;
    let Shown { app, cast, sami, request, run, .. } = shown;
    let made = proposed(&cast.berta, &request, &sami).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    let mut deal = Deal { app, cast, request, supplier: sami.clone(), path };
    for (reason, more, reached) in [
        ("design_change", Value::Null, "quoted"),
        ("lost_to_incumbent", Value::Null, "quoted"),
        ("price", json!({ "gap": "ten_to_twenty" }), "lost"),
        ("cert_missing", json!({ "field": "IATF 16949" }), "lost"),
    ] {
        deal.reach("quoted").await;
        let mut end = json!({ "kind": "end", "reason": reason });
        end.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        deal.report(&deal.cast.berta, end).await.expect(200);
        let all = outcomes(&deal.cast.berta, &run).await;
        assert_eq!(of(&all, &sami)["reached"], reached, "{reason}");
        let made = proposed(&deal.cast.berta, &deal.request, &sami).await.expect(201);
        deal.path = made.header("location").unwrap().to_owned();
    }
    // A deal once won stays won, whatever the next one comes to.
    deal.reach("approved").await;
    let end = json!({ "kind": "end", "reason": "declined_capacity" });
    deal.report(&deal.cast.sami, end).await.expect(200);
    let all = outcomes(&deal.cast.berta, &run).await;
    assert_eq!(of(&all, &sami)["reached"], "won");
}

/// Prints what learning makes of a story, so that it can be read with `--nocapture`.
#[actix_web::test]
async fn the_whole_way_from_runs_to_numbers() {
    let shown = shown().await;
    let Shown { app, cast, sami, suri, request, run } = &shown;
    shown.mark(&cast.berta, suri, "opened").await.expect(200);
    shown.mark(&cast.berta, sami, "shortlisted").await.expect(200);
    let made = proposed(&cast.berta, request, sami).await.expect(201);
    let path = made.header("location").unwrap();
    for (client, kind) in [(&cast.sami, "consent"), (&cast.berta, "request_quotation")] {
        let client = client.if_match("*");
        client.post(&format!("{path}/events"), json!({ "kind": kind })).await.expect(200);
    }
    cast.sami.post(&format!("{path}/quotes"), price("USD", "4.20")).await.expect(201);
    ran(&cast.agnes, request).await;

    let cases = history::cases(&app.app.db).await.unwrap();
    assert_eq!(cases.len(), 2);
    let case = cases.iter().find(|case| case.run == id_of(run)).unwrap();
    assert_eq!(case.request, id_of(request));
    let reached = |supplier: &str| {
        case.results.iter().find(|one| one.supplier == id_of(supplier)).unwrap().reached
    };
    assert_eq!((reached(sami), reached(suri)), (Reached::Quoted, Reached::Opened));
    assert!(case.tells());
    // What was kept gives the scores that were shown.
    let kept = cast.berta.get(run).await.expect(200).body;
    let present = RankingConfig::default();
    for (one, result) in case.results.iter().zip(kept["results"].as_array().unwrap()) {
        let score = one.parts.score(&present);
        let seen =
            if result["verdict"] == "qualified" { 60.0 + 40.0 * score } else { 60.0 * score };
        assert!((seen - result["score"].as_f64().unwrap()).abs() < 0.0051, "{result}");
        assert_eq!(result.get("parts"), None, "never shown");
    }
    assert_eq!(fit(&cases, &present, 0.7).advice, Advice::TooFew);

    // The same from outside: another process reads the same database.
    let told = Command::new(env!("CARGO_BIN_EXE_khop"))
        .args(["learn", "--save-history"])
        .arg(app.folder().join("history.jsonl"))
        .env("KHOP__DATABASE__URL", app.database_url())
        .output()
        .unwrap();
    let text = String::from_utf8(told.stdout).unwrap();
    println!("{text}");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(text.contains("too few: "), "{text}");
    let saved = std::fs::read_to_string(app.folder().join("history.jsonl")).unwrap();
    let again: Vec<index::learn::Case> =
        saved.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again, cases);
}
