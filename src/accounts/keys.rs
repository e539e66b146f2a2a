//! Signing keys: Ed25519, one that signs, and those before it that still verify.
//!
//! They live in the database, so that every replica has them. Rotation signs nobody out: the old
//! key verifies until the last token that it can have signed has expired.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use jsonwebtoken::{DecodingKey, EncodingKey};
use rand::TryRng as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::entity::signing_key::{self as table, Column};
use crate::{Error, Result, db};

/// How long a process may use the keys it has read before it reads them again.
const FRESH: TimeDelta = TimeDelta::seconds(60);
/// How often unknown key identifiers may make it read sooner.
const REREAD: TimeDelta = TimeDelta::seconds(2);

/// Public keys, as RFC 7517 writes them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JwkSet {
    /// The key that signs, then those that only verify.
    pub keys: Vec<Jwk>,
}

/// A public key, as RFC 8037 writes Ed25519.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Jwk {
    /// Key type.
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// Curve.
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// Public key, base64url.
    pub x: String,
    /// Key identifier.
    pub kid: String,
    /// Algorithm.
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    /// Use: signatures.
    #[schema(example = "sig")]
    pub r#use: &'static str,
}

/// A key in use.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) kid: String,
    pub(super) signs: EncodingKey,
    pub(super) verifies: DecodingKey,
    public_x: String,
    retired_at: Option<DateTime<Utc>>,
}

/// The keys that this process has read.
#[derive(Default)]
pub(super) struct KeyRing(RwLock<Read>);

#[derive(Default, Clone)]
struct Read {
    at: Option<DateTime<Utc>>,
    keys: Arc<Vec<Key>>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")
    }
}

/// The key that signs now; makes the first one.
pub(super) async fn signer(app: &App) -> Result<Key> {
    let active = |keys: &[Key]| keys.iter().find(|key| key.retired_at.is_none()).cloned();
    if let Some(key) = active(&keys(app, FRESH).await?) {
        return Ok(key);
    }
    db::write_tx(&app.db, async |txn| {
        let known = table::Entity::find().filter(Column::RetiredAt.is_null()).one(txn).await?;
        if known.is_none() { insert(txn, app.now()).await } else { Ok(()) }
    })
    .await?;
    active(&reread(app).await?).ok_or_else(|| Error::internal("there is no signing key"))
}

/// The key of an identifier, if it still verifies.
pub(super) async fn verifier(app: &App, kid: &str) -> Result<Option<Key>> {
    let find = |keys: &[Key]| keys.iter().find(|key| key.kid == kid && verifies(app, key)).cloned();
    match find(&keys(app, FRESH).await?) {
        Some(key) => Ok(Some(key)),
        // Another replica may have rotated since.
        None => Ok(find(&keys(app, REREAD).await?)),
    }
}

/// Every public key that verifies now.
///
/// # Errors
/// Fails when the database does.
pub async fn public(app: &App) -> Result<JwkSet> {
    signer(app).await?;
    let keys = keys(app, FRESH).await?;
    let jwk = |key: &Key| Jwk {
        kty: "OKP",
        crv: "Ed25519",
        x: key.public_x.clone(),
        kid: key.kid.clone(),
        alg: "EdDSA",
        r#use: "sig",
    };
    Ok(JwkSet { keys: keys.iter().filter(|key| verifies(app, key)).map(jwk).collect() })
}

/// Makes a new key sign. The old ones verify until their last token has expired; those for which
/// that is long past are deleted. Returns the new key's identifier.
///
/// # Errors
/// Fails when the database does.
pub async fn rotate(app: &App) -> Result<String> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        table::Entity::update_many()
            .col_expr(Column::RetiredAt, Expr::value(now))
            .filter(Column::RetiredAt.is_null())
            .exec(txn)
            .await?;
        let past = now - TimeDelta::days(1);
        table::Entity::delete_many().filter(Column::RetiredAt.lt(past)).exec(txn).await?;
        insert(txn, now).await
    })
    .await?;
    reread(app).await?;
    let key = signer(app).await?;
    tracing::info!(kid = key.kid, "signing key rotated");
    Ok(key.kid)
}

/// A retired key verifies for as long as a token lives, and as another process may have gone on
/// signing with it before it read of the rotation.
fn verifies(app: &App, key: &Key) -> bool {
    let token_life = TimeDelta::minutes(i64::from(app.settings.accounts.access_token_minutes));
    key.retired_at.is_none_or(|retired| app.now() < retired + token_life + FRESH + FRESH)
}

async fn keys(app: &App, fresh: TimeDelta) -> Result<Arc<Vec<Key>>> {
    let read = app.accounts.keys.0.read().unwrap_or_else(PoisonError::into_inner).clone();
    match read.at {
        Some(at) if (app.now() - at).abs() < fresh => Ok(read.keys),
        _ => reread(app).await,
    }
}

async fn reread(app: &App) -> Result<Arc<Vec<Key>>> {
    let rows = table::Entity::find()
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Kid)
        .all(&app.db)
        .await?;
    let keys = Arc::new(rows.into_iter().map(Key::of).collect::<Result<Vec<_>>>()?);
    let read = Read { at: Some(app.now()), keys: Arc::clone(&keys) };
    *app.accounts.keys.0.write().unwrap_or_else(PoisonError::into_inner) = read;
    Ok(keys)
}

async fn insert(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    let mut secret = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut secret)
        .map_err(|error| Error::internal(error.to_string()))?;
    let key = SigningKey::from_bytes(&secret);
    let pem =
        key.to_pkcs8_pem(LineEnding::LF).map_err(|error| Error::internal(error.to_string()))?;
    let row = table::Model {
        kid: uuid::Uuid::now_v7().simple().to_string(),
        private_pem: pem.to_string(),
        public_x: URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()),
        created_at: now,
        retired_at: None,
    };
    table::Entity::insert(table::ActiveModel::from(row)).exec_without_returning(db).await?;
    Ok(())
}

impl Key {
    fn of(row: table::Model) -> Result<Self> {
        Ok(Self {
            signs: EncodingKey::from_ed_pem(row.private_pem.as_bytes()).map_err(Error::internal)?,
            verifies: DecodingKey::from_ed_components(&row.public_x).map_err(Error::internal)?,
            kid: row.kid,
            public_x: row.public_x,
            retired_at: row.retired_at,
        })
    }
}
