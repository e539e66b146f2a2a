//! The words of findings and refusals, in English and Vietnamese (other languages get English):
//! what is wrong, and what is expected instead.

use index::Language;

use super::finding::{FileFault, Finding, Problem};

const UTF8_EN: &str = "in Excel: File, Save As, 'CSV UTF-8 (comma delimited)'";
const UTF8_VI: &str = "trong Excel: File, Save As, chọn 'CSV UTF-8 (Comma delimited)'";

impl Finding {
    /// One line: place, what stands there, what is wrong, what is expected.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let vi = language == Language::Vi;
        let mut line = String::new();
        if let Some(row) = self.row {
            line.push_str(&if vi { format!("dòng {row}") } else { format!("row {row}") });
        }
        if let Some(column) = &self.column {
            line.push_str(&if vi {
                format!(", cột {column}")
            } else {
                format!(", column {column}")
            });
        }
        if let Some(heading) = &self.heading {
            line.push_str(&format!(" ({})", heading.replace('\n', " ")));
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        if let Some(value) = &self.value {
            line.push_str(&format!("'{}' ", value.replace('\n', " ")));
        }
        line.push_str(&self.problem.message(language));
        line
    }
}

impl Problem {
    /// What is wrong and what is expected.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        if language == Language::Vi { self.vi() } else { self.en() }
    }

    fn en(&self) -> String {
        match self {
            Self::MissingName => {
                "has no name: give a company name, or at least a description".to_owned()
            }
            Self::MissingText => {
                "asks for nothing: give a text, a title, or required columns".to_owned()
            }
            Self::DuplicateId { id, first_row } => {
                format!("repeats the id '{id}' of row {first_row}: ids must be unique in a file")
            }
            Self::NotAWholeNumber => {
                "is not a whole number: expected digits such as 180 or 1.200".to_owned()
            }
            Self::NotANumber => "is not a number: expected 1.234,5 or 1,234.5".to_owned(),
            Self::OutOfRange { min, max } => format!("is out of range: expected {min} to {max}"),
            Self::Negative => {
                "is negative: expected a quantity above 0, such as 300.000 cái/tháng".to_owned()
            }
            Self::NotADate => {
                "is not a date: expected day/month/year such as 31/12/2026, or 2026-12-31"
                    .to_owned()
            }
            Self::TaxCode => "is not a Vietnamese tax code: expected 10 digits with a valid check \
                              digit, or 10-3 digits for a branch"
                .to_owned(),
            Self::CellTooLong { limit } => {
                format!("is too long: at most {limit} characters fit in a cell")
            }
            Self::FormulaError => {
                "is the error of a formula: expected a value; repair the formula".to_owned()
            }
            Self::UnknownChoice { choices } => {
                format!("is not one of the choices: expected {choices}")
            }
            Self::UnevenLists { expected, found } => format!(
                "has {found} entries beside {expected} certificates: expected as many, in the \
                 same order, separated by ;"
            ),
            Self::EndsBeforeStart => {
                "ends before it starts: expected the last day of validity after the first"
                    .to_owned()
            }
            Self::BadJson { detail } => {
                format!("is not one whole JSON object on one line: {detail}")
            }
            Self::BadValue { expected } => format!("cannot be read: expected {expected}"),
            Self::LineTooLong { limit } => {
                format!("is too long: at most {limit} bytes per line are read")
            }
            Self::NotUtf8 => "is not UTF-8 text: save the file as UTF-8".to_owned(),
            Self::TooManyRows { limit } => format!(
                "and all rows below were not read: at most {limit} rows per file; split the file"
            ),
            warning => warning.en_warning(),
        }
    }

    fn en_warning(&self) -> String {
        match self {
            Self::UnknownColumn => {
                "is a column that is not known; its cells are kept as further fields".to_owned()
            }
            Self::NoHeading => {
                "has cells but no heading; they are kept as further fields".to_owned()
            }
            Self::DuplicateHeading => {
                "says the same as an earlier column; its cells are kept as further fields"
                    .to_owned()
            }
            Self::LowerBoundTaken { read } => {
                format!("is not one number; the lower bound {read} was taken")
            }
            Self::LeadingZeroRestored { read } => {
                format!("had lost its leading zero in the spreadsheet; read as {read}")
            }
            Self::OneDateForAll => {
                "is one date beside several certificates; it was taken for all of them".to_owned()
            }
            Self::ContactInText => "holds an e-mail address or telephone number, which everybody \
                                    will see; move it to a contact column"
                .to_owned(),
            Self::LegacyEncoding { encoding } => format!(
                "the text is in the old encoding {encoding}; it was converted to Unicode, please \
                 check a few names"
            ),
            Self::ReadAsFormat { format } => {
                format!("the name says otherwise, but the file holds {format}; it was read as such")
            }
            Self::OtherSheet { sheet, read } => {
                format!("the sheet '{sheet}' was not read; only '{read}' was")
            }
            _ => String::new(),
        }
    }

    fn vi(&self) -> String {
        match self {
            Self::MissingName => {
                "thiếu tên: cần tên công ty, hoặc ít nhất một đoạn mô tả".to_owned()
            }
            Self::MissingText => {
                "không nêu yêu cầu nào: cần nội dung, tiêu đề hoặc các cột yêu cầu".to_owned()
            }
            Self::DuplicateId { id, first_row } => {
                format!("trùng mã '{id}' với dòng {first_row}: mỗi mã chỉ dùng một lần trong tệp")
            }
            Self::NotAWholeNumber => {
                "không phải số nguyên: cần chữ số, ví dụ 180 hoặc 1.200".to_owned()
            }
            Self::NotANumber => "không phải số: cần dạng 1.234,5 hoặc 1,234.5".to_owned(),
            Self::OutOfRange { min, max } => format!("nằm ngoài khoảng: cần từ {min} đến {max}"),
            Self::Negative => {
                "là số âm: cần số lượng lớn hơn 0, ví dụ 300.000 cái/tháng".to_owned()
            }
            Self::NotADate => {
                "không phải ngày: cần ngày/tháng/năm, ví dụ 31/12/2026, hoặc 2026-12-31".to_owned()
            }
            Self::TaxCode => "không phải mã số thuế: cần 10 chữ số với số kiểm tra đúng, hoặc \
                              10-3 chữ số cho chi nhánh"
                .to_owned(),
            Self::CellTooLong { limit } => format!("quá dài: một ô chứa tối đa {limit} ký tự"),
            Self::FormulaError => {
                "là lỗi của công thức: cần một giá trị; hãy sửa công thức".to_owned()
            }
            Self::UnknownChoice { choices } => {
                format!("không thuộc các lựa chọn: cần một trong {choices}")
            }
            Self::UnevenLists { expected, found } => format!(
                "có {found} mục trong khi có {expected} chứng nhận: cần đúng bằng số chứng nhận, \
                 cùng thứ tự, cách nhau bằng dấu ;"
            ),
            Self::EndsBeforeStart => {
                "hết hạn trước ngày cấp: cần ngày hết hạn sau ngày bắt đầu".to_owned()
            }
            Self::BadJson { detail } => {
                format!("không phải một đối tượng JSON trọn vẹn trên một dòng: {detail}")
            }
            Self::BadValue { expected } => format!("không đọc được: cần {expected}"),
            Self::LineTooLong { limit } => format!("quá dài: mỗi dòng tối đa {limit} byte"),
            Self::NotUtf8 => "không phải văn bản UTF-8: hãy lưu tệp dạng UTF-8".to_owned(),
            Self::TooManyRows { limit } => {
                format!("và các dòng sau không được đọc: tối đa {limit} dòng mỗi tệp; hãy chia tệp")
            }
            warning => warning.vi_warning(),
        }
    }

    fn vi_warning(&self) -> String {
        match self {
            Self::UnknownColumn => {
                "là cột chưa biết; nội dung được giữ ở các trường bổ sung".to_owned()
            }
            Self::NoHeading => {
                "có dữ liệu nhưng không có tiêu đề; được giữ ở các trường bổ sung".to_owned()
            }
            Self::DuplicateHeading => {
                "trùng nghĩa với một cột trước; nội dung được giữ ở các trường bổ sung".to_owned()
            }
            Self::LowerBoundTaken { read } => {
                format!("không phải một số duy nhất; lấy cận dưới {read}")
            }
            Self::LeadingZeroRestored { read } => {
                format!("đã mất số 0 ở đầu trong bảng tính; đọc là {read}")
            }
            Self::OneDateForAll => {
                "là một ngày cho nhiều chứng nhận; được áp dụng cho tất cả".to_owned()
            }
            Self::ContactInText => "chứa email hoặc số điện thoại mà mọi người sẽ thấy; hãy \
                                    chuyển sang cột liên hệ"
                .to_owned(),
            Self::LegacyEncoding { encoding } => format!(
                "văn bản dùng bảng mã cũ {encoding}; đã chuyển sang Unicode, vui lòng kiểm tra \
                 vài tên"
            ),
            Self::ReadAsFormat { format } => {
                format!("tên tệp cho biết khác, nhưng nội dung là {format}; đã đọc theo nội dung")
            }
            Self::OtherSheet { sheet, read } => {
                format!("trang tính '{sheet}' không được đọc; chỉ đọc '{read}'")
            }
            _ => String::new(),
        }
    }
}

