//! Known headings, in Vietnamese and English. Compared without diacritics, case and punctuation,
//! so each is written once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::request::{Criterion, Field as RequestField, Importance};
use super::supplier::Field;
use super::text::fold;

/// Headings of supplier sheets, `|` between them. Every key of the interchange format is one.
const SUPPLIER: &[(Field, &str)] = &[
    (Field::Serial, "STT|TT|No|Number|Số TT|Số thứ tự"),
    (
        Field::Id,
        "id|Mã|Mã số|Mã nhà cung cấp|Mã doanh nghiệp|Mã NCC|supplier id|code|ID nhà cung cấp",
    ),
    (
        Field::Name,
        "name|Tên công ty|Tên doanh nghiệp|Tên đơn vị|Tên nhà cung cấp|Tên|Tên tiếng Việt|Tên công ty tiếng Việt|Tên DN|Tên cty|Công ty|Doanh nghiệp|Nhà cung cấp|company name|company|supplier|supplier name|legal name|name vi",
    ),
    (
        Field::NameEn,
        "name_en|Tên tiếng Anh|Tên công ty tiếng Anh|Tên doanh nghiệp tiếng Anh|Tên giao dịch|Tên giao dịch quốc tế|Tên quốc tế|English name|trading name|company name english|company name en",
    ),
    (
        Field::TaxCode,
        "tax_code|Mã số thuế|MST|Mã số doanh nghiệp|MSDN|tax id|tax number|tax code mst",
    ),
    (
        Field::Lang,
        "lang|Ngôn ngữ hồ sơ|Ngôn ngữ mô tả|profile language|language of profile|Ngôn ngữ",
    ),
    (
        Field::Description,
        "description|Mô tả|Giới thiệu|Giới thiệu công ty|Mô tả công ty|Mô tả năng lực|Năng lực|Năng lực sản xuất|Hồ sơ năng lực|Lĩnh vực|Lĩnh vực hoạt động|Ngành nghề|Ngành nghề kinh doanh|company profile|profile|introduction|about|capability|capabilities description|business lines|Mô tả tiếng Việt",
    ),
    (
        Field::DescriptionEn,
        "description_en|Mô tả tiếng Anh|Giới thiệu tiếng Anh|English description|description english",
    ),
    (Field::Text, "text|Văn bản|Nội dung|free text|Thông tin thêm|Thông tin khác"),
    (
        Field::Products,
        "products|Sản phẩm chính|Sản phẩm|Sản phẩm dịch vụ|Sản phẩm chủ lực|Mặt hàng|Mặt hàng chính|main products|product|products services|key products",
    ),
    (
        Field::Processes,
        "processes|Công nghệ|Quy trình|Công nghệ quy trình|Quy trình công nghệ|Công nghệ sản xuất|Công đoạn|Dịch vụ|Gia công|process|technology|technologies|services|manufacturing processes|Công nghệ chính",
    ),
    (
        Field::Materials,
        "materials|Vật liệu|Nguyên liệu|Nguyên vật liệu|Vật liệu gia công|material|raw materials",
    ),
    (Field::Capabilities, "capabilities"),
    (
        Field::Certifications,
        "certifications|Chứng nhận|Chứng chỉ|Chứng nhận chứng chỉ|Tiêu chuẩn|Tiêu chuẩn chất lượng|Hệ thống quản lý chất lượng|Chứng nhận chất lượng|certificates|certification|certificate|quality certificates|standards",
    ),
    (
        Field::CertificationUntil,
        "certification_valid_until|Hạn chứng nhận|Hạn chứng chỉ|Ngày hết hạn|Ngày hết hạn chứng nhận|Hiệu lực đến|Hết hạn|Hạn hiệu lực|certificate expiry|expiry date|valid until|certificate valid until",
    ),
    (
        Field::CertificationFrom,
        "certification_valid_from|Ngày cấp|Ngày cấp chứng nhận|Hiệu lực từ|valid from|issue date|certificate valid from",
    ),
    (
        Field::CertificationNumber,
        "certification_number|Số chứng nhận|Số chứng chỉ|certificate number|certificate no",
    ),
    (
        Field::CertificationIssuer,
        "certification_issuer|Tổ chức chứng nhận|Đơn vị cấp|Nơi cấp|certification body|issuer",
    ),
    (Field::CertificationScope, "certification_scope|Phạm vi chứng nhận|scope"),
    (Field::CertificationState, "certification_state|Tình trạng chứng nhận|certificate status"),
    (
        Field::Equipment,
        "equipment|Thiết bị|Máy móc|Thiết bị máy móc|Máy móc thiết bị|Trang thiết bị|Danh mục máy móc|machines|machinery|equipment list|main equipment",
    ),
    (
        Field::Specs,
        "specs|Thông số|Thông số kỹ thuật|Dung sai|specifications|technical specifications|tolerance",
    ),
    (
        Field::Province,
        "province|Tỉnh|Thành phố|Tỉnh thành phố|Tỉnh thành|Tỉnh TP|Địa phương|city|city province|province city|location",
    ),
    (
        Field::IndustrialZone,
        "industrial_zone|KCN|Khu công nghiệp|KCN CCN|Cụm công nghiệp|industrial park|industrial zone name|zone",
    ),
    (
        Field::Address,
        "address|Địa chỉ|Địa chỉ nhà máy|Trụ sở|Địa chỉ trụ sở|factory address|plant address",
    ),
    (Field::Latitude, "latitude|Vĩ độ|lat"),
    (Field::Longitude, "longitude|Kinh độ|lon|lng"),
    (
        Field::Employees,
        "employees|Số lao động|Lao động|Số nhân viên|Số công nhân|Nhân sự|Số lượng lao động|Quy mô lao động|Tổng số lao động|number of employees|workers|headcount|staff",
    ),
    (
        Field::YearFounded,
        "year_founded|Năm thành lập|Ngày thành lập|Thành lập|founded|established|year established|year of establishment",
    ),
    (
        Field::Ownership,
        "ownership|Loại hình|Loại hình doanh nghiệp|Hình thức sở hữu|Sở hữu|Vốn sở hữu|ownership type",
    ),
    (
        Field::Business,
        "business|Loại hình kinh doanh|Loại hình hoạt động|Vai trò|business type|type of business",
    ),
    (
        Field::WomenLed,
        "women_led|Do phụ nữ lãnh đạo|Doanh nghiệp do phụ nữ lãnh đạo|Phụ nữ lãnh đạo|Do phụ nữ làm chủ|Doanh nghiệp do phụ nữ làm chủ|Nữ lãnh đạo|Nữ làm chủ|women led|woman led|led by a woman|women owned|woman owned",
    ),
    (
        Field::ExportMarkets,
        "export_markets|Thị trường xuất khẩu|Xuất khẩu|Thị trường|Nước xuất khẩu|export|export countries|export market",
    ),
    (
        Field::Languages,
        "languages|Ngoại ngữ|Ngôn ngữ giao tiếp|Ngôn ngữ sử dụng|spoken languages|languages spoken",
    ),
    (
        Field::Capacity,
        "capacity|Công suất|Năng suất|Sản lượng|Công suất sản xuất|Công suất tháng|Sản lượng tháng|production capacity|monthly capacity",
    ),
    (
        Field::Moq,
        "moq|Số lượng đặt hàng tối thiểu|MOQ Số lượng đặt hàng tối thiểu|Đặt hàng tối thiểu|Đơn hàng tối thiểu|Số lượng tối thiểu|minimum order|minimum order quantity|min order",
    ),
    (
        Field::LeadTime,
        "lead_time|Thời gian giao hàng|Thời gian sản xuất|Thời hạn giao hàng|Tiến độ giao hàng|delivery time|leadtime|production lead time",
    ),
    (
        Field::Customers,
        "customers|Khách hàng|Khách hàng chính|Khách hàng tiêu biểu|Đối tác|main customers|clients|references",
    ),
    (Field::Verification, "verification|Mức xác minh|verification level"),
    (Field::VerifiedOn, "verified_on|Ngày xác minh"),
    (Field::VerifiedBy, "verified_by|Đơn vị xác minh"),
    (
        Field::ConfirmedOn,
        "confirmed_on|Ngày xác nhận|Ngày cập nhật|Cập nhật|last confirmed|last updated",
    ),
    (Field::Fictitious, "fictitious|Dữ liệu giả"),
    (
        Field::ContactName,
        "contact|contact_name|Người liên hệ|Họ tên người liên hệ|Đại diện|Người đại diện|Người đại diện pháp luật|Giám đốc|Tổng giám đốc|contact person|representative|director|Liên hệ|Đầu mối liên hệ|Đầu mối",
    ),
    (Field::ContactPosition, "contact_position|Chức vụ|Chức danh|position|job title"),
    (
        Field::ContactEmail,
        "email|contact_email|E-mail|Thư điện tử|mail|Email liên hệ|email address",
    ),
    (
        Field::ContactPhone,
        "phone|contact_phone|Điện thoại|SĐT|Số điện thoại|Di động|ĐT|Điện thoại liên hệ|Hotline|tel|telephone|mobile|cell phone|phone number|Điện thoại di động",
    ),
    (Field::ContactOther, "fax|Zalo|WhatsApp|WeChat|KakaoTalk|Skype|Line|Viber|contact_other"),
];

