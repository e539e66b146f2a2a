//! While an anonymous request with four invitees runs, every reading operation of the document is
//! asked as everybody: no invitee learns of another, and nobody but the owner learns the buyer. One
//! of the invitees is held by an agency, which reads what its supplier would.
//!
//! The administrator runs the service and may read everything in it, and acts in nobody's place.

use std::collections::{BTreeMap, BTreeSet};

use khop::accounts::OrganisationKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{LIST, id_of, kinds, price, proposed};
use crate::harness::{Cast, Client, TestApp};
use crate::history::bare;
use crate::sourcing::{REQUESTS, opened};
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
    /// A firm that is not invited.
    outsider: String,
}

/// Place of the invitee that an agency holds.
const HELD: usize = 3;

/// The buyer's words by which it would be known.
const BUYER: [&str; 5] = ["기훈", "kihoon", "SEV-2026-0412", "Thanh Hải", "월 7만 개"];

async fn room(visibility: &str) -> Room {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    // A buyer of its own, whose name stands in no example of the document.
    app.account("kihoon", "기훈전자", OrganisationKind::Buyer).await;
    let buyer = app.signed_in("kihoon").await;
    let mut body = crate::sourcing::housings();
    body["anonymous"] = json!(true);
    body["visibility"] = json!(visibility);
    body["plant"] = json!("Nhà máy Thanh Hải, Yên Phong");
    body["details"] = json!("기훈전자 도면 A-1024, Thanh Hải 공장 납품");
    let request = opened(&buyer, body).await;
    let name = "도면 kihoon SEV-2026-0412.pdf";
    let file = attachments::sent(&buyer, &request, name, attachments::PDF, "introduced").await;
    let file = file.expect(201).header("location").unwrap().to_owned();
    let run = buyer.send_empty(&format!("{request}/match-runs")).await.expect(201);
    let run = run.header("location").unwrap().to_owned();
    let mut invitees = Vec::new();
    for (account, name, kind) in [
        ("mai", "Cơ khí Mai", OrganisationKind::Supplier),
        ("minsu", "민수정밀", OrganisationKind::Supplier),
        ("midori", "みどり鋳造", OrganisationKind::Supplier),
        ("minh", "Cơ khí Minh", OrganisationKind::Agency),
    ] {
        app.account(account, &format!("{name} {kind:?}"), kind).await;
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
    let outsider = entered(&cast.sami, die_caster()).await;
    Room { app, cast, buyer, request, run, file, invitees, outsider }
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
        ("/api/v1/introductions/{id}/ratings", vec![id_of(&of.path)]),
        ("/api/v1/introductions/{id}/costs", vec![id_of(&of.path)]),
        // Nobody spent anything here: what is not there is as good as what is another's.
        ("/api/v1/introductions/{id}/costs/{cost}", vec![id_of(&of.path), id_of(&of.firm)]),
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

/// Every `GET` there is, each once.
fn all_reads(room: &Room) -> BTreeSet<String> {
    room.invitees.iter().flat_map(|other| reads(room, other)).collect()
}

/// Asks everything as everybody, and looks for words that the reader must not find.
async fn nothing_leaks(room: &Room, introduced: &[usize]) {
    let Cast { boris, sami, suri, agnes, egon, .. } = &room.cast;
    let mut asked = nothing_leaks_to_invitees(room, introduced).await;
    for (who, client) in [
        ("stranger", egon),
        ("other buyer", boris),
        ("suppliers", sami),
        ("others", suri),
        ("agency", agnes),
    ] {
        for path in all_reads(room) {
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

/// The same as the invitees; says how much was asked.
async fn nothing_leaks_to_invitees(room: &Room, introduced: &[usize]) -> usize {
    let mut asked = 0;
    for (at, me) in room.invitees.iter().enumerate() {
        for path in all_reads(room) {
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
                    // Not there, or not for its role, whether it is there or not.
                    let missing = path.replace(id, &Uuid::new_v4().to_string());
                    let none = me.client.get(&missing).await;
                    assert_eq!(bare(&seen), bare(&none), "{} at {path}", me.name);
                    assert!([403, 404].contains(&seen.status.as_u16()), "{}", seen.text);
                }
            }
        }
    }
    asked
}

/// What somebody gets for acting where it may not, and for acting on what is not there: the same,
/// byte for byte.
async fn acting_tells_nothing(room: &Room, me: &Invitee, brokers: bool) {
    let nowhere = format!("{REQUESTS}/{}", Uuid::now_v7());
    let missing = format!("{LIST}/{}", Uuid::new_v4());
    let firms = room.invitees.iter().map(|other| other.firm.as_str());
    let (firms, client) = (firms.chain([room.outsider.as_str()]), me.client.if_match("*"));
    for firm in firms {
        let real = proposed(&client, &room.request, firm).await;
        let none = proposed(&client, &nowhere, firm).await;
        assert_eq!(bare(&real), bare(&none), "{} proposes {firm}", me.name);
        assert_eq!(real.status.as_u16(), if brokers { 404 } else { 403 });
    }
    let runs = async |request: &str| client.send_empty(&format!("{request}/match-runs")).await;
    assert_eq!(bare(&runs(&room.request).await), bare(&runs(&nowhere).await), "{}", me.name);
    for other in room.invitees.iter().filter(|other| other.path != me.path) {
        for (verb, body) in [
            ("events", json!({ "kind": "consent" })),
            ("events", json!({ "kind": "consent", "on_behalf_of": "supplier" })),
            ("events", json!({ "kind": "end", "reason": "finance" })),
            ("quotes", price("USD", "1")),
        ] {
            let real = client.post(&format!("{}/{verb}", other.path), body.clone()).await;
            let none = client.post(&format!("{missing}/{verb}"), body).await.expect(404);
            assert_eq!(bare(&real), bare(&none), "{}: {verb} of {}", me.name, other.name);
        }
    }
}

async fn reported(client: &Client, path: &str, body: Value) -> Value {
    client.if_match("*").post(&format!("{path}/events"), body).await.expect(200).body
}

#[actix_web::test]
async fn invitees_do_not_learn_of_each_other_nor_of_the_buyer() {
    let room = room("invited").await;
    nothing_leaks(&room, &[]).await;
    for (at, me) in room.invitees.iter().enumerate() {
        acting_tells_nothing(&room, me, at == HELD).await;
    }
    let [mai, minsu, ..] = &room.invitees[..] else { panic!("four are invited") };
    reported(&mai.client, &mai.path, json!({ "kind": "consent" })).await;
    let no = json!({ "kind": "end", "reason": "declined_capacity" });
    reported(&minsu.client, &minsu.path, no).await;
    // Whoever declined reads the request no more, and may not be told from a stranger there.
    minsu.client.get(&room.request).await.expect(404);
    let read = mai.client.get(&room.request).await.expect(200);
    // Whoever is introduced reads it all.
    assert!(read.body["details"].as_str().unwrap().contains("A-1024"), "{}", read.text);
    mai.client.get(&room.file).await.expect(200);
}

#[actix_web::test]
async fn what_one_invitee_does_leaves_no_trace_with_another() {
    let room = room("invited").await;
    let [mai, minsu, midori, minh] = &room.invitees[..] else { panic!("four are invited") };
    for kind in ["consent", "agree_confidentiality"] {
        reported(&mai.client, &mai.path, json!({ "kind": kind })).await;
    }
    for kind in ["agree_confidentiality", "request_quotation"] {
        reported(&room.buyer, &mai.path, json!({ "kind": kind })).await;
    }
    mai.client.post(&format!("{}/quotes", mai.path), price("USD", "4.44")).await.expect(201);
    let no = json!({ "kind": "end", "reason": "declined_capacity" });
    reported(&minsu.client, &minsu.path, no).await;
    let seen = midori.client.get(&midori.path).await.expect(200).body;
    assert_eq!((kinds(&seen), &seen["version"]), (vec!["propose"], &json!(1)));
    assert_eq!(seen["updated_at"], seen["created_at"]);
    // The buyer ends it with words that would give it away.
    let end =
        json!({ "kind": "end", "reason": "cert_missing", "field": "기훈 IATF", "note": "kihoon" });
    reported(&room.buyer, &midori.path, end).await;
    // The agency agrees for its supplier, and knows the buyer from then on.
    reported(&minh.client, &minh.path, json!({ "kind": "consent" })).await;
    nothing_leaks(&room, &[0, HELD]).await;
    assert_eq!(minh.client.get(&minh.path).await.body["buyer"], "기훈전자");
}

#[actix_web::test]
async fn invitees_learn_no_more_where_agencies_see_the_request() {
    invitees_learn_no_more("agency").await;
}

#[actix_web::test]
async fn invitees_learn_no_more_where_all_suppliers_see_the_request() {
    invitees_learn_no_more("suppliers").await;
}

/// What is open to agencies or to all suppliers still does not tell an invitee of the others, nor whoever
/// stands for a supplier of the buyer.
async fn invitees_learn_no_more(visibility: &str) {
    let room = room(visibility).await;
    let Cast { ada, agnes, sami, suri, .. } = &room.cast;
    nothing_leaks_to_invitees(&room, &[]).await;
    acting_tells_nothing(&room, &room.invitees[0], false).await;
    acting_tells_nothing(&room, &room.invitees[HELD], true).await;
    for outsider in [sami, suri] {
        let seen = outsider.get(&room.request).await;
        assert_eq!(seen.status.as_u16(), if visibility == "agency" { 404 } else { 200 });
        assert!(!BUYER.iter().any(|word| seen.text.contains(word)), "{}", seen.text);
    }
    // An agency that stands for nobody could broker it, and knows for whom.
    assert!(agnes.get(&room.request).await.expect(200).text.contains("기훈전자"));
    for other in &room.invitees {
        let seen = agnes.get(&other.path).await;
        assert_eq!(seen.status.as_u16(), if visibility == "agency" { 200 } else { 404 });
    }
    administrators_read_and_do_nothing(&room, ada).await;
}

/// Who runs the service reads everything, and acts for nobody.
async fn administrators_read_and_do_nothing(room: &Room, ada: &Client) {
    let ada = ada.if_match("*");
    assert!(ada.get(&room.request).await.expect(200).text.contains("기훈전자"));
    for other in &room.invitees {
        let seen = ada.get(&other.path).await.expect(200);
        assert!(seen.text.contains("kihoon") && seen.text.contains("기훈전자"), "{}", seen.text);
        assert_eq!((&seen.body["sides"], &seen.body["next"]), (&json!([]), &json!([])));
        ada.post(&format!("{}/events", other.path), json!({ "kind": "consent" })).await.expect(403);
        ada.post(&format!("{}/quotes", other.path), price("USD", "1")).await.expect(403);
        proposed(&ada, &room.request, &other.firm).await.expect(403);
    }
}

#[actix_web::test]
async fn an_invitation_opens_the_request_to_the_invited_and_nobody_else() {
    let room = room("invited").await;
    let list = |client: &Client| {
        let client = client.clone();
        async move { client.get(REQUESTS).await.expect(200).text }
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
        let id = Uuid::parse_str(id_of(&invitee.path)).unwrap();
        assert_eq!(id.get_version_num(), 4);
    }
    // The request closes; whoever deals over it still reads it.
    room.buyer.send_empty(&format!("{}/close", room.request)).await.expect(200);
    room.invitees[0].client.get(&room.request).await.expect(200);
    let late = proposed(&room.buyer, &room.request, &room.invitees[0].firm).await.expect(409);
    assert_eq!(late.code(), "request_not_open");
    drop(room.app);
}
