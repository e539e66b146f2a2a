//! Table `introduction_cost`: what the work of an agency on an introduction cost.

use sea_orm::entity::prelude::*;

/// A cost as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "introduction_cost")]
pub struct Model {
    /// UUIDv4.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The introduction.
    pub introduction_id: Uuid,
    /// Its place among those of the introduction.
    pub number: i32,
    /// The agency.
    pub organisation_id: Uuid,
    /// Account that recorded it.
    pub account_id: Uuid,
    /// Account that changed it last.
    pub changed_by_id: Uuid,
    /// From 1, up by one with every correction.
    pub version: i64,
    /// What was spent, decimal text.
    pub value: String,
    /// Its currency, ISO 4217.
    pub currency: String,
    /// What for; none where it was noted with an event and never corrected.
    #[sea_orm(column_type = "Text", nullable)]
    pub purpose: Option<String>,
    /// The day, in Vietnam.
    pub on_day: Date,
    /// Event that it was noted with.
    pub event_seq: Option<i32>,
    /// Kind of that event.
    pub event_kind: Option<String>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
