//! Who is never to be introduced to whom. A list stops proposals; a buyer's also hides its requests.

use khop::opportunities::alerts::pass;
use serde_json::{Value, json};

use super::{Deal, id_of, proposed};
use crate::harness::{Cast, Client, TestApp};
use crate::history::bare;
use crate::sourcing::{REQUESTS, housings, opened};
use crate::suppliers::{die_caster, entered};

const BLOCKS: &str = "/api/v1/block-list";

#[actix_web::test]
async fn either_side_stops_an_introduction_and_neither_learns_which() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let sami = entered(&cast.sami, die_caster()).await;
    let suri = entered(&cast.suri, die_caster()).await;
    let request = opened(&cast.berta, housings()).await;
    let empty = cast.berta.get(BLOCKS).await.expect(200);
    assert_eq!((&empty.body["version"], empty.header("etag")), (&json!(0), Some("\"0\"")));
    // What comes twice is kept once.
    let list = json!({ "suppliers": [id_of(&sami), id_of(&sami)] });
    cast.berta.put(BLOCKS, list.clone()).await.expect(428);
    let kept = cast.berta.if_match("\"0\"").put(BLOCKS, list.clone()).await.expect(200);
    assert_eq!(kept.body["suppliers"], json!([id_of(&sami)]));
    cast.berta.if_match("\"0\"").put(BLOCKS, list).await.expect(412);
    // Folded: the supplier writes the name without marks.
    let list = json!({ "buyers": ["berta dien tu", "Berta Điện tử"] });
    let kept = cast.suri.if_match("\"0\"").put(BLOCKS, list).await.expect(200);
    assert_eq!(kept.body["buyers"], json!(["berta dien tu"]));
    let mine = proposed(&cast.berta, &request, &sami).await.expect(409);
    let theirs = proposed(&cast.berta, &request, &suri).await.expect(409);
    assert_eq!(mine.code(), "introduction_blocked");
    let without_id = |text: &str, answer: &crate::harness::Answer| {
        text.replace(answer.body["request_id"].as_str().unwrap(), "")
    };
    assert_eq!(without_id(&mine.text, &mine), without_id(&theirs.text, &theirs));
    proposed(&cast.agnes, &request, &suri).await.expect(409);
    // Lists are one's own.
    assert_eq!(cast.suri.get(BLOCKS).await.body["suppliers"], json!([]));
    assert_eq!(cast.sami.get(BLOCKS).await.body["version"], 0);
    // Taken off, they may meet.
    cast.berta.if_match("*").put(BLOCKS, json!({})).await.expect(200);
    proposed(&cast.berta, &request, &sami).await.expect(201);
    let wrong =
        json!({ "suppliers": ["00000000-0000-0000-0000-000000000000"], "buyers": ["a\u{7}"] });
    let wrong = cast.berta.if_match("*").put(BLOCKS, wrong).await.expect(422);
    assert_eq!(
        wrong.faults(),
        [("buyers[0]", "control_character"), ("suppliers[0]", "unknown_supplier")]
    );
}

/// Blocking one name after another must not tell who an anonymous buyer is.
#[actix_web::test]
async fn blocking_a_name_shows_nothing_of_an_anonymous_buyer() {
    let deal = Deal::start(json!({ "anonymous": true }), json!({})).await;
    let sami = &deal.cast.sami;
    let looks = async || {
        let mut all = String::new();
        for path in [&deal.path, super::LIST, &deal.request, crate::sourcing::REQUESTS] {
            all.push_str(&sami.get(path).await.expect(200).text);
        }
        all
    };
    let before = looks().await;
    for name in ["Berta Điện tử", "보리스 전자"] {
        sami.if_match("*").put(BLOCKS, json!({ "buyers": [name] })).await.expect(200);
        assert_eq!(looks().await, before, "{name}");
    }
}

/// Which suppliers a ranking shows.
fn ranked(ranking: &Value) -> Vec<&str> {
    let results = ranking["results"].as_array().unwrap();
    results.iter().map(|one| one["supplier"].as_str().unwrap()).collect()
}

/// Kind and outcome of what a supplier was told of opportunities, oldest first.
async fn alerted(client: &Client) -> Vec<(String, String)> {
    let list = client.get("/api/v1/notifications?limit=100").await.expect(200).body;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = list["items"].as_array().unwrap().iter().rev();
    items
        .map(|one| (text(&one["kind"]), text(&one["facts"]["outcome"])))
        .filter(|(kind, _)| kind.starts_with("opportunity_"))
        .collect()
}

