//! Each role at each stage, by the real state machine.

use chrono::TimeDelta;
use khop::introductions::deadlines;
use serde_json::json;
use uuid::Uuid;

use super::{end, kept, listed};
use crate::harness::{Cast, Client, TestApp};
use crate::introductions::{Deal, LIST, id_of};
use crate::sourcing::{REQUESTS, housings};

/// A file of each stage, and the deal that opens them.
struct Files {
    deal: Deal,
    files: [String; 3],
}

impl Files {
    async fn of(deal: Deal) -> Self {
        let mut files = Vec::new();
        for stage in ["teaser", "introduced", "confidential"] {
            files.push(kept(&deal.cast.berta, &deal.request, stage).await);
        }
        Self { deal, files: files.try_into().unwrap() }
    }

    /// How many of the stages somebody reads; list and download must agree.
    async fn open_to(&self, client: &Client) -> usize {
        let list = listed(client, &self.deal.request).await;
        for (at, file) in self.files.iter().enumerate() {
            let read = client.get(file).await;
            let expected = if at < list.len() { 200 } else { 404 };
            assert_eq!(read.status.as_u16(), expected, "{at}: {}", read.text);
            assert_eq!(list.get(at).is_some(), list.iter().any(|it| it["id"] == id_of(file)));
        }
        list.len()
    }

    async fn everybody(&self) -> [usize; 5] {
        let cast = &self.deal.cast;
        let mut open = [0; 5];
        for (at, client) in
            [&cast.berta, &cast.ada, &cast.sami, &cast.suri, &cast.agnes].into_iter().enumerate()
        {
            open[at] = self.open_to(client).await;
        }
        for outside in [&cast.boris, &cast.egon] {
            let status = outside.get(&self.files[0]).await.status.as_u16();
            assert!([401, 404].contains(&status), "{status}");
        }
        open
    }
}

#[actix_web::test]
async fn files_open_as_the_suppliers_own_introduction_comes_further_and_close_with_it() {
    let ask = json!({ "ask_confidentiality": true });
    let files = Files::of(Deal::start(json!({}), ask).await).await;
    let (berta, sami) = (&files.deal.cast.berta, &files.deal.cast.sami);
    assert_eq!(files.everybody().await, [3, 3, 1, 1, 1]);
    files.deal.step(sami, "consent").await;
    assert_eq!(files.everybody().await, [3, 3, 2, 1, 1]);
    files.deal.step(berta, "agree_confidentiality").await;
    assert_eq!(files.everybody().await, [3, 3, 2, 1, 1]);
    files.deal.step(sami, "agree_confidentiality").await;
    assert_eq!(files.everybody().await, [3, 3, 3, 1, 1]);
    files.deal.step(berta, "request_quotation").await;
    assert_eq!(files.everybody().await, [3, 3, 3, 1, 1]);
    files.deal.report(sami, end()).await.expect(200);
    assert_eq!(files.everybody().await, [3, 3, 1, 1, 1]);
}

#[actix_web::test]
async fn a_pause_and_a_lapse_take_the_files_away_and_going_on_brings_them_back() {
    let files = Files::of(super::introduced().await).await;
    let (berta, sami) = (&files.deal.cast.berta, &files.deal.cast.sami);
    assert_eq!(files.open_to(sami).await, 2);
    files.deal.report(berta, json!({ "kind": "end", "reason": "paused" })).await.expect(200);
    assert_eq!(files.open_to(sami).await, 1);
    files.deal.step(sami, "resume").await;
    assert_eq!(files.open_to(sami).await, 2);
    // Nobody asks for a quotation: a warning, a grace, then it lapses.
    for _ in 0..3 {
        files.deal.app.pass(TimeDelta::days(40));
        deadlines::pass(&files.deal.app.app).await.unwrap();
    }
    let sami = &files.deal.app.signed_in("sami").await;
    assert_eq!(files.deal.seen(sami).await["standing"], "lapsed");
    assert_eq!(files.open_to(sami).await, 1);
}

