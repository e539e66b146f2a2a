//! One message to one webhook.

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::Url;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Fate, Leased, pause_after, store, took};
use crate::app::App;
use crate::db::Transaction;
use crate::entity::{notice, webhook};
use crate::notifications::webhooks::Disabled;
use crate::notifications::webhooks::post::{Post, post};
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Result, db};

/// Sends a leased delivery and records what came of it.
pub(super) async fn send(app: &App, lease: Uuid, id: Uuid, leased: Leased) -> Result<()> {
    let (delivery, notice) = leased;
    // Deleted or disabled since: then it waits, or is gone with its webhook.
    let Some(webhook) = store::active_webhook(&app.db, id).await? else {
        return db::write_tx(&app.db, async |txn| {
            store::put_back(txn, lease, &[delivery.id]).await
        })
        .await;
    };
    let at = app.now();
    let message = Post { id: notice.id.to_string(), body: body(&notice)?, at, webhook: &webhook };
    let outcome = post(&app.settings.webhooks, app.notifications.tls(), message).await?;
    let now = app.now();
    let attempt = store::Attempt { at, outcome, took_ms: took(app, at) };
    db::write_tx(&app.db, async |txn| {
        // The webhook first, as whoever deletes one does.
        let Some(webhook) = store::webhook_for_update(txn, id).await? else { return Ok(()) };
        if !store::record(txn, lease, &delivery, &attempt, now).await? {
            return Ok(());
        }
        match outcome.fate {
            Fate::Delivered => store::webhook_works(txn, &webhook).await,
            // Several messages that fail at the same time are one failure of the webhook.
            Fate::Again | Fate::Never if webhook.paused_until.is_some_and(|until| until > at) => {
                Ok(())
            }
            Fate::Again | Fate::Never => match pause_after(webhook.failures + 1) {
                Some(pause) => store::pause_webhook(txn, &webhook, now + pause).await,
                None => disable(txn, webhook, Disabled::Failing, now).await,
            },
            Fate::Gone => disable(txn, webhook, Disabled::Gone, now).await,
        }
    })
    .await
}

/// What is sent: the same bytes whenever it is sent.
fn body(notice: &notice::Model) -> Result<String> {
    let facts: Value = serde_json::from_str(&notice.facts).map_err(Error::internal)?;
    let body = json!({
        "type": notice.kind,
        "timestamp": notice.created_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "data": {
            "organisation": notice.organisation_id,
            "subject": notice.subject_id,
            "facts": facts,
        },
    });
    Ok(body.to_string())
}

/// Sends nothing more to a webhook, and tells its owner.
async fn disable(
    txn: &Transaction,
    webhook: webhook::Model,
    why: Disabled,
    now: DateTime<Utc>,
) -> Result<()> {
    if webhook.disabled_why.is_some() {
        return Ok(());
    }
    store::disable_webhook(txn, &webhook, why, now).await?;
    let host = Url::parse(&webhook.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let facts = json!({ "host": host, "outcome": why.code() });
    let organisation = webhook.organisation_id;
    let kind = NoticeKind::WebhookDisabled;
    tracing::warn!(webhook = %webhook.id, why = why.code(), "webhook disabled");
    tell(txn, Notice { organisation, kind, subject: webhook.id, facts }).await
}
