//! Prices: given, revised, late, incomplete, and side by side in one currency.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Deal, id_of, price, proposed};
use crate::harness::{Client, TestApp};
use crate::suppliers::{die_caster, entered};

pub(crate) fn rates(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = folder.path().join("rates.toml");
    let table = r#"
        [[rate]]
        from = "USD"
        to = "VND"
        rate = "25000"
        date = "2020-01-02"
        source = "Ngân hàng Ví Dụ, mua vào"
        [[rate]]
        from = "USD"
        to = "VND"
        rate = "99999"
        date = "2999-01-01"
        source = "Ngân hàng Ví Dụ, mua vào"
    "#;
    std::fs::write(&path, table).unwrap();
    path
}

async fn quote_at(path: &str, client: &Client, body: Value) -> crate::harness::Answer {
    client.if_match("*").post(&format!("{path}/quotes"), body).await
}

#[actix_web::test]
async fn quotes_stand_side_by_side_in_one_currency() {
    let folder = tempfile::tempdir().unwrap();
    let table = rates(&folder);
    let app = TestApp::start_with(move |settings| settings.quotes.exchange_rates = table).await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    let cast = deal.cast.clone();
    deal.reach("requested").await;
    quote_at(&deal.path, &cast.sami, price("VND", "106250.50")).await.expect(201);
    // A second supplier, and a third whose currency nobody knows the rate of.
    let mut firms = vec![(cast.suri.clone(), "USD", "4.10")];
    deal.app.account("sora", "소라정밀", khop::accounts::OrganisationKind::Supplier).await;
    firms.push((deal.app.signed_in("sora").await, "KRW", "5900"));
    for (client, currency, unit_price) in firms {
        let mut profile = die_caster();
        profile["name"] = json!(format!("Đúc áp lực {currency}"));
        let firm = entered(&client, profile).await;
        let made = proposed(&cast.berta, &deal.request, &firm).await.expect(201);
        let path = made.header("location").unwrap().to_owned();
        for (who, kind) in [(&client, "consent"), (&cast.berta, "request_quotation")] {
            let who = who.if_match("*");
            who.post(&format!("{path}/events"), json!({ "kind": kind })).await.expect(200);
        }
        quote_at(&path, &client, price(currency, unit_price)).await.expect(201);
    }
    let path = format!("{}/quotes?currency=USD", deal.request);
    let table = cast.berta.get(&path).await.expect(200).body;
    assert_eq!(table["currency"], "USD");
    assert_eq!(
        table["rates"],
        json!([{ "from": "VND", "to": "USD", "rate": "0.00004", "date": "2020-01-02",
            "sources": ["Ngân hàng Ví Dụ, mua vào"] }])
    );
    assert_eq!(table["unknown_rates"], json!(["KRW"]));
    let offers = table["offers"].as_array().unwrap();
    let of = |currency: &str| {
        offers.iter().find(|offer| offer["quote"]["currency"] == currency).unwrap()
    };
    let step = |currency: &str| &of(currency)["quote"]["lines"][0]["price_breaks"][0];
    assert_eq!(offers.len(), 3);
    // Exact to the last digit: no binary fraction comes between.
    assert_eq!(
        step("VND"),
        &json!({ "quantity": 5000, "unit_price": "106250.50", "converted": "4.25002" })
    );
    assert_eq!(step("USD"), &json!({ "quantity": 5000, "unit_price": "4.10", "converted": "4.1" }));
    assert_eq!(step("KRW"), &json!({ "quantity": 5000, "unit_price": "5900" }));
    assert_eq!(table["needs"][0]["number"], 0);
    assert_eq!(table["needs"][0]["offered_by"].as_array().unwrap().len(), 3);
    assert_eq!(table["needs"][0]["not_offered_by"], json!([]));
    // Whose request it is not sees nothing, and a supplier never.
    cast.boris.get(&path).await.expect(404);
    cast.sami.get(&path).await.expect(403);
    let foreign = cast.agnes.get(&path).await.expect(200).body;
    assert_eq!(foreign["offers"], json!([]), "an agency sees what it brokers");
    let wrong = format!("{}/quotes?currency=usd", deal.request);
    let wrong = cast.berta.get(&wrong).await.expect(422);
    assert_eq!(wrong.faults(), [("currency", "unknown_currency")]);
    // Each supplier sees its own only.
    let own = cast.sami.get(&format!("{}/quotes", deal.path)).await.expect(200).body;
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    cast.suri.get(&format!("{}/quotes", deal.path)).await.expect(404);
}

