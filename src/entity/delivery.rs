//! Table `delivery`: a notice that is to be sent to one person or webhook.

use sea_orm::entity::prelude::*;

/// A delivery.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is sent.
    pub notice_id: Uuid,
    /// `email` or `webhook`.
    pub channel: String,
    /// To whom, by e-mail.
    pub account_id: Option<Uuid>,
    /// To which webhook.
    pub webhook_id: Option<Uuid>,
    /// `waiting`, `delivered`, `failed` or `dropped`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Not before.
    pub due_at: DateTimeUtc,
    /// Day of the digest that it belongs to.
    pub digest_on: Option<Date>,
    /// The worker that is sending it.
    pub lease: Option<Uuid>,
    /// When that worker is taken for dead.
    pub leased_until: Option<DateTimeUtc>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it was delivered or given up.
    pub ended_at: Option<DateTimeUtc>,
    /// The notice.
    #[sea_orm(belongs_to, from = "notice_id", to = "id")]
    pub notice: BelongsTo<super::notice::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