/// Headings of criteria; each may follow `required`, `preferred`, `excluded` or their words.
const CRITERIA: &[(Criterion, &str)] = &[
    (
        Criterion::Processes,
        "processes|process|Công nghệ|Quy trình|Công nghệ quy trình|Gia công|Dịch vụ|services",
    ),
    (
        Criterion::Products,
        "products|product|Sản phẩm|Linh kiện|Sản phẩm cần tìm|Linh kiện cần tìm|items|parts",
    ),
    (Criterion::Materials, "materials|material|Vật liệu|Nguyên vật liệu"),
    (
        Criterion::Certifications,
        "certifications|certificates|certification|Chứng nhận|Chứng chỉ|Tiêu chuẩn",
    ),
    (Criterion::Equipment, "equipment|machines|Thiết bị|Máy móc|Thiết bị máy móc"),
    (Criterion::Specs, "specs|specifications|Thông số|Thông số kỹ thuật|Yêu cầu kỹ thuật|Dung sai"),
    (Criterion::ExportMarkets, "export_markets|Thị trường xuất khẩu|Kinh nghiệm xuất khẩu|export"),
    (Criterion::Languages, "languages|Ngoại ngữ|Ngôn ngữ giao tiếp"),
    (Criterion::Region, "region|Khu vực|Vùng|Địa bàn|Tỉnh|Tỉnh thành phố|province|location"),
    (Criterion::WithinKm, "within_km|Khoảng cách|Bán kính|distance"),
    (
        Criterion::Volume,
        "volume|Sản lượng|Số lượng|Nhu cầu|quantity|Số lượng cần|Sản lượng yêu cầu",
    ),
    (Criterion::LeadTime, "lead_time|Thời gian giao hàng|Thời hạn giao hàng|delivery time"),
    (
        Criterion::EmployeesMin,
        "employees_min|Số lao động tối thiểu|Quy mô tối thiểu|minimum employees",
    ),
];

