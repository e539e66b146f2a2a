//! The other direction: open requests for a supplier, and the step that opens most.

use serde_json::{Value, json};

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::{sourcing, suppliers};

/// A die caster that says nothing about its machines.
fn silent() -> Value {
    json!({
        "name": "Công ty TNHH Đúc Kín Tiếng",
        "description": "Chuyên đúc áp lực nhôm cho vỏ thiết bị điện tử. Công suất 200.000 sản phẩm/tháng.",
        "province": "Bắc Ninh",
        "certifications": ["ISO 9001"]
    })
}

fn wanted(text: &str) -> Value {
    json!({ "text": text })
}

async fn fits(client: &Client, supplier: &str) -> Answer {
    client.get(&format!("{supplier}/opportunities")).await.expect(200)
}

fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item["sourcing_request"].as_str().unwrap().to_owned()).collect()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[actix_web::test]
async fn open_requests_are_ranked_as_the_buyer_sees_the_supplier() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
    let korean = sourcing::opened(&cast.berta, sourcing::housings()).await;
    let boards = sourcing::opened(&cast.berta, wanted("SMT 基板実装、0402部品")).await;
    let mut hidden = sourcing::housings();
    hidden["visibility"] = json!("agency");
    let hidden = sourcing::opened(&cast.boris, hidden).await;

    let found = fits(&cast.sami.in_language("vi"), &supplier).await;
    assert_eq!(ids(&found), [id_of(&korean)], "{boards} and {hidden} are not for it");
    let one = &found.body["items"][0];
    let run = cast.berta.send_empty(&format!("{korean}/match-runs")).await.expect(201);
    let seen = run.body["results"].as_array().unwrap();
    let seen = seen.iter().find(|one| one["supplier"] == id_of(&supplier)).unwrap();
    assert_eq!(one["verdict"], seen["verdict"]);
    let outcomes = |constraints: &Value| -> Vec<(Value, Value)> {
        let list = constraints.as_array().unwrap().iter();
        list.map(|c| (c["kind"].clone(), c["result"].clone())).collect()
    };
    assert_eq!(outcomes(&one["constraints"]), outcomes(&seen["constraints"]));

    // What is closed or changed is followed at once.
    cast.berta.send_empty(&format!("{korean}/close")).await.expect(200);
    assert_eq!(ids(&fits(&cast.sami, &supplier).await), [""; 0]);
    let again = sourcing::opened(&cast.berta, wanted("Đúc áp lực nhôm, máy từ 350 tấn")).await;
    assert_eq!(ids(&fits(&cast.sami, &supplier).await), [id_of(&again)]);
    let change = wanted("Cần gia công sơn tĩnh điện");
    cast.berta.if_match("*").patch(&again, change).await.expect(200);
    assert_eq!(ids(&fits(&cast.sami, &supplier).await), [""; 0]);
}

#[actix_web::test]
async fn an_anonymous_buyer_stays_so_and_a_passed_deadline_ends_it() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
    let mut body = sourcing::housings();
    body["anonymous"] = json!(true);
    body["text"] = json!("알루미늄 다이캐스팅 하우징을 만들 업체를 찾습니다.");
    body["plant"] = json!("KCN Đồng Văn II, Hà Nam");
    let tomorrow = app.app.today().succ_opt().unwrap();
    body["deadline"] = json!(tomorrow);
    sourcing::opened(&cast.berta, body).await;
    let found = fits(&cast.sami, &supplier).await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(found.body["items"][0].get("buyer"), None);
    assert!(!found.text.contains("SEV-2026-0412"));
    assert!(!found.text.contains("\"distance\""), "where its plant stands: {}", found.text);
    app.pass(chrono::TimeDelta::days(2));
    let sami = app.signed_in("sami").await;
    assert_eq!(ids(&fits(&sami, &supplier).await), [""; 0]);
}

