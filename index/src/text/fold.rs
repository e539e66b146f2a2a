//! Folding: what two spellings must share to be the same word.

use std::hash::Hasher as _;
use std::sync::LazyLock;

/// A word as compared: `loose` ignores Vietnamese marks, `exact` keeps them but not where the tone
/// mark sits (`hoà` = `hòa`) nor `i`/`y` (`kỹ` = `kĩ`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WordKey {
    pub(crate) loose: u64,
    pub(crate) exact: u64,
    /// Whether the word carries Vietnamese marks or đ.
    pub(crate) marked: bool,
}

/// The key of a word: a run of Latin letters, a run of digits, or one character of Han, kana or
/// Hangul, already normalised and in lower case.
pub(crate) fn word_key(word: &[char]) -> WordKey {
    if let [single] = word
        && !single.is_ascii()
        && !is_latin(*single)
    {
        let key = hash(std::iter::once(fold_symbol(*single)));
        return WordKey { loose: key, exact: key, marked: false };
    }
    let mut loose: Vec<char> = Vec::with_capacity(word.len());
    let mut exact: Vec<char> = Vec::with_capacity(word.len() + 1);
    let mut tone = '0';
    let mut marked = false;
    for &c in word {
        let (base, letter, mark) = vietnamese(c);
        loose.push(base);
        exact.push(letter);
        if mark != '0' {
            tone = mark;
        }
        marked |= letter != base || mark != '0';
    }
    respell(&mut loose);
    if marked {
        final_y(&mut exact);
    } else {
        exact.clone_from(&loose);
    }
    exact.push(tone);
    WordKey { loose: hash(loose.iter().copied()), exact: hash(exact.iter().copied()), marked }
}

fn hash(chars: impl Iterator<Item = char>) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    for c in chars {
        hasher.write_u32(c as u32);
    }
    hasher.finish()
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || ('\u{c0}'..='\u{24f}').contains(&c)
        || ('\u{1e00}'..='\u{1eff}').contains(&c)
}

/// Han to Simplified; small kana to full size; ヴ to ブ.
fn fold_symbol(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' => simplify_han(c),
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ヴ' => 'ブ',
        other => other,
    }
}

const HAN: std::ops::Range<u32> = 0x4e00..0xa000;

/// Traditional character to Simplified; others unchanged.
fn simplify_han(c: char) -> char {
    static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
        HAN.filter_map(char::from_u32)
            .map(|traditional| {
                let mut converted =
                    hanconv::t2s(traditional.to_string()).chars().collect::<Vec<_>>();
                if converted.len() == 1 { converted.remove(0) } else { traditional }
            })
            .collect()
    });
    let code = c as u32;
    if HAN.contains(&code) {
        TABLE.get((code - HAN.start) as usize).copied().unwrap_or(c)
    } else {
        c
    }
}

/// A letter as (base letter, letter without its tone, tone 0–5).
fn vietnamese(c: char) -> (char, char, char) {
    if c.is_ascii() {
        return (c, c, '0');
    }
    const ROWS: [(&str, char, char); 12] = [
        ("aàáảãạ", 'a', 'a'),
        ("ăằắẳẵặ", 'a', 'ă'),
        ("âầấẩẫậ", 'a', 'â'),
        ("eèéẻẽẹ", 'e', 'e'),
        ("êềếểễệ", 'e', 'ê'),
        ("iìíỉĩị", 'i', 'i'),
        ("oòóỏõọ", 'o', 'o'),
        ("ôồốổỗộ", 'o', 'ô'),
        ("ơờớởỡợ", 'o', 'ơ'),
        ("uùúủũụ", 'u', 'u'),
        ("ưừứửữự", 'u', 'ư'),
        ("yỳýỷỹỵ", 'y', 'y'),
    ];
    static TABLE: LazyLock<rustc_hash::FxHashMap<char, (char, char, char)>> = LazyLock::new(|| {
        let mut table = rustc_hash::FxHashMap::default();
        for (row, base, letter) in ROWS {
            for (c, tone) in row.chars().zip(['0', '1', '2', '3', '4', '5']) {
                table.insert(c, (base, letter, tone));
            }
        }
        table.insert('đ', ('d', 'đ', '0'));
        table
    });
    TABLE.get(&c).copied().unwrap_or((c, c, '0'))
}

