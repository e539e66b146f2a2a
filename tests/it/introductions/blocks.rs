//! Who is never to be introduced to whom. A list stops proposals, and shows nothing else.

use serde_json::json;

use super::{Deal, id_of, proposed};
use crate::harness::{Cast, TestApp};
use crate::sourcing::{housings, opened};
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
    let list = json!({ "suppliers": [id_of(&sami)] });
    cast.berta.put(BLOCKS, list.clone()).await.expect(428);
    cast.berta.if_match("\"0\"").put(BLOCKS, list.clone()).await.expect(200);
    cast.berta.if_match("\"0\"").put(BLOCKS, list).await.expect(412);
    // Folded: the supplier writes the name without marks.
    let list = json!({ "buyers": ["berta dien tu"] });
    cast.suri.if_match("\"0\"").put(BLOCKS, list).await.expect(200);
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
