//! The OpenAPI document is what clients rely on: a change of it is reviewed.

use std::collections::BTreeSet;

use khop::api::openapi;
use serde_json::Value;

use crate::harness::TestApp;

/// Every operation of the document: method, path, itself.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = ["get", "post", "put", "patch", "delete"].into_iter();
            methods.filter_map(move |method| {
                let operation = item.get(method)?.clone();
                Some((method.to_uppercase(), path.clone(), operation))
            })
        })
        .collect()
}

pub(crate) fn document() -> Value {
    serde_json::from_str(&openapi::text().unwrap()).unwrap()
}

#[test]
fn a_change_of_the_document_is_reviewed() {
    insta::assert_snapshot!("openapi", openapi::text().unwrap());
}

#[test]
fn every_operation_says_what_it_is_and_what_can_go_wrong() {
    let document = document();
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let mut expected = vec!["500", "503"];
        if operation.get("security").is_some() {
            expected.push("401");
        }
        if let Some(body) = operation.get("requestBody") {
            expected.extend(["408", "413", "422"]);
            if body["content"].get("application/json").is_some() {
                expected.extend(["400", "415"]);
            }
        }
        if path.contains("{id}") {
            expected.push("404");
        }
        // A file never changes: whoever removes it removes what was seen.
        let has_versions = id != "delete_attachment";
        if has_versions && ["PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
            expected.extend(["412", "428"]);
        }
        for status in expected {
            if operation["responses"].get(status).is_none() {
                faults.push(format!("{id}: {status} is not documented"));
            }
        }
        for text in ["summary", "tags"] {
            if operation.get(text).is_none() {
                faults.push(format!("{id}: no {text}"));
            }
        }
        let snake = id.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !id.is_empty();
        if !snake || !ids.insert(id.clone()) {
            faults.push(format!("{method} {path}: operation id '{id}'"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn walk(document: &Value, value: &Value, broken: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(target) = map.get("$ref").and_then(Value::as_str)
                    && document.pointer(target.trim_start_matches('#')).is_none()
                {
                    broken.push(target.to_owned());
                }
                map.values().for_each(|value| walk(document, value, broken));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(document, value, broken)),
            _ => {}
        }
    }
    let document = document();
    let mut broken = Vec::new();
    walk(&document, &document, &mut broken);
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(document["openapi"], "3.1.0");
}

#[actix_web::test]
async fn the_document_and_its_page_are_served_whole() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    assert_eq!(egon.get("/api/openapi.json").await.expect(200).body, document());
    assert_eq!(egon.get("/").await.expect(302).header("location"), Some("/docs/"));
    let page = egon.get("/docs/").await.expect(200);
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"));
    // Nothing is loaded from elsewhere, and nothing that the policy forbids.
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
    assert!(!page.text.contains("<script>"), "{}", page.text);
    for part in page.text.split(['"', '\'']).filter(|part| part.starts_with("./")) {
        egon.get(&format!("/docs/{}", part.trim_start_matches("./"))).await.expect(200);
    }
    let start = egon.get("/docs/swagger-initializer.js").await.expect(200).text;
    assert!(
        start.contains("/api/openapi.json") && start.contains("\"persistAuthorization\": true")
    );
}

#[actix_web::test]
async fn health_and_readiness_are_told() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    assert_eq!(egon.get("/healthz").await.expect(200).body["status"], "ok");
    egon.get("/readyz").await.expect(200);
    app.app.db.close_by_ref().await.unwrap();
    egon.get("/healthz").await.expect(200);
    let away = egon.get("/readyz").await.expect(503);
    assert_eq!(away.code(), "database_unavailable");
    assert!(away.header("retry-after").is_some());
}
