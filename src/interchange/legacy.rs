//! Vietnamese text from before Unicode: TCVN3 (ABC, the .Vn fonts) is decoded, VNI-Windows is
//! recognised. Both look like Western text with odd letters, so what counts is whether the words
//! turn into possible Vietnamese syllables.

use unicode_normalization::UnicodeNormalization;

/// Characters of TCVN 5712:1993 VN3 at 0xA1–0xFE; `·` marks places that VN3 leaves free.
/// Agrees with the table of glibc's `TCVN5712-1` at every place that VN3 uses.
const VN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ";

/// Which old encoding a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Legacy {
    /// TCVN3, also called ABC.
    Tcvn3,
    /// VNI-Windows.
    Vni,
}

/// Recognises an old encoding in text whose bytes were taken for Western characters.
/// `None` for text that is Vietnamese already, or that would not become Vietnamese.
pub(super) fn recognise(sample: &str) -> Option<Legacy> {
    let plain = score(sample);
    let abc = score(&decode_tcvn3(sample));
    let vni = score(&decode_vni(sample));
    // The share is of the words with odd letters in the sample; few of them prove nothing.
    let total = plain.odd.max(1);
    let (best, legacy) =
        if vni.good > abc.good { (vni, Legacy::Vni) } else { (abc, Legacy::Tcvn3) };
    let convincing = plain.odd >= 2 && best.good * 10 >= total * 7 && best.good > plain.good * 2;
    convincing.then_some(legacy)
}

/// Decodes TCVN3 whose bytes were taken for Western (Latin-1) characters. Words in capitals, set
/// in the .Vn…H fonts, hold the codes of small letters: they are capitalised.
pub(super) fn decode_tcvn3(text: &str) -> String {
    static TABLE: std::sync::LazyLock<Vec<char>> =
        std::sync::LazyLock::new(|| VN3.chars().collect());
    let decode = |c: char| match u32::from(c) {
        code @ 0xa1..=0xfe => {
            TABLE.get(code as usize - 0xa1).copied().filter(|&d| d != '·').unwrap_or(c)
        }
        _ => c,
    };
    let mut decoded = String::with_capacity(text.len() + text.len() / 4);
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphabetic() || matches!(u32::from(c), 0xa1..=0xfe) {
            word.push(c);
            continue;
        }
        let letters = word.chars().filter(char::is_ascii_alphabetic);
        let capitals =
            letters.clone().count() > 1 && letters.clone().all(|c| c.is_ascii_uppercase());
        let plain = word.chars().map(decode);
        if capitals {
            decoded.extend(plain.flat_map(char::to_uppercase));
        } else {
            decoded.extend(plain);
        }
        word.clear();
        decoded.push(c);
    }
    decoded.pop();
    decoded
}

/// Good enough to recognise VNI-Windows by: a letter followed by the character for its marks.
fn decode_vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    for c in text.chars() {
        let after_vowel = decoded.chars().next_back().is_some_and(|p| {
            let base = p.nfd().next().unwrap_or(p).to_ascii_lowercase();
            matches!(base, 'a' | 'e' | 'o' | 'u' | 'y')
        });
        let lower = c.to_lowercase().next().unwrap_or(c);
        let marks = match lower {
            'ø' => "\u{300}",
            'ù' => "\u{301}",
            'û' => "\u{309}",
            'õ' => "\u{303}",
            'ï' => "\u{323}",
            'â' => "\u{302}",
            'à' => "\u{302}\u{300}",
            'á' => "\u{302}\u{301}",
            'å' => "\u{302}\u{309}",
            'ã' => "\u{302}\u{303}",
            'ä' => "\u{323}\u{302}",
            'ê' => "\u{306}",
            'è' => "\u{306}\u{300}",
            'é' => "\u{306}\u{301}",
            'ú' => "\u{306}\u{309}",
            'ü' => "\u{306}\u{303}",
            'ë' => "\u{323}\u{306}",
            _ => "",
        };
        match lower {
            _ if after_vowel && !marks.is_empty() => decoded.push_str(marks),
            'ñ' => decoded.push('đ'),
            'ô' => decoded.push('ơ'),
            'ö' => decoded.push('ư'),
            'æ' => decoded.push('ỉ'),
            'ó' => decoded.push('ĩ'),
            'ò' => decoded.push('ị'),
            'î' => decoded.push('ỵ'),
            _ => decoded.push(c),
        }
    }
    decoded.nfc().collect()
}

/// Words with letters beyond ASCII, and how many of them can be Vietnamese.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    pub(super) odd: usize,
    pub(super) good: usize,
}

