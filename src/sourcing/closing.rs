//! Closing a request ends no introduction: whoever deals over it goes on to. But both are told, so
//! that nobody learns by chance that nobody else is sought any more.

use serde_json::json;
use uuid::Uuid;

use super::{store, table};
use crate::Result;
use crate::db::Transaction;
use crate::notifications::{Notice, NoticeKind, tell};

/// An introduction that goes on while its request closes.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) id: Uuid,
    pub(super) stage: String,
    pub(super) introduced: bool,
    /// The organisation that speaks for the supplier.
    pub(super) holder: Uuid,
    pub(super) supplier: String,
    /// The agency that brokers it. One that waits for any agency has none, and none is told.
    pub(super) agency: Option<Uuid>,
}

/// Tells the suppliers, and the agencies that broker, of the introductions of a request that go on.
pub(super) async fn announce(txn: &Transaction, row: &table::Model, buyer: &str) -> Result<()> {
    let title = row.request.get("title").and_then(|title| title.as_str());
    for running in store::running(txn, row.id).await? {
        let knows = running.introduced || !row.anonymous;
        let mut told = vec![(running.holder, knows.then_some(buyer))];
        // An agency that also holds the profile is told once, as its supplier.
        let agency = running.agency.filter(|agency| *agency != running.holder);
        told.extend(agency.map(|agency| (agency, Some(running.supplier.as_str()))));
        for (organisation, counterpart) in told {
            let mut facts = json!({ "stage": running.stage });
            for (name, value) in [("request", title), ("counterpart", counterpart)] {
                if let Some(value) = value {
                    facts[name] = value.into();
                }
            }
            let kind = NoticeKind::RequestClosed;
            tell(txn, Notice { organisation, kind, subject: running.id, facts }).await?;
        }
    }
    Ok(())
}
