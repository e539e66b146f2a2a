//! The demonstration: one command, and the page that it opens.

use khop::config::Settings;
use khop::demo;
use serde_json::{Value, json};

use crate::harness::{Browser, TestApp};

/// A demonstration that answers until the test ends.
async fn shown(folder: &std::path::Path) -> Value {
    let path = |name: &str| folder.join(name).display().to_string();
    let database = format!("sqlite://{}", path("khop.db"));
    let overrides = [
        ("database.url", database),
        ("index.directory", path("index")),
        ("server.port", "0".to_owned()),
        ("server.workers", "1".to_owned()),
    ];
    let settings = Settings::load(None, &overrides).unwrap();
    let ready = demo::prepare(settings, folder, &|_| {}).await.unwrap();
    let line: Value = serde_json::from_str(&ready.json().unwrap()).unwrap();
    assert!(ready.text().contains(line["url"].as_str().unwrap()));
    actix_web::rt::spawn(ready.run());
    line
}

#[actix_web::test]
async fn the_page_is_signed_in_and_its_example_ranks() {
    let folder = tempfile::tempdir().unwrap();
    let line = shown(folder.path()).await;
    let roles: Vec<_> = line["accounts"].as_array().unwrap().iter().map(|a| &a["role"]).collect();
    assert_eq!(roles, ["buyer", "supplier", "agency", "admin"]);
    let browser = Browser::start().await;
    browser.open(line["url"].as_str().unwrap()).await;
    // The padlock closes once the page has signed in.
    browser.find(".auth-wrapper .authorize.locked").await;
    let operation = "[id$='-match_suppliers']";
    browser.find(&format!("{operation} .opblock-summary-control")).await.click().await;
    browser.find(&format!("{operation} .btn.execute")).await.click().await;
    let response = format!("{operation} .live-responses-table tr.response");
    let answer = browser.find(&format!("{response} .highlight-code")).await.text().await;
    let status = browser.find(&format!("{response} .response-col_status")).await.text().await;
    assert_eq!(status.split_whitespace().next(), Some("200"), "{answer}");
    assert!(answer.contains("\"verdict\": \"qualified\""), "{answer}");
}

#[actix_web::test]
async fn nobody_is_signed_in_outside_a_demonstration() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    let answer = egon.post("/docs/visitor-token", json!({})).await.expect(404);
    assert_eq!(answer.code(), "no_such_path");
    let start = egon.get("/docs/swagger-initializer.js").await.expect(200);
    assert!(start.text.contains("/api/openapi.json") && !start.text.contains("visitor-token"));
}
