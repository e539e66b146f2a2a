//! What the work of an agency costs: recorded at any time, corrected, counted on its day, and nobody
//! else's to know.

use chrono::TimeDelta;
use khop::accounts::OrganisationKind;
use khop::suppliers::today;
use serde_json::{Value, json};

use super::Deal;
use crate::harness::Client;

fn spent(value: &str, on: &str) -> Value {
    json!({ "value": value, "currency": "VND", "purpose": "Thuê xe và phiên dịch", "on": on })
}

async fn costs(client: &Client, deal: &Deal) -> Vec<Value> {
    let seen = client.get(&format!("{}/costs", deal.path)).await.expect(200).body;
    seen["items"].as_array().unwrap().clone()
}

/// The cost per linkage of a report, and its groups.
async fn per_linkage(client: &Client, query: &str) -> Value {
    let path = format!("/api/v1/reports/indicators?{query}");
    let report = client.get(&path).await.expect(200).body;
    let list = report["indicators"].as_array().unwrap();
    list.iter().find(|one| one["code"] == "cost_per_linkage").unwrap().clone()
}

/// An agency brokers it, and has agreed at some cost.
async fn brokered() -> Deal {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let cost = json!({ "value": "1000000", "currency": "VND" });
    let agree = json!({ "kind": "consent", "cost": cost });
    deal.report(&deal.cast.agnes, agree).await.expect(200);
    deal
}

#[actix_web::test]
async fn a_cost_is_recorded_by_itself_corrected_and_taken_back() {
    let deal = brokered().await;
    let (agnes, sami) = (&deal.cast.agnes, &deal.cast.sami);
    let path = format!("{}/costs", deal.path);
    let day = today(deal.app.app.now()).to_string();
    let before = deal.seen(sami).await;
    let once = agnes.once("thue-xe");
    let made = once.post(&path, spent("500000.50", &day)).await.expect(201);
    let again = once.post(&path, spent("500000.50", &day)).await.expect(201);
    assert_eq!(made.text, again.text);
    let at = made.header("location").unwrap().to_owned();
    assert_eq!(agnes.get(&at).await.expect(200).text, made.text);
    assert_eq!(made.body["recorded_by"], "agnes");
    // The introduction does not show that anything was spent: neither version nor time nor inbox.
    assert_eq!(deal.seen(sami).await, before);
    let told = sami.get("/api/v1/notifications").await.expect(200).text;
    assert!(!told.contains("500000") && !told.contains("Thuê xe"), "{told}");
    // What was sent with an event stands there too, and can be put right.
    let listed = costs(agnes, &deal).await;
    assert_eq!((listed.len(), &listed[1]["event"]), (2, &json!("consent")));
    let of_event = format!("{path}/{}", listed[1]["id"].as_str().unwrap());
    agnes.put(&of_event, spent("1200000", &day)).await.expect(428);
    let mut read = listed[1].clone();
    read["value"] = json!("1200000");
    read["purpose"] = json!("Đi lại");
    let put = agnes.if_match("\"1\"").put(&of_event, read).await.expect(200).body;
    assert_eq!((&put["version"], &put["changed_by"]), (&json!(2), &json!("agnes")));
    let stale = agnes.if_match("\"1\"").put(&of_event, spent("1", &day)).await.expect(412);
    assert_eq!(stale.code(), "stale_version");
    let history = deal.seen(agnes).await["history"].clone();
    assert_eq!(history[1]["cost"]["value"], "1200000");
    agnes.delete(&at).await.expect(428);
    agnes.if_match("\"1\"").delete(&at).await.expect(204);
    agnes.get(&at).await.expect(404);
    assert_eq!(costs(agnes, &deal).await.len(), 1);
    // A bill comes late: also once it is over.
    let end = json!({ "kind": "end", "reason": "finance" });
    deal.report(sami, end).await.expect(200);
    agnes.post(&path, spent("70000", &day)).await.expect(201);
}

