//! Supplier profiles: entered, found, changed, checked, claimed; and persons who stay private.

use index::Language;
use index::profile::Profile;
use khop::accounts::offline;
use khop::suppliers::import_batch;
use serde_json::{Value, json};

use crate::harness::{Cast, Client, TestApp};

const LIST: &str = "/api/v1/suppliers";
const INDEXED: &str = "/api/v1/suppliers?wait_for=indexed";

/// A die caster of Bắc Ninh with a contact person.
pub(crate) fn die_caster() -> Value {
    json!({
        "name": "Công ty TNHH Cơ khí Ví Dụ",
        "name_en": "Vi Du Precision",
        "lang": "vi",
        "description": "Chuyên đúc áp lực nhôm ADC12, gia công CNC vỏ hộp số.",
        "processes": ["đúc áp lực", "CNC machining"],
        "materials": ["ADC12"],
        "certifications": ["ISO 9001:2015", { "scheme": "IATF 16949", "valid_until": "2027-03-31" }],
        "equipment": ["die casting machine 650T x 4"],
        "province": "Bắc Giang",
        "capacity": "300,000 pcs/month",
        "contacts": [{ "name": "Nguyễn Thị Ví Dụ", "email": "bi-mat@vidu.example", "phone": "0900 000 001" }]
    })
}

/// Enters a profile and waits until it can be found; returns its path.
pub(crate) async fn entered(client: &Client, body: Value) -> String {
    let answer = client.post(INDEXED, body).await.expect(201);
    assert_eq!(answer.header("khop-indexed"), Some("true"));
    answer.header("location").unwrap().to_owned()
}

fn holds_person(text: &str) -> bool {
    ["bi-mat", "0900 000 001", "Nguyễn Thị Ví Dụ"].iter().any(|secret| text.contains(secret))
}

fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_profile_is_found_in_any_language_once_it_is_indexed() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    for filter in [
        "q=%C4%91%C3%BAc%20%C3%A1p%20l%E1%BB%B1c",
        "q=duc%20ap%20luc",
        "q=die%20casting",
        "process=die-casting",
        "process=%EB%8B%A4%EC%9D%B4%EC%BA%90%EC%8A%A4%ED%8C%85",
        "certification=IATF%2016949",
        "province=B%E1%BA%AFc%20Ninh&material=ADC12",
        "verification=self_declared",
    ] {
        let list = cast.egon.get(&format!("{LIST}?{filter}")).await.expect(200);
        assert_eq!(names(&list.body), ["Công ty TNHH Cơ khí Ví Dụ"], "{filter}");
        assert_eq!(list.body["total"], 1, "{filter}");
        let process = &list.body["facets"]["process"];
        assert!(process.as_array().unwrap().iter().any(|facet| facet["code"] == "die-casting"));
    }
    let list = cast.egon.get(&format!("{LIST}?province=C%C3%A0%20Mau")).await.expect(200);
    assert_eq!(list.body["total"], 0);
    let wrong = cast.egon.get(&format!("{LIST}?province=Bavaria&process=xyzzy")).await.expect(422);
    assert_eq!(wrong.faults(), [("process", "unknown_code"), ("province", "unknown_province")]);
}

#[actix_web::test]
async fn persons_are_shown_to_holders_and_administrators_only() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    for (who, client) in cast.columns() {
        let one = client.get(&path).await.expect(200);
        let entitled = matches!(who, "supplier" | "admin");
        assert_eq!(holds_person(&one.text), entitled, "{who}");
        assert_eq!(one.body.get("contacts").is_some(), entitled, "{who}");
        let list = client.get(LIST).await.expect(200);
        assert_eq!(list.body["total"], 1);
        assert!(!holds_person(&list.text), "{who}");
        assert_eq!(client.get(&format!("{LIST}?q=bi-mat")).await.body["total"], 0, "{who}");
    }
    let mine = cast.sami.get(&format!("{LIST}?mine=true")).await.expect(200);
    assert!(!holds_person(&mine.text) && names(&mine.body).len() == 1);
    let need = json!({ "text": "bi-mat@vidu.example Nguyễn Thị Ví Dụ đúc áp lực nhôm" });
    let ranking = cast.berta.post("/api/v1/match", need).await.expect(200);
    let shown = ranking.body["results"].to_string();
    assert!(shown.contains("Cơ khí Ví Dụ"));
    assert!(!shown.contains("bi-mat") && !shown.contains("0900 000 001"));
}

