//! Files that are not what they say, names that lead elsewhere, and too much of anything.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::Workbook;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{PDF, form, listed, posted, sent};
use crate::harness::{Cast, TestApp};
use crate::sourcing::{housings, opened};

/// A ZIP archive of some entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn contents(main: &str) -> String {
    format!("<Types><Override ContentType=\"application/vnd.{main}+xml\"/></Types>")
}

const SHEET: &str = "openxmlformats-officedocument.spreadsheetml.sheet.main";
const DOCUMENT: &str = "openxmlformats-officedocument.wordprocessingml.document.main";

#[actix_web::test]
async fn what_buyers_send_is_taken_for_what_it_is() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "부품표").unwrap();
    let workbook = workbook.save_to_buffer().unwrap();
    let document = zip(&[("[Content_Types].xml", contents(DOCUMENT).as_bytes())]);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x01IHDRx0000\0\0\0\0IEND1111";
    let taken: [(&str, &[u8], Option<&str>, &str); 9] = [
        ("Bản vẽ.PDF", PDF, Some("application/pdf"), "application/pdf"),
        ("사진.png", png, None, "image/png"),
        ("ハウジング.stp", b"ISO-10303-21;\nHEADER;", Some("application/step"), "model/step"),
        ("a.dxf", b"0\nSECTION\n2\n", Some("application/octet-stream"), "image/vnd.dxf"),
        ("a.dwg", b"AC1032\0\0\0\0", Some("image/vnd.dwg"), "image/vnd.dwg"),
        (
            "부품표.xlsx",
            &workbook,
            Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "规格书.docx",
            &document,
            None,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "a.csv",
            "tên;số lượng\nvỏ;30000\n".as_bytes(),
            Some("application/vnd.ms-excel"),
            "text/csv; charset=utf-8",
        ),
        ("a.txt", "Dung sai ±0,05 mm".as_bytes(), Some("text/plain"), "text/plain; charset=utf-8"),
    ];
    for (name, content, declared, media_type) in taken {
        let form = form(name, content, declared, &[]);
        let sent = posted(&cast.berta, &request, form).await.expect(201).body;
        assert_eq!((&sent["name"], &sent["media_type"]), (&json!(name), &json!(media_type)));
        assert_eq!(
            (&sent["bytes"], &sent["stage"], &sent["scan"]),
            (&json!(content.len()), &json!("introduced"), &json!("not_scanned"))
        );
    }
    assert_eq!(listed(&cast.berta, &request).await.len(), taken.len());
}

