//! Signing in, staying signed in, signing out.
//!
//! A session is a family of refresh tokens, each good once. One that comes back after the grace
//! period was stolen, or its rightful owner's was: the whole family ends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use index::Language;
use rand::TryRng as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Account, Actor, OrganisationKind, OrganisationState, Role, email, store, token};
use crate::app::App;
use crate::entity::session;
use crate::{Error, Result, db};

/// What a sign-in gives.
#[derive(Debug, Clone)]
pub struct TokenPair {
    /// For the `Authorization` header.
    pub access_token: SecretString,
    /// For the next pair; good once.
    pub refresh_token: SecretString,
    /// Seconds that the access token is good for.
    pub expires_in: u32,
}

/// Signs in with address and password, from a network address.
///
/// # Errors
/// [`Error::Unauthenticated`] without saying which of both is wrong; with the right password,
/// that the organisation waits for approval or is suspended. Too many attempts.
pub async fn sign_in(
    app: &App,
    address: &str,
    password: &SecretString,
    from: &str,
) -> Result<TokenPair> {
    let wrong = Error::Unauthenticated("credentials_wrong");
    let known = email::normalise(address);
    app.accounts.throttle.sign_in(known.as_deref().unwrap_or(address), from)?;
    let member = match &known {
        Some(email) => store::member_by_email(&app.db, email).await?,
        None => None,
    };
    let hash = member.as_ref().map(|(account, ..)| account.password_hash.as_str());
    if !app.accounts.passwords.verify(password, hash).await? {
        tracing::info!("sign-in refused");
        return Err(wrong);
    }
    let (account, membership, organisation) = member.ok_or(wrong)?;
    stands(&account.state, &organisation.state)?;
    begin(app, account.id, membership.organisation_id).await
}

/// Begins a session for somebody who has shown, in whatever way, who they are.
///
/// # Errors
/// Fails when the database does.
pub async fn begin(app: &App, account: Uuid, organisation: Uuid) -> Result<TokenPair> {
    let now = app.now();
    let session = session::Model {
        id: Uuid::now_v7(),
        account_id: account,
        organisation_id: organisation,
        created_at: now,
        expires_at: now + TimeDelta::days(i64::from(app.settings.accounts.session_days)),
        ended_at: None,
        ended_why: None,
    };
    let refresh_token = new_refresh_token()?;
    db::write_tx(&app.db, async |txn| {
        store::insert_session(txn, session.clone()).await?;
        store::insert_refresh_token(txn, hash_of(&refresh_token), session.id, now).await
    })
    .await?;
    tracing::info!(%account, session = %session.id, "signed in");
    pair(app, &session, refresh_token).await
}

/// A new pair for a refresh token.
///
/// # Errors
/// [`Error::Unauthenticated`]: `refresh_token_invalid`, or `refresh_token_reused` after which the
/// whole session has ended.
pub async fn refresh(app: &App, refresh_token: &SecretString) -> Result<TokenPair> {
    let invalid = || Error::Unauthenticated("refresh_token_invalid");
    let now = app.now();
    let grace = TimeDelta::seconds(i64::from(app.settings.accounts.refresh_grace_seconds));
    let (hash, next) = (hash_of(refresh_token), new_refresh_token()?);
    let renewed = db::write_tx(&app.db, async |txn| {
        let used = store::use_refresh_token(txn, &hash, now).await?;
        let (used, first) = used.ok_or_else(invalid)?;
        let session = store::session(txn, used.session_id).await?.ok_or_else(invalid)?;
        if session.ended_at.is_some() || session.expires_at <= now {
            return Err(invalid());
        }
        if !first && used.used_at.is_none_or(|at| now - at > grace) {
            // Committed, not rolled back: the end of the session is the effect.
            store::end_sessions(txn, store::Ending::Session(session.id), "reuse", now).await?;
            return Ok(Err(session));
        }
        store::insert_refresh_token(txn, hash_of(&next), session.id, now).await?;
        Ok(Ok(session))
    })
    .await?;
    match renewed {
        Ok(session) => {
            let standing = store::standing(&app.db, session.id, session.account_id).await?;
            let standing = standing.ok_or_else(invalid)?;
            stands(&standing.account_state, &standing.organisation_state)?;
            pair(app, &session, next).await
        }
        Err(session) => {
            tracing::warn!(session = %session.id, account = %session.account_id, "refresh token reused: session ended");
            Err(Error::Unauthenticated("refresh_token_reused"))
        }
    }
}

