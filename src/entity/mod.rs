//! One file per table, no logic.

pub mod account;
pub mod block_list;
pub mod idempotency_key;
pub mod import;
pub mod index_change;
pub mod index_head;
pub mod introduction;
pub mod introduction_event;
pub mod match_result;
pub mod match_run;
pub mod membership;
pub mod organisation;
pub mod quote;
pub mod refresh_token;
pub mod session;
pub mod signing_key;
pub mod sourcing_request;
pub mod supplier;
pub mod supplier_claim;
pub mod supplier_contact;
