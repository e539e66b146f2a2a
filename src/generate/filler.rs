//! What every firm says of itself and tells nothing: needed to make texts as long as real ones,
//! and to be read past.

use index::Language;

/// Sentences in Vietnamese.
const VI: [&str; 10] = [
    "Phương châm của chúng tôi là chất lượng ổn định, giao hàng đúng hẹn và giá cả cạnh tranh.",
    "Đội ngũ kỹ sư giàu kinh nghiệm, nhiều người từng làm việc trong các nhà máy có vốn đầu tư nước ngoài.",
    "Mỗi công đoạn đều có tiêu chuẩn thao tác, phiếu kiểm tra và người chịu trách nhiệm rõ ràng.",
    "Công ty tham gia chương trình kết nối cung cầu công nghiệp hỗ trợ và sẵn sàng tiếp các đoàn khảo sát.",
    "Trong năm qua tỷ lệ giao hàng đúng hạn luôn được theo dõi và báo cáo hằng tháng cho khách hàng.",
    "Chúng tôi mong muốn trở thành đối tác lâu dài, cùng khách hàng giảm chi phí và nâng tỷ lệ nội địa hóa.",
    "Nhân viên được đào tạo định kỳ về an toàn lao động, phòng cháy chữa cháy và cải tiến Kaizen.",
    "Hồ sơ năng lực, mẫu sản phẩm và báo cáo đo có thể gửi ngay khi có yêu cầu.",
    "Kho nguyên liệu và thành phẩm được quản lý theo nguyên tắc nhập trước xuất trước.",
    "Ban lãnh đạo cam kết tuân thủ pháp luật về môi trường, lao động và thuế.",
];

/// Sentences in English.
const EN: [&str; 10] = [
    "Our motto is steady quality, delivery on time and a competitive price.",
    "Our engineers are experienced, and many of them have worked in foreign-invested plants.",
    "Every step has a work standard, a check sheet and somebody who answers for it.",
    "The company takes part in supplier development programmes and welcomes visits.",
    "Delivery on time is watched all year and reported to customers every month.",
    "We want to be a long-term partner who lowers cost and raises the local content with the customer.",
    "Staff are trained regularly in safety, fire protection and continuous improvement.",
    "A company profile, samples and measurement reports can be sent on request.",
    "Material and finished goods are kept first in, first out.",
    "The management is committed to the laws on environment, labour and taxes.",
];

/// The sentences of a language.
pub(super) const fn sentences(language: Language) -> &'static [&'static str; 10] {
    match language {
        Language::Vi => &VI,
        _ => &EN,
    }
}
