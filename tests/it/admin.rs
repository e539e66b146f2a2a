//! What administrators do: approve agencies, suspend organisations.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Cast, TestApp};

const PASSWORD: &str = "cầu Long Biên mưa phùn";

#[actix_web::test]
async fn an_agency_waits_for_approval() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let body = json!({
        "email": "minh@example.com", "password": PASSWORD, "name": "Minh",
        "organisation": { "name": "Sở Công Thương", "kind": "agency" }
    });
    let account = cast.egon.post("/api/v1/auth/register", body).await.expect(201).body;
    assert_eq!(account["organisation"]["state"], "pending");
    let credentials = json!({ "email": "minh@example.com", "password": PASSWORD });
    let early = cast.egon.post("/api/v1/auth/token", credentials.clone()).await.expect(401);
    assert_eq!(early.code(), "organisation_pending");

    let pending = cast.ada.get("/api/v1/admin/organisations?state=pending").await.expect(200);
    assert_eq!(pending.body["items"], json!([account["organisation"]]));
    let id = account["organisation"]["id"].as_str().unwrap();
    let path = format!("/api/v1/admin/organisations/{id}/approve");
    let approved = cast.ada.post(&path, Value::Null).await.expect(200);
    assert_eq!(approved.body["state"], "active");
    assert_eq!(approved.header("etag"), Some("\"2\""));
    cast.egon.post("/api/v1/auth/token", credentials).await.expect(200);
}

#[actix_web::test]
async fn a_suspended_organisation_is_out_at_once_and_can_come_back() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let me = cast.sami.get("/api/v1/me").await.expect(200).body;
    let id = me["organisation"]["id"].as_str().unwrap();
    let path = |deed: &str| format!("/api/v1/admin/organisations/{id}/{deed}");
    cast.ada.post(&path("suspend"), Value::Null).await.expect(200);

    cast.sami.get("/api/v1/me").await.expect(401);
    cast.suri.get("/api/v1/me").await.expect(200);
    let credentials = json!({ "email": "sami@example.com", "password": PASSWORD });
    let out = cast.egon.post("/api/v1/auth/token", credentials.clone()).await.expect(401);
    assert_eq!(out.code(), "organisation_suspended");

    cast.ada.post(&path("approve"), Value::Null).await.expect(200);
    assert_eq!(cast.sami.get("/api/v1/me").await.expect(401).code(), "session_ended");
    cast.egon.post("/api/v1/auth/token", credentials).await.expect(200);
}

#[actix_web::test]
async fn the_operator_cannot_lock_itself_out() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let me = cast.ada.get("/api/v1/me").await.expect(200).body;
    let id = me["organisation"]["id"].as_str().unwrap();
    let path = format!("/api/v1/admin/organisations/{id}/suspend");
    let answer = cast.ada.post(&path, Value::Null).await.expect(409);
    assert_eq!(answer.code(), "operator_organisation");
}

#[actix_web::test]
async fn organisations_are_listed_page_by_page() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut names = Vec::new();
    let mut path = "/api/v1/admin/organisations?limit=4".to_owned();
    loop {
        let page = cast.ada.get(&path).await.expect(200).body;
        names.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/admin/organisations?limit=4&cursor={cursor}");
    }
    assert_eq!(names.len(), 6);
    assert_eq!(names[1], "보리스 전자");

    for (query, fault) in [
        ("limit=0", ("limit", "out_of_range")),
        ("limit=101", ("limit", "out_of_range")),
        ("cursor=%F0%9F%92%A5", ("cursor", "invalid_cursor")),
        ("stat=pending", ("stat", "misspelt_field")),
        ("state=asleep", ("state", "not_one_of")),
    ] {
        let answer = cast.ada.get(&format!("/api/v1/admin/organisations?{query}")).await;
        assert_eq!(answer.expect(422).faults(), [fault], "{query}");
    }
}

#[actix_web::test]
async fn an_administrator_can_be_made_by_who_runs_the_service() {
    let app = TestApp::start().await;
    let make = |email, password: &str| {
        khop::accounts::registration::create_admin(&app.app, email, password.into(), "Ada")
    };
    make("ada@example.com", PASSWORD).await.unwrap();
    let ada = app.signed_in("ada").await;
    assert_eq!(ada.get("/api/v1/me").await.expect(200).body["role"], "admin");
    assert!(
        matches!(make("x", "yếu").await, Err(khop::Error::Invalid(faults)) if faults.len() == 2)
    );
}

#[actix_web::test]
async fn making_an_administrator_tells_no_password() {
    let app = TestApp::start().await;
    let make = || {
        let output = Command::new(env!("CARGO_BIN_EXE_khop"))
            .args(["create-admin", "--email", "moi@example.com", "--name", "Mới"])
            .current_dir(app.folder())
            .env("KHOP__DATABASE__URL", app.database_url())
            .env("KHOP_ADMIN_PASSWORD", PASSWORD)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(!said.contains("Long Biên"), "{said}");
        (output.status.success(), said)
    };
    let (made, said) = make();
    assert!(made && said.contains("administrator moi@example.com created"), "{said}");
    let (again, said) = make();
    assert!(!again && said.contains("This e-mail address is registered already"), "{said}");
}