#[actix_web::test]
async fn every_fault_is_told_at_once_in_the_language_of_the_caller() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = die_caster();
    body["certifications"] =
        json!([{ "scheme": "ISO 9001", "valid_from": "2026-01-01", "valid_until": "2025-01-01" }]);
    body["province"] = json!("Bắc Nin");
    body["latitude"] = json!(48.1);
    body["longitude"] = json!(11.6);
    body["tax_code"] = json!("0100047517");
    body["capacity"] = json!("-5 tấn/tháng");
    let wrong = cast.sami.in_language("vi").post(LIST, body).await.expect(422);
    assert_eq!(
        wrong.faults(),
        [
            ("capacity", "negative_number"),
            ("certifications[0].valid_until", "ends_before_it_starts"),
            ("latitude", "outside_vietnam"),
            ("longitude", "outside_vietnam"),
            ("province", "unknown_province"),
            ("tax_code", "tax_code_check_digit"),
        ]
    );
    assert!(wrong.text.contains("Bắc Ninh"), "{}", wrong.text);
    let mut body = die_caster();
    body["proceses"] = json!(["đúc"]);
    body["employees"] = json!(-3);
    let wrong = cast.sami.post(LIST, body).await.expect(422);
    assert_eq!(wrong.faults(), [("employees", "below_minimum"), ("proceses", "misspelt_field")]);
    let mut body = die_caster();
    body["verification"] = json!({ "level": "site_audited" });
    body["confirmed_on"] = json!("2026-01-01");
    let wrong = cast.sami.post(LIST, body).await.expect(422);
    assert_eq!(wrong.faults(), [("confirmed_on", "read_only"), ("verification", "read_only")]);
}

#[actix_web::test]
async fn words_are_kept_composed_and_without_invisible_characters() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let body = json!({ "name": "Cơ kh\u{200b}i\u{301} \u{202e}Ví Dụ", "processes": ["mạ kẽm"] });
    let kept = cast.sami.post(LIST, body).await.expect(201);
    assert_eq!(kept.body["name"], "Cơ khí Ví Dụ");
}

#[actix_web::test]
async fn a_stale_writer_is_told_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    cast.sami.patch(&path, json!({ "moq": "500 cái" })).await.expect(428);
    let first = cast.sami.if_match("\"1\"");
    let after =
        first.patch(&path, json!({ "moq": "500 cái", "materials": null })).await.expect(200);
    assert_eq!(after.header("etag"), Some("\"2\""));
    assert_eq!(after.body["moq"], "500 cái");
    assert!(after.body.get("materials").is_none());
    assert!(holds_person(&after.text), "a patch leaves contacts alone");
    let stale = first.patch(&path, json!({ "moq": "1 cái" })).await.expect(412);
    assert_eq!(stale.code(), "stale_version");
    first.put(&path, die_caster()).await.expect(412);
    let replaced = cast.sami.if_match("\"2\"").put(&path, json!({ "name": "Mới" })).await;
    let replaced = replaced.expect(200);
    assert_eq!(replaced.body["version"], 3);
    assert!(replaced.body.get("processes").is_none());
    assert_eq!(replaced.body["status"], "published");
}

#[actix_web::test]
async fn a_repeated_post_has_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let agnes = cast.agnes.once("lần-1".replace('ầ', "a").as_str());
    let first = agnes.post(LIST, die_caster()).await.expect(201);
    let again = agnes.post(LIST, die_caster()).await.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    agnes.post(LIST, json!({ "name": "Khác" })).await.expect(422);
    let mine = cast.agnes.get(&format!("{LIST}?mine=true")).await.expect(200);
    assert_eq!(names(&mine.body).len(), 1);
}

