//! E-mails: what is in them, when they come, how they stop, and a mail server that says no.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use khop::config::Settings;
use khop::notifications::deliver::deliver_due;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::{LIST, told};
use crate::harness::{Cast, Client, Letter, TestApp, letters_in};

const SETTINGS: &str = "/api/v1/me/notification-settings";

fn letters_to(app: &TestApp, who: &str) -> Vec<Letter> {
    letters_in(&app.folder().join("mail"), who)
}

async fn wants(client: &Client, email: &str, language: &str) {
    let body = json!({ "email": email, "language": language });
    client.if_match("*").put(SETTINGS, body).await.expect(200);
}

#[actix_web::test]
async fn a_notice_goes_out_at_once_in_the_language_of_its_reader() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    wants(&cast.berta, "at_once", "ko").await;
    told(&app, &cast.berta, "Vỏ nhôm ADC12").await;
    told(&app, &cast.boris, "ハーネス").await;
    assert_eq!(deliver_due(&app.app).await.unwrap(), 2);
    assert_eq!(deliver_due(&app.app).await.unwrap(), 0);

    let [letter] = letters_to(&app, "berta@example.com").try_into().unwrap();
    assert_eq!(letter.headers["subject"], "견적이 도착했습니다");
    assert!(
        letter.body.starts_with("견적이 도착했습니다\n요청: Vỏ nhôm ADC12.\n"),
        "{}",
        letter.body
    );
    assert!(letter.body.contains(letter.link()) && letter.body.contains("\n-- \n"));
    assert_eq!(letter.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    assert_eq!(letter.headers["auto-submitted"], "auto-generated");
    assert!(letter.headers["message-id"].ends_with("@khop.example>"));
    let [english] = letters_to(&app, "boris@example.com").try_into().unwrap();
    assert_eq!(english.headers["subject"], "A quote has come in");
}

#[actix_web::test]
async fn a_digest_tells_the_news_of_a_day_once() {
    let app = TestApp::start_with(|settings| settings.notifications.digest_hour = 6).await;
    let cast = Cast::of(&app).await;
    wants(&cast.berta, "daily", "vi").await;
    told(&app, &cast.berta, "Vỏ nhôm ADC12").await;
    told(&app, &cast.berta, "플라스틱 커버").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(letters_to(&app, "berta").len(), 0);
    app.pass(TimeDelta::days(1));
    assert_eq!(deliver_due(&app.app).await.unwrap(), 2);
    assert_eq!(deliver_due(&app.app).await.unwrap(), 0);
    let [letter] = letters_to(&app, "berta").try_into().unwrap();
    assert!(letter.headers["subject"].starts_with("Tin mới ngày 20"), "{letter:?}");
    assert!(letter.body.contains("Vỏ nhôm ADC12") && letter.body.contains("플라스틱 커버"));
}

#[actix_web::test]
async fn one_click_stops_e_mails_and_looking_does_not() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    wants(&cast.berta, "at_once", "ja").await;
    told(&app, &cast.berta, "Vỏ nhôm").await;
    deliver_due(&app.app).await.unwrap();
    let [letter] = letters_to(&app, "berta").try_into().unwrap();
    let base = &app.app.settings.server.public_url;
    let path = letter.link().strip_prefix(base.as_str()).unwrap();

    let page = cast.egon.get(path).await.expect(200);
    assert!(
        page.text.contains("<html lang=\"ja\">") && page.text.contains("<form method=\"post\">")
    );
    assert!(!page.text.contains("berta"), "{}", page.text);
    assert_eq!(cast.berta.get(SETTINGS).await.body["email"], "at_once");

    let body = Some(b"List-Unsubscribe=One-Click".to_vec());
    let form = cast.egon.with("content-type", "application/x-www-form-urlencoded");
    for _ in 0..2 {
        form.send(actix_web::http::Method::POST, path, body.clone()).await.expect(200);
    }
    let now = cast.berta.get(SETTINGS).await.expect(200);
    assert_eq!(now.body, json!({ "email": "never", "language": "ja" }));
    told(&app, &cast.berta, "Khay nhựa").await;
    deliver_due(&app.app).await.unwrap();
    assert_eq!(letters_to(&app, "berta").len(), 1);
    // In the app it is there all the same.
    assert_eq!(cast.berta.get(LIST).await.body["unread"], 2);

    // A letter of the signature, which follows the 22 letters of the account.
    let mut letters: Vec<char> = path.chars().collect();
    let at = letters.len() - 10;
    letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
    let forged: String = letters.into_iter().collect();
    let missing = cast.egon.get("/api/v1/notifications/unsubscribe?token=AAAA").await.expect(404);
    assert_eq!(cast.egon.send_empty(&forged).await.expect(404).body["code"], missing.body["code"]);
}

