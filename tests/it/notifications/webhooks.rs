//! Webhooks: signed, tried again, disabled, never led astray.

use actix_web::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use khop::notifications::deliver::{BACKOFF, deliver_due};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{kinds, told};
use crate::harness::{Cast, Client, Received, Receiver, Reply, TestApp};

const WEBHOOKS: &str = "/api/v1/webhooks";

/// Makes a webhook; returns its path and secret.
async fn made(client: &Client, url: &str) -> (String, String) {
    let answer = client.post(WEBHOOKS, json!({ "url": url })).await.expect(201);
    let path = answer.header("location").unwrap().to_owned();
    (path, answer.body["secret"].as_str().unwrap().to_owned())
}

/// The signature by the text of RFC 2104, from nothing but the hash.
fn signature(secret: &str, received: &Received) -> String {
    let mut key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    assert!((24..=64).contains(&key.len()));
    key.resize(64, 0);
    let padded = |pad: u8| key.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let message = format!("{}.{}.{}", received.id, received.timestamp, received.text);
    let inner = Sha256::digest([padded(0x36), message.into_bytes()].concat());
    let outer = Sha256::digest([padded(0x5c), inner.to_vec()].concat());
    format!("v1,{}", STANDARD.encode(outer))
}

async fn log(client: &Client, path: &str) -> Vec<Value> {
    let log = client.get(&format!("{path}/deliveries")).await.expect(200).body;
    log["items"].as_array().unwrap().clone()
}

fn outcomes(delivery: &Value) -> Vec<&str> {
    let attempts = delivery["attempts"].as_array().unwrap().iter();
    attempts.map(|attempt| attempt["outcome"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_message_is_signed_and_a_rotation_loses_none() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let (path, first) = made(&cast.berta, &receiver.url("khop?v=1")).await;
    told(&app, &cast.berta, "Vỏ nhôm ADC12").await;
    told(&app, &cast.boris, "not hers").await;
    deliver_due(&app.app).await.unwrap();
    let [message] = receiver.received().try_into().unwrap();
    assert_eq!(message.path, "/khop");
    assert_eq!(message.signature, signature(&first, &message));
    assert!((app.app.now().timestamp() - message.timestamp).abs() < 60);
    let body = message.body();
    assert_eq!(body["type"], "quote_received");
    assert_eq!(body["data"]["facts"]["request"], "Vỏ nhôm ADC12");
    assert!(body["timestamp"].as_str().unwrap().ends_with('Z'));

    let rotated = cast.berta.send_empty(&format!("{path}/rotate")).await.expect(200).body;
    let second = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    for (wait, secrets) in
        [(TimeDelta::zero(), vec![&second, &first]), (TimeDelta::hours(25), vec![&second])]
    {
        app.pass(wait);
        told(&app, &app.signed_in("berta").await, "Khay nhựa").await;
        deliver_due(&app.app).await.unwrap();
        let message = receiver.received().pop().unwrap();
        let expected: Vec<_> = secrets.iter().map(|secret| signature(secret, &message)).collect();
        assert_eq!(message.signature, expected.join(" "));
    }
    let berta = app.signed_in("berta").await;
    let shown = berta.get(&path).await.expect(200).text + &berta.get(WEBHOOKS).await.text;
    assert!(!shown.contains("whsec_") && !shown.contains(&second), "{shown}");
}

#[actix_web::test]
async fn only_what_is_wanted_is_sent() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let body = json!({ "url": receiver.url(""), "kinds": ["claim_filed", "import_finished"] });
    let made = cast.berta.post(WEBHOOKS, body).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    told(&app, &cast.berta, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received().len(), 0);

    let delivery = cast.berta.send_empty(&format!("{path}/test")).await.expect(202).body;
    let again = cast.berta.send_empty(&format!("{path}/test")).await.expect(409);
    assert_eq!(again.code(), "test_waiting");
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received()[0].body()["type"], "webhook_test");
    let [entry] = log(&cast.berta, &path).await.try_into().unwrap();
    assert_eq!((&entry["id"], &entry["state"]), (&delivery["delivery"], &json!("delivered")));
    assert_eq!(entry["message"], receiver.received()[0].id.as_str());
    // A trial is nobody's news.
    assert_eq!(kinds(&cast.berta).await, ["quote_received"]);

    let off = json!({ "url": receiver.url(""), "enabled": false });
    let off = cast.berta.if_match("*").put(&path, off).await.expect(200).body;
    assert_eq!((&off["enabled"], &off["disabled_why"]), (&json!(false), &json!("owner")));
    told(&app, &cast.berta, "Khay nhựa").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received().len(), 1);
    let disabled = cast.berta.send_empty(&format!("{path}/test")).await.expect(409);
    assert_eq!(disabled.code(), "webhook_is_disabled");
}

