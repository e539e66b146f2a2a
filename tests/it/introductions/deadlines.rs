//! No introduction rests: its owner is reminded, the agency or the other side is told, it lapses.

use chrono::TimeDelta;
use khop::config::Settings;
use khop::introductions::deadlines::{Chased, pass};
use serde_json::json;

use super::{Deal, kinds};
use crate::harness::TestApp;

/// A Monday with no holiday before September.
const JUNE: &str = "2027-06-07T03:00:00Z";

impl Deal {
    /// An introduction with nothing special about it, nor about the days that follow.
    async fn in_june() -> Self {
        Self::start_in(TestApp::start_on(JUNE, |_| {}).await, json!({}), json!({})).await
    }

    /// Lets days pass and the deadlines look, every day as the server would.
    async fn wait(&self, days: i64) -> Chased {
        let mut all = Chased::default();
        for _ in 0..days {
            self.app.pass(TimeDelta::days(1));
            let chased = pass(&self.app.app).await.unwrap();
            all.reminded += chased.reminded;
            all.escalated += chased.escalated;
            all.ended += chased.ended;
        }
        all
    }

    /// How somebody sees it now. Access tokens of before are too old.
    async fn after(&self, name: &str) -> serde_json::Value {
        let client = self.app.signed_in(name).await;
        client.get(&self.path).await.expect(200).body
    }
}

const NOTHING: Chased = Chased { reminded: 0, escalated: 0, ended: 0 };

#[actix_web::test]
async fn a_silent_supplier_is_reminded_then_told_on_then_it_lapses() {
    let deal = Deal::in_june().await;
    assert_eq!(pass(&deal.app.app).await.unwrap(), NOTHING);
    let before = deal.seen(&deal.cast.sami).await;
    // Three working days are at most five days.
    assert_eq!(deal.wait(6).await, Chased { reminded: 1, escalated: 1, ended: 0 });
    let seen = deal.after("sami").await;
    assert_eq!(kinds(&seen), ["propose", "remind", "escalate"]);
    assert_eq!(seen["standing"], "running");
    assert_eq!(seen["due_at"], before["due_at"]);
    assert_eq!(seen["history"][1]["side"], "service");
    // Five working days of grace.
    assert_eq!(deal.wait(8).await, Chased { ended: 1, ..NOTHING });
    let seen = deal.after("sami").await;
    assert_eq!((&seen["standing"], &seen["reason"]), (&json!("lapsed"), &json!("no_reply")));
    assert_eq!(kinds(&seen), ["propose", "remind", "escalate", "lapse"]);
    assert!(seen.get("owner").is_none() && seen.get("contacts").is_none());
    assert_eq!(deal.wait(30).await, NOTHING);
    // It may be taken up again, and is due anew.
    let berta = deal.app.signed_in("berta").await;
    let resumed = deal.report(&berta, json!({ "kind": "resume" })).await.expect(200).body;
    assert_eq!((&resumed["standing"], &resumed["owner"]), (&json!("running"), &json!("supplier")));
    assert_eq!(deal.wait(6).await, Chased { reminded: 1, escalated: 1, ended: 0 });
}

#[actix_web::test]
async fn a_step_in_time_is_chased_no_further() {
    let deal = Deal::in_june().await;
    deal.step(&deal.cast.sami, "consent").await;
    // The buyer owes the request for quotation within five working days.
    assert_eq!(deal.wait(2).await, NOTHING);
    let berta = deal.app.signed_in("berta").await;
    deal.report(&berta, json!({ "kind": "request_quotation" })).await.expect(200);
    assert_eq!(deal.wait(6).await, NOTHING);
    let seen = deal.after("berta").await;
    assert_eq!(seen["owner"], "supplier");
    assert_eq!(kinds(&seen), ["propose", "consent", "request_quotation"]);
}

#[actix_web::test]
async fn every_running_introduction_has_an_owner_and_a_day() {
    let mut deal = Deal::in_june().await;
    for (stage, owner) in [
        ("proposed", "supplier"),
        ("introduced", "buyer"),
        ("requested", "supplier"),
        ("quoted", "buyer"),
        ("sampled", "buyer"),
        ("approved", "buyer"),
        // Both were reported by the buyer.
        ("trial_order", "supplier"),
        ("mass_production", "supplier"),
    ] {
        deal.reach(stage).await;
        let seen = deal.seen(&deal.cast.berta).await;
        assert_eq!(seen["owner"], owner, "{stage}");
        assert!(seen["due_at"].is_string(), "{stage}: {seen}");
        let end = json!({ "kind": "end", "reason": "design_change" });
        let over = deal.report(&deal.cast.berta, end).await.expect(200).body;
        assert_eq!((over.get("owner"), over.get("due_at")), (None, None));
        let made = super::proposed(&deal.cast.berta, &deal.request, &deal.supplier).await;
        deal.path = made.expect(201).header("location").unwrap().to_owned();
    }
}

