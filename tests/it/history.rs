//! History: what was changed of suppliers and requests, by whom, for whom to read.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::introductions::Deal;
use crate::sourcing::{REQUESTS, housings, opened};
use crate::suppliers::{die_caster, entered};
use crate::{imports, introductions};

async fn history(client: &Client, path: &str) -> Vec<Value> {
    let read = client.get(&format!("{path}/history")).await.expect(200);
    read.body["items"].as_array().unwrap().clone()
}

/// What was done, oldest first, with the version that came of it.
fn acts(history: &[Value]) -> Vec<(&str, i64)> {
    let acts = history.iter().rev();
    acts.map(|one| (one["act"].as_str().unwrap(), one["version"].as_i64().unwrap())).collect()
}

/// Fields that a change changed.
fn fields(change: &Value) -> Vec<&str> {
    let changes = change["changes"].as_array().unwrap();
    changes.iter().map(|one| one["field"].as_str().unwrap()).collect()
}

/// An answer without what differs in any two.
pub(crate) fn bare(answer: &Answer) -> (u16, String) {
    let id = answer.body["request_id"].as_str().unwrap();
    (answer.status.as_u16(), answer.text.replace(id, ""))
}

#[actix_web::test]
async fn every_change_of_a_profile_is_kept_with_who_and_what() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let Cast { sami, agnes, ada, .. } = &cast;
    let path = entered(sami, die_caster()).await;
    let change =
        json!({ "moq": "500 cái", "name_en": null, "contacts": [{ "name": "Trần Bí Mật" }] });
    sami.if_match("\"1\"").patch(&path, change).await.expect(200);
    // What is refused is no change.
    sami.if_match("\"1\"").patch(&path, json!({ "moq": "1 cái" })).await.expect(412);
    let check = json!({ "level": "site_audited", "note": "ghi chú nội bộ" });
    agnes.post(&format!("{path}/verification"), check).await.expect(200);
    sami.post(&format!("{path}/confirm"), Value::Null).await.expect(200);
    let mut again = die_caster();
    again["contacts"] = json!([{ "name": "Trần Bí Mật" }]);
    again["status"] = json!("draft");
    sami.if_match("\"4\"").put(&path, again).await.expect(200);
    sami.if_match("\"5\"").delete(&path).await.expect(204);

    let told = history(sami, &path).await;
    assert_eq!(
        acts(&told),
        [
            ("created", 1),
            ("changed", 2),
            ("verified", 3),
            ("confirmed", 4),
            ("changed", 5),
            ("withdrawn", 6)
        ]
    );
    assert_eq!(told[5]["changes"], json!([]));
    assert_eq!(
        told[4]["changes"],
        json!([
            { "field": "moq", "after": "500 cái" },
            { "field": "name_en", "before": "Vi Du Precision" },
            { "field": "contacts", "withheld": "private" }
        ])
    );
    assert_eq!(told[3]["organisation"], "Trung tâm Xúc tiến Agnes");
    assert_eq!(fields(&told[3]), ["verification.level", "verification.on"]);
    assert_eq!(fields(&told[2]), ["confirmed_on"]);
    assert_eq!(fields(&told[1]), ["moq", "name_en", "status"], "the same persons are no change");
    assert_eq!(
        told[0]["changes"],
        json!([{ "field": "status", "before": "draft", "after": "withdrawn" }])
    );
    // Persons: one's own, and all of them for an administrator.
    assert_eq!((&told[0]["person"], told[3].get("person")), (&json!("sami"), None));
    assert_eq!(history(ada, &path).await[3]["person"], "agnes");
    let text = Value::from(told).to_string();
    for secret in ["Bí Mật", "bi-mat", "0900 000 001", "ghi chú nội bộ"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[actix_web::test]
async fn a_history_is_there_for_whoever_holds_the_profile() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = die_caster();
    body["tax_code"] = json!("0100047516");
    let path = entered(&cast.agnes, body).await;
    let nowhere = cast.boris.get(&format!("/api/v1/suppliers/{}/history", Uuid::nil())).await;
    let hidden = async |client: &Client| bare(&client.get(&format!("{path}/history")).await);
    cast.egon.get(&format!("{path}/history")).await.expect(401);
    for client in [&cast.sami, &cast.suri, &cast.berta, &cast.boris] {
        assert_eq!(hidden(client).await, bare(&nowhere));
    }
    assert_eq!(acts(&history(&cast.agnes, &path).await), [("created", 1)]);
    // The firm itself takes it over: it reads what was before, the agency nothing more.
    let register = json!({
        "email": "moi@example.com", "password": "cầu Long Biên mưa phùn", "name": "Mới",
        "organisation": { "name": "Ví Dụ", "kind": "supplier", "tax_code": "0100047516" }
    });
    cast.egon.post("/api/v1/auth/register", register).await.expect(201);
    let firm = app.signed_in("moi").await;
    firm.post(&format!("{path}/claim"), json!({})).await.expect(200);
    let told = history(&firm, &path).await;
    assert_eq!(acts(&told), [("created", 1), ("claimed", 2)]);
    assert_eq!(told[0]["changes"], json!([{ "field": "claimed", "before": false, "after": true }]));
    assert_eq!(told[1]["organisation"], "Trung tâm Xúc tiến Agnes");
    assert_eq!(hidden(&cast.agnes).await, bare(&nowhere));
    assert_eq!(history(&cast.ada, &path).await.len(), 2);
}

