//! Table `session`: one sign-in; the family of the refresh tokens that came of it.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identifier, `sid` in access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who signed in.
    pub account_id: Uuid,
    /// For which organisation.
    pub organisation_id: Uuid,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it ends at the latest.
    pub expires_at: DateTimeUtc,
    /// When it was ended, if it was.
    pub ended_at: Option<DateTimeUtc>,
    /// Why: `logout`, `reuse` or `suspended`.
    pub ended_why: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
