//! The worker: sends what is due, and writes down what came of it.
//!
//! - A worker **leases** deliveries in a transaction, sends outside of any, and records. If it dies
//!   in between, the lease runs out and another sends again: at least once. The ids that go along
//!   (`webhook-id`, `Message-ID`) stay the same, so a receiver can tell.
//! - Leases are taken under row locks that others skip (PostgreSQL) or one writer at a time
//!   (SQLite), so several replicas share the work. A worker whose lease ran out records nothing.
//! - A failure is tried again after [`BACKOFF`]. A webhook that fails is **paused** as a whole and
//!   then tried with a single message; when it has failed through the whole of [`BACKOFF`], or says
//!   that it is gone, it is disabled and its owner told.
//! - Daily e-mails are put off to the next digest, where all of an account's go out as one.

mod email;
mod store;
mod to_webhook;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::app::App;
use crate::entity::{delivery, notice};
use crate::{Error, Result, db};

/// Pauses before the second, third, … attempt, up to a day: 56 hours in all.
pub const BACKOFF: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(24),
];
/// How often the worker looks.
const POLL: Duration = Duration::from_secs(1);
/// Longest pause after repeated failures of its own.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Longest time for an e-mail, with everything around it.
const EMAIL_LEASE: TimeDelta = TimeDelta::minutes(3);

/// A delivery under lease, with what it tells.
type Leased = (delivery::Model, notice::Model);

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    /// `delivered`, or what went wrong.
    code: &'static str,
    /// Status of the answer, where there was one.
    status: Option<u16>,
    fate: Fate,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Delivered,
    /// It may work later.
    Again,
    /// It will never work.
    Never,
    /// The receiver wants nothing any more.
    Gone,
}

impl Outcome {
    pub(super) const fn delivered() -> Self {
        Self { code: "delivered", status: None, fate: Fate::Delivered }
    }

    pub(super) const fn failed(code: &'static str) -> Self {
        Self { code, status: None, fate: Fate::Again }
    }

    pub(super) const fn refused(code: &'static str) -> Self {
        Self { code, status: None, fate: Fate::Never }
    }

    pub(super) const fn gone() -> Self {
        Self { code: "gone", status: None, fate: Fate::Gone }
    }

    pub(super) const fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}

/// The pause after a number of failures; none when they are too many.
fn pause_after(failures: i32) -> Option<TimeDelta> {
    let at = usize::try_from(failures).ok()?.checked_sub(1)?;
    BACKOFF.get(at).copied()
}

impl Outcome {
    /// The pause before a delivery is tried again after so many attempts; none when that was it.
    fn next(self, attempts: i32) -> Option<TimeDelta> {
        match self.fate {
            Fate::Again => pause_after(attempts),
            // It waits for whoever enables the webhook again.
            Fate::Gone => Some(TimeDelta::zero()),
            Fate::Delivered | Fate::Never => None,
        }
    }
}

/// Sends until the service stops. One per process.
pub async fn run(app: App) {
    let mut stopping = app.notifications.stopping();
    let mut pause = POLL;
    while !*stopping.borrow() {
        match deliver_due(&app).await {
            Ok(_) => pause = POLL,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, pause_ms = pause.as_millis(), "delivering failed");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Sends everything that is due now and returns when that is done; says how many deliveries were
/// taken up. Tests call it by hand.
///
/// # Errors
/// Fails when the database does; what was taken up is tried again when its lease runs out.
pub async fn deliver_due(app: &App) -> Result<usize> {
    let mut taken = 0;
    let stopping = app.notifications.stopping();
    while !*stopping.borrow() {
        let lease = Uuid::new_v4();
        let now = app.now();
        if !store::any_due(&app.db, now).await? {
            break;
        }
        let webhook_lease =
            TimeDelta::seconds(10 + 2 * app.settings.webhooks.timeout_seconds.cast_signed());
        let leases = (EMAIL_LEASE, webhook_lease);
        let claimed =
            db::write_tx(&app.db, async |txn| store::claim(txn, lease, now, leases).await).await?;
        if claimed.is_empty() {
            break;
        }
        taken += claimed.len();
        send(app, lease, claimed).await?;
    }
    Ok(taken)
}

/// Sends leased deliveries at the same time, e-mails of one digest together.
async fn send(app: &App, lease: Uuid, claimed: Vec<Leased>) -> Result<()> {
    let mut tasks = JoinSet::new();
    let mut digests: BTreeMap<(Uuid, NaiveDate), Vec<Leased>> = BTreeMap::new();
    for leased in claimed {
        let (row, _) = &leased;
        match (row.webhook_id, row.account_id, row.digest_on) {
            (Some(webhook), ..) => {
                let app = app.clone();
                tasks.spawn(async move { to_webhook::send(&app, lease, webhook, leased).await });
            }
            (None, Some(account), Some(day)) => {
                digests.entry((account, day)).or_default().push(leased);
            }
            (None, Some(account), None) => {
                let app = app.clone();
                tasks.spawn(async move { email::send(&app, lease, account, vec![leased]).await });
            }
            (None, None, _) => return Err(Error::internal("a delivery goes to nobody")),
        }
    }
    for ((account, _), digest) in digests {
        let app = app.clone();
        tasks.spawn(async move { email::send(&app, lease, account, digest).await });
    }
    let mut outcome = Ok(());
    while let Some(ended) = tasks.join_next().await {
        outcome = outcome.and(ended.map_err(Error::internal).and_then(|result| result));
    }
    outcome
}

/// Milliseconds since a time.
fn took(app: &App, since: DateTime<Utc>) -> i32 {
    i32::try_from((app.now() - since).num_milliseconds()).unwrap_or(i32::MAX).max(0)
}
