//! Alerts: a supplier is told when an open request newly fits its profile or no longer does, and
//! why.
//!
//! - **Told is what qualifies.** Near misses are for looking through, not for being told of.
//! - **Who may be told** is whoever may see it: requests that are open to all suppliers, told to
//!   organisations that own a published profile. Whom a buyer blocks, to that its requests are as
//!   good as closed. A supplier's own list of buyers does not act here, as it never acts on what may
//!   be seen: else a supplier could learn who an anonymous buyer is by blocking names.
//! - **Reconciled, not replayed.** [`memory`] keeps what fits now, brought up to date by what
//!   changed since. Table `opportunity_fit` has what was told. A pass tells the difference and
//!   writes it down in one transaction per supplier, so that a crash at any point loses nothing
//!   and tells nothing twice; what was missed while no process ran is a difference like any other.
//! - **Several processes** may pass at the same time: the row of the supplier is locked, what was
//!   told is read again under that lock, and a judgment of another version than the database has
//!   now is left to the next pass.
//! - **Not a flood.** Up to [`FEW`] turns of one supplier in one direction are told one by one,
//!   more in one notice with their number. That holds for the first time too: after a claim or on
//!   an old database a supplier is told at most that many notices. A profile that is withdrawn is
//!   told nothing; published again it begins anew.

mod memory;
mod reason;
mod settle;
mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::Mutex;
use uuid::Uuid;

use crate::app::App;
use crate::{Result, db};
use memory::Memory;

pub use settle::{FEW, MOST};
pub(super) use store::since;

/// Time between two looks. A look that finds nothing changed reads two numbers.
const PAUSE: Duration = Duration::from_secs(2);
/// Longest pause after repeated failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Suppliers compared with what they were told at a time.
const BATCH: usize = 200;

/// What this process knows of the fits; nothing until the first pass.
#[derive(Debug, Default)]
pub struct Alerts(Mutex<Option<Box<Memory>>>);

/// Passes until the service stops. One per process.
pub async fn run(app: App) {
    let mut stopping = app.notifications.stopping();
    let mut pause = PAUSE;
    while !*stopping.borrow() {
        match pass(&app).await {
            Ok(told) => {
                pause = PAUSE;
                if told > 0 {
                    tracing::info!(told, "opportunities told");
                }
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, cause, "cannot watch opportunities");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Tells every supplier what newly fits it and what no longer does; says how many notices were
/// written. Tests call it by hand.
///
/// # Errors
/// Fails when the database does, or with `search_busy`; the next pass does what is left.
pub async fn pass(app: &App) -> Result<usize> {
    let mut kept = app.alerts.0.lock().await;
    // Whatever cuts this off, the next pass finds nothing here and reads everything anew.
    let mut memory = match kept.take() {
        Some(memory) => memory,
        None => Box::new(Memory::new(app, store::told_suppliers(&app.db).await?)),
    };
    let outcome = match memory.catch_up(app).await {
        Ok(()) => write(app, &mut memory).await,
        Err(error) => Err(error),
    };
    *kept = Some(memory).filter(|memory| memory.is_sound());
    outcome
}

/// Brings what was told in line with what fits.
async fn write(app: &App, memory: &mut Memory) -> Result<usize> {
    let (mut told, mut failed) = (0, None);
    let suspects: Vec<Uuid> = memory.suspects().collect();
    for suppliers in suspects.chunks(BATCH) {
        let differing = differing(app, memory, suppliers).await?;
        for &supplier in suppliers {
            if !differing.contains(&supplier) {
                memory.settled(supplier);
                continue;
            }
            let (now, today) = (app.now(), app.today());
            let home = app.settings.server.public_url.as_str();
            let settled = db::write_tx(&app.db, async |txn| {
                settle::settle(txn, memory, supplier, home, now, today).await
            });
            match settled.await {
                Ok(settled) => {
                    told += settled.told;
                    if settled.wholly {
                        memory.settled(supplier);
                    }
                }
                // One that cannot be told keeps no other from it.
                Err(error) => failed = Some(error),
            }
        }
    }
    failed.map_or(Ok(told), Err)
}

/// Those of some suppliers for whom what was told is not what fits.
async fn differing(app: &App, memory: &Memory, suppliers: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let mut rows = store::told(&app.db, suppliers).await?;
    let differs = |supplier: &&Uuid| {
        let told = rows.remove(supplier).unwrap_or_default();
        let told = told.iter().map(|row| (row.request_id, Some(row.request_version)));
        !told.eq(memory.fits(**supplier))
    };
    Ok(suppliers.iter().filter(differs).copied().collect())
}