const REQUEST: &[(RequestField, &str)] = &[
    (RequestField::Serial, "STT|TT|No|Number|Số TT"),
    (RequestField::Id, "id|Mã|Mã yêu cầu|request id|code|request no"),
    (RequestField::Lang, "lang|language|Ngôn ngữ"),
    (RequestField::Kind, "kind|Loại|Loại yêu cầu|Hình thức hợp tác|request type"),
    (RequestField::Title, "title|Tiêu đề|Tên yêu cầu|subject"),
    (
        RequestField::Text,
        "text|Nội dung|Nội dung yêu cầu|Yêu cầu|Mô tả|Mô tả yêu cầu|description|request|requirement|requirements|Nhu cầu tìm kiếm",
    ),
    (
        RequestField::Plant,
        "plant|Nhà máy|Địa điểm nhà máy|Nơi giao hàng|Địa điểm giao hàng|plant location|delivery place",
    ),
    (
        RequestField::Start,
        "start_of_production|Ngày bắt đầu sản xuất|SOP|Bắt đầu sản xuất|start of production",
    ),
    (
        RequestField::ContactName,
        "contact|contact_name|Người liên hệ|contact person|buyer contact|Liên hệ",
    ),
    (RequestField::ContactEmail, "email|Thư điện tử|contact_email|mail"),
    (RequestField::ContactPhone, "phone|Điện thoại|SĐT|Số điện thoại|tel|telephone|mobile"),
    (RequestField::ContactOther, "fax|Zalo|WhatsApp|WeChat|KakaoTalk|Skype"),
];

