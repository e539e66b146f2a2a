//! A directory's file in, its report out.

use actix_web::http::Method;
use khop::accounts::OrganisationKind;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::sourcing::{housings, opened};

/// A form with a file and further fields.
pub(crate) fn form(name: &str, content: &[u8], fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    let border = "----khop-form";
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(
            format!(
                "--{border}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    body.extend(format!("--{border}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
    body.extend(content);
    body.extend(format!("\r\n--{border}--\r\n").bytes());
    (format!("multipart/form-data; boundary={border}"), body)
}

async fn send(client: &Client, name: &str, content: &[u8], fields: &[(&str, &str)]) -> Answer {
    let (kind, body) = form(name, content, fields);
    client.with("content-type", kind).send(Method::POST, "/api/v1/imports", Some(body)).await
}

/// The report of an import that is done. Larger files may still run when the answer leaves; the
/// report tells when they are done.
pub(crate) async fn finished(client: &Client, sent: Answer) -> Value {
    let location = sent.header("location").unwrap().to_owned();
    let mut read = sent.body;
    for _ in 0..2_000 {
        if read["status"] != "running" {
            break;
        }
        tokio::task::yield_now().await;
        read = client.get(&location).await.expect(200).body;
    }
    assert_ne!(read["status"], "running");
    read
}

/// Brings a CSV in; what became of it.
pub(crate) async fn imported(client: &Client, sheet: &str) -> Value {
    let sent = send(client, "danh-ba.csv", sheet.as_bytes(), &[]).await.expect(201);
    finished(client, sent).await
}

/// Title, headings in row 3; a good firm in row 4, a wrong date in row 5, a wrong province in 6.
fn directory() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "DANH SÁCH DOANH NGHIỆP").unwrap();
    let rows: [&[&str]; 4] = [
        &[
            "Tên công ty (*)",
            "Tỉnh/Thành phố",
            "Sản phẩm chính",
            "Chứng nhận",
            "Hạn chứng nhận",
            "Người liên hệ",
            "Điện thoại",
            "Ghi chú",
        ],
        &[
            "Công ty TNHH Đúc Thử",
            "Bắc Giang",
            "Vỏ nhôm đúc áp lực",
            "IATF 16949",
            "31/12/2027",
            "Trần Thị Mẫu",
            "0912 345 678",
            "khách cũ",
        ],
        &["Công ty CP Sai Ngày", "Bắc Ninh", "Khay nhựa", "ISO 9001", "còn hạn"],
        &["Công ty CP Sai Tỉnh", "Atlantis", "Khay nhựa"],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32 + 2, column as u16, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn findings(answer: &Value) -> Vec<(u64, &str)> {
    let list = answer["findings"].as_array().unwrap();
    list.iter().map(|f| (f["row"].as_u64().unwrap_or(0), f["code"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn good_rows_come_in_and_faulty_ones_are_reported() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let agnes = cast.agnes.in_language("vi");
    let sent = send(&agnes, "danh-ba.xlsx", &directory(), &[]).await.expect(201);
    assert_eq!(sent.body["status"], "done", "{}", sent.text);
    assert_eq!(sent.body["counts"]["created"], 1);
    assert_eq!(sent.body["counts"]["refused"], 2);
    assert_eq!(
        findings(&sent.body),
        [(3, "unknown_column"), (5, "not_a_date"), (6, "unknown_province")]
    );
    let date = &sent.body["findings"][1];
    assert_eq!(date["column"], "E");
    assert_eq!(date["heading"], "Hạn chứng nhận");
    assert_eq!(date["value"], "còn hạn");
    assert!(date["message"].as_str().unwrap().starts_with("không phải ngày"));
    // The report can be read again, and holds no person.
    let read = agnes.get(sent.header("location").unwrap()).await.expect(200);
    assert_eq!(read.body, sent.body);
    assert!(!read.text.contains("0912") && !read.text.contains("Trần Thị Mẫu"));
}

#[actix_web::test]
async fn the_same_file_again_changes_nothing() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    send(&cast.agnes, "danh-ba.xlsx", &directory(), &[]).await.expect(201);
    let again = send(&cast.agnes, "danh-ba.xlsx", &directory(), &[]).await.expect(201);
    assert_eq!(again.body["counts"]["unchanged"], 1, "{}", again.text);
    assert_eq!(again.body["counts"]["created"], 0);
}

#[actix_web::test]
async fn a_dry_run_says_the_same_and_keeps_nothing() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let dry =
        send(&cast.agnes, "danh-ba.xlsx", &directory(), &[("dry_run", "true")]).await.expect(201);
    assert_eq!(dry.body["counts"]["created"], 1, "{}", dry.text);
    let real = send(&cast.agnes, "danh-ba.xlsx", &directory(), &[]).await.expect(201);
    assert_eq!(real.body["counts"]["created"], 1, "{}", real.text);
}

#[actix_web::test]
async fn a_file_of_more_than_one_chunk_comes_in_whole() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let rows: String = (0..450).map(|n| format!("n-{n},Công ty Số {n},Hải Phòng\n")).collect();
    let sent = send(&cast.agnes, "a.csv", format!("id,name,province\n{rows}").as_bytes(), &[])
        .await
        .expect(201);
    let read = finished(&cast.agnes, sent).await;
    assert_eq!(read["counts"]["created"], 450, "{read}");
}

#[actix_web::test]
async fn refused_files_say_why() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for (name, content, code) in [
        ("a.xlsx", &b"no workbook"[..], "not_xlsx"),
        ("a.xlsx", b"PK\x03\x04torn", "damaged_xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"alpha,beta\n1,2\n", "no_headings"),
        ("a.csv", b"T\xaan;M\xd3\n\xff\xfe\xfd;x\n", "unknown_encoding"),
    ] {
        let sent = send(&cast.agnes, name, content, &[]).await.expect(201);
        assert_eq!(sent.body["status"], "refused", "{}", sent.text);
        assert_eq!(sent.body["refusal"]["code"], code);
    }
}

#[actix_web::test]
async fn a_wrong_form_names_its_faults() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let wrong = send(
        &cast.agnes,
        "a.csv",
        b"name\nA\n",
        &[("dry_run", "perhaps"), ("encoding", "klingon")],
    )
    .await;
    assert_eq!(wrong.expect(422).faults(), [("dry_run", "not_one_of"), ("encoding", "not_one_of")]);
    let unknown = send(&cast.agnes, "a.csv", b"name\nA\n", &[("dryrun", "true")]).await;
    assert_eq!(unknown.expect(422).faults(), [("dryrun", "misspelt_field")]);
    let json = cast.agnes.post("/api/v1/imports", serde_json::json!({})).await;
    assert_eq!(json.expect(415).code(), "no_form");
}

#[actix_web::test]
async fn a_report_is_nobody_elses() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let sent = send(&cast.agnes, "danh-ba.xlsx", &directory(), &[]).await.expect(201);
    let location = sent.header("location").unwrap();
    app.account("albert", "Trung tâm Khác", OrganisationKind::Agency).await;
    let albert = app.signed_in("albert").await;
    let missing =
        albert.get("/api/v1/imports/01890000-0000-7000-8000-000000000000").await.expect(404);
    let foreign = albert.get(location).await.expect(404);
    assert_eq!(foreign.body["code"], missing.body["code"]);
    cast.ada.get(location).await.expect(200);
    cast.sami.get(location).await.expect(403);
    cast.egon.get(location).await.expect(401);
}

