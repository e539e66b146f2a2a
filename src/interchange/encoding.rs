//! Bytes to text: by byte order mark, by what was declared, by being UTF-8, or by what makes
//! Vietnamese of them. Says which old encoding it converted from.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::finding::FileFault;
use super::legacy::{self, Legacy};

/// An encoding somebody declares for a text file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Declared {
    /// One of the WHATWG encodings: `utf-8`, `windows-1258`, `shift_jis`, `gb18030`, `euc-kr`.
    Known(&'static Encoding),
    /// TCVN3 (ABC).
    Tcvn3,
}

impl Declared {
    /// Reads a label: `utf-8`, `windows-1258`, `tcvn3`, `cp949`, `shift_jis`, `gb18030`…
    #[must_use]
    pub fn parse(label: &str) -> Option<Self> {
        match label.trim().to_ascii_lowercase().as_str() {
            "tcvn3" | "tcvn" | "abc" | "tcvn-5712" => Some(Self::Tcvn3),
            // Microsoft's superset of EUC-KR; the WHATWG decoder of that name reads all of it.
            "cp949" | "uhc" | "ms949" | "windows-949" => Some(Self::Known(encoding_rs::EUC_KR)),
            "cp932" => Some(Self::Known(encoding_rs::SHIFT_JIS)),
            "cp1258" => Some(Self::Known(WINDOWS_1258)),
            other => Encoding::for_label(other.as_bytes()).map(Self::Known),
        }
    }
}

/// Text, and the old encoding it was converted from.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) converted_from: Option<&'static str>,
}

/// Decodes a whole text file.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<Declared>) -> Result<Decoded, FileFault> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return strict(encoding, body).map(|text| Decoded { text, converted_from: None });
    }
    match declared {
        Some(Declared::Tcvn3) => {
            let text = legacy::decode_tcvn3(&latin(&bytes));
            return Ok(Decoded { text, converted_from: Some("TCVN3") });
        }
        Some(Declared::Known(encoding)) => {
            let text = strict(encoding, &bytes)?;
            let text = if encoding == WINDOWS_1258 { text.nfc().collect() } else { text };
            return Ok(Decoded { text, converted_from: None });
        }
        None => {}
    }
    if bytes.contains(&0) {
        return Err(FileFault::BinaryText);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, converted_from: None }),
        Err(error) => guess(error.as_bytes()),
    }
}

/// Neither marked, declared nor UTF-8: whichever old encoding makes Vietnamese of it.
fn guess(bytes: &[u8]) -> Result<Decoded, FileFault> {
    let western = latin(bytes);
    match legacy::recognise(&western) {
        Some(Legacy::Vni) => return Err(FileFault::VniEncoding),
        Some(Legacy::Tcvn3) => {
            let text = legacy::decode_tcvn3(&western);
            return Ok(Decoded { text, converted_from: Some("TCVN3") });
        }
        None => {}
    }
    let text: String =
        strict(WINDOWS_1258, bytes).map_err(|_| FileFault::UnknownEncoding)?.nfc().collect();
    let score = legacy::score(&text);
    if score.good == 0 || score.good * 10 < score.odd * 7 {
        return Err(FileFault::UnknownEncoding);
    }
    Ok(Decoded { text, converted_from: Some("Windows-1258") })
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, FileFault> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| FileFault::WrongEncoding { encoding: encoding.name().to_owned() })
}

/// Every byte as the Western character of that code.
fn latin(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Whether bytes begin with the mark of a Unicode encoding.
pub(super) fn has_mark(bytes: &[u8]) -> bool {
    matches!(Encoding::for_bom(bytes), Some((encoding, _)) if [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Tên công ty;Địa chỉ\nCông ty Cổ phần Cơ khí Đức Phú;Quế Võ, Bắc Ninh\n";

    /// Windows-1258 spells most accented letters as a letter and a combining mark.
    fn windows_1258(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for c in text.chars() {
            let one = c.to_string();
            let (whole, _, lost) = WINDOWS_1258.encode(&one);
            if !lost {
                bytes.extend_from_slice(&whole);
                continue;
            }
            let parts: Vec<char> = one.nfd().collect();
            let (tones, shape): (Vec<char>, Vec<char>) = parts.iter().partition(|c| {
                matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
            });
            let base: String = shape.into_iter().nfc().collect();
            let spelt = base + &tones.into_iter().collect::<String>();
            let (encoded, _, lost) = WINDOWS_1258.encode(&spelt);
            assert!(!lost, "{spelt}");
            bytes.extend_from_slice(&encoded);
        }
        bytes
    }

    #[test]
    fn reads_windows_1258_as_composed_text() {
        let decoded = decode(windows_1258(TEXT), None).unwrap();
        assert_eq!(decoded.text, TEXT);
        assert_eq!(decoded.converted_from, Some("Windows-1258"));
    }

    #[test]
    fn reads_utf_16_by_its_mark() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(bytes, None).unwrap().text, TEXT);
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend(TEXT.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(decode(bytes, None).unwrap().text, TEXT);
    }

    #[test]
    fn reads_korean_japanese_and_chinese_only_when_declared() {
        for (label, text) in [
            ("cp949", "회사명,다이캐스팅 하우징 뷁"),
            ("shift_jis", "会社名,アルミダイカスト"),
            ("gb18030", "公司名称,铝压铸"),
        ] {
            let Some(Declared::Known(encoding)) = Declared::parse(label) else { panic!("{label}") };
            let bytes = encoding.encode(text).0.into_owned();
            assert_eq!(decode(bytes.clone(), Declared::parse(label)).unwrap().text, text);
            assert!(decode(bytes, None).is_err(), "{label} must not be guessed");
        }
    }

    #[test]
    fn refuses_vni_and_binary_by_name() {
        let vni: Vec<u8> =
            "Coâng ty TNHH Cô khí Baéc Ninh ñuùc aùp löïc".chars().map(|c| c as u8).collect();
        assert_eq!(decode(vni, None).err(), Some(FileFault::VniEncoding));
        assert_eq!(decode(b"a\0b\0".to_vec(), None).err(), Some(FileFault::BinaryText));
    }
}