/// What a folded heading means on a supplier sheet.
pub(super) fn supplier(folded: &str) -> Option<Field> {
    static KNOWN: LazyLock<HashMap<String, Field>> = LazyLock::new(|| table(SUPPLIER));
    KNOWN.get(folded).copied()
}

/// What a folded heading means on a sheet of requests.
pub(super) fn request(folded: &str) -> Option<RequestField> {
    static KNOWN: LazyLock<HashMap<String, RequestField>> = LazyLock::new(|| {
        let mut known = table(REQUEST);
        let marks = [
            (Importance::Required, ["", "required ", "must "], ["", " bat buoc", " yeu cau"]),
            (
                Importance::Preferred,
                ["preferred ", "prefer ", "uu tien "],
                [" uu tien", " preferred", " mong muon"],
            ),
            (
                Importance::Excluded,
                ["excluded ", "not ", "khong "],
                [" loai tru", " excluded", " khong chap nhan"],
            ),
        ];
        for (criterion, heading) in table(CRITERIA).into_iter().map(|(heading, c)| (c, heading)) {
            for (importance, before, behind) in marks {
                let field = RequestField::Criterion(importance, criterion);
                for before in before {
                    known.entry(format!("{before}{heading}")).or_insert(field);
                }
                for behind in behind.iter().filter(|behind| !behind.is_empty()) {
                    known.entry(format!("{heading}{behind}")).or_insert(field);
                }
            }
        }
        known
    });
    KNOWN.get(folded).copied()
}

fn table<F: Copy>(rows: &[(F, &str)]) -> HashMap<String, F> {
    let mut known = HashMap::new();
    for (field, names) in rows {
        for name in names.split('|') {
            known.entry(fold(name)).or_insert(*field);
        }
    }
    known
}

/// What a JSON key of a supplier must hold, for messages.
pub(super) fn expected_of_supplier(key: &str) -> Option<&'static str> {
    Some(match key {
        "id" => "a text or whole number",
        "name" | "name_en" | "tax_code" | "description" | "description_en" | "text"
        | "province" | "industrial_zone" | "address" | "capacity" | "moq" | "lead_time" => "a text",
        "lang" => "one of \"en\", \"vi\", \"ko\", \"ja\", \"zh\"",
        "products" | "processes" | "materials" | "equipment" | "specs" | "export_markets"
        | "languages" | "customers" => "a list of texts",
        "capabilities" => {
            "a list of objects with what, role, materials, specs, capacity, \
                           free_capacity_percent, moq, lead_time"
        }
        "certifications" => {
            "a list of names or of objects with scheme, number, issuer, scope, \
                             valid_from, valid_until (\"2027-03-31\"), state"
        }
        "latitude" | "longitude" => "degrees as a number",
        "employees" | "year_founded" => "a whole number of 0 or more",
        "ownership" => "private, state, joint_venture or foreign",
        "business" => "manufacturer, trader or service",
        "verification" => {
            "an object with level (self_declared, documents_checked, site_audited), \
                           on, by"
        }
        "confirmed_on" => "a day such as \"2026-11-01\"",
        "fictitious" => "true or false",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_things() {
        let mut seen: HashMap<String, Field> = HashMap::new();
        for (field, names) in SUPPLIER {
            for name in names.split('|') {
                if let Some(other) = seen.insert(fold(name), *field) {
                    assert_eq!(other, *field, "'{name}'");
                }
            }
        }
    }

    #[test]
    fn criteria_are_musts_unless_they_say_otherwise() {
        let at = |heading: &str| request(&fold(heading));
        let field = |i, c| Some(RequestField::Criterion(i, c));
        assert_eq!(at("Chứng nhận"), field(Importance::Required, Criterion::Certifications));
        assert_eq!(at("required.processes"), field(Importance::Required, Criterion::Processes));
        assert_eq!(at("Vật liệu ưu tiên"), field(Importance::Preferred, Criterion::Materials));
        assert_eq!(
            at("preferred.export_markets"),
            field(Importance::Preferred, Criterion::ExportMarkets)
        );
        assert_eq!(at("Nội dung yêu cầu"), Some(RequestField::Text));
    }
}
