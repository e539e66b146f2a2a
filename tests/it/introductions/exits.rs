//! Every exit with its reason, at every stage.

use serde_json::{Value, json};

use khop::entity::{introduction, introduction_event};
use khop::introductions::Side;
use khop::introductions::stage::{Detail, detail_of, reasons_of};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};

use super::story::told_to_parties;
use super::{Deal, id_of, words};

/// Every reason, who gives it, and what it has to say beside.
fn exits() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("no_reply", "buyer", json!({})),
        ("declined_capability", "supplier", json!({ "field": "lực kẹp 650 tấn" })),
        ("declined_capacity", "supplier", json!({})),
        ("price", "buyer", json!({ "gap": "ten_to_twenty" })),
        ("cert_missing", "buyer", json!({ "field": "IATF 16949" })),
        ("audit_failed", "buyer", json!({ "score": 57 })),
        ("buyer_cancelled", "buyer", json!({})),
        ("design_change", "buyer", json!({})),
        ("conflict_of_interest", "supplier", json!({})),
        ("duplicate_contact", "supplier", json!({})),
        ("out_of_area", "buyer", json!({})),
        ("lost_to_incumbent", "buyer", json!({})),
        ("trader_not_maker", "buyer", json!({})),
        ("finance", "supplier", json!({})),
        ("paused", "buyer", json!({})),
    ]
}

const STAGES: [&str; 11] = [
    "proposed",
    "introduced",
    "requested",
    "quoted",
    "met",
    "audited",
    "sampled",
    "approved",
    "trial_order",
    "mass_production",
    "repeat_half_year",
];

fn end(reason: &str, details: &Value) -> Value {
    let mut body = json!({ "kind": "end", "reason": reason, "note": "Cảm ơn, hẹn dịp khác" });
    body.as_object_mut().unwrap().extend(details.as_object().unwrap().clone());
    body
}

