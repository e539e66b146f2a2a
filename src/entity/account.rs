//! Table `account`: a person who signs in.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// E-mail address, normalised.
    #[sea_orm(unique)]
    pub email: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Name as the person writes it.
    pub name: String,
    /// `active` or `suspended`.
    pub state: String,
    /// When it registered.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
