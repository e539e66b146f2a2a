//! Sending one message to one webhook: no redirect is followed, no proxy is asked, and the answer's
//! body is not read.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use rustls::{ClientConfig, RootCertStore};

use super::address::{self, Refused};
use super::sign::sign;
use crate::config::WebhookSettings;
use crate::entity::webhook;
use crate::notifications::deliver::Outcome;
use crate::{Error, Result};

/// TLS as a client: the root certificates that browsers trust, whatever the machine has.
///
/// # Errors
/// Fails when the library has no usable protocol version.
pub(in crate::notifications) fn tls() -> Result<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// A message on its way.
#[derive(Debug)]
pub(in crate::notifications) struct Post<'a> {
    /// `webhook-id`: the same however often it is sent.
    pub(in crate::notifications) id: String,
    /// JSON: the same however often it is sent.
    pub(in crate::notifications) body: String,
    /// Now.
    pub(in crate::notifications) at: DateTime<Utc>,
    /// To whom.
    pub(in crate::notifications) webhook: &'a webhook::Model,
}

/// Sends it. Whatever the receiver does is an outcome, not an error.
///
/// # Errors
/// Fails when the message cannot be signed, or no client be made.
pub(in crate::notifications) async fn post(
    settings: &WebhookSettings,
    tls: &ClientConfig,
    message: Post<'_>,
) -> Result<Outcome> {
    let Ok(url) = Url::parse(&message.webhook.url) else {
        return Ok(Outcome::failed("no_address"));
    };
    let plain = url.scheme() == "http" && settings.allow_loopback;
    let Some(host) = url.host_str().filter(|_| plain || url.scheme() == "https") else {
        return Ok(Outcome::failed("forbidden_address"));
    };
    let addresses = match address::resolve(&url, settings.allow_loopback).await {
        Ok(addresses) => addresses,
        Err(Refused::Unresolved) => return Ok(Outcome::failed("unresolved")),
        Err(Refused::Forbidden) => return Ok(Outcome::failed("forbidden_address")),
    };
    let client = Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .redirect(Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(settings.timeout_seconds))
        .resolve_to_addrs(host, &addresses)
        .build()
        .map_err(Error::internal)?;
    let timestamp = message.at.timestamp();
    let request = client
        .post(url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("khop/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", signatures(&message, timestamp)?)
        .body(message.body);
    Ok(match request.send().await {
        Ok(answer) => outcome(answer.status().as_u16()),
        Err(error) if error.is_timeout() => Outcome::failed("timeout"),
        Err(error) if error.is_connect() => Outcome::failed("no_connection"),
        Err(_) => Outcome::failed("broken_off"),
    })
}

/// One signature; two as long as the secret before a rotation is good.
fn signatures(message: &Post<'_>, timestamp: i64) -> Result<String> {
    let of = |secret: &str| sign(secret, &message.id, timestamp, &message.body);
    let mut all = of(&message.webhook.secret)?;
    let in_time = message.webhook.previous_until.is_some_and(|until| message.at < until);
    if let Some(previous) = message.webhook.previous_secret.as_deref().filter(|_| in_time) {
        all.push(' ');
        all.push_str(&of(previous)?);
    }
    Ok(all)
}

fn outcome(status: u16) -> Outcome {
    let outcome = match status {
        200..300 => Outcome::delivered(),
        300..400 => Outcome::failed("redirected"),
        410 => Outcome::gone(),
        _ => Outcome::failed("refused"),
    };
    outcome.with_status(status)
}
