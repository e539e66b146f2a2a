//! While an anonymous request with three invitees runs, every reading operation of the document is
//! asked as everybody: no invitee learns of another, and nobody but the owner learns the buyer.
//!
//! The administrator is left out: it runs the service and may read everything in it.

use std::collections::BTreeMap;

use khop::accounts::OrganisationKind;
use serde_json::{Value, json};

use super::{LIST, id_of, kinds, price, proposed};
use crate::harness::{Cast, Client, TestApp};
use crate::sourcing::opened;
use crate::suppliers::{die_caster, entered};
use crate::{attachments, openapi};

struct Invitee {
    client: Client,
    firm: String,
    name: String,
    path: String,
}

struct Room {
    app: TestApp,
    cast: Cast,
    buyer: Client,
    request: String,
    run: String,
    /// A file of the request for those who are introduced.
    file: String,
    invitees: Vec<Invitee>,
}

/// The buyer's words by which it would be known.
const BUYER: [&str; 5] = ["기훈", "kihoon", "SEV-2026-0412", "Thanh Hải", "월 7만 개"];

async fn room() -> Room {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    // A buyer of its own, whose name stands in no example of the document.
    app.account("kihoon", "기훈전자", OrganisationKind::Buyer).await;
    let buyer = app.signed_in("kihoon").await;
    let mut body = crate::sourcing::housings();
    body["anonymous"] = json!(true);
    body["visibility"] = json!("invited");
    body["plant"] = json!("Nhà máy Thanh Hải, Yên Phong");
    body["details"] = json!("기훈전자 도면 A-1024, Thanh Hải 공장 납품");
    let request = opened(&buyer, body).await;
    let name = "도면 kihoon SEV-2026-0412.pdf";
    let file = attachments::sent(&buyer, &request, name, attachments::PDF, "introduced").await;
    let file = file.expect(201).header("location").unwrap().to_owned();
    let run = buyer.send_empty(&format!("{request}/match-runs")).await.expect(201);
    let run = run.header("location").unwrap().to_owned();
    let mut invitees = Vec::new();
    for (account, name) in [("mai", "Cơ khí Mai"), ("minsu", "민수정밀"), ("midori", "みどり鋳造")]
    {
        app.account(account, name, OrganisationKind::Supplier).await;
        let client = app.signed_in(account).await;
        let mut profile = die_caster();
        profile["name"] = json!(name);
        let firm = entered(&client, profile).await;
        let body = json!({
            "sourcing_request": id_of(&request), "supplier": id_of(&firm),
            "ask_confidentiality": true, "note": "기훈전자입니다. 월 7만 개."
        });
        let made = buyer.post(LIST, body).await.expect(201);
        let path = made.header("location").unwrap().to_owned();
        invitees.push(Invitee { client, firm, name: name.to_owned(), path });
    }
    Room { app, cast, buyer, request, run, file, invitees }
}

