//! E-mails that were written as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// An e-mail: headers in lower case, unfolded and decoded; the body as text.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Letter {
    pub(crate) fn parse(raw: &str) -> Self {
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ");
        let headers: BTreeMap<_, _> = unfolded
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), decoded_words(value)))
            .collect();
        let body = match headers.get("content-transfer-encoding").map(String::as_str) {
            Some("base64") => {
                let packed: String = body.split_whitespace().collect();
                String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap()
            }
            Some("quoted-printable") => quoted_printable(body),
            _ => body.to_owned(),
        };
        Self { headers, body: body.replace("\r\n", "\n") }
    }

    /// The address behind a header in angle brackets.
    pub(crate) fn link(&self) -> &str {
        self.headers["list-unsubscribe"].trim_matches(['<', '>'])
    }
}

/// Words of the form `=?utf-8?b?…?=`.
fn decoded_words(value: &str) -> String {
    let joined = value.replace("?= =?", "?==?");
    let mut parts = joined.split("=?utf-8?b?");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (packed, rest) = part.split_once("?=").unwrap();
        text.push_str(&String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

fn quoted_printable(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// E-mails in a folder that were written to somebody, by file name.
pub(crate) fn letters_in(folder: &Path, who: &str) -> Vec<Letter> {
    let Ok(folder) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    // What is being written has another name still.
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    let letters = paths.iter().map(|path| Letter::parse(&fs::read_to_string(path).unwrap()));
    letters.filter(|letter| letter.headers["to"].contains(who)).collect()
}
