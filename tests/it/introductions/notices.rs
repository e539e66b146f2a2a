//! What the parties are told, and what a supplier is not told yet.

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
