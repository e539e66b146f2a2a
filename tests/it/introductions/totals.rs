//! What offers come to at the volume that is asked for: over what they compare, and what is left out.

use serde_json::{Value, json};

use super::quotes::rates;
use super::{Deal, id_of, price, proposed};
use crate::harness::{Client, TestApp};
use crate::suppliers::{die_caster, entered};

/// Three needs: pieces, square metres, and one without a volume.
const LOTS: &str = "Lot 1: aluminium die casting of housings, 10,000 pcs/month.\n\
    Lot 2: powder coating, 500 m2/month.\nLot 3: CNC machining of brackets.";

/// A line with price breaks.
fn line(need: u16, unit: Value, breaks: &[(u64, &str)]) -> Value {
    let breaks: Vec<_> = breaks
        .iter()
        .map(|(quantity, price)| json!({ "quantity": quantity, "unit_price": price }))
        .collect();
    json!({ "need": need, "unit": unit, "price_breaks": breaks })
}

fn quote(currency: &str, lines: Value) -> Value {
    json!({ "currency": currency, "incoterm": "EXW", "place": "Bắc Ninh",
        "valid_until": "2999-12-31", "lines": lines })
}

/// Asks a firm for a quote, and gives it.
async fn quoted(deal: &Deal, client: &Client, body: Value) -> (String, String) {
    let mut profile = die_caster();
    profile["name"] = json!(format!("Đúc áp lực {}", body["currency"]));
    let firm = entered(client, profile).await;
    let berta = &deal.cast.berta;
    let made = proposed(berta, &deal.request, &firm).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    for (who, kind) in [(client, "consent"), (berta, "request_quotation")] {
        let who = who.if_match("*");
        who.post(&format!("{path}/events"), json!({ "kind": kind })).await.expect(200);
    }
    client.post(&format!("{path}/quotes"), body).await.expect(201);
    (firm, path)
}

/// Sami quotes all needs in đồng, Suri two of them in dollars.
async fn two_offers() -> (Deal, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let table = rates(&folder);
    let app = TestApp::start_with(move |settings| settings.quotes.exchange_rates = table).await;
    let deal = Deal::start_in(app, json!({ "lang": "en", "text": LOTS }), json!({})).await;
    deal.reach("requested").await;
    let mut first =
        line(1, json!("cái"), &[(5000, "106250.50"), (10_000, "100000"), (50_000, "9")]);
    first["tooling"] = json!("180000000");
    first["moq"] = json!(20_000);
    let lines =
        json!([first, line(2, json!("m²"), &[(1, "75000")]), line(3, json!("cái"), &[(1, "9")])]);
    let path = format!("{}/quotes", deal.path);
    deal.cast.sami.post(&path, quote("VND", lines)).await.expect(201);
    let lines =
        json!([line(1, json!("pcs"), &[(1, "4.10")]), line(3, json!("pcs"), &[(1, "0.5")])]);
    let (_, other) = quoted(&deal, &deal.cast.suri.clone(), quote("USD", lines)).await;
    (deal, folder, other)
}

async fn compared(deal: &Deal, client: &Client) -> Value {
    let path = format!("{}/quotes?currency=USD", deal.request);
    client.get(&path).await.expect(200).body
}

fn offer<'t>(table: &'t Value, currency: &str) -> &'t Value {
    let offers = table["offers"].as_array().unwrap();
    offers.iter().find(|offer| offer["quote"]["currency"] == currency).unwrap()
}

