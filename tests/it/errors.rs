//! Bad input of every kind gets a clear answer: a problem, with the right status, never a 500.

use actix_web::http::Method;
use serde_json::json;

use crate::harness::{Cast, Client, TestApp};
use crate::introductions::Deal;
use crate::suppliers;

const TOKEN: &str = "/api/v1/auth/token";

async fn raw(client: &Client, body: impl Into<Vec<u8>>) -> crate::harness::Answer {
    client.send(Method::POST, TOKEN, Some(body.into())).await
}

#[actix_web::test]
async fn what_is_no_json_is_told_where() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        "",
        "{",
        "{\"email\": }",
        "[1,]",
        "NaN",
        "1e400",
        "{} {}",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{'email': 'x'}",
        &deep,
    ] {
        let answer = raw(&egon, body).await.expect(400);
        assert_eq!(answer.code(), "malformed_json", "{}", body.get(..20).unwrap_or(body));
    }
    let answer = raw(&egon, "{\n  \"email\": tên\n}").await.expect(400);
    assert_eq!(answer.body["detail"], "It goes wrong at line 2, column 13.");
    raw(&egon, b"{\"email\": \"\xff\xfe\"}".to_vec()).await.expect(400);
}

#[actix_web::test]
async fn wrong_types_are_faults_with_paths() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    for body in [json!([]), json!("văn bản"), json!(7), json!(null), json!(true)] {
        let answer = egon.post(TOKEN, body.clone()).await.expect(422);
        assert_eq!(answer.faults(), [("", "wrong_type")], "{body}");
    }
    let answer = egon.post(TOKEN, json!({ "email": ["a"], "password": { "b": 1 } })).await;
    assert_eq!(answer.expect(422).faults(), [("email", "wrong_type"), ("password", "wrong_type")]);
}

#[actix_web::test]
async fn nul_and_repeated_fields_are_faults_with_paths() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    let body = r#"{"email":"a\u0000@example.com","password":"x","password":"y"}"#;
    let answer = raw(&egon, body).await.expect(422);
    assert_eq!(answer.faults(), [("email", "nul_character"), ("password", "duplicate_field")]);
}

#[actix_web::test]
async fn strange_but_valid_text_is_only_wrong() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    for text in ["\u{200b}\u{202e}a@b.vn", "👩‍👩‍👧‍👦@example.com", "a\u{301}@ví-dụ.vn", "\u{1f}"]
    {
        let answer = egon.post(TOKEN, json!({ "email": text, "password": text })).await;
        assert_eq!(answer.expect(401).code(), "credentials_wrong");
    }
}

#[actix_web::test]
async fn ten_megabytes_are_too_much() {
    let app = TestApp::start().await;
    let body = json!({ "email": "Thép không gỉ ".repeat(800_000), "password": "x" });
    let answer = app.stranger().in_language("zh").post(TOKEN, body).await.expect(413);
    assert_eq!(answer.code(), "too_large");
    assert_eq!(answer.body["title"], "请求内容过大");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[actix_web::test]
async fn only_json_is_read_as_json() {
    let app = TestApp::start().await;
    let body = json!({ "email": "a@example.com", "password": "x" }).to_string();
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", ""]
    {
        let client = app.stranger().with("content-type", media_type);
        let answer = raw(&client, body.clone()).await.expect(415);
        assert_eq!(answer.code(), "unsupported_media_type");
    }
    let client = app.stranger().with("content-type", "Application/JSON; charset=utf-8");
    raw(&client, body).await.expect(401);
}

#[actix_web::test]
async fn unknown_paths_and_wrong_methods_differ() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    for path in [
        "/api/v1/kh%C3%B4ng-c%C3%B3",
        "/api/v1",
        "/api/v1/me/",
        "/.env",
        "/docs/../../etc/passwd",
        "/docs/x.js",
    ] {
        let answer = egon.get(path).await.expect(404);
        assert!(["no_such_path", "not_found"].contains(&answer.code()), "{path}");
    }
    let answer = egon.delete(TOKEN).await.expect(405);
    assert_eq!(answer.code(), "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
    egon.post("/healthz", json!({})).await.expect(405);
}

#[actix_web::test]
async fn an_identifier_that_is_none_is_not_found() {
    let app = TestApp::start().await;
    let cast = crate::harness::Cast::of(&app).await;
    for id in ["7", "%00", "00000000-0000-0000-0000-000000000000", "..%2f..", "t%C3%AAn"] {
        let path = format!("/api/v1/admin/organisations/{id}/approve");
        let answer = cast.ada.post(&path, serde_json::Value::Null).await.expect(404);
        assert!(["not_found", "no_such_path"].contains(&answer.code()));
    }
}

#[actix_web::test]
async fn every_answer_carries_its_headers_and_request_id() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    for path in ["/healthz", "/api/v1/me", "/nowhere", "/docs/index.html", "/"] {
        let answer = egon.get(path).await;
        for name in
            ["content-security-policy", "x-content-type-options", "referrer-policy", "x-request-id"]
        {
            assert!(answer.header(name).is_some_and(|value| !value.is_empty()), "{path} {name}");
        }
        if answer.status.as_u16() >= 400 {
            assert_eq!(answer.body["request_id"].as_str(), answer.header("x-request-id"));
        }
    }
}

