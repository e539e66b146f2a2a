//! Telling the parties of an introduction what happened to it: the one place where a notice is
//! made, in the transaction of what it tells.

use uuid::Uuid;

use super::stage::{EventKind, Side};
use super::store::Row;
use crate::Result;
use crate::db::Transaction;

/// Tells the sides that did not do it themselves. What is due is told to whoever owes it, what is
/// overdue also to the agency, or to the other side where no agency brokers.
#[expect(clippy::unused_async, reason = "the outbox it will write to is a table")]
pub(super) async fn announce(
    _txn: &Transaction,
    row: &Row,
    event: EventKind,
    by: Side,
) -> Result<()> {
    for organisation in told(row, event, by) {
        tracing::info!(
            introduction = %row.model.id, event = event.code(), stage = row.model.stage,
            %organisation, "told of an introduction"
        );
    }
    Ok(())
}

/// Organisations to tell, each once.
fn told(row: &Row, event: EventKind, by: Side) -> Vec<Uuid> {
    let owner = row.model.owner.as_deref().and_then(|code| Side::parse(code).ok());
    let all = [Side::Buyer, Side::Supplier, Side::Agency];
    let sides: Vec<Side> = match event {
        EventKind::Remind => owner.into_iter().collect(),
        EventKind::Escalate => match row.model.agency_id {
            Some(_) => owner.into_iter().chain([Side::Agency]).collect(),
            None => all.to_vec(),
        },
        _ => all.into_iter().filter(|side| *side != by).collect(),
    };
    let mut told: Vec<Uuid> = sides.into_iter().filter_map(|side| row.organisation(side)).collect();
    told.sort_unstable();
    told.dedup();
    told
}