#[actix_web::test]
async fn a_revision_overwrites_nothing() {
    let deal = Deal::plain().await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let early = deal.quote(sami).await.expect(409);
    assert_eq!(early.code(), "illegal_step");
    deal.reach("requested").await;
    deal.quote(berta).await.expect(409);
    for (version, unit_price) in [(1, "4.20"), (2, "4.05"), (3, "3.999999")] {
        let quote = quote_at(&deal.path, sami, price("USD", unit_price)).await.expect(201).body;
        assert_eq!(quote["version"], version);
    }
    let seen = berta.get(&format!("{}/quotes", deal.path)).await.expect(200).body;
    let prices: Vec<_> = seen["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|quote| quote["lines"][0]["price_breaks"][0]["unit_price"].as_str().unwrap())
        .collect();
    assert_eq!(prices, ["3.999999", "4.05", "4.20"]);
    let path = format!("{}/quotes?currency=USD", deal.request);
    let table = berta.get(&path).await.expect(200).body;
    assert_eq!(table["offers"][0]["quote"]["version"], 3);
    assert_eq!(table["rates"], json!([]));
    // The same quote sent twice is one.
    let once = sami.once("quote-4");
    for _ in 0..2 {
        let quote = quote_at(&deal.path, &once, price("USD", "3.95")).await.expect(201).body;
        assert_eq!(quote["version"], 4);
    }
    // Two revisions at once are two versions.
    let path = deal.path.as_str();
    let (first, second) = futures_util::future::join(
        quote_at(path, sami, price("USD", "3.90")),
        quote_at(path, sami, price("USD", "3.80")),
    )
    .await;
    let mut versions = [first, second].map(|answer| answer.expect(201).body["version"].as_i64());
    versions.sort_unstable();
    assert_eq!(versions, [Some(5), Some(6)]);
    // Once the part is approved, the price stands.
    deal.step(berta, "approve").await;
    deal.quote(sami).await.expect(409);
}

#[actix_web::test]
async fn a_late_or_incomplete_quote_is_taken_and_told_so() {
    let deal = Deal::start(
        json!({ "lang": "en", "text": "Lot 1: aluminium die casting of housings.\n\
            Lot 2: CNC machining of brackets.\nLot 3: powder coating." }),
        json!({}),
    )
    .await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    deal.step(sami, "consent").await;
    let today = khop::suppliers::today(deal.app.app.now());
    let due = today + TimeDelta::days(2);
    let asked = json!({ "kind": "request_quotation", "due_on": due });
    deal.report(berta, asked).await.expect(200);
    let part = json!({
        "currency": "VND",
        "incoterm": "EXW",
        "lines": [{
            "need": 2,
            "price_breaks": [
                { "quantity": 1000, "unit_price": "52000" },
                { "quantity": 10000, "unit_price": "48500" }
            ],
            "tooling": "180000000",
            "exceptions": ["dung sai ±0,05 thay vì ±0,02"]
        }]
    });
    let quote = quote_at(&deal.path, sami, part.clone()).await.expect(201).body;
    assert_eq!(quote["late"], false);
    assert_eq!(
        quote["missing"],
        json!([
            { "need": 1, "what": "price" }, { "need": 1, "what": "moq" },
            { "need": 1, "what": "lead_time" }, { "need": 2, "what": "moq" },
            { "need": 2, "what": "lead_time" }, { "need": 3, "what": "price" },
            { "need": 3, "what": "moq" }, { "need": 3, "what": "lead_time" },
            { "what": "place" }, { "what": "valid_until" }
        ])
    );
    deal.app.pass(TimeDelta::days(3));
    let sami = deal.app.signed_in("sami").await;
    let quote = quote_at(&deal.path, &sami, part).await.expect(201).body;
    assert_eq!((&quote["late"], &quote["version"]), (&json!(true), &json!(2)));
    // Need by need: which it answers, and which it leaves out.
    let berta = deal.app.signed_in("berta").await;
    let compared = berta.get(&format!("{}/quotes?currency=VND", deal.request)).await.expect(200);
    let firm = json!([super::id_of(&deal.supplier)]);
    let needs: Vec<_> = compared.body["needs"].as_array().unwrap().iter().collect();
    for (need, answered) in needs.iter().zip([false, true, false]) {
        let (by, not_by) = (&need["offered_by"], &need["not_offered_by"]);
        let expected = if answered { (&firm, &json!([])) } else { (&json!([]), &firm) };
        assert_eq!((by, not_by), expected, "{need}");
    }
    assert_eq!(needs.len(), 3);
    let wrong = json!({
        "currency": "đồng",
        "valid_until": "2001-01-01",
        "lines": [
            { "need": 4 },
            { "need": 1, "price_breaks": [
                { "quantity": 1000, "unit_price": "1,5" }, { "quantity": 0, "unit_price": "1" }
            ] },
            { "price_breaks": [
                { "quantity": 1000, "unit_price": "2" }, { "quantity": 1000, "unit_price": "1" }
            ] }
        ]
    });
    let faults = quote_at(&deal.path, &sami, wrong.clone()).await.expect(422);
    assert_eq!(
        faults.faults(),
        [
            ("currency", "unknown_currency"),
            ("lines[1].price_breaks[0].unit_price", "not_decimal"),
            ("lines[1].price_breaks[1].quantity", "below_minimum"),
            ("lines[2].price_breaks[1].quantity", "not_ascending"),
            ("valid_until", "in_the_past"),
        ],
        "what the schema says and what only the rules say, at once"
    );
    let mut wrong = wrong;
    wrong["lines"][1]["price_breaks"][1]["quantity"] = json!(2000);
    let faults = quote_at(&deal.path, &sami, wrong).await.expect(422);
    assert_eq!(
        faults.faults(),
        [
            ("currency", "unknown_currency"),
            ("lines[0].need", "not_one_of"),
            ("lines[1].price_breaks[0].unit_price", "not_decimal"),
            ("lines[2].need", "required"),
            ("lines[2].price_breaks[1].quantity", "not_ascending"),
            ("valid_until", "in_the_past"),
        ]
    );
    let kept = sami.get(&format!("{}/quotes", deal.path)).await.expect(200).body;
    assert_eq!(kept["items"].as_array().unwrap().len(), 2, "what is refused is not kept");
    let table = format!("{}/quotes?currency=VND", id_of(&deal.request));
    let berta = deal.app.signed_in("berta").await;
    let table = berta.get(&format!("/api/v1/sourcing-requests/{table}")).await.expect(200).body;
    let needs: Vec<_> =
        table["needs"].as_array().unwrap().iter().map(|need| &need["number"]).collect();
    assert_eq!(needs, [&json!(1), &json!(2), &json!(3)]);
}

#[actix_web::test]
async fn a_quote_names_a_price_that_is_one() {
    let deal = Deal::plain().await;
    deal.reach("requested").await;
    let sami = &deal.cast.sami;
    let mut free = price("USD", "0");
    free["lines"][0]["tooling"] = json!("0");
    let mut unpriced = price("USD", "1");
    unpriced["lines"][0]["price_breaks"] = json!([]);
    let mut none = price("USD", "1");
    none["lines"] = json!([]);
    // More than any order holds; and the rest is judged all the same.
    let mut huge = price("đồng", "0.00");
    huge["lines"][0]["price_breaks"][0]["quantity"] = json!(1e30);
    for (body, faults) in [
        (free, vec![("lines[0].price_breaks[0].unit_price", "not_above")]),
        (unpriced, vec![("lines", "no_price")]),
        (none, vec![("lines", "no_price")]),
        (
            huge,
            vec![
                ("currency", "unknown_currency"),
                ("lines[0].price_breaks[0].quantity", "above_maximum"),
                ("lines[0].price_breaks[0].unit_price", "not_above"),
            ],
        ),
    ] {
        let refused = quote_at(&deal.path, sami, body.clone()).await.expect(422);
        assert_eq!(refused.faults(), faults, "{body}");
        assert!(!refused.text.contains("expected"), "{}", refused.text);
    }
    // However a whole number is written.
    let written = price("USD", "4.20").to_string().replace("5000", "5e3");
    let path = format!("{}/quotes", deal.path);
    let post = actix_web::http::Method::POST;
    let quote = sami.send(post, &path, Some(written.into_bytes())).await.expect(201).body;
    assert_eq!(quote["lines"][0]["moq"], 5000);
    assert_eq!(quote["remarks"], json!([]));
    let mut rising = price("USD", "4.20");
    rising["lines"][0]["price_breaks"] = json!([
        { "quantity": 1000, "unit_price": "4.20" }, { "quantity": 9000, "unit_price": "4.35" }
    ]);
    let quote = quote_at(&deal.path, sami, rising).await.expect(201).body;
    assert_eq!(quote["remarks"], json!([{ "need": 0, "what": "price_rises" }]));
}

#[actix_web::test]
async fn what_does_not_compare_is_remarked_and_reckoned_rates_are_short() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("rates.toml");
    let rates = "[[rate]]\nfrom='USD'\nto='VND'\nrate='26000'\ndate='2020-01-02'\nsource='A'\n\
        [[rate]]\nfrom='USD'\nto='KRW'\nrate='1337'\ndate='2020-01-02'\nsource='B'\n";
    std::fs::write(&table, rates).unwrap();
    let app = TestApp::start_with(move |settings| settings.quotes.exchange_rates = table).await;
    let deal = Deal::start_in(app, json!({}), json!({})).await;
    let cast = deal.cast.clone();
    deal.reach("requested").await;
    quote_at(&deal.path, &cast.sami, price("VND", "106250.50")).await.expect(201);
    let compared = async || {
        let path = format!("{}/quotes?currency=KRW", deal.request);
        cast.berta.get(&path).await.expect(200).body
    };
    let table = compared().await;
    assert_eq!(table["rates"][0]["rate"], "0.05142307692");
    let line = &table["offers"][0]["quote"]["lines"][0];
    assert_eq!(line["price_breaks"][0]["converted"], "5463.727635");
    assert_eq!(table["remarks"], json!([]));
    let firm = entered(&cast.suri, die_caster()).await;
    let made = proposed(&cast.berta, &deal.request, &firm).await.expect(201);
    let path = made.header("location").unwrap().to_owned();
    for (who, kind) in [(&cast.suri, "consent"), (&cast.berta, "request_quotation")] {
        let who = who.if_match("*");
        who.post(&format!("{path}/events"), json!({ "kind": kind })).await.expect(200);
    }
    let mut by_weight = price("KRW", "5900");
    by_weight["lines"][0]["unit"] = json!("kg");
    quote_at(&path, &cast.suri, by_weight).await.expect(201);
    assert_eq!(compared().await["remarks"], json!([{ "need": 0, "what": "units_differ" }]));
}