#[actix_web::test]
async fn drafts_and_withdrawn_profiles_are_not_there_for_others() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = die_caster();
    body["status"] = json!("draft");
    let path = entered(&cast.sami, body).await;
    let missing = cast.suri.get("/api/v1/suppliers/00000000-0000-7000-8000-000000000000").await;
    for client in [&cast.egon, &cast.suri, &cast.berta, &cast.agnes] {
        let hidden = client.get(&path).await.expect(404);
        assert_eq!(hidden.body["detail"], missing.body["detail"]);
        assert_eq!(hidden.body["title"], missing.body["title"]);
    }
    cast.suri.if_match("*").put(&path, die_caster()).await.expect(404);
    let publish = format!("{path}?wait_for=indexed");
    let sami = cast.sami.if_match("*");
    sami.patch(&publish, json!({ "status": "published" })).await.expect(200);
    cast.egon.get(&path).await.expect(200);
    assert_eq!(cast.egon.get(LIST).await.body["total"], 1);
    cast.suri.if_match("*").put(&path, die_caster()).await.expect(403);
    sami.delete(&publish).await.expect(204);
    cast.egon.get(&path).await.expect(404);
    assert_eq!(cast.egon.get(LIST).await.body["total"], 0);
    assert_eq!(cast.sami.get(&path).await.expect(200).body["status"], "withdrawn");
}

#[actix_web::test]
async fn a_supplier_has_one_profile_and_a_tax_code_one_firm() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = die_caster();
    body["tax_code"] = json!("0100047516");
    entered(&cast.sami, body.clone()).await;
    let second = cast.sami.post(LIST, json!({ "name": "Thứ hai" })).await.expect(409);
    assert_eq!(second.code(), "profile_exists");
    assert_eq!(cast.agnes.post(LIST, body).await.expect(409).code(), "tax_code_taken");
    cast.berta.post(LIST, die_caster()).await.expect(403);
    cast.egon.post(LIST, die_caster()).await.expect(401);
}

#[actix_web::test]
async fn a_check_and_a_confirmation_show_with_their_dates() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    let check = json!({ "level": "site_audited", "on": "2026-01-15", "note": "đã xem nhà máy" });
    let verification = format!("{path}/verification?wait_for=indexed");
    cast.sami.post(&verification, check.clone()).await.expect(403);
    cast.agnes.post(&verification, check).await.expect(200);
    let future = json!({ "level": "site_audited", "on": "2999-01-01" });
    let wrong = cast.agnes.post(&verification, future).await.expect(422);
    assert_eq!(wrong.faults(), [("on", "in_the_future")]);
    cast.suri.post(&format!("{path}/confirm"), Value::Null).await.expect(403);
    cast.sami.post(&format!("{path}/confirm?wait_for=indexed"), Value::Null).await.expect(200);
    let seen = cast.egon.get(&path).await.expect(200);
    assert_eq!(
        seen.body["verification"],
        json!({ "level": "site_audited", "on": "2026-01-15", "by": "Trung tâm Xúc tiến Agnes" })
    );
    assert!(seen.body["confirmed_on"].is_string());
    assert!(!seen.text.contains("nhà máy"));
    let list = cast.egon.get(&format!("{LIST}?verification=site_audited")).await.expect(200);
    assert_eq!(list.body["total"], 1);
}

#[actix_web::test]
async fn a_claim_waits_for_the_agency_which_hands_over_everything() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.agnes, die_caster()).await;
    let claim = format!("{path}/claim");
    cast.berta.post(&claim, json!({})).await.expect(403);
    cast.agnes.post(&claim, json!({})).await.expect(403);
    let waiting = cast.sami.post(&claim, json!({ "note": "của chúng tôi" })).await.expect(202);
    assert_eq!(waiting.body["state"], "pending");
    assert!(!holds_person(&cast.sami.get(&path).await.text));
    cast.sami.if_match("*").put(&path, die_caster()).await.expect(403);
    let claims = cast.agnes.get(&format!("{path}/claims")).await.expect(200);
    let by = claims.body["items"][0]["organisation"].as_str().unwrap().to_owned();
    cast.sami.post(&format!("{path}/claims/{by}"), json!({ "grant": true })).await.expect(403);
    let granted = cast.agnes.post(&format!("{path}/claims/{by}"), json!({ "grant": true })).await;
    assert_eq!(granted.expect(200).body["state"], "granted");
    assert!(holds_person(&cast.sami.get(&path).await.text));
    assert!(!holds_person(&cast.agnes.get(&path).await.text));
    cast.agnes.if_match("*").put(&path, die_caster()).await.expect(403);
    assert_eq!(cast.suri.post(&claim, json!({})).await.expect(409).code(), "already_claimed");
}

