//! Alerts: a supplier is told, once and with the reason, when a request newly fits it or no longer
//! does; and told nothing that it may not see.

mod processes;

use chrono::TimeDelta;
use khop::opportunities::alerts::{FEW, MOST, pass};
use serde_json::{Value, json};

use crate::harness::{Cast, Client, Receiver, TestApp};
use crate::{sourcing, suppliers};

const LIST: &str = "/api/v1/notifications?limit=100";

/// A die caster with machines of a tonnage.
fn caster(tons: &[u32]) -> Value {
    let machines: Vec<_> =
        tons.iter().map(|tons| format!("die casting machine {tons}T x 2")).collect();
    json!({
        "name": "Công ty TNHH Đúc Báo Tin",
        "processes": ["đúc áp lực nhôm"],
        "materials": ["ADC12"],
        "equipment": machines,
        "certifications": [{ "scheme": "ISO 9001", "valid_until": "2099-12-31" }],
        "province": "Bắc Ninh"
    })
}

fn housings(tons: u32) -> Value {
    json!({
        "title": "알루미늄 다이캐스팅 부품",
        "required": { "processes": ["die casting"], "specs": [format!("clamping force ≥ {tons} t")] }
    })
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// What an organisation was told of opportunities, oldest first.
async fn told(client: &Client) -> Vec<Value> {
    let list = client.get(LIST).await.expect(200).body;
    let items = list["items"].as_array().unwrap().iter().rev();
    let about = |item: &&Value| item["kind"].as_str().unwrap().starts_with("opportunity_");
    items.filter(about).cloned().collect()
}

/// Kind and outcome of each.
fn heads(told: &[Value]) -> Vec<(&str, &str)> {
    fn head(one: &Value) -> (&str, &str) {
        (one["kind"].as_str().unwrap(), one["facts"]["outcome"].as_str().unwrap_or_default())
    }
    told.iter().map(head).collect()
}

const NEW: &str = "opportunity_new";
const GONE: &str = "opportunity_gone";

async fn changed(client: &Client, path: &str, change: Value) {
    client.if_match("*").patch(path, change).await.expect(200);
}

#[actix_web::test]
async fn a_supplier_is_told_once_in_the_app_and_by_webhook() {
    let (app, receiver) = (TestApp::start().await, Receiver::start());
    let cast = Cast::of(&app).await;
    let hook = json!({ "url": receiver.url(""), "kinds": [NEW] });
    cast.sami.post("/api/v1/webhooks", hook).await.expect(201);
    suppliers::entered(&cast.sami, caster(&[650])).await;
    assert_eq!(pass(&app.app).await.unwrap(), 0);
    let request = sourcing::opened(&cast.berta, housings(650)).await;
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    assert_eq!(pass(&app.app).await.unwrap(), 0);

    let told_sami = told(&cast.sami.in_language("vi")).await;
    assert_eq!(heads(&told_sami), [(NEW, "opened")]);
    assert_eq!(told_sami[0]["subject"], id_of(&request));
    assert_eq!(told_sami[0]["title"], "Một yêu cầu mới phù hợp với hồ sơ của bạn");
    let body = told_sami[0]["body"].as_str().unwrap();
    assert!(
        body.contains("알루미늄 다이캐스팅 부품") && body.contains("đáp ứng mọi yêu cầu bắt buộc"),
        "{body}"
    );
    for somebody in [&cast.suri, &cast.berta, &cast.agnes, &cast.ada] {
        assert_eq!(told(somebody).await, [] as [Value; 0]);
    }
    khop::notifications::deliver::deliver_due(&app.app).await.unwrap();
    let [message] = receiver.received().try_into().unwrap();
    assert_eq!(message.body()["type"], NEW);
    assert_eq!(message.body()["data"]["facts"]["request"], "알루미늄 다이캐스팅 부품");

    // A change that changes nothing for the supplier is not told.
    changed(&cast.berta, &request, json!({ "title": "알루미늄 다이캐스팅 부품 2차" })).await;
    assert_eq!(pass(&app.app).await.unwrap(), 0);
    cast.berta.send_empty(&format!("{request}/close")).await.expect(200);
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    let told_sami = told(&cast.sami).await;
    assert_eq!(heads(&told_sami)[1..], [(GONE, "withdrawn")]);
    assert_eq!(told_sami[1]["body"], "Request: 알루미늄 다이캐스팅 부품 2차.");
}

#[actix_web::test]
async fn what_changed_is_the_reason() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, caster(&[250])).await;
    let request = sourcing::opened(&cast.berta, housings(650)).await;
    assert_eq!(pass(&app.app).await.unwrap(), 0, "a near miss is no news");

    cast.sami.if_match("*").put(&supplier, caster(&[250, 650])).await.expect(200);
    pass(&app.app).await.unwrap();
    changed(&cast.berta, &request, housings(800)).await;
    pass(&app.app).await.unwrap();
    changed(&cast.berta, &request, housings(350)).await;
    pass(&app.app).await.unwrap();
    cast.sami.if_match("*").put(&supplier, caster(&[250])).await.expect(200);
    pass(&app.app).await.unwrap();

    let told_sami = told(&cast.sami).await;
    assert_eq!(
        heads(&told_sami),
        [(NEW, "profile"), (GONE, "request"), (NEW, "request"), (GONE, "profile")]
    );
    let bodies: Vec<&str> = told_sami.iter().map(|one| one["body"].as_str().unwrap()).collect();
    for (body, words) in bodies.iter().zip([
        ["clamping force ≥ 650 tf", "your profile now says"],
        ["clamping force ≥ 800 tf", "your profile says: 650"],
        ["no longer asks for this", "clamping force ≥ 800 tf"],
        ["clamping force ≥ 350 tf", "your profile says: 250"],
    ]) {
        assert!(words.iter().all(|word| body.contains(word)), "{body}");
    }
    let korean = told(&cast.sami.in_language("ko")).await;
    assert!(korean[1]["body"].as_str().unwrap().contains("귀사 프로필 기재"), "{korean:?}");
}