#[actix_web::test]
async fn every_reason_ends_a_deal_and_is_kept() {
    // Each reason at another stage, so that every stage has its exit too.
    let mut deal = Deal::plain().await;
    let exits = exits();
    assert_eq!(exits.len(), khop::introductions::Reason::ALL.len());
    for ((reason, side, details), stage) in exits.iter().zip(STAGES.iter().cycle()) {
        if deal.seen(&deal.cast.berta).await["standing"] != "running" {
            let made = super::proposed(&deal.cast.berta, &deal.request, &deal.supplier).await;
            deal.path = made.expect(201).header("location").unwrap().to_owned();
        }
        deal.reach(stage).await;
        let client = if *side == "buyer" { &deal.cast.berta } else { &deal.cast.sami };
        let ended = deal.report(client, end(reason, details)).await.expect(200).body;
        assert_eq!((&ended["standing"], &ended["reason"]), (&json!("ended"), &json!(reason)));
        assert_eq!(ended["stage"], *stage, "it stays known how far it came");
        assert!(ended.get("owner").is_none() && ended.get("due_at").is_none());
        let last = ended["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["reason"], &last["side"]), (&json!(reason), &json!(side)));
        for (key, value) in details.as_object().unwrap() {
            assert_eq!(&last[key], value, "{reason}");
        }
        let other = if *side == "buyer" { &deal.cast.sami } else { &deal.cast.berta };
        let seen = deal.seen(other).await;
        assert_eq!(seen["reason"], *reason);
        assert_eq!(seen.get("contacts").is_some(), *stage != "proposed", "{reason} at {stage}");
        let expected: &[&str] = if *reason == "paused" { &["resume"] } else { &[] };
        assert_eq!(words(&seen["next"]), expected);
    }
}

#[actix_web::test]
async fn an_exit_says_what_its_reason_needs_and_no_more() {
    let deal = Deal::plain().await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    for (client, body, faults) in [
        (berta, json!({ "kind": "end" }), vec![("reason", "required")]),
        (
            berta,
            json!({ "kind": "end", "reason": "price", "score": 3 }),
            vec![("gap", "required"), ("score", "not_for_this_event")],
        ),
        (
            sami,
            json!({ "kind": "end", "reason": "declined_capability" }),
            vec![("field", "required")],
        ),
        (berta, json!({ "kind": "end", "reason": "audit_failed" }), vec![("score", "required")]),
        (
            sami,
            json!({ "kind": "consent", "reason": "finance", "field": "x", "due_on": "2999-01-01" }),
            vec![
                ("due_on", "not_for_this_event"),
                ("due_on", "out_of_range"),
                ("field", "not_for_this_event"),
                ("reason", "not_for_this_event"),
            ],
        ),
        // A supplier cannot end it in the buyer's name.
        (
            sami,
            json!({ "kind": "end", "reason": "buyer_cancelled" }),
            vec![("reason", "not_one_of")],
        ),
        (
            sami,
            json!({ "kind": "consent", "on_behalf_of": "buyer" }),
            vec![("on_behalf_of", "not_your_side")],
        ),
        (
            berta,
            json!({ "kind": "end", "reason": "audit_failed", "score": 101 }),
            vec![("score", "above_maximum")],
        ),
        (berta, json!({ "kind": "lapse" }), vec![("kind", "not_one_of")]),
    ] {
        let answer = deal.report(client, body.clone()).await.expect(422);
        assert_eq!(answer.faults(), faults, "{body}");
    }
    deal.reach("approved").await;
    let body =
        json!({ "kind": "order_trial", "amount": { "value": "1.234,5", "currency": "VNĐ" } });
    let answer = deal.report(berta, body).await.expect(422);
    assert_eq!(
        answer.faults(),
        [("amount.currency", "unknown_currency"), ("amount.value", "not_decimal")]
    );
    for value in ["0", "0.00"] {
        let body =
            json!({ "kind": "order_trial", "amount": { "value": value, "currency": "USD" } });
        let answer = deal.report(berta, body).await.expect(422);
        assert_eq!(answer.faults(), [("amount.value", "not_above")]);
    }
    assert_eq!(deal.seen(berta).await["stage"], "approved");
}

#[actix_web::test]
async fn what_was_paused_goes_on_where_it_stood() {
    let deal = Deal::plain().await;
    deal.reach("quoted").await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    deal.report(berta, end("paused", &json!({}))).await.expect(200);
    let resumed = deal.step(sami, "resume").await;
    assert_eq!((&resumed["stage"], &resumed["standing"]), (&json!("quoted"), &json!("running")));
    assert_eq!(resumed["owner"], "buyer");
    // Not beside another of the same two.
    deal.report(berta, end("paused", &json!({}))).await.expect(200);
    super::proposed(berta, &deal.request, &deal.supplier).await.expect(201);
    let refused = deal.report(sami, json!({ "kind": "resume" })).await.expect(409);
    assert_eq!(refused.code(), "introduction_exists");
}

#[actix_web::test]
async fn an_outcome_that_nobody_confirmed_stays_one_sides_word() {
    let deal = Deal::plain().await;
    deal.reach("trial_order").await;
    let seen = deal.step(&deal.cast.berta, "start_mass_production").await;
    let history = seen["history"].as_array().unwrap();
    let of = |kind: &str| history.iter().find(|event| event["kind"] == kind).unwrap();
    assert_eq!(of("order_trial")["confirmation"], "one_sided");
    assert_eq!(of("start_mass_production")["confirmation"], "awaits_supplier");
}

/// Whoever is asked to confirm an outcome and goes on from it has said that it came about.
#[actix_web::test]
async fn going_on_confirms_an_outcome_where_it_is_the_awaited_side_that_goes_on() {
    let deal = Deal::plain().await;
    deal.reach("trial_order").await;
    let seen = deal.step(&deal.cast.sami, "start_mass_production").await;
    let history = seen["history"].as_array().unwrap();
    let of = |kind: &str| history.iter().find(|event| event["kind"] == kind).unwrap();
    assert_eq!(of("order_trial")["confirmation"], "both");
    assert_eq!(of("start_mass_production")["confirmation"], "awaits_buyer");
    let seen = deal.step(&deal.cast.berta, "repeat").await;
    let production = seen["history"].as_array().unwrap().iter().rev().nth(1).unwrap();
    assert_eq!(production["confirmation"], "both");
}

/// The straight way of a brokered deal that asks for confidentiality: who does what, and where that
/// leads.
const WAY: [(&str, &str, &str); 15] = [
    ("agency", "consent", "proposed"),
    ("supplier", "consent", "introduced"),
    ("supplier", "agree_confidentiality", "introduced"),
    ("buyer", "agree_confidentiality", "confidential"),
    ("buyer", "request_quotation", "requested"),
    ("supplier", "quote", "quoted"),
    ("supplier", "meet", "met"),
    ("buyer", "audit", "audited"),
    ("supplier", "sample", "sampled"),
    ("buyer", "approve", "approved"),
    ("buyer", "order_trial", "trial_order"),
    ("buyer", "start_mass_production", "mass_production"),
    ("buyer", "repeat", "repeat_half_year"),
    ("supplier", "confirm", "repeat_half_year"),
    ("buyer", "repeat", "repeat_year"),
];

/// Takes back an exit, so that the next one begins where this one did.
async fn taken_back(deal: &Deal, before: &introduction::Model) {
    let db = &deal.app.app.db;
    before.clone().into_active_model().reset_all().update(db).await.unwrap();
    introduction_event::Entity::delete_many()
        .filter(introduction_event::Column::IntroductionId.eq(before.id))
        .filter(introduction_event::Column::Seq.gt(before.event_count))
        .exec(db)
        .await
        .unwrap();
}

/// Ends a deal with every reason that each side may give, and shows how everybody sees that.
async fn every_exit_from(deal: &Deal, stage: &str) -> usize {
    let id = uuid::Uuid::parse_str(id_of(&deal.path)).unwrap();
    let before = introduction::Entity::find_by_id(id).one(&deal.app.app.db).await.unwrap().unwrap();
    let mut exits = 0;
    for side in [Side::Buyer, Side::Supplier, Side::Agency] {
        let client = match side {
            Side::Buyer => &deal.cast.berta,
            Side::Supplier => &deal.cast.sami,
            _ => &deal.cast.agnes,
        };
        for reason in reasons_of(side) {
            let details = match detail_of(reason) {
                Detail::None => json!({}),
                Detail::Field => json!({ "field": "IATF 16949" }),
                Detail::Gap => json!({ "gap": "five_to_ten" }),
                Detail::Score => json!({ "score": 57 }),
            };
            let (reason, side) = (reason.code(), side.code());
            let path = format!("{}/events", deal.path);
            let ended = client.if_match("*").post(&path, end(reason, &details)).await.expect(200);
            let seen = ended.body;
            assert_eq!((&seen["standing"], &seen["stage"]), (&json!("ended"), &json!(stage)));
            assert_eq!(seen["reason"], reason);
            let last = seen["history"].as_array().unwrap().last().unwrap();
            assert_eq!((&last["side"], &last["reason"]), (&json!(side), &json!(reason)));
            let step = format!("{stage}: the {side} ends it, {reason}");
            told_to_parties(deal, &step, &["buyer", "supplier", "agency", "admin"]).await;
            taken_back(deal, &before).await;
            exits += 1;
        }
    }
    exits
}

/// Ends a deal at some stages in every way there is.
async fn every_exit_at(stages: &[&str]) {
    let brokered = json!({ "visibility": "agency" });
    let deal = Deal::start(brokered, json!({ "ask_confidentiality": true })).await;
    let mut exits = 0;
    if stages.contains(&"proposed") {
        exits += every_exit_from(&deal, "proposed").await;
    }
    for (at, (who, kind, stage)) in WAY.into_iter().enumerate() {
        let client = match who {
            "buyer" => &deal.cast.berta,
            "supplier" => &deal.cast.sami,
            _ => &deal.cast.agnes,
        };
        if kind == "quote" {
            deal.quote(client).await.expect(201);
        } else {
            assert_eq!(deal.step(client, kind).await["stage"], stage);
        }
        let first = WAY.iter().position(|(.., known)| *known == stage) == Some(at);
        if first && stages.contains(&stage) && stage != "proposed" {
            exits += every_exit_from(&deal, stage).await;
        }
    }
    let each: usize = [Side::Buyer, Side::Supplier, Side::Agency]
        .into_iter()
        .map(|side| reasons_of(side).count())
        .sum();
    assert_eq!(exits, stages.len() * each);
}

/// Every stage, in parts that run beside each other.
const PARTS: [&[&str]; 7] = [
    &["proposed", "introduced"],
    &["confidential", "requested"],
    &["quoted", "met"],
    &["audited", "sampled"],
    &["approved", "trial_order"],
    &["mass_production", "repeat_half_year"],
    &["repeat_year"],
];

#[test]
fn the_parts_hold_every_stage_once() {
    let all: Vec<&str> = PARTS.iter().flat_map(|part| part.iter().copied()).collect();
    let stages: Vec<&str> = khop::introductions::Stage::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(all, stages);
}

/// One test for each part.
macro_rules! every_exit {
    ($($name:ident: $part:literal,)*) => {$(
        #[actix_web::test]
        async fn $name() {
            every_exit_at(PARTS[$part]).await;
        }
    )*};
}

every_exit! {
    every_exit_before_and_at_the_introduction: 0,
    every_exit_from_confidentiality_to_the_request: 1,
    every_exit_from_the_quote_to_the_meeting: 2,
    every_exit_from_the_audit_to_the_sample: 3,
    every_exit_from_the_approval_to_the_trial_order: 4,
    every_exit_from_mass_production_to_repetition: 5,
    every_exit_at_the_last_stage: 6,
}
