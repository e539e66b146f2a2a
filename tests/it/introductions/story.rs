//! From a Korean request through a Vietnamese supplier's consent to mass production that both
//! confirm, with each party's view of each step.

use serde_json::{Value, json};

use super::{Deal, kinds, words};
use crate::harness::{Cast, Client};

/// The buyer's own words, which a supplier reads only once it has been introduced.
const NOTE: &str = "베르타 전자 옌퐁 공장, 월 3만 개입니다.";

/// Prints how everybody sees it, so that the story can be read with `--nocapture`.
async fn told(deal: &Deal, step: &str) {
    told_to(deal, step, &["buyer", "supplier", "admin"]).await;
}

/// The same, of a story with other parties. To everybody else it is not there.
async fn told_to(deal: &Deal, step: &str, parties: &[&str]) {
    told_to_parties(deal, step, parties).await;
    let Cast { berta, sami, agnes, boris, suri, .. } = &deal.cast;
    for (who, client) in [
        ("buyer", berta),
        ("supplier", sami),
        ("agency", agnes),
        ("other buyer", boris),
        ("other supplier", suri),
    ] {
        if !parties.contains(&who) {
            client.get(&deal.path).await.expect(404);
        }
    }
}

/// How the parties alone see it.
#[expect(clippy::print_stdout, reason = "the story is there to be read")]
pub(super) async fn told_to_parties(deal: &Deal, step: &str, parties: &[&str]) {
    println!("— {step}");
    let Cast { berta, sami, agnes, ada, .. } = &deal.cast;
    for (who, client) in [("buyer", berta), ("supplier", sami), ("agency", agnes), ("admin", ada)] {
        if parties.contains(&who) {
            let body = client.get(&deal.path).await.expect(200).body;
            println!(
                "  {who:9} {} {} reason={} owner={} buyer={} contacts={} next={}",
                body["standing"],
                body["stage"],
                body["reason"],
                body["owner"],
                body["buyer"],
                body["contacts"],
                body["next"]
            );
        }
    }
}

fn knows_buyer(text: &str) -> bool {
    ["Berta", "berta", "베르타", "SEV-2026-0412"].iter().any(|word| text.contains(word))
}

fn knows_person_of_supplier(text: &str) -> bool {
    ["bi-mat", "0900 000 001", "Nguyễn Thị Ví Dụ"].iter().any(|secret| text.contains(secret))
}

async fn both_ignorant(deal: &Deal) {
    let Cast { berta, sami, .. } = &deal.cast;
    for path in [deal.path.as_str(), super::LIST, &deal.request, crate::sourcing::REQUESTS] {
        let seen = sami.get(path).await.expect(200);
        assert!(!knows_buyer(&seen.text), "{path}: {}", seen.text);
    }
    let seen = berta.get(&deal.path).await.expect(200);
    assert!(!knows_person_of_supplier(&seen.text), "{}", seen.text);
    assert_eq!(seen.body.get("contacts"), None);
}

async fn outcome(deal: &Deal, by: &Client, other: &Client, kind: &str, amount: Value) {
    let body = json!({ "kind": kind, "amount": amount });
    let reported = deal.report(by, body).await.expect(200).body;
    let awaited = if reported["sides"] == json!(["buyer"]) { "supplier" } else { "buyer" };
    assert_eq!(reported["confirmation"], format!("awaits_{awaited}"));
    assert_eq!(reported["owner"], awaited);
    assert!(!words(&reported["next"]).contains(&"confirm"));
    told(deal, &format!("{kind}, one side's word")).await;
    let confirmed = deal.step(other, "confirm").await;
    assert_eq!(confirmed["confirmation"], "both");
    told(deal, &format!("{kind}, confirmed by both")).await;
}