impl FileFault {
    /// Why the file is refused, and what to do.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        if language == Language::Vi { self.vi() } else { self.en() }
    }

    fn en(&self) -> String {
        match self {
            Self::Unreadable { detail } => format!("the file cannot be read: {detail}"),
            Self::Empty => "the file is empty".to_owned(),
            Self::TooLarge { limit_mib } => {
                format!("the file is too large: at most {limit_mib} MiB; split it")
            }
            Self::NotXlsx => "the file is called .xlsx but is not an Excel workbook: open it in \
                              Excel and save it as 'Excel Workbook (*.xlsx)'"
                .to_owned(),
            Self::DamagedXlsx { detail } => format!(
                "the Excel workbook is damaged ({detail}): open it in Excel and save it again as \
                 'Excel Workbook (*.xlsx)'"
            ),
            Self::OldExcel => "the file is an old Excel workbook (.xls) or protected by a \
                               password: save it without password as 'Excel Workbook (*.xlsx)'"
                .to_owned(),
            Self::OtherDocument { kind } => {
                format!("the file is {kind}: expected JSON lines, CSV or XLSX")
            }
            Self::ArchiveBomb => "the workbook unpacks to far more than a directory can need; it \
                                  was not opened"
                .to_owned(),
            Self::NoHeadings { searched, expected } => format!(
                "no row of headings was found in the first {searched} rows: expected columns such \
                 as {expected}"
            ),
            Self::TooManyColumns { limit } => format!("more than {limit} columns"),
            Self::JsonArray => {
                "the file is one JSON array: expected JSON lines, one object a line \
                                without brackets and commas around"
                    .to_owned()
            }
            Self::UnknownEncoding => format!(
                "the text is not UTF-8 and its encoding was not recognised: save it as UTF-8 \
                 ({UTF8_EN}), or declare the encoding (windows-1258, tcvn3, cp949, shift_jis, \
                 gb18030)"
            ),
            Self::VniEncoding => format!(
                "the text is in the old encoding VNI-Windows, which is not read: convert it to \
                 Unicode (UniKey: Ctrl+Shift+F6, from VNI Windows to Unicode) and save it as \
                 UTF-8 ({UTF8_EN})"
            ),
            Self::WrongEncoding { encoding } => format!(
                "the text is not {encoding}, as was declared: declare the right encoding, or save \
                 it as UTF-8 ({UTF8_EN})"
            ),
            Self::BinaryText => format!(
                "the file holds binary data or UTF-16 without its mark: save it as UTF-8 ({UTF8_EN})"
            ),
        }
    }

    fn vi(&self) -> String {
        match self {
            Self::Unreadable { detail } => format!("không đọc được tệp: {detail}"),
            Self::Empty => "tệp trống".to_owned(),
            Self::TooLarge { limit_mib } => {
                format!("tệp quá lớn: tối đa {limit_mib} MiB; hãy chia tệp")
            }
            Self::NotXlsx => "tệp có đuôi .xlsx nhưng không phải bảng tính Excel: hãy mở bằng \
                              Excel và lưu dạng 'Excel Workbook (*.xlsx)'"
                .to_owned(),
            Self::DamagedXlsx { detail } => format!(
                "bảng tính Excel bị hỏng ({detail}): hãy mở bằng Excel và lưu lại dạng 'Excel \
                 Workbook (*.xlsx)'"
            ),
            Self::OldExcel => "tệp là Excel đời cũ (.xls) hoặc có mật khẩu: hãy bỏ mật khẩu và \
                               lưu dạng 'Excel Workbook (*.xlsx)'"
                .to_owned(),
            Self::OtherDocument { kind } => {
                format!("tệp là {kind}: cần JSON lines, CSV hoặc XLSX")
            }
            Self::ArchiveBomb => {
                "bảng tính giải nén ra lớn hơn nhiều so với một danh bạ; không mở".to_owned()
            }
            Self::NoHeadings { searched, expected } => format!(
                "không thấy dòng tiêu đề trong {searched} dòng đầu: cần các cột như {expected}"
            ),
            Self::TooManyColumns { limit } => format!("nhiều hơn {limit} cột"),
            Self::JsonArray => "tệp là một mảng JSON: cần JSON lines, mỗi dòng một đối tượng, \
                                không có ngoặc và dấu phẩy bao quanh"
                .to_owned(),
            Self::UnknownEncoding => format!(
                "văn bản không phải UTF-8 và không nhận ra bảng mã: hãy lưu dạng UTF-8 \
                 ({UTF8_VI}), hoặc khai báo bảng mã (windows-1258, tcvn3, cp949, shift_jis, \
                 gb18030)"
            ),
            Self::VniEncoding => format!(
                "văn bản dùng bảng mã cũ VNI-Windows, không được hỗ trợ: hãy chuyển sang Unicode \
                 (UniKey: Ctrl+Shift+F6, từ VNI Windows sang Unicode) và lưu dạng UTF-8 ({UTF8_VI})"
            ),
            Self::WrongEncoding { encoding } => format!(
                "văn bản không phải {encoding} như khai báo: hãy khai báo đúng bảng mã, hoặc lưu \
                 dạng UTF-8 ({UTF8_VI})"
            ),
            Self::BinaryText => format!(
                "tệp chứa dữ liệu nhị phân hoặc UTF-16 không có dấu đầu tệp: hãy lưu dạng UTF-8 \
                 ({UTF8_VI})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_words() {
        let text = String::from("x");
        let problems = [
            Problem::MissingName,
            Problem::MissingText,
            Problem::DuplicateId { id: text.clone(), first_row: 2 },
            Problem::NotAWholeNumber,
            Problem::NotANumber,
            Problem::OutOfRange { min: text.clone(), max: text.clone() },
            Problem::Negative,
            Problem::NotADate,
            Problem::TaxCode,
            Problem::CellTooLong { limit: 1 },
            Problem::FormulaError,
            Problem::UnknownChoice { choices: text.clone() },
            Problem::UnevenLists { expected: 2, found: 1 },
            Problem::EndsBeforeStart,
            Problem::BadJson { detail: text.clone() },
            Problem::BadValue { expected: text.clone() },
            Problem::LineTooLong { limit: 1 },
            Problem::NotUtf8,
            Problem::TooManyRows { limit: 1 },
            Problem::UnknownColumn,
            Problem::NoHeading,
            Problem::DuplicateHeading,
            Problem::LowerBoundTaken { read: text.clone() },
            Problem::LeadingZeroRestored { read: text.clone() },
            Problem::OneDateForAll,
            Problem::ContactInText,
            Problem::LegacyEncoding { encoding: text.clone() },
            Problem::ReadAsFormat { format: text.clone() },
            Problem::OtherSheet { sheet: text.clone(), read: text },
        ];
        for problem in problems {
            let (en, vi) = (problem.message(Language::En), problem.message(Language::Vi));
            assert!(!en.is_empty() && !vi.is_empty() && en != vi, "{problem:?}");
            assert!(!problem.code().is_empty());
        }
    }
}
