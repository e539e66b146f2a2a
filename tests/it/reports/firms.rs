//! Who leads the firms and how large they are: shares of those that say so. Revenue is read by whoever
//! may read persons, and nowhere else.

use serde_json::{Value, json};

use super::{INDICATORS, of};
use crate::harness::{Cast, Client, TestApp};
use crate::suppliers::{die_caster, entered};

const ALWAYS: &str = "from=2025-01-01&to=2034-12-31";

async fn told(client: &Client, code: &str) -> (Value, Value) {
    let report = client.get(&format!("{INDICATORS}?{ALWAYS}")).await.expect(200).body;
    let one = of(&report, code);
    (one["value"].clone(), one["cases"].clone())
}

/// A firm with further facts.
fn firm(name: &str, facts: Value) -> Value {
    let mut profile = die_caster();
    profile["name"] = json!(name);
    profile.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
    profile
}

fn revenue(value: &str, currency: &str) -> Value {
    json!({ "value": value, "currency": currency, "year": 2025 })
}

#[actix_web::test]
async fn shares_are_of_the_firms_that_say_so() {
    let app = TestApp::start().await;
    let Cast { sami, suri, agnes, ada, .. } = Cast::of(&app).await;
    let small = json!({ "women_led": true, "employees": 45,
        "annual_revenue": revenue("45000000000", "VND") });
    entered(&sami, firm("Cơ khí Một", small)).await;
    entered(&suri, firm("Cơ khí Hai", json!({ "women_led": false, "employees": 5 }))).await;
    let large = json!({ "employees": 90, "annual_revenue": revenue("51000000000", "VND") });
    entered(&agnes, firm("Cơ khí Ba", large)).await;
    let micro = json!({ "women_led": true, "employees": 9,
        "annual_revenue": revenue("2999999999.5", "VND") });
    entered(&agnes, firm("Cơ khí Bốn", micro)).await;
    // In a currency of which no rate is known, and without a head count: not in it.
    let foreign = json!({ "employees": 9, "annual_revenue": revenue("5", "KRW") });
    entered(&agnes, firm("Cơ khí Năm", foreign)).await;
    let silent = json!({ "annual_revenue": revenue("5", "VND") });
    entered(&agnes, firm("Cơ khí Sáu", silent)).await;
    for reader in [&agnes, &ada] {
        assert_eq!(told(reader, "women_led_share").await, (json!(66.67), json!(3)));
    }
    // An agency does not learn from a share, or a case, how large a firm is whose revenue it may not
    // read.
    assert_eq!(told(&agnes, "micro_small_share").await, (json!(50.0), json!(2)));
    assert_eq!(told(&ada, "micro_small_share").await, (json!(66.67), json!(3)));
    let path = format!("{INDICATORS}/micro_small_share/cases?{ALWAYS}&limit=100");
    let found = ada.get(&path).await.expect(200).body;
    let mut classes: Vec<_> =
        found["items"].as_array().unwrap().iter().map(|case| &case["detail"]).collect();
    classes.sort_by_key(ToString::to_string);
    assert_eq!(classes, [&json!("medium"), &json!("micro"), &json!("small")]);
    // Both databases read the same out of a document, whatever they write truth like.
    let path = format!("{INDICATORS}/women_led_share/cases?{ALWAYS}&limit=100");
    let found = ada.get(&path).await.expect(200).body;
    let led = found["items"].as_array().unwrap().iter().filter(|case| case["counts"] == true);
    assert_eq!(led.count(), 2);
}

#[actix_web::test]
async fn revenue_is_read_by_whoever_reads_persons_and_by_nothing_else() {
    let app = TestApp::start().await;
    let Cast { berta, sami, suri, agnes, ada, egon, .. } = Cast::of(&app).await;
    let secret = "45678901234";
    let facts = json!({ "annual_revenue": revenue(secret, "VND"), "women_led": true });
    let path = entered(&sami, firm("Cơ khí Kín", facts)).await;
    for (reader, reads) in [
        (&sami, true),
        (&ada, true),
        (&agnes, false),
        (&berta, false),
        (&suri, false),
        (&egon, false),
    ] {
        let seen = reader.get(&path).await.expect(200);
        assert_eq!(seen.text.contains(secret), reads, "{}", seen.text);
        assert_eq!(seen.body["women_led"], true);
    }
    // No word of it is found, and no ranking quotes it.
    let found = egon.get(&format!("/api/v1/suppliers?q={secret}")).await.expect(200);
    assert!(!found.text.contains("Cơ khí Kín"), "{}", found.text);
    let asked = json!({ "text": "die casting ADC12, annual revenue at least 40 billion VND" });
    let ranked = berta.post("/api/v1/match", asked).await.expect(200);
    assert!(ranked.text.contains("Cơ khí Kín") && !ranked.text.contains(secret));
    // The history says that it changed, and not what it was.
    let change = json!({ "annual_revenue": revenue("7", "USD") });
    sami.if_match("*").patch(&path, change).await.expect(200);
    let history = sami.get(&format!("{path}/history")).await.expect(200);
    assert!(history.text.contains("annual_revenue") && !history.text.contains(secret));
    // Silence leaves it as it is, also in a patch of something else; null takes it away.
    sami.if_match("*").put(&path, firm("Cơ khí Kín", json!({}))).await.expect(200);
    sami.if_match("*").patch(&path, json!({ "employees": 12 })).await.expect(200);
    let seen = sami.get(&path).await.expect(200).body;
    assert_eq!(seen["annual_revenue"], revenue("7", "USD"));
    sami.if_match("*").patch(&path, json!({ "annual_revenue": null })).await.expect(200);
    assert!(sami.get(&path).await.expect(200).body.get("annual_revenue").is_none());
    let wrong = json!({ "value": "1.234,5", "currency": "dong", "year": 1900 });
    let answer = sami.if_match("*").patch(&path, json!({ "annual_revenue": wrong })).await;
    assert_eq!(
        answer.expect(422).faults(),
        [
            ("annual_revenue.currency", "unknown_currency"),
            ("annual_revenue.value", "not_decimal"),
            ("annual_revenue.year", "out_of_range"),
        ]
    );
}

/// An agency's sheet has both, under the headings that people write.
#[actix_web::test]
async fn a_sheet_brings_both() {
    let app = TestApp::start().await;
    let Cast { agnes, egon, .. } = Cast::of(&app).await;
    let profiles = [
        ("Doanh thu 2024 (tỷ đồng)", "Do phụ nữ làm chủ", "45,5", "có"),
        ("Annual revenue (VND)", "Women led", "2,000,000,000", "no"),
    ];
    for (turnover, led, value, truth) in profiles {
        let sheet = format!(
            "Tên công ty,Công nghệ,Số lao động,{turnover},{led}\nCơ khí {truth},đúc áp lực nhôm,8,\"{value}\",{truth}\n"
        );
        let done = crate::imports::imported(&agnes, &sheet).await;
        assert_eq!(done["counts"]["created"], 1, "{done}");
    }
    assert_eq!(told(&agnes, "women_led_share").await, (json!(50.0), json!(2)));
    assert_eq!(told(&agnes, "micro_small_share").await, (json!(100.0), json!(2)));
    app.app.index.catch_up(&app.app.db).await.unwrap();
    let found = egon.get("/api/v1/suppliers?q=45500000000").await.expect(200);
    assert_eq!(found.body["total"], 0);
}
