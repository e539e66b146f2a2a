//! The stream: over a real port, since it does not end by itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use khop::accounts::{OrganisationKind, offline, sessions};
use khop::db;
use khop::notifications::{Notice, NoticeKind, inbox, tell};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{LIST, ids, told};
use crate::harness::{Cast, PASSWORD, TestApp, web_client};

/// Longest time for an event.
const LIMIT: Duration = Duration::from_secs(20);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<khop::Result<()>>,
}

impl Running {
    /// Stops it as a signal would; streams that are open must not hold it up.
    async fn end(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(LIMIT, self.server).await.unwrap().unwrap().unwrap();
    }
}

fn run(app: &TestApp) -> Running {
    let bound = khop::server::bind(app.app.clone()).unwrap();
    let address = bound.address();
    let (stop, stopped) = oneshot::channel();
    let server = actix_web::rt::spawn(bound.run(async move { drop(stopped.await) }));
    Running { address, stop, server }
}

async fn token(app: &TestApp, name: &str) -> String {
    let email = format!("{name}@example.com");
    let pair = sessions::sign_in(&app.app, &email, &PASSWORD.into(), "192.0.2.1").await.unwrap();
    pair.access_token.expose_secret().to_owned()
}

/// A stream that is being read.
struct Stream {
    answer: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(running: &Running, token: &str, last: Option<&str>) -> Self {
        let url = format!("http://{}/api/v1/notifications/stream", running.address);
        let mut request = web_client().get(url).bearer_auth(token);
        // A browser asks for compression, which would hold events back.
        request = request.header("accept-encoding", "gzip");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut stream = Self { answer, text: String::new() };
        assert_eq!(stream.block().await.unwrap(), "retry: 3000");
        stream
    }

    /// The next block; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                return Some(block);
            }
            let chunk = tokio::time::timeout(LIMIT, self.answer.chunk()).await.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    /// Id and data of the next event, over signs of life.
    async fn event(&mut self) -> (String, Value) {
        loop {
            let block = self.block().await.unwrap();
            let field = |name: &str| {
                let prefix = format!("{name}: ");
                block.lines().find_map(|line| line.strip_prefix(&prefix)).map(str::to_owned)
            };
            let (Some(id), Some(data)) = (field("id"), field("data")) else { continue };
            assert_eq!(field("event").as_deref(), Some("notification"));
            return (id, serde_json::from_str(&data).unwrap());
        }
    }
}

fn request(event: &(String, Value)) -> &str {
    event.1["facts"]["request"].as_str().unwrap()
}

#[actix_web::test]
async fn news_come_in_and_whoever_comes_back_missed_none() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    told(&app, &cast.berta, "before it was opened").await;
    let (running, token) = (run(&app), token(&app, "berta").await);
    let mut stream = Stream::open(&running, &token, None).await;
    told(&app, &cast.boris, "not hers").await;
    told(&app, &cast.berta, "Vỏ nhôm").await;
    let first = stream.event().await;
    assert_eq!(request(&first), "Vỏ nhôm");
    assert_eq!(first.1["title"], "A quote has come in");
    drop(stream);
    told(&app, &cast.berta, "플라스틱 커버").await;
    told(&app, &cast.berta, "ハーネス").await;
    let mut again = Stream::open(&running, &token, Some(&first.0)).await;
    let second = again.event().await;
    assert_eq!((request(&second), request(&again.event().await)), ("플라스틱 커버", "ハーネス"));
    let mut from_the_start = Stream::open(&running, &token, Some("0")).await;
    assert_eq!(request(&from_the_start.event().await), "before it was opened");
    running.end().await;
    while from_the_start.block().await.is_some() {}
}

#[actix_web::test]
async fn a_stream_shows_life_and_ends_with_its_session() {
    let app = TestApp::start_with(|settings| settings.notifications.stream_heartbeat_seconds = 1);
    let app = app.await;
    let _cast = Cast::of(&app).await;
    let (running, token) = (run(&app), token(&app, "sami").await);
    let mut stream = Stream::open(&running, &token, None).await;
    assert_eq!(stream.block().await.unwrap(), ": alive");
    app.stranger().bearing(&token).send_empty("/api/v1/auth/logout").await;
    while let Some(block) = stream.block().await {
        assert_eq!(block, ": alive");
    }
    running.end().await;
}

