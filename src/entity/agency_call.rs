//! Table `agency_call`: what every agency that may broker an introduction is still to be told.

use sea_orm::entity::prelude::*;

/// A call as stored; gone once the agencies are told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency_call")]
pub struct Model {
    /// UUIDv7: calls go out in this order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The introduction that waits for an agency.
    pub introduction_id: Uuid,
    /// Code of the kind of notice.
    pub kind: String,
    /// Values of its sentences as JSON text.
    #[sea_orm(column_type = "Text")]
    pub facts: String,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
