//! Table `supplier`: the company record. The profile document holds no persons.

use sea_orm::entity::prelude::*;

/// A supplier as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "supplier")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organisation that the profile belongs to; none until it is claimed.
    #[sea_orm(unique)]
    pub owner_id: Option<Uuid>,
    /// Organisation that entered it.
    pub created_by_id: Uuid,
    /// Number the creator gave it, unique for that creator.
    pub external_id: Option<String>,
    /// From 1, up by one with every change that is indexed.
    pub version: i64,
    /// `draft`, `published` or `withdrawn`.
    pub status: String,
    /// `index::profile::Profile` without identifier, verification and confirmation.
    #[sea_orm(column_type = "JsonBinary")]
    pub profile: Json,
    /// What the firm turns over in a year, as JSON. Private as persons are.
    #[sea_orm(column_type = "Text", nullable)]
    pub annual_revenue: Option<String>,
    /// Name to show.
    pub name: String,
    /// The same in lower case without diacritics.
    pub name_folded: String,
    /// Tax code: 10 digits, or 10-3.
    #[sea_orm(unique)]
    pub tax_code: Option<String>,
    /// Code of the province since 2025-07-01.
    pub province: Option<String>,
    /// `self_declared`, `documents_checked` or `site_audited`.
    pub verification_level: String,
    /// Day of the check.
    pub verified_on: Option<Date>,
    /// Organisation that checked.
    pub verified_by_id: Option<Uuid>,
    /// What was checked, in the checker's words. Not public.
    pub verification_note: Option<String>,
    /// Day on which the firm last said that the profile holds.
    pub confirmed_on: Option<Date>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
