//! Calls for an agency: what happens to an introduction that any agency may broker, and none has taken,
//! is told to all that may.
//!
//! Which agencies those are depends on who else is invited: one that stands for a supplier over an
//! anonymous request is not among them. So a step only leaves a row, in its transaction, and a worker
//! finds them afterwards: what a step takes tells nobody about the others. The row goes in the
//! transaction in which the agencies are told, so each is told once, whatever dies in between.

mod store;

use std::time::Duration;

use chrono::{SubsecRound as _, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::stage::Side;
use super::store::{Row, agencies, by_id};
use crate::app::App;
use crate::db::{self, Transaction};
use crate::entity::agency_call;
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Result, sourcing};

/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// Longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Calls looked at in one go.
const BATCH: u64 = 200;

/// Whether it is to be brokered, by whichever agency takes it.
pub(super) fn waits_for_agency(row: &Row) -> bool {
    row.model.brokered && row.model.agency_id.is_none()
}

/// Calls the agencies once the transaction commits. `facts` as in [`Notice`]: what one may know that
/// might broker it.
pub(super) async fn place(
    txn: &Transaction,
    introduction: Uuid,
    kind: NoticeKind,
    facts: &Value,
) -> Result<()> {
    let call = agency_call::Model {
        id: Uuid::now_v7(),
        introduction_id: introduction,
        kind: kind.code().to_owned(),
        facts: facts.to_string(),
        created_at: Utc::now().trunc_subsecs(6),
    };
    store::insert(txn, call).await
}

/// Tells the agencies again and again, until it is aborted.
pub async fn run(app: App) {
    let mut pause = PAUSE;
    loop {
        match pass(&app).await {
            Ok(_) => pause = PAUSE,
            Err(error) => {
                tracing::warn!(%error, "cannot call agencies");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Tells the agencies everything they are called for by now, and says how many calls that were. Each has
/// its own transaction, so several processes may do it at once: the second finds it done.
///
/// # Errors
/// Fails when the database does; what was not told is told the next time.
pub async fn pass(app: &App) -> Result<u64> {
    let mut told = 0;
    loop {
        let calls = store::oldest(&app.db, BATCH).await?;
        if calls.is_empty() {
            return Ok(told);
        }
        let mut failed = None;
        for id in calls {
            match db::write_tx(&app.db, async |txn| answer(txn, id).await).await {
                Ok(true) => told += 1,
                Ok(false) => {}
                // One that cannot be told keeps no other from it.
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

/// Tells the agencies of one call, unless one of them has taken the introduction meanwhile: to the others
/// it is no longer there. Says whether the call was still there.
async fn answer(txn: &Transaction, id: Uuid) -> Result<bool> {
    let Some(call) = store::take(txn, id).await? else { return Ok(false) };
    let row = by_id(txn, call.introduction_id).await?;
    if !waits_for_agency(&row) {
        return Ok(true);
    }
    let kind = NoticeKind::parse(&call.kind).map_err(Error::internal)?;
    let facts: Value = serde_json::from_str(&call.facts).map_err(Error::internal)?;
    // Whoever speaks for the supplier is told as its side, or has done it itself; and who stands for
    // another over an anonymous request is not there to broker it.
    let hidden = sourcing::hidden_among(txn, row.model.request_id).await?;
    let holder = row.organisation(Side::Supplier);
    for organisation in agencies(txn).await? {
        if holder != Some(organisation) && !hidden.contains(&organisation) {
            let facts = facts.clone();
            tell(txn, Notice { organisation, kind, subject: row.model.id, facts }).await?;
        }
    }
    Ok(true)
}
