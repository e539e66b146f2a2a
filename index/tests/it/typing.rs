//! One figure in five languages, composed and decomposed, full width, without marks, in capitals.

use unicode_normalization::UnicodeNormalization as _;

use crate::figures::{Read, read};

/// Another way to type a text.
type Form<'f> = &'f dyn Fn(&str) -> String;

#[test]
fn one_figure_is_one_constraint_however_it_is_typed() {
    let plain = |text: &str| text.to_owned();
    let decomposed = |text: &str| text.nfd().collect::<String>();
    let wide = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c),
                c => c,
            })
            .collect()
    };
    let unmarked = |text: &str| -> String {
        text.nfd()
            .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
            .map(|c| match c {
                'đ' => 'd',
                'Đ' => 'D',
                c => c,
            })
            .nfc()
            .collect()
    };
    let capitals = |text: &str| text.to_uppercase();
    let joiners = |text: &str| text.replace(' ', "\u{a0}");
    let groups: [(&str, &[(&str, &str)]); 3] = [
        (
            "clamping_force",
            &[
                ("en", "clamping force at least 650 tons"),
                ("vi", "lực kẹp tối thiểu 650 tấn"),
                ("ko", "형체력 650톤 이상"),
                ("ja", "型締力650トン以上"),
                ("zh", "锁模力650吨以上"),
            ],
        ),
        (
            "volume",
            &[
                ("en", "volume 30,000 pcs/month"),
                ("vi", "sản lượng 30.000 chiếc/tháng"),
                ("ko", "월 물량 30,000개"),
                ("ja", "月産30,000個"),
                ("zh", "月用量30,000件"),
            ],
        ),
        (
            "lead_time",
            &[
                ("en", "lead time within 30 days"),
                ("vi", "thời gian giao hàng trong vòng 30 ngày"),
                ("ko", "납기 30일 이내"),
                ("ja", "納期30日以内"),
                ("zh", "交期30天以内"),
            ],
        ),
    ];
    let forms: [Form<'_>; 6] = [&plain, &decomposed, &wide, &unmarked, &capitals, &joiners];
    for (attribute, texts) in groups {
        let mut seen: Vec<(String, Read)> = Vec::new();
        for (language, text) in texts {
            for (form, which) in forms.iter().zip(0..) {
                // Marks are left out in Vietnamese only; in kana they are other letters.
                if which == 3 && *language != "vi" {
                    continue;
                }
                let typed = form(text);
                let found = read(language, &typed);
                assert_eq!(found.len(), 1, "{attribute} {language} {typed:?}: {found:?}");
                seen.extend(found.into_iter().map(|one| (typed.clone(), one)));
            }
        }
        let first = seen.first().unwrap().1.clone();
        for (typed, one) in seen {
            assert_eq!(one, first, "{typed}");
        }
    }
}

#[test]
fn a_syllable_without_marks_names_nothing_by_chance() {
    crate::requests::check(&[
        (
            "Can lam luoi loc bui dieu hoa, 100.000 tam/thang. Khuon ben ban tu lam. Uu tien mau som.",
            &["!volume 100000.000.."],
            &["cnc-turning", "capacitor", "zone:tam-thang"],
        ),
        (
            "X-ray làm tại chỗ hay thuê ngoài đều được. Ưu tiên khu vực Sài Gòn cho tiện qua lại.",
            &["~province:79"],
            &["cnc-turning"],
        ),
        (
            "Cần tiện CNC trục thép, ưu tiên khu vực Bắc Ninh",
            &["!cnc-turning", "~province:24"],
            &[],
        ),
    ]);
}
