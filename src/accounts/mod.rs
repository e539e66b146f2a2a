//! Who is asking: organisations, accounts, sign-in, and what a role may do.
//!
//! Reading order: [`policy`] (role × action) → [`registration`] → [`sessions`] (sign in, refresh,
//! sign out, authenticate) → [`token`] and [`keys`] → [`organisations`] (approve, suspend).

mod email;
pub mod keys;
pub mod offline;
pub mod organisations;
pub mod password;
pub mod policy;
pub mod registration;
pub mod sessions;
mod store;
pub mod tax_code;
mod throttle;
pub mod token;

use chrono::{DateTime, Utc};
use index::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Result;
use crate::config::Settings;

pub use organisations::Organisation;
pub use registration::{NewAccount, NewOrganisation};
pub use sessions::{TokenPair, authenticate};
pub use store::enter;

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

/// Whether an organisation may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationState {
    /// Waits for an administrator's approval.
    Pending,
    /// May act.
    Active,
    /// Was stopped by an administrator.
    Suspended,
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

/// An account with its organisation.
#[derive(Debug, Clone)]
pub struct Account {
    /// Identifier.
    pub id: Uuid,
    /// E-mail address, normalised.
    pub email: String,
    /// Name as the person writes it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it registered.
    pub created_at: DateTime<Utc>,
    /// Its organisation.
    pub organisation: Organisation,
}

/// What accounts keep in memory: hashing, keys, attempt counters.
#[derive(Debug)]
pub struct Accounts {
    passwords: password::Passwords,
    keys: keys::KeyRing,
    throttle: throttle::Throttle,
}

impl Accounts {
    /// Prepares them from the settings.
    ///
    /// # Errors
    /// Fails when the hashing parameters are impossible.
    pub fn new(settings: &Settings) -> Result<Self> {
        Ok(Self {
            passwords: password::Passwords::new(&settings.accounts)?,
            keys: keys::KeyRing::default(),
            throttle: throttle::Throttle::new(&settings.throttle),
        })
    }
}

macro_rules! stored_as_text {
    ($name:ident { $($variant:ident = $text:literal),+ }) => {
        impl $name {
            /// As the database keeps it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub(crate) fn stored(text: &str) -> Result<Self> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(crate::Error::internal(format!("unknown {}: '{text}'", stringify!($name)))),
                }
            }
        }
    };
}

stored_as_text!(OrganisationKind {
    Buyer = "buyer", Supplier = "supplier", Agency = "agency", Operator = "operator"
});
stored_as_text!(OrganisationState { Pending = "pending", Active = "active", Suspended = "suspended" });
stored_as_text!(Role { Buyer = "buyer", Supplier = "supplier", Agency = "agency", Admin = "admin" });
