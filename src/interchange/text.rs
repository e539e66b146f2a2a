//! Text as it is kept: composed (NFC), without invisible marks and control characters. And text
//! as headings are compared: without diacritics, case and punctuation.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick,
};

/// Whether a character is invisible and has no place in a profile: control characters, zero-width
/// and bidirectional marks, soft hyphens, byte order marks.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}')
}

/// NFC, line ends as `\n`, no invisible marks, no blanks around.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let plain = is_nfc_quick(text.chars()) == IsNormalized::Yes && !text.contains(is_invisible);
    if plain {
        return Cow::Borrowed(text);
    }
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let kept: String = unix.chars().filter(|&c| !is_invisible(c)).nfc().collect();
    Cow::Owned(kept.trim().to_owned())
}

/// A heading or choice for comparing: no diacritics, lower case, one blank between words.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| !is_combining_mark(c) && !is_invisible(c)) {
        match c {
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    // Hangul falls apart under NFKD; put it together again.
    folded.trim().nfc().collect()
}

/// The first `limit` characters.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    let mut short: String = text.chars().take(limit).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Whether a text holds an e-mail address or a telephone number of nine digits or more.
pub(super) fn holds_contact(text: &str) -> bool {
    is_email_within(text) || is_phone_within(text)
}

fn is_email_within(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')')).any(
        |word| {
            word.split_once('@').is_some_and(|(user, host)| {
                !user.is_empty()
                    && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && b.len() > 1)
            })
        },
    )
}

fn is_phone_within(text: &str) -> bool {
    // A Vietnamese number starts with 0 or +84 and has nine to eleven digits, perhaps grouped.
    let mut digits = 0;
    let mut starts_well = false;
    let mut previous = ' ';
    for c in text.chars().chain(['\n']) {
        match c {
            '0'..='9' => {
                if digits == 0 {
                    starts_well = c == '0' && !previous.is_alphanumeric() || previous == '+';
                }
                digits += 1;
            }
            ' ' | '.' | '-' | '(' | ')' if digits > 0 => {}
            _ => {
                if starts_well && (9..=12).contains(&digits) {
                    return true;
                }
                digits = 0;
            }
        }
        previous = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composes_and_drops_what_cannot_be_seen() {
        assert_eq!(clean(" Co\u{302}ng ty\u{200b} \u{202e}Đúc\u{0}\r\nBắc "), "Công ty Đúc\nBắc");
        assert!(matches!(clean("Công ty"), Cow::Borrowed(_)));
    }

    #[test]
    fn folds_headings_alike_whatever_their_marks() {
        for heading in
            ["Tên\ncông ty (*)", "TEN CONG TY", "Te\u{302}n co\u{302}ng ty*", " tên  công ty:"]
        {
            assert_eq!(fold(heading), "ten cong ty", "{heading}");
        }
        assert_eq!(fold("Địa điểm"), "dia diem");
        assert_eq!(fold("회사명"), "회사명");
    }

    #[test]
    fn sees_contacts_in_text_but_not_figures() {
        assert!(holds_contact("liên hệ: ban.hang@vidu.example"));
        assert!(holds_contact("ĐT: 0912 345 678"));
        assert!(holds_contact("tel +84 24 3333 4444"));
        assert!(!holds_contact("Công suất 300.000 cái/tháng, dung sai ±0,02 mm, năm 2009"));
        assert!(!holds_contact("Máy ép 50–850 tấn, chip 01005"));
    }
}
