//! The hallway that every door shares: who is asking, strict bodies, paging, preconditions,
//! repeated requests, and how an error is told.

pub mod actor;
pub mod address;
pub mod catch_panic;
pub mod deadline;
pub mod disposition;
pub mod head;
pub mod idempotency;
pub mod json;
pub mod locale;
pub mod messages;
pub mod paging;
pub mod precondition;
pub mod problem;
pub mod query;
pub mod refusal;
pub mod ruled_json;
mod schema;
pub mod security;
mod strict_value;
pub mod unmatched;

pub use actor::{Admin, Agency, Buyer, BuyerOrAgency, MaybeSigned, Signed, SupplierSide};
pub use address::ClientAddress;
pub use idempotency::{IdempotencyKey, Stored};
pub use json::StrictJson;
pub use paging::{Cursor, OnlyPaging, Page, Paging};
pub use precondition::{IfMatch, etag};
pub use query::{PagedQuery, StrictQuery};
pub use refusal::Refusal;
pub use ruled_json::{RuledJson, Rules};
pub(crate) use schema::unknown;
