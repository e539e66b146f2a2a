//! What is written out comes in again as it was.

use std::io::Cursor;

use index::profile::Profile;

use super::super::{Options, read_all, write_csv, write_json_lines};

fn sample() -> Vec<Profile> {
    [
        r#"{"id":"s-1","name":"=HYPERLINK(\"http://x.example\";\"Hà\")","name_en":"@Ha","tax_code":"0100047516","lang":"vi",
            "description":"-Chuyên đúc áp lực\nhai dòng","products":["vỏ nhôm, đúc","nắp"],"processes":["die casting"],
            "certifications":["ISO 9001:2015",{"scheme":"IATF 16949","valid_until":"2027-03-31","state":"verified","number":"VN-123"}],
            "equipment":["die casting machine 650T x 4"],"province":"Bắc Ninh","latitude":21.0245,"employees":1200,
            "year_founded":2009,"ownership":"joint_venture","business":"manufacturer","export_markets":["JP","KR"],
            "capacity":"+300,000 pcs/month","customers":["Hoa Sen Co., Ltd","Minh Phú JSC"],
            "verification":{"level":"site_audited","on":"2026-05-01","by":"Sở Công Thương"},"confirmed_on":"2026-10-01",
            "capabilities":[{"what":"die casting","role":"makes","materials":["ADC12"],"free_capacity_percent":20}],
            "fictitious":true,"Ghi chú":"'tis"}"#,
        r#"{"id":"s-2","text":"\tThương mại thép","specs":["dung sai ±0,02 mm","2–12 lớp"]}"#,
    ]
    .iter()
    .map(|line| serde_json::from_str(line).unwrap())
    .collect()
}

#[test]
fn json_lines_round_trip() {
    let mut out = Vec::new();
    write_json_lines(&sample(), &mut out).unwrap();
    let read = read_all::<Profile>(Cursor::new(out), "a.jsonl", &Options::default()).unwrap();
    let mut values: Vec<Profile> = read.records.into_iter().map(|record| record.value).collect();
    let mut expected = sample();
    expected[1].text = Some("Thương mại thép".to_owned());
    assert_eq!(values.len(), 2);
    assert_eq!(values.remove(0), expected.remove(0));
    assert_eq!(values.remove(0), expected.remove(0));
}

#[test]
fn csv_round_trips_and_carries_no_formula() {
    let mut out = Vec::new();
    write_csv(&sample(), &mut out).unwrap();
    assert!(out.starts_with(b"\xef\xbb\xbf"));
    let text = String::from_utf8(out.clone()).unwrap();
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for record in reader.records() {
        for field in &record.unwrap() {
            assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field}");
        }
    }
    let read = read_all::<Profile>(Cursor::new(out), "a.csv", &Options::default()).unwrap();
    let values: Vec<Profile> = read.records.into_iter().map(|record| record.value).collect();
    let mut expected = sample();
    // Blanks around a text are not kept.
    expected[1].text = Some("Thương mại thép".to_owned());
    assert_eq!(values, expected);
}
