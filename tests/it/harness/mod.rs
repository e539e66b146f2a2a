//! The app under test: a fresh database and index folder each, in process, behind the same doors
//! as the server.
//!
//! SQLite by default; with `TEST_DATABASE_URL` (a PostgreSQL URL that may create databases) the
//! very same tests run on a fresh PostgreSQL database each.

mod browser;
mod cast;
mod client;
mod database;
mod letter;
mod receiver;
mod statements;
mod web;

use std::rc::Rc;
use std::sync::{Arc, Mutex};

use actix_web::dev::Service as _;
use actix_web::test::{self, TestRequest};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use khop::app::{App, Clock};
use khop::config::Settings;

pub(crate) use browser::Browser;
pub(crate) use cast::{Cast, PASSWORD};
pub(crate) use client::{Answer, Client};
pub(crate) use database::TestDatabase;
pub(crate) use letter::{Letter, letters_in};
pub(crate) use receiver::{Answer as Reply, Received, Receiver};
pub(crate) use statements::{Statement, statements};
pub(crate) use web::web_client;

/// What a request goes in and an answer comes out of.
pub(crate) type Door = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

/// The app with its doors, and everything that goes when it goes.
pub(crate) struct TestApp {
    pub(crate) app: App,
    door: Door,
    ahead: Arc<Mutex<TimeDelta>>,
    // Dropped last, in this order.
    _database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// Starts an empty one.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts one with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_ahead(TimeDelta::zero(), change).await
    }

    /// Starts one at a time of its own: what is due depends on weekends and holidays.
    pub(crate) async fn start_on(time: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let time: DateTime<Utc> = time.parse().unwrap();
        Self::start_ahead(time - Utc::now(), change).await
    }

    async fn start_ahead(ahead: TimeDelta, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let mut settings = settings(&database, folder.path());
        change(&mut settings);
        let ahead = Arc::new(Mutex::new(ahead));
        let told = Arc::clone(&ahead);
        let clock = Clock::new(move || Utc::now() + *told.lock().unwrap());
        let app = App::start_at(settings, clock).await.unwrap();
        app.index.start(&app.db).await.unwrap();
        app.index.catch_up(&app.db).await.unwrap();
        let door = door(&app).await;
        Self { app, door, ahead, _database: database, _folder: folder }
    }

    /// A caller whom nobody knows.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(Rc::clone(&self.door))
    }

    /// Address of its database, for another process.
    pub(crate) fn database_url(&self) -> String {
        self._database.url()
    }

    /// Where this app keeps its files.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self._folder.path()
    }

    /// Another process over the same database and folder, with the same clock.
    pub(crate) async fn replica(&self) -> App {
        self.replica_with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn replica_with(&self, change: impl FnOnce(&mut Settings)) -> App {
        let mut settings = (*self.app.settings).clone();
        change(&mut settings);
        App::start_at(settings, self.app.clock.clone()).await.unwrap()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.ahead.lock().unwrap() += time;
    }
}

/// Settings of tests: the defaults, with hashing that costs nothing and no limits in the way.
fn settings(database: &TestDatabase, folder: &std::path::Path) -> Settings {
    let mut settings = Settings::defaults().unwrap();
    settings.database.url = database.url().into();
    settings.database.max_connections = 5;
    settings.index.directory = folder.join("index");
    settings.mail.directory = folder.join("mail");
    settings.attachments.directory = folder.join("attachments");
    // Tests count days from whenever they run.
    settings.introductions.holidays = Vec::new();
    settings.webhooks.allow_loopback = true;
    settings.server.port = 0;
    settings.server.workers = 1;
    settings.accounts.argon2_memory_kib = 8;
    settings.accounts.argon2_iterations = 1;
    settings.throttle.sign_ins_per_minute = 10_000;
    settings.throttle.sign_ins_per_address_per_minute = 10_000;
    settings.throttle.registrations_per_hour = 10_000;
    settings
}

/// A caller whom nobody knows, at the doors of an app.
pub(crate) async fn stranger_at(app: &App) -> Client {
    Client::new(door(app).await)
}

async fn door(app: &App) -> Door {
    let service = Rc::new(test::init_service(khop::server::application(app.clone())).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        async move {
            match service.call(request.to_request()).await {
                Ok(response) => Answer::read(response.into_parts().1).await,
                // What the dispatcher of the server does with an error.
                Err(error) => Answer::read(error.error_response()).await,
            }
        }
        .boxed_local()
    })
}
