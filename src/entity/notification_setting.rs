//! Table `notification_setting`: what a person wants by e-mail; absent means the defaults.

use sea_orm::entity::prelude::*;

/// Settings of one person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_setting")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// `at_once`, `daily` or `never`.
    pub email: String,
    /// Language of e-mails.
    pub language: String,
    /// Counts changes, from 1.
    pub version: i64,
    /// When they last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