#[actix_web::test]
async fn the_same_tax_code_gives_the_profile_but_not_the_persons() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut body = die_caster();
    body["tax_code"] = json!("0100047516");
    let path = entered(&cast.agnes, body).await;
    let register = json!({
        "email": "moi@example.com",
        "password": "cầu Long Biên mưa phùn",
        "name": "Mới",
        "organisation": { "name": "Ví Dụ", "kind": "supplier", "tax_code": "0100047516" }
    });
    cast.egon.post("/api/v1/auth/register", register).await.expect(201);
    let firm = app.signed_in("moi").await;
    let granted = firm.post(&format!("{path}/claim"), json!({})).await.expect(200);
    assert_eq!(granted.body["state"], "granted");
    let own = firm.get(&path).await.expect(200);
    assert_eq!(own.body["contacts"], json!([]));
    let change = json!({ "contacts": [{ "name": "Trần Văn Mới" }] });
    let changed = firm.if_match("*").patch(&path, change).await.expect(200);
    assert_eq!(changed.body["contacts"][0]["name"], "Trần Văn Mới");
}

#[actix_web::test]
async fn a_long_list_is_turned_over_without_repeating() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for number in 0..7 {
        let body = json!({ "name": format!("Xưởng số {number}"), "processes": ["mạ kẽm"] });
        cast.agnes.post(LIST, body).await.expect(201);
    }
    app.app.index.catch_up(&app.app.db).await.unwrap();
    for list in [format!("{LIST}?limit=3&process=plating"), format!("{LIST}?limit=3&mine=true")] {
        let mut seen = Vec::new();
        let mut next = list.clone();
        loop {
            let page = cast.agnes.get(&next).await.expect(200);
            seen.extend(names(&page.body).into_iter().map(str::to_owned));
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            next = format!("{list}&cursor={cursor}");
        }
        seen.sort();
        let all: Vec<_> = (0..7).map(|number| format!("Xưởng số {number}")).collect();
        assert_eq!(seen, all, "{list}");
    }
}

#[actix_web::test]
async fn if_match_takes_what_http_allows_and_says_what_it_cannot_read() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    let patch = json!({ "moq": "500 cái" });
    for wrong in ["1", "\"1", "\"1\" \"2\"", "*, \"1\""] {
        let answer = cast.sami.in_language("ko").if_match(wrong).patch(&path, patch.clone()).await;
        let answer = answer.expect(400);
        assert_eq!(answer.code(), "malformed_if_match", "{wrong}");
        assert!(answer.text.contains("따옴표"), "{}", answer.text);
    }
    for stale in ["\"7\"", "W/\"1\"", "\"7\", \"8\""] {
        cast.sami.if_match(stale).patch(&path, patch.clone()).await.expect(412);
    }
    cast.sami.if_match("\"7\", \"1\"").patch(&path, patch.clone()).await.expect(200);
    cast.sami.if_match("*").patch(&path, patch).await.expect(200);
}

#[actix_web::test]
async fn what_was_read_can_be_sent_back() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    cast.sami.post(&format!("{path}/confirm"), json!(null)).await.expect(200);
    let check = json!({ "level": "documents_checked" });
    cast.agnes.post(&format!("{path}/verification"), check).await.expect(200);
    let sami = cast.sami.if_match("*");
    let read = sami.get(&path).await.expect(200).body;
    assert!(
        read["verification"]["level"] == "documents_checked" && read["track_record"].is_object()
    );
    let put = sami.put(&path, read.clone()).await.expect(200).body;
    let patched = sami.patch(&path, put.clone()).await.expect(200).body;
    for field in ["name", "verification", "confirmed_on", "contacts", "certifications", "status"] {
        assert_eq!(put[field], read[field], "{field}");
        assert_eq!(patched[field], read[field], "{field}");
    }
    // One withdrawn has a status that nobody may ask for.
    sami.delete(&path).await.expect(204);
    let read = sami.get(&path).await.expect(200).body;
    sami.put(&path, read.clone()).await.expect(200);
    // What differs is named.
    let mut other = read;
    other["version"] = json!(99);
    other["created_at"] = json!("2020-01-01T00:00:00Z");
    other["nmae"] = json!("x");
    let answer = sami.put(&path, other).await.expect(422);
    let told = answer.faults();
    for fault in [("created_at", "read_only"), ("nmae", "misspelt_field"), ("version", "read_only")]
    {
        assert!(told.contains(&fault), "{}", answer.text);
    }
}

