//! Registering, signing in, staying signed in, getting out.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{Answer, Cast, Client, TestApp};

const PASSWORD: &str = "cầu Long Biên mưa phùn";

fn berta() -> Value {
    json!({
        "email": "Berta@Example.com",
        "password": PASSWORD,
        "name": "Berta Weber",
        "organisation": { "name": "Công ty TNHH Điện tử Berta", "kind": "buyer", "tax_code": "01 0004 7516" }
    })
}

async fn sign_in(client: &Client) -> Answer {
    let body = json!({ "email": "berta@example.com", "password": PASSWORD });
    client.post("/api/v1/auth/token", body).await
}

async fn refresh(client: &Client, token: &Value) -> Answer {
    client.post("/api/v1/auth/refresh", json!({ "refresh_token": token })).await
}

/// Berta, registered and signed in: herself and her tokens.
async fn arrive(app: &TestApp) -> (Client, Value) {
    let egon = app.stranger();
    egon.post("/api/v1/auth/register", berta()).await.expect(201);
    let tokens = sign_in(&egon).await.expect(200).body;
    (egon.bearing(tokens["access_token"].as_str().unwrap()), tokens)
}

#[actix_web::test]
async fn who_registers_can_sign_in_and_sees_herself() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    let registered = egon.post("/api/v1/auth/register", berta()).await.expect(201);
    assert_eq!(registered.body["email"], "berta@example.com");
    assert_eq!(registered.body["organisation"]["tax_code"], "0100047516");
    assert!(!registered.text.contains("password"));

    let tokens = sign_in(&egon).await.expect(200).body;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let me = egon.bearing(tokens["access_token"].as_str().unwrap()).get("/api/v1/me").await;
    let me = me.expect(200);
    assert_eq!(me.body, registered.body);
    assert_eq!(me.body["role"], "buyer");
}

#[actix_web::test]
async fn an_address_registers_once_however_it_is_written() {
    let app = TestApp::start().await;
    let egon = app.stranger();
    egon.post("/api/v1/auth/register", berta()).await.expect(201);
    for address in ["BERTA@example.COM", " berta@example.com", "ｂｅｒｔａ@example.com"] {
        let mut again = berta();
        again["email"] = address.into();
        let answer = egon.post("/api/v1/auth/register", again).await.expect(409);
        assert_eq!(answer.code(), "email_taken");
    }
}

#[actix_web::test]
async fn every_fault_of_a_registration_is_told_at_once() {
    let app = TestApp::start().await;
    let body = json!({
        "email": "berta", "password": "ngắn", "name": " ",
        "organisation": { "name": "", "kind": "supplier", "tax_code": "0100047517" }
    });
    let vietnamese = app.stranger().in_language("vi");
    let answer = vietnamese.post("/api/v1/auth/register", body).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("email", "email_form"),
            ("name", "blank"),
            ("organisation.name", "blank"),
            ("organisation.tax_code", "tax_code_check_digit"),
            ("password", "password_too_short"),
        ]
    );
    assert_eq!(answer.body["title"], "Dữ liệu nhập không hợp lệ");
    assert!(answer.text.contains("phải có ít nhất 10 ký tự"));
}

#[actix_web::test]
async fn a_misspelt_field_is_named_with_the_one_that_was_meant() {
    let app = TestApp::start().await;
    let body = json!({
        "email": "a@example.com", "pasword": PASSWORD, "name": 7, "is_admin": true,
        "organisation": { "name": "X", "kind": "operator", "tax_cod": "1" }
    });
    let answer = app.stranger().post("/api/v1/auth/register", body).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("is_admin", "unknown_field"),
            ("name", "wrong_type"),
            ("organisation.kind", "not_one_of"),
            ("organisation.tax_cod", "misspelt_field"),
            ("password", "required"),
            ("pasword", "misspelt_field"),
        ]
    );
    let faults = answer.body["faults"].to_string();
    assert!(faults.contains("did you mean 'tax_code'?") && faults.contains("'password'?"));
    assert!(faults.contains("buyer, supplier, agency"));
}

#[actix_web::test]
async fn weak_passwords_are_refused() {
    let app = TestApp::start().await;
    for (password, code) in [
        ("password1234", "password_guessable"),
        ("berta@example.com!!", "password_contains_email"),
        (&"ạ".repeat(129), "password_too_long"),
    ] {
        let mut body = berta();
        body["password"] = password.into();
        let answer = app.stranger().post("/api/v1/auth/register", body).await.expect(422);
        assert_eq!(answer.faults(), [("password", code)]);
    }
}