#[actix_web::test]
async fn from_a_korean_request_to_repeated_orders() {
    let deal = Deal::start(
        json!({ "anonymous": true, "visibility": "invited", "title": "알루미늄 하우징",
            "plant": "Yên Phong" }),
        json!({ "ask_confidentiality": true, "note": NOTE }),
    )
    .await;
    let Cast { berta, sami, .. } = &deal.cast;
    told(&deal, "proposed").await;
    both_ignorant(&deal).await;
    let seen = deal.seen(sami).await;
    assert_eq!(seen["owner"], "supplier");
    assert_eq!(seen["consents"], json!({ "buyer": true, "supplier": false }));
    assert_eq!(words(&seen["next"]), ["consent", "end"]);
    assert_eq!(words(&deal.seen(berta).await["next"]), ["end"]);
    // The invitation lets it read the request.
    let request = sami.get(&deal.request).await.expect(200).body;
    assert!(request["text"].as_str().unwrap().contains("다이캐스팅"));
    assert_eq!(request.get("plant"), None);

    let introduced = deal.step(sami, "consent").await;
    assert_eq!(introduced["stage"], "introduced");
    told(&deal, "introduced").await;
    for client in [berta, sami] {
        let seen = deal.seen(client).await;
        assert_eq!(seen["buyer"], "Berta Điện tử");
        assert_eq!(seen["contacts"]["buyer"][0]["email"], "berta@example.com");
        assert_eq!(seen["contacts"]["supplier"][0]["name"], "Nguyễn Thị Ví Dụ");
        assert_eq!(seen["contacts"]["supplier"][0]["phone"], "0900 000 001");
        assert_eq!(seen["history"][0]["note"], NOTE);
        assert_eq!(seen["history"][0]["person"], "berta");
    }
    let request = sami.get(&deal.request).await.expect(200).body;
    assert_eq!(request["buyer"], "Berta Điện tử");
    assert_eq!(request["plant"], "Yên Phong");

    assert_eq!(deal.step(sami, "agree_confidentiality").await["stage"], "introduced");
    assert_eq!(deal.step(berta, "agree_confidentiality").await["stage"], "confidential");
    told(&deal, "confidentiality agreed").await;
    // They meet before a price is asked for; the deal is no further for it.
    assert_eq!(deal.step(berta, "meet").await["stage"], "confidential");
    let due_on = (deal.app.app.today() + chrono::TimeDelta::days(30)).to_string();
    let asked = json!({ "kind": "request_quotation", "due_on": due_on });
    let asked = deal.report(berta, asked).await.expect(200).body;
    assert_eq!(asked["quote_due_on"], due_on);
    assert_eq!(asked["due_at"], format!("{due_on}T16:59:59Z"));
    told(&deal, "quotation asked for").await;
    let quote = deal.quote(sami).await.expect(201).body;
    assert_eq!((&quote["version"], &quote["late"]), (&json!(1), &json!(false)));
    told(&deal, "quoted").await;
    for (client, kind, stage) in [
        (berta, "meet", "met"),
        (berta, "audit", "audited"),
        (sami, "sample", "sampled"),
        (berta, "approve", "approved"),
    ] {
        assert_eq!(deal.step(client, kind).await["stage"], stage);
        told(&deal, stage).await;
    }
    let once = json!({ "value": "42000.50", "currency": "USD" });
    outcome(&deal, berta, sami, "order_trial", once).await;
    let yearly = json!({ "value": "1200000", "currency": "USD", "period": "year" });
    outcome(&deal, sami, berta, "start_mass_production", yearly).await;
    let again = json!({ "value": "31200000000", "currency": "VND", "period": "year" });
    outcome(&deal, berta, sami, "repeat", again.clone()).await;
    outcome(&deal, berta, sami, "repeat", again).await;

    let last = deal.seen(sami).await;
    assert_eq!(last["standing"], "completed");
    assert_eq!(last["stage"], "repeat_year");
    assert_eq!((last.get("owner"), last.get("due_at")), (None, None));
    assert_eq!(last["next"], json!([]));
    assert_eq!(
        kinds(&last),
        [
            "propose",
            "consent",
            "agree_confidentiality",
            "agree_confidentiality",
            "meet",
            "request_quotation",
            "quote",
            "meet",
            "audit",
            "sample",
            "approve",
            "order_trial",
            "confirm",
            "start_mass_production",
            "confirm",
            "repeat",
            "confirm",
            "repeat",
            "confirm"
        ]
    );
    let production = &last["history"][13];
    assert_eq!(
        production["amount"],
        json!({ "value": "1200000", "currency": "USD", "period": "year" })
    );
    assert_eq!(production["confirmation"], "both");
    assert_eq!(production["side"], "supplier");
}