#[actix_web::test]
async fn what_is_something_else_is_refused_by_its_content() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    let sheet = contents(SHEET);
    let bomb = vec![b' '; 8 << 20];
    let macros = zip(&[("[Content_Types].xml", sheet.as_bytes()), ("xl/vbaProject.bin", b"x")]);
    let bomb = zip(&[("[Content_Types].xml", sheet.as_bytes()), ("xl/worksheets/a.xml", &bomb)]);
    let plain = zip(&[("a.exe", b"MZ")]);
    let disguised = [&b"MZ"[..], &zip(&[("[Content_Types].xml", sheet.as_bytes())])].concat();
    let behind = [PDF, &plain].concat();
    let refused: [(&str, &[u8]); 15] = [
        ("hop-dong.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
        ("anh.png", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("logo.txt", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
        // Two things at once, in either order.
        ("a.pdf", b"<html><body>%PDF-1.7\n%%EOF</body></html>"),
        ("a.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF\n"),
        ("a.pdf", &behind),
        // Cut off.
        ("a.pdf", b"%PDF-1.7\n1 0 obj"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.xlsx", &macros),
        ("a.xlsx", &bomb),
        ("a.xlsx", &plain),
        ("a.xlsx", &disguised),
        ("a.xlsx", b"PK\x03\x04torn"),
        ("a.sh.txt", b"#!/bin/sh\nrm -rf /\n"),
    ];
    for (name, content) in refused {
        let sent = sent(&cast.berta, &request, name, content, "teaser").await.expect(422);
        assert_eq!(sent.faults(), [("file", "unknown_file")], "{name}: {}", sent.text);
    }
    // Lenient readers would take it for a PDF; it is sent as the text that it is, or not at all.
    let late = b"words\n%PDF-1.7\n%%EOF\n";
    let late = sent(&cast.berta, &request, "a.pdf", late, "teaser").await.expect(422);
    assert_eq!(late.faults(), [("file", "file_name_mismatch")]);
    let none = sent(&cast.berta, &request, "a.pdf", b"", "teaser").await.expect(422);
    assert_eq!(none.faults(), [("file", "empty_file")]);
    assert!(listed(&cast.berta, &request).await.is_empty());
    let folder = std::fs::read_dir(app.folder().join("attachments"));
    assert_eq!(folder.map_or(0, Iterator::count), 0, "nothing refused stays on disk");
}

#[actix_web::test]
async fn every_fault_is_told_at_once_in_the_callers_language() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    let long = format!("{}.png", "ả".repeat(200));
    let wrong = form(&long, PDF, Some("image/png"), &[("stage", "nda")]);
    let expected = [
        ("file", "file_name_mismatch"),
        ("file", "media_type_mismatch"),
        ("file", "name_too_long"),
        ("stage", "not_one_of"),
    ];
    let mut told = std::collections::BTreeSet::new();
    for language in ["en", "vi", "ko", "ja", "zh"] {
        let client = cast.berta.in_language(language);
        let answer = posted(&client, &request, wrong.clone()).await.expect(422);
        assert_eq!(answer.faults(), expected, "{}", answer.text);
        told.insert(answer.body["faults"].to_string());
        let path = format!("{request}/attachments");
        let no_form = client.post(&path, json!({})).await.expect(415);
        assert_eq!(no_form.code(), "no_form");
    }
    assert_eq!(told.len(), 5, "{told:?}");
    let nameless = form("a.pdf", PDF, None, &[("stage", "teaser"), ("path", "x")]);
    let answer = posted(&cast.berta, &request, nameless).await.expect(422);
    assert_eq!(answer.faults(), [("path", "unknown_field")]);
    // What is not there is told beside what should not be.
    let border = "--khop-form";
    let body = format!(
        "--{border}\r\nContent-Disposition: form-data; name=\"stagee\"\r\n\r\nx\r\n--{border}--\r\n"
    );
    let bare = (format!("multipart/form-data; boundary={border}"), body.into_bytes());
    let answer = posted(&cast.berta, &request, bare.clone()).await.expect(422);
    assert_eq!(answer.faults(), [("file", "required"), ("stagee", "misspelt_field")]);
    let agnes = cast.agnes.with("content-type", bare.0);
    let post = actix_web::http::Method::POST;
    let answer = agnes.send(post, "/api/v1/imports", Some(bare.1)).await.expect(422);
    assert_eq!(answer.faults(), [("file", "required"), ("stagee", "unknown_field")]);
}

#[actix_web::test]
async fn a_file_name_that_cannot_be_read_is_named() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    for name in [&b"b\0.pdf"[..], b"b\xe1n v\xff.pdf"] {
        let (kind, body) = form("NAME", PDF, None, &[]);
        let at = body.windows(4).position(|part| part == b"NAME").unwrap();
        let body = [&body[..at], name, &body[at + 4..]].concat();
        let mut told = std::collections::BTreeSet::new();
        for language in ["en", "vi", "ko", "ja", "zh"] {
            let client = cast.berta.in_language(language);
            let answer = posted(&client, &request, (kind.clone(), body.clone())).await;
            assert_eq!(answer.clone().expect(422).faults(), [("file", "part_head_unreadable")]);
            told.insert(answer.body["faults"].to_string());
        }
        assert_eq!(told.len(), 5, "{told:?}");
    }
}

#[actix_web::test]
async fn names_lead_nowhere_and_turn_nothing_around() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    for (name, kept) in [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\\\Lan\\\\..\\\\bản vẽ.pdf", "bản vẽ.pdf"),
        ("Ba\u{309}n ve\u{303} vo\u{309} nho\u{302}m.pdf", "Bản vẽ vỏ nhôm.pdf"),
        ("hợp đồng\u{202e}fdp.exe.pdf", "hợp đồngfdp.exe.pdf"),
        ("\u{2066}도면\u{2069}\u{200b}.pdf", "도면.pdf"),
    ] {
        let sent = sent(&cast.berta, &request, name, PDF, "teaser").await.expect(201);
        assert_eq!(sent.body["name"], kept);
    }
    for name in ["../../etc/passwd", "..", "", "đơn hàng\u{202e}fdp.exe"] {
        let sent = sent(&cast.berta, &request, name, PDF, "teaser").await.expect(422);
        assert_eq!(sent.faults(), [("file", "file_name_mismatch")], "{name:?}");
    }
    // On disk there are identifiers only, and nothing beside the folder.
    let inside = std::fs::read_dir(app.folder().join("attachments")).unwrap();
    let ids: Vec<String> =
        inside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(ids.len(), 5);
    for id in &ids {
        assert_eq!(id.parse::<uuid::Uuid>().unwrap().get_version_num(), 4);
    }
}

#[actix_web::test]
async fn a_file_and_a_request_have_their_limits() {
    let app = TestApp::start_with(|settings| {
        settings.attachments.max_file_bytes = 1_000;
        settings.attachments.max_request_bytes = 2_500;
        settings.attachments.most_per_request = 4;
    })
    .await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    let text = |bytes: usize| vec![b'a'; bytes];
    let add = async |bytes| sent(&cast.berta, &request, "a.txt", &text(bytes), "teaser").await;
    add(1_000).await.expect(201);
    let large = add(1_001).await.expect(413);
    assert_eq!(large.code(), "too_large");
    assert!(large.body["detail"].as_str().unwrap().contains("1000"), "{}", large.text);
    // What says that it is too much is not even read.
    let (kind, _) = form("a.txt", b"", None, &[]);
    let client = cast.berta.with("content-type", kind).with("content-length", "900000");
    let path = format!("{request}/attachments");
    let refused = client.send(actix_web::http::Method::POST, &path, None).await.expect(413);
    assert_eq!(refused.code(), "too_large");
    // Of two at once that do not fit together, one is in.
    let (one, other) = futures_util::join!(add(900), add(901));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    let refused = if one.status.as_u16() == 422 { one } else { other };
    assert_eq!(refused.faults(), [("file", "attachments_too_large")]);
    add(1).await.expect(201);
    add(1).await.expect(201);
    assert_eq!(add(1).await.expect(422).faults(), [("file", "too_many_attachments")]);
    // Another request has room of its own.
    let other = opened(&cast.berta, housings()).await;
    sent(&cast.berta, &other, "a.txt", &text(1_000), "teaser").await.expect(201);
}