#[actix_web::test]
async fn whom_a_buyer_blocks_finds_its_requests_no_more() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let Cast { berta, boris, sami, agnes, .. } = &cast;
    let firm = entered(sami, die_caster()).await;
    let held = entered(agnes, die_caster()).await;
    let (request, theirs) = (opened(berta, housings()).await, opened(boris, housings()).await);
    let dealt = opened(berta, housings()).await;
    proposed(berta, &dealt, &firm).await.expect(201);
    pass(&app.app).await.unwrap();
    assert_eq!(alerted(sami).await.len(), 3);
    let fits = async |client: &Client, firm: &str| {
        let path = format!("{firm}/opportunities");
        client.get(&path).await.expect(200).text.contains(id_of(&request))
    };
    assert!(fits(sami, &firm).await && fits(agnes, &held).await);

    let list = json!({ "suppliers": [id_of(&firm), id_of(&held)] });
    berta.if_match("*").put(BLOCKS, list).await.expect(200);
    let nowhere = sami.get(&format!("{REQUESTS}/{}", uuid::Uuid::now_v7())).await.expect(404);
    assert_eq!(bare(&sami.get(&request).await), bare(&nowhere));
    let listed = sami.get(REQUESTS).await.expect(200).text;
    assert!(!listed.contains(id_of(&request)) && listed.contains(id_of(&theirs)));
    assert!(!fits(sami, &firm).await && !fits(agnes, &held).await);
    pass(&app.app).await.unwrap();
    let gone = ("opportunity_gone".to_owned(), "withdrawn".to_owned());
    assert_eq!(alerted(sami).await[3..], [gone.clone(), gone]);
    // Who deals over a request already goes on to read it; an agency brokers for others.
    sami.get(&dealt).await.expect(200);
    agnes.get(&request).await.expect(200);
    suri_is_told_and_ranked(&app, &cast, &request).await;
    for (buyer, shows) in [(berta, false), (boris, true)] {
        let ranking = buyer.post("/api/v1/match", housings()).await.expect(200).body;
        assert_eq!(ranked(&ranking).contains(&id_of(&firm)), shows);
        let own = if shows { &theirs } else { &request };
        let run = buyer.send_empty(&format!("{own}/match-runs?top=3")).await.expect(201).body;
        assert_eq!(ranked(&run).contains(&id_of(&firm)), shows);
        assert_eq!(run["results"][0]["rank"], 1);
    }
    // Taken off, it is there again.
    berta.if_match("*").put(BLOCKS, json!({})).await.expect(200);
    sami.get(&request).await.expect(200);
    pass(&app.app).await.unwrap();
    assert_eq!(alerted(sami).await.len(), 7);
    assert!(fits(sami, &firm).await && fits(agnes, &held).await);
}

/// Whom nobody blocks is untouched.
async fn suri_is_told_and_ranked(app: &TestApp, cast: &Cast, request: &str) {
    let firm = entered(&cast.suri, die_caster()).await;
    pass(&app.app).await.unwrap();
    assert_eq!(alerted(&cast.suri).await.len(), 3);
    cast.suri.get(request).await.expect(200);
    let run = cast.berta.send_empty(&format!("{request}/match-runs?top=1")).await.expect(201).body;
    assert_eq!(ranked(&run), [id_of(&firm)]);
}

/// A database of before profiles on lists had rows of their own.
#[actix_web::test]
async fn lists_that_are_there_already_are_taken_over() {
    use migration::MigratorTrait as _;

    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let firm = entered(&cast.sami, die_caster()).await;
    let other = entered(&cast.suri, die_caster()).await;
    let request = opened(&cast.berta, housings()).await;
    let list = json!({ "suppliers": [id_of(&firm), id_of(&other)], "buyers": ["Ví Dụ"] });
    cast.berta.if_match("*").put(BLOCKS, list).await.expect(200);
    cast.boris.if_match("*").put(BLOCKS, json!({})).await.expect(200);
    migration::Migrator::down(&app.app.db, Some(1)).await.unwrap();
    migration::Migrator::up(&app.app.db, None).await.unwrap();
    cast.sami.get(&request).await.expect(404);
    cast.suri.get(&request).await.expect(404);
    cast.berta.if_match("*").put(BLOCKS, json!({})).await.expect(200);
    cast.sami.get(&request).await.expect(200);
}
