//! What is wrong with a file is told with its cell, everything at once, in the caller's language.

use std::fs;
use std::process::{Command, Output};
use std::time::Duration;

use index::Language;
use index::profile::Profile;
use khop::accounts::offline;
use khop::db;
use khop::suppliers::import::{Outcome, Row, import_rows};
use serde_json::{Value, json};

use crate::harness::{Cast, Client, PASSWORD, TestApp};
use crate::imports::{finished, form};
use crate::suppliers::{die_caster, entered};

async fn report(client: &Client, name: &str, content: &str) -> Value {
    let (kind, body) = form(name, content.as_bytes(), &[]);
    let client = client.with("content-type", kind);
    let sent =
        client.send(actix_web::http::Method::POST, "/api/v1/imports", Some(body)).await.expect(201);
    finished(&client, sent).await
}

/// Row, column, heading, value and code of every finding.
fn told(report: &Value) -> Vec<[String; 5]> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| ["row", "column", "heading", "value", "code"].map(|n| text(&one[n])))
        .collect()
}

fn rows<const N: usize>(rows: [[&str; 5]; N]) -> Vec<[String; 5]> {
    rows.map(|row| row.map(str::to_owned)).to_vec()
}

#[actix_web::test]
async fn what_the_directory_finds_names_its_cell() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let mut own = die_caster();
    own["tax_code"] = json!("0100047516");
    entered(&cast.sami, own).await;
    let file = "Tên công ty,MST,Tỉnh/Thành phố,Năm thành lập,Ngày xác nhận,Email\n\
                Công ty Một,,Băc Nin,2010,,\n\
                Công ty Hai,0101248141,Hà Nội,2010,,\n\
                Công ty Ba,0100047516,abcxyz,2090,01/01/2150,không có\n\
                Công ty Bốn,,Huế,,,\n";
    let vi = cast.agnes.in_language("vi");
    let report = report(&vi, "a.csv", file).await;
    let mut found = told(&report);
    found.sort();
    assert_eq!(
        found,
        rows([
            ["2", "C", "Tỉnh/Thành phố", "Băc Nin", "unknown_province"],
            ["4", "B", "MST", "0100047516", "tax_code_taken"],
            ["4", "C", "Tỉnh/Thành phố", "abcxyz", "unknown_province"],
            ["4", "D", "Năm thành lập", "2090", "out_of_range"],
            ["4", "E", "Ngày xác nhận", "01/01/2150", "in_the_future"],
        ]),
        "{report}"
    );
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("'Bắc Ninh'"));
    assert!(!report["findings"][2]["message"].as_str().unwrap().contains('?'), "{report}");
}

#[actix_web::test]
async fn every_fault_of_a_row_is_told_at_once() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    // The reader finds the employees and the date, the directory the province and the code.
    let csv = "name,tax_code,province,employees,certifications,certification valid until\n\
               Công ty Một,0101248141,Hà Nội,10,,\n\
               Công ty Hai,0101248141,Atlantis,nhiều,ISO 9001,còn hạn\n";
    let report_ = report(&cast.agnes, "a.csv", csv).await;
    let codes: Vec<_> = told(&report_).into_iter().map(|[row, .., code]| (row, code)).collect();
    let expected = ["not_a_date", "not_a_whole_number", "unknown_province", "tax_code_repeated"];
    let mut found: Vec<_> = codes.iter().map(|(_, code)| code.as_str()).collect();
    found.sort_unstable();
    let mut sorted = expected;
    sorted.sort_unstable();
    assert_eq!(found, sorted, "{report_}");
    assert!(codes.iter().all(|(row, _)| row == "3"));
    assert_eq!(report_["counts"]["refused"], 1);
    let lines = r#"{"name":"Công ty Ba","employees":"x","province":"Atlantis","latitude":91.5,"longitude":105}
{"name":"Công ty Bốn","certifications":[{"scheme":"ISO 9001","valid_from":"2026-01-01","valid_until":"2025-01-01"}],"year_founded":1500}
"#;
    let report_ = report(&cast.agnes, "a.jsonl", lines).await;
    assert_eq!(
        told(&report_),
        rows([
            ["1", "", "employees", "x", "bad_value"],
            ["1", "", "province", "Atlantis", "unknown_province"],
            ["1", "", "latitude", "91.5", "outside_vietnam"],
            ["2", "", "certifications", "", "ends_before_start"],
            ["2", "", "year_founded", "1500", "out_of_range"],
        ]),
        "{report_}"
    );
}

