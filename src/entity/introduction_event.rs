//! Table `introduction_event`: what happened to an introduction.

use sea_orm::entity::prelude::*;

/// An event as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "introduction_event")]
pub struct Model {
    /// The introduction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub introduction_id: Uuid,
    /// From 1, in order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    /// What happened.
    pub kind: String,
    /// Stage after it.
    pub stage: String,
    /// Side that did it.
    pub side: String,
    /// Account that did it; none for the service.
    pub account_id: Option<Uuid>,
    /// Organisation of that account.
    pub organisation_id: Option<Uuid>,
    /// Side for which it was done, where an agency reports another's doing.
    pub on_behalf_of: Option<String>,
    /// Why it ended.
    pub reason: Option<String>,
    /// What the reason is about.
    pub field: Option<String>,
    /// How far prices are apart.
    pub gap: Option<String>,
    /// Score of a failed audit.
    pub score: Option<i32>,
    /// In the words of whoever did it.
    pub note: Option<String>,
    /// Amount, decimal text.
    pub amount: Option<String>,
    /// Its currency, ISO 4217.
    pub currency: Option<String>,
    /// What the amount is for.
    pub period: Option<String>,
    /// Side that did not come to a meeting.
    pub missed_by: Option<String>,
    /// Jobs that an outcome made.
    pub jobs: Option<i32>,
    /// Tier at which the supplier delivers, 1 to 3.
    pub tier: Option<i32>,
    /// Imports that an outcome replaces, decimal text.
    pub import_value: Option<String>,
    /// Their currency, ISO 4217.
    pub import_currency: Option<String>,
    /// What they are for.
    pub import_period: Option<String>,
    /// Of an outcome: whose word it is.
    pub confirmation: Option<String>,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
