//! Table `webhook`: an address that an organisation wants to be told at.

use sea_orm::entity::prelude::*;

/// A webhook.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organisation_id: Uuid,
    /// Account that made it.
    pub created_by_id: Uuid,
    /// Where to send.
    #[sea_orm(column_type = "Text")]
    pub url: String,
    /// Its owner's words.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// JSON list of kinds to send; empty means all.
    #[sea_orm(column_type = "Text")]
    pub kinds: String,
    /// `active` or `disabled`.
    pub state: String,
    /// `owner`, `failing` or `gone`, when disabled.
    pub disabled_why: Option<String>,
    /// `whsec_…`.
    #[sea_orm(column_type = "Text")]
    pub secret: String,
    /// The secret before, which signs as well for a time.
    #[sea_orm(column_type = "Text", nullable)]
    pub previous_secret: Option<String>,
    /// Until when it does.
    pub previous_until: Option<DateTimeUtc>,
    /// Failures since the last success.
    pub failures: i32,
    /// Nothing is sent before this, after a failure.
    pub paused_until: Option<DateTimeUtc>,
    /// Counts changes by its owner, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When its owner last changed it.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
