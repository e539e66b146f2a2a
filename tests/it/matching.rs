//! Rankings: shown once, or kept and read back as they were.

use serde_json::{Value, json};

use crate::harness::{Cast, TestApp};
use crate::sourcing::{REQUESTS, housings, opened};
use crate::suppliers::{die_caster, entered};

#[actix_web::test]
async fn one_need_in_five_languages_finds_the_same_supplier() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    let painter = json!({ "name": "Sơn Ví Dụ", "processes": ["sơn tĩnh điện"] });
    entered(&cast.agnes, painter).await;
    let id = path.rsplit('/').next().unwrap();
    for text in [
        "We need an aluminium die casting supplier, IATF 16949 required.",
        "Cần nhà cung cấp đúc áp lực nhôm, bắt buộc có IATF 16949.",
        "알루미늄 다이캐스팅 업체를 찾습니다. IATF 16949 필수.",
        "アルミダイカストの協力会社を探しています。IATF 16949必須。",
        "寻找铝压铸供应商，必须有IATF 16949认证。",
    ] {
        let ranking = cast.berta.post("/api/v1/match", json!({ "text": text })).await.expect(200);
        let first = &ranking.body["results"][0];
        assert_eq!(first["supplier"], id, "{text}");
        assert_eq!(first["verdict"], "qualified", "{text}: {first}");
        assert!(!first["constraints"].as_array().unwrap().is_empty());
    }
    let sami = cast.sami.post("/api/v1/match", json!({ "text": "đúc" })).await;
    assert_eq!(sami.expect(403).code(), "forbidden");
    let empty = cast.berta.post("/api/v1/match", json!({})).await.expect(422);
    assert_eq!(empty.faults(), [("text", "required")]);
    let many = cast.berta.post("/api/v1/match?top=101", housings()).await.expect(422);
    assert_eq!(many.faults(), [("top", "out_of_range")]);
}

#[actix_web::test]
async fn a_run_reads_back_unchanged_and_tells_who_has_changed() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = entered(&cast.sami, die_caster()).await;
    let other = entered(&cast.suri, {
        let mut body = die_caster();
        body["name"] = json!("スリ精密");
        body
    })
    .await;
    let request = opened(&cast.berta, housings()).await;
    let runs = format!("{request}/match-runs");
    let run = cast.berta.in_language("ko").send_empty(&runs).await.expect(201);
    let path = run.header("location").unwrap().to_owned();
    assert_eq!(run.body["results"].as_array().unwrap().len(), 2);
    assert_eq!(run.body["changed_since"], json!([]));
    assert_eq!(run.body["locale"], "ko");
    assert_eq!(run.body["results"][0]["supplier_version"], 1);
    assert_eq!(cast.berta.get(&path).await.expect(200).body, run.body);

    let sami = cast.sami.if_match("*");
    let change = json!({ "description": "Bây giờ chỉ còn mạ kẽm.", "processes": ["mạ kẽm"] });
    sami.patch(&format!("{supplier}?wait_for=indexed"), change).await.expect(200);
    cast.suri.if_match("*").delete(&format!("{other}?wait_for=indexed")).await.expect(204);
    let berta = cast.berta.if_match("*");
    berta.patch(&request, json!({ "text": "Nay cần mạ kẽm." })).await.expect(200);

    let mut later = cast.berta.get(&path).await.expect(200).body;
    let changed = later["changed_since"].take();
    let mut first = run.body.clone();
    first["changed_since"] = Value::Null;
    assert_eq!(later, first);
    let mut changed: Vec<_> =
        changed.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    changed.sort();
    let mut both = [&supplier, &other].map(|path| path.rsplit('/').next().unwrap().to_owned());
    both.sort();
    assert_eq!(changed, both);

    let once = cast.berta.once("run-2");
    let next = once.send_empty(&runs).await.expect(201);
    assert_eq!(once.send_empty(&runs).await.expect(201).body, next.body);
    assert_eq!(next.body["request_version"], 3);
    let listed = cast.berta.get(&runs).await.expect(200);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed.body["items"][0]["id"], next.body["id"]);
}

#[actix_web::test]
async fn runs_are_the_business_of_those_who_made_them() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    let request = opened(&cast.berta, housings()).await;
    let runs = format!("{request}/match-runs");
    let mine = cast.berta.send_empty(&runs).await.expect(201);
    let mine = mine.header("location").unwrap().to_owned();
    let theirs = cast.agnes.send_empty(&runs).await.expect(201);
    let theirs = theirs.header("location").unwrap().to_owned();
    cast.boris.send_empty(&runs).await.expect(404);
    cast.sami.send_empty(&runs).await.expect(403);
    for (path, berta, agnes) in [(&mine, 200, 404), (&theirs, 404, 200)] {
        cast.berta.get(path).await.expect(berta);
        cast.agnes.get(path).await.expect(agnes);
        cast.ada.get(path).await.expect(200);
        cast.boris.get(path).await.expect(404);
        cast.sami.get(path).await.expect(403);
    }
    let elsewhere = opened(&cast.berta, housings()).await;
    let run = mine.rsplit('/').next().unwrap();
    cast.berta.get(&format!("{elsewhere}/match-runs/{run}")).await.expect(404);
    assert!(request.starts_with(REQUESTS));
}

#[actix_web::test]
async fn a_text_is_read_with_its_language_and_its_spans() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let text = "알루미늄 다이캐스팅, IATF 16949 필수";
    let body = json!({ "text": text, "lang": "ko" });
    let read = cast.sami.post("/api/v1/understand", body).await.expect(200);
    let constraints = read.body["constraints"].as_array().unwrap();
    assert!(constraints.iter().any(|entry| entry["kind"] == "certification"));
    for entry in constraints.iter().filter(|entry| entry["span"].is_object()) {
        let at = |end: &str| usize::try_from(entry["span"][end].as_u64().unwrap()).unwrap();
        assert!(text.get(at("start")..at("end")).is_some(), "{entry}");
    }
    let wrong = json!({ "text": "x", "lang": "fr" });
    let wrong = cast.sami.post("/api/v1/understand", wrong).await.expect(422);
    assert_eq!(wrong.faults(), [("lang", "not_one_of")]);
    let long = json!({ "text": "đúc ".repeat(6_000) });
    let long = cast.sami.post("/api/v1/understand", long).await.expect(422);
    assert_eq!(long.faults(), [("text", "too_long")]);
    cast.egon.post("/api/v1/understand", json!({ "text": "đúc" })).await.expect(401);
}

#[actix_web::test]
async fn the_vocabulary_is_open_to_everybody() {
    let app = TestApp::start().await;
    let concepts = app.stranger().get("/api/v1/taxonomy/concepts?q=duc%20ap&lang=ja").await;
    let first = &concepts.expect(200).body["items"][0];
    assert_eq!(first["kind"], "process");
    assert_eq!(first["label"], "ダイカスト");
    let wrong = app.stranger().get("/api/v1/taxonomy/concepts?langue=vi").await.expect(422);
    assert_eq!(wrong.code(), "invalid");
}
