//! What the parties are told: those who did not do it themselves, and no more than they may see.

use chrono::TimeDelta;
use khop::accounts::OrganisationKind;
use khop::entity::{notice, organisation};
use khop::introductions::calls;
use khop::introductions::deadlines::pass;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{Deal, LIST, id_of};
use crate::harness::{Cast, Client, TestApp};

async fn told(client: &Client) -> Vec<Value> {
    let list = client.in_language("vi").get("/api/v1/notifications").await.expect(200);
    list.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn each_side_is_told_what_the_other_did() {
    let deal = Deal::start(json!({ "title": "Vỏ nhôm ADC12" }), json!({})).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let proposed = &told(sami).await[0];
    assert_eq!(
        (&proposed["kind"], &proposed["subject"]),
        (&json!("introduction_proposed"), &json!(id_of(&deal.path)))
    );
    let text = proposed["body"].to_string();
    assert!(text.contains("Vỏ nhôm ADC12") && text.contains("Berta"), "{text}");
    assert_eq!(told(berta).await, [] as [Value; 0], "whoever does it is not told");
    deal.step(sami, "consent").await;
    assert_eq!(told(berta).await[0]["kind"], "introduction_advanced");
    deal.step(berta, "request_quotation").await;
    deal.quote(sami).await.expect(201);
    assert_eq!(told(berta).await[0]["kind"], "quote_received");
    deal.report(berta, json!({ "kind": "end", "reason": "lost_to_incumbent", "note": "bí mật" }))
        .await;
    let ended = told(sami).await;
    assert_eq!(ended[0]["kind"], "introduction_ended");
    assert!(!ended[0].to_string().contains("bí mật"), "{ended:?}");
    for outsider in [&deal.cast.suri, &deal.cast.boris] {
        assert_eq!(told(outsider).await, [] as [Value; 0]);
    }
}

#[actix_web::test]
async fn an_anonymous_buyer_is_not_named_before_the_introduction() {
    let deal = Deal::start(json!({ "anonymous": true }), json!({})).await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    assert!(!Value::from(told(sami).await).to_string().contains("Berta"));
    deal.step(sami, "consent").await;
    deal.step(berta, "request_quotation").await;
    let after = told(sami).await;
    assert!(after[0].to_string().contains("Berta"), "{after:?}");
    assert!(!after[1].to_string().contains("Berta"), "what was told before stays as it was");
}

/// Every notice so far: organisation, kind, facts.
async fn notices(deal: &Deal) -> Vec<(String, String, Value)> {
    let db = &deal.app.app.db;
    let organisations = organisation::Entity::find().all(db).await.unwrap();
    let rows = notice::Entity::find().order_by_asc(notice::Column::Id).all(db).await.unwrap();
    rows.into_iter()
        .map(|row| {
            let name = organisations.iter().find(|one| one.id == row.organisation_id).unwrap();
            let facts = serde_json::to_value(&row.facts).unwrap();
            let facts =
                facts.as_str().map_or(facts.clone(), |text| serde_json::from_str(text).unwrap());
            (name.name.clone(), row.kind, facts)
        })
        .collect()
}

#[actix_web::test]
async fn a_step_is_told_to_the_other_side_without_what_it_may_not_know() {
    let deal =
        Deal::start(json!({ "anonymous": true, "title": "알루미늄 하우징" }), json!({})).await;
    let told = notices(&deal).await;
    assert_eq!(told.len(), 1);
    let (organisation, kind, facts) = &told[0];
    assert_eq!(
        (organisation.as_str(), kind.as_str()),
        ("Công ty TNHH Cơ khí Sami", "introduction_proposed")
    );
    assert_eq!((&facts["request"], facts.get("counterpart")), (&json!("알루미늄 하우징"), None));
    assert!(!facts.to_string().contains("Berta"));
    deal.app.pass(TimeDelta::days(7));
    pass(&deal.app.app).await.unwrap();
    for (_, _, facts) in notices(&deal).await.iter().filter(|(name, ..)| name.contains("Sami")) {
        assert!(!facts.to_string().contains("Berta"), "{facts}");
    }
    let sami = deal.app.signed_in("sami").await;
    deal.report(&sami, json!({ "kind": "consent" })).await.expect(200);
    let berta = deal.app.signed_in("berta").await;
    deal.report(&berta, json!({ "kind": "request_quotation" })).await.expect(200);
    deal.quote(&sami).await.expect(201);
    let over = json!({ "kind": "end", "reason": "price", "gap": "above_fifty" });
    deal.report(&berta, over).await.expect(200);
    let told = notices(&deal).await;
    let heads: Vec<_> = told.iter().map(|(name, kind, _)| (name.as_str(), kind.as_str())).collect();
    let (buyer, supplier) = ("Berta Điện tử", "Công ty TNHH Cơ khí Sami");
    assert_eq!(heads[0], (supplier, "introduction_proposed"));
    let mut overdue = heads[1..3].to_vec();
    overdue.sort_unstable();
    assert_eq!(overdue, [(buyer, "introduction_overdue"), (supplier, "introduction_overdue")]);
    assert_eq!(
        heads[3..],
        [
            (buyer, "introduction_advanced"),
            (supplier, "introduction_advanced"),
            (buyer, "quote_received"),
            (supplier, "introduction_ended"),
        ]
    );
    assert_eq!(told[4].2["counterpart"], buyer, "introduced, it knows");
    assert_eq!(told[6].2["reason"], "price");
}

/// A request that asks for brokering and names no agency: all that may act are told, until one acts.
#[actix_web::test]
async fn every_agency_is_told_of_what_waits_for_one_until_one_takes_it() {
    let app = TestApp::start().await;
    for (name, firm) in [("anton", "Trung tâm Anton"), ("alma", "Trung tâm Alma")] {
        app.account(name, firm, OrganisationKind::Agency).await;
    }
    let anton = app.signed_in("anton").await;
    let changes = json!({ "visibility": "agency", "title": "Vỏ nhôm ADC12" });
    // One of them may not act any more, and one is not approved yet.
    let ada_email = "ada-2";
    app.account(ada_email, "Khớp", OrganisationKind::Operator).await;
    let ada = app.signed_in(ada_email).await;
    let list = ada.get("/api/v1/admin/organisations?limit=100").await.expect(200).body;
    let all = list["items"].as_array().unwrap();
    let alma = all.iter().find(|one| one["name"] == "Trung tâm Alma").unwrap();
    let path = format!("/api/v1/admin/organisations/{}/suspend", alma["id"].as_str().unwrap());
    ada.send_empty(&path).await.expect(200);
    let register = json!({
        "email": "an@example.com", "password": "cầu Long Biên mưa phùn", "name": "An",
        "organisation": { "name": "Trung tâm An", "kind": "agency" }
    });
    app.stranger().post("/api/v1/auth/register", register).await.expect(201);
    let deal = Deal::start_in(app, changes, json!({})).await;
    let firm = "Công ty TNHH Cơ khí Sami";
    assert_eq!(notices(&deal).await.iter().map(|(name, ..)| name).collect::<Vec<_>>(), [firm]);
    assert_eq!(calls::pass(&deal.app.app).await.unwrap(), 1);
    assert_eq!(calls::pass(&deal.app.app).await.unwrap(), 0, "each call goes out once");
    let heads = async || {
        let all = notices(&deal).await;
        let mut heads: Vec<_> = all
            .iter()
            .map(|(name, kind, facts)| (name.clone(), kind.clone(), facts["outcome"].clone()))
            .collect();
        heads.sort_unstable_by_key(|(name, ..)| name.clone());
        heads
    };
    let one =
        |name: &str, outcome: Value| (name.to_owned(), "introduction_proposed".to_owned(), outcome);
    assert_eq!(
        heads().await,
        [
            one("Công ty TNHH Cơ khí Sami", Value::Null),
            one("Trung tâm Anton", json!("any_agency")),
            one("Trung tâm Xúc tiến Agnes", json!("any_agency")),
        ]
    );
    let agnes = &deal.cast.agnes;
    let text = told(agnes).await[0].to_string();
    assert!(text.contains("Vỏ nhôm ADC12") && text.contains("Cơ khí Ví Dụ"), "{text}");
    assert!(text.contains("đang chờ đơn vị trung gian") && !text.contains("Berta"), "{text}");
    for client in [agnes, &anton] {
        assert!(client.get(LIST).await.expect(200).text.contains(id_of(&deal.path)));
    }
    for outsider in [&deal.cast.suri, &deal.cast.boris] {
        assert!(!outsider.get(LIST).await.expect(200).text.contains(id_of(&deal.path)));
        assert_eq!(told(outsider).await, [] as [Value; 0]);
    }
    // Both at once: one brokers it, to the other it is no longer there.
    let consent = json!({ "kind": "consent" });
    let events = format!("{}/events", deal.path);
    let (one, two) = (agnes.if_match("*"), anton.if_match("*"));
    let both =
        futures_util::future::join(one.post(&events, consent.clone()), two.post(&events, consent));
    let (first, second) = Box::pin(both).await;
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    let (winner, other) = if first.status.is_success() { (agnes, &anton) } else { (&anton, agnes) };
    winner.get(&deal.path).await.expect(200);
    other.get(&deal.path).await.expect(404);
    assert!(!other.get(LIST).await.expect(200).text.contains(id_of(&deal.path)));
    calls::pass(&deal.app.app).await.unwrap();
    let before = told(other).await.len();
    deal.step(&deal.cast.sami, "consent").await;
    assert_eq!(told(winner).await[0]["kind"], "introduction_advanced");
    calls::pass(&deal.app.app).await.unwrap();
    assert_eq!(told(other).await.len(), before);
}

/// Several processes may call at once, and one may take it before anybody was called.
#[actix_web::test]
async fn agencies_are_called_once_and_not_for_what_one_has_taken() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let other = deal.app.replica().await;
    let app = &deal.app.app;
    let both = futures_util::future::join(calls::pass(app), calls::pass(&other));
    let (first, second) = Box::pin(both).await;
    assert_eq!(first.unwrap() + second.unwrap(), 1);
    let of_agency = async || {
        let all = notices(&deal).await;
        all.into_iter().filter(|(name, ..)| name == "Trung tâm Xúc tiến Agnes").count()
    };
    assert_eq!(of_agency().await, 1);
    deal.step(&deal.cast.sami, "consent").await;
    deal.step(&deal.cast.agnes, "consent").await;
    assert_eq!(calls::pass(app).await.unwrap(), 1);
    assert_eq!(of_agency().await, 1, "it has read that the supplier agreed");
}