pub(super) fn score(text: &str) -> Score {
    let mut score = Score::default();
    for word in text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()) {
        let odd = !word.is_ascii() && word.contains(|c: char| c.is_ascii_alphabetic());
        if odd {
            score.odd += 1;
            score.good += usize::from(is_syllable(word));
        }
    }
    score
}

/// Whether a word can be a Vietnamese syllable: a known beginning, vowels that stand together with
/// at most one tone in a possible place, a known end.
fn is_syllable(word: &str) -> bool {
    const BEGINNINGS: [&str; 27] = [
        "", "b", "c", "ch", "d", "đ", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
        "p", "ph", "q", "r", "s", "t", "th", "tr", "v", "x",
    ];
    const ENDS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];
    let lower = word.to_lowercase().nfc().collect::<String>();
    let (mut begin, mut vowels, mut end) = (String::new(), String::new(), String::new());
    let mut tones = Vec::new();
    for c in lower.chars() {
        let mut letter = String::new();
        let mut tone = false;
        for part in c.nfd() {
            if matches!(part, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}') {
                tone = true;
            } else {
                letter.push(part);
            }
        }
        let is_vowel = letter.starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
        if is_vowel && !end.is_empty() || !is_vowel && (tone || letter.chars().count() > 1) {
            return false;
        }
        let place = match (is_vowel, vowels.is_empty()) {
            (true, _) => &mut vowels,
            (false, true) => &mut begin,
            (false, false) => &mut end,
        };
        place.extend(letter.nfc());
        if tone {
            tones.push(vowels.chars().count());
        }
    }
    // The u of qu and the i of gi belong to the beginning.
    let glide = match begin.as_str() {
        "q" => 'u',
        "g" => 'i',
        _ => ' ',
    };
    let rest = vowels.strip_prefix(glide).filter(|rest| !rest.is_empty());
    let last = vowels.chars().count();
    let possible = match rest {
        Some(rest) => is_nucleus(rest),
        None => is_nucleus(&vowels) && !(FALLING.contains(&vowels.as_str()) && tones == [last]),
    };
    tones.len() <= 1
        && possible
        && BEGINNINGS.contains(&begin.as_str())
        && ENDS.contains(&end.as_str())
}

/// Vowels that carry the tone on the first of two.
const FALLING: [&str; 18] = [
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "iu", "oi", "ôi", "ơi", "ui", "ưi", "ưu", "ia",
    "ua", "ưa",
];

fn is_nucleus(vowels: &str) -> bool {
    const OTHERS: [&str; 34] = [
        "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "iêu", "yê", "yêu", "oa",
        "oă", "oe", "oai", "oay", "oeo", "oo", "uâ", "uây", "uê", "uô", "uôi", "ươ", "ươi", "ươu",
        "uy", "uya", "uyê",
    ];
    FALLING.contains(&vowels) || OTHERS.contains(&vowels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_covers_every_code() {
        assert_eq!(VN3.chars().count(), 0xfe - 0xa1 + 1);
        // 67 small and 7 capital letters of the alphabet beyond ASCII.
        assert_eq!(VN3.chars().filter(|&c| c != '·').count(), 74);
    }

    #[test]
    fn decodes_tcvn3() {
        assert_eq!(decode_tcvn3("C«ng ty TNHH C¬ khÝ B¾c Ninh"), "Công ty TNHH Cơ khí Bắc Ninh");
        assert_eq!(decode_tcvn3("Linh kiÖn ®iÖn tö, m¹ kÏm"), "Linh kiện điện tử, mạ kẽm");
        assert_eq!(decode_tcvn3("C«NG TY Cæ PHÇN"), "CÔNG TY Cổ PHẦN");
    }

    #[test]
    fn tells_old_encodings_from_unicode() {
        assert_eq!(recognise("C«ng ty TNHH C¬ khÝ chÝnh x¸c B¾c Ninh"), Some(Legacy::Tcvn3));
        assert_eq!(
            recognise("Coâng ty TNHH Cô khí chính xaùc Baéc Ninh, ñuùc aùp löïc"),
            Some(Legacy::Vni)
        );
        assert_eq!(recognise("Công ty TNHH Cơ khí chính xác Bắc Ninh"), None);
        assert_eq!(recognise("Cà phê, tô mì, pin và bìa"), None);
        assert_eq!(recognise("Müller & Söhne, Façade, naïve"), None);
        assert_eq!(recognise("Size 5×10 ±0.5 °C"), None);
    }
}
