//! One file per table, no logic.

pub mod account;
pub mod delivery;
pub mod delivery_attempt;
pub mod idempotency_key;
pub mod import;
pub mod index_change;
pub mod index_head;
pub mod match_result;
pub mod match_run;
pub mod membership;
pub mod notice;
pub mod notification;
pub mod notification_key;
pub mod notification_setting;
pub mod organisation;
pub mod refresh_token;
pub mod session;
pub mod signing_key;
pub mod sourcing_request;
pub mod supplier;
pub mod supplier_claim;
pub mod supplier_contact;
pub mod webhook;
