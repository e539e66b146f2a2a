//! Table `membership`: an account in an organisation, with a role.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `buyer`, `supplier`, `agency` or `admin`.
    pub role: String,
    /// Since when.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