#[actix_web::test]
async fn a_file_says_what_is_odd_about_it_as_a_whole() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let torn = "name,description,products\n\
                Công ty Một,đúc,khay\n\
                Công ty Hai,\"ống 3/4,khay\n\
                Công ty Ba,ép,khay\n";
    let vi = cast.agnes.in_language("vi");
    let read = report(&vi, "a.csv", torn).await;
    assert_eq!(told(&read), rows([["3", "B", "description", "", "unclosed_quote"]]), "{read}");
    assert!(read["findings"][0]["message"].as_str().unwrap().contains("dòng 3"), "{read}");
    assert_eq!((&read["counts"]["created"], &read["counts"]["refused"]), (&1.into(), &1.into()));
    let torn = "name,\"description,products\nCông ty Một,đúc,khay\n";
    let read = report(&cast.agnes, "a.csv", torn).await;
    assert_eq!(read["refusal"]["code"], "unclosed_quote", "{read}");

    let read = report(&cast.agnes, "a.csv", "name,products\n").await;
    assert_eq!(told(&read), rows([["", "", "", "", "no_rows"]]), "{read}");

    let nameless = "name,description\n,Chuyên đúc áp lực nhôm\n";
    let read = report(&cast.agnes, "a.csv", nameless).await;
    assert_eq!(told(&read), rows([["2", "", "", "", "nameless"]]), "{read}");
    assert_eq!(read["findings"][0]["severity"], "warning");
    assert_eq!(read["counts"]["created"], 1);
}

#[actix_web::test]
async fn what_is_expected_is_said_in_every_language_and_without_our_types() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let lines = "[1]\n7\n{\"name\":\"Một\",\"capabilities\":[1]}\n{\"name\":{}}\n";
    let csv = "name,year_founded,confirmed_on,capabilities\n\
               Một,MMXX,31/12/2600,[1]\n";
    let mut messages = Vec::new();
    for language in ["en", "vi", "ko", "ja", "zh"] {
        let client = cast.agnes.in_language(language);
        let read =
            report(&client, "a.jsonl", &format!("{{\"name\":\"Không\",\"moq\":\"1\"}}\n{lines}"))
                .await;
        let text = read.to_string();
        for ours in ["struct ", "Profile", "Capability", "enum "] {
            assert!(!text.contains(ours), "{language}: {text}");
        }
        assert_eq!(told(&read)[0][4], "not_an_object", "{read}");
        let read = report(&client, "a.csv", csv).await;
        let mut codes: Vec<_> = told(&read).into_iter().map(|[.., code]| code).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["bad_json", "not_a_year", "year_out_of_range"], "{read}");
        assert!(!read.to_string().contains("Capability"), "{read}");
        messages.push(read["findings"][0]["message"].to_string());
    }
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(messages.len(), 5, "{messages:?}");
}

#[actix_web::test]
async fn faulty_rows_wait_for_nobody_who_writes() {
    let app = TestApp::start().await;
    Cast::of(&app).await;
    let actor = offline::acting(&app.app, Some("agnes@example.com"), Language::En).await;
    let actor = actor.unwrap().unwrap();
    let profile = |name: &str, province: &str| Profile {
        name: Some(name.to_owned()),
        province: Some(province.to_owned()),
        ..Profile::default()
    };
    let row = |profile| Row { profile, contacts: None };
    let faulty = [row(profile("Một", "Atlantis")), row(profile("Hai", "Utopia"))];
    // Somebody writes and does not let go: judging needs no lock.
    let judged = db::write_tx(&app.app.db, async |_| {
        let work = import_rows(&app.app, &actor, &faulty, false);
        Ok(tokio::time::timeout(Duration::from_secs(5), work).await)
    });
    let outcomes = judged.await.unwrap().expect("nothing to wait for").unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Refused(_))));
}

fn khop(app: &TestApp, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_khop"))
        .args(words)
        .current_dir(app.folder())
        .env("KHOP__DATABASE__URL", app.database_url())
        .env("KHOP__INDEX__DIRECTORY", app.folder().join("index-of-the-command"))
        .env("KHOP__LOG__FILTER", "error")
        .env("KHOP_ADMIN_PASSWORD", PASSWORD)
        .output()
        .unwrap()
}

#[actix_web::test]
async fn the_command_line_names_the_cell_too() {
    let app = TestApp::start().await;
    Cast::of(&app).await;
    let file =
        "Tên công ty,Tỉnh/Thành phố,Năm thành lập\nCông ty Một,Băc Nin,\nCông ty Hai,Huế,MMXX\n";
    fs::write(app.folder().join("a.csv"), file).unwrap();
    let output =
        khop(&app, &["import", "a.csv", "--locale", "vi", "--account", "agnes@example.com"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    // By row, whoever found it.
    let first = said.find("dòng 2, cột B").unwrap();
    assert!(first < said.find("dòng 3, cột C").unwrap(), "{said}");
    for line in [
        "a.csv: dòng 2, cột B (Tỉnh/Thành phố): 'Băc Nin' ",
        "a.csv: dòng 3, cột C (Năm thành lập): 'MMXX' không phải năm",
        "'Bắc Ninh'",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}
