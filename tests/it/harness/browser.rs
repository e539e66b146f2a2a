//! A real Chromium without a window, told what to do over the WebDriver protocol (W3C); both the
//! driver and the browser go when it goes.
//!
//! Spoken here in a few lines: one client library switches on a feature of `serde_json` that
//! changes what is tested, the other has a licence that we do not take.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long something may take to appear on a page.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at a page.
const PAUSE: Duration = Duration::from_millis(50);
/// The protocol's own name for a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with a profile of its own.
pub(crate) struct Browser {
    client: reqwest::Client,
    session: String,
    // Dropped before the profile that its browser writes.
    _driver: Driver,
    _profile: tempfile::TempDir,
}

/// Something on a page.
pub(crate) struct Element<'b> {
    browser: &'b Browser,
    id: String,
}

impl Browser {
    /// Starts one. `tests/run` installs what it needs.
    pub(crate) async fn start() -> Self {
        let (driver, port) = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless",
            // Tests may run as root, which the sandbox refuses.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,1600",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({ "goog:chromeOptions": { "args": arguments } });
        let client = super::web_client();
        let mut browser = Self {
            client,
            session: format!("http://127.0.0.1:{port}/session"),
            _driver: driver,
            _profile: profile,
        };
        let begun = browser.tell("", json!({ "capabilities": { "alwaysMatch": wanted } })).await;
        browser.session = format!("{}/{}", browser.session, begun["sessionId"].as_str().unwrap());
        browser
    }

    async fn tell(&self, command: &str, body: Value) -> Value {
        self.ask(command, body).await.unwrap_or_else(|fault| panic!("{command}: {fault}"))
    }

    /// A command and its value; what the driver says against it.
    async fn ask(&self, command: &str, body: Value) -> Result<Value, Value> {
        let url = format!("{}{command}", self.session);
        let answer = self.client.post(url).body(body.to_string()).send().await.unwrap();
        let good = answer.status().is_success();
        let value: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        if good { Ok(value["value"].clone()) } else { Err(value["value"].clone()) }
    }

    /// Opens an address and waits until it is loaded.
    pub(crate) async fn open(&self, address: &str) {
        self.tell("/url", json!({ "url": address })).await;
    }

    /// The first element that a CSS selector finds, as soon as there is one.
    pub(crate) async fn find(&self, css: &str) -> Element<'_> {
        let wanted = json!({ "using": "css selector", "value": css });
        let began = Instant::now();
        let mut pace = tokio::time::interval(PAUSE);
        loop {
            pace.tick().await;
            match self.ask("/element", wanted.clone()).await {
                Ok(found) => {
                    let id = found[ELEMENT].as_str().unwrap().to_owned();
                    return Element { browser: self, id };
                }
                Err(_) if began.elapsed() < PATIENCE => {}
                Err(fault) => panic!("{css}: {fault}"),
            }
        }
    }
}

impl Element<'_> {
    async fn tell(&self, command: &str) -> Value {
        self.browser.tell(&format!("/element/{}/{command}", self.id), json!({})).await
    }

    /// Scrolls to it and clicks, as a person would.
    pub(crate) async fn click(&self) {
        self.tell("click").await;
    }

    /// What of it can be read on the page.
    pub(crate) async fn text(&self) -> String {
        let script = "return arguments[0].innerText";
        let arguments = json!({ "script": script, "args": [{ ELEMENT: self.id }] });
        let text = self.browser.tell("/execute/sync", arguments).await;
        text.as_str().unwrap_or_default().to_owned()
    }
}

/// The process that drives the browser.
struct Driver(Child);

impl Driver {
    fn start() -> (Self, String) {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver: {error}; tests/run installs it"));
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("successfully on port ")?.1.to_owned()))
            .unwrap();
        // It may go on printing: somebody must read, or it would stop.
        std::thread::spawn(move || lines.for_each(drop));
        (Self(driver), port.trim_matches('.').to_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: killed alone, the driver would leave its browser behind. Nothing is to
        // be done where it is gone already.
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}