#[actix_web::test]
async fn a_deal_that_succeeded_is_closed_not_lapsed() {
    let deal = Deal::in_june().await;
    deal.reach("mass_production").await;
    // Ten working days to confirm, then twenty of grace: it stays the buyer's word, and goes on.
    assert_eq!(deal.wait(45).await, Chased { reminded: 1, escalated: 1, ended: 1 });
    let seen = deal.after("sami").await;
    assert_eq!(seen["confirmation"], "one_sided");
    assert_eq!((&seen["standing"], &seen["owner"]), (&json!("running"), &json!("buyer")));
    // Half a year until orders repeat, and nobody says so.
    assert_eq!(deal.wait(215).await, Chased { reminded: 1, escalated: 1, ended: 1 });
    let seen = deal.after("berta").await;
    assert_eq!(
        (&seen["standing"], &seen["stage"]),
        (&json!("completed"), &json!("mass_production"))
    );
    assert_eq!(kinds(&seen).last(), Some(&"close"));
}

#[actix_web::test]
async fn after_a_pause_of_the_service_there_is_a_warning_first() {
    let app = TestApp::start_on(JUNE, |_| {}).await;
    let deal = Deal::start_in(app, json!({ "visibility": "agency" }), json!({})).await;
    deal.app.pass(TimeDelta::days(100));
    let app = &deal.app.app;
    assert_eq!(pass(app).await.unwrap(), Chased { escalated: 1, ..NOTHING });
    assert_eq!(pass(app).await.unwrap(), NOTHING);
    assert_eq!(deal.wait(4).await, NOTHING);
    assert_eq!(deal.wait(4).await, Chased { ended: 1, ..NOTHING });
}

#[actix_web::test]
async fn two_servers_chase_each_step_once() {
    let deal = Deal::in_june().await;
    deal.app.pass(TimeDelta::days(7));
    let app = &deal.app.app;
    let both = futures_util::future::join(pass(app), pass(app));
    let (first, second) = Box::pin(both).await;
    assert_eq!(first.unwrap().escalated + second.unwrap().escalated, 1);
    assert_eq!(kinds(&deal.after("ada").await), ["propose", "escalate"]);
}

#[actix_web::test]
async fn nothing_falls_due_over_tet_and_an_answer_after_it_is_in_time() {
    let listed = Settings::defaults().unwrap().introductions.holidays;
    // A Wednesday; Tết is from Friday 5 to Thursday 11 February, days off instead included.
    let app = TestApp::start_on("2027-02-03T03:00:00Z", |settings| {
        settings.introductions.holidays = listed;
    });
    let deal = Deal::start_in(app.await, json!({}), json!({})).await;
    let due = deal.seen(&deal.cast.sami).await["due_at"].as_str().unwrap().to_owned();
    assert!(due.starts_with("2027-02-15T03:"), "Thursday 4, Friday 12, Monday 15: {due}");
    assert_eq!(deal.wait(8).await, NOTHING);
    deal.app.pass(TimeDelta::days(1));
    let sami = deal.app.signed_in("sami").await;
    deal.report(&sami, json!({ "kind": "consent" })).await.expect(200);
    let ada = deal.app.signed_in("ada").await;
    let record = ada.get(&deal.supplier).await.expect(200).body["track_record"].clone();
    assert_eq!(
        (&record["proposals"], &record["answered_in_time"]),
        (&json!(1), &json!(1)),
        "nine days, of which two were working days"
    );
}

/// A quote that is due in years would let an introduction rest.
#[actix_web::test]
async fn a_quote_is_asked_for_within_sixty_working_days() {
    // A Monday, and no holiday in reach.
    let app = TestApp::start_on("2026-09-07T02:00:00Z", |_| {}).await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    deal.step(&deal.cast.sami, "consent").await;
    let ask = async |day: &str| {
        let body = json!({ "kind": "request_quotation", "due_on": day });
        deal.report(&deal.cast.berta.in_language("vi"), body).await
    };
    for day in ["2026-12-01", "2999-01-15"] {
        let refused = ask(day).await.expect(422);
        assert_eq!(refused.faults(), [("due_on", "out_of_range")]);
        assert!(refused.text.contains("2026-11-30"), "{}", refused.text);
    }
    assert_eq!(ask("2026-09-06").await.expect(422).faults(), [("due_on", "in_the_past")]);
    assert_eq!(ask("2026-11-30").await.expect(200).body["quote_due_on"], "2026-11-30");
}
