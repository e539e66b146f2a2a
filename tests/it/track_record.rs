//! How a supplier answers and deals: who sees what of it, and what a ranking makes of it.

use chrono::TimeDelta;
use khop::accounts::OrganisationKind;
use khop::introductions::deadlines;
use serde_json::{Value, json};

use crate::harness::{Cast, Client, TestApp};
use crate::introductions::{id_of, price, proposed};
use crate::sourcing::{housings, opened};
use crate::suppliers::{die_caster, entered};

async fn record(client: &Client, supplier: &str) -> Value {
    client.get(supplier).await.expect(200).body["track_record"].clone()
}

/// A proposal for a new request of `buyer`; its path.
async fn asked(buyer: &Client, supplier: &str) -> String {
    let request = opened(buyer, housings()).await;
    let made = proposed(buyer, &request, supplier).await.expect(201);
    made.header("location").unwrap().to_owned()
}

async fn report(client: &Client, path: &str, body: Value) {
    client.if_match("*").post(&format!("{path}/events"), body).await.expect(200);
}

/// Takes a proposal to an approved part.
async fn approved(buyer: &Client, supplier: &Client, path: &str) {
    report(supplier, path, json!({ "kind": "consent" })).await;
    report(buyer, path, json!({ "kind": "request_quotation" })).await;
    supplier.post(&format!("{path}/quotes"), price("USD", "4.20")).await.expect(201);
    report(buyer, path, json!({ "kind": "approve" })).await;
}

#[actix_web::test]
async fn answers_count_with_the_doubt_that_few_cases_deserve() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = entered(&cast.sami, die_caster()).await;
    let none = record(&cast.sami, &supplier).await;
    assert_eq!(none["proposals"], 0);
    assert_eq!(none["response_rate"], 0.667);
    assert_eq!(none["deals"], json!({ "settled": 0, "approved": 0, "success_rate": 0.167 }));
    assert_eq!(none.get("days_to_answer"), None);

    // Not due yet: it does not count.
    let quick = asked(&cast.berta, &supplier).await;
    let missed = asked(&cast.boris, &supplier).await;
    assert_eq!(record(&cast.sami, &supplier).await["proposals"], 0);
    report(&cast.sami, &quick, json!({ "kind": "consent" })).await;
    let one = record(&cast.sami, &supplier).await;
    assert_eq!((&one["proposals"], &one["answered_in_time"]), (&json!(1), &json!(1)));
    assert_eq!((&one["response_rate"], &one["days_to_answer"]), (&json!(0.75), &json!(3.0)));

    // Overdue, and then answered all the same, late.
    app.pass(TimeDelta::days(8));
    deadlines::pass(&app.app).await.unwrap();
    let sami = app.signed_in("sami").await;
    let two = record(&sami, &supplier).await;
    assert_eq!((&two["proposals"], &two["answered_in_time"]), (&json!(2), &json!(1)));
    assert_eq!(two["response_rate"], 0.6);
    report(&sami, &missed, json!({ "kind": "end", "reason": "declined_capacity" })).await;
    let late = record(&sami, &supplier).await;
    assert_eq!((&late["proposals"], &late["answered_in_time"]), (&json!(2), &json!(1)));
    assert_eq!(late["days_to_answer"], 3.0);
    // Nobody was introduced, so there is no deal to count.
    assert_eq!(late["deals"]["settled"], 0);
}

#[actix_web::test]
async fn where_an_agency_brokers_time_runs_from_its_word() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = entered(&cast.sami, die_caster()).await;
    let mut body = housings();
    body["visibility"] = json!("agency");
    let request = opened(&cast.berta, body).await;
    let made = proposed(&cast.berta, &request, &supplier).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    // The agency lets its time pass: that is not the supplier's.
    app.pass(TimeDelta::days(9));
    deadlines::pass(&app.app).await.unwrap();
    let (sami, agnes) = (app.signed_in("sami").await, app.signed_in("agnes").await);
    assert_eq!(record(&sami, &supplier).await["proposals"], 0);
    report(&agnes, &path, json!({ "kind": "consent" })).await;
    app.pass(TimeDelta::hours(12));
    let sami = app.signed_in("sami").await;
    report(&sami, &path, json!({ "kind": "consent" })).await;
    let one = record(&sami, &supplier).await;
    assert_eq!((&one["proposals"], &one["answered_in_time"]), (&json!(1), &json!(1)));
}