#[actix_web::test]
async fn a_repeated_import_runs_once() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    // A workbook says when it was made: made twice it would be another file.
    let file = directory();
    let once = cast.agnes.once("danh-ba-2026");
    let first = send(&once, "danh bạ.xlsx", &file, &[]).await.expect(201);
    let again = send(&once, "danh bạ.xlsx", &file, &[]).await.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["counts"]["created"], 1);
    let other = send(&once, "danh bạ.xlsx", &file, &[("dry_run", "true")]).await;
    assert_eq!(other.expect(422).faults(), [("Idempotency-Key", "idempotency_key_reused")]);
    let fresh = send(&cast.agnes, "danh bạ.xlsx", &file, &[]).await.expect(201);
    assert_ne!(fresh.body["id"], first.body["id"]);
    assert_eq!(fresh.body["counts"]["unchanged"], 1);
}

#[actix_web::test]
async fn a_dry_run_counts_what_the_real_one_does() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let row = |at: usize, products: &str| {
        let tax_code = ["0100047516", "0101248141"].get(at).copied().unwrap_or_default();
        format!("Công ty Ép nhựa số {at},{tax_code},{products}\n")
    };
    let mut file = "name,tax_code,products\n".to_owned();
    file.extend((0..450).map(|at| row(at, "khay nhựa")));
    // Far from their first rows: one says the same, one something else. Neither may overwrite.
    file.push_str(&row(0, "khay nhựa"));
    file.push_str(&row(1, "vỏ máy in"));
    let dry = send(&cast.agnes, "a.csv", file.as_bytes(), &[("dry_run", "true")]).await;
    let dry = finished(&cast.agnes, dry.expect(201)).await;
    let real = send(&cast.agnes, "a.csv", file.as_bytes(), &[]).await.expect(201);
    let real = finished(&cast.agnes, real).await;
    assert_eq!(dry["counts"], real["counts"]);
    let counts = &real["counts"];
    assert_eq!((&counts["created"], &counts["refused"]), (&450.into(), &2.into()));
    assert_eq!(findings(&real), [(452, "tax_code_repeated"), (453, "tax_code_repeated")]);
    let message = real["findings"][1]["message"].as_str().unwrap();
    assert!(message.contains("row 3"), "{message}");
}