#[actix_web::test]
async fn the_step_that_opens_most_is_told_first() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, silent()).await;
    for text in [
        "Đúc áp lực nhôm, lực kẹp từ 650 tấn, sản lượng 30.000 cái/tháng",
        "Aluminium die casting, clamping force at least 800 t",
        "アルミダイカスト。IATF 16949必須",
    ] {
        sourcing::opened(&cast.berta, wanted(text)).await;
    }
    let path = format!("{supplier}/next-steps");
    let steps = cast.sami.get(&path).await.expect(200);
    let first = &steps.body["items"][0];
    assert_eq!(first["code"], "clamping_force", "{}", steps.text);
    assert_eq!((&first["asked_by"], &first["opens"]), (&json!(2), &json!(2)));
    assert_eq!(
        first["reach"],
        json!([
            { "figure": 650.0, "unit": "tf", "opens": 1 },
            { "figure": 800.0, "unit": "tf", "opens": 2 }
        ])
    );
    assert_eq!(first["pieces_per_year"], 360_000.0);
    let korean = cast.sami.in_language("ko").get(&path).await.expect(200);
    assert!(korean.body["items"][0]["message"].as_str().unwrap().contains("공개 요청 2건"));
}

/// Requests for agencies only are no supplier's to see; counted alone they would give away that
/// somebody seeks something.
#[actix_web::test]
async fn hidden_requests_count_in_a_crowd_only() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, silent()).await;
    let path = format!("{supplier}/next-steps");
    let hidden = json!({ "text": "Đúc áp lực nhôm, IATF 16949 bắt buộc", "visibility": "agency" });
    let alone = cast.sami.get(&path).await.expect(200).text;
    sourcing::opened(&cast.berta, hidden.clone()).await;
    sourcing::opened(&cast.berta, hidden.clone()).await;
    sourcing::opened(&cast.boris, hidden.clone()).await;
    assert_eq!(cast.sami.get(&path).await.expect(200).text, alone, "two buyers are no crowd");
    let kind = khop::accounts::OrganisationKind::Buyer;
    app.account("bich", "Công ty Điện tử Bích", kind).await;
    let third = app.signed_in("bich").await;
    let third = sourcing::opened(&third, hidden).await;
    let crowd = cast.sami.get(&path).await.expect(200);
    assert_eq!(crowd.body["items"][0]["code"], "IATF_16949");
    assert_eq!(crowd.body["items"][0]["opens"], 4);
    assert_eq!(crowd.body["items"][0]["sourcing_requests"], json!([]));
    assert!(!crowd.text.contains(id_of(&third)));
}

/// Of steps that open as many requests, the one with more pieces a year comes first, however many
/// ask for the other.
#[actix_web::test]
async fn of_equal_steps_the_larger_volume_is_told_first() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, silent()).await;
    for text in [
        "Đúc áp lực nhôm, lực kẹp từ 650 tấn",
        "Đúc áp lực nhôm, lực kẹp từ 800 tấn, bắt buộc IATF 16949",
        "Đúc áp lực nhôm, bắt buộc ISO 14001, sản lượng 30.000 cái/tháng",
    ] {
        sourcing::opened(&cast.berta, wanted(text)).await;
    }
    let steps = cast.sami.get(&format!("{supplier}/next-steps")).await.expect(200);
    let items = steps.body["items"].as_array().unwrap();
    let heads: Vec<_> = items
        .iter()
        .filter(|one| one["opens"] == 1)
        .map(|one| (one["code"].as_str().unwrap(), one["asked_by"].as_u64().unwrap()))
        .collect();
    assert_eq!(heads, [("ISO_14001", 1), ("clamping_force", 2)], "{}", steps.text);
    let last = items.last().unwrap()["message"].as_str().unwrap();
    assert!(last.ends_with(". Open requests that ask for it: 1."), "{last}");
    // A figure that is stated and too small is no silence: it is to be gained.
    let larger = suppliers::entered(&cast.suri, suppliers::die_caster()).await;
    let steps = cast.suri.get(&format!("{larger}/next-steps")).await.expect(200);
    let gain = steps.body["items"].as_array().unwrap().iter().find(|one| one["asked_by"] == 0);
    let message = gain.unwrap()["message"].as_str().unwrap();
    assert!(message.ends_with("open requests that it would open: 1."), "{message}");
}
