//! Raw text → NFKC, lower-case characters with their byte ranges in the raw text.
//!
//! NFC alone is not enough (full-width `ＣＮＣ`, `㎜`, half-width kana), and normalising the whole
//! text would lose the offsets: so each cluster (a base with its combining marks, or a run of
//! Hangul jamo) is normalised on its own and its characters share the cluster's range.

use unicode_normalization::{UnicodeNormalization as _, char::canonical_combining_class};

/// One normalised character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Character {
    /// The character: NFKC, lower case.
    pub(crate) value: char,
    /// First byte of its cluster in the raw text.
    pub(crate) start: u32,
    /// Byte past its cluster.
    pub(crate) end: u32,
    /// Whether the raw character was upper case.
    pub(crate) upper: bool,
}

/// Normalises `text`. Format characters (zero-width, bidi marks, soft hyphen) vanish; control
/// characters become spaces, line breaks stay.
pub(crate) fn normalise(text: &str) -> Vec<Character> {
    let mut out = Vec::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((at, first)) = chars.next() {
        let mut end = at + first.len_utf8();
        let plain = chars.peek().is_none_or(|&(_, next)| !joins(first, next));
        if plain && is_simple(first) {
            push(&mut out, first, at, end);
            continue;
        }
        cluster.clear();
        cluster.push(first);
        let mut last = first;
        while let Some(&(next_at, next)) = chars.peek() {
            if !joins(last, next) {
                break;
            }
            cluster.push(next);
            end = next_at + next.len_utf8();
            last = next;
            chars.next();
        }
        for value in cluster.nfkc() {
            push(&mut out, value, at, end);
        }
    }
    out
}

/// Characters that NFKC leaves alone and that are frequent: the fast path.
fn is_simple(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '\u{c0}'..='\u{ff}' | '\u{1ea0}'..='\u{1ef9}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3001}' | '\u{3002}'
        | '\u{102}' | '\u{103}' | '\u{110}' | '\u{111}' | '\u{128}' | '\u{129}' | '\u{168}' | '\u{169}'
        | '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}')
}

/// Whether `next` belongs to the cluster that ends in `previous`.
fn joins(previous: char, next: char) -> bool {
    if next < '\u{300}' {
        return false;
    }
    let jamo = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}');
    let trailing = matches!(next, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}');
    (trailing && (jamo(previous) || matches!(previous, '\u{ac00}'..='\u{d7a3}')))
        || matches!(next, '\u{ff9e}' | '\u{ff9f}' | '\u{3099}' | '\u{309a}')
        || canonical_combining_class(next) != 0
}

fn push(out: &mut Vec<Character>, raw: char, start: usize, end: usize) {
    let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return };
    if is_format(raw) {
        return;
    }
    // Look-alikes of đ that old keyboards leave behind: Icelandic eth.
    let value = match raw {
        '\u{d0}' | '\u{f0}' | '\u{189}' => 'đ',
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{fe58}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2018}' | '\u{2019}' | '\u{2032}' => '\'',
        '\u{3bc}' => 'µ',
        '\u{301c}' | '\u{223c}' => '~',
        '\u{2717}' | '\u{2715}' | '\u{2a2f}' => '×',
        c if c.is_control() && c != '\n' => ' ',
        c => c,
    };
    let upper = value.is_uppercase();
    if upper {
        for lower in value.to_lowercase() {
            out.push(Character { value: lower, start, end, upper });
        }
    } else {
        out.push(Character { value, start, end, upper });
    }
}

/// General category Cf, as far as it occurs in pasted text.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{180e}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::normalise;

    fn plain(text: &str) -> String {
        normalise(text).into_iter().map(|character| character.value).collect()
    }

    #[test]
    fn composed_decomposed_and_wide_forms_are_one() {
        assert_eq!(plain("Đúc ÁP LỰC"), "đúc áp lực");
        assert_eq!(plain("Đu\u{301}c áp lu\u{31b}\u{323}c"), "đúc áp lực");
        assert_eq!(plain("ＣＮＣ加工 ５Ｇ ㎜"), "cnc加工 5g mm");
        assert_eq!(plain("ﾌﾟﾚｽ"), "プレス");
        assert_eq!(plain("\u{1109}\u{1161}\u{110e}\u{116e}\u{11af}"), "사출");
        assert_eq!(plain("C\u{200b}N\u{ad}C\u{202e}"), "cnc");
    }

    #[test]
    fn every_character_points_at_its_bytes() {
        let raw = "Đu\u{301}c ㎜";
        for character in normalise(raw) {
            assert!(raw.is_char_boundary(character.start as usize));
            assert!(raw.is_char_boundary(character.end as usize));
            assert!(character.start < character.end);
        }
    }
}
