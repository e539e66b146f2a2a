//! Who may do what: one table, role × action. Ownership is another matter: it is checked where
//! the row is read.

use super::{Actor, Role};
use crate::{Error, Result};

/// What a role may be needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Post, change and close sourcing requests of the own organisation.
    Buy,
    /// Keep supplier profiles: the own one, or those of a directory.
    KeepProfiles,
    /// Match and broker: what buyers do for themselves and agencies for others.
    Broker,
    /// Import directories, verify profiles.
    RunDirectory,
    /// Approve and suspend organisations, rotate keys.
    Administer,
}

/// Whether a role may do something at all.
#[must_use]
pub const fn allows(role: Role, action: Action) -> bool {
    match (action, role) {
        (Action::Buy, Role::Buyer) => true,
        (Action::Buy, Role::Supplier | Role::Agency | Role::Admin) => false,
        (Action::KeepProfiles, Role::Supplier | Role::Agency | Role::Admin) => true,
        (Action::KeepProfiles, Role::Buyer) => false,
        (Action::Broker, Role::Buyer | Role::Agency | Role::Admin) => true,
        (Action::Broker, Role::Supplier) => false,
        (Action::RunDirectory, Role::Agency | Role::Admin) => true,
        (Action::RunDirectory, Role::Buyer | Role::Supplier) => false,
        (Action::Administer, Role::Admin) => true,
        (Action::Administer, Role::Buyer | Role::Supplier | Role::Agency) => false,
    }
}

/// Refuses an actor whose role may not.
///
/// # Errors
/// [`Error::Forbidden`].
pub const fn require(actor: &Actor, action: Action) -> Result<()> {
    if allows(actor.role, action) { Ok(()) } else { Err(Error::Forbidden) }
}
