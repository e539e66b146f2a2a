//! The server, killed between what happens and what is told of it: nothing is lost, and nothing is
//! told under two ids.
//!
//! Every check of a profile is an event with a day of its own, and raises the version of the
//! profile by one: so the profile itself says how many events there were, whether or not the
//! answer arrived before the server died.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::number_of;
use super::server::{Place, Server};
use crate::harness::{Received, Receiver, letters_in, web_client};

/// Firms whose profiles are checked at the same time.
const FIRMS: usize = 3;
/// Answers after which the server dies at the latest.
const MOST_ANSWERS: usize = 12;
/// Microseconds after that answer within which it dies.
const MOST_DELAY: u64 = 30_000;
/// Longest time until everything that waits is delivered.
const LIMIT: Duration = Duration::from_secs(240);
const PASSWORD: &str = "mất điện giữa chừng vẫn còn nguyên";

/// A firm with a profile and a webhook.
struct Firm {
    number: usize,
    supplier: String,
    /// Version of the profile before the first check.
    before: i64,
    /// Days of checks that were asked for, and of those that were answered.
    asked: u64,
    answered: BTreeSet<NaiveDate>,
}

fn email(number: usize) -> String {
    format!("xuong-{number}@khop.example")
}

pub(super) async fn json_of(answer: reqwest::Response, status: u16) -> Value {
    let (found, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap()
}

impl Firm {
    /// Registers one, with everything it needs.
    async fn make(server: &Server, number: usize, receiver: &Receiver) -> Self {
        let (client, url) = (web_client(), server.url());
        let body = json!({
            "email": email(number), "password": PASSWORD, "name": "Chủ xưởng",
            "organisation": { "name": format!("Xưởng Thử {number}"), "kind": "supplier" }
        });
        let answer = client.post(format!("{url}/auth/register")).json(&body).send().await;
        json_of(answer.unwrap(), 201).await;
        let token = server.sign_in_as(&email(number), PASSWORD).await;
        let post = |path: &str, body: Value| {
            client.post(format!("{url}/{path}")).bearer_auth(&token).json(&body).send()
        };
        let hook =
            json!({ "url": receiver.url(&number.to_string()), "kinds": ["profile_verified"] });
        json_of(post("webhooks", hook).await.unwrap(), 201).await;
        let profile = json!({ "name": format!("Xưởng Thử {number}"), "processes": ["đúc áp lực"] });
        let profile = json_of(post("suppliers", profile).await.unwrap(), 201).await;
        Self {
            number,
            supplier: format!("suppliers/{}", profile["id"].as_str().unwrap()),
            before: profile["version"].as_i64().unwrap(),
            asked: 0,
            answered: BTreeSet::new(),
        }
    }

    /// Has its profile checked until there is no answer, and tells of every one that there is.
    async fn check(mut self, url: String, token: String, tell: UnboundedSender<()>) -> Self {
        let client = web_client();
        loop {
            self.asked += 1;
            let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(self.asked);
            let body = json!({ "level": "documents_checked", "on": day });
            let request = client.post(format!("{url}/{}/verification", self.supplier));
            let Ok(answer) = request.bearer_auth(&token).json(&body).send().await else {
                return self;
            };
            json_of(answer, 200).await;
            self.answered.insert(day);
            let _ = tell.send(());
        }
    }

    /// How many events the profile has seen.
    async fn events(&self, server: &Server) -> usize {
        let answer = web_client().get(format!("{}/{}", server.url(), self.supplier)).send().await;
        let version = json_of(answer.unwrap(), 200).await["version"].as_i64().unwrap();
        usize::try_from(version - self.before).unwrap()
    }

    /// Ids of e-mails to its owner, by the day that they tell of.
    fn written(&self, place: &Place) -> BTreeMap<NaiveDate, BTreeSet<String>> {
        let mut written: BTreeMap<NaiveDate, BTreeSet<String>> = BTreeMap::new();
        for letter in letters_in(&place.mail(), &email(self.number)) {
            let mut words = letter.body.split(|letter: char| !"0123456789-".contains(letter));
            let day = words.find_map(|word| word.parse().ok());
            let day = day.unwrap_or_else(|| panic!("{}", letter.body));
            written.entry(day).or_default().insert(letter.headers["message-id"].clone());
        }
        written
    }

    /// Ids by the day that they tell of.
    fn told(&self, received: &[Received]) -> BTreeMap<NaiveDate, BTreeSet<String>> {
        let path = format!("/{}", self.number);
        let mut told: BTreeMap<NaiveDate, BTreeSet<String>> = BTreeMap::new();
        for message in received.iter().filter(|message| message.path == path) {
            let body = message.body();
            assert_eq!(body["type"], "profile_verified");
            let day = body["data"]["facts"]["on"].as_str().unwrap().parse().unwrap();
            told.entry(day).or_default().insert(message.id.clone());
        }
        told
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_is_told_whenever_the_server_dies() {
    let rounds = number_of("KHOP_CRASH_ROUNDS").unwrap_or(50);
    let seed = number_of("KHOP_CRASH_SEED").unwrap_or_else(rand::random);
    println!("{rounds} rounds, KHOP_CRASH_SEED={seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (place, receiver) = (Place::make().await, Receiver::start());
    let mut server = Server::start(&place).await;
    let mut firms = Vec::new();
    for number in 0..FIRMS {
        firms.push(Firm::make(&server, number, &receiver).await);
    }
    let mut behind = 0;
    for _ in 0..rounds {
        let (url, token) = (server.url(), server.sign_in().await);
        let (tell, mut answers) = mpsc::unbounded_channel();
        let check = |firm: Firm| firm.check(url.clone(), token.clone(), tell.clone());
        let tasks: Vec<_> = firms.drain(..).map(|firm| tokio::spawn(check(firm))).collect();
        drop(tell);
        for _ in 0..random.random_range(1..=MOST_ANSWERS) {
            answers.recv().await.expect("everybody stopped before the server did");
        }
        if random.random_bool(0.5) {
            // Before it is told: what is known is in the database only.
            let moment = Duration::from_micros(random.random_range(0..=MOST_DELAY));
            let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
        } else {
            // After it is told, and before that is recorded: it will be told again.
            let before = receiver.received().len();
            let next = receiver.wait_until(|all| all.len() > before);
            tokio::time::timeout(LIMIT, next).await.unwrap();
        }
        server.kill();
        for task in tasks {
            firms.push(task.await.unwrap());
        }
        let answered: usize = firms.iter().map(|firm| firm.answered.len()).sum();
        let received = receiver.received();
        let told: usize = firms.iter().map(|firm| firm.told(&received).len()).sum();
        behind += usize::from(told < answered);
        server = Server::start(&place).await;
    }

    let mut happened = 0;
    for firm in &firms {
        let events = firm.events(&server).await;
        let enough = |all: &Vec<Received>| firm.told(all).len() >= events;
        let waited = tokio::time::timeout(LIMIT, receiver.wait_until(enough)).await;
        let told = firm.told(&receiver.received());
        assert!(waited.is_ok(), "firm {}: {} told of {events}", firm.number, told.len());
        assert_eq!(told.len(), events, "firm {}: told of what never happened", firm.number);
        let lost: Vec<_> = firm.answered.iter().filter(|day| !told.contains_key(day)).collect();
        assert!(lost.is_empty(), "firm {}: lost {lost:?}", firm.number);
        let twice: Vec<_> = told.iter().filter(|(_, ids)| ids.len() > 1).collect();
        assert!(twice.is_empty(), "firm {}: under two ids {twice:?}", firm.number);
        happened += events;
    }
    for firm in &firms {
        let events = firm.events(&server).await;
        let written = written_of(firm, &place, events).await;
        let twice: Vec<_> = written.iter().filter(|(_, ids)| ids.len() > 1).collect();
        assert!(twice.is_empty(), "firm {}: e-mails under two ids {twice:?}", firm.number);
        assert_eq!(written.len(), events, "firm {}: e-mails and events", firm.number);
    }
    // Whatever is still under a lease was received already: wait until nothing is sent any more.
    let log = logs_settled(&server).await;
    let received = receiver.received();
    let ids: BTreeSet<_> = received.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids.len(), happened, "ids and events");
    println!(
        "{happened} events, {} messages, {} ids, {log} delivered by the log; {behind} of {rounds} \
         deaths came before everything was told",
        received.len(),
        ids.len()
    );
    assert!(behind > 0, "every death came too late to show anything");
    assert!(received.len() > ids.len(), "no death came between telling and recording it");
}

/// Waits until there is an e-mail for every event: one that was under lease when the server died is
/// written when the lease has run out.
async fn written_of(
    firm: &Firm,
    place: &Place,
    events: usize,
) -> BTreeMap<NaiveDate, BTreeSet<String>> {
    let (deadline, mut pace) =
        (Instant::now() + LIMIT, tokio::time::interval(Duration::from_millis(250)));
    loop {
        let written = firm.written(place);
        if written.len() >= events {
            return written;
        }
        assert!(Instant::now() < deadline, "firm {}: {} e-mails", firm.number, written.len());
        pace.tick().await;
    }
}

/// Waits until the logs of all webhooks have nothing that waits; how much was delivered.
async fn logs_settled(server: &Server) -> usize {
    let (client, deadline) = (web_client(), Instant::now() + LIMIT);
    let mut delivered = 0;
    for number in 0..FIRMS {
        let token = server.sign_in_as(&email(number), PASSWORD).await;
        let get = |path: String| {
            client.get(format!("{}/{path}", server.url())).bearer_auth(&token).send()
        };
        let hooks = json_of(get("webhooks".to_owned()).await.unwrap(), 200).await;
        let id = hooks["items"][0]["id"].as_str().unwrap().to_owned();
        let mut pace = tokio::time::interval(Duration::from_millis(250));
        let mut cursor = String::new();
        loop {
            let path = format!("webhooks/{id}/deliveries?limit=100{cursor}");
            let page = json_of(get(path).await.unwrap(), 200).await;
            let items = page["items"].as_array().unwrap();
            if items.iter().any(|item| item["state"] == "waiting") {
                assert!(Instant::now() < deadline, "deliveries wait for ever");
                pace.tick().await;
                continue;
            }
            assert!(items.iter().all(|item| item["state"] == "delivered"), "{page}");
            delivered += items.len();
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
    }
    delivered
}
