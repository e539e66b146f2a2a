//! Table `supplier_claim`: an organisation says that an unowned profile is its own.

use sea_orm::entity::prelude::*;

/// A claim as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "supplier_claim")]
pub struct Model {
    /// The profile claimed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
    /// The organisation that claims it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// The account that claimed.
    pub account_id: Uuid,
    /// Whether the organisation registered with the tax code of the profile.
    pub tax_code_matches: bool,
    /// `pending`, `granted` or `refused`.
    pub state: String,
    /// The claimant's words.
    pub note: Option<String>,
    /// When it was claimed.
    pub created_at: DateTimeUtc,
    /// When it was decided.
    pub decided_at: Option<DateTimeUtc>,
    /// Account that decided; none where the tax code did.
    pub decided_by_id: Option<Uuid>,
    /// The organisation that claims it.
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
