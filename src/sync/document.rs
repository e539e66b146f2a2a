//! What the index is told of a supplier. Built from the company record alone, so that no person
//! can end up in it.

use std::collections::HashMap;

use index::profile::Profile;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::entity::supplier;
use crate::outcomes::track_record;
use crate::{Result, suppliers};

/// A supplier for the index.
pub(super) struct Document {
    /// Identifier in the index.
    pub(super) id: String,
    /// What to index; none when it must not be found.
    pub(super) published: Option<Published>,
}

/// What the index is told of a published supplier.
pub(super) struct Published {
    pub(super) profile: Profile,
    /// Version of its row.
    pub(super) version: i64,
    /// What came of its introductions so far, 0–1; none without history.
    pub(super) track_record: Option<f64>,
}

/// Reads the suppliers named as they are now. One that does not exist comes back unpublished.
pub(super) async fn read(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Document>> {
    let rows =
        supplier::Entity::find().filter(supplier::Column::Id.is_in(ids.to_vec())).all(db).await?;
    let mut known: HashMap<_, _> = assemble(db, rows)
        .await?
        .into_iter()
        .map(|document| (document.id.clone(), document))
        .collect();
    Ok(ids
        .iter()
        .map(|id| id.to_string())
        .map(|id| known.remove(&id).unwrap_or(Document { id, published: None }))
        .collect())
}

/// Documents of rows.
pub(super) async fn assemble(
    db: &impl ConnectionTrait,
    rows: Vec<supplier::Model>,
) -> Result<Vec<Document>> {
    let names = suppliers::checkers(db, &rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let records = track_record::standings(db, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let id = row.id.to_string();
            if row.status != suppliers::Status::Published.code() {
                return Ok(Document { id, published: None });
            }
            let published = Published {
                profile: suppliers::searchable(suppliers::to_profile(&row, &names)?),
                version: row.version,
                track_record: records.get(&row.id).copied(),
            };
            Ok(Document { id, published: Some(published) })
        })
        .collect()
}
