//! The same as a table, in five languages; and what is refused.

use serde_json::json;

use super::{INDICATORS, OFFICER, YEAR, Year, of};
use crate::harness::{Cast, TestApp};

/// A cell as a spreadsheet gets it: nothing is a formula.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

#[actix_web::test]
async fn the_table_says_what_the_report_says() {
    let year = Year::of_two_agencies().await;
    let query = format!("{YEAR}&by=officer");
    let agnes = year.who("agnes").await.in_language("vi");
    let report = agnes.get(&format!("{INDICATORS}?{query}")).await.expect(200).body;
    let asked = agnes.with("accept", "text/csv, application/json;q=0.5");
    let table = asked.get(&format!("{INDICATORS}?{query}")).await.expect(200);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let name = "attachment; filename=\"khop-indicators-2101-01-01-2101-12-31.csv\"";
    assert_eq!(table.header("content-disposition"), Some(name));
    // What Excel needs to see Vietnamese, and line ends as it writes them.
    let text = table.text.strip_prefix('\u{feff}').unwrap();
    let head = "from,to,zone,code,label,group,group_label,unit,value,cases,definition,note\r\n\
        2101-01-01,2101-12-31,Asia/Ho_Chi_Minh,suppliers_profiled,Nhà cung cấp có hồ sơ,,,suppliers,2,2,";
    assert!(text.starts_with(head), "{}", text.lines().take(2).collect::<String>());
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let mut expected = Vec::new();
    for one in report["indicators"].as_array().unwrap() {
        let groups = one["groups"].as_array().cloned().unwrap_or_default();
        for row in std::iter::once(one.clone()).chain(groups) {
            let (group, label) = match row["group"].as_str() {
                Some(group) => (group.to_owned(), cell(row["label"].as_str().unwrap())),
                None => Default::default(),
            };
            let figures = match row["amounts"].as_array() {
                Some(sums) => sums
                    .iter()
                    .map(|sum| [&sum["currency"], &sum["value"], &sum["cases"]].map(plain))
                    .collect(),
                None => vec![[&one["unit"], &row["value"], &row["cases"]].map(plain)],
            };
            for [unit, value, cases] in figures {
                let told = [plain(&one["code"]), plain(&one["label"]), group.clone()];
                expected.push([told.to_vec(), vec![label.clone(), unit, value, cases]].concat());
            }
        }
    }
    let told: Vec<Vec<String>> = rows.iter().map(|row| row[3..10].to_vec()).collect();
    assert_eq!(told[..expected.len()], expected);
    // The last says whose doing it is about.
    assert_eq!(told.len(), expected.len() + 1);
    assert!(rows[expected.len()..].iter().all(|row| !row[11].is_empty()));
    // The name of an officer is no formula.
    assert!(text.contains(&format!("'{OFFICER}")) && !text.contains(&format!(",{OFFICER}")));
    // The parameter decides before the header.
    let json = asked.get(&format!("{INDICATORS}?{query}&format=json")).await.expect(200);
    assert_eq!(json.body, report);
    let csv = agnes.get(&format!("{INDICATORS}?{query}&format=csv")).await.expect(200);
    assert_eq!(csv.text, table.text);
}

/// A cell of a JSON value.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => cell(text),
        // Rust and JSON write whole figures differently.
        other => other.to_string().trim_end_matches(".0").to_owned(),
    }
}

#[actix_web::test]
async fn currencies_are_added_up_at_dated_rates_or_not_at_all() {
    let year = Year::of_two_agencies().await;
    let report = year.report("agnes", &format!("{YEAR}&currency=USD")).await.body;
    assert_eq!(
        of(&report, "first_order_value")["converted"],
        json!({ "currency": "USD", "value": "42000.5", "rates": [], "unknown_rates": [] })
    );
    let worth = of(&report, "twelve_month_value");
    assert_eq!(
        worth["converted"],
        json!({ "currency": "USD", "value": null, "rates": [], "unknown_rates": ["VND"] }),
        "nobody keeps a rate, and none is guessed"
    );
    assert_eq!(worth["amounts"][0]["currency"], "VND");
}

#[actix_web::test]
async fn a_rate_is_told_with_its_day_and_source() {
    let folder = tempfile::tempdir().unwrap();
    let table = crate::introductions::quotes::rates(&folder);
    let app = TestApp::start_with(move |settings| settings.quotes.exchange_rates = table).await;
    let year = Year::start_in(app).await;
    let report = year.report("agnes", &format!("{YEAR}&currency=USD&by=month")).await.body;
    let worth = of(&report, "twelve_month_value");
    let source = json!(["Ngân hàng Ví Dụ, mua vào"]);
    let rate = json!({ "from": "VND", "to": "USD", "rate": "0.00004", "date": "2020-01-02",
        "sources": source });
    assert_eq!(
        worth["converted"],
        json!({ "currency": "USD", "value": "120000.00024", "rates": [rate], "unknown_rates": [] })
    );
    let april = &worth["groups"][3];
    assert_eq!((&april["group"], &april["cases"]), (&json!("month:2101-04"), &json!(1)));
    assert_eq!(april["converted"], worth["converted"]);
    let table = year.report("agnes", &format!("{YEAR}&currency=USD&format=csv")).await.text;
    let row = "\"USD, converted\",120000.00024,1,";
    assert!(table.contains(row) && table.contains("1 VND = 0.00004 USD, 2020-01-02, Ngân hàng"));
}

