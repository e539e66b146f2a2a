//! E-mail addresses: one form per address, so that nobody registers twice.

use unicode_normalization::UnicodeNormalization as _;

/// The form an address is kept and looked up in: NFKC, lower case, no space around it. `None` for
/// what cannot be an address.
pub(super) fn normalise(text: &str) -> Option<String> {
    let address: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
    let (local, domain) = address.split_once('@')?;
    let bad = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | ',' | ';' | '"')
    };
    let labels_hold = domain.split('.').count() >= 2
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    let local_holds = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.chars().any(bad);
    (local_holds && labels_hold && address.len() <= 254).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn one_address_has_one_form() {
        let form = Some("berta@hoang-ha.vn".to_owned());
        assert_eq!(normalise(" Berta@Hoang-Ha.VN "), form);
        assert_eq!(normalise("ｂｅｒｔａ＠hoang-ha.vn"), form);
        assert_eq!(normalise("김@예시.한국"), Some("김@예시.한국".to_owned()));
    }

    #[test]
    fn what_cannot_be_an_address_is_none() {
        for text in [
            "",
            "berta",
            "berta@",
            "@hoang-ha.vn",
            "a b@c.vn",
            "a@b@c.vn",
            "a@vn",
            "a..b@c.vn",
            "a@-c.vn",
            "a@c.vn\r\nBcc: x@y.vn",
        ] {
            assert_eq!(normalise(text), None, "{text}");
        }
    }
}
