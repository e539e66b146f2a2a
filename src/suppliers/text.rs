//! Words as they are kept: NFC, trimmed, without invisible characters, within bounds. Collects
//! faults with their paths instead of stopping at the first.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::{Error, Fault, Result};

/// Most characters of one line.
pub const LINE: usize = 300;
/// Most characters of free text.
pub const TEXT: usize = 20_000;
/// Most entries of a list.
pub const ENTRIES: usize = 200;

/// Cleans fields in place and remembers what is wrong with them.
#[derive(Debug, Default)]
pub struct Cleaner {
    faults: Vec<Fault>,
}

impl Cleaner {
    /// Remembers a fault.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Ends: fails with every fault.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is any.
    pub fn finish(self) -> Result<()> {
        if self.faults.is_empty() { Ok(()) } else { Err(Error::Invalid(self.faults)) }
    }

    /// A field of at most `limit` characters. An empty one becomes absent.
    pub fn optional(&mut self, path: &str, field: &mut Option<String>, limit: usize) {
        if let Some(text) = field {
            self.required(path, text, limit);
        }
        if field.as_ref().is_some_and(String::is_empty) {
            *field = None;
        }
    }

    /// A field of at most `limit` characters that may be empty.
    pub fn required(&mut self, path: &str, field: &mut String, limit: usize) {
        *field = clean(field);
        if let Some(bad) = field.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let code = format!("U+{:04X}", u32::from(bad));
            self.fault(Fault::new(path, "control_character").with("character", code));
        }
        if field.chars().count() > limit {
            self.fault(Fault::new(path, "too_long").with("max", limit));
        }
    }

    /// A list of lines. Empty entries vanish.
    pub fn list(&mut self, path: &str, field: &mut Vec<String>) {
        self.length(path, field.len());
        for (at, entry) in field.iter_mut().take(ENTRIES).enumerate() {
            self.required(&format!("{path}[{at}]"), entry, LINE);
        }
        field.retain(|entry| !entry.is_empty());
    }

    /// The length of a list.
    pub fn length(&mut self, path: &str, entries: usize) {
        if entries > ENTRIES {
            self.fault(Fault::new(path, "too_many").with("max", ENTRIES));
        }
    }

    /// A figure in words must not be below nothing: `-500 pcs/month`.
    pub fn not_negative(&mut self, path: &str, field: Option<&String>) {
        let negative = field.is_some_and(|text| {
            let mut rest = text.trim_start().chars();
            matches!(rest.next(), Some('-' | '−' | '–'))
                && rest.find(|c| !c.is_whitespace()).is_some_and(|c| c.is_ascii_digit())
        });
        if negative {
            self.fault(Fault::new(path, "negative_number"));
        }
    }
}

/// NFC, line ends as `\n`, without format characters (zero-width, bidi, soft hyphen), trimmed.
#[must_use]
pub fn clean(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    text.trim().to_owned()
}

/// Lower case without diacritics, one space between words: what two spellings share.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Characters that show nothing, or turn the text around.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_go_and_words_are_composed() {
        assert_eq!(clean("  Cơ kh\u{200b}i\u{301}\u{202e} Hoàng Hà "), "Cơ khí Hoàng Hà");
        assert_eq!(clean("Đúc a\u{301}p l\u{1b0}\u{323}c"), "Đúc áp lực");
        assert_eq!(clean("정밀\r\n금형"), "정밀\n금형");
    }

    #[test]
    fn folding_forgets_marks_and_case_but_no_letters() {
        assert_eq!(fold("Tỉnh  BẮC NINH"), "tinh bac ninh");
        assert_eq!(fold("Đà Nẵng"), "da nang");
        assert_eq!(fold("ＣＮＣ 加工"), "cnc 加工");
        assert_eq!(fold("박닌"), "박닌");
    }

    #[test]
    fn every_fault_is_kept_with_its_path() {
        let mut cleaner = Cleaner::default();
        cleaner.list("processes", &mut vec!["đúc".into(), "mạ\u{7}".into(), "x".repeat(301)]);
        cleaner.not_negative("capacity", Some(&"− 500 cái/tháng".to_owned()));
        cleaner.not_negative("moq", Some(&"-".to_owned()));
        let Err(Error::Invalid(faults)) = cleaner.finish() else { panic!("faults expected") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), fault.code)).collect();
        assert_eq!(
            found,
            [
                ("processes[1]", "control_character"),
                ("processes[2]", "too_long"),
                ("capacity", "negative_number")
            ]
        );
    }
}
