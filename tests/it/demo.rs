//! The demonstration: one command, and the page that it opens.

use std::sync::Mutex;

use khop::config::Settings;
use khop::demo;
use serde_json::{Value, json};

use crate::harness::{Browser, TestApp, web_client};

/// Settings over a folder; the index of a start that has not ended cannot be used by another.
fn settings(folder: &std::path::Path, index: &str) -> Settings {
    let path = |name: &str| folder.join(name).display().to_string();
    let database = format!("sqlite://{}", path("khop.db"));
    let overrides = [
        ("database.url", database),
        ("index.directory", path(index)),
        ("attachments.directory", path("attachments")),
        ("mail.directory", path("mail")),
        ("server.port", "0".to_owned()),
        ("server.workers", "1".to_owned()),
    ];
    Settings::load(None, &overrides).unwrap()
}

/// A demonstration that answers until the test ends.
async fn shown(folder: &std::path::Path, index: &str) -> Value {
    let ready = demo::prepare(settings(folder, index), folder, &|_| {}).await.unwrap();
    let line: Value = serde_json::from_str(&ready.json().unwrap()).unwrap();
    assert!(ready.text().contains(line["url"].as_str().unwrap()));
    actix_web::rt::spawn(ready.run());
    line
}

#[actix_web::test]
async fn the_page_is_signed_in_and_its_example_ranks() {
    let folder = tempfile::tempdir().unwrap();
    let line = shown(folder.path(), "index").await;
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

/// Somebody of the demonstration, who reads over the wire.
struct Visitor {
    url: String,
    token: String,
}

impl Visitor {
    async fn of(line: &Value, role: &str) -> Self {
        let url = line["url"].as_str().unwrap().to_owned();
        let accounts = line["accounts"].as_array().unwrap();
        let account = accounts.iter().find(|account| account["role"] == role).unwrap();
        let body = json!({ "email": account["email"], "password": account["password"] });
        let ask = web_client().post(format!("{url}/api/v1/auth/token"));
        let ask = ask.header("content-type", "application/json").body(body.to_string());
        let text = ask.send().await.unwrap().text().await.unwrap();
        let tokens: Value = serde_json::from_str(&text).unwrap();
        Self { url, token: tokens["access_token"].as_str().unwrap().to_owned() }
    }

    async fn get(&self, path: &str) -> Value {
        let ask = web_client().get(format!("{}/api/v1{path}", self.url)).bearer_auth(&self.token);
        let answer = ask.send().await.unwrap();
        let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn items(&self, path: &str) -> Vec<Value> {
        let list = self.get(path).await["items"].as_array().unwrap().clone();
        assert!(!list.is_empty(), "nothing in {path}");
        list
    }
}

#[actix_web::test]
async fn each_of_the_four_finds_something_in_every_room() {
    let folder = tempfile::tempdir().unwrap();
    // The second start finds everything and adds nothing.
    let first = settings(folder.path(), "first-index");
    let said = Mutex::new(Vec::new());
    let tell = |line: &str| said.lock().unwrap().push(line.to_owned());
    let ready = demo::prepare(first, folder.path(), &tell).await.unwrap();
    // Lets go of the index, as a process that ends does.
    ready.run_until(std::future::ready(())).await.unwrap();
    let made = std::mem::take(&mut *said.lock().unwrap());
    for deed in ["making the search index", "playing some deals"] {
        assert!(made.iter().any(|line| line.starts_with(deed)), "{made:?}");
    }
    let again = settings(folder.path(), "first-index");
    let ready = demo::prepare(again, folder.path(), &tell).await.unwrap();
    ready.run_until(std::future::ready(())).await.unwrap();
    let kept = said.lock().unwrap().clone();
    let made = ["making", "playing", "suppliers:", "requests:"];
    assert!(!kept.iter().any(|line| made.iter().any(|deed| line.starts_with(deed))), "{kept:?}");
    let line = shown(folder.path(), "index").await;
    let [buyer, supplier, agency, admin] = [
        Visitor::of(&line, "buyer").await,
        Visitor::of(&line, "supplier").await,
        Visitor::of(&line, "agency").await,
        Visitor::of(&line, "admin").await,
    ];
    // Introductions: running, completed, ended, and one that waits for an agency.
    let of_buyer = buyer.items("/introductions").await;
    let mut standings: Vec<_> =
        of_buyer.iter().map(|one| (one["stage"].as_str(), one["standing"].as_str())).collect();
    standings.sort_unstable();
    assert_eq!(
        standings,
        [
            (Some("proposed"), Some("running")),
            (Some("quoted"), Some("ended")),
            (Some("quoted"), Some("running")),
            (Some("repeat_year"), Some("completed")),
        ]
    );
    assert_eq!(supplier.items("/introductions").await.len(), 4);
    assert_eq!(admin.items("/introductions").await.len(), 4);
    let waiting = agency.items("/introductions?stage=proposed").await;
    assert_eq!((waiting.len(), &waiting[0]["next"][0]), (1, &json!("consent")));
    assert_eq!(agency.items("/introductions").await.len(), 2);
    for one in &of_buyer {
        let title = one["sourcing_request"]["title"].as_str().unwrap();
        let marked = ["giả định", "가상", "架空", "虚构"].iter().any(|mark| title.contains(mark));
        assert!(marked, "{title}");
    }
    // Details in stages, files, who fetched them, quotes.
    let done = of_buyer.iter().find(|one| one["standing"] == "completed").unwrap();
    let request =
        format!("/sourcing-requests/{}", done["sourcing_request"]["id"].as_str().unwrap());
    assert!(supplier.get(&request).await["details"].as_str().unwrap().contains("D-100"));
    assert!(agency.get(&request).await.get("details").is_none());
    let files = format!("{request}/attachments");
    for (who, files_seen) in [(&buyer, 2), (&admin, 2), (&supplier, 2), (&agency, 1)] {
        assert_eq!(who.items(&files).await.len(), files_seen);
    }
    let file = buyer.items(&files).await[1]["id"].as_str().unwrap().to_owned();
    assert_eq!(buyer.items(&format!("{files}/{file}/downloads")).await.len(), 1);
    let deal = format!("/introductions/{}", done["id"].as_str().unwrap());
    for who in [&buyer, &supplier, &admin] {
        assert_eq!(who.items(&format!("{deal}/quotes")).await.len(), 2);
    }
    assert_eq!(
        buyer.get(&format!("{request}/quotes?currency=USD")).await["offers"][0]["quote"]["version"],
        2
    );
    // In đồng, at a rate with its day, though the quotes are in dollars.
    let compared = buyer.get(&format!("{request}/quotes?currency=VND")).await;
    assert_eq!(compared["unknown_rates"], json!([]));
    assert_eq!(compared["rates"][0]["date"], "2026-01-05");
    assert_eq!(compared["needs"][0]["offered_by"].as_array().unwrap().len(), 1);
    // What the buyer did with a ranking, and what came of it.
    let run =
        buyer.items(&format!("{request}/match-runs")).await[0]["id"].as_str().unwrap().to_owned();
    let outcomes = buyer.items(&format!("{request}/match-runs/{run}/outcomes")).await;
    let reached: Vec<_> = outcomes.iter().filter_map(|one| one["reached"].as_str()).collect();
    assert!(reached.contains(&"won") && reached.contains(&"dismissed"), "{reached:?}");
    // The firm: its record, its history, what it could sell.
    let firm = format!("/suppliers/{}", done["supplier"]["id"].as_str().unwrap());
    for who in [&supplier, &agency, &admin, &buyer] {
        assert!(who.get(&firm).await["track_record"]["proposals"].as_u64().unwrap() >= 3);
    }
    assert_eq!(supplier.get(&firm).await["track_record"]["deals"]["approved"], 1);
    supplier.items(&format!("{firm}/history")).await;
    supplier.items(&format!("{firm}/opportunities")).await;
    buyer.items(&format!("{request}/history")).await;
    // Reports and notifications.
    let to = khop::suppliers::today(chrono::Utc::now());
    let from = to - chrono::Days::new(300);
    for who in [&agency, &admin] {
        let report = who.get(&format!("/reports/indicators?from={from}&to={to}")).await;
        assert!(report.to_string().contains("introductions_proposed"), "{report}");
    }
    for (who, kind) in [
        (&buyer, "quote_received"),
        (&supplier, "profile_verified"),
        (&agency, "import_finished"),
        (&admin, "claim_filed"),
    ] {
        let told = who.items("/notifications?limit=100").await;
        assert!(told.iter().any(|one| one["kind"] == kind), "{kind}: {told:?}");
    }
}