#[actix_web::test]
async fn an_agency_reads_what_goes_through_it_and_no_more_than_its_supplier() {
    let deal = Deal::plain().await;
    let mut body = housings();
    body["visibility"] = json!("agency");
    let request = crate::sourcing::opened(&deal.cast.berta, body).await;
    deal.app.account("anton", "Trung tâm Anton", khop::accounts::OrganisationKind::Agency).await;
    let (agnes, anton) = (&deal.cast.agnes.clone(), &deal.app.signed_in("anton").await);
    let proposal = json!({
        "sourcing_request": id_of(&request), "supplier": id_of(&deal.supplier),
        "ask_confidentiality": true
    });
    let made = agnes.post(LIST, proposal).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    let deal = Deal { request, path, ..deal };
    let files = Files::of(deal).await;
    let (berta, sami) = (&files.deal.cast.berta, &files.deal.cast.sami);
    let open = async || [files.open_to(agnes).await, files.open_to(anton).await];
    // Proposing alone opens nothing.
    assert_eq!(open().await, [1, 1]);
    files.deal.step(sami, "consent").await;
    files.deal.step(berta, "consent").await;
    assert_eq!((open().await, files.open_to(sami).await), ([2, 1], 2));
    files.deal.step(sami, "agree_confidentiality").await;
    files.deal.step(berta, "agree_confidentiality").await;
    assert_eq!((open().await, files.open_to(sami).await), ([3, 1], 3));
    files.deal.report(agnes, json!({ "kind": "end", "reason": "no_reply" })).await.expect(200);
    assert_eq!(open().await, [1, 1]);
    // To the supplier the request is not there any more, and neither are its files.
    sami.get(&files.files[1]).await.expect(404);
}

#[actix_web::test]
async fn what_one_may_not_see_is_answered_as_what_is_not_there() {
    let files = Files::of(super::introduced().await).await;
    let cast = &files.deal.cast;
    let draft = cast.berta.post(REQUESTS, housings()).await.expect(201);
    let draft = draft.header("location").unwrap().to_owned();
    let hidden = kept(&cast.berta, &draft, "teaser").await;
    let of = async |client: &Client, path: &str| {
        let answer = client.get(path).await.expect(404);
        let id = answer.body["request_id"].as_str().unwrap().to_owned();
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| name != "x-request-id");
        headers.sort_unstable();
        (answer.text.replace(&id, ""), headers)
    };
    let nowhere = format!("{}/attachments/{}", files.deal.request, Uuid::nil());
    let nowhere = of(&cast.sami, &nowhere).await;
    for (client, path) in [
        (&cast.sami, &files.files[2]),
        (&cast.suri, &files.files[1]),
        (&cast.boris, &files.files[0]),
        (&cast.sami, &hidden),
        (&cast.sami, &hidden.replace(id_of(&draft), &Uuid::nil().to_string())),
        // A file of one request is none of another.
        (&cast.berta, &hidden.replace(id_of(&draft), id_of(&files.deal.request))),
    ] {
        assert_eq!(of(client, path).await, nowhere, "{path}");
    }
    for (client, status) in [(&cast.boris, 404), (&cast.sami, 403), (&cast.agnes, 403)] {
        client.delete(&files.files[1]).await.expect(status);
        super::sent(client, &files.deal.request, "a.pdf", super::PDF, "teaser")
            .await
            .expect(status);
    }
    assert_eq!(files.open_to(&cast.berta).await, 3);
}

#[actix_web::test]
async fn nothing_is_added_to_a_closed_request_and_what_is_there_can_go() {
    let files = Files::of(super::introduced().await).await;
    let berta = &files.deal.cast.berta;
    berta.send_empty(&format!("{}/close", files.deal.request)).await.expect(200);
    let late = super::sent(berta, &files.deal.request, "a.pdf", super::PDF, "teaser").await;
    assert_eq!(late.expect(409).code(), "request_closed");
    // Whoever deals over it still reads it, until the buyer takes it back.
    assert_eq!(files.open_to(&files.deal.cast.sami).await, 2);
    berta.delete(&files.files[1]).await.expect(204);
    berta.delete(&files.files[1]).await.expect(404);
    files.deal.cast.sami.get(&files.files[1]).await.expect(404);
    assert_eq!(listed(&files.deal.cast.sami, &files.deal.request).await.len(), 1);
}

