//! One file per table, no logic.

pub mod account;
pub mod idempotency_key;
pub mod membership;
pub mod organisation;
pub mod refresh_token;
pub mod session;
pub mod signing_key;
