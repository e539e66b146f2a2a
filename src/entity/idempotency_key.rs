//! Table `idempotency_key`: first responses of creating requests.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Operation id: `create_supplier`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation: String,
    /// The key the client chose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the request body, in hex.
    pub request_hash: String,
    /// Status of the first response.
    pub status: i32,
    /// Its headers (`location`, `etag`), a JSON object.
    pub headers: String,
    /// Its body.
    pub body: String,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
