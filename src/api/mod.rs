//! The JSON door, `/api/v1`: one file per noun.
//!
//! Rules of the door. Handlers are named verb_noun, which is the operation id. They read the
//! input, ask one room, and map what it returns: no rule of the business lives here. Rights are
//! extractors in the signature. Bodies are [`StrictJson`](crate::http::StrictJson); errors are
//! [`Error`](crate::Error), told by [`http::problem`](crate::http::problem). A new operation needs
//! a row in `tests/it/access/mod.rs`.

pub mod accounts;
pub mod admin;
pub mod attachments;
pub mod docs;
pub mod downloads;
mod form;
pub mod health;
pub mod history;
pub mod imports;
pub mod introductions;
pub mod matching;
pub mod notifications;
pub mod openapi;
pub mod opportunities;
pub mod outcomes;
pub mod problem;
pub mod quotes;
pub mod reports;
mod shape;
pub mod sourcing;
pub mod suppliers;
pub mod taxonomy;
pub mod understand;
pub mod webhooks;

use utoipa_actix_web::service_config::ServiceConfig;

/// Everything under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .app_data(form::config())
        .configure(accounts::routes)
        .configure(admin::routes)
        .configure(suppliers::routes)
        .configure(sourcing::routes)
        .configure(attachments::routes)
        .configure(downloads::routes)
        .configure(history::routes)
        .configure(matching::routes)
        .configure(outcomes::routes)
        .configure(opportunities::routes)
        .configure(introductions::routes)
        .configure(quotes::routes)
        .configure(reports::routes)
        .configure(understand::routes)
        .configure(taxonomy::routes)
        .configure(imports::routes)
        .configure(notifications::routes)
        .configure(webhooks::routes);
}
