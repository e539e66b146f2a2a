//! What the parties are told: those who did not do it themselves, and no more than they may see.

use chrono::TimeDelta;
use khop::entity::{notice, organisation};
use khop::introductions::deadlines::pass;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{Deal, id_of};
use crate::harness::Client;

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