#[actix_web::test]
async fn streams_are_bounded_and_give_their_place_back() {
    let app = TestApp::start_with(|settings| settings.notifications.streams_per_account = 1).await;
    let cast = Cast::of(&app).await;
    let (running, token) = (run(&app), token(&app, "sami").await);
    let stream = Stream::open(&running, &token, None).await;
    let path = format!("{LIST}/stream?seconds=0");
    let refused = cast.sami.get(&path).await.expect(429);
    assert_eq!((refused.code(), refused.header("retry-after")), ("too_many_attempts", Some("30")));
    assert_eq!(cast.suri.get(&path).await.expect(200).text, "retry: 3000\n\n");
    drop(stream);
    // The server notices when it next writes, or the poll finds the connection closed.
    let freed = async { while cast.sami.get(&path).await.status != 200 {} };
    tokio::time::timeout(Duration::from_secs(40), freed).await.unwrap();
    let wrong = cast.sami.with("last-event-id", "gestern").get(&path).await.expect(422);
    assert_eq!(wrong.faults(), [("Last-Event-ID", "invalid_cursor")]);
    running.end().await;
}

#[actix_web::test]
async fn what_is_committed_late_is_not_missed() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        // SQLite has one writer at a time: nobody can be overtaken.
        return;
    }
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let (_, organisation) = ids(&cast.berta).await;
    let facts = json!({ "request": "overtaken" });
    let kind = NoticeKind::QuoteReceived;
    let notice = Notice { organisation, kind, subject: Uuid::now_v7(), facts };
    let (written, is_written) = oneshot::channel();
    let (commit, may_commit) = oneshot::channel();
    let slow = db::write_tx(&app.app.db, async |txn| {
        tell(txn, notice).await?;
        written.send(()).unwrap();
        may_commit.await.unwrap();
        Ok(())
    });
    let news = async |last: &str| {
        let berta = cast.berta.with("last-event-id", last);
        berta.get(&format!("{LIST}/stream?seconds=0")).await.expect(200).text
    };
    let quick = async {
        is_written.await.unwrap();
        told(&app, &cast.berta, "quick").await;
        let seen = news("0").await;
        assert!(seen.contains("quick") && !seen.contains("overtaken"), "{seen}");
        commit.send(()).unwrap();
    };
    let (slow, ()) = tokio::join!(slow, quick);
    slow.unwrap();
    let seen = news("1").await;
    assert!(seen.contains("id: 2\n") && seen.contains("overtaken"), "{seen}");
    assert!(!seen.contains("quick"), "{seen}");
}

#[actix_web::test]
async fn a_flood_is_numbered_in_order_by_a_few_statements() {
    const FLOOD: usize = 450;
    let app = TestApp::start().await;
    let organisation = app.account("sami", "Cơ khí Sami", OrganisationKind::Supplier).await;
    db::write_tx(&app.app.db, async |txn| {
        for number in 0..FLOOD {
            let facts = json!({ "file": format!("{number}.csv") });
            let kind = NoticeKind::ImportFinished;
            tell(txn, Notice { organisation, kind, subject: Uuid::nil(), facts }).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let actor = offline::acting(&app.app, Some("sami@example.com"), index::Language::Vi).await;
    let actor = actor.unwrap().unwrap();
    let updates = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&updates);
    let mut watched = app.app.clone();
    watched.db.set_metric_callback(move |info| {
        if info.statement.sql.to_ascii_lowercase().starts_with("update") {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let all = inbox::after(&watched, &actor, 0, 1_000).await.unwrap();
    let told: Vec<_> = all.iter().map(|one| one.facts["file"].as_str().unwrap()).collect();
    assert_eq!(told, (0..FLOOD).map(|number| format!("{number}.csv")).collect::<Vec<_>>());
    let numbers: Vec<_> = all.iter().map(|one| one.seq.unwrap()).collect();
    assert_eq!(numbers, (1..=450).collect::<Vec<_>>());
    let updates = updates.load(Ordering::SeqCst);
    assert!((1..=5).contains(&updates), "{updates} updates");
}
