//! Downloads: who of another organisation has fetched a file of a sourcing request.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{InputProblems, NotFoundProblem, SignedProblems};
use crate::Result;
use crate::accounts::OrganisationKind;
use crate::app::App;
use crate::attachments::downloads::{self, Download};
use crate::http::{OnlyPaging, Page, PagedQuery, Paging, Signed};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_downloads);
}

/// A download.
#[derive(Debug, Serialize, ToSchema)]
struct DownloadOut {
    /// Name of the organisation that fetched the file.
    organisation: String,
    /// What that is.
    kind: OrganisationKind,
    /// When.
    at: DateTime<Utc>,
}

/// Who has fetched a file of a sourcing request, newest first
///
/// For the buyer whose request it is, and administrators; also after the file was removed. Persons
/// are not named.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The request."),
        ("attachment" = Uuid, Path, description = "The file."),
        Paging
    ),
    responses(
        (status = 200, description = "A page of downloads.", body = Page<DownloadOut>),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/attachments/{attachment}/downloads")]
async fn list_downloads(
    app: web::Data<App>,
    Signed(actor): Signed,
    path: web::Path<(Uuid, Uuid)>,
    PagedQuery { paging, .. }: PagedQuery<OnlyPaging>,
) -> Result<HttpResponse> {
    let ((request, file), limit) = (*path, paging.limit());
    let rows = downloads::list(&app, &actor, request, file, paging.after()?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| (row.at, row.id));
    Ok(HttpResponse::Ok().json(page.map(DownloadOut::from)))
}

impl From<Download> for DownloadOut {
    fn from(download: Download) -> Self {
        let Download { organisation, kind, at, .. } = download;
        Self { organisation, kind, at }
    }
}
