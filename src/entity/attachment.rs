//! Table `attachment`: a file of a sourcing request. What is in it lies in the folder of attachments,
//! under the identifier.

use sea_orm::entity::prelude::*;

/// An attachment as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// UUIDv4: it tells nobody when, or after which other one, it came.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sourcing request.
    pub request_id: Uuid,
    /// Account that uploaded it.
    pub account_id: Uuid,
    /// Name for people: NFC, one line, no path.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `pdf`, `step`, …: what it is by its content.
    pub kind: String,
    /// Size.
    pub bytes: i64,
    /// SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
    /// `teaser`, `introduced` or `confidential`: from when on it is shown.
    pub stage: String,
    /// What the virus scanner says of it.
    pub scan: String,
    /// When it said so.
    pub scanned_at: Option<DateTimeUtc>,
    /// When it came.
    pub uploaded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
