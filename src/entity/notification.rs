//! Table `notification`: a notice as one person finds it.

use sea_orm::entity::prelude::*;

/// A notification.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of which notice.
    pub notice_id: Uuid,
    /// Who is told.
    pub account_id: Uuid,
    /// For which organisation.
    pub organisation_id: Uuid,
    /// Counts those of the account in the order in which they could be seen; given by the stream.
    pub seq: Option<i64>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it was read.
    pub read_at: Option<DateTimeUtc>,
    /// The notice.
    #[sea_orm(belongs_to, from = "notice_id", to = "id")]
    pub notice: BelongsTo<super::notice::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
