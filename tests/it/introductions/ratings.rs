//! How content the sides are: each rates for itself, the other never learns of it, and the agency that
//! brokers reads both.

use serde_json::{Value, json};

use super::Deal;
use crate::harness::Client;

async fn rate(client: &Client, deal: &Deal, score: u8, tag: &str) -> crate::harness::Answer {
    let body = json!({ "score": score, "note": format!("Ghi chú {score}") });
    client.if_match(tag).put(&format!("{}/ratings", deal.path), body).await
}

async fn ratings(client: &Client, deal: &Deal) -> Vec<(String, u64)> {
    let seen = client.get(&format!("{}/ratings", deal.path)).await.expect(200).body;
    let list = seen["ratings"].as_array().unwrap().iter();
    list.map(|one| (one["side"].as_str().unwrap().to_owned(), one["score"].as_u64().unwrap()))
        .collect()
}

async fn told(client: &Client, code: &str) -> (Value, Value) {
    let path = "/api/v1/reports/indicators?from=2025-01-01&to=2034-12-31";
    let report = client.get(path).await.expect(200).body;
    let list = report["indicators"].as_array().unwrap();
    let one = list.iter().find(|one| one["code"] == code).unwrap();
    (one["value"].clone(), one["cases"].clone())
}

#[actix_web::test]
async fn each_side_rates_and_only_the_agency_reads_both() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let cast = &deal.cast;
    let early = rate(&cast.berta, &deal, 4, "\"0\"").await.expect(409);
    assert_eq!(early.code(), "not_introduced");
    deal.step(&cast.agnes, "consent").await;
    deal.step(&cast.sami, "consent").await;
    let before = deal.seen(&cast.sami).await;
    rate(&cast.berta, &deal, 2, "\"0\"").await.expect(200);
    // Neither the introduction nor an inbox nor the ratings show the other side that it was rated.
    assert_eq!(deal.seen(&cast.sami).await, before);
    let inbox = cast.sami.get("/api/v1/notifications").await.expect(200).text;
    assert!(!inbox.contains("Ghi chú 2") && !inbox.contains("rating"), "{inbox}");
    let seen = cast.sami.get(&format!("{}/ratings", deal.path)).await.expect(200);
    assert_eq!(seen.body, json!({ "version": 0, "ratings": [] }));
    assert_eq!(seen.header("etag"), Some("\"0\""));
    rate(&cast.sami, &deal, 5, "\"0\"").await.expect(200);
    // It may change its mind, but not what a colleague said meanwhile.
    rate(&cast.berta, &deal, 3, "\"1\"").await.expect(200);
    assert_eq!(rate(&cast.berta, &deal, 1, "\"1\"").await.expect(412).code(), "stale_version");
    let (buyer, supplier) = (("buyer".to_owned(), 3), ("supplier".to_owned(), 5));
    assert_eq!(ratings(&cast.berta, &deal).await, std::slice::from_ref(&buyer));
    assert_eq!(ratings(&cast.sami, &deal).await, std::slice::from_ref(&supplier));
    for reader in [&cast.agnes, &cast.ada] {
        assert_eq!(ratings(reader, &deal).await, [buyer.clone(), supplier.clone()]);
        rate(reader, &deal, 1, "*").await.expect(403);
        assert_eq!(told(reader, "satisfaction").await, (json!(4.0), json!(2)));
        assert_eq!(told(reader, "satisfaction_of_buyers").await, (json!(3.0), json!(1)));
        assert_eq!(told(reader, "satisfaction_of_suppliers").await, (json!(5.0), json!(1)));
    }
    for stranger in [&cast.boris, &cast.suri] {
        stranger.get(&format!("{}/ratings", deal.path)).await.expect(404);
        rate(stranger, &deal, 1, "*").await.expect(404);
    }
    let path = "/api/v1/reports/indicators/satisfaction/cases?from=2025-01-01&to=2034-12-31";
    let found = cast.agnes.get(path).await.expect(200).body;
    let mut cases: Vec<_> = found["items"].as_array().unwrap().iter().collect();
    cases.sort_by_key(|case| case["detail"].to_string());
    let said: Vec<_> = cases.iter().map(|case| (&case["detail"], &case["number"])).collect();
    assert_eq!(said, [(&json!("buyer"), &json!(3)), (&json!("supplier"), &json!(5))]);
}

#[actix_web::test]
async fn a_rating_is_one_to_five_and_names_its_version() {
    let deal = Deal::plain().await;
    deal.reach("introduced").await;
    let (berta, path) = (&deal.cast.berta, format!("{}/ratings", deal.path));
    berta.put(&path, json!({ "score": 4 })).await.expect(428);
    for score in [0, 6] {
        let answer = rate(berta, &deal, score, "*").await.expect(422);
        assert_eq!(answer.faults().len(), 1, "{}", answer.text);
        assert_eq!(answer.faults()[0].0, "score");
    }
    let wrong = berta.if_match("*").put(&path, json!({ "note": 7, "stars": 3 })).await.expect(422);
    assert_eq!(wrong.faults().len(), 3, "{}", wrong.text);
    assert_eq!(ratings(berta, &deal).await, []);
}

/// An agency that speaks for the supplier does not read what the buyer thinks of it.
#[actix_web::test]
async fn whoever_holds_the_supplier_reads_its_own_rating_only() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let cast = &deal.cast;
    let held = crate::suppliers::entered(&cast.agnes, crate::suppliers::die_caster()).await;
    let made = super::proposed(&cast.berta, &deal.request, &held).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    // Once for the supplier, once as the broker.
    for _ in 0..2 {
        let client = cast.agnes.if_match("*");
        client.post(&format!("{path}/events"), json!({ "kind": "consent" })).await.expect(200);
    }
    let deal = Deal { path, ..deal };
    rate(&deal.cast.berta, &deal, 1, "\"0\"").await.expect(200);
    assert_eq!(ratings(&deal.cast.agnes, &deal).await, []);
    assert_eq!(told(&deal.cast.agnes, "satisfaction").await, (json!(null), json!(0)));
    assert_eq!(told(&deal.cast.ada, "satisfaction").await, (json!(1.0), json!(1)));
    rate(&deal.cast.agnes, &deal, 5, "\"0\"").await.expect(200);
    assert_eq!(told(&deal.cast.agnes, "satisfaction").await, (json!(5.0), json!(1)));
}

/// It counts on the day it was given, under the province and the segment of its introduction, also where
/// nothing else happened in that time.
#[actix_web::test]
async fn a_rating_counts_on_its_day_though_the_introduction_did_not_move() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    deal.step(&deal.cast.agnes, "consent").await;
    deal.step(&deal.cast.sami, "consent").await;
    deal.app.pass(chrono::TimeDelta::days(40));
    let (berta, agnes) = (deal.app.signed_in("berta").await, deal.app.signed_in("agnes").await);
    rate(&berta, &deal, 4, "\"0\"").await.expect(200);
    let day = deal.app.app.today();
    for by in ["province", "segment", "officer"] {
        let path = format!("/api/v1/reports/indicators?from={day}&to={day}&by={by}");
        let report = agnes.get(&path).await.expect(200).body;
        let list = report["indicators"].as_array().unwrap();
        let one = list.iter().find(|one| one["code"] == "satisfaction").unwrap();
        assert_eq!((&one["value"], &one["cases"]), (&json!(4.0), &json!(1)), "{by}");
        let groups = one["groups"].as_array().unwrap();
        let known = groups.iter().all(|one| !one["group"].as_str().unwrap().ends_with(":none"));
        assert!(!groups.is_empty() && (known || by == "officer"), "{by}: {one}");
    }
}
