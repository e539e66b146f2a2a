//! Table `organisation`: a buyer, supplier, agency, or the operator of the service.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `buyer`, `supplier`, `agency` or `operator`.
    pub kind: String,
    /// Name as registered.
    pub name: String,
    /// Vietnamese tax code, normalised: 10 digits, or 10-3.
    pub tax_code: Option<String>,
    /// `pending`, `active` or `suspended`.
    pub state: String,
    /// When it registered.
    pub created_at: DateTimeUtc,
    /// Counts changes, from 1.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
