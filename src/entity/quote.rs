//! Table `quote`: one version of what a supplier quoted.

use sea_orm::entity::prelude::*;

/// A version as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quote")]
pub struct Model {
    /// UUIDv4.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The introduction.
    pub introduction_id: Uuid,
    /// From 1; a revision is the next.
    pub version: i32,
    /// Account that gave it.
    pub account_id: Uuid,
    /// Organisation of that account.
    pub organisation_id: Uuid,
    /// ISO 4217.
    pub currency: String,
    /// The quote as JSON; figures are decimal text.
    #[sea_orm(column_type = "Text")]
    pub document: String,
    /// JSON list of what it does not say.
    #[sea_orm(column_type = "Text")]
    pub missing: String,
    /// Whether it came after the day it was due.
    pub late: bool,
    /// When it was given.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