#[actix_web::test]
async fn settings_are_changed_by_version() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let before = cast.sami.get(SETTINGS).await.expect(200);
    assert_eq!(before.body, json!({ "email": "at_once", "language": "en" }));
    let tag = before.header("etag").unwrap().to_owned();
    let body = json!({ "email": "daily", "language": "vi" });
    cast.sami.put(SETTINGS, body.clone()).await.expect(428);
    let after = cast.sami.if_match(&tag).put(SETTINGS, body.clone()).await.expect(200);
    cast.sami.if_match(&tag).put(SETTINGS, body).await.expect(412);
    assert_eq!(cast.sami.get(SETTINGS).await.header("etag"), after.header("etag"));
    let wrong = json!({ "email": "hourly", "language": "fr", "emial": 1 });
    let wrong = cast.sami.if_match("*").put(SETTINGS, wrong).await.expect(422);
    let paths: Vec<_> = wrong.faults().into_iter().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(paths, ["email", "emial", "language"]);
    assert_eq!(cast.suri.get(SETTINGS).await.body["email"], "at_once");
}

#[actix_web::test]
async fn a_person_who_may_not_act_gets_no_e_mail() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    told(&app, &cast.sami, "Vỏ nhôm").await;
    let (_, organisation) = super::ids(&cast.sami).await;
    let path = format!("/api/v1/admin/organisations/{organisation}/suspend");
    cast.ada.send_empty(&path).await.expect(200);
    deliver_due(&app.app).await.unwrap();
    assert_eq!(letters_to(&app, "sami").len(), 0);
}

/// A mail server that takes letters, or answers `RCPT` as it is told to.
struct MailServer {
    port: u16,
    letters: Arc<Mutex<Vec<String>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl MailServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (letters, refusal) = (Arc::default(), Arc::default());
        let server = Self { port, letters: Arc::clone(&letters), refusal: Arc::clone(&refusal) };
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (letters, refusal) = (Arc::clone(&letters), Arc::clone(&refusal));
                actix_web::rt::spawn(converse(stream, letters, refusal));
            }
        });
        server
    }

    fn settings(&self, settings: &mut Settings) {
        settings.mail.transport = "smtp".to_owned();
        settings.mail.smtp_host = "127.0.0.1".to_owned();
        settings.mail.smtp_port = self.port;
        settings.mail.smtp_security = "none".to_owned();
    }
}

async fn converse(
    stream: tokio::net::TcpStream,
    letters: Arc<Mutex<Vec<String>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
) {
    let mut stream = BufReader::new(stream);
    let mut answer = "220 thu.example ESMTP\r\n".to_owned();
    let mut letter: Option<String> = None;
    loop {
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        answer.clear();
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(text) = &mut letter {
            if line == ".\r\n" {
                letters.lock().unwrap().push(letter.take().unwrap());
                answer.push_str("250 taken\r\n");
            } else {
                text.push_str(&line);
            }
            continue;
        }
        let no = *refusal.lock().unwrap();
        answer = match line.split([' ', ':', '\r']).next().unwrap() {
            "EHLO" => "250-thu.example\r\n250 8BITMIME\r\n".to_owned(),
            "RCPT" if no.is_some() => format!("{}\r\n", no.unwrap()),
            "DATA" => {
                letter = Some(String::new());
                "354 go on\r\n".to_owned()
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
    }
}

#[actix_web::test]
async fn a_mail_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    let server = MailServer::start().await;
    let app = TestApp::start_with(|settings| server.settings(settings)).await;
    let cast = Cast::of(&app).await;
    *server.refusal.lock().unwrap() = Some("451 greylisted, try again later");
    told(&app, &cast.berta, "Vỏ nhôm").await;
    assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
    assert_eq!(deliver_due(&app.app).await.unwrap(), 0);
    *server.refusal.lock().unwrap() = None;
    app.pass(TimeDelta::seconds(6));
    assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
    let letters = server.letters.lock().unwrap().clone();
    let [raw] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(Letter::parse(raw).headers["to"], "berta <berta@example.com>");

    *server.refusal.lock().unwrap() = Some("550 no such mailbox");
    told(&app, &cast.berta, "Khay nhựa").await;
    assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
    app.pass(TimeDelta::days(3));
    assert_eq!(deliver_due(&app.app).await.unwrap(), 0);
    assert_eq!(server.letters.lock().unwrap().len(), 1);
}