#[actix_web::test]
async fn others_downloads_are_counted_for_the_buyer_only() {
    let deal = super::introduced().await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let file = kept(berta, &deal.request, "introduced").await;
    assert_eq!(listed(berta, &deal.request).await[0]["downloads"], json!({ "count": 0 }));
    berta.get(&file).await.expect(200);
    let first = sami.get(&file).await.expect(200);
    // Neither asking for the head alone nor for what one has is a download.
    let tag = first.header("etag").unwrap();
    sami.with("if-none-match", tag).get(&file).await.expect(304);
    sami.send(actix_web::http::Method::HEAD, &file, None).await.expect(200);
    let downloads = listed(berta, &deal.request).await[0]["downloads"].clone();
    assert_eq!(downloads["count"], 1, "{downloads}");
    assert!(downloads["last_at"].is_string(), "{downloads}");
    sami.get(&file).await.expect(200);
    assert_eq!(listed(&deal.cast.ada, &deal.request).await[0]["downloads"]["count"], 2);
    assert!(listed(sami, &deal.request).await[0].get("downloads").is_none());
    drop::<TestApp>(deal.app);
}

#[actix_web::test]
async fn the_buyer_sees_who_fetched_a_file_and_nobody_else_does() {
    let deal = super::introduced().await;
    let Cast { berta, sami, suri, boris, agnes, ada, .. } = &deal.cast;
    let file = kept(berta, &deal.request, "teaser").await;
    let path = format!("{file}/downloads");
    let seen = async |client: &Client, path: &str| {
        let list = client.get(path).await.expect(200).body["items"].clone();
        let list = list.as_array().unwrap().clone();
        for one in &list {
            let known: Vec<_> = one.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(known.len(), 3, "no person, no identifier: {one}");
        }
        let of = |one: &serde_json::Value, name: &str| one[name].as_str().unwrap().to_owned();
        list.iter().map(|one| (of(one, "organisation"), of(one, "kind"))).collect::<Vec<_>>()
    };
    assert_eq!(seen(berta, &path).await, []);
    for client in [berta, suri, sami, agnes, suri] {
        deal.app.pass(TimeDelta::seconds(1));
        client.get(&file).await.expect(200);
    }
    let one = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
    let all = [
        one("スリ精密", "supplier"),
        one("Trung tâm Xúc tiến Agnes", "agency"),
        one("Công ty TNHH Cơ khí Sami", "supplier"),
        one("スリ精密", "supplier"),
    ];
    assert_eq!(seen(berta, &path).await, all);
    assert_eq!(seen(ada, &path).await, all);
    // Page by page.
    let mut turned = Vec::new();
    let mut next = format!("{path}?limit=3");
    loop {
        turned.extend(seen(berta, &next).await);
        let page = berta.get(&next).await.expect(200).body;
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{path}?limit=3&cursor={cursor}");
    }
    assert_eq!(turned, all);
    // To the others it is as if the file were not there.
    let bare = async |client: &Client, path: &str| {
        let answer = client.get(path).await.expect(404);
        answer.text.replace(answer.body["request_id"].as_str().unwrap(), "")
    };
    let nowhere = format!("{}/attachments/{}/downloads", deal.request, Uuid::nil());
    let nowhere = bare(berta, &nowhere).await;
    for client in [sami, suri, boris, agnes] {
        assert_eq!(bare(client, &path).await, nowhere);
    }
    deal.cast.egon.get(&path).await.expect(401);
    // A file of another request is none of this one.
    let other = crate::sourcing::opened(berta, housings()).await;
    let wrong = format!("{other}/attachments/{}/downloads", id_of(&file));
    assert_eq!(bare(berta, &wrong).await, nowhere);
    // Who got it is known after it was taken back.
    berta.delete(&file).await.expect(204);
    assert_eq!(seen(berta, &path).await, all);
}