#[actix_web::test]
async fn what_has_a_door_of_its_own_is_not_removed_by_a_patch() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let path = entered(&cast.sami, die_caster()).await;
    let sami = cast.sami.if_match("*");
    // Nothing there, nothing to refuse.
    sami.patch(&path, json!({ "confirmed_on": null, "fictitious": null })).await.expect(200);
    sami.post(&format!("{path}/confirm"), json!(null)).await.expect(200);
    let check = json!({ "level": "documents_checked" });
    cast.agnes.post(&format!("{path}/verification"), check).await.expect(200);
    let nothing = json!({ "verification": null, "confirmed_on": null, "id": null });
    let answer = sami.patch(&path, nothing).await.expect(422);
    assert_eq!(
        answer.faults(),
        [("confirmed_on", "read_only"), ("id", "read_only"), ("verification", "read_only")]
    );
    let kept = sami.get(&path).await.expect(200).body;
    assert_eq!(kept["verification"]["level"], "documents_checked");
}

#[actix_web::test]
async fn ones_own_profiles_are_found_by_their_words() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for (name, product) in
        [("Công ty Một", "khay nhựa"), ("Công ty Hai", "vỏ nhôm"), ("Ba", "khay nhôm")]
    {
        let body = json!({ "name": name, "products": [product], "status": "draft" });
        cast.agnes.post(LIST, body).await.expect(201);
    }
    let found = async |query: &str| {
        let answer = cast.agnes.get(&format!("{LIST}?mine=true&{query}")).await.expect(200);
        let mut names: Vec<_> = names(&answer.body).into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        (names, answer.body["next_cursor"].as_str().map(str::to_owned))
    };
    assert_eq!(found("q=khay").await.0, ["Ba", "Công ty Một"]);
    assert_eq!(found("q=KHAY%20nhom").await.0, ["Ba"]);
    assert_eq!(found("q=xyz").await, (Vec::new(), None));
    // Page by page nothing is lost and nothing comes twice.
    let (first, cursor) = found("q=khay&limit=1").await;
    let (second, end) = found(&format!("q=khay&limit=1&cursor={}", cursor.unwrap())).await;
    assert_eq!((first, second, end), (vec!["Ba".to_owned()], vec!["Công ty Một".to_owned()], None));
    let both = cast.agnes.get(&format!("{LIST}?mine=true&province=Hu%E1%BA%BF")).await.expect(422);
    assert_eq!(both.faults(), [("province", "not_together")]);
}

#[actix_web::test]
async fn a_list_that_changes_while_it_is_read_misses_and_repeats_nothing() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let profile = |name: String| Profile { name: Some(name), ..Profile::default() };
    let profiles = (0..24).map(|at| profile(format!("Công ty {at:02}"))).collect();
    let actor = offline::acting(&app.app, Some("agnes@example.com"), Language::En).await;
    import_batch(&app.app, &actor.unwrap().unwrap(), profiles, false).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
    let mut seen: Vec<String> = Vec::new();
    let mut gone = Vec::new();
    let mut cursor = String::new();
    for page in 0.. {
        let list = cast.egon.get(&format!("{LIST}?limit=5{cursor}")).await.expect(200).body;
        let ids = list["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        seen.extend(ids.iter().cloned());
        let Some(next) = list["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
        if page == 0 {
            // Three that were read go, the last one among them, and one comes.
            for id in &ids[2..] {
                let path = format!("{LIST}/{id}?wait_for=indexed");
                cast.agnes.if_match("*").delete(&path).await.expect(204);
                gone.push(id.clone());
            }
            entered(&cast.sami, die_caster()).await;
        }
        assert!(page < 10, "it does not end");
    }
    let all = cast.egon.get(&format!("{LIST}?limit=100")).await.expect(200).body;
    let stay = all["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
    let own = cast.sami.get(&format!("{LIST}?mine=true")).await.expect(200).body;
    let new = own["items"][0]["id"].as_str().unwrap().to_owned();
    let mut expected: Vec<String> = stay.map(str::to_owned).filter(|id| *id != new).collect();
    expected.extend(gone);
    expected.sort_unstable();
    seen.retain(|id| *id != new);
    seen.sort_unstable();
    assert_eq!(seen, expected);
}
