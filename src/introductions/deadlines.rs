//! What happens when nobody does anything: the owner of a step is reminded before it is due; when
//! it is overdue the agency is told, or the other side where no agency brokers; when the grace is
//! over too it ends. After any pause of the service there is a warning and a whole grace first.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::advance;
use super::stage::{EventKind, Side, step_of};
use super::{notice, store};
use crate::app::App;
use crate::{Result, db};

/// Time between two looks: due dates are days.
const PAUSE: Duration = Duration::from_secs(300);
/// Introductions looked at in one go.
const BATCH: u64 = 200;
/// The owner has been reminded.
const REMINDED: &str = "reminded";
/// It was overdue, and others were told.
const ESCALATED: &str = "escalated";

/// What one look came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chased {
    /// Owners reminded.
    pub reminded: u32,
    /// Steps that were overdue.
    pub escalated: u32,
    /// Introductions that ended, or went on with one side's word.
    pub ended: u32,
}

/// Looks again and again, until it is aborted.
pub async fn run(app: App) {
    let mut looks = tokio::time::interval(PAUSE);
    loop {
        looks.tick().await;
        match pass(&app).await {
            Ok(chased) if chased == Chased::default() => {}
            Ok(chased) => tracing::info!(
                reminded = chased.reminded,
                escalated = chased.escalated,
                ended = chased.ended,
                "introductions chased"
            ),
            Err(error) => tracing::warn!(%error, "cannot chase introductions"),
        }
    }
}

/// Looks once at everything that is due by now. Each introduction has its own transaction, so
/// several processes may look at once: the second finds it done.
///
/// # Errors
/// Fails when the database does.
pub async fn pass(app: &App) -> Result<Chased> {
    let now = app.now();
    let mut chased = Chased::default();
    loop {
        let due = store::due(&app.db, now, BATCH).await?;
        if due.is_empty() {
            return Ok(chased);
        }
        let mut failed = None;
        for id in due {
            match db::write_tx(&app.db, async |txn| look(app, txn, id, now).await).await {
                Ok(Some(EventKind::Remind)) => chased.reminded += 1,
                Ok(Some(EventKind::Escalate)) => chased.escalated += 1,
                Ok(Some(_)) => chased.ended += 1,
                Ok(None) => {}
                // One that cannot be chased keeps no other from it.
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

/// Does what is due of one introduction, and says what that was.
async fn look(
    app: &App,
    txn: &db::Transaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<EventKind>> {
    let Some(mut row) = store::due_locked(txn, id, now).await? else { return Ok(None) };
    let before = row.state()?;
    let due = row.model.due_at.unwrap_or(now);
    let kind = match row.model.chased.as_str() {
        ESCALATED => before.end_of_silence(),
        _ if due <= now => EventKind::Escalate,
        _ => EventKind::Remind,
    };
    let seq = row.model.event_count + 1;
    let after = before.after(kind, Side::Service).unwrap_or(before);
    let mut event = store::blank_event(id, seq, kind, after.stage, Side::Service, now);
    event.reason = after.reason.map(|reason| reason.code().to_owned());
    let chased = match kind {
        EventKind::Remind => Some((REMINDED, due)),
        EventKind::Escalate => {
            let grace = step_of(before.stage).grace;
            Some((ESCALATED, app.calendar.after_working_days(now, grace)))
        }
        _ => None,
    };
    let Some((chased, check_at)) = chased else {
        advance::apply(app, txn, row, &before, &after, event, Side::Service).await?;
        return Ok(Some(kind));
    };
    chased.clone_into(&mut row.model.chased);
    row.model.check_at = Some(check_at);
    row.model.event_count = seq;
    store::append(txn, event).await?;
    row.model = store::update(txn, row.model, now).await?;
    notice::announce(txn, &row, kind, Side::Service).await?;
    advance::log_track_record(txn, &row, kind, now).await?;
    Ok(Some(kind))
}
