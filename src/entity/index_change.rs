//! Table `index_change`: which supplier changed, in commit order.

use sea_orm::entity::prelude::*;

/// A row of the change log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "index_change")]
pub struct Model {
    /// Number in commit order, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Supplier whose row is to be read again.
    pub supplier_id: Uuid,
    /// `profile` or `track_record`: what of it changed.
    pub cause: String,
    /// When it was written.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
