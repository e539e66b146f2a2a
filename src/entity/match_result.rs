//! Table `match_result`: one supplier in one match run.

use sea_orm::entity::prelude::*;

/// A result as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "match_result")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// From 1, best first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: i32,
    /// The supplier. Not a foreign key: history outlives its subject.
    pub supplier_id: Uuid,
    /// Version of the profile that was judged.
    pub supplier_version: i64,
    /// `qualified`, `near_miss` or `possible`.
    pub verdict: String,
    /// 0–100.
    pub score: f64,
    /// `index::matching::Match` as JSON text, kept byte for byte.
    #[sea_orm(column_type = "Text")]
    pub result: String,
    /// `index::matching::Parts` as JSON text: what the score is made of. None in runs kept before
    /// there was history.
    #[sea_orm(column_type = "Text", nullable)]
    pub parts: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
