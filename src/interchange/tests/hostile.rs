//! Files that nobody should send, and any bytes at all.

use std::io::{Cursor, Read, Write};
use std::time::Instant;

use index::profile::Profile;
use index::request::SourcingRequest;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use super::super::{Declared, FileFault, Options, read_all};
use super::{codes, suppliers};

/// The archive with one entry changed.
pub(super) fn rewrite(archive: &[u8], entry: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut source = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut target = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..source.len() {
        let mut file = source.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if name == entry {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        target.start_file(name, SimpleFileOptions::default()).unwrap();
        target.write_all(&bytes).unwrap();
    }
    target.finish().unwrap().into_inner()
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Tên công ty").unwrap();
    sheet.write(1, 0, "Công ty TNHH Đúc Nam Định").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let bomb = rewrite(&workbook(), "xl/worksheets/sheet1.xml", |xml| {
        let (head, tail) = xml.split_once("<sheetData>").unwrap();
        format!("{head}<sheetData>{}{tail}", " ".repeat(200 << 20))
    });
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let start = Instant::now();
    assert_eq!(suppliers(bomb, "a.xlsx").err(), Some(FileFault::ArchiveBomb));
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn an_announced_flood_of_texts_is_refused() {
    let flood = rewrite(&workbook(), "xl/sharedStrings.xml", |xml| {
        assert!(xml.contains("uniqueCount=\"2\""));
        xml.replace("uniqueCount=\"2\"", "uniqueCount=\"18446744073709551615\"")
    });
    assert_eq!(suppliers(flood, "a.xlsx").err(), Some(FileFault::ArchiveBomb));
}

#[test]
fn many_entries_are_refused() {
    let mut target = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..5_000 {
        target.start_file(format!("xl/../x{at}"), SimpleFileOptions::default()).unwrap();
    }
    let bytes = target.finish().unwrap().into_inner();
    assert_eq!(suppliers(bytes, "a.xlsx").err(), Some(FileFault::ArchiveBomb));
}

#[test]
fn what_is_no_workbook_is_called_by_its_name() {
    let refusal = |bytes: &[u8], name: &str| suppliers(bytes, name).err().map(|fault| fault.code());
    assert_eq!(refusal(b"not a workbook", "a.xlsx").as_deref(), Some("not_xlsx"));
    assert_eq!(refusal(b"PK\x03\x04 torn", "a.xlsx").as_deref(), Some("damaged_xlsx"));
    assert_eq!(
        refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx").as_deref(),
        Some("old_excel")
    );
    assert_eq!(refusal(b"%PDF-1.7", "a.csv").as_deref(), Some("other_document"));
    assert_eq!(refusal(b"<html><table>", "a.xls").as_deref(), Some("other_document"));
    assert_eq!(refusal(b"", "a.csv").as_deref(), Some("empty"));
    assert_eq!(refusal(b"[{\"id\":1}]", "a.json").as_deref(), Some("json_array"));
    assert_eq!(refusal(b"alpha,beta\n1,2\n", "a.csv").as_deref(), Some("no_headings"));
    let torn = workbook();
    let half = &torn[..torn.len() / 2];
    assert_eq!(refusal(half, "a.xlsx").as_deref(), Some("damaged_xlsx"));
}

#[test]
fn a_workbook_is_read_whatever_it_is_called() {
    let outcome = suppliers(workbook(), "a.csv").unwrap();
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(codes(&outcome), [(None, None, "read_as_format".to_owned())]);
}

#[test]
fn cells_columns_and_rows_have_an_end() {
    let long = "x".repeat(40_000);
    let outcome = suppliers(format!("name,description\nA,{long}\nB,ok\n"), "a.csv").unwrap();
    assert_eq!(codes(&outcome), [(Some(2), Some("B".to_owned()), "cell_too_long".to_owned())]);
    assert_eq!(outcome.records.len(), 1);

    let wide = format!("name{}\nA{}\n", ",x".repeat(300), ",1".repeat(300));
    assert_eq!(suppliers(wide, "a.csv").err(), Some(FileFault::TooManyColumns { limit: 200 }));

    let many: String = (0..100_050).map(|n| format!("{n},A\n")).collect();
    let outcome = suppliers(format!("id,name\n{many}"), "a.csv").unwrap();
    assert_eq!(outcome.records.len(), 100_000);
    assert_eq!(codes(&outcome), [(Some(100_002), None, "too_many_rows".to_owned())]);
}

#[test]
fn invisible_and_control_characters_do_not_come_in() {
    let text = "name,description\nHà\u{200b} Phú\u{0}\u{202e},\u{feff}a\u{1}b\n";
    // NUL makes the file binary; without it the marks are taken out.
    assert_eq!(suppliers(text, "a.csv").err(), Some(FileFault::BinaryText));
    let outcome = suppliers(text.replace('\0', ""), "a.csv").unwrap();
    assert_eq!(outcome.records[0].value.name.as_deref(), Some("Hà Phú"));
    assert_eq!(outcome.records[0].value.description.as_deref(), Some("ab"));
    let lone = r#"{"id":"s","name":"\ud800"}"#;
    assert_eq!(codes(&suppliers(lone, "a.jsonl").unwrap())[0].2, "bad_json");
}

fn read_anyhow(bytes: &[u8], name: &str, encoding: Option<Declared>) {
    let options = Options { encoding };
    let _ = read_all::<Profile>(Cursor::new(bytes), name, &options);
    let _ = read_all::<SourcingRequest>(Cursor::new(bytes), name, &options);
}

proptest! {
    #[test]
    fn any_bytes_end_in_an_answer(bytes: Vec<u8>, name in "[a-z]{0,3}\\.(csv|xlsx|jsonl|txt)") {
        read_anyhow(&bytes, &name, None);
        read_anyhow(&bytes, &name, Declared::parse("tcvn3"));
        read_anyhow(&bytes, &name, Declared::parse("cp949"));
    }

    #[test]
    fn any_cells_end_in_an_answer(cells in prop::collection::vec("\\PC{0,20}", 1..60)) {
        let headings = "id,Tên công ty,Hạn chứng nhận,Chứng nhận,Số lao động,Công suất (cái/tháng),MST,Email,x,Năm thành lập,Vĩ độ,lang";
        let mut text = format!("{headings}\n");
        for row in cells.chunks(12) {
            let quoted: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            text.push_str(&quoted.join(","));
            text.push('\n');
        }
        read_anyhow(text.as_bytes(), "a.csv", None);
    }

    #[test]
    fn a_workbook_with_flipped_bytes_ends_in_an_answer(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = workbook();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_anyhow(&bytes, "a.xlsx", None);
    }

    #[test]
    fn sheet_xml_with_odd_references_ends_in_an_answer(reference in "[A-Z0-9]{0,12}", kind in "(s|str|n|d|b|e|inlineStr|x)", value in "[-0-9eE.]{0,12}") {
        let bytes = rewrite(&workbook(), "xl/worksheets/sheet1.xml", |xml| {
            xml.replace("<sheetData>", &format!("<sheetData><row r=\"{reference}\"><c r=\"{reference}\" t=\"{kind}\" s=\"{value}\"><v>{value}</v></c></row>"))
        });
        read_anyhow(&bytes, "a.xlsx", None);
    }
}
