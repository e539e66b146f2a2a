//! `Content-Disposition` of a download (RFC 6266): the name in ASCII for old readers, and whole, in
//! UTF-8, for all others (RFC 8187).

use std::fmt::Write as _;

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderName};

/// The header for a file that is to be saved, not shown. What could end the quoted name or begin a
/// folder becomes a line below.
#[must_use]
pub fn attachment(name: &str) -> (HeaderName, String) {
    let plain: String = name
        .chars()
        .map(|c| match c {
            ' ' | '!'..='~' if !matches!(c, '"' | '\\' | '/' | '%' | ':') => c,
            _ => '_',
        })
        .collect();
    let mut value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    (CONTENT_DISPOSITION, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_language_arrive_whole_and_end_no_header() {
        let (_, value) = attachment("bản vẽ \"A\"; x=1.pdf");
        assert_eq!(
            value,
            "attachment; filename=\"b_n v_ _A_; x=1.pdf\"; \
             filename*=UTF-8''b%E1%BA%A3n%20v%E1%BA%BD%20%22A%22%3B%20x%3D1.pdf"
        );
        let (_, value) = attachment("도면\r\nX: y.step");
        assert!(value.is_ascii() && !value.contains(['\r', '\n']), "{value}");
    }
}
