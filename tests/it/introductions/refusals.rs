//! What is no step is refused with the steps that are; of two at once one wins and the other is
//! told.

use khop::introductions::{EventKind, Side, Stage};
use serde_json::{Value, json};

use super::{Deal, LIST, id_of, proposed, words};

/// Everything that can be reported through the door.
const KINDS: [&str; 14] = [
    "consent",
    "agree_confidentiality",
    "request_quotation",
    "meet",
    "miss_meeting",
    "audit",
    "sample",
    "approve",
    "order_trial",
    "start_mass_production",
    "repeat",
    "confirm",
    "end",
    "resume",
];

#[actix_web::test]
async fn every_illegal_step_is_refused_with_the_legal_ones() {
    let deal = Deal::plain().await;
    let stages = [
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
    let mut refused = 0;
    for (reached, stage) in stages.into_iter().enumerate() {
        // One step on from the stage before.
        let way = [
            "",
            "consent",
            "request_quotation",
            "quote",
            "meet",
            "audit",
            "sample",
            "approve",
            "order_trial",
            "start_mass_production",
            "repeat",
        ];
        match way[reached] {
            "" => {}
            "quote" => {
                deal.quote(&deal.cast.sami).await.expect(201);
            }
            kind @ ("consent" | "sample") => {
                deal.step(&deal.cast.sami, kind).await;
            }
            kind => {
                deal.step(&deal.cast.berta, kind).await;
            }
        }
        for client in [&deal.cast.berta, &deal.cast.sami] {
            let seen = deal.seen(client).await;
            assert_eq!(seen["stage"], stage);
            let legal = words(&seen["next"]);
            for kind in KINDS.iter().filter(|kind| !legal.contains(kind)) {
                let answer = deal.report(client, json!({ "kind": kind })).await.expect(409);
                assert_eq!(answer.code(), "illegal_step");
                assert_eq!(words(&answer.body["legal"]), legal, "{kind} at {stage}");
                assert!(answer.body["detail"].as_str().unwrap().contains(stage));
                refused += 1;
            }
            if !legal.contains(&"quote") {
                let answer = deal.quote(client).await.expect(409);
                assert_eq!(words(&answer.body["legal"]), legal, "quote at {stage}");
            }
        }
        let after = deal.seen(&deal.cast.berta).await;
        assert_eq!(after["stage"], stage, "nothing refused has moved it");
    }
    assert!(refused > 150, "only {refused}");
    let answer = deal
        .report(&deal.cast.berta.in_language("ko"), json!({ "kind": "consent" }))
        .await
        .expect(409);
    assert!(answer.body["title"].as_str().unwrap().contains("단계"), "{}", answer.text);
}

#[actix_web::test]
async fn of_two_at_once_one_wins_and_the_other_is_told() {
    let deal = Deal::plain().await;
    let events = format!("{}/events", deal.path);
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    sami.post(&events, json!({ "kind": "consent" })).await.expect(428);
    let (agrees, declines) =
        (json!({ "kind": "consent" }), json!({ "kind": "end", "reason": "declined_capacity" }));
    let both = [sami.if_match("\"1\""), sami.if_match("\"1\"")];
    let (first, second) =
        futures_util::future::join(both[0].post(&events, agrees), both[1].post(&events, declines))
            .await;
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let loser = if first.status.as_u16() == 412 { first } else { second };
    assert_eq!(loser.code(), "stale_version");
    let seen = deal.seen(berta).await;
    assert_eq!(seen["history"].as_array().unwrap().len(), 2);
    assert_eq!(seen["version"], 2);
}

#[actix_web::test]
async fn the_same_two_are_introduced_once_at_a_time() {
    let deal = Deal::plain().await;
    let berta = &deal.cast.berta;
    let again = proposed(berta, &deal.request, &deal.supplier).await.expect(409);
    assert_eq!(again.code(), "introduction_exists");
    // Two proposals at once, of a pair that is new.
    let other = crate::suppliers::entered(&deal.cast.suri, crate::suppliers::die_caster()).await;
    let (first, second) = futures_util::future::join(
        proposed(berta, &deal.request, &other),
        proposed(berta, &deal.request, &other),
    )
    .await;
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    // A repeated request is the same one.
    deal.report(berta, json!({ "kind": "end", "reason": "buyer_cancelled" })).await.expect(200);
    let once = berta.once("intro-1");
    let first = proposed(&once, &deal.request, &deal.supplier).await.expect(201);
    let second = proposed(&once, &deal.request, &deal.supplier).await.expect(201);
    assert_eq!(first.body["id"], second.body["id"]);
    // So is a repeated event, though the version has moved on.
    let path = format!("{LIST}/{}", first.body["id"].as_str().unwrap());
    let sami = deal.cast.sami.once("consent-1").if_match("\"1\"");
    let body = json!({ "kind": "consent" });
    let first = sami.post(&format!("{path}/events"), body.clone()).await.expect(200);
    let second = sami.post(&format!("{path}/events"), body).await.expect(200);
    assert_eq!(
        (first.text.clone(), first.header("etag")),
        (second.text.clone(), second.header("etag"))
    );
}

#[actix_web::test]
async fn only_parties_propose_what_they_may_see() {
    let deal = Deal::plain().await;
    let cast = &deal.cast;
    let nobody = "00000000-0000-0000-0000-000000000000";
    proposed(&cast.boris, &deal.request, &deal.supplier).await.expect(404);
    proposed(&cast.berta, &deal.request, nobody).await.expect(404);
    proposed(&cast.berta, nobody, &deal.supplier).await.expect(404);
    proposed(&cast.sami, &deal.request, &deal.supplier).await.expect(403);
    proposed(&cast.ada, &deal.request, &deal.supplier).await.expect(403);
    cast.ada
        .if_match("*")
        .post(&format!("{}/events", deal.path), json!({ "kind": "consent" }))
        .await
        .expect(403);
    let draft =
        cast.berta.post(crate::sourcing::REQUESTS, crate::sourcing::housings()).await.expect(201);
    let draft = draft.header("location").unwrap();
    let early = proposed(&cast.berta, draft, &deal.supplier).await.expect(409);
    assert_eq!(early.code(), "request_not_open");
    // An invited request is not there for an agency.
    let mut body = crate::sourcing::housings();
    body["visibility"] = json!("invited");
    let invited = crate::sourcing::opened(&cast.berta, body).await;
    proposed(&cast.agnes, &invited, &deal.supplier).await.expect(404);
    let body =
        json!({ "sourcing_request": id_of(&deal.request), "suplier": id_of(&deal.supplier) });
    let misspelt = cast.berta.post(LIST, body).await.expect(422);
    assert_eq!(misspelt.faults(), [("suplier", "misspelt_field"), ("supplier", "required")]);
}

#[actix_web::test]
async fn lists_hold_ones_own_and_are_filtered() {
    let deal = Deal::plain().await;
    let cast = &deal.cast;
    let mut requests = Vec::new();
    for _ in 0..3 {
        let request = crate::sourcing::opened(&cast.berta, crate::sourcing::housings()).await;
        proposed(&cast.berta, &request, &deal.supplier).await.expect(201);
        requests.push(request);
    }
    deal.step(&cast.sami, "consent").await;
    let count = async |client: &crate::harness::Client, query: &str| {
        let list = client.get(&format!("{LIST}?{query}")).await.expect(200).body;
        list["items"].as_array().unwrap().len()
    };
    for client in [&cast.berta, &cast.sami, &cast.ada] {
        assert_eq!(count(client, "").await, 4);
        assert_eq!(count(client, "stage=introduced").await, 1);
        assert_eq!(count(client, "stage=proposed&standing=running").await, 3);
        assert_eq!(count(client, &format!("request={}", id_of(&requests[1]))).await, 1);
    }
    for client in [&cast.boris, &cast.suri, &cast.agnes] {
        assert_eq!(count(client, "").await, 0);
    }
    let mut seen = Vec::new();
    let mut query = "limit=3".to_owned();
    loop {
        let page = cast.sami.get(&format!("{LIST}?{query}")).await.expect(200).body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=3&cursor={cursor}");
    }
    assert_eq!(seen.len(), 4);
    seen.sort_by_key(Value::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 4);
    cast.sami.get(&format!("{LIST}?stage=married")).await.expect(422);
}

/// The door offers every event of the machine that a side can report, and no other.
#[test]
fn the_door_knows_every_event() {
    let own = [EventKind::Propose, EventKind::Quote];
    let by_sides = EventKind::ALL.iter().filter(|kind| {
        khop::introductions::stage::STEPS.iter().any(|step| step.event == **kind)
            || khop::introductions::stage::ASIDE.iter().any(|(aside, ..)| aside == *kind)
            || matches!(kind, EventKind::Confirm | EventKind::End | EventKind::Resume)
    });
    let codes: Vec<_> =
        by_sides.filter(|kind| !own.contains(kind)).map(|kind| kind.code()).collect();
    assert_eq!(codes, KINDS);
    assert_eq!(Stage::ALL.len(), 13);
    assert_eq!(Side::ALL.len(), 4);
}
