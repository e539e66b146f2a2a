//! Table `block_list`: whom an organisation is never to be introduced to.

use sea_orm::entity::prelude::*;

/// A list as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "block_list")]
pub struct Model {
    /// Whose list it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// From 1, up by one with every change.
    pub version: i64,
    /// JSON list of identifiers of profiles.
    #[sea_orm(column_type = "Text")]
    pub suppliers: String,
    /// JSON list of names or tax codes of buyers.
    #[sea_orm(column_type = "Text")]
    pub buyers: String,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