/// Of two colleagues who revise a quote at once, the second is told that it read an older one.
#[actix_web::test]
async fn a_revision_names_the_version_that_it_revises() {
    let deal = Deal::plain().await;
    let sami = &deal.cast.sami;
    deal.reach("requested").await;
    let path = format!("{}/quotes", deal.path);
    let none = sami.get(&path).await.expect(200);
    assert_eq!(none.header("etag"), Some("\"0\""));
    // The first needs no version; a revision does.
    let first = sami.post(&path, price("USD", "4.20")).await.expect(201);
    assert_eq!(first.header("etag"), Some("\"1\""));
    assert_eq!(
        sami.post(&path, price("USD", "4.10")).await.expect(428).code(),
        "precondition_required"
    );
    let read = sami.get(&path).await.expect(200).header("etag").unwrap().to_owned();
    let colleagues = [sami.if_match(&read), sami.if_match(&read)];
    let (one, other) = futures_util::future::join(
        colleagues[0].post(&path, price("USD", "4.10")),
        colleagues[1].post(&path, price("USD", "4.05")),
    )
    .await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    let versions = sami.get(&path).await.expect(200);
    assert_eq!(versions.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(versions.header("etag"), Some("\"2\""));
    // What was refused left no event behind.
    let history = deal.seen(sami).await["history"].to_string();
    assert_eq!(history.matches("\"kind\":\"quote\"").count(), 2);
}
