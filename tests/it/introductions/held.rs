//! An agency that holds a profile speaks for its supplier: it reads and does what the supplier
//! would, and nothing of what a broker may.

use khop::accounts::OrganisationKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Deal, LIST, id_of, proposed};
use crate::harness::{Cast, Client, TestApp};
use crate::history::bare;
use crate::sourcing::{REQUESTS, housings, opened};
use crate::suppliers::{die_caster, entered};

/// What an anonymous buyer would be known by.
const BUYER: [&str; 5] = ["Berta", "berta", "베르타", "SEV-2026-0412", "Thanh Hải"];

fn anonymous(visibility: &str) -> Value {
    let mut body = housings();
    body["anonymous"] = json!(true);
    body["visibility"] = json!(visibility);
    body["plant"] = json!("Nhà máy Thanh Hải");
    body
}

/// Berta invites a firm with words of her own.
async fn invited(cast: &Cast, request: &str, firm: &str) -> String {
    let body = json!({
        "sourcing_request": id_of(request), "supplier": id_of(firm),
        "note": "베르타 전자, Thanh Hải"
    });
    let made = cast.berta.post(LIST, body).await.expect(201);
    made.header("location").unwrap().to_owned()
}

/// Whether anything that a party of an introduction reads names the buyer.
async fn reads_buyer(client: &Client, deal: &str, request: &str) -> bool {
    let mut named = false;
    for path in [
        deal.to_owned(),
        LIST.to_owned(),
        request.to_owned(),
        REQUESTS.to_owned(),
        format!("{request}/history"),
        format!("{request}/quotes?currency=USD"),
        format!("{request}/attachments"),
        "/api/v1/notifications".to_owned(),
    ] {
        let seen = client.get(&path).await;
        assert!([200, 404].contains(&seen.status.as_u16()), "{path}: {}", seen.text);
        named |= BUYER.iter().any(|word| seen.text.contains(word));
    }
    named
}

#[actix_web::test]
async fn an_agency_that_speaks_for_a_supplier_reads_what_the_supplier_would() {
    for visibility in ["invited", "agency", "suppliers"] {
        let app = TestApp::start().await;
        let cast = Cast::of(&app).await;
        app.account("alba", "Sở Công Thương", OrganisationKind::Agency).await;
        let alba = app.signed_in("alba").await;
        let firm = entered(&cast.agnes, die_caster()).await;
        let request = opened(&cast.berta, anonymous(visibility)).await;
        let deal = invited(&cast, &request, &firm).await;
        assert!(!reads_buyer(&cast.agnes, &deal, &request).await, "{visibility}");
        let seen = cast.agnes.get(&deal).await.expect(200).body;
        assert_eq!(seen["sides"], json!(["supplier"]), "{visibility}: it does not broker too");
        assert_eq!(seen["history"][0].get("note"), None, "{visibility}");
        assert_eq!(cast.agnes.get(&request).await.expect(200).body.get("plant"), None);
        assert!(reads_buyer(&cast.ada, &deal, &request).await, "{visibility}");
        // Another agency may broker what is meant for agencies, and knows for whom.
        let brokers = visibility == "agency";
        alba.get(&deal).await.expect(if brokers { 200 } else { 404 });
        assert_eq!(reads_buyer(&alba, &deal, &request).await, visibility != "invited");
        let consents = |client: &Client| {
            let (client, path) = (client.if_match("*"), format!("{deal}/events"));
            async move { client.post(&path, json!({ "kind": "consent" })).await }
        };
        let agreed = consents(&cast.agnes).await.expect(200).body;
        assert_eq!(agreed["consents"]["supplier"], true);
        if brokers {
            assert!(!reads_buyer(&cast.agnes, &deal, &request).await);
            consents(&cast.agnes).await.expect(409);
            consents(&alba).await.expect(200);
        }
        assert!(reads_buyer(&cast.agnes, &deal, &request).await, "{visibility}: introduced");
        assert_eq!(cast.agnes.get(&deal).await.body["buyer"], "Berta Điện tử");
    }
}

