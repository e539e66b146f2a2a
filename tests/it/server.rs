//! Over a real port: what only a connection shows.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::harness::{Cast, TestApp};

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<khop::Result<()>>,
}

fn run(app: &TestApp) -> Running {
    let bound = khop::server::bind(app.app.clone()).unwrap();
    let address = bound.address();
    let (stop, stopped) = oneshot::channel();
    let stopped = async move { drop(stopped.await) };
    let server = actix_web::rt::spawn(bound.run(stopped));
    Running { address, stop, server }
}

async fn answer_to(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

#[actix_web::test]
async fn it_answers_and_stops_when_told() {
    let app = TestApp::start().await;
    let running = run(&app);
    let answer =
        answer_to(running.address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    running.stop.send(()).unwrap();
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, running.server).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[actix_web::test]
async fn head_is_answered_as_get_without_its_body() {
    let app = TestApp::start().await;
    let running = run(&app);
    let ask = |method| {
        let request = format!("{method} /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        async move { answer_to(running.address, &request).await }
    };
    let (head, get) = (ask("HEAD").await, ask("GET").await);
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.ends_with("\r\n\r\n"), "{head}");
    let length =
        |answer: &str| answer.lines().find(|l| l.starts_with("content-length")).map(str::to_owned);
    assert_eq!(length(&head), length(&get));
    assert!(length(&head).is_some() && get.len() > head.len());
    drop(running.stop);
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_cut() {
    let app = TestApp::start_with(|settings| settings.server.body_deadline_seconds = 1).await;
    let running = run(&app);
    let request = "POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                   Content-Length: 100\r\n\r\n{";
    let limit = Duration::from_secs(20);
    let answer = tokio::time::timeout(limit, answer_to(running.address, request)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("body_too_slow"), "{answer}");
    drop(running.stop);
}

#[actix_web::test]
async fn a_copy_of_the_database_file_alone_is_whole_after_an_orderly_stop() {
    let app = TestApp::start().await;
    let Some(file) = app.database_url().strip_prefix("sqlite://").map(str::to_owned) else {
        return;
    };
    Cast::of(&app).await;
    let log = format!("{file}-wal");
    let length = || fs::metadata(&log).map_or(0, |file| file.len());
    assert!(length() > 0, "nothing to bring in");
    let running = run(&app);
    running.stop.send(()).unwrap();
    running.server.await.unwrap().unwrap();
    assert_eq!(length(), 0);
}

#[actix_web::test]
async fn a_folder_or_port_in_use_is_said_in_a_plain_sentence() {
    let app = TestApp::start().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let khop = |index: &str, port: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_khop"))
            .args(["serve", "--port", port, "--bind", "127.0.0.1"])
            .current_dir(app.folder())
            .env("KHOP__DATABASE__URL", app.database_url())
            .env("KHOP__INDEX__DIRECTORY", app.folder().join(index))
            .env("KHOP__LOG__FILTER", "error")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(6), "{said}");
        assert!(!said.contains("internal error"), "{said}");
        said
    };
    // This test's own app holds the folder `index`.
    let folder = khop("index", "0");
    assert!(folder.contains("is in use by another process: stop it"), "{folder}");
    let taken = khop("another", &port);
    let sentence = format!("127.0.0.1:{port} is in use by another program: stop it");
    assert!(taken.contains(&sentence), "{taken}");
}
