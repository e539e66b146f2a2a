//! Table `introduction_rating`: how content a side is with an introduction.

use sea_orm::entity::prelude::*;

/// A rating as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "introduction_rating")]
pub struct Model {
    /// The introduction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub introduction_id: Uuid,
    /// `buyer` or `supplier`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub side: String,
    /// From 1, up by one with every change.
    pub version: i64,
    /// 1 (poor) to 5 (very good).
    pub score: i32,
    /// In the words of whoever rated.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// Account that rated last.
    pub account_id: Uuid,
    /// When it last changed.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
