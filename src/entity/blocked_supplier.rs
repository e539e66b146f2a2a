//! Table `blocked_supplier`: the profiles of block lists, one row each, to be asked of by profile.

use sea_orm::entity::prelude::*;

/// A profile on a list.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blocked_supplier")]
pub struct Model {
    /// Whose list it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// The profile.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
