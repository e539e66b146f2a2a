//! Khớp: matches sourcing requests with local suppliers, and explains every rank.
//!
//! Reading order: [`error`] and [`config`] (what everything may meet) → [`app`] (what everything
//! shares) → [`accounts`] (who is asking) → [`notifications`] (who is told) → the rooms
//! [`suppliers`], [`sourcing`], [`matching`], [`opportunities`], [`introductions`], [`attachments`],
//! [`quotes`], [`outcomes`], [`reports`] → [`sync`] (database to index) → [`http`] (the hallway) and
//! [`api`] (the JSON door) →
//! [`server`] → [`cli`].

mod coded;
pub mod error;
mod words;

pub mod app;
pub mod config;
pub mod db;
#[expect(clippy::disallowed_methods, reason = "the entity macro writes nested saves; we call none")]
pub mod entity;

pub mod accounts;
pub mod attachments;
pub mod history;
pub mod introductions;
pub mod matching;
pub mod notifications;
pub mod opportunities;
pub mod outcomes;
pub mod quotes;
pub mod reports;
pub mod sourcing;
pub mod suppliers;
pub mod sync;

pub mod api;
pub mod http;
pub mod server;
pub mod telemetry;

pub mod imports;
pub mod interchange;

pub mod cli;
pub mod demo;
pub mod generate;

pub use error::{Error, Fault, Result};