/// Whom it was let in for does not make a request its own to broker: who else is invited would show.
#[actix_web::test]
async fn an_agency_brokers_nothing_that_it_was_only_invited_to() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let firm = entered(&cast.agnes, die_caster()).await;
    let sami = entered(&cast.sami, die_caster()).await;
    let suri = entered(&cast.suri, die_caster()).await;
    let request = opened(&cast.berta, anonymous("invited")).await;
    invited(&cast, &request, &firm).await;
    invited(&cast, &request, &sami).await;
    cast.agnes.get(&request).await.expect(200);
    let nowhere = format!("{REQUESTS}/{}", Uuid::now_v7());
    let missing = bare(&proposed(&cast.agnes, &nowhere, &sami).await.expect(404));
    for supplier in [&firm, &sami, &suri] {
        let answer = proposed(&cast.agnes, &request, supplier).await;
        assert_eq!(bare(&answer), missing);
    }
    let missing = bare(&cast.agnes.send_empty(&format!("{nowhere}/match-runs")).await.expect(404));
    let runs = cast.agnes.send_empty(&format!("{request}/match-runs")).await;
    assert_eq!(bare(&runs), missing);
    // Opened to agencies, it is theirs to broker: but not of one that may not know the buyer, for
    // brokering would tell it.
    let change = async |change: Value| {
        cast.berta.if_match("*").patch(&request, change).await.expect(200);
    };
    change(json!({ "visibility": "agency" })).await;
    assert_eq!(bare(&cast.agnes.send_empty(&format!("{request}/match-runs")).await), missing);
    proposed(&cast.agnes, &request, &suri).await.expect(404);
    change(json!({ "anonymous": false })).await;
    cast.agnes.send_empty(&format!("{request}/match-runs")).await.expect(201);
    proposed(&cast.agnes, &request, &suri).await.expect(201);
}

#[actix_web::test]
async fn nobody_agrees_for_a_side_that_it_does_not_take() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let Cast { sami, agnes, .. } = &deal.cast;
    for side in ["buyer", "supplier"] {
        let body = json!({ "kind": "consent", "on_behalf_of": side });
        let refused = deal.report(agnes, body).await.expect(422);
        assert_eq!(refused.faults(), [("on_behalf_of", "not_your_side")], "{side}");
    }
    assert_eq!(deal.seen(sami).await["consents"]["agency"], false);
    let body = json!({ "kind": "consent", "on_behalf_of": "agency" });
    let agreed = deal.report(agnes, body).await.expect(200).body;
    assert_eq!(agreed["consents"], json!({ "buyer": true, "supplier": false, "agency": true }));
    // One that speaks for the supplier agrees for it.
    let firm = entered(agnes, die_caster()).await;
    let made = proposed(agnes, &deal.request, &firm).await.expect(201);
    let events = format!("{}/events", made.header("location").unwrap());
    let body = json!({ "kind": "consent", "on_behalf_of": "supplier" });
    let agreed = agnes.if_match("*").post(&events, body).await.expect(200).body;
    assert_eq!(agreed["consents"]["supplier"], true);
    assert_eq!(agreed["history"][1]["side"], "supplier");
}

#[actix_web::test]
async fn what_an_agency_proposes_and_quotes_says_for_whom() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = entered(&cast.sami, die_caster()).await;
    let request = opened(&cast.berta, housings()).await;
    let made = proposed(&cast.agnes, &request, &supplier).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    let deal = Deal { app, cast, request, supplier, path };
    let Cast { berta, sami, agnes, .. } = &deal.cast;
    deal.step(sami, "consent").await;
    deal.step(berta, "consent").await;
    deal.step(berta, "request_quotation").await;
    deal.quote(agnes).await.expect(201);
    deal.quote(sami).await.expect(201);
    let history = deal.seen(berta).await["history"].clone();
    let of = |at: usize| (history[at]["side"].clone(), history[at].get("on_behalf_of").cloned());
    assert_eq!(of(0), (json!("agency"), Some(json!("buyer"))));
    assert_eq!(of(4), (json!("agency"), Some(json!("supplier"))));
    assert_eq!(of(5), (json!("supplier"), None));
}
