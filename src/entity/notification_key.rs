//! Table `notification_key`: the key that signs links in e-mails.

use sea_orm::entity::prelude::*;

/// A key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_key")]
pub struct Model {
    /// What it signs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// 32 bytes, base64.
    #[sea_orm(column_type = "Text")]
    pub secret: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