#[actix_web::test]
async fn nobodys_deal_can_be_read_off() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = entered(&cast.sami, die_caster()).await;
    app.account("bora", "보라전자", OrganisationKind::Buyer).await;
    let bora = app.signed_in("bora").await;
    // Three deals with two buyers, then one with a third.
    for (buyer, deals) in [(&cast.berta, 1), (&cast.boris, 2), (&cast.boris, 3), (&bora, 4)] {
        let path = asked(buyer, &supplier).await;
        approved(buyer, &cast.sami, &path).await;
        let Cast { sami, suri, agnes, ada, egon, berta, .. } = &cast;
        for whole in [sami, agnes, ada] {
            let seen = record(whole, &supplier).await;
            assert_eq!(seen["deals"]["approved"], deals);
            assert_eq!(seen["deals"]["settled"], deals);
        }
        for nothing in [suri, egon] {
            assert_eq!(record(nothing, &supplier).await, Value::Null);
        }
        let seen = record(berta, &supplier).await;
        assert_eq!(seen["proposals"], deals);
        let rate = (1.0 + f64::from(deals)) / (6.0 + f64::from(deals));
        let rate = json!((rate * 1000.0).round() / 1000.0);
        let expected = if deals < 4 { Value::Null } else { rate };
        assert_eq!(seen["deals"]["success_rate"], expected, "{deals} deals");
    }
    // The list says nothing of it, and nobody can write it.
    assert!(!cast.berta.get("/api/v1/suppliers").await.text.contains("response_rate"));
    let claimed = json!({ "track_record": { "response_rate": 1.0 } });
    let patched = cast.sami.if_match("*").patch(&supplier, claimed).await;
    assert!(patched.status.is_client_error() || patched.status.is_success(), "{}", patched.text);
    assert_eq!(record(&cast.berta, &supplier).await["proposals"], 4);
}

/// Place of a supplier in a ranking, and the signal of its record there.
async fn ranked(client: &Client, supplier: &str) -> (u64, f64, Option<f64>) {
    let ranking = client.post("/api/v1/match", housings()).await.expect(200).body;
    let results = ranking["results"].as_array().unwrap();
    let one = results.iter().find(|one| one["supplier"] == id_of(supplier)).unwrap();
    let signals = one["signals"].as_array().unwrap();
    let record = signals.iter().find(|one| one["name"] == "track_record");
    (
        one["rank"].as_u64().unwrap(),
        one["score"].as_f64().unwrap(),
        record.map(|one| one["value"].as_f64().unwrap()),
    )
}

#[actix_web::test]
async fn a_ranking_prefers_who_answers_and_changes_no_profile() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let (sami, suri) =
        (entered(&cast.sami, die_caster()).await, entered(&cast.suri, die_caster_again()).await);
    let request = opened(&cast.berta, housings()).await;
    let run = cast.berta.send_empty(&format!("{request}/match-runs")).await.expect(201);
    let run = run.header("location").unwrap().to_owned();
    let (_, before, record) = ranked(&cast.berta, &sami).await;
    let (_, same, none) = ranked(&cast.berta, &suri).await;
    assert_eq!((before, record, none), (same, None, None));

    for _ in 0..3 {
        let path = asked(&cast.berta, &sami).await;
        report(&cast.sami, &path, json!({ "kind": "consent" })).await;
        asked(&cast.boris, &suri).await;
    }
    app.pass(TimeDelta::days(8));
    deadlines::pass(&app.app).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
    let berta = app.signed_in("berta").await;
    // 5 of 6 against an expected 2 of 3, and 2 of 6: halves of the way up and down.
    let (place, up, value) = ranked(&berta, &sami).await;
    assert_eq!((place, value), (1, Some(0.625)));
    assert!(up > before, "{up} {before}");
    let (place, down, value) = ranked(&berta, &suri).await;
    assert_eq!((place, value), (2, Some(0.375)));
    assert!(down < before, "{down} {before}");

    // No version moved, and no kept run is called out of date.
    for supplier in [&sami, &suri] {
        assert_eq!(berta.get(supplier).await.expect(200).body["version"], 1);
    }
    assert_eq!(berta.get(&run).await.expect(200).body["changed_since"], json!([]));
    // An index made anew says the same.
    app.app.index.stop().await;
    khop::sync::reindex(&app.app.index, &app.app.db).await.unwrap();
    app.app.index.start(&app.app.db).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
    assert_eq!(ranked(&berta, &sami).await, (1, up, Some(0.625)));
}

/// The same firm under another name.
fn die_caster_again() -> Value {
    let mut body = die_caster();
    body["name"] = json!("Công ty TNHH Cơ khí Ví Dụ Hai");
    body
}
