//! The hook for a virus scanner, with programs that these tests write themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use khop::attachments::caretaker;
use khop::config::Settings;
use serde_json::json;

use super::{PDF, kept, listed, sent};
use crate::harness::{TestApp, stranger_at, web_client};
use crate::introductions::Deal;

/// Finds what the test calls a virus, and insists on being called as it was configured.
const SCANNER: &str = "\
[ \"$1\" = '--no; touch pwned' ] && [ -f \"$2\" ] && [ $# -eq 2 ] || exit 7
if grep -q EICAR \"$2\"; then exit 1; fi
exit 0
";

/// A folder with a program in it, whose name has a space.
struct Program {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Program {
    fn of(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quét virus");
        fs::write(&path, script).unwrap();
        Self { _folder: folder, path }
    }

    fn configure(&self, settings: &mut Settings) {
        let command = format!("/bin/sh \"{}\" \"--no; touch pwned\"", self.path.display());
        settings.attachments.scan_command = command;
        settings.attachments.scan_seconds = 1;
    }
}

async fn deal(program: &Program) -> Deal {
    let app = TestApp::start_with(|settings| program.configure(settings)).await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    deal.reach("introduced").await;
    deal
}

async fn state(deal: &Deal) -> String {
    listed(&deal.cast.sami, &deal.request).await[0]["scan"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn others_get_a_file_once_it_is_clean() {
    let program = Program::of(SCANNER);
    let deal = deal(&program).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let file = kept(berta, &deal.request, "introduced").await;
    assert_eq!(state(&deal).await, "pending");
    for other in [sami, &deal.cast.ada] {
        assert_eq!(other.get(&file).await.expect(409).code(), "attachment_not_clean");
    }
    // That it is not clean is told to those only who may know of it.
    deal.cast.suri.get(&file).await.expect(404);
    berta.get(&file).await.expect(200);
    caretaker::look(&deal.app.app, false).await.unwrap();
    assert_eq!(state(&deal).await, "clean");
    assert_eq!(sami.get(&file).await.expect(200).bytes, PDF);
    assert_eq!(listed(berta, &deal.request).await[0]["downloads"]["count"], 1);
    assert!(!Path::new("pwned").exists());
}

#[actix_web::test]
async fn an_infected_file_reaches_nobody_else_with_or_without_the_scanner() {
    let program = Program::of(SCANNER);
    let deal = deal(&program).await;
    let text = b"X5O!P%@AP EICAR test";
    let sent = sent(&deal.cast.berta, &deal.request, "a.txt", text, "introduced").await;
    let file = sent.expect(201).header("location").unwrap().to_owned();
    caretaker::look(&deal.app.app, false).await.unwrap();
    assert_eq!(state(&deal).await, "infected");
    assert_eq!(deal.cast.sami.get(&file).await.expect(409).code(), "attachment_not_clean");
    let bare = deal.app.replica_with(|settings| settings.attachments.scan_command.clear()).await;
    caretaker::look(&bare, true).await.unwrap();
    let sami = deal.cast.sami.at(&stranger_at(&bare).await);
    assert_eq!(sami.get(&file).await.expect(409).code(), "attachment_not_clean");
}

#[actix_web::test]
async fn a_scanner_that_fails_or_hangs_leaves_the_file_unscanned_until_it_works() {
    for (script, name) in [
        ("kill -SEGV $$\n", "crashes"),
        ("exit 2\n", "says neither"),
        ("exec tail -f /dev/null\n", "hangs"),
    ] {
        let program = Program::of(script);
        let deal = deal(&program).await;
        let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
        caretaker::look(&deal.app.app, false).await.unwrap();
        assert_eq!(state(&deal).await, "unscanned", "{name}");
        deal.cast.sami.get(&file).await.expect(409);
        // What waits is not asked for again at every look.
        fs::write(&program.path, SCANNER).unwrap();
        caretaker::look(&deal.app.app, false).await.unwrap();
        assert_eq!(state(&deal).await, "unscanned", "{name}");
        caretaker::look(&deal.app.app, true).await.unwrap();
        assert_eq!(state(&deal).await, "clean", "{name}");
        deal.cast.sami.get(&file).await.expect(200);
    }
}

#[actix_web::test]
async fn a_scanner_that_is_not_there_passes_nothing() {
    let nowhere = |settings: &mut Settings| {
        settings.attachments.scan_command = "/nowhere/scanner".to_owned();
    };
    let app = TestApp::start_with(nowhere).await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    deal.reach("introduced").await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    caretaker::look(&deal.app.app, true).await.unwrap();
    assert_eq!(state(&deal).await, "unscanned");
    deal.cast.sami.get(&file).await.expect(409);
}

#[actix_web::test]
async fn a_process_that_dies_before_the_scan_leaves_it_to_the_next() {
    let program = Program::of(SCANNER);
    let deal = deal(&program).await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    assert_eq!(state(&deal).await, "pending");
    let next = deal.app.replica().await;
    caretaker::look(&next, true).await.unwrap();
    let sami = deal.cast.sami.at(&stranger_at(&next).await);
    sami.get(&file).await.expect(200);
}

#[actix_web::test]
async fn files_from_before_the_scanner_are_scanned_and_without_one_nobody_waits() {
    let app = TestApp::start().await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    deal.reach("introduced").await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    assert_eq!(state(&deal).await, "not_scanned");
    deal.cast.sami.get(&file).await.expect(200);
    let program = Program::of(SCANNER);
    let scanning = deal.app.replica_with(|settings| program.configure(settings)).await;
    let there = stranger_at(&scanning).await;
    deal.cast.sami.at(&there).get(&file).await.expect(409);
    let later = kept(&deal.cast.berta.at(&there), &deal.request, "introduced").await;
    // The scanner is given up before it saw either.
    caretaker::look(&deal.app.app, true).await.unwrap();
    assert_eq!(listed(&deal.cast.sami, &deal.request).await[1]["scan"], "not_scanned");
    deal.cast.sami.get(&later).await.expect(200);
    caretaker::look(&scanning, true).await.unwrap();
    for file in [file, later] {
        deal.cast.sami.at(&there).get(&file).await.expect(200);
    }
}

#[actix_web::test]
async fn a_running_server_scans_by_itself() {
    let program = Program::of(SCANNER);
    let deal = deal(&program).await;
    let bound = khop::server::bind(deal.app.app.clone()).unwrap();
    let base = format!("http://{}", bound.address());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = actix_web::rt::spawn(bound.run(async move { drop(stopped.await) }));
    let (kind, form) = super::form("a.pdf", PDF, Some("application/pdf"), &[]);
    let web = web_client();
    let sent = web
        .post(format!("{base}{}/attachments", deal.request))
        .header("authorization", deal.cast.berta.header("authorization").unwrap())
        .header("content-type", kind)
        .body(form);
    assert_eq!(sent.send().await.unwrap().status().as_u16(), 201);
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    let scanned = async {
        while state(&deal).await != "clean" {
            looks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), scanned).await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}
