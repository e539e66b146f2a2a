//! Table `opportunity_fit`: which supplier was told that it fits which request.

use sea_orm::entity::prelude::*;

/// A fit as told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opportunity_fit")]
pub struct Model {
    /// The profile.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
    /// The sourcing request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    /// Version of the request that was judged last.
    pub request_version: i64,
    /// What the supplier knows the request by.
    #[sea_orm(column_type = "Text", nullable)]
    pub title: Option<String>,
    /// Why it came to fit: `first`, `opened`, `request`, `profile` or `day`.
    pub reason: String,
    /// When the supplier was told.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