/// One spelling where English has two, and the singular; `i` for a final `y` after a consonant in
/// short words (Vietnamese `ty`/`ti`).
fn respell(word: &mut Vec<char>) {
    final_y(word);
    let n = word.len();
    if n < 4 || !word.iter().all(char::is_ascii_lowercase) {
        return;
    }
    let spelled: String = word.iter().collect();
    let mut changed = spelled.clone();
    if spelled.starts_with("mold") {
        changed = spelled.replacen("mold", "mould", 1);
    } else if spelled.starts_with("aluminum") {
        changed = spelled.replacen("aluminum", "aluminium", 1);
    }
    for (american, british) in [
        ("ize", "ise"),
        ("izi", "isi"),
        ("iza", "isa"),
        ("color", "colour"),
        ("center", "centre"),
        ("fiber", "fibre"),
        ("labor", "labour"),
        ("gauge", "gage"),
        ("vapor", "vapour"),
    ] {
        if n >= 5 && changed.contains(american) && !changed.contains(british) {
            changed = changed.replacen(american, british, 1);
        }
    }
    let stem = if let Some(stem) = changed.strip_suffix("ies").filter(|stem| stem.len() >= 2) {
        format!("{stem}y")
    } else if ["sses", "xes", "ches", "shes"].iter().any(|ending| changed.ends_with(ending)) {
        changed.strip_suffix("es").unwrap_or(&changed).to_owned()
    } else if !["ss", "us", "is", "lens"].iter().any(|ending| changed.ends_with(ending)) {
        changed.strip_suffix('s').unwrap_or(&changed).to_owned()
    } else {
        changed.clone()
    };
    *word = stem.chars().collect();
}

fn final_y(word: &mut [char]) {
    if let [.., before, last] = word
        && *last == 'y'
        && !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư' | 'ă')
        && word.len() <= 4
        && let Some(last) = word.last_mut()
    {
        *last = 'i';
    }
}

#[cfg(test)]
mod tests {
    use super::{simplify_han, word_key};

    fn key(word: &str) -> super::WordKey {
        word_key(&word.chars().collect::<Vec<_>>())
    }

    #[test]
    fn tone_placement_and_i_y_do_not_matter() {
        assert_eq!(key("hoà"), key("hòa"));
        assert_eq!(key("thuỷ"), key("thủy"));
        assert_eq!(key("kỹ"), key("kĩ"));
        assert_eq!(key("ty"), key("ti"));
    }

    #[test]
    fn marks_separate_minimal_pairs_only_exactly() {
        for (one, other) in [("hàn", "hạn"), ("đúc", "đục"), ("dập", "đập")] {
            assert_ne!(key(one).exact, key(other).exact);
            assert_eq!(key(one).loose, key(other).loose);
        }
        assert!(!key("duc").marked);
        assert_eq!(key("duc").loose, key("đúc").loose);
    }

    #[test]
    fn spellings_and_numbers_of_english_meet() {
        assert_eq!(key("moldings"), key("moulding"));
        assert_eq!(key("aluminum"), key("aluminium"));
        assert_eq!(key("aluminumalloy"), key("aluminiumalloy"));
        assert_ne!(key("aluminumalloy"), key("aluminium"));
        assert_eq!(key("anodizing"), key("anodising"));
        assert_eq!(key("boxes"), key("box"));
        assert_eq!(key("batteries"), key("battery"));
        assert_ne!(key("brass"), key("bras"));
    }

    #[test]
    fn traditional_meets_simplified() {
        assert_eq!(simplify_han('壓'), '压');
        assert_eq!(key("鑄"), key("铸"));
    }
}