#[actix_web::test]
async fn offers_are_totalled_at_the_volume_and_compared_over_what_all_offer() {
    let (deal, _folder, _) = two_offers().await;
    let table = compared(&deal, &deal.cast.berta).await;
    let volume = |at: usize| &table["needs"][at]["volume"];
    assert_eq!(
        volume(0),
        &json!({ "quantity": "10000", "unit": "pcs", "period": "month", "text": "10,000 pcs/month" })
    );
    assert_eq!((&volume(1)["unit"], volume(2)), (&json!("m2"), &Value::Null));
    let sami = &offer(&table, "VND")["totals"];
    assert_eq!(
        sami["lines"][0],
        json!({ "need": 1, "quantity": "10000", "from_quantity": 10_000, "unit_price": "100000",
            "unit_price_converted": "4", "total": "1000000000", "total_converted": "40000",
            "unit_assumed": false, "moq_above_volume": true, "largest_break_reached": false })
    );
    assert_eq!(sami["lines"][1]["total_converted"], "1500");
    assert_eq!(
        sami["lines"][2],
        json!({ "need": 3, "no_total": "no_volume", "unit_assumed": false })
    );
    // All that it tells, and beside it what compares: tooling apart, once.
    assert_eq!(
        sami["all"],
        json!({ "needs": [1, 2], "total": "1037500000", "total_converted": "41500",
            "tooling": "180000000", "tooling_converted": "7200" })
    );
    assert_eq!(
        (&sami["compared"]["needs"], &sami["compared"]["total_converted"]),
        (&json!([1]), &json!("40000"))
    );
    let suri = &offer(&table, "USD")["totals"];
    assert_eq!(suri["lines"][1]["no_total"], "no_price");
    assert_eq!(
        suri["compared"],
        json!({ "needs": [1], "total": "41000", "total_converted": "41000" })
    );
    assert_eq!(table["totals"]["compared"], json!([1]));
    assert_eq!(table["totals"]["period"], "month");
    assert_eq!(table["totals"]["caveats"], json!(["needs_left_out", "moq_above_volume"]));
    assert_eq!(table["rates"][0]["date"], "2020-01-02");
    // In the caller's language, and to nobody whom it does not concern.
    for (language, word) in
        [("en", "tooling"), ("vi", "khuôn"), ("ko", "금형비"), ("ja", "治具"), ("zh", "模具")]
    {
        let told = compared(&deal, &deal.cast.berta.in_language(language)).await;
        let note = told["totals"]["note"].as_str().unwrap().to_lowercase();
        assert!(note.contains(word) && note.contains("compared"), "{note}");
    }
    let none = compared(&deal, &deal.cast.ada).await;
    assert_eq!(none["offers"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn what_ended_or_expired_narrows_no_comparison() {
    let (deal, _folder, other) = two_offers().await;
    let end = json!({ "kind": "end", "reason": "finance" });
    let suri = deal.cast.suri.if_match("*");
    suri.post(&format!("{other}/events"), end).await.expect(200);
    let table = compared(&deal, &deal.cast.berta).await;
    assert_eq!(table["totals"]["compared"], json!([1, 2]));
    // It is still shown what it came to, but lacks what the others have.
    let ended = &offer(&table, "USD")["totals"];
    assert_eq!((&ended["all"]["total"], &ended["compared"]), (&json!("41000"), &Value::Null));
}

#[actix_web::test]
async fn what_does_not_tell_is_not_totalled() {
    let (deal, _folder, other) = two_offers().await;
    let suri = deal.cast.suri.if_match("*");
    // Too few pieces for its smallest break, and a price for something else than area.
    let lines =
        json!([line(1, json!("pcs"), &[(20_000, "3.9")]), line(2, json!("kg"), &[(1, "2")])]);
    let mut body = quote("USD", lines);
    body["incoterm"] = json!("DDP");
    suri.post(&format!("{other}/quotes"), body).await.expect(201);
    let table = compared(&deal, &deal.cast.berta).await;
    let totals = &offer(&table, "USD")["totals"];
    let why: Vec<_> =
        totals["lines"].as_array().unwrap().iter().map(|one| &one["no_total"]).collect();
    assert_eq!(why, ["volume_below_breaks", "units_differ", "no_volume"]);
    assert_eq!((&totals["all"], &totals["compared"]), (&Value::Null, &Value::Null));
    // Whoever has no total at all narrows nothing.
    assert_eq!(table["totals"]["compared"], json!([1, 2]));
    // No unit: taken for that of the volume, and said so; another Incoterm, and a rate that nobody knows.
    let mut body = quote("KRW", json!([line(1, Value::Null, &[(1, "5900.25")])]));
    body["incoterm"] = json!("DDP");
    suri.post(&format!("{other}/quotes"), body).await.expect(201);
    let table = compared(&deal, &deal.cast.berta).await;
    let sums = &offer(&table, "KRW")["totals"]["compared"];
    assert_eq!(sums, &json!({ "needs": [1], "total": "59002500" }));
    let caveats = &table["totals"]["caveats"];
    assert_eq!(
        caveats,
        &json!([
            "needs_left_out",
            "incoterms_differ",
            "unit_assumed",
            "moq_above_volume",
            "rate_unknown"
        ])
    );
}

#[actix_web::test]
async fn without_a_volume_nothing_is_added_up() {
    let deal =
        Deal::start(json!({ "lang": "en", "text": "CNC machining of brackets." }), json!({})).await;
    let cast = &deal.cast;
    let before = compared(&deal, &cast.berta).await;
    assert_eq!(
        (&before["totals"]["caveats"], &before["totals"]["compared"]),
        (&json!([]), &json!([]))
    );
    deal.reach("requested").await;
    let path = format!("{}/quotes", deal.path);
    cast.sami.post(&path, price("USD", "4.20")).await.expect(201);
    let table = compared(&deal, &cast.berta).await;
    assert_eq!(table["totals"]["caveats"], json!(["nothing_compares"]));
    let totals = &table["offers"][0]["totals"];
    let expected =
        json!({ "lines": [{ "need": 0, "no_total": "no_volume", "unit_assumed": false }] });
    assert_eq!(totals, &expected, "{}", id_of(&deal.request));
}
