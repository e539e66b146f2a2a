//! Who is never to be introduced to whom: competitors, and others one does not deal with.
//!
//! Both lists act when an introduction is proposed. A buyer's list of profiles does more: whoever
//! holds one of them finds the buyer's open requests no more, is told of none, and is ranked for
//! none by the buyer. A supplier's list of buyers never decides what may be seen: else a supplier
//! could learn who an anonymous buyer is by blocking one name after another.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{self, Connection};
use crate::entity::{block_list, supplier};
use crate::suppliers::{self, text};
use crate::{Error, Fault, Result};

/// Whom an organisation does not want to be introduced to.
#[derive(Debug, Clone, Default)]
pub struct BlockList {
    /// From 1, up by one with every change; 0 before the first.
    pub version: i64,
    /// Profiles.
    pub suppliers: Vec<Uuid>,
    /// Buyers, by registered name or tax code.
    pub buyers: Vec<String>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

impl BlockList {
    /// Leaves what comes twice where it first stands.
    fn once_each(&mut self) {
        let mut seen = HashSet::new();
        self.suppliers.retain(|id| seen.insert(*id));
        let mut seen = HashSet::new();
        self.buyers.retain(|name| seen.insert(text::fold(name)));
    }
}

/// The list of the actor's organisation; an empty one where it has none.
///
/// # Errors
/// An internal error when the database fails.
pub async fn find(db: &impl Connection, actor: &Actor) -> Result<BlockList> {
    let row = store::block_list(db, actor.organisation).await?;
    row.map_or_else(|| Ok(BlockList::default()), of)
}

/// Replaces the list of the actor's organisation.
///
/// # Errors
/// What `check` says of the current version; [`Error::Invalid`] with every fault.
pub async fn replace(
    app: &App,
    actor: &Actor,
    check: impl Fn(i64) -> Result<()>,
    mut list: BlockList,
) -> Result<BlockList> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        store::lock_organisation(txn, actor.organisation).await?;
        let before = find(txn, actor).await?;
        check(before.version)?;
        let mut cleaner = clean(&mut list);
        let known = store::published(txn, &list.suppliers).await?;
        for (at, id) in list.suppliers.iter().enumerate() {
            // One that was withdrawn since may stay.
            if !known.contains(id) && !before.suppliers.contains(id) {
                cleaner.fault(Fault::new(format!("suppliers[{at}]"), "unknown_supplier"));
            }
        }
        cleaner.finish()?;
        list.once_each();
        list.version = before.version + 1;
        list.updated_at = Some(now);
        let row = block_list::Model {
            organisation_id: actor.organisation,
            version: list.version,
            suppliers: serde_json::to_string(&list.suppliers).map_err(Error::internal)?,
            buyers: serde_json::to_string(&list.buyers).map_err(Error::internal)?,
            updated_at: now,
        };
        store::put_block_list(txn, row, &list.suppliers).await?;
        Ok(list)
    })
    .await
}

/// Cleans a list in place; the faults are those that it shows by itself.
pub(crate) fn clean(list: &mut BlockList) -> text::Cleaner {
    let mut cleaner = text::Cleaner::default();
    cleaner.list("buyers", &mut list.buyers);
    cleaner.length("suppliers", list.suppliers.len());
    cleaner
}

/// Whether either side does not want to meet the other. Does not say which.
pub(super) async fn forbids(
    db: &impl Connection,
    buyer: Uuid,
    supplier: &supplier::Model,
) -> Result<bool> {
    let of_buyer = store::block_list(db, buyer).await?.map(of).transpose()?;
    if of_buyer.is_some_and(|list| list.suppliers.contains(&supplier.id)) {
        return Ok(true);
    }
    let of_supplier = store::block_list(db, suppliers::holder(supplier)).await?;
    let Some(list) = of_supplier.map(of).transpose()? else { return Ok(false) };
    let buyers = store::organisations(db, vec![buyer]).await?;
    let Some(buyer) = buyers.get(&buyer) else { return Ok(false) };
    let name = text::fold(&buyer.name);
    Ok(list.buyers.iter().any(|entry| {
        text::fold(entry) == name || buyer.tax_code.as_deref() == Some(entry.as_str())
    }))
}

fn of(row: block_list::Model) -> Result<BlockList> {
    Ok(BlockList {
        version: row.version,
        suppliers: serde_json::from_str(&row.suppliers).map_err(Error::internal)?,
        buyers: serde_json::from_str(&row.buyers).map_err(Error::internal)?,
        updated_at: Some(row.updated_at),
    })
}
