//! Logs tell what happened, not to whom: no address, no password, no token.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::attachments;
use crate::harness::TestApp;
use crate::introductions::Deal;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[actix_web::test]
async fn nobody_is_named_and_no_secret_is_told() {
    // With one subscriber alive, tracing asks only the thread that meets an event first whether
    // anybody listens, and remembers a "no" of some other test for good. With two it asks both.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let lines = Lines::default();
    let logs = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
    let logs = logs.with_writer(lines.clone()).finish();
    let _guard = tracing::subscriber::set_default(logs);

    let app = TestApp::start().await;
    let egon = app.stranger();
    let (email, password) = ("tran.thi.hoa@example.com", "cầu Long Biên mưa phùn");
    let body = json!({
        "email": email, "password": password, "name": "Trần Thị Hoa",
        "organisation": { "name": "Công ty Hoa", "kind": "buyer" }
    });
    egon.post("/api/v1/auth/register", body).await.expect(201);
    let credentials = json!({ "email": email, "password": password });
    let tokens = egon.post("/api/v1/auth/token", credentials).await.expect(200).body;
    let wrong = json!({ "email": email, "password": "sai mật khẩu rồi" });
    egon.post("/api/v1/auth/token", wrong).await.expect(401);
    let her = egon.bearing(tokens["access_token"].as_str().unwrap());
    her.get("/api/v1/me?note=rieng-tu").await.expect(200);
    her.post("/api/v1/auth/logout", Value::Null).await.expect(204);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for event in
        ["registered", "signed in", "sign-in refused", "signed out", "request_id", "/api/v1/me"]
    {
        assert!(text.contains(event), "'{event}' is not in:\n{text}");
    }
    let secrets = [
        email,
        password,
        "Hoa",
        "sai mật khẩu",
        "rieng-tu",
        "argon2",
        "PRIVATE KEY",
        tokens["access_token"].as_str().unwrap(),
        tokens["refresh_token"].as_str().unwrap(),
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "'{secret}' is in:\n{text}");
    }
}

#[actix_web::test]
async fn nothing_of_a_specification_is_told() {
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let lines = Lines::default();
    let logs = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
    let logs = logs.with_writer(lines.clone()).finish();
    let _guard = tracing::subscriber::set_default(logs);

    let change = json!({ "details": "mật danh ĐÀN-BẦU-7", "details_from": "introduced" });
    let deal = Deal::start(change, json!({})).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let secret = [attachments::PDF, b"% KIM-LONG-9\n%%EOF\n"].concat();
    let sent = attachments::sent(berta, &deal.request, "Sáo Trúc.pdf", &secret, "introduced");
    let sent = sent.await.expect(201);
    let wrong = attachments::sent(berta, &deal.request, "Sáo Trúc.png", &secret, "introduced");
    wrong.await.expect(422);
    deal.reach("introduced").await;
    sami.get(&deal.request).await.expect(200);
    let file = sent.header("location").unwrap();
    sami.get(file).await.expect(200);
    // A lost file is logged by its identifier.
    let folder = deal.app.folder().join("attachments");
    std::fs::remove_dir_all(folder).unwrap();
    sami.get(file).await.expect(410);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for event in ["a file is lost", crate::introductions::id_of(file)] {
        assert!(text.contains(event), "'{event}' is not in:\n{text}");
    }
    for secret in ["ĐÀN-BẦU-7", "Sáo Trúc", "KIM-LONG-9"] {
        assert!(!text.contains(secret), "'{secret}' is in:\n{text}");
    }
}
