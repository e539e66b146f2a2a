//! What a process keeps to send and to stream: the way out for e-mails, TLS for webhooks, the key
//! of links, and who is listening.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::sync::watch;
use uuid::Uuid;

use super::mail::Mailer;
use super::webhooks::post;
use crate::config::Settings;
use crate::{Error, Result};

/// When to try again after too many streams.
const RETRY: Duration = Duration::from_secs(30);

/// The part of notifications that lives in a process.
pub struct Notifications {
    mailer: Mailer,
    tls: Arc<ClientConfig>,
    link_key: OnceLock<[u8; 32]>,
    listening: Mutex<HashMap<Uuid, usize>>,
    most: usize,
    most_of_account: usize,
    stopping: watch::Sender<bool>,
}

impl Notifications {
    /// Prepares them from the settings. Nothing is connected to yet.
    ///
    /// # Errors
    /// Fails when the settings of e-mails make no sense.
    pub fn new(settings: &Settings) -> Result<Self> {
        Ok(Self {
            mailer: Mailer::new(&settings.mail)?,
            tls: post::tls()?,
            link_key: OnceLock::new(),
            listening: Mutex::default(),
            most: settings.notifications.streams,
            most_of_account: settings.notifications.streams_per_account,
            stopping: watch::channel(false).0,
        })
    }

    /// Ends the worker after what it is at, and every stream.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Tells when to end.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Lets one more stream of an account begin; it counts until the value is dropped.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn listen(self: &Arc<Self>, account: Uuid) -> Result<Listening> {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = listening.values().sum();
        let own = listening.get(&account).copied().unwrap_or(0);
        if all >= self.most || own >= self.most_of_account {
            return Err(Error::TooMany { retry_after: RETRY });
        }
        listening.insert(account, own + 1);
        Ok(Listening { at: Arc::clone(self), account })
    }

    pub(super) const fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    pub(super) fn tls(&self) -> &ClientConfig {
        &self.tls
    }

    pub(super) fn link_key(&self) -> Option<[u8; 32]> {
        self.link_key.get().copied()
    }

    /// Remembers the key. The first one stays; there is only one in the database.
    pub(super) fn keep_link_key(&self, key: [u8; 32]) {
        self.link_key.get_or_init(|| key);
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Notifications")
    }
}

/// One stream that is open.
#[derive(Debug)]
pub struct Listening {
    at: Arc<Notifications>,
    account: Uuid,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut listening = self.at.listening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = listening.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
                listening.remove(&self.account);
            }
        }
    }
}