#[actix_web::test]
async fn a_failure_is_tried_again_under_the_same_id_and_pauses_the_webhook() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let (path, _) = made(&cast.berta, &receiver.url("")).await;
    receiver.answers(Reply::Status(500));
    told(&app, &cast.berta, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    // The next message does not knock at a door that is shut.
    told(&app, &cast.berta, "Khay nhựa").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received().len(), 1);
    app.pass(BACKOFF[0] + TimeDelta::seconds(1));
    receiver.answers(Reply::Status(200));
    deliver_due(&app.app).await.unwrap();

    let ids: Vec<_> = receiver.received().into_iter().map(|message| message.id).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids.iter().filter(|id| **id == ids[0]).count(), 2, "{ids:?}");
    let log = log(&cast.berta, &path).await;
    let tried = log.iter().find(|entry| entry["message"] == ids[0].as_str()).unwrap();
    assert_eq!(outcomes(tried), ["refused", "delivered"]);
    assert_eq!(
        (&tried["attempts"][0]["status"], &tried["state"]),
        (&json!(500), &json!("delivered"))
    );
    let webhook = cast.berta.get(&path).await.expect(200).body;
    assert_eq!((&webhook["failures"], webhook.get("paused_until")), (&json!(0), None));
}

#[actix_web::test]
async fn what_fails_for_days_is_disabled_its_owner_told_and_nothing_lost() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let (path, _) = made(&cast.berta, &receiver.url("")).await;
    receiver.answers(Reply::Status(503));
    told(&app, &cast.berta, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    told(&app, &cast.berta, "Khay nhựa").await;
    for pause in BACKOFF {
        app.pass(pause + TimeDelta::seconds(1));
        deliver_due(&app.app).await.unwrap();
    }
    assert_eq!(receiver.received().len(), BACKOFF.len() + 1);
    let berta = app.signed_in("berta").await;
    let off = berta.get(&path).await.expect(200);
    assert_eq!(
        (&off.body["enabled"], &off.body["disabled_why"]),
        (&json!(false), &json!("failing"))
    );
    assert!(kinds(&berta).await.contains(&"webhook_disabled".to_owned()));

    receiver.answers(Reply::Status(200));
    app.pass(TimeDelta::days(2));
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received().len(), BACKOFF.len() + 1, "it is disabled");
    let berta = app.signed_in("berta").await;
    let tag = off.header("etag").unwrap();
    berta.if_match(tag).put(&path, json!({ "url": receiver.url("") })).await.expect(200);
    deliver_due(&app.app).await.unwrap();
    let states: Vec<_> = log(&berta, &path).await.iter().map(|e| e["state"].clone()).collect();
    assert!(states.contains(&json!("delivered")), "{states:?}");
    assert!(!states.contains(&json!("waiting")), "{states:?}");
}

#[actix_web::test]
async fn a_receiver_that_is_gone_is_believed_at_once() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let (path, _) = made(&cast.sami, &receiver.url("")).await;
    receiver.answers(Reply::Status(410));
    told(&app, &cast.sami, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    let off = cast.sami.get(&path).await.expect(200).body;
    assert_eq!(off["disabled_why"], "gone");
    let list = cast.sami.in_language("vi").get(super::LIST).await.expect(200).body;
    assert_eq!(
        list["items"][0]["body"].as_str().unwrap().lines().next(),
        Some("Máy chủ: 127.0.0.1.")
    );
}

