//! Over a real port: what only a connection shows.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::harness::TestApp;

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
