//! Sourcing requests: who sees what, and how they come and go.

use serde_json::{Value, json};

use crate::harness::{Cast, Client, TestApp};

pub(crate) const REQUESTS: &str = "/api/v1/sourcing-requests";

/// A Korean buyer's request for die-cast housings.
pub(crate) fn housings() -> Value {
    json!({
        "id": "SEV-2026-0412",
        "lang": "ko",
        "text": "옌퐁 공장용 알루미늄 다이캐스팅 하우징을 만들 업체를 찾습니다.",
        "required": { "processes": ["die casting"], "specs": ["clamping force ≥ 650 t"] },
        "preferred": { "materials": ["ADC12"] }
    })
}

/// Enters a request and opens it; returns its path.
pub(crate) async fn opened(client: &Client, body: Value) -> String {
    let entered = client.post(REQUESTS, body).await.expect(201);
    let path = entered.header("location").unwrap().to_owned();
    client.post(&format!("{path}/publish"), Value::Null).await.expect(200);
    path
}

async fn sees(client: &Client, path: &str) -> bool {
    let one = client.get(path).await;
    let list = client.get(REQUESTS).await.expect(200);
    let id = path.rsplit('/').next().unwrap();
    let listed = list.text.contains(id);
    assert_eq!(one.status.as_u16(), if listed { 200 } else { 404 }, "{}", one.text);
    listed
}

#[actix_web::test]
async fn a_request_is_seen_by_those_it_is_meant_for() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    // visibility → supplier, agency
    for (visibility, supplier, agency) in
        [("suppliers", true, true), ("agency", false, true), ("invited", false, false)]
    {
        let mut body = housings();
        body["visibility"] = json!(visibility);
        let draft = cast.berta.post(REQUESTS, body).await.expect(201);
        assert_eq!(draft.body["status"], "draft");
        let path = draft.header("location").unwrap().to_owned();
        for other in [&cast.boris, &cast.sami, &cast.agnes] {
            assert!(!sees(other, &path).await, "{visibility} draft");
        }
        let open = cast.berta.post(&format!("{path}/publish"), Value::Null).await.expect(200);
        assert_eq!(open.body["status"], "open");
        assert_eq!(sees(&cast.sami, &path).await, supplier, "{visibility}");
        assert_eq!(sees(&cast.agnes, &path).await, agency, "{visibility}");
        assert!(sees(&cast.berta, &path).await && sees(&cast.ada, &path).await);
        assert!(!sees(&cast.boris, &path).await);
        cast.boris.post(&format!("{path}/close"), Value::Null).await.expect(404);
        cast.berta.post(&format!("{path}/close"), Value::Null).await.expect(200);
        assert!(!sees(&cast.sami, &path).await && !sees(&cast.agnes, &path).await);
        let late = cast.berta.post(&format!("{path}/publish"), Value::Null).await.expect(409);
        assert_eq!(late.code(), "request_closed");
    }
}

#[actix_web::test]
async fn an_anonymous_buyer_has_no_name_for_suppliers() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = housings();
    body["anonymous"] = json!(true);
    let path = opened(&cast.berta, body).await;
    for client in [&cast.sami, &cast.suri] {
        for path in [path.as_str(), REQUESTS] {
            let seen = client.get(path).await.expect(200);
            assert!(!seen.text.contains("Berta"), "{}", seen.text);
            assert!(!seen.text.contains("SEV-2026-0412"), "{}", seen.text);
            assert!(seen.text.contains("다이캐스팅"));
        }
    }
    assert_eq!(cast.agnes.get(&path).await.body["buyer"], "Berta Điện tử");
    let own = cast.berta.get(&path).await.expect(200);
    assert_eq!(own.body["reference"], "SEV-2026-0412");
    assert_eq!(own.body["own"], true);
}

#[actix_web::test]
async fn a_request_is_changed_by_its_buyer_at_the_version_read() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = opened(&cast.berta, housings()).await;
    let change = json!({ "preferred": { "export_markets": ["KR"] }, "deadline": "2999-12-31" });
    cast.berta.patch(&path, change.clone()).await.expect(428);
    cast.berta.if_match("\"1\"").patch(&path, change.clone()).await.expect(412);
    cast.boris.if_match("*").patch(&path, change.clone()).await.expect(404);
    cast.sami.if_match("*").patch(&path, change.clone()).await.expect(403);
    let after = cast.berta.if_match("\"2\"").patch(&path, change).await.expect(200);
    assert_eq!(after.body["version"], 3);
    assert_eq!(
        after.body["preferred"],
        json!({ "materials": ["ADC12"], "export_markets": ["KR"] })
    );
    assert_eq!(after.body["reference"], "SEV-2026-0412");
    let wrong = json!({ "deadline": "2001-01-01", "required": { "within_km": { "place": "Yên Phong", "km": -1 } } });
    let wrong = cast.berta.if_match("*").patch(&path, wrong).await.expect(422);
    assert_eq!(
        wrong.faults(),
        [("deadline", "in_the_past"), ("required.within_km.km", "out_of_range")]
    );
    let misspelt = json!({ "required": { "proceses": ["đúc"] } });
    let misspelt = cast.berta.if_match("*").patch(&path, misspelt).await.expect(422);
    assert_eq!(misspelt.faults(), [("required.proceses", "misspelt_field")]);
}

#[actix_web::test]
async fn a_repeated_request_is_entered_once() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let berta = cast.berta.once("rfq-1");
    let first = berta.post(REQUESTS, housings()).await.expect(201);
    let again = berta.post(REQUESTS, housings()).await.expect(201);
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(cast.berta.get(REQUESTS).await.body["items"].as_array().unwrap().len(), 1);
    cast.agnes.post(REQUESTS, housings()).await.expect(403);
}

#[actix_web::test]
async fn a_request_a_block_list_and_a_webhook_can_be_sent_back_as_they_were_read() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let berta = cast.berta.if_match("*");
    let request = opened(&cast.berta, housings()).await;
    let read = berta.get(&request).await.expect(200).body;
    let patched = berta.patch(&request, read.clone()).await.expect(200).body;
    for field in ["text", "required", "visibility", "status", "published_at"] {
        assert_eq!(patched[field], read[field], "{field}");
    }
    let answer = berta.patch(&request, json!({ "status": "closed" })).await.expect(422);
    assert_eq!(answer.faults(), [("status", "read_only")]);

    let blocks = "/api/v1/block-list";
    berta.put(blocks, json!({ "buyers": ["Công ty Khác"] })).await.expect(200);
    let read = berta.get(blocks).await.expect(200).body;
    let put = berta.put(blocks, read.clone()).await.expect(200).body;
    assert_eq!(put["buyers"], read["buyers"]);
    let answer = berta.put(blocks, read).await.expect(422);
    let mut faults = answer.faults();
    faults.retain(|(path, _)| *path == "version");
    assert_eq!(faults, [("version", "read_only")], "{}", answer.text);

    let hook = json!({ "url": "https://erp.example.com/hooks/khop" });
    let made = berta.post("/api/v1/webhooks", hook).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    let read = berta.get(&path).await.expect(200).body;
    let put = berta.put(&path, read.clone()).await.expect(200).body;
    assert_eq!((&put["url"], &put["enabled"]), (&read["url"], &read["enabled"]));
}
