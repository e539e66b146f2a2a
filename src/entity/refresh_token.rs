//! Table `refresh_token`: single-use tokens, by their hash.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The session it renews.
    pub session_id: Uuid,
    /// When it was given out.
    pub issued_at: DateTimeUtc,
    /// When it was first used.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
