//! Table `notice`: what was told to an organisation, written in the transaction of what it tells.

use sea_orm::entity::prelude::*;

/// A notice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// UUIDv7; also the `webhook-id` of what is sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organisation that is told.
    pub organisation_id: Uuid,
    /// Code of the kind.
    pub kind: String,
    /// What it is about.
    pub subject_id: Uuid,
    /// Values of its sentences as JSON text.
    #[sea_orm(column_type = "Text")]
    pub facts: String,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