#[actix_web::test]
async fn days_that_pass_are_a_reason() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let today = app.app.today();
    let mut profile = caster(&[650]);
    let last = today + TimeDelta::days(5);
    profile["certifications"] = json!([{ "scheme": "IATF 16949", "valid_until": last }]);
    suppliers::entered(&cast.sami, profile).await;
    let mut certified = housings(650);
    certified["required"]["certifications"] = json!(["IATF 16949"]);
    let certified = sourcing::opened(&cast.berta, certified).await;
    let mut urgent = housings(350);
    urgent["deadline"] = json!(today + TimeDelta::days(2));
    let urgent = sourcing::opened(&cast.berta, urgent).await;
    assert_eq!(pass(&app.app).await.unwrap(), 2);
    for (days, subject, outcome, words) in [
        (3, &urgent, "deadline", String::new()),
        (3, &certified, "day", format!("ran out on {last}")),
    ] {
        app.pass(TimeDelta::days(days));
        assert_eq!(pass(&app.app).await.unwrap(), 1);
        let told = told(&app.signed_in("sami").await).await;
        let one = told.last().unwrap();
        assert_eq!((&one["kind"], &one["facts"]["outcome"]), (&json!(GONE), &json!(outcome)));
        assert_eq!(one["subject"], id_of(subject));
        assert!(one["body"].as_str().unwrap().contains(&words), "{one}");
    }
}

#[actix_web::test]
async fn nobody_is_told_of_what_it_may_not_see() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    suppliers::entered(&cast.sami, caster(&[650])).await;
    // Entered by an agency and claimed by nobody: there is nobody to tell.
    suppliers::entered(&cast.agnes, caster(&[850])).await;
    pass(&app.app).await.unwrap();
    for visibility in ["agency", "invited"] {
        let mut body = housings(650);
        body["visibility"] = json!(visibility);
        sourcing::opened(&cast.berta, body).await;
    }
    cast.berta.post(sourcing::REQUESTS, housings(650)).await.expect(201);
    assert_eq!(pass(&app.app).await.unwrap(), 0, "for agencies, for invitees, a draft");

    let mut body = housings(650);
    body["anonymous"] = json!(true);
    body["plant"] = json!("KCN Yên Phong, Bắc Ninh");
    body["id"] = json!("SEV-2026-0412");
    let request = sourcing::opened(&cast.berta, body).await;
    pass(&app.app).await.unwrap();
    // Hidden and renamed at once: what it is called now is not for suppliers any more.
    let hidden = json!({ "visibility": "invited", "title": "Dự án mật của Berta" });
    changed(&cast.berta, &request, hidden).await;
    pass(&app.app).await.unwrap();
    let told_sami = told(&cast.sami).await;
    assert_eq!(heads(&told_sami), [(NEW, "opened"), (GONE, "withdrawn")]);
    let all = Value::from(told_sami).to_string();
    for secret in ["Berta", "Yên Phong", "SEV-2026", "invited", "anonymous"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    assert_eq!(told(&cast.agnes).await, [] as [Value; 0]);
    // Open to all again, it is news again.
    changed(&cast.berta, &request, json!({ "visibility": "suppliers" })).await;
    assert_eq!(pass(&app.app).await.unwrap(), 1);
}

