//! Stories through HTTP, and proofs about the whole house. One binary, so that it links once.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should end")]

/// Test app, cast, clients.
mod harness;

/// Who may do what: every operation as every role.
mod access;
/// Registering, signing in, staying and getting out.
mod accounts;
/// What administrators do.
mod admin;
/// Told when a request newly fits, or no longer does.
mod alerts;
/// Files of a request: who reads them when, what is taken, what is kept.
mod attachments;
/// Settings: layers, faults, secrets.
mod config;
/// Killed while it writes, it loses nothing that it answered for.
mod crash;
/// The demonstration: one command, and the page that it opens.
mod demo;
/// Bad input of every kind gets a clear answer.
mod errors;
/// Golden explanations in five languages.
mod explanations;
/// What was changed of suppliers and requests, and by whom.
mod history;
/// Repeated requests.
mod idempotency;
/// What is wrong with a file is told with its cell.
mod import_faults;
/// Files in, reports out.
mod imports;
/// From a proposal to a deal: steps, exits, views, deadlines, quotes.
mod introductions;
/// Weights from outcomes, on histories whose truth is known.
mod learn;
/// Whose code may be built in.
mod licences;
/// Logs name nobody.
mod logs;
/// Explained rankings, and runs that are kept.
mod matching;
/// What one is told: in the app, by e-mail, by webhook, on a stream.
mod notifications;
/// The OpenAPI document is what clients rely on.
mod openapi;
/// Open requests for a supplier, and what opens more.
mod opportunities;
/// What comes of a match run.
mod outcomes;
/// Indicators for agencies: what counts, and what stands behind each number.
mod reports;
/// Over a real port: slow bodies, graceful stop.
mod server;
/// What buyers seek.
mod sourcing;
/// The full specification of a request: for whom, and from when to when.
mod staged_details;
/// Profiles of suppliers, and persons who stay private.
mod suppliers;
/// Database and index in step, whatever happens to either.
mod sync;
/// Rules of the house: sizes, names, who imports whom.
mod tidy;
/// Forged tokens.
mod tokens;
/// How a supplier answers and deals.
mod track_record;
