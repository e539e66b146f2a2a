//! Forged, stale and misdirected access tokens are refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use khop::entity::signing_key;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use crate::harness::{Answer, Cast, TestApp};

/// What a genuine token of Berta's says, and the key it was signed with.
struct Genuine {
    app: TestApp,
    token: String,
    claims: Value,
    key: signing_key::Model,
}

impl Genuine {
    async fn of() -> Self {
        let app = TestApp::start().await;
        Cast::of(&app).await;
        let body = json!({ "email": "berta@example.com", "password": "cầu Long Biên mưa phùn" });
        let tokens = app.stranger().post("/api/v1/auth/token", body).await.expect(200).body;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let claims = part(&token, 1);
        let key = signing_key::Entity::find().one(&app.app.db).await.unwrap().unwrap();
        Self { app, token, claims, key }
    }

    fn header(&self) -> Header {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(self.key.kid.clone());
        header
    }

    fn signed(&self, header: &Header, claims: &Value) -> String {
        let key = EncodingKey::from_ed_pem(self.key.private_pem.as_bytes()).unwrap();
        encode(header, claims, &key).unwrap()
    }

    async fn try_out(&self, token: &str) -> Answer {
        self.app.stranger().bearing(token).get("/api/v1/me").await
    }

    #[track_caller]
    fn with(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[claim] = value;
        self.signed(&self.header(), &claims)
    }
}

fn part(token: &str, index: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn packed(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[actix_web::test]
async fn a_token_signed_anew_with_the_right_key_is_good() {
    // Else every refusal below could be for the wrong reason.
    let genuine = Genuine::of().await;
    let again = genuine.signed(&genuine.header(), &genuine.claims);
    genuine.try_out(&again).await.expect(200);
    assert_eq!(part(&genuine.token, 0)["typ"], "at+jwt");
    assert_eq!(part(&genuine.token, 0)["alg"], "EdDSA");
}

#[actix_web::test]
async fn other_algorithms_are_refused_whatever_signed_them() {
    let genuine = Genuine::of().await;
    let kid = &genuine.key.kid;
    for alg in ["none", "None", "NONE"] {
        let header = packed(&json!({ "alg": alg, "typ": "at+jwt", "kid": kid }));
        let token = format!("{header}.{}.", packed(&genuine.claims));
        assert_eq!(genuine.try_out(&token).await.expect(401).code(), "token_invalid");
    }
    let public = URL_SAFE_NO_PAD.decode(&genuine.key.public_x).unwrap();
    for secret in [public.as_slice(), genuine.key.public_x.as_bytes(), b"".as_slice()] {
        let mut header = genuine.header();
        header.alg = Algorithm::HS256;
        let token = encode(&header, &genuine.claims, &EncodingKey::from_secret(secret)).unwrap();
        assert_eq!(genuine.try_out(&token).await.expect(401).code(), "token_invalid");
    }
}

#[actix_web::test]
async fn tokens_for_others_of_others_and_without_claims_are_refused() {
    let genuine = Genuine::of().await;
    for token in [
        genuine.with("aud", json!("another-api")),
        genuine.with("iss", json!("another-issuer")),
        genuine.with("sub", json!(uuid::Uuid::now_v7())),
        genuine.with("sid", json!(uuid::Uuid::now_v7())),
        genuine.with("exp", json!("tomorrow")),
    ] {
        genuine.try_out(&token).await.expect(401);
    }
    for missing in ["aud", "iss", "exp", "nbf", "sub", "sid"] {
        let mut claims = genuine.claims.clone();
        claims.as_object_mut().unwrap().remove(missing);
        let token = genuine.signed(&genuine.header(), &claims);
        assert_eq!(genuine.try_out(&token).await.expect(401).code(), "token_invalid", "{missing}");
    }
    for (typ, kid) in [
        (Some("JWT"), Some(genuine.key.kid.as_str())),
        (None, Some(genuine.key.kid.as_str())),
        (Some("at+jwt"), Some("../../etc/passwd")),
        (Some("at+jwt"), None),
    ] {
        let mut header = genuine.header();
        header.typ = typ.map(str::to_owned);
        header.kid = kid.map(str::to_owned);
        let token = genuine.signed(&header, &genuine.claims);
        assert_eq!(genuine.try_out(&token).await.expect(401).code(), "token_invalid");
    }
}

#[actix_web::test]
async fn tampering_shows() {
    let genuine = Genuine::of().await;
    let parts: Vec<&str> = genuine.token.split('.').collect();
    let mut claims = genuine.claims.clone();
    claims["exp"] = json!(4_102_444_800_i64);
    for token in [
        format!("{}.{}.{}", parts[0], packed(&claims), parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], "A".repeat(86)),
        format!("{}.{}", parts[0], parts[1]),
        genuine.token.replace('.', " "),
        "x".repeat(100_000),
        String::new(),
    ] {
        assert_eq!(genuine.try_out(&token).await.expect(401).code(), "token_invalid");
    }
}

#[actix_web::test]
async fn times_are_kept_to_a_few_seconds() {
    let genuine = Genuine::of().await;
    let now = genuine.app.app.now().timestamp();
    genuine.try_out(&genuine.with("exp", json!(now - 2))).await.expect(200);
    let expired = genuine.try_out(&genuine.with("exp", json!(now - 7))).await.expect(401);
    assert_eq!(expired.code(), "token_expired");
    genuine.try_out(&genuine.with("nbf", json!(now + 2))).await.expect(200);
    let early = genuine.try_out(&genuine.with("nbf", json!(now + 60))).await.expect(401);
    assert_eq!(early.code(), "token_invalid");

    genuine.app.pass(TimeDelta::minutes(11));
    assert_eq!(genuine.try_out(&genuine.token).await.expect(401).code(), "token_expired");
}
