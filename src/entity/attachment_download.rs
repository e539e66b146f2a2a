//! Table `attachment_download`: who of another organisation fetched a file, and when. Outlives it.

use sea_orm::entity::prelude::*;

/// A download as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment_download")]
pub struct Model {
    /// UUIDv4.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The attachment, which may be gone.
    pub attachment_id: Uuid,
    /// Its sourcing request.
    pub request_id: Uuid,
    /// SHA-256 of what was fetched.
    pub sha256: String,
    /// Account that fetched it.
    pub account_id: Uuid,
    /// Organisation of that account.
    pub organisation_id: Uuid,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
