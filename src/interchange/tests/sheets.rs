//! Directories as agencies keep them.

use chrono::NaiveDate;
use index::Language;
use index::profile::Profile;
use index::request::SourcingRequest;
use rust_xlsxwriter::{Format, Workbook};

use super::super::{Options, Severity, read_all};
use super::{codes, suppliers};

/// A title, a date line, headings in row 4, a row of column numbers, a blank row, four firms.
fn directory(epoch_1904: bool) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet();
    sheet.set_name("Danh bạ").unwrap();
    sheet.write(0, 0, "DANH SÁCH DOANH NGHIỆP CÔNG NGHIỆP HỖ TRỢ").unwrap();
    sheet.write(1, 0, "Cập nhật tháng 11/2026").unwrap();
    let headings = [
        "STT",
        "Tên công ty (*)",
        "Te\u{302}n tie\u{302}\u{301}ng Anh",
        "Mã số thuế",
        "Tỉnh/\nThành phố",
        "KCN",
        "Sản phẩm chính",
        "Công nghệ/Quy trình",
        "Chứng nhận",
        "Hạn chứng nhận",
        "Số lao động",
        "Năm thành lập",
        "Công suất (cái/tháng)",
        "Người liên hệ",
        "Email",
        "Điện thoại",
        "Ghi chú nội bộ",
    ];
    for (column, heading) in headings.iter().enumerate() {
        sheet.write(3, column as u16, *heading).unwrap();
        sheet.write(4, column as u16, format!("({})", column + 1)).unwrap();
    }
    // Row 7 of the sheet: whole and good. The tax code is a number that lost its zero.
    sheet.write(6, 0, 1).unwrap();
    sheet.write(6, 1, "Công ty TNHH Cơ khí Hoàng Hà").unwrap();
    sheet.write(6, 2, "Hoang Ha Precision").unwrap();
    sheet.write(6, 3, 100_047_516).unwrap();
    sheet.write(6, 4, "Bắc Ninh").unwrap();
    sheet.write(6, 5, "Quế Võ").unwrap();
    sheet.write(6, 6, "Vỏ nhôm đúc áp lực, đế tản nhiệt").unwrap();
    sheet.write(6, 7, "• Đúc áp lực nhôm\n• Gia công CNC").unwrap();
    sheet.write(6, 8, "ISO 9001:2015; IATF 16949").unwrap();
    sheet.write(6, 9, "31/12/2026; 30/06/2027").unwrap();
    sheet.write(6, 10, 180).unwrap();
    sheet.write(6, 11, 2009).unwrap();
    sheet.write(6, 12, 300_000).unwrap();
    sheet.write(6, 13, "Nguyễn Văn Mẫu").unwrap();
    sheet.write(6, 14, "mau@hoangha.example").unwrap();
    sheet.write(6, 15, "0912 345 678").unwrap();
    sheet.write(6, 16, "khách quen").unwrap();
    // Row 8: a date cell, a range of employees, a formula with its value.
    sheet.write(7, 1, "Công ty CP Nhựa Đại Phát").unwrap();
    sheet.write(7, 8, "ISO 14001").unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2027, 3, 31).unwrap();
    if epoch_1904 {
        sheet.write_number_with_format(7, 9, 46_477.0 - 1_462.0, &date).unwrap();
    } else {
        sheet.write_with_format(7, 9, &day, &date).unwrap();
    }
    sheet.write(7, 10, "100-200").unwrap();
    sheet
        .write_formula(
            7,
            6,
            rust_xlsxwriter::Formula::new("=\"Khay \"&\"nhựa\"").set_result("Khay nhựa"),
        )
        .unwrap();
    // Row 9: four faulty cells. Row 10: no name.
    sheet.write(8, 1, "Công ty TNHH Mạ Kẽm Phú Thịnh").unwrap();
    sheet.write(8, 3, "0100047517").unwrap();
    sheet.write(8, 8, "ISO 9001").unwrap();
    sheet.write(8, 9, "còn hạn").unwrap();
    sheet.write(8, 10, "nhiều").unwrap();
    sheet.write(8, 12, -5).unwrap();
    sheet.write(9, 6, "Ốc vít").unwrap();
    let other = workbook.add_worksheet();
    other.set_name("Ghi chú").unwrap();
    other.write(0, 0, "không phải danh bạ").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn good_rows_come_in_and_faulty_cells_are_named() {
    let outcome = suppliers(directory(false), "danh-ba.xlsx").unwrap();
    let names: Vec<_> =
        outcome.records.iter().map(|r| (r.row, r.value.name.clone().unwrap())).collect();
    assert_eq!(
        names,
        [
            (7, "Công ty TNHH Cơ khí Hoàng Hà".to_owned()),
            (8, "Công ty CP Nhựa Đại Phát".to_owned()),
        ]
    );
    assert_eq!(outcome.refused, 2);
    let expected = [
        (Some(4), Some("Q"), "unknown_column"),
        (Some(7), Some("D"), "leading_zero_restored"),
        (Some(8), Some("K"), "lower_bound_taken"),
        (Some(9), Some("D"), "tax_code"),
        (Some(9), Some("J"), "not_a_date"),
        (Some(9), Some("K"), "not_a_whole_number"),
        (Some(9), Some("M"), "negative"),
        (Some(10), None, "missing_name"),
        (None, None, "other_sheet"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(r, c, p)| (*r, c.map(str::to_owned), (*p).to_owned())).collect();
    assert_eq!(codes(&outcome), expected);
}

#[test]
fn cells_are_read_as_the_sheet_shows_them() {
    let outcome = suppliers(directory(false), "danh-ba.xlsx").unwrap();
    let first = &outcome.records[0];
    let profile = &first.value;
    assert_eq!(profile.name_en.as_deref(), Some("Hoang Ha Precision"));
    assert_eq!(profile.tax_code.as_deref(), Some("0100047516"));
    assert_eq!(profile.province.as_deref(), Some("Bắc Ninh"));
    assert_eq!(profile.products, ["Vỏ nhôm đúc áp lực", "đế tản nhiệt"]);
    assert_eq!(profile.processes, ["Đúc áp lực nhôm", "Gia công CNC"]);
    assert_eq!(profile.capacity.as_deref(), Some("300000 cái/tháng"));
    assert_eq!((profile.employees, profile.year_founded), (Some(180), Some(2009)));
    let dates: Vec<_> = profile.certifications.iter().map(|c| c.valid_until).collect();
    assert_eq!(
        dates,
        [NaiveDate::from_ymd_opt(2026, 12, 31), NaiveDate::from_ymd_opt(2027, 6, 30)]
    );
    let second = &outcome.records[1].value;
    assert_eq!(second.products, ["Khay nhựa"]);
    assert_eq!(second.certifications[0].valid_until, NaiveDate::from_ymd_opt(2027, 3, 31));
    assert_eq!(second.employees, Some(100));
}

#[test]
fn contacts_stay_apart() {
    let outcome = suppliers(directory(false), "danh-ba.xlsx").unwrap();
    let record = &outcome.records[0];
    assert_eq!(record.contact.email.as_deref(), Some("mau@hoangha.example"));
    assert_eq!(record.contact.phone.as_deref(), Some("0912 345 678"));
    let public = serde_json::to_string(&record.value).unwrap();
    assert!(
        !public.contains("example") && !public.contains("0912") && !public.contains("Nguyễn"),
        "{public}"
    );
    assert_eq!(record.value.extra["Ghi chú nội bộ"], "khách quen");
    assert!(!format!("{record:?}").contains("0912"));
}

#[test]
fn messages_say_place_fault_and_expectation_in_both_languages() {
    let outcome = suppliers(directory(false), "danh-ba.xlsx").unwrap();
    let finding = outcome.findings.iter().find(|f| f.problem.code() == "not_a_date").unwrap();
    assert_eq!(
        finding.message(Language::En),
        "row 9, column J (Hạn chứng nhận): 'còn hạn' is not a date: expected day/month/year such \
         as 31/12/2026, or 2026-12-31"
    );
    assert_eq!(
        finding.message(Language::Vi),
        "dòng 9, cột J (Hạn chứng nhận): 'còn hạn' không phải ngày: cần ngày/tháng/năm, ví dụ \
         31/12/2026, hoặc 2026-12-31"
    );
}

#[test]
fn an_export_of_semicolons_in_windows_1258_reads_like_the_original() {
    let text = "TÊN DOANH NGHIỆP;Địa chỉ;Sản phẩm\nCông ty Cổ phần Đức Phú;Quế Võ;ốc vít\n";
    let utf8 = suppliers(format!("\u{feff}{text}"), "a.csv").unwrap();
    let bare = suppliers(text.replace(['Ê', 'Ệ'], "E"), "a.csv").unwrap();
    assert_eq!(utf8.records, bare.records);
    assert_eq!(utf8.records[0].value.address.as_deref(), Some("Quế Võ"));
    let tcvn3: Vec<u8> = "Tªn c«ng ty;S¶n phÈm\nC«ng ty C¬ khÝ B¾c Ninh;®óc ¸p lùc nh«m\n"
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let outcome = suppliers(tcvn3, "cu.csv").unwrap();
    assert_eq!(outcome.records[0].value.name.as_deref(), Some("Công ty Cơ khí Bắc Ninh"));
    assert_eq!(outcome.records[0].value.products, ["đúc áp lực nhôm"]);
    assert_eq!(codes(&outcome), [(None, None, "legacy_encoding".to_owned())]);
}

#[test]
fn old_font_text_inside_a_workbook_is_converted_too() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in ["Tªn c«ng ty", "S¶n phÈm chÝnh"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    sheet.write(1, 0, "C«ng ty TNHH Linh kiÖn ®iÖn tö").unwrap();
    sheet.write(1, 1, "m¹ kÏm").unwrap();
    let outcome = suppliers(workbook.save_to_buffer().unwrap(), "cu.xlsx").unwrap();
    assert_eq!(outcome.records[0].value.name.as_deref(), Some("Công ty TNHH Linh kiện điện tử"));
    assert_eq!(outcome.findings[0].severity(), Severity::Warning);
}

#[test]
fn requests_come_from_sheets_with_their_criteria() {
    let text = "Mã,Ngôn ngữ,Nội dung yêu cầu,Chứng nhận,Vật liệu ưu tiên,Khoảng cách,Sản lượng\n\
                r-1,ko,옌퐁 공장용 알루미늄 다이캐스팅 하우징,IATF 16949,ADC12,Yên Phong 60 km,\"30.000 cái/tháng\"\n";
    let outcome: super::Outcome<SourcingRequest> =
        read_all(std::io::Cursor::new(text), "yeu-cau.csv", &Options::default()).unwrap();
    let request = &outcome.records[0].value;
    assert_eq!(request.lang, Some(Language::Ko));
    assert_eq!(request.required.certifications, ["IATF 16949"]);
    assert_eq!(request.preferred.materials, ["ADC12"]);
    assert_eq!(request.required.volume.as_deref(), Some("30.000 cái/tháng"));
    let near = request.required.within_km.as_ref().unwrap();
    assert_eq!((near.place.as_str(), near.km), ("Yên Phong", 60.0));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
}

#[test]
fn json_lines_keep_what_they_do_not_know_and_name_faulty_keys() {
    let text = r#"{"id":"s-1","name":"Co\u0302ng ty A","website":"https://a.example","email":"x@a.example"}

{"id":"s-1","name":"Lặp"}
{"id":"s-2","name":"B","employees":-5,"confirmed_on":"31/12/2026"}
{"id":"s-3","name":"C","certifications":[{"scheme":"ISO 9001","valid_from":"2026-01-01","valid_until":"2025-01-01"}]}
{"id":"s-4"}
not json
{"name":"D","capacity":"-300 pcs/month"}
"#;
    let outcome = suppliers(text, "a.jsonl").unwrap();
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(outcome.records[0].value.name.as_deref(), Some("Công ty A"));
    assert_eq!(outcome.records[0].value.extra["website"], "https://a.example");
    assert_eq!(outcome.records[0].contact.email.as_deref(), Some("x@a.example"));
    let found: Vec<_> = outcome
        .findings
        .iter()
        .map(|f| (f.row.unwrap(), f.heading.clone().unwrap_or_default(), f.problem.code()))
        .collect();
    let expected = [
        (1, "website", "unknown_column"),
        (3, "", "duplicate_id"),
        (4, "confirmed_on", "bad_value"),
        (4, "employees", "bad_value"),
        (5, "certifications", "ends_before_start"),
        (6, "", "missing_name"),
        (7, "", "bad_json"),
        (8, "capacity", "negative"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(r, h, c)| (*r, (*h).to_owned(), (*c).to_owned())).collect();
    assert_eq!(found, expected);
    assert_eq!(outcome.refused, 6);
}

#[test]
fn an_old_mac_workbook_counts_days_from_1904() {
    // The writer knows only the 1900 epoch: the flag is put into the archive by hand.
    let bytes = super::hostile::rewrite(&directory(true), "xl/workbook.xml", |xml| {
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let outcome = suppliers(bytes, "mac.xlsx").unwrap();
    let profile: &Profile = &outcome.records[1].value;
    assert_eq!(profile.certifications[0].valid_until, NaiveDate::from_ymd_opt(2027, 3, 31));
}
