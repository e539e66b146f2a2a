//! What events say beside that they happened: who missed a meeting, jobs, tier, imports replaced and
//! what the work of the agency cost; who may say it, who reads it, and what it comes to.

use serde_json::{Value, json};

use super::{INDICATORS, of};
use crate::harness::Client;
use crate::introductions::{Deal, kinds};

/// Report of the year in which the test runs, and of those around it.
const ALWAYS: &str = "from=2025-01-01&to=2034-12-31";

async fn report(client: &Client, query: &str) -> Value {
    client.get(&format!("{INDICATORS}?{ALWAYS}{query}")).await.expect(200).body
}

async fn cases(client: &Client, code: &str) -> Vec<Value> {
    let path = format!("{INDICATORS}/{code}/cases?{ALWAYS}");
    let found = client.get(&path).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

/// Berta asks for Sami over a request that Agnes brokers; contacts are shown.
async fn brokered() -> Deal {
    let deal = Deal::start(json!({ "visibility": "agency" }), json!({})).await;
    let agnes = json!({ "kind": "consent", "cost": { "value": "1000000", "currency": "VND" } });
    deal.report(&deal.cast.agnes, agnes).await.expect(200);
    deal.step(&deal.cast.sami, "consent").await;
    deal
}

#[actix_web::test]
async fn a_missed_meeting_says_who_did_not_come_and_moves_nothing() {
    let deal = brokered().await;
    let cast = &deal.cast;
    let missed = |by: &str| json!({ "kind": "miss_meeting", "missed_by": by });
    let before = deal.seen(&cast.berta).await;
    let after = deal.report(&cast.agnes, missed("supplier")).await.expect(200).body;
    assert_eq!((&after["stage"], &after["due_at"]), (&before["stage"], &before["due_at"]));
    assert_eq!(after["history"].as_array().unwrap().last().unwrap()["missed_by"], "supplier");
    deal.step(&cast.berta, "meet").await;
    deal.report(&cast.sami, missed("buyer")).await.expect(200);
    deal.step(&cast.sami, "meet").await;
    let told = report(&cast.agnes, "").await;
    assert_eq!(of(&told, "meetings_held")["value"], 2);
    let rate = of(&told, "meeting_no_show_rate");
    assert_eq!((&rate["value"], &rate["cases"]), (&json!(50.0), &json!(4)));
    let found = cases(&cast.agnes, "meeting_no_show_rate").await;
    let sides: Vec<_> = found.iter().map(|case| (&case["counts"], &case["detail"])).collect();
    let (held, lost) = (json!(false), json!(true));
    assert_eq!(
        sides,
        [
            (&held, &json!(null)),
            (&lost, &json!("buyer")),
            (&held, &json!(null)),
            (&lost, &json!("supplier")),
        ]
    );
    // The other sides are told what happened, in their language.
    for (client, language, words) in [
        (&cast.berta, "en", ["A meeting was missed", "Did not come: the supplier."]),
        (&cast.sami, "ko", ["미팅이 무산되었습니다", "오지 않은 쪽: 공급사."]),
    ] {
        let inbox = client.in_language(language).get("/api/v1/notifications").await.expect(200);
        assert!(words.iter().all(|one| inbox.text.contains(one)), "{}", inbox.text);
    }
    // Who it was has to be said, and it was one of the two.
    for (body, faults) in [
        (json!({ "kind": "miss_meeting" }), vec![("missed_by", "required")]),
        (missed("agency"), vec![("missed_by", "not_one_of")]),
        (
            json!({ "kind": "meet", "missed_by": "buyer" }),
            vec![("missed_by", "not_for_this_event")],
        ),
    ] {
        assert_eq!(deal.report(&cast.berta, body).await.expect(422).faults(), faults);
    }
    deal.report(&cast.berta, json!({ "kind": "request_quotation" })).await.expect(200);
    deal.quote(&cast.sami).await.expect(201);
    deal.report(&cast.sami, missed("buyer")).await.expect(200);
    deal.step(&cast.sami, "meet").await;
    // Past the meeting none can be missed, as none can be held.
    let late = deal.report(&cast.sami, missed("buyer")).await.expect(409);
    assert_eq!(late.code(), "illegal_step");
}

#[actix_web::test]
async fn orders_say_jobs_tier_and_imports_and_the_agency_its_cost() {
    let deal = brokered().await;
    let cast = &deal.cast;
    deal.step(&cast.berta, "request_quotation").await;
    deal.quote(&cast.sami).await.expect(201);
    let approve = json!({ "kind": "approve", "on_behalf_of": "buyer",
        "cost": { "value": "500000.5", "currency": "VND" } });
    deal.report(&cast.agnes, approve).await.expect(200);
    let none = of(&report(&cast.agnes, "").await, "cost_per_linkage").clone();
    assert_eq!(
        (&none["amounts"], &none["cases"]),
        (&json!(null), &json!(2)),
        "nothing to divide by"
    );
    let trial = json!({ "kind": "order_trial", "jobs": 4, "tier": 2 });
    deal.report(&cast.berta, trial).await.expect(200);
    assert_eq!(of(&report(&cast.agnes, "").await, "new_tier_links")["value"], 0, "one side's word");
    deal.step(&cast.sami, "confirm").await;
    let start = json!({ "kind": "start_mass_production", "jobs": 12, "tier": 1 });
    deal.report(&cast.sami, start).await.expect(200);
    let replaced = json!({ "value": "30000", "currency": "USD", "period": "month" });
    let confirm = json!({ "kind": "confirm", "import_replaced": replaced });
    deal.report(&cast.berta, confirm).await.expect(200);
    let told = report(&cast.agnes, "").await;
    let value = |code: &str| of(&told, code)["value"].clone();
    assert_eq!(value("jobs_created"), 16);
    // The first order that both confirmed says the tier.
    let links = ["new_tier_links", "new_first_tier_links", "new_second_tier_links"].map(value);
    assert_eq!(links, [1, 0, 1]);
    let imports = &of(&told, "localised_import_value")["amounts"];
    assert_eq!(imports, &json!([{ "currency": "USD", "value": "360000", "cases": 1 }]));
    let costs = &of(&told, "cost_per_linkage")["amounts"];
    assert_eq!(costs, &json!([{ "currency": "VND", "value": "1500000.5", "cases": 2 }]));
    let officers = report(&cast.agnes, "&by=officer").await;
    let rows = of(&officers, "cost_per_linkage")["groups"].as_array().unwrap().len();
    assert_eq!(rows, 2, "of Agnes, and of nobody: Berta proposed it");
    let jobs = cases(&cast.agnes, "jobs_created").await;
    let jobs: Vec<_> = jobs.iter().map(|case| (&case["number"], &case["detail"])).collect();
    assert_eq!(jobs, [(&json!(12), &json!("both")), (&json!(4), &json!("both"))]);
    // The supplier does not read what was imported, nor anybody else what the agency spent.
    for (client, imports, costs) in [
        (&cast.berta, true, false),
        (&cast.sami, false, false),
        (&cast.agnes, true, true),
        (&cast.ada, true, true),
    ] {
        let seen = deal.seen(client).await;
        assert_eq!(seen.to_string().contains("import_replaced"), imports);
        assert_eq!(seen.to_string().contains("1000000"), costs);
        assert_eq!(seen.to_string().contains("500000.5"), costs);
        assert!(kinds(&seen).ends_with(&["start_mass_production", "confirm"]));
        assert!(seen.to_string().contains("\"jobs\":12"));
    }
}

#[actix_web::test]
async fn every_fault_of_what_an_event_says_is_told() {
    let deal = brokered().await;
    let cast = &deal.cast;
    let money = json!({ "value": "-1", "currency": "dong" });
    let wrong = json!({ "kind": "meet", "jobs": 100_001, "tier": 4, "import_replaced": money,
        "cost": money });
    let faults = [
        ("cost", "not_for_this_side"),
        ("cost.currency", "unknown_currency"),
        ("cost.value", "not_decimal"),
        ("import_replaced", "not_for_this_event"),
        ("import_replaced.currency", "unknown_currency"),
        ("import_replaced.value", "not_decimal"),
        ("jobs", "not_for_this_event"),
        ("jobs", "out_of_range"),
        ("tier", "not_for_this_event"),
        ("tier", "out_of_range"),
    ];
    let told = deal.report(&cast.berta, wrong).await.expect(422);
    let without_ranges: Vec<_> = told.faults();
    for fault in faults.iter().filter(|(path, code)| {
        // What the schema of the body says comes under its own code.
        !(matches!(*path, "jobs" | "tier") && *code == "out_of_range")
    }) {
        assert!(
            without_ranges.contains(fault) || told.text.contains(fault.0),
            "{fault:?} {}",
            told.text
        );
    }
    deal.step(&cast.berta, "request_quotation").await;
    deal.quote(&cast.sami).await.expect(201);
    deal.step(&cast.berta, "approve").await;
    deal.step(&cast.berta, "order_trial").await;
    let replaced = json!({ "value": "1", "currency": "USD" });
    // The supplier cannot know it, and a trial order replaces nothing yet.
    let confirm = json!({ "kind": "confirm", "import_replaced": replaced });
    let answer = deal.report(&cast.sami, confirm).await.expect(422);
    let both =
        [("import_replaced", "not_for_this_event"), ("import_replaced", "not_for_this_side")];
    assert_eq!(answer.faults(), both);
    let start = json!({ "kind": "start_mass_production", "import_replaced": replaced });
    let answer = deal.report(&cast.sami.in_language("vi"), start).await.expect(422);
    assert_eq!(answer.faults(), [("import_replaced", "not_for_this_side")]);
    assert!(answer.text.contains("không phải điều bên này được nêu"), "{}", answer.text);
    let own = json!({ "sourcing_request": crate::introductions::id_of(&deal.request),
        "supplier": crate::introductions::id_of(&deal.supplier),
        "cost": { "value": "5", "currency": "VND" } });
    let answer = cast.berta.post(crate::introductions::LIST, own).await.expect(422);
    assert_eq!(answer.faults(), [("cost", "not_for_this_side")]);
}
