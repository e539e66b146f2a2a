//! Every figure by hand, every group, and the cases behind each.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{INDICATORS, OFFICER, YEAR, Year, groups, id_of, of};
use crate::harness::Client;

/// What Agnes and An did in the year: code, value, cases.
fn by_hand() -> Vec<(&'static str, Value, usize)> {
    vec![
        ("suppliers_profiled", json!(2), 2),
        ("suppliers_verified", json!(1), 1),
        ("suppliers_up_to_date", json!(2), 2),
        ("certificates_gained", json!(0), 0),
        ("women_led_share", json!(null), 0),
        ("micro_small_share", json!(null), 0),
        ("satisfaction", json!(null), 0),
        ("requests_published", json!(3), 3),
        // Matched after 2 days, after 2 days, proposed after 10.
        ("median_days_to_shortlist", json!(2.0), 3),
        // One of the two that were matched.
        ("zero_match_share", json!(50.0), 2),
        ("active_buyers", json!(2), 2),
        ("introductions_proposed", json!(3), 3),
        ("introductions_agreed_by_both", json!(1), 1),
        ("introductions_introduced", json!(1), 1),
        // One agreed, one declined, one never answered.
        ("supplier_response_rate", json!(66.67), 3),
        // 3 days and 4.5 days.
        ("median_days_to_answer", json!(3.75), 2),
        ("meetings_held", json!(1), 1),
        ("meeting_no_show_rate", json!(0.0), 1),
        ("jobs_created", json!(0), 0),
        ("new_tier_links", json!(0), 0),
        ("localised_import_value", json!(null), 0),
        // Nobody said what the one linkage cost.
        ("cost_per_linkage", json!(null), 1),
        // Two versions of one quote.
        ("quotes_received", json!(1), 1),
        ("audits_passed", json!(1), 1),
        ("samples_delivered", json!(1), 1),
        ("parts_approved", json!(1), 1),
        ("trial_orders", json!(1), 1),
        ("trial_orders_confirmed", json!(1), 1),
        ("trial_orders_one_sided", json!(0), 0),
        ("mass_productions", json!(1), 1),
        ("mass_productions_confirmed", json!(0), 0),
        ("mass_productions_one_sided", json!(1), 1),
        ("first_order_value", json!(null), 1),
        ("twelve_month_value", json!(null), 1),
        ("exits", json!(2), 2),
        ("exits_no_reply", json!(1), 1),
        ("exits_declined_capacity", json!(1), 1),
        ("exits_price", json!(0), 0),
        ("median_days_at_proposed", json!(4.5), 1),
        ("median_days_at_introduced", json!(4.0), 1),
        ("median_days_at_confidential", json!(null), 0),
        ("median_days_at_requested", json!(10.0), 1),
        // From 30 January, 20:10, to 1 February, 00:30.
        ("median_days_at_quoted", json!(1.18), 1),
        ("median_days_at_met", json!(9.0), 1),
        ("median_days_at_audited", json!(2.0), 1),
        ("median_days_at_sampled", json!(17.0), 1),
        ("median_days_at_approved", json!(4.0), 1),
        ("median_days_at_trial_order", json!(26.98), 1),
        ("median_days_at_mass_production", json!(null), 0),
    ]
}

fn assert_figures(report: &Value, expected: &[(&str, Value, usize)]) {
    for (code, value, cases) in expected {
        let one = of(report, code);
        assert_eq!((&one["value"], &one["cases"]), (value, &json!(cases)), "{code}");
    }
}

/// All cases behind a number, read in pages of two.
async fn cases(client: &Client, code: &str, query: &str) -> Vec<Value> {
    let path = format!("{INDICATORS}/{code}/cases?{query}&limit=2");
    let mut found = Vec::new();
    let mut next = path.clone();
    loop {
        let page = client.get(&next).await.expect(200).body;
        found.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{path}&cursor={cursor}"),
            None => return found,
        }
    }
}

