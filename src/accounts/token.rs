//! Access tokens: JSON Web Tokens (RFC 9068) signed with Ed25519, and with nothing else.

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys;
use crate::app::App;
use crate::{Error, Result};

/// Clocks of two machines may differ by this much, in seconds.
const LEEWAY_SECONDS: i64 = 5;
/// Media type of access tokens, in the header.
const TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 2_048;

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// The account.
    pub sub: Uuid,
    /// The sign-in.
    pub sid: Uuid,
    /// The organisation.
    pub org: Uuid,
    /// Its own identifier.
    pub jti: Uuid,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// From when it is good.
    pub nbf: i64,
    /// Until when it is good.
    pub exp: i64,
}

/// An access token for a session.
pub(super) async fn issue(app: &App, account: Uuid, session: Uuid, org: Uuid) -> Result<String> {
    let settings = &app.settings.accounts;
    let key = keys::signer(app).await?;
    let now = app.now();
    let life = TimeDelta::minutes(i64::from(settings.access_token_minutes));
    let claims = Claims {
        iss: settings.issuer.clone(),
        aud: settings.audience.clone(),
        sub: account,
        sid: session,
        org,
        jti: Uuid::new_v4(),
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: (now + life).timestamp(),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.kid);
    encode(&header, &claims, &key.signs).map_err(Error::internal)
}

/// What a token says, if it is one of ours and good now.
///
/// # Errors
/// [`Error::Unauthenticated`]: `token_expired`, or `token_invalid` for everything else.
pub async fn verify(app: &App, token: &str) -> Result<Claims> {
    let invalid = || Error::Unauthenticated("token_invalid");
    if token.len() > LONGEST {
        return Err(invalid());
    }
    let header = decode_header(token).map_err(|_| invalid())?;
    let typed = header.typ.as_deref().is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE));
    if header.alg != Algorithm::EdDSA || !typed || header.crit.is_some() {
        return Err(invalid());
    }
    let kid = header.kid.ok_or_else(invalid)?;
    let key = keys::verifier(app, &kid).await?.ok_or_else(invalid)?;
    let settings = &app.settings.accounts;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    // Times are checked below, by the clock of the app.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = decode::<Claims>(token, &key.verifies, &validation).map_err(|_| invalid())?.claims;
    let now = app.now().timestamp();
    if claims.exp.saturating_add(LEEWAY_SECONDS) <= now {
        return Err(Error::Unauthenticated("token_expired"));
    }
    if claims.nbf.saturating_sub(LEEWAY_SECONDS) > now {
        return Err(invalid());
    }
    Ok(claims)
}
