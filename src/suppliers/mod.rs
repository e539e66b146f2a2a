//! Suppliers: their profiles, who may read and change them, and who speaks for them.
//!
//! A profile is public once published. Contact persons are not part of it: they are kept apart and
//! shown to whoever holds the profile (its owner, or the agency that entered it while nobody has
//! claimed it) and to administrators.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use index::profile::{Profile, Verification, VerificationLevel};
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::entity::supplier;
use crate::{Error, Result};

mod change;
pub mod claim;
mod history;
pub mod import;
pub mod money;
pub mod place;
mod read;
pub mod revenue;
pub mod search;
mod store;
pub mod text;
pub mod validate;

pub use change::{Check, confirm, create, replace, verify, withdraw};
pub use history::history;
pub use import::import_batch;
pub(crate) use read::{
    Claimed, checkers, claimed, claimed_ids, contacts, held, holds, lock_claimed, published,
};
pub use read::{editable, find, listed, mine, of_organisation};
pub use revenue::Revenue;

/// The noun of this room in `Error::NotFound`.
pub(crate) const NOUN: &str = "supplier";

/// Where a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not ready: only its holder sees it.
    Draft,
    /// Everybody sees it.
    Published,
    /// Taken back: only its holder sees it.
    Withdrawn,
}

impl Status {
    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn parse(code: &str) -> Result<Self> {
        [Self::Draft, Self::Published, Self::Withdrawn]
            .into_iter()
            .find(|status| status.code() == code)
            .ok_or_else(|| Error::internal(format!("unknown supplier status {code}")))
    }
}

/// A person to reach at a supplier. Personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name of the person.
    pub name: String,
    /// Position in the firm.
    pub role: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Zalo account.
    pub zalo: Option<String>,
    /// WeChat account.
    pub wechat: Option<String>,
    /// KakaoTalk account.
    pub kakao: Option<String>,
    /// LINE account.
    pub line: Option<String>,
}

/// Persons do not reach a log by way of a debug print.
impl std::fmt::Debug for Contact {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Contact(…)")
    }
}

/// What somebody wants a profile to be.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The profile; its `id` is the writer's own number for it.
    pub profile: Profile,
    /// Contact persons; left as they are where absent.
    pub contacts: Option<Vec<Contact>>,
    /// Where it is to stand; left as it is where absent, published for a new one.
    pub status: Option<Status>,
    /// What the firm turns over; left as it is where absent, taken away where it is none.
    pub annual_revenue: Option<Option<Revenue>>,
}

/// A supplier as somebody may see it.
#[derive(Debug, Clone)]
pub struct Supplier {
    /// Identifier.
    pub id: Uuid,
    /// Version, for `If-Match`.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// Whether an organisation holds it as its own.
    pub claimed: bool,
    /// The profile, with identifier, verification and confirmation.
    pub profile: Profile,
    /// The holder's own number for it; holders only.
    pub reference: Option<String>,
    /// Contact persons; none for those who may not see them.
    pub contacts: Option<Vec<Contact>>,
    /// What the firm turns over; none for those who may not see persons.
    pub annual_revenue: Option<Revenue>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Whether an actor may change a profile: its owner, the organisation that entered it while it has
/// no owner, or an administrator.
#[must_use]
pub fn may_edit(row: &supplier::Model, actor: &Actor) -> bool {
    actor.role == Role::Admin || holder(row) == actor.organisation
}

/// The organisation that speaks for a profile.
#[must_use]
pub fn holder(row: &supplier::Model) -> Uuid {
    row.owner_id.unwrap_or(row.created_by_id)
}

/// The profile of a row, complete but without persons. `names` are those of organisations.
///
/// # Errors
/// An internal error when the row holds no profile.
pub fn to_profile(row: &supplier::Model, names: &HashMap<Uuid, String>) -> Result<Profile> {
    let mut profile: Profile =
        serde_json::from_value(row.profile.clone()).map_err(Error::internal)?;
    profile.id = row.id.to_string();
    profile.verification = Some(Verification {
        level: level_of(&row.verification_level)?,
        on: row.verified_on,
        by: row.verified_by_id.and_then(|id| names.get(&id).cloned()),
    });
    profile.confirmed_on = row.confirmed_on;
    Ok(profile)
}

/// The profile as a firm is found and judged by it. What a file's further columns hold nobody knows,
/// persons it may be: they are left out.
#[must_use]
pub fn searchable(mut profile: Profile) -> Profile {
    profile.extra.clear();
    profile
}

/// Levels of verification, as stored.
#[must_use]
pub const fn level_code(level: VerificationLevel) -> &'static str {
    match level {
        VerificationLevel::SelfDeclared => "self_declared",
        VerificationLevel::DocumentsChecked => "documents_checked",
        VerificationLevel::SiteAudited => "site_audited",
    }
}

fn level_of(code: &str) -> Result<VerificationLevel> {
    [
        VerificationLevel::SelfDeclared,
        VerificationLevel::DocumentsChecked,
        VerificationLevel::SiteAudited,
    ]
    .into_iter()
    .find(|level| level_code(*level) == code)
    .ok_or_else(|| Error::internal(format!("unknown verification level {code}")))
}

/// Hours of Vietnam ahead of UTC, all year.
pub const VIETNAM: TimeDelta = TimeDelta::hours(7);

/// The day in Vietnam.
#[must_use]
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    (now + VIETNAM).date_naive()
}
