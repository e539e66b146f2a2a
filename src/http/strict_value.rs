//! JSON text to a value, without its usual forgiveness: a field that comes twice and a NUL
//! character are faults with a path.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::Fault;

/// The largest whole number that every reader of JSON reads exactly: up to here a binary fraction
/// holds them all.
pub(super) const MOST_WHOLE: i64 = 9_007_199_254_740_991;

/// Parses the whole text.
pub(super) fn parse(bytes: &[u8]) -> Result<(Value, Vec<Fault>), serde_json::Error> {
    let mut faults = Vec::new();
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { path: String::new(), faults: &mut faults }.deserialize(&mut input)?;
    input.end()?;
    Ok((value, faults))
}

/// Appends a field to a path: `a`, `a.b`.
pub(super) fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

struct Strict<'f> {
    path: String,
    faults: &'f mut Vec<Fault>,
}

impl Strict<'_> {
    fn text(&mut self, text: &str) {
        if text.contains('\0') {
            self.faults.push(Fault::new(self.path.clone(), "nul_character"));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
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
            match items.next_element_seed(Strict { path, faults: &mut *self.faults })? {
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
                self.faults.push(Fault::new(path.clone(), "nul_character"));
            }
            if map.contains_key(&name) {
                self.faults.push(Fault::new(path.clone(), "duplicate_field"));
            }
            let value = fields.next_value_seed(Strict { path, faults: &mut *self.faults })?;
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
    fn what_is_no_json_stays_none() {
        let deep = "[".repeat(10_000);
        for text in [r#"{"a":"\ud800"}"#, "{", "[1,]", "NaN", "1e400", "", "{} {}", &deep] {
            assert!(parse(text.as_bytes()).is_err(), "{}", text.get(..10).unwrap_or(text));
        }
    }
}