/// Ends the session of the actor: neither its access tokens nor its refresh tokens are good any
/// more.
///
/// # Errors
/// Fails when the database does.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    let ending = store::Ending::Session(actor.session);
    store::end_sessions(&app.db, ending, "logout", app.now()).await?;
    tracing::info!(account = %actor.account, session = %actor.session, "signed out");
    Ok(())
}

/// Who holds this access token, if it is good and its session still stands. The database is asked
/// every time: a sign-out, a suspension and a change of role hold at once, on every replica.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub async fn authenticate(app: &App, token: &str, locale: Language) -> Result<Actor> {
    let claims = token::verify(app, token).await?;
    let ended = || Error::Unauthenticated("session_ended");
    let standing = store::standing(&app.db, claims.sid, claims.sub).await?.ok_or_else(ended)?;
    if standing.ended_at.is_some() || standing.expires_at <= app.now() {
        return Err(ended());
    }
    stands(&standing.account_state, &standing.organisation_state)?;
    Ok(Actor {
        account: claims.sub,
        organisation: claims.org,
        kind: OrganisationKind::stored(&standing.kind)?,
        role: Role::stored(&standing.role)?,
        session: claims.sid,
        locale,
    })
}

/// Whether the session of an actor who was let in earlier still stands: for what goes on longer
/// than one answer.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub async fn check(app: &App, actor: &Actor) -> Result<()> {
    let ended = || Error::Unauthenticated("session_ended");
    let standing = store::standing(&app.db, actor.session, actor.account).await?;
    let standing = standing.ok_or_else(ended)?;
    if standing.ended_at.is_some() || standing.expires_at <= app.now() {
        return Err(ended());
    }
    stands(&standing.account_state, &standing.organisation_state)
}

/// The account of an actor.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn account_of(app: &App, actor: &Actor) -> Result<Account> {
    let member = store::member_by_id(&app.db, actor.account).await?;
    Account::of(member.ok_or(Error::NotFound("account"))?)
}

/// Forgets sessions that expired a week ago.
///
/// # Errors
/// Fails when the database does.
pub async fn forget_old(app: &App) -> Result<u64> {
    store::delete_sessions(&app.db, app.now() - TimeDelta::days(7)).await
}

fn stands(account_state: &str, organisation_state: &str) -> Result<()> {
    if account_state != "active" {
        return Err(Error::Unauthenticated("account_suspended"));
    }
    match OrganisationState::stored(organisation_state)? {
        OrganisationState::Active => Ok(()),
        OrganisationState::Pending => Err(Error::Unauthenticated("organisation_pending")),
        OrganisationState::Suspended => Err(Error::Unauthenticated("organisation_suspended")),
    }
}

async fn pair(
    app: &App,
    session: &session::Model,
    refresh_token: SecretString,
) -> Result<TokenPair> {
    let access = token::issue(app, session.account_id, session.id, session.organisation_id).await?;
    Ok(TokenPair {
        access_token: access.into(),
        refresh_token,
        expires_in: app.settings.accounts.access_token_minutes * 60,
    })
}

/// 256 random bits: no dictionary has them, so a plain hash is enough to keep them.
fn new_refresh_token() -> Result<SecretString> {
    let mut bytes = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

fn hash_of(token: &SecretString) -> String {
    format!("{:x}", Sha256::digest(token.expose_secret().as_bytes()))
}
