//! Table `sourcing_request`: what a buyer seeks.

use sea_orm::entity::prelude::*;

/// A sourcing request as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sourcing_request")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organisation that buys.
    pub buyer_id: Uuid,
    /// Account that wrote it.
    pub created_by_id: Uuid,
    /// From 1, up by one with every change.
    pub version: i64,
    /// `draft`, `open` or `closed`.
    pub status: String,
    /// `suppliers`, `agency` or `invited`.
    pub visibility: String,
    /// Whether the buyer's name is kept from suppliers.
    pub anonymous: bool,
    /// `index::request::SourcingRequest` without identifier.
    #[sea_orm(column_type = "JsonBinary")]
    pub request: Json,
    /// The full specification, for those who have come far enough. Apart from `request`, so that it
    /// reaches no ranking and no explanation.
    #[sea_orm(column_type = "Text", nullable)]
    pub details: Option<String>,
    /// `introduced` or `confidential`: from when on the details are shown.
    pub details_from: Option<String>,
    /// Last day on which interest is welcome.
    pub deadline: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// When it was first opened.
    pub published_at: Option<DateTimeUtc>,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// The organisation that buys.
    #[sea_orm(belongs_to, from = "buyer_id", to = "id")]
    pub buyer: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
