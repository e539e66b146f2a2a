//! Deals that are paused and resumed, that lapse, whose outcome nobody confirms: an administrator
//! counts them, with no agency between.

use chrono::{Days, TimeDelta};
use khop::introductions::deadlines;
use serde_json::{Value, json};

use super::{INDICATORS, of};
use crate::introductions::Deal;

/// The report of two years around today.
async fn report(deal: &Deal) -> Value {
    let today = deal.app.app.today();
    let from = today.checked_sub_days(Days::new(365)).unwrap();
    let to = today.checked_add_days(Days::new(365)).unwrap();
    let ada = deal.app.signed_in("ada").await;
    let report = ada.get(&format!("{INDICATORS}?from={from}&to={to}")).await.expect(200).body;
    // What agencies may count of it: nothing, for none brokers.
    let agnes = deal.app.signed_in("agnes").await;
    let agnes = agnes.get(&format!("{INDICATORS}?from={from}&to={to}")).await.expect(200).body;
    for code in ["introductions_proposed", "exits", "trial_orders", "meetings_held"] {
        assert_eq!(of(&agnes, code)["value"], 0, "{code}");
    }
    report
}

fn values(report: &Value, codes: &[&str]) -> Vec<Value> {
    codes.iter().map(|code| of(report, code)["value"].clone()).collect()
}

#[actix_web::test]
async fn every_exit_counts_and_every_first_only_once() {
    let deal = Deal::plain().await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    deal.reach("quoted").await;
    let pause = json!({ "kind": "end", "reason": "paused" });
    for _ in 0..2 {
        deal.report(berta, pause.clone()).await.expect(200);
        deal.step(sami, "resume").await;
    }
    deal.quote(sami).await.expect(201);
    let price = json!({ "kind": "end", "reason": "price", "gap": "five_to_ten" });
    deal.report(berta, price).await.expect(200);
    let told = report(&deal).await;
    let codes =
        ["exits", "exits_paused", "exits_price", "quotes_received", "introductions_introduced"];
    assert_eq!(values(&told, &codes), [3, 2, 1, 1, 1]);
    let codes = ["supplier_response_rate", "introductions_agreed_by_both", "active_buyers"];
    assert_eq!(values(&told, &codes), [json!(100.0), json!(1), json!(1)]);
}

#[actix_web::test]
async fn a_lapse_is_an_exit_without_an_answer() {
    let deal = Deal::plain().await;
    for _ in 0..3 {
        deal.app.pass(TimeDelta::days(15));
        deadlines::pass(&deal.app.app).await.unwrap();
    }
    let told = report(&deal).await;
    let codes = ["exits", "exits_no_reply", "supplier_response_rate", "median_days_to_answer"];
    assert_eq!(values(&told, &codes), [json!(1), json!(1), json!(0.0), json!(null)]);
    assert_eq!(of(&told, "supplier_response_rate")["cases"], 1);
    assert_eq!(of(&told, "introductions_agreed_by_both")["value"], 0);
}

#[actix_web::test]
async fn what_nobody_confirmed_stays_one_sides_word() {
    let deal = Deal::plain().await;
    deal.reach("mass_production").await;
    let codes = [
        "trial_orders",
        "trial_orders_confirmed",
        "trial_orders_one_sided",
        "mass_productions_confirmed",
        "mass_productions_one_sided",
    ];
    assert_eq!(values(&report(&deal).await, &codes), [1, 0, 1, 0, 1]);
    deal.step(&deal.cast.sami, "confirm").await;
    assert_eq!(values(&report(&deal).await, &codes), [1, 0, 1, 1, 0]);
    // An order without an amount is worth nothing that could be added up.
    let told = report(&deal).await;
    assert_eq!(of(&told, "first_order_value")["cases"], 0);
    assert_eq!(of(&told, "first_order_value")["value"], json!(null));
}