#[actix_web::test]
async fn headers_that_are_wrong_are_told() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    for value in ["Bearer", "Basic YTpi", "Bearer ", "bearer x y z", "ключ"] {
        let answer = egon.with("authorization", value).get("/api/v1/me").await.expect(401);
        assert_eq!(answer.code(), "token_invalid", "{value}");
    }
    assert_eq!(egon.get("/api/v1/me").await.expect(401).code(), "token_missing");
}

/// Every stable code in the source has a sentence: a forgotten one would be told as bare words.
#[test]
fn every_code_has_a_sentence() {
    let english: toml::Table =
        toml::from_str(include_str!("../../src/http/messages/en.toml")).unwrap();
    let (mut missing, mut found) = (Vec::new(), 0);
    for source in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&source).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (section, opening) in [
            ("fault", "Fault::new("),
            ("title", "Unauthenticated(\""),
            ("title", "Conflict(\""),
            ("title", "Unavailable(\""),
        ] {
            for rest in text.split(opening).skip(1) {
                // The code is the last argument, or the only one.
                let code = rest.split("\")").next().and_then(|call| call.rsplit('"').next());
                let Some(code) = code else { continue };
                let known = english[section].as_table().unwrap().contains_key(code);
                let is_code = code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                found += usize::from(is_code && known);
                if is_code && !known {
                    missing.push(format!("[{section}] {code} ({})", source.display()));
                }
            }
        }
    }
    assert!(found > 30, "the search itself finds only {found}");
    assert!(missing.is_empty(), "no sentence for:\n{}", missing.join("\n"));
}

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[actix_web::test]
async fn faults_of_shape_and_of_meaning_are_told_together() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let profile = json!({
        "name": "Công ty TNHH Cơ khí Hoàng Hà",
        "tax_code": "0100047517",
        "employees": "180 người",
        "province": "Atlantis",
        "proceses": ["CNC"],
        "products": ["vỏ nhôm", 7, "x".repeat(400)],
        "certifications": [
            { "scheme": 9001 },
            { "scheme": "ISO 9001", "valid_from": "2027-01-01", "valid_until": "2025-01-01" }
        ]
    });
    let answer = cast.sami.post("/api/v1/suppliers", profile).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("certifications[0].scheme", "wrong_type"),
            ("certifications[1].valid_until", "ends_before_it_starts"),
            ("employees", "wrong_type"),
            ("proceses", "misspelt_field"),
            ("products[1]", "wrong_type"),
            ("products[2]", "too_long"),
            ("province", "unknown_province"),
            ("tax_code", "tax_code_check_digit"),
        ]
    );
    let sought = json!({
        "titel": "Vỏ nhôm", "text": "Cần vỏ nhôm đúc áp lực", "deadline": "2020-01-01",
        "required": { "within_km": { "place": "Yên Phong", "km": -5 }, "employees_min": "nhiều" }
    });
    let answer = cast.berta.post("/api/v1/sourcing-requests", sought.clone()).await.expect(422);
    let faults = answer.faults();
    for fault in [
        ("deadline", "in_the_past"),
        ("required.employees_min", "wrong_type"),
        ("titel", "misspelt_field"),
    ] {
        assert!(faults.contains(&fault), "{faults:?}");
    }
    assert!(faults.iter().any(|(path, _)| *path == "required.within_km.km"), "{faults:?}");
}

