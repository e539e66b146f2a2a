//! Contacts as files hold them, to contacts as the database keeps them.

use crate::interchange;
use crate::suppliers::Contact;

/// Contact persons of a row; none where the file says nothing.
pub(super) fn of(found: &interchange::Contact) -> Option<Vec<Contact>> {
    if found.is_empty() {
        return None;
    }
    let mut first = Contact {
        name: found.name.clone().unwrap_or_else(|| UNNAMED.to_owned()),
        role: found.position.clone(),
        phone: found.phone.clone(),
        ..Contact::default()
    };
    let mut more = Vec::new();
    if let Some(email) = &found.email {
        // `a@x.vn / b@x.vn` in one cell are two addresses.
        let mut addresses = email
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'))
            .filter(|word| word.contains('@'));
        first.email = addresses.next().map(str::to_owned);
        more.extend(addresses.map(|address| by("email", address)));
        if first.email.is_none() {
            more.push(by("email", email));
        }
    }
    for other in &found.other {
        let (heading, value) = other.split_once(": ").unwrap_or(("", other));
        let place = match heading.to_lowercase().as_str() {
            "zalo" => &mut first.zalo,
            "wechat" => &mut first.wechat,
            "kakaotalk" | "kakao" => &mut first.kakao,
            "line" => &mut first.line,
            _ => {
                more.push(by(heading, value));
                continue;
            }
        };
        match place {
            None => *place = Some(value.to_owned()),
            Some(_) => more.push(by(heading, value)),
        }
    }
    let mut contacts = vec![first];
    contacts.append(&mut more);
    Some(contacts)
}

/// A contact with a way to it and no name: it is called by the heading.
fn by(heading: &str, value: &str) -> Contact {
    let name = if heading.is_empty() { UNNAMED } else { heading }.to_owned();
    let single = value.contains('@') && !value.contains(char::is_whitespace);
    let value = Some(value.to_owned());
    if single {
        Contact { name, email: value, ..Contact::default() }
    } else {
        Contact { name, phone: value, ..Contact::default() }
    }
}

/// Stands where a file gives no name.
const UNNAMED: &str = "—";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_contact_is_lost() {
        let found = interchange::Contact {
            name: Some("Nguyễn Thị Mẫu".to_owned()),
            email: Some("a@x.example / b@x.example".to_owned()),
            phone: Some("0912 345 678".to_owned()),
            other: vec!["Zalo: 0912345678".to_owned(), "Fax: 024 3333 4444".to_owned()],
            ..interchange::Contact::default()
        };
        let contacts = of(&found).unwrap();
        assert_eq!(contacts.len(), 3);
        assert_eq!(contacts[0].email.as_deref(), Some("a@x.example"));
        assert_eq!(contacts[0].zalo.as_deref(), Some("0912345678"));
        assert_eq!(contacts[1].email.as_deref(), Some("b@x.example"));
        assert_eq!(
            (contacts[2].name.as_str(), contacts[2].phone.as_deref()),
            ("Fax", Some("024 3333 4444"))
        );
        assert!(of(&interchange::Contact::default()).is_none());
    }
}
