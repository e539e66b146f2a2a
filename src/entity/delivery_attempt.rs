//! Table `delivery_attempt`: one try to send, and what came of it.

use sea_orm::entity::prelude::*;

/// An attempt.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_attempt")]
pub struct Model {
    /// The delivery.
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: Uuid,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// When it began.
    pub at: DateTimeUtc,
    /// `delivered`, or a code of what went wrong.
    pub outcome: String,
    /// Status of the answer, where there was one.
    pub status: Option<i32>,
    /// Milliseconds.
    pub took_ms: i32,
}

impl ActiveModelBehavior for ActiveModel {}