#[actix_web::test]
async fn a_cost_is_its_agencys_and_nobody_elses() {
    let deal = brokered().await;
    let cast = &deal.cast;
    let path = format!("{}/costs", deal.path);
    let day = today(deal.app.app.now()).to_string();
    let made = cast.agnes.post(&path, spent("345678", &day)).await.expect(201);
    let at = made.header("location").unwrap().to_owned();
    deal.app.account("ahn", "안 진흥원", OrganisationKind::Agency).await;
    let other = deal.app.signed_in("ahn").await;
    for (client, list, one, act) in [
        (&cast.ada, 200, 200, 403),
        (&cast.berta, 403, 403, 403),
        (&cast.sami, 403, 403, 403),
        (&other, 404, 404, 404),
        (&cast.egon, 401, 401, 401),
    ] {
        client.get(&path).await.expect(list);
        client.get(&at).await.expect(one);
        client.post(&path, spent("1", &day)).await.expect(act);
        client.if_match("*").put(&at, spent("1", &day)).await.expect(act);
        client.if_match("*").delete(&at).await.expect(act);
        let seen = client.get(&deal.path).await;
        let reads = seen.status == 200 && client.header("authorization").is_some();
        let admin = list == 200;
        assert_eq!(reads && seen.text.contains("1000000"), admin, "{}", seen.text);
    }
    assert_eq!(costs(&cast.ada, &deal).await.len(), 2);
    // Nor may an agency write on what it does not broker yet, or read what a later one spends.
    let free = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let early = free.cast.agnes.post(&format!("{}/costs", free.path), spent("1", &day)).await;
    assert_eq!(early.expect(409).code(), "not_brokering");
    assert_eq!(costs(&free.cast.agnes, &free).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn what_is_no_cost_is_refused_with_every_fault() {
    let deal = brokered().await;
    let (agnes, path) = (&deal.cast.agnes, format!("{}/costs", deal.path));
    let body = json!({ "value": "-5", "currency": "đồng", "purpose": " ", "on": "2999-01-01" });
    let refused = agnes.post(&path, body).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            ("currency", "unknown_currency"),
            ("on", "in_the_future"),
            ("purpose", "blank"),
            ("value", "not_decimal"),
        ]
    );
    let refused = agnes.post(&path, json!({})).await.expect(422);
    let missing = ["currency", "on", "purpose", "value"].map(|path| (path, "required"));
    assert_eq!(refused.faults(), missing);
    let refused = agnes.post(&path, spent("0", "2001-01-01")).await.expect(422);
    assert_eq!(refused.faults(), [("on", "out_of_range"), ("value", "not_above")]);
    let nobody = format!("{path}/{}", uuid::Uuid::nil());
    agnes.if_match("*").put(&nobody, spent("1", "2026-01-01")).await.expect(404);
    // Of another introduction is not of this.
    let day = today(deal.app.app.now()).to_string();
    let made = agnes.post(&path, spent("1", &day)).await.expect(201).body;
    let wrong = format!("/api/v1/introductions/{}/costs/{}", uuid::Uuid::nil(), made["id"]);
    agnes.get(&wrong.replace('"', "")).await.expect(404);
}

#[actix_web::test]
async fn a_cost_counts_on_its_day_whenever_it_was_recorded() {
    let deal = brokered().await;
    let (agnes, berta) = (&deal.cast.agnes, &deal.cast.berta);
    let now = today(deal.app.app.now());
    let earlier = (now - TimeDelta::days(40)).to_string();
    let path = format!("{}/costs", deal.path);
    agnes.post(&path, spent("500000", &earlier)).await.expect(201);
    deal.step(&deal.cast.sami, "consent").await;
    deal.step(berta, "request_quotation").await;
    deal.quote(&deal.cast.sami).await.expect(201);
    for kind in ["approve", "order_trial"] {
        deal.step(berta, kind).await;
    }
    // In those days nothing was linked: no figure, but the case.
    let then = per_linkage(agnes, &format!("from={earlier}&to={earlier}")).await;
    assert_eq!((&then["cases"], &then["amounts"]), (&json!(1), &Value::Null));
    let all = format!("from={earlier}&to={now}");
    let whole = per_linkage(agnes, &all).await;
    let sum = json!([{ "currency": "VND", "value": "1500000", "cases": 2 }]);
    assert_eq!(whole["amounts"], sum, "{whole}");
    // By officer, province and segment it stands where the introduction does.
    for (by, groups) in [("officer", 2), ("province", 1), ("segment", 1)] {
        let grouped = per_linkage(agnes, &format!("{all}&by={by}")).await;
        let list = grouped["groups"].as_array().unwrap();
        assert!(list.len() >= groups, "{grouped}");
        let unknown = list.iter().any(|one| one["group"].as_str().unwrap().ends_with(":none"));
        assert!(!unknown || by == "officer", "{grouped}");
    }
    // Also in days in which the introduction itself did not move.
    for by in ["province", "segment"] {
        let then = per_linkage(agnes, &format!("from={earlier}&to={earlier}&by={by}")).await;
        let list = then["groups"].as_array().unwrap();
        let known = list.iter().all(|one| !one["group"].as_str().unwrap().ends_with(":none"));
        assert!(known && !list.is_empty(), "{then}");
    }
    let cases = format!("/api/v1/reports/indicators/cost_per_linkage/cases?{all}");
    let found = agnes.get(&cases).await.expect(200).body;
    let what: Vec<_> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    assert_eq!(what, ["order_trial", "consent", "cost_recorded"]);
    // What was noted with an event says no purpose.
    let purposes: Vec<_> = (0..3).map(|at| found["items"][at].get("purpose")).collect();
    assert_eq!(purposes, [None, None, Some(&json!("Thuê xe và phiên dịch"))]);
    let sheet = agnes.get(&format!("{cases}&format=csv")).await.expect(200).text;
    assert!(sheet.contains(",Thuê xe và phiên dịch\r\n"), "{sheet}");
}
