//! Table `signing_key`: Ed25519 keys that sign access tokens.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Key identifier, `kid` in access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// Private key, PKCS#8 PEM. The database is the secret store.
    pub private_pem: String,
    /// Public key, base64url, as `x` of a JSON Web Key.
    pub public_x: String,
    /// When it began to sign.
    pub created_at: DateTimeUtc,
    /// When it ceased to sign; it still verifies until the last token it signed has expired.
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
