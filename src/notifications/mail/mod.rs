//! E-mails: into a folder while developing, by SMTP in production.
//!
//! A file is named after the message's id, so that sending again replaces it, as a mail server that
//! knows the id would.

pub(super) mod letter;

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::deliver::Outcome;
use crate::config::MailSettings;
use crate::{Error, Result};
use letter::Letter;

/// Longest time for one command of SMTP.
const COMMAND: Duration = Duration::from_secs(20);
/// Longest time for a whole e-mail; shorter than a worker's lease.
const WHOLE: Duration = Duration::from_secs(90);

/// The way out for e-mails.
pub(super) struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    File(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    None,
}

impl Mailer {
    /// As the settings say. Nothing is connected to yet.
    pub(super) fn new(settings: &MailSettings) -> Result<Self> {
        let from = settings
            .from
            .parse()
            .map_err(|error| Error::internal(format!("mail.from: {error}")))?;
        let way = match settings.transport.as_str() {
            "file" => Way::File(settings.directory.clone()),
            "smtp" => Way::Smtp(smtp(settings)?),
            _ => Way::None,
        };
        Ok(Self { from, way })
    }

    /// Whether e-mails leave at all.
    pub(super) const fn sends(&self) -> bool {
        !matches!(self.way, Way::None)
    }

    /// Sends a letter. Whatever a mail server does is an outcome, not an error.
    pub(super) async fn send(&self, letter: &Letter) -> Result<Outcome> {
        let Ok(message) = letter.message(&self.from) else {
            return Ok(Outcome::refused("no_address"));
        };
        match &self.way {
            Way::None => Ok(Outcome::refused("no_transport")),
            Way::File(folder) => {
                let written = write(folder, &letter.id, message.formatted()).await;
                Ok(written.map_or_else(
                    |error| {
                        tracing::warn!(%error, "an e-mail could not be written");
                        Outcome::failed("not_written")
                    },
                    |()| Outcome::delivered(),
                ))
            }
            Way::Smtp(transport) => {
                match tokio::time::timeout(WHOLE, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(Outcome::delivered()),
                    Ok(Err(error)) => Ok(failure(&error)),
                    Err(_) => Ok(Outcome::failed("timeout")),
                }
            }
        }
    }
}

/// Servers quote addresses in what they say, so only the kind and code of a failure is logged.
fn failure(error: &lettre::transport::smtp::Error) -> Outcome {
    let status = error.status().map(u16::from);
    tracing::warn!(?status, permanent = error.is_permanent(), "an e-mail was not taken");
    let outcome = if error.is_permanent() {
        Outcome::refused("refused")
    } else if error.is_timeout() {
        Outcome::failed("timeout")
    } else {
        Outcome::failed("not_taken")
    };
    match status {
        Some(status) => outcome.with_status(status),
        None => outcome,
    }
}

fn smtp(settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let host = settings.smtp_host.as_str();
    let builder = match settings.smtp_security.as_str() {
        "tls" => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(Error::internal)?,
        "starttls" => {
            AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(Error::internal)?
        }
        _ => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
    };
    let mut builder = builder.port(settings.smtp_port).timeout(Some(COMMAND));
    if !settings.smtp_user.is_empty() {
        let password = settings.smtp_password.expose_secret().to_owned();
        builder = builder.credentials(Credentials::new(settings.smtp_user.clone(), password));
    }
    Ok(builder.build())
}

/// Writes beside the place and renames: whoever watches the folder sees whole e-mails only.
async fn write(folder: &Path, id: &str, bytes: Vec<u8>) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let (part, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    tokio::fs::write(&part, bytes).await?;
    tokio::fs::rename(part, whole).await
}