#[actix_web::test]
async fn what_a_further_column_holds_is_for_those_who_may_see_persons() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let file = "name,products,Ghi chú riêng,Người phụ trách\n\
                Công ty Ép nhựa Thử,khay nhựa,Lê Kín Đáo,Trần Bí Mật\n";
    let sent = send(&cast.agnes, "a.csv", file.as_bytes(), &[]).await.expect(201);
    finished(&cast.agnes, sent).await;
    let mine = cast.agnes.get("/api/v1/suppliers?mine=true").await.expect(200);
    let id = mine.body["items"][0]["id"].as_str().unwrap();
    let own = cast.agnes.get(&format!("/api/v1/suppliers/{id}")).await.expect(200);
    assert!(own.text.contains("Lê Kín Đáo") && own.text.contains("Trần Bí Mật"), "{}", own.text);
    let seen = cast.berta.get(&format!("/api/v1/suppliers/{id}")).await.expect(200);
    assert!(!seen.text.contains("Kín Đáo") && !seen.text.contains("Bí Mật"), "{}", seen.text);
    for query in ["Kín Đáo", "Trần Bí Mật"] {
        let query: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found = cast.berta.get(&format!("/api/v1/suppliers?q={query}")).await.expect(200);
        assert_eq!(found.body["total"], 0, "{}", found.text);
    }
}

#[actix_web::test]
async fn a_further_column_makes_no_fit_that_the_buyers_ranking_does_not_see() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let request = opened(&cast.berta, housings()).await;
    let file = "name,products,Ghi chú riêng\n\
                Công ty Ép nhựa Thử,khay nhựa,đúc áp lực nhôm 800 tấn\n";
    let sent = send(&cast.agnes, "a.csv", file.as_bytes(), &[]).await.expect(201);
    finished(&cast.agnes, sent).await;
    let mine = cast.agnes.get("/api/v1/suppliers?mine=true").await.expect(200);
    let id = mine.body["items"][0]["id"].as_str().unwrap();
    let open = format!("/api/v1/suppliers/{id}/opportunities");
    let seen = cast.agnes.get(&open).await.expect(200);
    assert!(!seen.text.contains(request.rsplit('/').next().unwrap()), "{}", seen.text);
    let ranked = cast.berta.post("/api/v1/match", housings()).await.expect(200);
    assert!(!ranked.text.contains(id), "{}", ranked.text);
}