/// Every `GET` of the document with the identifiers of the room filled in. An operation with a
/// parameter that is not known here fails the test.
fn reads(room: &Room, of: &Invitee) -> Vec<String> {
    let filled: BTreeMap<&str, Vec<&str>> = BTreeMap::from([
        ("/api/v1/suppliers/{id}", vec![id_of(&of.firm)]),
        ("/api/v1/suppliers/{id}/claims", vec![id_of(&of.firm)]),
        ("/api/v1/suppliers/{id}/opportunities", vec![id_of(&of.firm)]),
        ("/api/v1/suppliers/{id}/next-steps", vec![id_of(&of.firm)]),
        ("/api/v1/suppliers/{id}/history", vec![id_of(&of.firm)]),
        ("/api/v1/sourcing-requests/{id}/history", vec![id_of(&room.request)]),
        ("/api/v1/sourcing-requests/{id}", vec![id_of(&room.request)]),
        ("/api/v1/sourcing-requests/{id}/match-runs", vec![id_of(&room.request)]),
        (
            "/api/v1/sourcing-requests/{id}/match-runs/{run}",
            vec![id_of(&room.request), id_of(&room.run)],
        ),
        ("/api/v1/sourcing-requests/{id}/attachments", vec![id_of(&room.request)]),
        (
            "/api/v1/sourcing-requests/{id}/attachments/{attachment}",
            vec![id_of(&room.request), id_of(&room.file)],
        ),
        (
            "/api/v1/sourcing-requests/{id}/attachments/{attachment}/downloads",
            vec![id_of(&room.request), id_of(&room.file)],
        ),
        (
            "/api/v1/sourcing-requests/{id}/match-runs/{run}/outcomes",
            vec![id_of(&room.request), id_of(&room.run)],
        ),
        ("/api/v1/sourcing-requests/{id}/quotes", vec![id_of(&room.request)]),
        ("/api/v1/introductions/{id}", vec![id_of(&of.path)]),
        ("/api/v1/introductions/{id}/quotes", vec![id_of(&of.path)]),
        ("/api/v1/imports/{id}", vec![id_of(&of.firm)]),
        ("/api/v1/reports/indicators/{code}/cases", vec!["introductions_proposed"]),
        ("/api/v1/webhooks/{id}", vec![id_of(&of.path)]),
        ("/api/v1/webhooks/{id}/deliveries", vec![id_of(&of.path)]),
    ]);
    let today = room.app.app.today().to_string();
    let values = BTreeMap::from([
        ("currency", "USD"),
        ("from", today.as_str()),
        ("to", &today),
        ("token", "none"),
    ]);
    let document = openapi::document();
    let mut reads = Vec::new();
    for (method, path, operation) in openapi::operations(&document) {
        // A stream has no end to read to; it shows what the list shows.
        if method != "GET" || operation["operationId"] == "stream_notifications" {
            continue;
        }
        let mut full = path.clone();
        if path.contains('{') {
            let ids = filled.get(path.as_str()).unwrap_or_else(|| panic!("{path}: not filled in"));
            for id in ids {
                let (start, rest) = full.split_once('{').unwrap();
                let (_, end) = rest.split_once('}').unwrap();
                full = format!("{start}{id}{end}");
            }
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            if parameter["required"] == true {
                let name = parameter["name"].as_str().unwrap();
                let value = values.get(name).unwrap_or_else(|| panic!("{path}: no {name}"));
                let joint = if full.contains('?') { '&' } else { '?' };
                full.push_str(&format!("{joint}{name}={value}"));
            }
        }
        reads.push(full);
    }
    assert!(reads.len() > 15, "{reads:?}");
    reads
}

/// Asks everything as everybody, and looks for words that the reader must not find.
async fn nothing_leaks(room: &Room, introduced: &[usize]) {
    let Cast { boris, sami, suri, agnes, egon, .. } = &room.cast;
    let mut asked = 0;
    for (at, me) in room.invitees.iter().enumerate() {
        for path in room.invitees.iter().flat_map(|other| reads(room, other)) {
            let seen = me.client.get(&path).await;
            asked += 1;
            if !introduced.contains(&at) {
                for word in BUYER {
                    assert!(!seen.text.contains(word), "{} at {path}: {word}", me.name);
                }
                // Nor the file, whose words stand in its headers.
                assert!(seen.header("content-disposition").is_none(), "{} at {path}", me.name);
            }
            // Of the others: their introductions, and that they are asked at all. That they exist
            // as suppliers is public.
            for other in room.invitees.iter().filter(|other| other.path != me.path) {
                let id = id_of(&other.path);
                assert!(!seen.text.contains(id), "{} at {path}: {id}", me.name);
                let public = path.starts_with("/api/v1/suppliers");
                for word in [other.name.as_str(), id_of(&other.firm)] {
                    assert!(public || !seen.text.contains(word), "{} at {path}: {word}", me.name);
                }
                if path.contains(id) {
                    assert_eq!(seen.status.as_u16(), 404, "{} at {path}", me.name);
                }
            }
        }
    }
    for (who, client) in [
        ("stranger", egon),
        ("other buyer", boris),
        ("suppliers", sami),
        ("others", suri),
        ("agency", agnes),
    ] {
        for path in room.invitees.iter().flat_map(|other| reads(room, other)) {
            let seen = client.get(&path).await;
            asked += 1;
            for word in BUYER {
                assert!(!seen.text.contains(word), "{who} at {path}: {word}");
            }
            for other in &room.invitees {
                assert!(!seen.text.contains(id_of(&other.path)), "{who} at {path}");
            }
        }
    }
    assert!(asked > 300, "only {asked}");
}

