//! The full specification of a request: for whom, and from when to when.

use serde_json::{Value, json};

use crate::harness::{Cast, Client, TestApp};
use crate::introductions::{Deal, LIST, id_of, proposed};
use crate::sourcing::{REQUESTS, housings, opened};
use crate::suppliers::{die_caster, entered};

/// A specification, and a word of it that stands nowhere else.
const SPECIFICATION: &str = "Bản vẽ A-1024 rev C: thành 2,0 mm; mật danh ĐÀN-BẦU-7.";
const WORD: &str = "ĐÀN-BẦU-7";

fn with_details(from: &str) -> Value {
    json!({ "details": SPECIFICATION, "details_from": from, "visibility": "suppliers" })
}

/// What somebody reads of the specification; that there is one is told to whoever sees the request.
async fn reads(client: &Client, request: &str) -> bool {
    let seen = client.get(request).await.expect(200);
    assert!(seen.body["details_from"].is_string(), "{}", seen.text);
    let read = seen.body["details"] == SPECIFICATION;
    assert_eq!(seen.text.contains(WORD), read, "{}", seen.text);
    let listed = client.get(REQUESTS).await.expect(200);
    assert_eq!(listed.text.contains(WORD), read, "{}", listed.text);
    read
}

async fn all(deal: &Deal) -> [bool; 5] {
    let Cast { berta, ada, sami, suri, agnes, .. } = &deal.cast;
    deal.cast.boris.get(&deal.request).await.expect(404);
    let mut read = [false; 5];
    for (at, client) in [berta, ada, sami, suri, agnes].into_iter().enumerate() {
        read[at] = reads(client, &deal.request).await;
    }
    read
}

#[actix_web::test]
async fn confidential_details_open_when_both_have_agreed_and_close_with_the_exit() {
    let deal = Deal::start(with_details("confidential"), json!({})).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let outside = [true, true, false, false, false];
    // Nobody asked for confidentiality; the request does.
    assert_eq!(deal.seen(sami).await["asks_confidentiality"], true);
    assert_eq!(all(&deal).await, outside);
    deal.step(sami, "consent").await;
    assert_eq!(all(&deal).await, outside);
    deal.step(sami, "agree_confidentiality").await;
    assert_eq!(all(&deal).await, outside);
    let seen = deal.seen(sami).await;
    assert_eq!(
        (&seen["material"]["open"], &seen["material"]["details_from"]),
        (&json!("introduced"), &json!("confidential"))
    );
    deal.step(berta, "agree_confidentiality").await;
    assert_eq!(all(&deal).await, [true, true, true, false, false]);
    // The introduction says where to read on.
    let material = deal.seen(sami).await["material"].clone();
    assert_eq!(material["open"], "confidential");
    assert!(reads(sami, material["request"].as_str().unwrap()).await);
    sami.get(material["attachments"].as_str().unwrap()).await.expect(200);
    deal.step(berta, "request_quotation").await;
    assert_eq!(all(&deal).await, [true, true, true, false, false]);
    let end = json!({ "kind": "end", "reason": "price", "gap": "five_to_ten" });
    let ended = deal.report(sami, end).await.expect(200).body;
    assert!(ended.get("material").is_none(), "{ended}");
    assert_eq!(all(&deal).await, outside);
}

#[actix_web::test]
async fn details_open_with_the_introduction_and_stay_over_a_success() {
    let deal = Deal::start(with_details("introduced"), json!({})).await;
    assert_eq!(deal.seen(&deal.cast.sami).await["asks_confidentiality"], false);
    assert_eq!(all(&deal).await, [true, true, false, false, false]);
    deal.reach("introduced").await;
    assert_eq!(all(&deal).await, [true, true, true, false, false]);
    // A new introduction begins where every other does.
    let cast = &deal.cast;
    let firm = entered(&cast.suri, die_caster()).await;
    proposed(&cast.berta, &deal.request, &firm).await.expect(201);
    assert_eq!(all(&deal).await, [true, true, true, false, false]);
    // The request closes; whoever deals over it reads on.
    cast.berta.send_empty(&format!("{}/close", deal.request)).await.expect(200);
    assert!(reads(&cast.sami, &deal.request).await);
    cast.agnes.get(&deal.request).await.expect(404);
}