#[actix_web::test]
async fn wrong_password_and_unknown_address_are_told_alike() {
    let app = TestApp::start().await;
    arrive(&app).await;
    let egon = app.stranger();
    let mut answers = Vec::new();
    for body in [
        json!({ "email": "berta@example.com", "password": "sai mật khẩu rồi" }),
        json!({ "email": "nobody@example.com", "password": PASSWORD }),
        json!({ "email": "no address", "password": "x".repeat(5_000) }),
    ] {
        let mut answer = egon.post("/api/v1/auth/token", body).await.expect(401);
        assert_eq!(answer.code(), "credentials_wrong");
        assert!(answer.header("www-authenticate").is_some());
        answer.body["request_id"] = Value::Null;
        answers.push(answer.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_sign_in() {
    let app = TestApp::start().await;
    let (her, tokens) = arrive(&app).await;
    let next = refresh(&her, &tokens["refresh_token"]).await.expect(200).body;
    assert_ne!(next["refresh_token"], tokens["refresh_token"]);

    app.pass(TimeDelta::seconds(11));
    let thief = app.stranger();
    let reused = refresh(&thief, &tokens["refresh_token"]).await.expect(401);
    assert_eq!(reused.code(), "refresh_token_reused");
    let ended = refresh(&her, &next["refresh_token"]).await.expect(401);
    assert_eq!(ended.code(), "refresh_token_invalid");
    assert_eq!(her.get("/api/v1/me").await.expect(401).code(), "session_ended");
}

#[actix_web::test]
async fn two_tabs_that_refresh_at_once_both_stay() {
    let app = TestApp::start().await;
    let (her, tokens) = arrive(&app).await;
    let (one, two) = futures_util::future::join(
        refresh(&her, &tokens["refresh_token"]),
        refresh(&her, &tokens["refresh_token"]),
    )
    .await;
    let (one, two) = (one.expect(200).body, two.expect(200).body);
    assert_ne!(one["refresh_token"], two["refresh_token"]);
    for tab in [one, two] {
        refresh(&her, &tab["refresh_token"]).await.expect(200);
    }
}

#[actix_web::test]
async fn a_sign_in_ends_at_the_latest_after_its_days() {
    let app = TestApp::start().await;
    let (her, tokens) = arrive(&app).await;
    app.pass(TimeDelta::days(29));
    let next = refresh(&her, &tokens["refresh_token"]).await.expect(200).body;
    app.pass(TimeDelta::days(1));
    let late = refresh(&her, &next["refresh_token"]).await.expect(401);
    assert_eq!(late.code(), "refresh_token_invalid");
}

#[actix_web::test]
async fn signing_out_holds_for_every_token_of_that_sign_in_only() {
    let app = TestApp::start().await;
    let (her, tokens) = arrive(&app).await;
    let elsewhere = sign_in(&her).await.expect(200).body;
    her.post("/api/v1/auth/logout", Value::Null).await.expect(204);

    assert_eq!(her.get("/api/v1/me").await.expect(401).code(), "session_ended");
    refresh(&her, &tokens["refresh_token"]).await.expect(401);
    let there = app.stranger().bearing(elsewhere["access_token"].as_str().unwrap());
    there.get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn rotating_the_key_signs_nobody_out() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let before = cast.egon.get("/.well-known/jwks.json").await.expect(200).body;
    let new = cast.ada.post("/api/v1/admin/signing-keys", Value::Null).await.expect(201).body;

    cast.berta.get("/api/v1/me").await.expect(200);
    let newcomer = app.signed_in("boris").await;
    newcomer.get("/api/v1/me").await.expect(200);
    let both = cast.egon.get("/api/v1/.well-known/jwks.json").await.expect(200).body;
    assert_eq!(both["keys"][0]["kid"], new["kid"]);
    assert_eq!(both["keys"][1], before["keys"][0]);
    assert_eq!(both["keys"].as_array().unwrap().len(), 2);
    assert!(!both.to_string().contains("\"d\""));

    app.pass(TimeDelta::minutes(13));
    let later = cast.egon.get("/.well-known/jwks.json").await.expect(200).body;
    assert_eq!(later["keys"].as_array().unwrap().len(), 1);
    let signer = app.signed_in("suri").await;
    signer.get("/api/v1/me").await.expect(200);
}

#[actix_web::test]
async fn too_many_attempts_are_told_to_wait() {
    let app = TestApp::start_with(|settings| {
        settings.throttle.sign_ins_per_minute = 3;
        settings.throttle.registrations_per_hour = 1;
    })
    .await;
    let (her, _) = arrive(&app).await;
    let wrong = json!({ "email": "berta@example.com", "password": "đoán mò lần nữa" });
    for _ in 0..2 {
        her.post("/api/v1/auth/token", wrong.clone()).await.expect(401);
    }
    let answer = her.in_language("ko").post("/api/v1/auth/token", wrong).await.expect(429);
    assert_eq!(answer.code(), "too_many_attempts");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(answer.body["detail"].as_str().unwrap().contains("초 후"));
    let other = json!({ "email": "boris@example.com", "password": PASSWORD });
    her.post("/api/v1/auth/token", other).await.expect(401);
    her.post("/api/v1/auth/register", berta()).await.expect(429);
}
