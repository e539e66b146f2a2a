//! What organisations are told: in the app, by e-mail, by webhook, on a stream.

mod mail;
mod stream;
mod webhooks;

use actix_web::http::Method;
use chrono::TimeDelta;
use khop::notifications::{Notice, NoticeKind, forget_old, tell};
use khop::{Error, db};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Cast, Client, TestApp};
use crate::{imports, suppliers};

const LIST: &str = "/api/v1/notifications";

/// Account and organisation of somebody.
async fn ids(client: &Client) -> (Uuid, Uuid) {
    let me = client.get("/api/v1/me").await.expect(200).body;
    let id = |value: &Value| value.as_str().unwrap().parse().unwrap();
    (id(&me["id"]), id(&me["organisation"]["id"]))
}

/// Tells somebody's organisation of a quote.
async fn told(app: &TestApp, client: &Client, request: &str) {
    let (_, organisation) = ids(client).await;
    let facts = json!({ "request": request, "counterpart": "Công ty TNHH Đúc Ví Dụ" });
    let kind = NoticeKind::QuoteReceived;
    let notice = Notice { organisation, kind, subject: Uuid::now_v7(), facts };
    db::write_tx(&app.app.db, async |txn| tell(txn, notice).await).await.unwrap();
}

async fn kinds(client: &Client) -> Vec<String> {
    let list = client.get(LIST).await.expect(200).body;
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_claim_is_told_to_whoever_decides_it_and_its_outcome_to_the_claimant() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = suppliers::entered(&cast.agnes, suppliers::die_caster()).await;
    cast.sami.post(&format!("{path}/claim"), json!({})).await.expect(202);

    let list = cast.agnes.in_language("vi").get(LIST).await.expect(200).body;
    let item = &list["items"][0];
    assert_eq!((&list["unread"], &item["kind"]), (&json!(1), &json!("claim_filed")));
    assert_eq!(item["title"], "Một doanh nghiệp nhận hồ sơ do bạn nhập");
    let body = item["body"].as_str().unwrap();
    assert!(body.contains("Cơ khí Ví Dụ") && body.contains("Cơ khí Sami"), "{body}");
    assert!(path.ends_with(item["subject"].as_str().unwrap()));
    for somebody in [&cast.sami, &cast.suri, &cast.berta, &cast.ada] {
        assert_eq!(somebody.get(LIST).await.expect(200).body["items"], json!([]));
    }

    let (_, sami) = ids(&cast.sami).await;
    let decision = json!({ "grant": true });
    cast.agnes.post(&format!("{path}/claims/{sami}"), decision).await.expect(200);
    let korean = cast.sami.in_language("ko").get(LIST).await.expect(200).body;
    assert_eq!(korean["items"][0]["title"], "소유권 신청이 승인되었습니다");
    let chinese = cast.sami.in_language("zh").get(LIST).await.expect(200).body;
    assert_eq!(chinese["items"][0]["title"], "您的认领申请已获同意");
    assert_eq!(korean["items"][0]["facts"]["outcome"], "granted");
}

#[actix_web::test]
async fn a_claim_to_what_no_agency_entered_is_told_to_the_operators() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = suppliers::entered(&cast.ada, suppliers::die_caster()).await;
    cast.sami.post(&format!("{path}/claim"), json!({})).await.expect(202);
    assert_eq!(kinds(&cast.ada).await, ["claim_filed"]);
    assert_eq!(kinds(&cast.agnes).await, [""; 0]);
}

#[actix_web::test]
async fn checks_and_imports_are_told_but_no_trial() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
    let check = json!({ "level": "site_audited", "on": "2026-11-20" });
    cast.agnes.post(&format!("{path}/verification"), check).await.expect(200);
    let list = cast.sami.in_language("ja").get(LIST).await.expect(200).body;
    assert!(
        list["items"][0]["body"].as_str().unwrap().contains("確認の水準：現地監査済み"),
        "{list}"
    );

    for dry_run in ["true", "false"] {
        let file = "name\nCông ty Mới\n".as_bytes();
        let (kind, form) = imports::form("danh-ba.csv", file, &[("dry_run", dry_run)]);
        let agnes = cast.agnes.with("content-type", kind);
        agnes.send(Method::POST, "/api/v1/imports", Some(form)).await.expect(201);
    }
    let list = cast.agnes.get(LIST).await.expect(200).body;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(
        list["items"][0]["body"],
        "File: danh-ba.csv.\n1 rows: 1 new, 0 changed, 0 left out."
    );
}

