//! One e-mail: a notice, or a day's notices, in the reader's language, as plain text.

use chrono::NaiveDate;
use index::Language;
use lettre::Address;
use lettre::Message as Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use crate::notifications::message::{self, Message};
use crate::{Error, Result};

/// Notices that a digest tells; more are counted.
const MOST: usize = 50;

/// What goes to one person.
#[derive(Debug, Clone)]
pub(in crate::notifications) struct Letter {
    /// Stable name: the part of the message id before the `@`, and the name of the file.
    pub(in crate::notifications) id: String,
    /// Address of the person.
    pub(in crate::notifications) to: String,
    /// Name of the person.
    pub(in crate::notifications) name: String,
    pub(in crate::notifications) subject: String,
    pub(in crate::notifications) text: String,
    /// Link that stops e-mails.
    pub(in crate::notifications) unsubscribe: String,
}

/// Whom a letter goes to, and the frame around it.
#[derive(Debug)]
pub(in crate::notifications) struct Reader<'a> {
    pub(in crate::notifications) to: &'a str,
    pub(in crate::notifications) name: &'a str,
    pub(in crate::notifications) language: Language,
    /// Where the service is.
    pub(in crate::notifications) home: &'a str,
    pub(in crate::notifications) unsubscribe: String,
}

/// Writes a letter of one message, or a digest of a day.
pub(in crate::notifications) fn write(
    id: String,
    reader: Reader<'_>,
    messages: &[Message],
    day: Option<NaiveDate>,
) -> Letter {
    let language = reader.language;
    let mut parts = Vec::new();
    for message in messages.iter().take(MOST) {
        let body = message.body.join("\n");
        parts.push(format!("{}\n{body}", message.title).trim_end().to_owned());
    }
    if messages.len() > MOST {
        let count = (messages.len() - MOST).to_string();
        parts.push(message::mail(language, "more", &[("count", &count)]));
    }
    let footer = message::mail(language, "footer", &[]);
    let stop = message::mail(language, "unsubscribe", &[("link", &reader.unsubscribe)]);
    parts.push(format!("-- \n{footer}\n{}\n{stop}", reader.home));
    let subject = match (day, messages.first()) {
        (Some(day), _) => message::mail(language, "digest_title", &[("date", &day.to_string())]),
        (None, Some(message)) => message.title.clone(),
        (None, None) => String::new(),
    };
    Letter {
        id,
        to: reader.to.to_owned(),
        name: reader.name.to_owned(),
        subject,
        text: parts.join("\n\n") + "\n",
        unsubscribe: reader.unsubscribe,
    }
}

impl Letter {
    /// As it goes out: with a stable id, no automatic answers, and one click to stop (RFC 8058).
    pub(super) fn message(&self, from: &Mailbox) -> Result<Envelope> {
        let address: Address = self.to.parse().map_err(Error::internal)?;
        let name = Some(self.name.chars().filter(|c| !c.is_control()).collect());
        let domain = from.email.domain();
        let mut message = Envelope::builder()
            .from(from.clone())
            .to(Mailbox::new(name, address))
            .subject(self.subject.as_str())
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .singlepart(
                SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.text.clone()),
            )
            .map_err(Error::internal)?;
        let unsubscribe = format!("<{}>", self.unsubscribe);
        for (name, value) in [
            (HeaderName::new_from_ascii_str("List-Unsubscribe"), unsubscribe.as_str()),
            (HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click"),
            (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
        ] {
            message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
        }
        Ok(message)
    }
}