#[actix_web::test]
async fn invitees_do_not_learn_of_each_other_nor_of_the_buyer() {
    let room = room().await;
    nothing_leaks(&room, &[]).await;
    let report = async |client: &Client, path: &str, body: Value| {
        client.if_match("*").post(&format!("{path}/events"), body).await.expect(200).body
    };
    let [mai, minsu, midori] = &room.invitees[..] else { panic!("three are invited") };
    report(&mai.client, &mai.path, json!({ "kind": "consent" })).await;
    let no = json!({ "kind": "end", "reason": "declined_capacity" });
    report(&minsu.client, &minsu.path, no).await;
    nothing_leaks(&room, &[0]).await;
    for kind in ["agree_confidentiality", "request_quotation"] {
        if kind == "agree_confidentiality" {
            report(&mai.client, &mai.path, json!({ "kind": kind })).await;
        }
        report(&room.buyer, &mai.path, json!({ "kind": kind })).await;
    }
    mai.client.post(&format!("{}/quotes", mai.path), price("USD", "4.44")).await.expect(201);
    nothing_leaks(&room, &[0]).await;
    // What another does leaves no trace in one's own.
    let seen = midori.client.get(&midori.path).await.expect(200).body;
    assert_eq!((kinds(&seen), &seen["version"]), (vec!["propose"], &json!(1)));
    assert_eq!(seen["updated_at"], seen["created_at"]);
    // The buyer ends it with words that would give it away.
    let end =
        json!({ "kind": "end", "reason": "cert_missing", "field": "기훈 IATF", "note": "kihoon" });
    report(&room.buyer, &midori.path, end).await;
    nothing_leaks(&room, &[0]).await;
    // Whoever declined reads the request no more, and may not be told from a stranger there.
    minsu.client.get(&room.request).await.expect(404);
    let read = mai.client.get(&room.request).await.expect(200);
    // Whoever is introduced reads it all.
    assert!(read.body["details"].as_str().unwrap().contains("A-1024"), "{}", read.text);
    mai.client.get(&room.file).await.expect(200);
}

#[actix_web::test]
async fn an_invitation_opens_the_request_to_the_invited_and_nobody_else() {
    let room = room().await;
    let list = |client: &Client| {
        let client = client.clone();
        async move { client.get(crate::sourcing::REQUESTS).await.expect(200).text }
    };
    let id = id_of(&room.request);
    for invitee in &room.invitees {
        invitee.client.get(&room.request).await.expect(200);
        assert!(list(&invitee.client).await.contains(id));
    }
    for client in [&room.cast.sami, &room.cast.suri, &room.cast.agnes, &room.cast.boris] {
        client.get(&room.request).await.expect(404);
        assert!(!list(client).await.contains(id));
    }
    // Identifiers tell no order: they are random throughout.
    for invitee in &room.invitees {
        let id = uuid::Uuid::parse_str(id_of(&invitee.path)).unwrap();
        assert_eq!(id.get_version_num(), 4);
    }
    // The request closes; whoever deals over it still reads it.
    room.buyer.send_empty(&format!("{}/close", room.request)).await.expect(200);
    room.invitees[0].client.get(&room.request).await.expect(200);
    let late = proposed(&room.buyer, &room.request, &room.invitees[0].firm).await.expect(409);
    assert_eq!(late.code(), "request_not_open");
    drop(room.app);
}