/// If a list of blocked buyers silenced alerts, a supplier could learn who an anonymous buyer is
/// by blocking one name after another.
#[actix_web::test]
async fn blocking_a_buyer_does_not_give_an_anonymous_one_away() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    suppliers::entered(&cast.sami, caster(&[650])).await;
    let block = json!({ "buyers": ["Berta Điện tử"], "suppliers": [] });
    cast.sami.if_match("*").put("/api/v1/block-list", block).await.expect(200);
    for client in [&cast.berta, &cast.boris] {
        let mut body = housings(650);
        body["anonymous"] = json!(true);
        sourcing::opened(client, body).await;
    }
    assert_eq!(pass(&app.app).await.unwrap(), 2);
}

#[actix_web::test]
async fn a_claim_begins_with_what_fits_and_many_at_once_are_told_as_one() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for tons in 0..=FEW as u32 {
        sourcing::opened(&cast.berta, housings(300 + tons)).await;
    }
    let path = suppliers::entered(&cast.agnes, caster(&[650])).await;
    assert_eq!(pass(&app.app).await.unwrap(), 0);
    cast.sami.post(&format!("{path}/claim"), json!({})).await.expect(202);
    let me = cast.sami.get("/api/v1/me").await.expect(200).body;
    let sami = me["organisation"]["id"].as_str().unwrap().to_owned();
    let grant = json!({ "grant": true });
    cast.agnes.post(&format!("{path}/claims/{sami}"), grant).await.expect(200);
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    let told_sami = told(&cast.sami).await;
    assert_eq!(heads(&told_sami), [(NEW, "many")]);
    assert_eq!(told_sami[0]["subject"], id_of(&path));
    assert_eq!(told_sami[0]["facts"]["count"], FEW + 1);

    // All at once: each with its reason, in the reader's language.
    cast.sami.if_match("*").put(&path, caster(&[250])).await.expect(200);
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    let told_sami = told(&cast.sami).await;
    assert_eq!(heads(&told_sami)[1..], [(GONE, "many")]);
    let turns = told_sami[1]["facts"]["turns"].as_array().unwrap();
    assert_eq!(turns.len(), FEW + 1);
    for tons in 300..=303 {
        let asks = |turn: &&Value| turn["why"]["en"].as_str().unwrap().contains(&tons.to_string());
        let turn = turns.iter().find(asks).unwrap_or_else(|| panic!("{tons}: {turns:?}"));
        assert_eq!(turn["turn"], "profile");
    }
    let korean = told(&cast.sami.in_language("ko")).await;
    let lines: Vec<&str> = korean[1]["body"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), FEW + 3, "{lines:?}");
    assert!(lines[1].starts_with("• ") && lines[1].contains("(프로필 변경) – "), "{lines:?}");
    assert!(lines[FEW + 2].ends_with(&format!("{path}/opportunities")), "{lines:?}");
    assert!(lines[FEW + 2].contains("http"), "{lines:?}");
    // Taken back, it is told nothing; published again, it begins anew.
    cast.sami.if_match("*").put(&path, caster(&[650])).await.expect(200);
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    cast.sami.if_match("*").delete(&path).await.expect(204);
    assert_eq!(pass(&app.app).await.unwrap(), 0);
    let mut again = caster(&[650]);
    again["status"] = json!("published");
    cast.sami.if_match("*").put(&path, again).await.expect(200);
    assert_eq!(pass(&app.app).await.unwrap(), 1);
}

/// What is more than can be read is counted, and where to find it is said.
#[actix_web::test]
async fn of_very_many_the_rest_is_counted() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    suppliers::entered(&cast.sami, caster(&[650])).await;
    pass(&app.app).await.unwrap();
    for tons in 0..MOST as u32 + 2 {
        sourcing::opened(&cast.berta, housings(300 + tons)).await;
    }
    assert_eq!(pass(&app.app).await.unwrap(), 1);
    let told = told(&cast.sami).await;
    let facts = &told[0]["facts"];
    assert_eq!(facts["turns"].as_array().unwrap().len(), MOST);
    assert_eq!((&facts["count"], &facts["rest"]), (&json!(MOST + 2), &json!(2)));
    let body = told[0]["body"].to_string();
    assert!(body.contains("And 2 more.") && body.contains("(new request)"), "{body}");
}

#[actix_web::test]
async fn the_list_says_since_when_it_fits() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, caster(&[650])).await;
    for tons in [650, 900] {
        sourcing::opened(&cast.berta, housings(tons)).await;
    }
    pass(&app.app).await.unwrap();
    let list = cast.sami.get(&format!("{supplier}/opportunities")).await.expect(200).body;
    let [fits, misses] = list["items"].as_array().unwrap().as_slice() else { panic!("{list}") };
    assert!(fits["fits_since"].as_str().unwrap().ends_with('Z'), "{fits}");
    assert_eq!((&misses["verdict"], misses.get("fits_since")), (&json!("near_miss"), None));
}
