//! History: what was changed of a supplier and of a sourcing request, by whom and when.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{InputProblems, NotFoundProblem, SignedProblems};
use crate::app::App;
use crate::history::{Act, Change, Entry, Withheld};
use crate::http::{OnlyPaging, Page, PagedQuery, Paging, Signed};
use crate::{Result, sourcing, suppliers};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_supplier_history).service(list_sourcing_request_history);
}

/// A change.
#[derive(Debug, Serialize, ToSchema)]
struct RevisionOut {
    /// The version that came of it.
    version: i64,
    /// What was done.
    act: Act,
    /// Name of the organisation that did it.
    organisation: String,
    /// Name of the person, for readers of the same organisation and administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// Fields that changed; empty where it was entered.
    changes: Vec<ChangeOut>,
    /// When.
    at: DateTime<Utc>,
}

/// A field that changed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeOut {
    /// Path of the field.
    #[schema(example = "required.processes")]
    field: String,
    /// What it said; absent where it said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    /// What it says then; absent where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
    /// Why it shows neither: contact persons and the full specification are `private`.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<Withheld>,
}

/// What was changed of a supplier profile, newest first
///
/// For whoever holds the profile and administrators. The newest 200 changes are kept. Never holds
/// contact persons.
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier."), Paging),
    responses(
        (status = 200, description = "A page of changes.", body = Page<RevisionOut>),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/suppliers/{id}/history")]
async fn list_supplier_history(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    PagedQuery { paging, .. }: PagedQuery<OnlyPaging>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let rows = suppliers::history(&app.db, &actor, *id, paging.after()?, limit + 1).await?;
    Ok(page(rows, limit))
}

/// What was changed of a sourcing request, newest first
///
/// For its buyer and administrators; for an agency to which the request is open in full, from the
/// opening on. The newest 200 changes are kept. Never holds the full specification.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The request."), Paging),
    responses(
        (status = 200, description = "A page of changes.", body = Page<RevisionOut>),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/history")]
async fn list_sourcing_request_history(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    PagedQuery { paging, .. }: PagedQuery<OnlyPaging>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let rows = sourcing::history(&app.db, &actor, *id, paging.after()?, limit + 1).await?;
    Ok(page(rows, limit))
}

fn page(rows: Vec<Entry>, limit: u64) -> HttpResponse {
    let page = Page::of(rows, limit, |row| row.version);
    HttpResponse::Ok().json(page.map(RevisionOut::from))
}

impl From<Entry> for RevisionOut {
    fn from(entry: Entry) -> Self {
        Self {
            version: entry.version,
            act: entry.act,
            organisation: entry.organisation,
            person: entry.person,
            changes: entry.changes.into_iter().map(ChangeOut::from).collect(),
            at: entry.at,
        }
    }
}

impl From<Change> for ChangeOut {
    fn from(change: Change) -> Self {
        let Change { field, before, after, withheld } = change;
        Self { field, before, after, withheld }
    }
}
