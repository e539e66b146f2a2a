//! The real program, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::harness::{TestDatabase, web_client};

/// Longest time that the server may take to become ready, or its index to catch up.
const LIMIT: Duration = Duration::from_secs(60);
const EMAIL: &str = "quan-tri@khop.example";
const PASSWORD: &str = "mất điện giữa chừng vẫn còn nguyên";

/// Where the server keeps its things. Outlives every server.
pub(super) struct Place {
    database: TestDatabase,
    folder: tempfile::TempDir,
}

/// What `khop reindex --check` says.
pub(super) struct Report {
    pub(super) published: usize,
    pub(super) indexed: usize,
    pending: usize,
    pub(super) differences: usize,
    pub(super) text: String,
}

impl Place {
    /// An empty one, with an administrator.
    pub(super) async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { database: TestDatabase::create(folder.path()).await, folder };
        let output = place
            .command(&["create-admin", "--email", EMAIL, "--name", "Quản trị"])
            .env("KHOP_ADMIN_PASSWORD", PASSWORD)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", both(&output));
        place
    }

    /// Where e-mails are written.
    pub(super) fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khop"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KHOP_")) {
            command.env_remove(name);
        }
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("KHOP__DATABASE__URL", self.database.url())
            .env("KHOP__INDEX__DIRECTORY", self.folder.path().join("index"))
            .env("KHOP__SERVER__PORT", "0")
            .env("KHOP__SERVER__WORKERS", "2")
            .env("KHOP__LOG__FILTER", "warn")
            .env("KHOP__MAIL__TRANSPORT", "file")
            .env("KHOP__MAIL__DIRECTORY", self.mail())
            .env("KHOP__WEBHOOKS__ALLOW_LOOPBACK", "true")
            .env("KHOP__WEBHOOKS__TIMEOUT_SECONDS", "5")
            .stdin(Stdio::null());
        command
    }

    /// Compares index and database as an operator would, once the index has caught up.
    pub(super) async fn caught_up(&self, server: &Server) -> Report {
        let deadline = Instant::now() + LIMIT;
        loop {
            let mut command = self.command(&["reindex", "--check"]);
            let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
            let report = Report::read(&output.unwrap());
            if report.pending == 0 || report.differences > 0 {
                return report;
            }
            let told = server.told.lock().unwrap().clone();
            assert!(Instant::now() < deadline, "never caught up: {}; {told}", report.text);
        }
    }
}

impl Report {
    fn read(output: &Output) -> Self {
        let text = both(output);
        let last = String::from_utf8_lossy(&output.stdout);
        let last = last.lines().last().unwrap_or_default();
        let numbers: Vec<usize> =
            last.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        let [published, indexed, pending, differences] = numbers[..] else {
            panic!("no report: {text}");
        };
        assert_eq!(output.status.success(), differences == 0, "{text}");
        Self { published, indexed, pending, differences, text }
    }
}

fn both(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    format!("{}{told}", String::from_utf8_lossy(&output.stdout))
}

/// A running server. Dies with this.
pub(super) struct Server {
    child: Child,
    address: String,
    told: Arc<Mutex<String>>,
}

impl Server {
    /// Starts one and waits until it can answer.
    pub(super) async fn start(place: &Place) -> Self {
        let server = Self::launch(place).await;
        let client = web_client();
        let deadline = Instant::now() + LIMIT;
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        loop {
            pace.tick().await;
            let answer = client.get(format!("{}/readyz", server.address)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return server;
            }
            assert!(Instant::now() < deadline, "never ready: {}", server.told.lock().unwrap());
        }
    }

    /// Starts one and waits until it listens.
    pub(super) async fn launch(place: &Place) -> Self {
        let mut child =
            place.command(&["serve"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let told = Arc::new(Mutex::new(String::new()));
        let (tell, address) = oneshot::channel();
        let (stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&told));
        std::thread::spawn(move || {
            let mut tell = Some(tell);
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("listening on ") {
                    drop(tell.take().map(|tell| tell.send(address.to_owned())));
                }
                let mut kept = kept.lock().unwrap();
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        let address = tokio::time::timeout(LIMIT, address).await;
        match address {
            Ok(Ok(address)) => Self { child, address, told },
            _ => {
                let _ = child.kill();
                panic!("it does not listen: {}", told.lock().unwrap());
            }
        }
    }

    /// Where it answers.
    pub(super) fn url(&self) -> String {
        format!("{}/api/v1", self.address)
    }

    /// An access token of the administrator.
    pub(super) async fn sign_in(&self) -> String {
        self.sign_in_as(EMAIL, PASSWORD).await
    }

    /// An access token of somebody.
    pub(super) async fn sign_in_as(&self, email: &str, password: &str) -> String {
        let body = json!({ "email": email, "password": password });
        let url = format!("{}/auth/token", self.url());
        let answer = web_client().post(url).json(&body).send().await.unwrap();
        let answer: Value = answer.error_for_status().unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Ends it with SIGKILL: nothing of it runs any more.
    pub(super) fn kill(mut self) {
        self.end();
        let told = self.told.lock().unwrap();
        assert!(!told.contains("panicked"), "{told}");
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
