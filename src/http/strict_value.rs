//! JSON text to a value, without its usual forgiveness: a field that comes twice and a NUL
//! character are faults with a path.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::Fault;

/// The largest whole number that every reader of JSON reads exactly: up to here a binary fraction
/// holds them all.
pub(super) const MOST_WHOLE: i64 = 9_007_199_254_740_991;

/// The fault of a number that is too large for any field.
pub(super) const TOO_LARGE: &str = "number_out_of_range";
/// Most numbers that are told to be too large.
const MOST_TOO_LARGE: usize = 20;

/// Parses the whole text. A field or entry that is a number too large to be read at all is a fault
/// with its path, and null.
pub(super) fn parse(bytes: &[u8]) -> Result<(Value, Vec<Fault>), serde_json::Error> {
    let mut text = Cow::Borrowed(bytes);
    let mut too_large = Vec::new();
    loop {
        let mut found = Found::default();
        let error = match parse_once(&text, &mut found) {
            Ok(value) => {
                too_large.append(&mut found.faults);
                return Ok((value, too_large));
            }
            Err(error) => error,
        };
        // The parser has a code for it, and shows only its words.
        let is_too_large = error.to_string().starts_with("number out of range")
            && !found.here.is_empty()
            && too_large.len() < MOST_TOO_LARGE;
        let number = number_at(&text, error.line(), error.column());
        let Some(number) = number.filter(|_| is_too_large) else { return Err(error) };
        let Some(digits) = text.to_mut().get_mut(number) else { return Err(error) };
        digits.fill(b' ');
        digits.iter_mut().zip(b"null").for_each(|(digit, letter)| *digit = *letter);
        too_large.push(Fault::new(found.here, TOO_LARGE));
    }
}

fn parse_once(bytes: &[u8], found: &mut Found) -> Result<Value, serde_json::Error> {
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { path: String::new(), found }.deserialize(&mut input)?;
    input.end()?;
    Ok(value)
}

/// Where the number is that a parser stopped at, within it or right behind it.
fn number_at(bytes: &[u8], line: usize, column: usize) -> Option<Range<usize>> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(ends).nth(line.checked_sub(1)?)?;
    let stopped = (start + column).min(bytes.len());
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let before = bytes.get(..stopped)?;
    let last = before.iter().rposition(is_part).filter(|last| last + 2 >= stopped)?;
    let first = before.get(..last)?.iter().rposition(|byte| !is_part(byte)).map_or(0, |at| at + 1);
    let more = bytes.get(last..)?.iter().take_while(|byte| is_part(byte)).count();
    // Shorter than `null` is no number that is too large.
    Some(first..last + more).filter(|place| place.len() >= 4)
}

/// What is found on the way.
#[derive(Default)]
struct Found {
    faults: Vec<Fault>,
    /// Path of what is being read.
    here: String,
}

/// Appends a field to a path: `a`, `a.b`.
pub(super) fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

struct Strict<'f> {
    path: String,
    found: &'f mut Found,
}

impl Strict<'_> {
    fn text(&mut self, text: &str) {
        if text.contains('\0') {
            self.found.faults.push(Fault::new(self.path.clone(), "nul_character"));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        self.found.here.clone_from(&self.path);
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        // `1e3` is a whole number, however it is written.
        #[expect(clippy::cast_precision_loss, reason = "it is held exactly")]
        if value.fract() == 0.0 && value.abs() <= MOST_WHOLE as f64 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
            return Ok((value as i64).into());
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(mut self, value: &str) -> Result<Value, E> {
        self.text(value);
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, list.len());
            match items.next_element_seed(Strict { path, found: &mut *self.found })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = field(&self.path, &name.replace('\0', "\u{fffd}"));
            if name.contains('\0') {
                self.found.faults.push(Fault::new(path.clone(), "nul_character"));
            }
            if map.contains_key(&name) {
                self.found.faults.push(Fault::new(path.clone(), "duplicate_field"));
            }
            let value = fields.next_value_seed(Strict { path, found: &mut *self.found })?;
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, &'static str)> {
        let (_, faults) = parse(text.as_bytes()).unwrap();
        faults.into_iter().map(|fault| (fault.path, fault.code)).collect()
    }

    #[test]
    fn a_field_that_comes_twice_is_named() {
        let text = r#"{"tên":"Hoàng Hà","chứng_chỉ":[{"a":1,"a":2}],"tên":"Thịnh"}"#;
        assert_eq!(
            faults(text),
            [
                ("chứng_chỉ[0].a".to_owned(), "duplicate_field"),
                ("tên".to_owned(), "duplicate_field")
            ]
        );
    }

    #[test]
    fn a_nul_is_named_in_values_and_names() {
        assert_eq!(faults(r#"{"a":["x","y\u0000"]}"#), [("a[1]".to_owned(), "nul_character")]);
        assert_eq!(faults(r#"{"a\u0000":1}"#), [("a\u{fffd}".to_owned(), "nul_character")]);
    }

    #[test]
    fn a_number_that_nothing_holds_is_named_wherever_it_stands() {
        let long = "9".repeat(400);
        let text = format!(r#"{{"a":[1,1e400],"a":2,"b":{{"c":-{long}}},#"d": 1E999 }}"#);
        let text = text.replace('#', "\n ");
        let (value, found) = parse(text.as_bytes()).unwrap();
        let found: Vec<_> = found.iter().map(|fault| (fault.path.as_str(), fault.code)).collect();
        assert_eq!(
            found,
            [("a[1]", TOO_LARGE), ("b.c", TOO_LARGE), ("d", TOO_LARGE), ("a", "duplicate_field"),]
        );
        assert!(value["d"].is_null());
    }

    #[test]
    fn what_is_no_json_stays_none() {
        let deep = "[".repeat(10_000);
        for text in [r#"{"a":"\ud800"}"#, "{", "[1,]", "NaN", "1e400", "", "{} {}", &deep] {
            assert!(parse(text.as_bytes()).is_err(), "{}", text.get(..10).unwrap_or(text));
        }
    }
}