#[actix_web::test]
async fn bodies_of_deals_tell_everything_at_once() {
    let deal = Deal::plain().await;
    let Cast { berta, sami, agnes, .. } = &deal.cast;
    let long = "x".repeat(3_001);
    let proposal = json!({ "supplier": 7, "note": long, "comment": "x" });
    let answer = berta.post("/api/v1/introductions", proposal).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("comment", "unknown_field"),
            ("note", "too_long"),
            ("sourcing_request", "required"),
            ("supplier", "wrong_type"),
        ]
    );
    let event = json!({
        "kind": "end", "reason": "price", "score": 101, "field": "vỏ\u{7}", "due_on": "2020-01-01",
        "amount": { "value": "1,5", "currency": "DONG" }, "nota": "x"
    });
    let events = format!("{}/events", deal.path);
    let answer = sami.if_match("*").post(&events, event).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("amount", "not_for_this_event"),
            ("amount.currency", "unknown_currency"),
            ("amount.value", "not_decimal"),
            ("due_on", "in_the_past"),
            ("due_on", "not_for_this_event"),
            ("field", "control_character"),
            ("gap", "required"),
            ("nota", "misspelt_field"),
            ("score", "above_maximum"),
        ]
    );
    // What depends on the kind is not judged of a body that has none; the rest is.
    let event = json!({ "kind": "marry", "reason": "price", "due_on": "2020-01-01" });
    let answer = sami.if_match("*").post(&events, event).await.expect(422);
    assert_eq!(answer.faults(), [("due_on", "in_the_past"), ("kind", "not_one_of")]);
    let blocks = json!({ "suppliers": ["none"], "buyers": [7, "보리스\u{7}", "Berta"] });
    let answer = sami.if_match("*").put("/api/v1/block-list", blocks).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("buyers[0]", "wrong_type"),
            ("buyers[1]", "control_character"),
            ("suppliers[0]", "wrong_format"),
        ]
    );
    let check = json!({ "level": "sworn", "on": "2999-01-01", "note": "\u{7}" });
    let verification = format!("{}/verification", deal.supplier);
    let answer = agnes.post(&verification, check).await.expect(422);
    assert_eq!(
        answer.faults(),
        [("level", "not_one_of"), ("note", "control_character"), ("on", "in_the_future")]
    );
    let claim = json!({ "note": "\u{7}", "why": 1 });
    let answer = sami.post(&format!("{}/claim", deal.supplier), claim).await.expect(422);
    assert_eq!(answer.faults(), [("note", "control_character"), ("why", "unknown_field")]);
    let text = json!({ "text": " ", "lang": "xx" });
    let answer = sami.post("/api/v1/understand", text).await.expect(422);
    assert_eq!(answer.faults(), [("lang", "not_one_of"), ("text", "blank")]);
}

#[actix_web::test]
async fn webhooks_and_patches_tell_everything_at_once() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let hook = json!({
        "url": "ftp://example.com/", "description": "a\u{7}b", "kinds": ["weather"], "enabeld": true
    });
    let faults = [
        ("description", "control_character"),
        ("enabeld", "misspelt_field"),
        ("kinds[0]", "not_one_of"),
        ("url", "webhook_url_scheme"),
    ];
    let answer = cast.sami.post("/api/v1/webhooks", hook.clone()).await.expect(422);
    assert_eq!(answer.faults(), faults);
    let made = json!({ "url": "http://127.0.0.1:9/" });
    let made = cast.sami.post("/api/v1/webhooks", made).await.expect(201);
    let path = made.header("location").unwrap();
    let answer = cast.sami.if_match("*").put(path, hook).await.expect(422);
    assert_eq!(answer.faults(), faults);
    // A merge patch is judged as the whole that it makes.
    let firm = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
    let patch = json!({ "employees": "nhiều", "province": "Atlantis", "proceses": [] });
    let answer = cast.sami.if_match("*").patch(&firm, patch).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("employees", "wrong_type"),
            ("proceses", "misspelt_field"),
            ("province", "unknown_province"),
        ]
    );
}

