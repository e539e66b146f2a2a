//! Names of files are for people only: nothing on the disk is called by them.

use crate::suppliers::text;

/// Characters of a name at most.
pub(super) const LONGEST: usize = 200;

/// The name without the sender's folders: NFC, one line, without control characters and without
/// those that turn text around. Empty where nothing is left.
#[must_use]
pub(super) fn clean(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = text::clean(last).chars().filter(|c| !c.is_control()).collect();
    visible.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned()
}

/// What stands behind the last dot, in lower case.
#[must_use]
pub(super) fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_no_path_and_turns_nothing_around() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\Users\\Lan\\bản vẽ.pdf"), "bản vẽ.pdf");
        assert_eq!(clean("ba\u{309}n ve\u{303}.pdf"), "bản vẽ.pdf");
        assert_eq!(clean("hợp đồng\u{202e}fdp.exe"), "hợp đồngfdp.exe");
        assert_eq!(clean("a\r\nSet-Cookie: x.pdf\u{7}"), "aSet-Cookie: x.pdf");
        assert_eq!(clean(" .. "), "");
        assert_eq!(clean("…/도면.STEP"), "도면.STEP");
    }

    #[test]
    fn an_ending_needs_a_stem() {
        assert_eq!(extension("도면.STEP").as_deref(), Some("step"));
        assert_eq!(extension("a.tar.gz").as_deref(), Some("gz"));
        assert_eq!(extension("passwd"), None);
        assert_eq!(extension(".pdf"), None);
    }
}
