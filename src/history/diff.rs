//! What changed between two versions of a document, field by field.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::coded::coded;

/// Bytes of values, as JSON, that one change may hold.
const MOST_BYTES: usize = 64 << 10;

coded! {
    /// Why values are not there.
    Withheld {
        /// They are nobody's to read here.
        Private = "private",
        /// They are too long to be kept.
        TooLong = "too_long",
    }
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Path of the field: `required.processes`.
    pub field: String,
    /// What it said; none where it was absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it says then; none where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Why it shows neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
}

impl Change {
    /// A field of which nothing but its change is told.
    pub(crate) fn private(field: &str) -> Self {
        let withheld = Some(Withheld::Private);
        Self { field: field.to_owned(), before: None, after: None, withheld }
    }

    fn bytes(&self) -> usize {
        let size = |value: &Option<Value>| value.as_ref().map_or(0, |it| it.to_string().len());
        size(&self.before) + size(&self.after)
    }
}

/// Fields that differ between two documents, by path; objects are looked into, lists are not.
pub(crate) fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    let mut bytes: usize = found.iter().map(Change::bytes).sum();
    while bytes > MOST_BYTES {
        let Some(largest) = found.iter_mut().max_by_key(|change| change.bytes()) else { break };
        bytes -= largest.bytes();
        (largest.before, largest.after) = (None, None);
        largest.withheld = Some(Withheld::TooLong);
    }
    found
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Change>) {
    let said = |value: &&Value| !value.is_null();
    let (before, after) = (before.filter(said), after.filter(said));
    if before == after {
        return;
    }
    let nothing = Map::new();
    let object = |value: Option<&Value>| value.is_none_or(Value::is_object);
    if object(before) && object(after) {
        let before = before.and_then(Value::as_object).unwrap_or(&nothing);
        let after = after.and_then(Value::as_object).unwrap_or(&nothing);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            compare(&inner, before.get(name), after.get(name), found);
        }
        return;
    }
    found.push(Change {
        field: path.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
        withheld: None,
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_differ_are_told_with_both_values() {
        let before =
            json!({ "name": "Hà", "moq": "500 cái", "required": { "processes": ["đúc"] } });
        let after = json!({
            "name": "Hà", "lead_time": "30 ngày", "required": { "processes": ["đúc", "CNC"] },
            "preferred": { "materials": ["ADC12"] }
        });
        let told: Vec<_> = changes(&before, &after)
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect();
        assert_eq!(
            told,
            [
                ("lead_time".into(), None, Some(json!("30 ngày"))),
                ("moq".into(), Some(json!("500 cái")), None),
                ("preferred.materials".into(), None, Some(json!(["ADC12"]))),
                ("required.processes".into(), Some(json!(["đúc"])), Some(json!(["đúc", "CNC"]))),
            ]
        );
        assert_eq!(changes(&after, &after), []);
    }

    #[test]
    fn what_is_too_long_is_left_out_and_says_so() {
        let long = "đúc áp lực ".repeat(6_000);
        let before = json!({ "text": long, "moq": "1" });
        let told = changes(&before, &json!({ "text": "ngắn", "moq": "2" }));
        assert_eq!((told[0].field.as_str(), told[0].withheld), ("moq", None));
        assert_eq!(told[1].withheld, Some(Withheld::TooLong));
        assert_eq!((&told[1].before, &told[1].after), (&None, &None));
    }
}