#[actix_web::test]
async fn definitions_are_in_the_readers_language() {
    let app = TestApp::start().await;
    let agnes = Cast::of(&app).await.agnes;
    let mut definitions = Vec::new();
    for (language, label, zone) in [
        ("en", "Zero-match share", "UTC+7"),
        ("vi", "Tỷ lệ không tìm được", "giờ Việt Nam"),
        ("ko", "적합 공급사 없음 비율", "베트남 기준"),
        ("ja", "適合なしの割合", "ベトナムの日付"),
        ("zh", "无匹配比例", "越南日期"),
    ] {
        let client = agnes.in_language(language);
        let report = client.get(&format!("{INDICATORS}?{YEAR}")).await.expect(200).body;
        let one = of(&report, "zero_match_share");
        assert_eq!(one["label"], label);
        assert!(report["note"].as_str().unwrap().contains(zone), "{}", report["note"]);
        definitions.push(one["definition"].clone());
        definitions.push(report["scope"].clone());
        assert_eq!(report["period"]["zone"], "Asia/Ho_Chi_Minh");
        assert_eq!(report["period"]["utc_offset"], "+07:00");
    }
    let all = definitions.len();
    definitions.sort_by_key(ToString::to_string);
    definitions.dedup();
    assert_eq!(definitions.len(), all, "some language repeats another");
}

#[actix_web::test]
async fn every_fault_of_a_question_is_told_at_once() {
    let app = TestApp::start().await;
    let agnes = Cast::of(&app).await.agnes;
    let path = |query: &str| format!("{INDICATORS}?{query}");
    let wrong = "from=2026-02-30&to=tomorrow&by=week&format=xml&currency=usd";
    let answer = agnes.get(&path(wrong)).await.expect(422);
    assert_eq!(
        answer.faults(),
        [
            ("by", "not_one_of"),
            ("currency", "unknown_currency"),
            ("format", "not_one_of"),
            ("from", "wrong_format"),
            ("to", "wrong_format"),
        ]
    );
    assert!(answer.body["faults"].to_string().contains("YYYY-MM-DD"), "{}", answer.text);
    for (query, faults) in [
        ("", vec![("from", "required"), ("to", "required")]),
        ("from=2026-03-01&to=2026-02-28", vec![("to", "ends_before_it_starts")]),
        ("from=2026-01-01&to=2036-01-09", vec![("to", "period_too_long")]),
        ("from=2026-01-01&to=2026-01-31&since=1", vec![("since", "unknown_field")]),
        ("from=+262000-01-01&to=2026-01-31", vec![("from", "wrong_format")]),
    ] {
        let answer = agnes.get(&path(query)).await.expect(422);
        assert_eq!(answer.faults(), faults, "{query}");
    }
    agnes.get(&path("from=2026-01-01&to=2036-01-08")).await.expect(200);
    let cases = |code: &str, query: &str| format!("{INDICATORS}/{code}/cases?{query}");
    let wrong = cases("weddings", "to=2026-01-31&group=week:3");
    let answer = agnes.get(&wrong).await.expect(422);
    assert_eq!(
        answer.faults(),
        [("code", "not_one_of"), ("from", "required"), ("group", "wrong_format")]
    );
    let message = answer.body["faults"][1]["message"].as_str().unwrap();
    assert!(message.contains("introductions_proposed, "), "{message}");
    let forged = cases("exits", "from=2026-01-01&to=2026-01-31&cursor=abc");
    assert_eq!(agnes.get(&forged).await.expect(422).faults(), [("cursor", "invalid_cursor")]);
}

/// The cases behind a number as a table: the same as in pages, all at once.
#[actix_web::test]
async fn cases_come_as_a_table_too() {
    let year = Year::of_two_agencies().await;
    let agnes = year.who("agnes").await;
    for (code, group) in [
        ("supplier_response_rate", ""),
        ("twelve_month_value", ""),
        ("introductions_proposed", "&group=province:24"),
        ("exits_price", ""),
    ] {
        let path = format!("{INDICATORS}/{code}/cases?{YEAR}{group}");
        let pages = agnes.get(&format!("{path}&limit=100")).await.expect(200).body;
        let table =
            agnes.with("accept", "text/csv").get(&format!("{path}&limit=1")).await.expect(200);
        assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
        let name = format!("khop-{}-2101-01-01-2101-12-31.csv", code.replace('_', "-"));
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(table.header("content-disposition"), Some(disposition.as_str()));
        let mut reader =
            csv::Reader::from_reader(table.text.trim_start_matches('\u{feff}').as_bytes());
        let names = reader.headers().unwrap().clone();
        let rows: Vec<serde_json::Value> = reader
            .records()
            .map(|row| {
                let row = row.unwrap();
                let cells =
                    names.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), json!(cell)));
                serde_json::Value::Object(cells.collect())
            })
            .collect();
        let items = pages["items"].as_array().unwrap();
        assert_eq!(rows.len(), items.len(), "{code}");
        for (row, item) in rows.iter().zip(items) {
            assert_eq!(row["code"], code);
            for field in ["kind", "id", "date", "what", "detail", "counts", "days", "purpose"] {
                assert_eq!(row[field], plain(&item[field]), "{code} {field}");
            }
            let amount = &item["amount"];
            assert_eq!(row["amount"], plain(&amount["value"]), "{code}");
            assert_eq!(row["currency"], plain(&amount["currency"]), "{code}");
        }
    }
    let wrong = format!("{INDICATORS}/exits/cases?{YEAR}&format=xml");
    assert_eq!(agnes.get(&wrong).await.expect(422).faults(), [("format", "not_one_of")]);
}