#[actix_web::test]
async fn an_import_is_kept_row_by_row_and_a_trial_is_not() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let send = async |products: &str, fields: &[(&str, &str)]| {
        let rows: String = (0..250).map(|n| format!("n-{n},Công ty Số {n},{products}\n")).collect();
        let text = format!("id,name,products\n{rows}");
        let (kind, form) = imports::form("a.csv", text.as_bytes(), fields);
        let agnes = cast.agnes.with("content-type", kind);
        let sent = agnes.send(Method::POST, "/api/v1/imports", Some(form)).await.expect(201);
        imports::finished(&cast.agnes, sent).await;
    };
    send("khay nhựa", &[]).await;
    send("khay nhựa", &[]).await;
    send("vỏ máy in", &[("dry_run", "true")]).await;
    send("vỏ máy in", &[]).await;
    let mine = cast.agnes.get("/api/v1/suppliers?mine=true&limit=100").await.expect(200).body;
    for one in mine["items"].as_array().unwrap() {
        let path = format!("/api/v1/suppliers/{}", one["id"].as_str().unwrap());
        let told = history(&cast.agnes, &path).await;
        assert_eq!(acts(&told), [("imported", 1), ("imported", 2)]);
        assert_eq!(
            told[0]["changes"],
            json!([{ "field": "products", "before": ["khay nhựa"], "after": ["vỏ máy in"] }])
        );
    }
}

#[actix_web::test]
async fn every_change_of_a_request_is_kept_and_an_agency_reads_from_the_opening_on() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let Cast { berta, agnes, ada, .. } = &cast;
    let mut body = housings();
    body["anonymous"] = json!(true);
    let draft = berta.post(REQUESTS, body).await.expect(201);
    let path = draft.header("location").unwrap().to_owned();
    let patch = async |change: Value| {
        berta.if_match("*").patch(&path, change).await.expect(200);
    };
    patch(json!({ "title": "Vỏ nhôm, bản nháp" })).await;
    berta.post(&format!("{path}/publish"), Value::Null).await.expect(200);
    berta.post(&format!("{path}/publish"), Value::Null).await.expect(200);
    patch(json!({ "id": "SEV-2026-0413", "title": "Vỏ nhôm", "deadline": "2999-12-31" })).await;
    let told = history(berta, &path).await;
    assert_eq!(acts(&told), [("created", 1), ("changed", 2), ("published", 3), ("changed", 4)]);
    assert_eq!(
        told[0]["changes"],
        json!([
            { "field": "deadline", "after": "2999-12-31" },
            { "field": "id", "before": "SEV-2026-0412", "after": "SEV-2026-0413" },
            { "field": "title", "before": "Vỏ nhôm, bản nháp", "after": "Vỏ nhôm" }
        ])
    );
    assert_eq!(
        (&told[0]["person"], &told[0]["organisation"]),
        (&json!("berta"), &json!("Berta Điện tử"))
    );
    let seen = history(agnes, &path).await;
    assert_eq!(acts(&seen), [("published", 3), ("changed", 4)]);
    assert_eq!(fields(&seen[0]), ["deadline", "title"]);
    assert!(seen.iter().all(|one| one.get("person").is_none()));
    let nowhere = cast.sami.get(&format!("{REQUESTS}/{}/history", Uuid::nil())).await;
    for client in [&cast.sami, &cast.suri, &cast.boris] {
        assert_eq!(bare(&client.get(&format!("{path}/history")).await), bare(&nowhere));
    }
    // With a specification that the agency does not read, the request is not open to it in full.
    patch(json!({ "details": "Bản vẽ A-1024, mật danh ĐÀN-BẦU-7" })).await;
    assert_eq!(bare(&agnes.get(&format!("{path}/history")).await), bare(&nowhere));
    berta.post(&format!("{path}/close"), Value::Null).await.expect(200);
    for client in [berta, ada] {
        let told = history(client, &path).await;
        assert_eq!(acts(&told).last(), Some(&("closed", 6)));
        assert_eq!(fields(&told[0]), ["status"]);
        assert_eq!(
            told[1]["changes"],
            json!([
                { "field": "details_from", "after": "introduced" },
                { "field": "details", "withheld": "private" }
            ])
        );
        assert!(!Value::from(told).to_string().contains("ĐÀN-BẦU-7"));
    }
}

#[actix_web::test]
async fn an_agency_that_brokers_reads_the_history_once_it_reads_the_details() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let firm = entered(&cast.sami, die_caster()).await;
    let mut body = housings();
    body["visibility"] = json!("agency");
    body["details"] = json!("Bản vẽ A-1024");
    let request = opened(&cast.berta, body).await;
    let made = introductions::proposed(&cast.agnes, &request, &firm).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    let deal = Deal { app, cast, request, supplier: firm, path };
    let of = format!("{}/history", deal.request);
    deal.cast.agnes.get(&of).await.expect(404);
    deal.step(&deal.cast.sami, "consent").await;
    deal.step(&deal.cast.berta, "consent").await;
    deal.cast.agnes.get(&of).await.expect(200);
    // The supplier reads the request and its details, not what they were before.
    deal.cast.sami.get(&deal.request).await.expect(200);
    deal.cast.sami.get(&of).await.expect(404);
}

#[actix_web::test]
async fn a_history_is_turned_over_and_does_not_grow_without_bound() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    for number in 0..202 {
        let change = json!({ "moq": format!("{number} cái") });
        cast.sami.if_match("*").patch(&path, change).await.expect(200);
    }
    let (mut versions, mut next) = (Vec::new(), format!("{path}/history?limit=90"));
    loop {
        let page = cast.sami.get(&next).await.expect(200).body;
        let items = page["items"].as_array().unwrap();
        versions.extend(items.iter().map(|one| one["version"].as_i64().unwrap()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{path}/history?limit=90&cursor={cursor}");
    }
    assert_eq!(versions, (4..=203).rev().collect::<Vec<_>>());
    let wrong = cast.sami.get(&format!("{path}/history?limit=0&order=asc")).await.expect(422);
    assert!(!wrong.faults().is_empty());
}