#[actix_web::test]
async fn what_is_rolled_back_was_never_told() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let (_, organisation) = ids(&cast.sami).await;
    let notice = |facts| Notice {
        organisation,
        kind: NoticeKind::OpportunityNew,
        subject: Uuid::now_v7(),
        facts,
    };
    let outcome = db::write_tx(&app.app.db, async |txn| {
        tell(txn, notice(json!({ "request": "Vỏ nhôm" }))).await?;
        Err::<(), _>(Error::Conflict("email_taken"))
    });
    assert!(matches!(outcome.await, Err(Error::Conflict("email_taken"))));
    assert_eq!(kinds(&cast.sami).await, [""; 0]);
    let no_object = db::write_tx(&app.app.db, async |txn| tell(txn, notice(json!("x"))).await);
    assert!(matches!(no_object.await, Err(Error::Internal(_))));
}

#[actix_web::test]
async fn everybody_reads_for_themselves_page_by_page() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for request in ["Vỏ nhôm", "플라스틱 커버", "ハーネス"] {
        told(&app, &cast.berta, request).await;
    }
    let first = cast.berta.get(&format!("{LIST}?limit=2")).await.expect(200).body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = cast.berta.get(&format!("{LIST}?limit=2&cursor={cursor}")).await.expect(200).body;
    let requests: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|item| item["facts"]["request"].as_str().unwrap())
        .collect();
    assert_eq!(requests, ["ハーネス", "플라스틱 커버", "Vỏ nhôm"]);
    assert_eq!((&first["unread"], second.get("next_cursor")), (&json!(3), None));

    let id = first["items"][1]["id"].as_str().unwrap();
    let read = format!("{LIST}/{id}/read");
    assert_eq!(cast.boris.send_empty(&read).await.expect(404).code(), "not_found");
    cast.berta.send_empty(&read).await.expect(204);
    cast.berta.send_empty(&read).await.expect(204);
    let unread = cast.berta.get(&format!("{LIST}?unread=true")).await.expect(200).body;
    assert_eq!((unread["items"].as_array().unwrap().len(), &unread["unread"]), (2, &json!(2)));

    let until = json!({ "until": second["items"][0]["created_at"] });
    let marked = cast.berta.post(&format!("{LIST}/read"), until).await.expect(200).body;
    assert_eq!(marked["read"], 1);
    let rest = cast.berta.get(&format!("{LIST}?unread=true")).await.expect(200).body;
    assert_eq!(rest["items"][0]["facts"]["request"], "ハーネス");
    cast.berta.get(&format!("{LIST}?unraed=true")).await.expect(422);
    cast.berta.get(&format!("{LIST}?cursor=xx")).await.expect(422);
}

#[actix_web::test]
async fn old_notices_are_forgotten_with_all_that_came_of_them() {
    let app = TestApp::start_with(|settings| settings.notifications.keep_days = 30).await;
    let cast = Cast::of(&app).await;
    told(&app, &cast.berta, "Vỏ nhôm").await;
    app.pass(TimeDelta::days(29));
    assert_eq!(forget_old(&app.app).await.unwrap(), 0);
    app.pass(TimeDelta::days(2));
    assert_eq!(forget_old(&app.app).await.unwrap(), 1);
    // The sign-in of the cast is older than a token lives.
    let berta = app.signed_in("berta").await;
    assert_eq!(kinds(&berta).await, [""; 0]);
    assert_eq!(khop::notifications::deliver::deliver_due(&app.app).await.unwrap(), 0);
}
