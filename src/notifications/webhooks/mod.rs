//! Webhooks: addresses at which an organisation's own systems are told, by the Standard Webhooks
//! scheme.
//!
//! A webhook belongs to its organisation; to others it is not there. Its secret is shown when it is
//! made and when it is rotated, never again. After a rotation messages carry both signatures for a
//! time, so that the receiver can change over without losing any.

mod address;
pub(super) mod post;
mod sign;
pub(super) mod store;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::{Notice, NoticeKind};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Transaction;
use crate::entity::webhook as table;
use crate::{Error, Fault, Result, db};

/// The noun of this room in `Error::NotFound`.
const NOUN: &str = "webhook";
/// Characters of an address at most.
const LONGEST_URL: usize = 2_000;
/// Characters of a description at most.
const LONGEST_DESCRIPTION: usize = 300;

/// Why nothing is sent to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disabled {
    /// Its owner disabled it.
    Owner,
    /// It failed for too long.
    Failing,
    /// Its receiver answered 410.
    Gone,
}

impl Disabled {
    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

/// What its owner wants a webhook to be.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Where to send.
    pub url: String,
    /// The owner's words.
    pub description: Option<String>,
    /// Kinds to send; all where empty.
    pub kinds: Vec<NoticeKind>,
    /// Whether to send.
    pub enabled: bool,
}

/// A webhook as its owner sees it.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Identifier.
    pub id: Uuid,
    /// Version, for `If-Match`.
    pub version: i64,
    /// Where it sends.
    pub url: String,
    /// The owner's words.
    pub description: Option<String>,
    /// Codes of the kinds it sends; all where empty.
    pub kinds: Vec<String>,
    /// Why it is disabled, if it is: `owner`, `failing` or `gone`.
    pub disabled: Option<String>,
    /// Failures since the last success.
    pub failures: i32,
    /// Nothing is sent before this, after a failure.
    pub paused_until: Option<DateTime<Utc>>,
    /// Until when the secret before signs as well.
    pub previous_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its owner last changed it.
    pub updated_at: DateTime<Utc>,
}

/// A delivery with everything that was tried.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Identifier.
    pub id: Uuid,
    /// `webhook-id` of the message.
    pub message: Uuid,
    /// Code of the kind.
    pub kind: String,
    /// `waiting`, `delivered`, `failed` or `dropped`.
    pub state: String,
    /// When it is tried next, while it waits.
    pub due_at: DateTime<Utc>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was delivered or given up.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was tried, in order.
    pub attempts: Vec<Attempt>,
}

/// One try to send.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// `delivered`, or a code of what went wrong.
    pub outcome: String,
    /// Status of the answer, where there was one.
    pub status: Option<i32>,
    /// Milliseconds.
    pub took_ms: i32,
}

/// Webhooks of the actor's organisation, oldest first.
///
/// # Errors
/// Fails when the database does.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Webhook>> {
    let rows = store::of_organisation(&app.db, actor.organisation).await?;
    rows.into_iter().map(Webhook::of).collect()
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(app: &App, actor: &Actor, id: Uuid) -> Result<Webhook> {
    Webhook::of(store::own(&app.db, actor, id).await?)
}

/// Makes one; returns it with its secret. Runs in the caller's transaction, beside the answer that
/// is kept for a repeated request.
///
/// # Errors
/// [`Error::Invalid`] with every fault; conflict `too_many_webhooks`.
pub async fn create(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    mut draft: Draft,
) -> Result<(Webhook, SecretString)> {
    let now = app.now();
    check(app, &mut draft)?;
    if store::count(txn, actor.organisation).await? >= app.settings.webhooks.most_per_organisation {
        return Err(Error::Conflict("too_many_webhooks"));
    }
    let secret = sign::new_secret()?;
    let row = table::Model {
        id: Uuid::now_v7(),
        organisation_id: actor.organisation,
        created_by_id: actor.account,
        url: String::new(),
        description: None,
        kinds: String::new(),
        state: String::new(),
        disabled_why: None,
        secret: secret.clone(),
        previous_secret: None,
        previous_until: None,
        failures: 0,
        paused_until: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = filled(row, draft)?;
    store::insert(txn, row.clone()).await?;
    Ok((Webhook::of(row)?, secret.into()))
}

/// Replaces what its owner decides. Enabling it again forgets its failures: what waits is sent.
///
/// # Errors
/// [`Error::NotFound`], what `check` says of the current version, [`Error::Invalid`].
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    mut draft: Draft,
) -> Result<Webhook> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = store::own_for_update(txn, actor, id).await?;
        check(row.version)?;
        self::check(app, &mut draft)?;
        let mut row = filled(row, draft)?;
        (row.failures, row.paused_until) = (0, None);
        Webhook::of(store::update(txn, row, now).await?)
    })
    .await
}

