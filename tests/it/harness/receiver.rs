//! A receiver of webhooks in the test process: keeps what comes, answers as it is told to.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;
use tokio::sync::watch;

/// A message as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) signature: String,
    pub(crate) text: String,
}

impl Received {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// What the receiver does with the next messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Status(u16),
    /// Keeps the message and never answers.
    Silence,
}

struct Shared {
    received: watch::Sender<Vec<Received>>,
    answer: Mutex<(Answer, Option<String>)>,
}

/// Listens until it is dropped.
pub(crate) struct Receiver {
    shared: Arc<Shared>,
    port: u16,
    handle: ServerHandle,
}

impl Receiver {
    /// Starts one that answers 204. It has a thread of its own: callers may be killed or blocked.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Mutex::new((Answer::Status(204), None));
        let shared = Arc::new(Shared { received: watch::channel(Vec::new()).0, answer });
        let data = web::Data::from(Arc::clone(&shared));
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new().app_data(data.clone()).default_service(web::to(receive))
                });
                let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { shared, port, handle: told.recv().unwrap() }
    }

    /// Where it listens.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Answers so from now on.
    pub(crate) fn answers(&self, answer: Answer) {
        *self.shared.answer.lock().unwrap() = (answer, None);
    }

    /// Answers with a redirect from now on.
    pub(crate) fn redirects(&self, to: String) {
        *self.shared.answer.lock().unwrap() = (Answer::Status(307), Some(to));
    }

    /// Everything that came in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.borrow().clone()
    }

    /// Waits until what came in is enough.
    pub(crate) async fn wait_until(&self, enough: impl FnMut(&Vec<Received>) -> bool) {
        self.shared.received.subscribe().wait_for(enough).await.unwrap();
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // The thread ends it; nobody waits for that.
        drop(self.handle.stop(false));
    }
}

async fn receive(request: HttpRequest, text: String, shared: web::Data<Shared>) -> HttpResponse {
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let received = Received {
        path: request.path().to_owned(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().unwrap_or(0),
        signature: header("webhook-signature"),
        text,
    };
    let answer = shared.answer.lock().unwrap().clone();
    shared.received.send_modify(|all| all.push(received));
    match answer {
        (Answer::Status(status), to) => {
            let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap());
            if let Some(to) = to {
                response.insert_header(("location", to));
            }
            response.finish()
        }
        (Answer::Silence, _) => std::future::pending().await,
    }
}