#[actix_web::test]
async fn agencies_are_reminded_of_what_still_waits_for_one() {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    deal.app.pass(TimeDelta::days(20));
    pass(&deal.app.app).await.unwrap();
    calls::pass(&deal.app.app).await.unwrap();
    let of_agency: Vec<_> = notices(&deal)
        .await
        .into_iter()
        .filter(|(name, ..)| name == "Trung tâm Xúc tiến Agnes")
        .map(|(_, kind, _)| kind)
        .collect();
    assert_eq!(of_agency, ["introduction_proposed", "introduction_overdue"]);
}

#[actix_web::test]
async fn the_notice_of_a_quote_says_what_it_asks_and_until_when() {
    let deal = Deal::plain().await;
    let Cast { berta, sami, .. } = &deal.cast;
    deal.reach("requested").await;
    deal.quote(sami).await.expect(201);
    let first = &told(berta).await[0];
    assert_eq!(first["kind"], "quote_received");
    assert_eq!(
        (&first["facts"]["price"], &first["facts"]["valid_until"]),
        (&json!("4.20 USD/pcs × 5000 = 21000 USD"), &json!("2999-12-31"))
    );
    let text = first["body"].to_string();
    for words in ["4.20 USD/pcs × 5000 = 21000 USD", "2999-12-31", "Cơ khí Ví Dụ"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("khuôn"), "what the quote does not say is not told: {text}");
    // Revised, without a day: told as a revision, and no day is made up.
    let mut revised = super::price("VND", "106250");
    revised["lines"][0]["tooling"] = json!("450000000");
    revised.as_object_mut().unwrap().remove("valid_until");
    sami.if_match("*").post(&format!("{}/quotes", deal.path), revised).await.expect(201);
    let second = &told(berta).await[0];
    assert_eq!((&second["kind"], &second["facts"]["outcome"]), (&first["kind"], &json!("revised")));
    assert_ne!(second["title"], first["title"]);
    let text = second["body"].to_string();
    for words in ["106250 VND/pcs", "450000000 VND"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(second["facts"].get("valid_until").is_none() && !text.contains("{"), "{text}");
    // Nobody else, and not whoever quoted.
    for outsider in [sami, &deal.cast.suri, &deal.cast.boris, &deal.cast.agnes] {
        let all = Value::from(told(outsider).await).to_string();
        assert!(!all.contains("USD") && !all.contains("106250"), "{all}");
    }
}

/// Late or incomplete: the buyer learns of it with the quote, in its language.
#[actix_web::test]
async fn the_notice_of_a_quote_says_what_is_wrong_with_it() {
    let deal = Deal::plain().await;
    let Cast { berta, sami, .. } = &deal.cast;
    deal.step(sami, "consent").await;
    let due = deal.app.app.today() + TimeDelta::days(2);
    let asked = json!({ "kind": "request_quotation", "due_on": due });
    deal.report(berta, asked).await.expect(200);
    deal.quote(sami).await.expect(201);
    let whole = &told(berta).await[0]["facts"];
    assert!(whole.get("missing").is_none() && whole.get("timing").is_none(), "{whole}");
    deal.app.pass(TimeDelta::days(4));
    let (berta, sami) = (deal.app.signed_in("berta").await, deal.app.signed_in("sami").await);
    let mut part = super::price("USD", "4.20");
    part["lines"][0].as_object_mut().unwrap().remove("moq");
    part.as_object_mut().unwrap().remove("place");
    sami.if_match("*").post(&format!("{}/quotes", deal.path), part).await.expect(201);
    for (language, left_out, late) in [
        ("en", "Not stated: smallest order, place of the Incoterm.", "after the day it was due"),
        ("vi", "Chưa nêu: lượng đặt tối thiểu, địa điểm của Incoterm.", "sau ngày hạn"),
        ("ko", "최소 주문량, 인코텀즈 장소", "기한이 지난 뒤"),
        ("ja", "最小発注数量、インコタームズの場所", "期限を過ぎて"),
        ("zh", "最小订购量、贸易术语地点", "截止日期之后"),
    ] {
        let list = berta.in_language(language).get("/api/v1/notifications").await.expect(200);
        let first = &list.body["items"][0];
        assert_eq!(first["kind"], "quote_received");
        let text = first["body"].to_string();
        assert!(text.contains(left_out) && text.contains(late), "{language}: {text}");
    }
}

/// A request that closes ends nothing that goes on over it, and everybody in it is told.
#[actix_web::test]
async fn the_parties_of_what_goes_on_are_told_that_the_request_closed() {
    let deal = Deal::start(
        json!({ "visibility": "agency", "anonymous": true, "title": "알루미늄 하우징" }),
        json!({}),
    )
    .await;
    let Cast { berta, sami, suri, agnes, .. } = &deal.cast;
    deal.step(agnes, "consent").await;
    // One that has ended already is nobody's any more.
    let firm = crate::suppliers::entered(suri, crate::suppliers::die_caster()).await;
    let ended = super::proposed(berta, &deal.request, &firm).await.expect(201);
    let events = format!("{}/events", ended.header("location").unwrap());
    let end = json!({ "kind": "end", "reason": "finance" });
    suri.if_match("*").post(&events, end).await.expect(200);
    let close = format!("{}/close", deal.request);
    berta.send_empty(&close).await.expect(200);
    berta.send_empty(&close).await.expect(200);
    let closed: Vec<_> = notices(&deal)
        .await
        .into_iter()
        .filter(|(_, kind, _)| kind == "request_closed")
        .map(|(name, _, facts)| (name, facts.get("counterpart").cloned(), facts))
        .collect();
    let heads: Vec<_> = closed.iter().map(|(name, other, _)| (name.as_str(), other)).collect();
    let firm = Some(json!("Công ty TNHH Cơ khí Ví Dụ"));
    assert_eq!(heads, [("Công ty TNHH Cơ khí Sami", &None), ("Trung tâm Xúc tiến Agnes", &firm)]);
    assert!(!closed[0].2.to_string().contains("Berta"), "{}", closed[0].2);
    for (language, words) in [
        ("en", "goes on"),
        ("vi", "vẫn tiếp tục"),
        ("ko", "계속됩니다"),
        ("ja", "紹介は続きます"),
        ("zh", "继续进行"),
    ] {
        let list = sami.in_language(language).get("/api/v1/notifications").await.expect(200);
        let first = &list.body["items"][0];
        assert!(first["title"].as_str().unwrap().contains(words), "{language}: {first}");
        assert_eq!(first["subject"], id_of(&deal.path));
        assert!(!first["body"].to_string().contains('{'), "{first}");
    }
    // It goes on.
    assert_eq!(deal.step(sami, "consent").await["stage"], "introduced");
}
