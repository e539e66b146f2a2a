//! The server: doors, middleware order, graceful stop.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer, web};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt as _;

use crate::api::{docs, openapi};
use crate::app::App;
use crate::http::{
    catch_panic::catch_panic, deadline::body_deadline, head::head_as_get, idempotency, problem,
    security, unmatched,
};
use crate::notifications::Notifications;
use crate::telemetry::RequestSpan;
use crate::{
    Error, Result, accounts, attachments, db, introductions, notifications, opportunities, sync,
};

/// Connections at most, over all workers.
const MOST_CONNECTIONS: usize = 10_000;
/// How long a stop waits for deliveries that are being sent.
const LAST_POST: Duration = Duration::from_secs(5);

/// Every door, as the server runs them and the tests call them.
///
/// Middleware, from the outside in: span and request id, compression, security headers, errors
/// told as problems, panics caught, body deadline.
pub fn application(
    app: App,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let (doors, _) = ActixApp::new().into_utoipa_app().configure(openapi::routes).split_for_parts();
    doors
        .app_data(web::Data::new(app))
        .route("/.well-known/jwks.json", web::get().to(crate::api::accounts::jwks))
        .configure(docs::routes)
        .default_service(web::to(no_route))
        .wrap(from_fn(head_as_get))
        .wrap(from_fn(body_deadline))
        .wrap(from_fn(catch_panic))
        .wrap(from_fn(problem::render))
        .wrap(from_fn(security::headers))
        .wrap(Compress::default())
        .wrap(TracingLogger::<RequestSpan>::new())
}

async fn no_route(request: HttpRequest) -> std::result::Result<HttpResponse, crate::http::Refusal> {
    unmatched::answer(&request, openapi::document())
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Bound {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
}

/// Another program has the address.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0}:{1} is in use by another program: stop it, or choose another port with --port or \
     KHOP__SERVER__PORT"
)]
pub struct AddressTaken(pub String, pub u16);

/// Takes the address of the settings.
///
/// # Errors
/// [`AddressTaken`] inside [`Error::Internal`] when it is not free; an internal error when it
/// cannot be had for other reasons.
pub fn bind(app: App) -> Result<Bound> {
    let server = &app.settings.server;
    let wanted = (server.bind.as_str(), server.port);
    let listener = TcpListener::bind(wanted).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            return Error::internal(AddressTaken(server.bind.clone(), server.port));
        }
        Error::internal(format!("cannot listen on {}:{}: {error}", wanted.0, wanted.1))
    })?;
    let address = listener.local_addr().map_err(Error::internal)?;
    Ok(Bound { app, listener, address })
}

impl Bound {
    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Opens the index and answers until SIGTERM, SIGINT or `stop`; then lets running requests
    /// finish, and the index its commit, and brings a SQLite database into its one file.
    ///
    /// # Errors
    /// Fails when the server cannot run, or another process holds the index folder.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        let settings = self.app.settings.clone();
        let app = self.app.clone();
        let (index, db) = (app.index.clone(), app.db.clone());
        index.start(&app.db).await?;
        let mut server = HttpServer::new(move || application(app.clone()))
            .client_request_timeout(Duration::from_secs(5))
            .keep_alive(Duration::from_secs(30))
            .shutdown_timeout(settings.server.shutdown_seconds)
            .max_connections(MOST_CONNECTIONS)
            .disable_signals();
        if settings.server.workers > 0 {
            server = server.workers(settings.server.workers);
        }
        let server = server.listen(self.listener).map_err(Error::internal)?.run();
        let caretaker = tokio::spawn(attachments::caretaker::run(self.app.clone()));
        let chaser = tokio::spawn(introductions::deadlines::run(self.app.clone()));
        let caller = tokio::spawn(introductions::calls::run(self.app.clone()));
        let watcher = tokio::spawn(opportunities::alerts::run(self.app.clone()));
        let post = self.app.notifications.clone();
        let stopper = tokio::spawn(stop_on_signal(server.handle(), stop, post.clone()));
        let postman = tokio::spawn(notifications::deliver::run(self.app.clone()));
        let janitor = tokio::spawn(forget_old(self.app));
        let outcome = server.await.map_err(Error::internal);
        stopper.abort();
        janitor.abort();
        chaser.abort();
        caller.abort();
        watcher.abort();
        caretaker.abort();
        post.stop();
        // What it is sending has limits of its own; what is cut off here is sent again.
        if tokio::time::timeout(LAST_POST, postman).await.is_err() {
            tracing::warn!("deliveries were cut off");
        }
        index.stop().await;
        db::settle(&db).await;
        outcome
    }
}

async fn stop_on_signal(
    server: ServerHandle,
    stop: impl Future<Output = ()>,
    post: Arc<Notifications>,
) {
    tokio::select! {
        () = signalled() => tracing::info!("signal received, finishing running requests"),
        () = stop => {}
    }
    // Streams would hold the server up: they end first.
    post.stop();
    server.stop(true).await;
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
        tracing::warn!("cannot listen for signals");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Deletes, every hour, what nobody will ask for again.
async fn forget_old(app: App) {
    let mut hours = tokio::time::interval(Duration::from_secs(3_600));
    loop {
        hours.tick().await;
        let answers = idempotency::forget_old(&app).await;
        let sessions = accounts::sessions::forget_old(&app).await;
        let changes = sync::log::prune(&app.db, app.now(), sync::log::KEEP).await;
        let notices = notifications::forget_old(&app).await;
        if let Err(error) = answers.and(sessions).and(changes).and(notices) {
            tracing::warn!(%error, "cannot forget old rows");
        }
    }
}