#[actix_web::test]
async fn an_agency_brokers_what_is_meant_for_it() {
    let deal = Deal::start(json!({ "visibility": "agency", "anonymous": true }), json!({})).await;
    let Cast { berta, sami, agnes, .. } = &deal.cast;
    let parties = ["buyer", "supplier", "agency", "admin"];
    told_to(&deal, "proposed, for an agency to broker", &parties).await;
    assert_eq!(deal.seen(berta).await["owner"], "agency");
    // In either order: the supplier first, and still nobody is introduced.
    let seen = deal.step(sami, "consent").await;
    assert_eq!((&seen["stage"], seen.get("contacts")), (&json!("proposed"), None));
    assert!(!knows_buyer(&sami.get(&deal.path).await.text));
    told_to(&deal, "the supplier agrees", &parties).await;
    let seen = deal.step(agnes, "consent").await;
    assert_eq!(seen["stage"], "introduced");
    told_to(&deal, "the agency agrees: introduced", &parties).await;
    assert_eq!(seen["agency"], "Trung tâm Xúc tiến Agnes");
    assert_eq!(deal.seen(sami).await["buyer"], "Berta Điện tử");
    // It reports for the buyer, and the history says so.
    let asked =
        json!({ "kind": "request_quotation", "on_behalf_of": "buyer", "note": "qua điện thoại" });
    let seen = deal.report(agnes, asked).await.expect(200).body;
    let last = seen["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["side"], &last["on_behalf_of"]), (&json!("agency"), &json!("buyer")));
    assert_eq!(last["person"], "agnes");
    told_to(&deal, "quotation asked for, through the agency", &parties).await;
    // Outcomes are the word of those who deal.
    deal.quote(sami).await.expect(201);
    told_to(&deal, "quoted", &parties).await;
    deal.step(berta, "approve").await;
    told_to(&deal, "approved", &parties).await;
    let refused = deal.report(agnes, json!({ "kind": "order_trial" })).await.expect(409);
    assert_eq!(refused.code(), "illegal_step");
    // Another agency finds nothing any more.
    deal.app.account("alba", "Sở Công Thương", khop::accounts::OrganisationKind::Agency).await;
    let alba = deal.app.signed_in("alba").await;
    alba.get(&deal.path).await.expect(404);
    assert_eq!(alba.get(super::LIST).await.expect(200).body["items"], json!([]));
    assert_eq!(
        agnes.get(super::LIST).await.expect(200).body["items"][0]["agency"],
        "Trung tâm Xúc tiến Agnes"
    );
}

#[actix_web::test]
async fn an_agency_proposes_and_speaks_for_a_firm_that_is_not_here_yet() {
    let app = crate::harness::TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = crate::sourcing::opened(&cast.berta, crate::sourcing::housings()).await;
    let firm = crate::suppliers::entered(&cast.agnes, crate::suppliers::die_caster()).await;
    let made = super::proposed(&cast.agnes, &request, &firm).await.expect(201);
    assert_eq!(made.body["sides"], json!(["supplier", "agency"]));
    assert_eq!(made.body["consents"], json!({ "buyer": false, "supplier": false, "agency": true }));
    let path = made.header("location").unwrap().to_owned();
    let deal = Deal { app, cast, request, supplier: firm, path };
    let seen = deal.step(&deal.cast.agnes, "consent").await;
    assert_eq!(seen["consents"]["supplier"], true);
    assert_eq!(seen["history"][1]["side"], "supplier");
    let seen = deal.step(&deal.cast.berta, "consent").await;
    assert_eq!(seen["stage"], "introduced");
    assert_eq!(seen["contacts"]["supplier"][0]["name"], "Nguyễn Thị Ví Dụ");
    // The firm claims its profile and goes on itself.
    let claim = format!("{}/claim", deal.supplier);
    let suri = &deal.cast.suri;
    suri.post(&claim, json!({})).await.expect(202);
    suri.get(&deal.path).await.expect(404);
    let claims = deal.cast.agnes.get(&format!("{}/claims", deal.supplier)).await.expect(200);
    let organisation = claims.body["items"][0]["organisation"].as_str();
    let organisation = organisation.or(claims.body[0]["organisation"].as_str()).unwrap().to_owned();
    let decide = format!("{}/claims/{organisation}", deal.supplier);
    deal.cast.agnes.post(&decide, json!({ "grant": true })).await.expect(200);
    assert_eq!(deal.seen(suri).await["sides"], json!(["supplier"]));
    assert_eq!(deal.seen(&deal.cast.agnes).await["sides"], json!(["agency"]));
}