/// Deletes one with its log. What waits for it is not sent.
///
/// # Errors
/// [`Error::NotFound`], what `check` says of the current version.
pub async fn remove(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    db::write_tx(&app.db, async |txn| {
        check(store::own_for_update(txn, actor, id).await?.version)?;
        store::delete(txn, id).await
    })
    .await
}

/// Gives a new secret; the one before signs as well for a time that the settings say.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn rotate(app: &App, actor: &Actor, id: Uuid) -> Result<(Webhook, SecretString)> {
    let now = app.now();
    let hours = TimeDelta::hours(i64::from(app.settings.webhooks.rotation_hours));
    db::write_tx(&app.db, async |txn| {
        let mut row = store::own_for_update(txn, actor, id).await?;
        let secret = sign::new_secret()?;
        row.previous_secret = Some(std::mem::replace(&mut row.secret, secret.clone()));
        row.previous_until = Some(now + hours);
        Ok((Webhook::of(store::update(txn, row, now).await?)?, secret.into()))
    })
    .await
}

/// Sends a trial, like any other message; returns its delivery.
///
/// # Errors
/// [`Error::NotFound`]; conflicts `webhook_is_disabled`, and `test_waiting` while one waits.
pub async fn test(app: &App, actor: &Actor, id: Uuid) -> Result<Uuid> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = store::own_for_update(txn, actor, id).await?;
        if row.disabled_why.is_some() {
            return Err(Error::Conflict("webhook_is_disabled"));
        }
        let kind = NoticeKind::WebhookTest;
        if store::any_waiting(txn, id, kind).await? {
            return Err(Error::Conflict("test_waiting"));
        }
        let facts = json!({});
        let notice = Notice { organisation: actor.organisation, kind, subject: id, facts };
        store::insert_test(txn, id, &notice, now).await
    })
    .await
}

/// The log of a webhook, newest first, after a delivery.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn deliveries(
    app: &App,
    actor: &Actor,
    id: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Delivery>> {
    store::own(&app.db, actor, id).await?;
    store::deliveries(&app.db, id, after, limit).await
}

/// Cleans a draft in place.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn check(app: &App, draft: &mut Draft) -> Result<()> {
    let mut faults = Vec::new();
    draft.url = draft.url.trim().to_owned();
    if draft.url.chars().count() > LONGEST_URL {
        faults.push(Fault::new("url", "too_long").with("max", LONGEST_URL));
    } else if let Some(code) = address::fault_of(&draft.url, app.settings.webhooks.allow_loopback) {
        faults.push(Fault::new("url", code));
    }
    let description = draft.description.take().map(|text| text.trim().to_owned());
    draft.description = description.filter(|text| !text.is_empty());
    if let Some(text) = &draft.description {
        if text.chars().count() > LONGEST_DESCRIPTION {
            faults.push(Fault::new("description", "too_long").with("max", LONGEST_DESCRIPTION));
        }
        if let Some(bad) = text.chars().find(|c| c.is_control()) {
            let code = format!("U+{:04X}", u32::from(bad));
            faults.push(Fault::new("description", "control_character").with("character", code));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// A row that says what a draft says.
fn filled(mut row: table::Model, draft: Draft) -> Result<table::Model> {
    let kinds: Vec<&str> = draft.kinds.iter().map(|kind| kind.code()).collect();
    row.kinds = serde_json::to_string(&kinds).map_err(Error::internal)?;
    row.url = draft.url;
    row.description = draft.description;
    let state = if draft.enabled { "active" } else { "disabled" };
    state.clone_into(&mut row.state);
    row.disabled_why = match (draft.enabled, row.disabled_why) {
        (true, _) => None,
        // Why the service disabled it is still worth knowing.
        (false, Some(why)) => Some(why),
        (false, None) => Some(Disabled::Owner.code().to_owned()),
    };
    Ok(row)
}

impl Webhook {
    fn of(row: table::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            version: row.version,
            url: row.url,
            description: row.description,
            kinds: serde_json::from_str(&row.kinds).map_err(Error::internal)?,
            disabled: row.disabled_why,
            failures: row.failures,
            paused_until: row.paused_until,
            previous_until: row.previous_until,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