#[actix_web::test]
async fn what_is_introduced_is_not_yet_confidential() {
    // Confidential material that came after an introduction which does not ask for it stays shut.
    let deal = Deal::start(json!({ "visibility": "suppliers" }), json!({})).await;
    deal.reach("requested").await;
    let change = json!({ "details": SPECIFICATION, "details_from": "confidential" });
    deal.cast.berta.if_match("*").patch(&deal.request, change).await.expect(200);
    assert_eq!(all(&deal).await, [true, true, false, false, false]);
    let seen = deal.seen(&deal.cast.sami).await;
    assert_eq!(
        (&seen["material"]["open"], &seen["material"]["details_from"]),
        (&json!("introduced"), &json!("confidential"))
    );
    // A file does the same as a text: the next introduction asks.
    let request = opened(&deal.cast.berta, housings()).await;
    crate::attachments::kept(&deal.cast.berta, &request, "confidential").await;
    let next = proposed(&deal.cast.berta, &request, &deal.supplier).await.expect(201);
    assert_eq!(next.body["asks_confidentiality"], true);
}

#[actix_web::test]
async fn details_are_kept_as_texts_are_and_changed_by_their_buyer() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = housings();
    // NFD with a zero-width space goes in; NFC comes out.
    body["details"] = json!("  Du\u{301}c a\u{301}p lu\u{31b}\u{323}c\u{200b} ADC12\r\n도면 ");
    let entered = cast.berta.post(REQUESTS, body).await.expect(201);
    let path = entered.header("location").unwrap().to_owned();
    assert_eq!(entered.body["details"], "Dúc áp lực ADC12\n도면");
    assert_eq!(entered.body["details_from"], "introduced");
    let change =
        async |change: Value| cast.berta.if_match("*").patch(&path, change).await.expect(200).body;
    let changed = change(json!({ "details_from": "confidential" })).await;
    assert_eq!(changed["details"], "Dúc áp lực ADC12\n도면");
    assert_eq!(
        (&changed["details_from"], &changed["version"]),
        (&json!("confidential"), &json!(2))
    );
    let changed = change(json!({ "details": null, "details_from": null })).await;
    assert!(changed.get("details").is_none() && changed.get("details_from").is_none());
    // Every fault at once.
    let mut body = housings();
    body["details"] = json!("x".repeat(50_001) + "\u{7}");
    body["deadline"] = json!("2001-01-01");
    let wrong = cast.berta.post(REQUESTS, body).await.expect(422);
    assert_eq!(
        wrong.faults(),
        [("deadline", "in_the_past"), ("details", "control_character"), ("details", "too_long")]
    );
    let mut body = housings();
    body["details_from"] = json!("teaser");
    let wrong = cast.berta.post(REQUESTS, body).await.expect(422);
    assert_eq!(wrong.faults(), [("details_from", "not_one_of")]);
    // It takes no part in what is ranked without being kept.
    let mut body = json!({ "text": "Cần đúc áp lực nhôm" });
    body["details"] = json!(SPECIFICATION);
    let wrong = cast.berta.post("/api/v1/match", body).await.expect(422);
    assert_eq!(wrong.faults(), [("details", "unknown_field")]);
}

/// Everything that is made of a request, read by its own buyer and by an introduced supplier: the
/// specification stands in the request alone.
#[actix_web::test]
async fn details_reach_no_ranking_no_explanation_and_no_notice() {
    let deal = Deal::start(with_details("introduced"), json!({})).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let run = berta.send_empty(&format!("{}/match-runs", deal.request)).await.expect(201);
    let run = run.header("location").unwrap().to_owned();
    deal.reach("quoted").await;
    let firm = &deal.supplier;
    let mut asked = 0;
    for client in [berta, sami, &deal.cast.agnes, &deal.cast.ada] {
        for path in [
            run.clone(),
            format!("{}/match-runs", deal.request),
            format!("{}/quotes?currency=USD", deal.request),
            format!("{}/attachments", deal.request),
            format!("{firm}/opportunities"),
            format!("{firm}/next-steps"),
            firm.clone(),
            deal.path.clone(),
            format!("{}/quotes", deal.path),
            LIST.to_owned(),
            "/api/v1/notifications".to_owned(),
        ] {
            let seen = client.get(&path).await;
            assert!(seen.status.as_u16() < 500, "{path}: {}", seen.text);
            assert!(!seen.text.contains(WORD), "{path}: {}", seen.text);
            asked += usize::from(seen.status.is_success());
        }
    }
    assert!(asked > 20, "{asked}");
    // A ranking is the same with and without it.
    let bare = opened(berta, housings()).await;
    let of = async |request: &str| {
        let run = berta.send_empty(&format!("{request}/match-runs")).await.expect(201).body;
        run["results"].to_string().replace(id_of(request), "")
    };
    assert_eq!(of(&deal.request).await, of(&bare).await);
}
