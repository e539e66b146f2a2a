//! The change log: appending to it, reading it, pruning it.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::coded::coded;
use crate::entity::{index_change, index_head};
use crate::{Error, Result};

/// How long rows are kept. A process that was off for longer rebuilds its index.
pub const KEEP: Duration = Duration::from_secs(7 * 24 * 60 * 60);

coded! {
    /// Why a supplier is to be read again.
    Cause {
        /// Its profile has a new version.
        Profile = "profile",
        /// Something came of its introductions. The version stays.
        TrackRecord = "track_record",
    }
}

/// Appends one change of a profile per supplier and returns the last number given.
///
/// Call it last in the transaction: from here to the commit, writers of suppliers wait for each
/// other. That wait is what makes the order of numbers the order of commits; a plain sequence
/// would let a follower see 2, move on, and never see 1.
///
/// # Errors
/// An internal error when the database fails.
pub async fn append(
    txn: &DatabaseTransaction,
    suppliers: &[Uuid],
    now: DateTime<Utc>,
) -> Result<i64> {
    append_as(txn, Cause::Profile, suppliers, now).await
}

/// As [`append`], for any cause.
///
/// # Errors
/// An internal error when the database fails.
pub async fn append_as(
    txn: &DatabaseTransaction,
    cause: Cause,
    suppliers: &[Uuid],
    now: DateTime<Utc>,
) -> Result<i64> {
    let count = i64::try_from(suppliers.len()).map_err(Error::internal)?;
    let take = Statement::from_string(
        txn.get_database_backend(),
        format!("update index_head set seq = seq + {count} where id = 1 returning seq"),
    );
    let row = txn.query_one_raw(take).await?;
    let row = row.ok_or_else(|| Error::internal("table index_head is empty"))?;
    let last: i64 = row.try_get("", "seq")?;
    let rows =
        (last - count + 1..).zip(suppliers).map(|(seq, supplier)| index_change::ActiveModel {
            seq: Set(seq),
            supplier_id: Set(*supplier),
            cause: Set(cause.code().to_owned()),
            at: Set(now),
        });
    index_change::Entity::insert_many(rows).exec(txn).await?;
    Ok(last)
}

/// The last number given and the name of the log.
///
/// # Errors
/// An internal error when the database fails.
pub async fn head(db: &impl ConnectionTrait) -> Result<index_head::Model> {
    let head = index_head::Entity::find_by_id(1).one(db).await?;
    head.ok_or_else(|| Error::internal("table index_head is empty"))
}

/// Up to `limit` changes above `seq`, in order.
///
/// # Errors
/// An internal error when the database fails.
pub async fn after(
    db: &impl ConnectionTrait,
    seq: i64,
    limit: u64,
) -> Result<Vec<index_change::Model>> {
    Ok(index_change::Entity::find()
        .filter(index_change::Column::Seq.gt(seq))
        .order_by_asc(index_change::Column::Seq)
        .limit(limit)
        .all(db)
        .await?)
}

/// What a change was, in few letters: another change under the same number has another mark.
#[must_use]
pub fn mark(change: &index_change::Model) -> String {
    let index_change::Model { seq, supplier_id, cause, at } = change;
    let said = format!("{seq} {supplier_id} {cause} {}", at.timestamp_micros());
    Sha256::digest(said).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The mark of change `seq`; none where the log does not have it.
///
/// # Errors
/// An internal error when the database fails.
pub async fn mark_of(db: &impl ConnectionTrait, seq: i64) -> Result<Option<String>> {
    let change = index_change::Entity::find_by_id(seq).one(db).await?;
    Ok(change.as_ref().map(mark))
}

/// Suppliers that changed after `seq`.
///
/// # Errors
/// An internal error when the database fails.
pub async fn changed_after(db: &impl ConnectionTrait, seq: i64) -> Result<BTreeSet<Uuid>> {
    let ids: Vec<Uuid> = index_change::Entity::find()
        .select_only()
        .column(index_change::Column::SupplierId)
        .distinct()
        .filter(index_change::Column::Seq.gt(seq))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Deletes rows older than `keep`; how many. A follower that still needed them notices the gap.
///
/// # Errors
/// An internal error when the database fails.
pub async fn prune(db: &DatabaseConnection, now: DateTime<Utc>, keep: Duration) -> Result<u64> {
    let keep = chrono::Duration::from_std(keep).map_err(Error::internal)?;
    let deleted = index_change::Entity::delete_many()
        .filter(index_change::Column::At.lt(now - keep))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}