#[actix_web::test]
async fn a_registration_tells_everything_at_once() {
    let app = TestApp::start().await;
    let body = json!({
        "email": "không phải thư", "password": 12, "organisation": { "kind": "club", "name": " ",
        "tax_code": "123" }
    });
    let answer = app.stranger().post("/api/v1/auth/register", body).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("email", "email_form"),
            ("name", "required"),
            ("organisation.kind", "not_one_of"),
            ("organisation.name", "blank"),
            ("organisation.tax_code", "tax_code_form"),
            ("password", "wrong_type"),
        ]
    );
}

/// Every parameter of a query that is wrong is named, at once and in the caller's words.
#[actix_web::test]
async fn faults_of_a_query_are_told_together() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let firm = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
    let path = "/api/v1/introductions?stage=halfway&request=7&limit=many&stagee=met&standing=ended\
        &standing=ended";
    let mut told = std::collections::BTreeSet::new();
    for language in ["en", "vi", "ko", "ja", "zh"] {
        let answer = cast.sami.in_language(language).get(path).await.expect(422);
        assert_eq!(
            answer.faults(),
            [
                ("limit", "out_of_range"),
                ("request", "wrong_format"),
                ("stage", "not_one_of"),
                ("stagee", "misspelt_field"),
                ("standing", "duplicate_field"),
            ]
        );
        let stage = &answer.body["faults"][0]["message"];
        assert!(stage.as_str().unwrap().contains("proposed, introduced, "), "{stage}");
        let request = answer.body["faults"].as_array().unwrap().iter();
        let request = request.into_iter().find(|fault| fault["path"] == "request").unwrap();
        assert!(request["message"].as_str().unwrap().contains("xxxx (UUID)"), "{request}");
        assert!(!answer.text.contains("UUID parsing") && !answer.text.contains("variant"));
        told.insert(answer.body["faults"].to_string());
    }
    assert_eq!(told.len(), 5, "{told:?}");
    // What does not page takes no page.
    let unpaged = format!("{firm}/opportunities?limit=5&cursor=x&top=many");
    let answer = cast.sami.get(&unpaged).await.expect(422);
    assert_eq!(
        answer.faults(),
        [("cursor", "unknown_field"), ("limit", "unknown_field"), ("top", "out_of_range")]
    );
    let missing = cast.berta.get("/api/v1/sourcing-requests/x/quotes?curency=USD").await;
    assert_eq!(missing.status.as_u16(), 404, "what is no identifier is not there");
    let request = crate::sourcing::opened(&cast.berta, crate::sourcing::housings()).await;
    let missing = cast.berta.get(&format!("{request}/quotes?curency=USD")).await.expect(422);
    assert_eq!(missing.faults(), [("curency", "misspelt_field"), ("currency", "required")]);
    let cursor = cast.sami.get("/api/v1/taxonomy/concepts?cursor=x&limit=0").await.expect(422);
    assert_eq!(cursor.faults(), [("cursor", "unknown_field")]);
    let limit = cast.sami.get("/api/v1/taxonomy/concepts?limit=0").await.expect(422);
    assert_eq!(limit.faults(), [("limit", "out_of_range")]);
}

#[actix_web::test]
async fn a_number_that_no_field_holds_is_named() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let long = "9".repeat(400);
    for number in ["1e400", "-1e400", &long, "99999999999999999999", "18446744073709551616", "1.5"]
    {
        let body = format!(r#"{{"name":"Công ty Số","employees":{number},"proceses":["đúc"]}}"#);
        let json = cast.sami.with("content-type", "application/json");
        let answer = json.send(Method::POST, "/api/v1/suppliers", Some(body.into_bytes())).await;
        let answer = answer.expect(422);
        let faults = answer.faults();
        assert_eq!(faults.len(), 2, "{number}: {}", answer.text);
        assert_eq!(faults[0].0, "employees", "{number}: {}", answer.text);
        assert_eq!(faults[1], ("proceses", "misspelt_field"), "{number}: {}", answer.text);
    }
    let body = r#"{"name":"Công ty Số","latitude":1e999,"longitude":105}"#.as_bytes().to_vec();
    let json = cast.sami.in_language("vi").with("content-type", "application/json");
    let answer = json.send(Method::POST, "/api/v1/suppliers", Some(body)).await.expect(422);
    assert_eq!(answer.faults(), [("latitude", "number_out_of_range")], "{}", answer.text);
    assert!(answer.text.contains("là số quá lớn"), "{}", answer.text);
}