#[actix_web::test]
async fn a_year_counts_as_it_does_by_hand() {
    let year = Year::of_two_agencies().await;
    let agnes = year.report("agnes", YEAR).await.body;
    assert_figures(&agnes, &by_hand());
    assert_eq!(
        of(&agnes, "first_order_value")["amounts"],
        json!([{ "currency": "USD", "value": "42000.50", "cases": 1 }])
    );
    // Twelve times what was said for a month, to the last digit.
    assert_eq!(
        of(&agnes, "twelve_month_value")["amounts"],
        json!([{ "currency": "VND", "value": "3000000006.0", "cases": 1 }])
    );
    // An colleague sees the same; an administrator sees the other agency's too.
    assert_eq!(year.report("an", YEAR).await.body, agnes);
    let ada = year.report("ada", YEAR).await.body;
    assert_figures(
        &ada,
        &[
            ("introductions_proposed", json!(4), 4),
            ("exits", json!(2), 2),
            ("requests_published", json!(3), 3),
            ("zero_match_share", json!(50.0), 2),
        ],
    );
    // February alone: the first quote was in January, and the meeting by Vietnam's clock was not.
    let february = year.report("agnes", "from=2101-02-01&to=2101-02-28").await.body;
    assert_figures(
        &february,
        &[
            ("meetings_held", json!(1), 1),
            ("quotes_received", json!(0), 0),
            ("requests_published", json!(0), 0),
            ("median_days_to_shortlist", json!(null), 0),
            ("zero_match_share", json!(null), 0),
            ("supplier_response_rate", json!(0.0), 1),
            ("introductions_proposed", json!(0), 0),
            ("suppliers_profiled", json!(0), 0),
            // Twelve months back from the end of February.
            ("suppliers_up_to_date", json!(2), 2),
            ("active_buyers", json!(1), 1),
            ("exits_no_reply", json!(1), 1),
        ],
    );
    // Of a year in which nothing happened there is nothing to compute from.
    let before = year.report("agnes", "from=2100-01-01&to=2100-12-31").await.body;
    for one in before["indicators"].as_array().unwrap() {
        let value =
            if ["percent", "days", "money", "points"].contains(&one["unit"].as_str().unwrap()) {
                json!(null)
            } else {
                json!(0)
            };
        assert_eq!((&one["value"], &one["cases"]), (&value, &json!(0)), "{one}");
    }
}

#[actix_web::test]
async fn one_agency_sees_nothing_of_the_other() {
    let year = Year::of_two_agencies().await;
    let alba = year.report("alba", YEAR).await;
    assert_figures(
        &alba.body,
        &[
            ("introductions_proposed", json!(1), 1),
            ("introductions_introduced", json!(0), 0),
            ("exits", json!(0), 0),
            ("meetings_held", json!(0), 0),
            ("first_order_value", json!(null), 0),
            ("supplier_response_rate", json!(null), 0),
            // The match runs of others are not its to see; its own proposal came after 23 days.
            ("zero_match_share", json!(null), 0),
            ("median_days_to_shortlist", json!(23.0), 1),
            // Open requests and the directory are.
            ("requests_published", json!(3), 3),
            ("suppliers_verified", json!(1), 1),
        ],
    );
    let (alba, agnes) = (year.who("alba").await, year.who("agnes").await);
    let report = year.report("agnes", YEAR).await.body;
    for one in report["indicators"].as_array().unwrap() {
        let code = one["code"].as_str().unwrap();
        let own = json!(cases(&agnes, code, YEAR).await).to_string();
        let others = json!(cases(&alba, code, YEAR).await).to_string();
        for path in [&year.long, &year.declined, &year.silent] {
            assert!(!others.contains(id_of(path)), "{code}: {others}");
        }
        assert!(!own.contains(id_of(&year.other)), "{code}: {own}");
    }
    for outsider in ["berta", "sami"] {
        let outsider = year.who(outsider).await;
        outsider.get(&format!("{INDICATORS}?{YEAR}")).await.expect(403);
        outsider.get(&format!("{INDICATORS}/exits/cases?{YEAR}")).await.expect(403);
    }
}

#[actix_web::test]
async fn rows_are_by_month_province_segment_and_officer() {
    let year = Year::of_two_agencies().await;
    let report = async |by: &str| year.report("agnes", &format!("{YEAR}&by={by}")).await.body;
    let months = report("month").await;
    let meetings = groups(&months, "meetings_held");
    assert_eq!(meetings.len(), 12);
    assert_eq!(meetings[0], ("month:2101-01", &json!(0)));
    assert_eq!(meetings[1], ("month:2101-02", &json!(1)));
    assert_eq!(groups(&months, "introductions_proposed")[0].1, &json!(3));
    // Berta acted in January, February and March, and is one buyer.
    let buyers = groups(&months, "active_buyers");
    let buyers: Vec<_> = buyers.iter().take(4).map(|(_, value)| *value).collect();
    assert_eq!(buyers, [&json!(2), &json!(1), &json!(1), &json!(0)]);
    assert_eq!(groups(&months, "median_days_to_shortlist")[1].1, &json!(null));

    let provinces = report("province").await;
    let rows = groups(&provinces, "introductions_proposed");
    assert_eq!(rows, [("province:24", &json!(2)), ("province:79", &json!(1))]);
    let first = &of(&provinces, "introductions_proposed")["groups"][0];
    assert_eq!(first["label"], "Bac Ninh", "by its name of today");
    assert_eq!(
        groups(&provinces, "suppliers_profiled"),
        [("province:24", &json!(1)), ("province:79", &json!(1))]
    );
    assert_eq!(groups(&provinces, "requests_published"), [("province:none", &json!(3))]);

    let segments = report("segment").await;
    let rows = groups(&segments, "introductions_proposed");
    assert!(rows.contains(&("segment:p-injection", &json!(2))), "{rows:?}");
    assert!(rows.contains(&("segment:p-casting", &json!(1))), "{rows:?}");
    let firms = groups(&segments, "suppliers_verified");
    assert!(firms.contains(&("segment:p-casting", &json!(1))), "{firms:?}");
    // A caster buys aluminium and has machines; it makes neither.
    let elsewhere = ["segment:p-injection", "segment:m-nonferrous", "segment:t-automation"];
    assert!(!firms.iter().any(|(key, _)| elsewhere.contains(key)), "{firms:?}");

    let officers = report("officer").await;
    let rows = of(&officers, "introductions_proposed")["groups"].as_array().unwrap();
    let named: BTreeSet<(&str, u64)> = rows
        .iter()
        .map(|row| (row["label"].as_str().unwrap(), row["value"].as_u64().unwrap()))
        .collect();
    assert_eq!(named, BTreeSet::from([("agnes", 2), (OFFICER, 1)]));
    // What the firms reported themselves is no officer's.
    assert_eq!(groups(&officers, "quotes_received"), [("officer:none", &json!(1))]);
    let meeting = &of(&officers, "meetings_held")["groups"][0];
    assert_eq!((&meeting["label"], &meeting["value"]), (&json!(OFFICER), &json!(1)));
}

