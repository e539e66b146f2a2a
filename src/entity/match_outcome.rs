//! Table `match_outcome`: what a buyer did with a result of a match run.

use sea_orm::entity::prelude::*;

/// An event as stored, once for a result and a kind.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_outcome")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// The supplier that was shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
    /// `opened`, `shortlisted` or `dismissed`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Account that did it first.
    pub account_id: Uuid,
    /// When it was done last.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
