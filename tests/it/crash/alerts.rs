//! The server, killed between a request that newly fits and what its supplier is told of it: every
//! request is told once.
//!
//! Many that come at once are told in one notice with their number. So what is compared is the sum:
//! each notice counts for one request or for as many as it says, once per id.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::notices::json_of;
use super::number_of;
use super::server::{Place, Server};
use crate::harness::{Received, Receiver, web_client};

/// Answers after which the server dies at the latest.
const MOST_ANSWERS: usize = 5;
/// Milliseconds after that answer within which it dies: more than one look of the watcher.
const MOST_DELAY: u64 = 2_500;
/// Longest time until everything that waits is told.
const LIMIT: Duration = Duration::from_secs(120);
const PASSWORD: &str = "mất điện giữa chừng vẫn còn nguyên";
const BUYER: &str = "mua@khop.example";
const SUPPLIER: &str = "duc@khop.example";

async fn registered(server: &Server, email: &str, kind: &str) -> String {
    let body = json!({
        "email": email, "password": PASSWORD, "name": "Người Thử",
        "organisation": { "name": format!("Công ty Thử {kind}"), "kind": kind }
    });
    let url = format!("{}/auth/register", server.url());
    json_of(web_client().post(url).json(&body).send().await.unwrap(), 201).await;
    server.sign_in_as(email, PASSWORD).await
}

/// Opens requests until there is no answer, and tells of every one that there is.
async fn open(url: String, token: String, tell: UnboundedSender<()>) {
    let client = web_client();
    let post = |path: String, body: Value| {
        client.post(format!("{url}/{path}")).bearer_auth(&token).json(&body).send()
    };
    loop {
        let body = json!({ "required": { "processes": ["die casting"] } });
        let Ok(entered) = post("sourcing-requests".to_owned(), body).await else { return };
        let entered = json_of(entered, 201).await;
        let path = format!("sourcing-requests/{}/publish", entered["id"].as_str().unwrap());
        let Ok(opened) = post(path, Value::Null).await else { return };
        json_of(opened, 200).await;
        let _ = tell.send(());
    }
}

/// How many requests are open.
async fn open_requests(server: &Server) -> u64 {
    let token = server.sign_in_as(BUYER, PASSWORD).await;
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let url = format!("{}/sourcing-requests?status=open&limit=100{cursor}", server.url());
        let page = json_of(web_client().get(url).bearer_auth(&token).send().await.unwrap(), 200);
        let page = page.await;
        count += page["items"].as_array().unwrap().len() as u64;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}

/// How many requests were told of, each notice once.
fn told(received: &[Received]) -> u64 {
    let mut by_id = BTreeMap::new();
    for message in received {
        let body = message.body();
        assert_eq!(body["type"], "opportunity_new");
        by_id.insert(message.id.clone(), body["data"]["facts"]["count"].as_u64().unwrap_or(1));
    }
    by_id.values().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_newly_fits_is_told_once_whenever_the_server_dies() {
    let rounds = number_of("KHOP_CRASH_ROUNDS").unwrap_or(12);
    let seed = number_of("KHOP_CRASH_SEED").unwrap_or_else(rand::random);
    println!("{rounds} rounds, KHOP_CRASH_SEED={seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (place, receiver) = (Place::make().await, Receiver::start());
    let mut server = Server::start(&place).await;
    registered(&server, BUYER, "buyer").await;
    let supplier = registered(&server, SUPPLIER, "supplier").await;
    let client = web_client();
    for (path, body) in [
        ("webhooks", json!({ "url": receiver.url(""), "kinds": ["opportunity_new"] })),
        ("suppliers", json!({ "name": "Công ty Đúc Thử", "processes": ["đúc áp lực"] })),
    ] {
        let post = client.post(format!("{}/{path}", server.url())).bearer_auth(&supplier);
        json_of(post.json(&body).send().await.unwrap(), 201).await;
    }
    let mut behind = 0;
    for round in 0..=rounds {
        let token = server.sign_in_as(BUYER, PASSWORD).await;
        let (tell, mut answers) = mpsc::unbounded_channel();
        let opening = tokio::spawn(open(server.url(), token, tell));
        for _ in 0..random.random_range(1..=MOST_ANSWERS) {
            answers.recv().await.expect("it stopped before the server did");
        }
        if round == rounds {
            // The last look compares everything: what was told twice would be told by now.
            opening.abort();
            break;
        }
        let moment = Duration::from_millis(random.random_range(0..=MOST_DELAY));
        let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
        server.kill();
        opening.await.unwrap();
        let before = told(&receiver.received());
        server = Server::start(&place).await;
        behind += u64::from(before < open_requests(&server).await);
    }
    let all = open_requests(&server).await;
    let enough = |received: &Vec<Received>| told(received) >= all;
    let waited = tokio::time::timeout(LIMIT, receiver.wait_until(enough)).await;
    let received = receiver.received();
    assert!(waited.is_ok(), "told of {} of {all}", told(&received));
    assert_eq!(told(&received), all, "told of what was told before");
    println!(
        "{all} requests, {} messages; {behind} of {rounds} deaths came before",
        received.len()
    );
    assert!(behind > 0, "every death came too late to show anything");
}