#[actix_web::test]
async fn a_redirect_is_not_followed() {
    let (app, receiver, inside) = (TestApp::start().await, Receiver::start(), Receiver::start());
    let cast = Cast::of(&app).await;
    let (path, _) = made(&cast.sami, &receiver.url("")).await;
    receiver.redirects(inside.url("secret"));
    told(&app, &cast.sami, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!((receiver.received().len(), inside.received().len()), (1, 0));
    assert_eq!(outcomes(&log(&cast.sami, &path).await[0]), ["redirected"]);
}

#[actix_web::test]
async fn nothing_is_sent_into_the_network_that_the_service_runs_in() {
    let app = TestApp::start_with(|settings| settings.webhooks.allow_loopback = false).await;
    let (cast, receiver) = (Cast::of(&app).await, Receiver::start());
    for (url, code) in [
        (receiver.url(""), "webhook_url_scheme"),
        (format!("https://127.0.0.1:{}/", receiver.port()), "webhook_url_address"),
        ("https://[::ffff:10.0.0.1]/".to_owned(), "webhook_url_address"),
        ("https://169.254.169.254/latest/meta-data".to_owned(), "webhook_url_address"),
        ("https://sami:geheim@hooks.example.com/".to_owned(), "webhook_url_form"),
    ] {
        let wrong = cast.sami.post(WEBHOOKS, json!({ "url": url })).await.expect(422);
        assert_eq!(wrong.faults(), [("url", code)], "{url}");
    }
    // A name says nothing yet; where it leads is looked at when something is sent.
    let (path, _) = made(&cast.sami, &format!("https://localhost:{}/", receiver.port())).await;
    told(&app, &cast.sami, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(outcomes(&log(&cast.sami, &path).await[0]), ["forbidden_address"]);
    assert_eq!(receiver.received().len(), 0);
}

#[actix_web::test]
async fn two_processes_share_the_work() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    made(&cast.berta, &receiver.url("")).await;
    for number in 0..40 {
        told(&app, &cast.berta, &format!("Vỏ nhôm {number}")).await;
    }
    let other = app.replica().await;
    let (one, two) = tokio::join!(deliver_due(&app.app), deliver_due(&other));
    // Rows that one process holds are skipped by the other, which may then find nothing.
    let rest = deliver_due(&app.app).await.unwrap();
    assert_eq!(one.unwrap() + two.unwrap() + rest, 80);
    let mut ids: Vec<_> = receiver.received().into_iter().map(|message| message.id).collect();
    assert_eq!(ids.len(), 40);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[actix_web::test]
async fn what_a_dead_worker_held_is_sent_by_another() {
    let app = TestApp::start_with(|settings| settings.webhooks.timeout_seconds = 20).await;
    let (cast, receiver) = (Cast::of(&app).await, Receiver::start());
    made(&cast.berta, &receiver.url("")).await;
    told(&app, &cast.berta, "Vỏ nhôm").await;
    receiver.answers(Reply::Silence);
    tokio::select! {
        // Dropped in the middle of sending: it records nothing.
        _ = deliver_due(&app.app) => panic!("there was an answer"),
        () = receiver.wait_until(|all| all.len() == 1) => {}
    }
    receiver.answers(Reply::Status(200));
    app.pass(TimeDelta::seconds(45));
    deliver_due(&app.app).await.unwrap();
    assert_eq!(receiver.received().len(), 1, "the lease still runs");
    app.pass(TimeDelta::seconds(10));
    deliver_due(&app.app).await.unwrap();
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].id, received[1].id);
    assert_eq!(received[0].text, received[1].text);
}

#[actix_web::test]
async fn webhooks_are_their_organisations_own() {
    let app = TestApp::start_with(|settings| settings.webhooks.most_per_organisation = 2).await;
    let cast = Cast::of(&app).await;
    let (path, _) = made(&cast.sami, "http://127.0.0.1:9/").await;
    let missing = cast.suri.get(&format!("{WEBHOOKS}/{}", uuid::Uuid::now_v7())).await.expect(404);
    for somebody in [&cast.suri, &cast.ada] {
        let foreign = somebody.get(&path).await.expect(404);
        assert_eq!(foreign.body["code"], missing.body["code"]);
        somebody.if_match("*").delete(&path).await.expect(404);
        somebody.send_empty(&format!("{path}/rotate")).await.expect(404);
        somebody.get(&format!("{path}/deliveries")).await.expect(404);
        assert_eq!(somebody.get(WEBHOOKS).await.expect(200).body["items"], json!([]));
    }
    let once = cast.sami.once("hook-1");
    let body = json!({ "url": "http://127.0.0.1:9/", "description": " ERP " });
    let first = once.post(WEBHOOKS, body.clone()).await.expect(201);
    assert_eq!(once.post(WEBHOOKS, body.clone()).await.expect(201).body, first.body);
    assert_eq!(first.body["description"], "ERP");
    assert_eq!(cast.sami.post(WEBHOOKS, body).await.expect(409).code(), "too_many_webhooks");
    let wrong = json!({ "url": "x", "kinds": ["quote_recieved"], "enabled": "yes" });
    let wrong = cast.sami.if_match("*").put(&path, wrong).await.expect(422);
    assert_eq!(
        wrong.faults(),
        [("enabled", "wrong_type"), ("kinds[0]", "not_one_of"), ("url", "webhook_url_form")]
    );
    cast.sami.send(Method::DELETE, &path, None).await.expect(428);
    cast.sami.if_match("*").delete(&path).await.expect(204);
    cast.sami.get(&path).await.expect(404);
}
