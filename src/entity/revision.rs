//! Table `revision`: what was changed of a supplier or a sourcing request, by whom and when.

use sea_orm::entity::prelude::*;

/// A change as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// The supplier or sourcing request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// Version that came of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// Code of what was done.
    pub act: String,
    /// Account that did it.
    pub account_id: Uuid,
    /// Organisation of that account.
    pub organisation_id: Uuid,
    /// Fields that changed, as JSON text.
    pub changes: String,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
