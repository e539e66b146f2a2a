//! A client that writes down what the server answered for, and holds it to that.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use reqwest::header::{ETAG, LOCATION};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::harness::web_client;

/// Suppliers that one client keeps at most; then it only changes them.
const MOST_SUPPLIERS: usize = 25;

/// Enters and changes suppliers until the server is gone.
pub(super) struct Writer {
    number: u64,
    random: ChaCha8Rng,
    suppliers: Vec<Kept>,
    cut_off: Option<CutOff>,
    written: usize,
}

/// A supplier that the server answered for.
struct Kept {
    id: String,
    version: i64,
    description: String,
    /// Written to since it was last compared.
    touched: bool,
}

/// The write that got no answer: it may have happened or not, but never half.
enum CutOff {
    Creation { key: String, body: Value },
    Change { at: usize, description: String },
}

impl Writer {
    pub(super) fn new(number: u64, seed: u64) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed.wrapping_add(number + 1));
        Self { number, random, suppliers: Vec::new(), cut_off: None, written: 0 }
    }

    /// Suppliers that must be there.
    pub(super) fn kept(&self) -> usize {
        self.suppliers.len()
    }

    /// Writes that the server answered for.
    pub(super) fn written(&self) -> usize {
        self.written
    }

    /// Whether its last write got no answer.
    pub(super) fn was_cut_off(&self) -> bool {
        self.cut_off.is_some()
    }

    /// Writes until there is no answer, and tells of every one that there is.
    pub(super) async fn write(
        mut self,
        url: String,
        token: String,
        tell: UnboundedSender<()>,
    ) -> Self {
        let client = web_client();
        loop {
            let create = self.suppliers.is_empty()
                || self.suppliers.len() < MOST_SUPPLIERS && self.random.random_ratio(1, 2);
            let answered = if create {
                let (key, body) = self.creation();
                self.create(&client, &url, &token, key, body).await
            } else {
                self.change(&client, &url, &token).await
            };
            if !answered {
                return self;
            }
            // Nobody counts any more once the server is to die.
            let _ = tell.send(());
        }
    }

    fn creation(&mut self) -> (String, Value) {
        let (number, random) = (self.number, self.random.random::<u64>());
        let body = json!({
            "name": format!("Công ty TNHH Cơ khí Sông Thử {number}-{random:x}"),
            "name_en": format!("Song Thu Precision {number}-{random:x}"),
            "description": self.description(),
            "processes": ["đúc áp lực", "CNC machining"],
            "certifications": [{ "scheme": "ISO 9001:2015" }],
            "province": "Bắc Ninh",
        });
        (format!("{number}-{random:x}"), body)
    }

    fn description(&mut self) -> String {
        let random = self.random.random::<u64>();
        format!("Chuyên đúc áp lực nhôm ADC12, gia công CNC, 다이캐스팅, 精密加工, bản {random:x}")
    }

    /// Enters a supplier; whether there was an answer.
    async fn create(
        &mut self,
        client: &Client,
        url: &str,
        token: &str,
        key: String,
        body: Value,
    ) -> bool {
        let request = client
            .post(format!("{url}/suppliers"))
            .bearer_auth(token)
            .header("Idempotency-Key", &key)
            .json(&body);
        let Ok(answer) = request.send().await else {
            self.cut_off = Some(CutOff::Creation { key, body });
            return false;
        };
        let answer = expect(answer, 201).await;
        let id = answer.headers()[LOCATION].to_str().unwrap().rsplit('/').next().unwrap();
        let description = body["description"].as_str().unwrap().to_owned();
        let (id, version) = (id.to_owned(), version(&answer));
        self.suppliers.push(Kept { id, version, description, touched: true });
        self.written += 1;
        true
    }

    /// Changes one of its suppliers; whether there was an answer.
    async fn change(&mut self, client: &Client, url: &str, token: &str) -> bool {
        let at = self.random.random_range(0..self.suppliers.len());
        let description = self.description();
        let kept = &mut self.suppliers[at];
        let request = client
            .patch(format!("{url}/suppliers/{}", kept.id))
            .bearer_auth(token)
            .header("If-Match", format!("\"{}\"", kept.version))
            .header("Content-Type", "application/merge-patch+json")
            .body(json!({ "description": description }).to_string());
        let Ok(answer) = request.send().await else {
            self.cut_off = Some(CutOff::Change { at, description });
            return false;
        };
        let answer = expect(answer, 200).await;
        kept.version = version(&answer);
        kept.description = description;
        kept.touched = true;
        self.written += 1;
        true
    }

    /// After a restart: repeats the creation that was cut off, whose effect must be one, then
    /// compares what it wrote to since the last time, or all, with what the server now says.
    pub(super) async fn check(&mut self, url: &str, token: &str, all: bool) {
        let client = web_client();
        let mut maybe = None;
        match self.cut_off.take() {
            Some(CutOff::Creation { key, body }) => {
                assert!(self.create(&client, url, token, key, body).await, "no answer");
            }
            Some(CutOff::Change { at, description }) => maybe = Some((at, description)),
            None => {}
        }
        for (at, kept) in self.suppliers.iter_mut().enumerate() {
            let cut_off = maybe.as_ref().is_some_and(|(of, _)| *of == at);
            if !(all || kept.touched || cut_off) {
                continue;
            }
            kept.touched = false;
            let request = client.get(format!("{url}/suppliers/{}", kept.id)).bearer_auth(token);
            let answer = expect(request.send().await.unwrap(), 200).await;
            let tag = version(&answer);
            let body: Value = answer.json().await.unwrap();
            let found = (body["version"].as_i64().unwrap(), body["description"].as_str().unwrap());
            assert_eq!(found.0, tag, "version and ETag differ: {body}");
            match maybe.as_ref().filter(|_| cut_off) {
                Some((_, description)) if found == (kept.version + 1, description) => {
                    kept.version += 1;
                    kept.description.clone_from(description);
                }
                _ => assert_eq!(found, (kept.version, kept.description.as_str()), "{}", kept.id),
            }
        }
    }
}

#[track_caller]
fn version(answer: &Response) -> i64 {
    answer.headers()[ETAG].to_str().unwrap().trim_matches('"').parse().unwrap()
}

async fn expect(answer: Response, status: u16) -> Response {
    if answer.status().as_u16() == status {
        return answer;
    }
    panic!("{} instead of {status}: {:?}", answer.status(), answer.text().await);
}
