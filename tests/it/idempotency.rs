//! Repeated requests: one effect, one answer.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use index::Language;
use khop::accounts::{Actor, OrganisationKind, Role};
use khop::http::idempotency::forget_old;
use khop::http::{IdempotencyKey, Stored};
use khop::{Error, Result};
use serde_json::json;
use uuid::Uuid;

use crate::harness::TestApp;

fn actor() -> Actor {
    Actor {
        account: Uuid::now_v7(),
        organisation: Uuid::now_v7(),
        kind: OrganisationKind::Buyer,
        role: Role::Buyer,
        session: Uuid::now_v7(),
        locale: Language::Vi,
    }
}

async fn key(text: &str) -> IdempotencyKey {
    use actix_web::FromRequest as _;
    let request = actix_web::test::TestRequest::post().uri("/api/v1/suppliers");
    let request = request.insert_header(("idempotency-key", text)).to_http_request();
    IdempotencyKey::extract(&request).await.unwrap()
}

/// Runs under a key; the answer holds a new identifier every time it really runs.
async fn run(app: &TestApp, actor: &Actor, text: &str, digest: u8) -> Result<(u16, String)> {
    let work = async |_: &sea_orm::DatabaseTransaction| {
        Stored::created("/api/v1/x".to_owned(), 1, &json!({ "id": Uuid::now_v7(), "tên": "Hà" }))
    };
    let answer = key(text).await.once(&app.app, actor, "create_x", &[digest; 32], work).await?;
    assert_eq!(answer.headers().get("etag").unwrap(), "\"1\"");
    let status = answer.status().as_u16();
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
    Ok((status, String::from_utf8(body.to_vec()).unwrap()))
}

#[actix_web::test]
async fn the_same_request_gets_the_first_answer() {
    let (app, actor) = (TestApp::start().await, actor());
    let first = run(&app, &actor, "k-1", 1).await.unwrap();
    assert_eq!(first.0, 201);
    assert_eq!(run(&app, &actor, "k-1", 1).await.unwrap(), first);
    assert_ne!(run(&app, &actor, "k-2", 1).await.unwrap(), first);
    let somebody_else = self::actor();
    assert_ne!(run(&app, &somebody_else, "k-1", 1).await.unwrap(), first);
}

#[actix_web::test]
async fn another_request_under_the_same_key_is_refused() {
    let (app, actor) = (TestApp::start().await, actor());
    run(&app, &actor, "k-1", 1).await.unwrap();
    let error = run(&app, &actor, "k-1", 2).await.unwrap_err();
    let Error::Invalid(faults) = error else { panic!("{error}") };
    assert_eq!(faults[0].code, "idempotency_key_reused");
}

#[actix_web::test]
async fn a_key_is_free_again_after_a_day() {
    let (app, actor) = (TestApp::start().await, actor());
    let first = run(&app, &actor, "k-1", 1).await.unwrap();
    app.pass(TimeDelta::hours(23));
    assert_eq!(run(&app, &actor, "k-1", 1).await.unwrap(), first);
    app.pass(TimeDelta::hours(2));
    assert_ne!(run(&app, &actor, "k-1", 2).await.unwrap(), first);
    app.pass(TimeDelta::hours(25));
    assert_eq!(forget_old(&app.app).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_failure_keeps_nothing() {
    let (app, actor) = (TestApp::start().await, actor());
    let fail = async |_: &sea_orm::DatabaseTransaction| Err(Error::Conflict("email_taken"));
    let refused = key("k-1").await.once(&app.app, &actor, "create_x", &[1; 32], fail).await;
    assert!(matches!(refused, Err(Error::Conflict("email_taken"))));
    assert_eq!(run(&app, &actor, "k-1", 2).await.unwrap().0, 201);
}

#[actix_web::test]
async fn at_the_same_time_only_one_runs() {
    let (app, actor) = (TestApp::start().await, actor());
    let all = (0..20).map(|_| run(&app, &actor, "k-1", 1));
    let outcomes = futures_util::future::join_all(all).await;
    let mut answers: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let others = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    for error in others {
        assert!(matches!(error, Error::Conflict("request_in_flight")), "{error}");
    }
    assert_eq!(StatusCode::CREATED.as_u16(), answers[0].0);
}

#[actix_web::test]
async fn a_repeated_registration_gets_the_first_answer() {
    let app = TestApp::start().await;
    let egon = app.stranger().once("dang-ky-1");
    let body = |name: &str| {
        json!({
            "email": "lan@hoangha.example", "password": "cau Long Bien 1902 mua phun",
            "name": name, "organisation": { "name": "Hoàng Hà", "kind": "supplier" }
        })
    };
    let register = "/api/v1/auth/register";
    let first = egon.post(register, body("Lan")).await.expect(201);
    assert_eq!(egon.post(register, body("Lan")).await.expect(201).body, first.body);
    let other = egon.post(register, body("Lân")).await.expect(422);
    assert_eq!(other.faults(), [("Idempotency-Key", "idempotency_key_reused")]);
    app.stranger().post(register, body("Lan")).await.expect(409);
}
