//! What a person wants by e-mail, and the link in every e-mail that stops them.
//!
//! The link holds the account and a MAC of it under a key of its own, which is made once and kept
//! in the database: a link in an old e-mail must work for as long as the account exists. All that
//! it can do is to stop e-mails.

mod store;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use index::Language;
use rand::TryRng as _;
use sha2::Sha256;
use uuid::Uuid;

use crate::accounts::Actor;
use crate::app::App;
use crate::coded::coded;
use crate::db::Connection;
use crate::{Error, Result, db};

coded! {
    /// When a person gets e-mails.
    EmailMode {
        /// One for each notice, at once.
        AtOnce = "at_once",
        /// One a day, with everything that was new.
        Daily = "daily",
        /// None.
        Never = "never",
    }
}

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailSettings {
    /// When e-mails go out.
    pub email: EmailMode,
    /// Language of e-mails.
    pub language: Language,
    /// Counts changes; 0 while nothing was chosen.
    pub version: i64,
}

impl MailSettings {
    /// What holds for those who have chosen nothing.
    #[must_use]
    pub fn default_of(app: &App) -> Self {
        let language = Language::parse(&app.settings.notifications.language);
        let language = language.unwrap_or(Language::En);
        Self { email: EmailMode::AtOnce, language, version: 0 }
    }
}

/// Settings of an account.
///
/// # Errors
/// Fails when the database does.
pub async fn of_account(app: &App, db: &impl Connection, account: Uuid) -> Result<MailSettings> {
    let Some(row) = store::find(db, account).await? else {
        return Ok(MailSettings::default_of(app));
    };
    let language = Language::parse(&row.language);
    Ok(MailSettings {
        email: EmailMode::parse(&row.email)?,
        language: language.unwrap_or(MailSettings::default_of(app).language),
        version: row.version,
    })
}

/// Replaces the actor's settings.
///
/// # Errors
/// What `check` says of the current version.
pub async fn replace(
    app: &App,
    actor: &Actor,
    check: impl Fn(i64) -> Result<()>,
    email: EmailMode,
    language: Language,
) -> Result<MailSettings> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let before = of_account(app, txn, actor.account).await?;
        check(before.version)?;
        let after = MailSettings { email, language, version: before.version + 1 };
        store::replace(txn, actor.account, &after, before.version, now).await?;
        Ok(after)
    })
    .await
}

/// The address that stops e-mails to an account: a page for people, one click for mail programs.
///
/// # Errors
/// Fails when the database does.
pub async fn unsubscribe_link(app: &App, account: Uuid) -> Result<String> {
    let mac = mac(app, account).await?.finalize().into_bytes();
    let token: Vec<u8> =
        account.as_bytes().iter().chain(mac.iter().take(MAC_BYTES)).copied().collect();
    let base = &app.settings.server.public_url;
    let token = URL_SAFE_NO_PAD.encode(token);
    Ok(format!("{base}/api/v1/notifications/unsubscribe?token={token}"))
}

/// The settings of whom a link was made for.
///
/// # Errors
/// [`Error::NotFound`] for a token that was not made here, or whose account is gone.
pub async fn of_link(app: &App, token: &str) -> Result<(Uuid, MailSettings)> {
    let account = verify(app, token).await?;
    Ok((account, of_account(app, &app.db, account).await?))
}

/// Stops e-mails to whom a link was made for. Doing it again changes nothing.
///
/// # Errors
/// As [`of_link`].
pub async fn unsubscribe(app: &App, token: &str) -> Result<MailSettings> {
    let account = verify(app, token).await?;
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let before = of_account(app, txn, account).await?;
        if before.email == EmailMode::Never {
            return Ok(before);
        }
        let version = before.version + 1;
        let after = MailSettings { email: EmailMode::Never, version, ..before };
        store::replace(txn, account, &after, before.version, now).await?;
        Ok(after)
    })
    .await
}

/// Bytes of the MAC that a link carries.
const MAC_BYTES: usize = 16;
/// The noun of a link in `Error::NotFound`.
const LINK: &str = "unsubscribe_link";

async fn verify(app: &App, token: &str) -> Result<Uuid> {
    let unknown = || Error::NotFound(LINK);
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| unknown())?;
    let (id, given) = bytes.split_at_checked(16).ok_or_else(unknown)?;
    let account = Uuid::from_slice(id).map_err(|_| unknown())?;
    if given.len() != MAC_BYTES {
        return Err(unknown());
    }
    mac(app, account).await?.verify_truncated_left(given).map_err(|_| unknown())?;
    if store::account_exists(&app.db, account).await? { Ok(account) } else { Err(unknown()) }
}

async fn mac(app: &App, account: Uuid) -> Result<Hmac<Sha256>> {
    let key = match app.notifications.link_key() {
        Some(key) => key,
        None => {
            let key = first_key(app).await?;
            app.notifications.keep_link_key(key);
            key
        }
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::internal)?;
    mac.update(b"khop unsubscribe ");
    mac.update(account.as_bytes());
    Ok(mac)
}

/// The key; makes it where there is none. Of two who make it at once, both use the first.
async fn first_key(app: &App) -> Result<[u8; 32]> {
    let mut fresh = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut fresh)
        .map_err(|error| Error::internal(error.to_string()))?;
    let (fresh, now) = (STANDARD.encode(fresh), app.now());
    let kept = db::write_tx(&app.db, async |txn| store::key(txn, fresh, now).await).await?;
    let bytes = STANDARD.decode(kept).map_err(Error::internal)?;
    bytes.try_into().map_err(|_| Error::internal("the key of links has a wrong length"))
}
