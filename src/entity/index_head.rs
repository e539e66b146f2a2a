//! Table `index_head`: one row, the last number given and the name of this log.

use sea_orm::entity::prelude::*;

/// The head of the change log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "index_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Last number given; 0 before the first.
    pub seq: i64,
    /// Random name of this log; changes when a backup is restored.
    pub epoch: String,
}

impl ActiveModelBehavior for ActiveModel {}
