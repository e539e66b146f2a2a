//! Who is asking: organisations, accounts, sign-in.

pub mod policy;

use index::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::config::Settings;
use crate::{Error, Result};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// Looks for suppliers.
    Buyer,
    /// Wants to be found.
    Supplier,
    /// Brings both together.
    Agency,
    /// Runs the service.
    Operator,
}

/// What an account may do in its organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Posts sourcing requests.
    Buyer,
    /// Keeps its profile.
    Supplier,
    /// Keeps a directory and brokers.
    Agency,
    /// Administers the service.
    Admin,
}

/// Who is asking, in which organisation, with which rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub account: Uuid,
    /// The organisation acted for.
    pub organisation: Uuid,
    /// What that organisation is.
    pub kind: OrganisationKind,
    /// What the person may do.
    pub role: Role,
    /// The sign-in.
    pub session: Uuid,
    /// Language of answers.
    pub locale: Language,
}

/// What accounts keep in memory: hashing, keys, attempt counters.
#[derive(Debug)]
pub struct Accounts {}

impl Accounts {
    /// Prepares them from the settings.
    ///
    /// # Errors
    /// Fails when the hashing parameters are impossible.
    pub fn new(_settings: &Settings) -> Result<Self> {
        Ok(Self {})
    }
}

/// Who holds this access token, if it is good and its session still stands.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub async fn authenticate(_app: &App, _token: &str, _locale: Language) -> Result<Actor> {
    Err(Error::Unauthenticated("token_invalid"))
}