#[actix_web::test]
async fn behind_every_number_stand_as_many_cases() {
    let year = Year::of_two_agencies().await;
    let agnes = year.who("agnes").await;
    let mut walked = 0;
    for by in ["none", "month", "province", "segment", "officer"] {
        let report = year.report("agnes", &format!("{YEAR}&by={by}")).await.body;
        for one in report["indicators"].as_array().unwrap() {
            let code = one["code"].as_str().unwrap();
            let mut numbers = vec![(None, one)];
            let rows = one["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
            let rows = rows.iter().filter(|row| by != "month" || row["cases"] != 0);
            numbers.extend(rows.map(|row| (row["group"].as_str(), row)));
            for (group, number) in numbers.into_iter().skip(usize::from(by != "none")) {
                let query = group.map_or(YEAR.to_owned(), |group| format!("{YEAR}&group={group}"));
                let found = cases(&agnes, code, &query).await;
                assert_eq!(json!(found.len()), number["cases"], "{code} {group:?}");
                if number["value"].is_u64() {
                    assert_eq!(json!(found.len()), number["value"], "{code} {group:?}");
                }
                let places: BTreeSet<String> =
                    found.iter().map(|case| format!("{} {}", case["id"], case["at"])).collect();
                assert_eq!(places.len(), found.len(), "{code} {group:?}: one comes twice");
                let counted = found.iter().filter(|case| case["counts"] == true).count();
                if one["unit"] == "percent" && !found.is_empty() {
                    let share = 100.0 * counted as f64 / found.len() as f64;
                    let told = number["value"].as_f64().unwrap();
                    assert!((share - told).abs() < 0.01, "{code} {group:?}: {share}");
                }
                walked += found.len();
            }
        }
    }
    assert!(walked > 200, "{walked}");
    assert_eq!(cases(&agnes, "exits", &format!("{YEAR}&group=month:2101-07")).await.len(), 0);
}

#[actix_web::test]
async fn a_case_says_what_made_it_count() {
    let year = Year::of_two_agencies().await;
    let agnes = year.who("agnes").await;
    let meetings = cases(&agnes, "meetings_held", YEAR).await;
    assert_eq!(meetings[0]["id"], id_of(&year.long));
    assert_eq!(meetings[0]["kind"], "introduction");
    assert_eq!(
        (&meetings[0]["date"], &meetings[0]["what"]),
        (&json!("2101-02-01"), &json!("meet"))
    );
    let answers = cases(&agnes, "supplier_response_rate", YEAR).await;
    let told: Vec<_> =
        answers.iter().map(|case| (&case["what"], &case["detail"], &case["counts"])).collect();
    assert_eq!(
        told,
        [
            (&json!("end"), &json!("no_reply"), &json!(false)),
            (&json!("end"), &json!("declined_capacity"), &json!(true)),
            (&json!("consent"), &json!(null), &json!(true)),
        ]
    );
    let worth = cases(&agnes, "twelve_month_value", YEAR).await;
    assert_eq!(worth[0]["detail"], "awaits_buyer");
    assert_eq!(
        worth[0]["amount"],
        json!({ "value": "3000000006.0", "currency": "VND", "period": "year" })
    );
    let none = cases(&agnes, "zero_match_share", YEAR).await;
    let hopeless = none.iter().find(|case| case["id"] == id_of(&year.hopeless)).unwrap();
    assert_eq!(
        (&hopeless["counts"], &hopeless["detail"]),
        (&json!(true), &json!("nobody_qualified"))
    );
    let shortlists = cases(&agnes, "median_days_to_shortlist", YEAR).await;
    let told: Vec<_> = shortlists.iter().map(|case| (&case["what"], &case["days"])).collect();
    assert_eq!(told[0], (&json!("proposed"), &json!(10.0)));
    assert_eq!(
        told[1..].iter().filter(|one| **one == (&json!("match_run"), &json!(2.0))).count(),
        2
    );
    let checked = cases(&agnes, "suppliers_verified", YEAR).await;
    assert_eq!(checked[0]["id"], id_of(&year.sami));
    assert_eq!(checked[0]["date"], "2101-01-12");
    assert_eq!(checked[0]["detail"], "documents_checked");
}
