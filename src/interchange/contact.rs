//! Private contacts: read beside a profile, never part of it.

use serde_json::{Map, Value};

use super::text::{clean, fold};

/// Who to reach at a firm. Personal data: kept in the database for those with a right to it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Person.
    pub name: Option<String>,
    /// Position in the firm.
    pub position: Option<String>,
    /// E-mail address, as written.
    pub email: Option<String>,
    /// Telephone number, as written.
    pub phone: Option<String>,
    /// Further ways, each `heading: value`.
    pub other: Vec<String>,
}

/// Shows that there is a contact, not which: debug output ends in logs.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() { "Contact(none)" } else { "Contact(withheld)" })
    }
}

impl Contact {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes the contacts out of the further fields of a JSON object.
    pub(super) fn take_from(extra: &mut std::collections::BTreeMap<String, Value>) -> Self {
        let mut contact = Self::default();
        let keys: Vec<String> = extra.keys().filter(|key| is_contact(key)).cloned().collect();
        for key in keys {
            match extra.remove(&key) {
                Some(Value::Object(fields)) => contact.take_object(&key, fields),
                Some(Value::Array(list)) => {
                    for value in list {
                        match value {
                            Value::Object(fields) => contact.take_object(&key, fields),
                            value => contact.put(&key, &words(&value)),
                        }
                    }
                }
                Some(value) => contact.put(&key, &words(&value)),
                None => {}
            }
        }
        contact
    }

    fn take_object(&mut self, key: &str, fields: Map<String, Value>) {
        for (name, value) in fields {
            let known = is_contact(&name) || super::supplier::is_contact_heading(&fold(&name));
            let name = if known { name } else { format!("{key} {name}") };
            self.put(&name, &words(&value));
        }
    }

    /// Puts a value where its heading belongs.
    pub(super) fn put(&mut self, heading: &str, value: &str) {
        let value = clean(value).into_owned();
        if value.is_empty() {
            return;
        }
        let folded = fold(heading);
        let place = match folded.as_str() {
            "email" | "e mail" | "mail" | "contact email" => &mut self.email,
            "phone" | "tel" | "telephone" | "mobile" | "dien thoai" | "contact phone" => {
                &mut self.phone
            }
            "contact" | "contact person" | "contact name" | "nguoi lien he" | "name" => {
                &mut self.name
            }
            "position" | "chuc vu" | "title" => &mut self.position,
            _ => {
                self.other.push(format!("{heading}: {value}"));
                return;
            }
        };
        match place {
            None => *place = Some(value),
            Some(_) => self.other.push(format!("{heading}: {value}")),
        }
    }
}

fn is_contact(key: &str) -> bool {
    let folded = fold(key);
    matches!(folded.as_str(), "contact" | "contacts")
        || super::supplier::is_contact_heading(&folded)
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
