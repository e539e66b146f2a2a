//! What administrators do: approve and suspend organisations, rotate the signing key.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::accounts::OrganisationOut;
use super::problem::{ConflictProblem, InputProblems, NotFoundProblem, SignedProblems};
use crate::Result;
use crate::accounts::{Organisation, OrganisationState, keys, organisations};
use crate::app::App;
use crate::http::{Admin, Page, PagedQuery, Paging, etag};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_organisations)
        .service(approve_organisation)
        .service(suspend_organisation)
        .service(rotate_signing_key);
}

/// Which organisations to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct OrganisationFilter {
    /// Only those in this state.
    state: Option<OrganisationState>,
}

/// The key that signs from now on.
#[derive(Debug, Serialize, ToSchema)]
struct SigningKeyOut {
    /// Its identifier.
    kid: String,
}

/// List organisations, oldest first
#[utoipa::path(
    tag = "administration",
    security(("bearer" = [])),
    params(OrganisationFilter, Paging),
    responses(
        (status = 200, description = "A page of organisations.", body = Page<OrganisationOut>),
        InputProblems, SignedProblems
    )
)]
#[get("/admin/organisations")]
async fn list_organisations(
    app: web::Data<App>,
    Admin(_admin): Admin,
    PagedQuery { filter, paging }: PagedQuery<OrganisationFilter>,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    let rows = organisations::list(&app, filter.state, paging.after()?, limit).await?;
    let page = Page::of(rows, limit, |row| row.id).map(OrganisationOut::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Let an organisation act
#[utoipa::path(
    tag = "administration",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The organisation.")),
    responses(
        (status = 200, description = "It may act.", body = OrganisationOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/admin/organisations/{id}/approve")]
async fn approve_organisation(
    app: web::Data<App>,
    Admin(actor): Admin,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    organisations::approve(&app, &actor, *id).await.map(answer)
}

/// Stop an organisation: its members are signed out at once
#[utoipa::path(
    tag = "administration",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The organisation.")),
    responses(
        (status = 200, description = "It may no longer act.", body = OrganisationOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/admin/organisations/{id}/suspend")]
async fn suspend_organisation(
    app: web::Data<App>,
    Admin(actor): Admin,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    organisations::suspend(&app, &actor, *id).await.map(answer)
}

/// Sign with a new key from now on; nobody is signed out
#[utoipa::path(
    tag = "administration",
    security(("bearer" = [])),
    responses((status = 201, description = "The new key.", body = SigningKeyOut), SignedProblems)
)]
#[post("/admin/signing-keys")]
async fn rotate_signing_key(app: web::Data<App>, Admin(_admin): Admin) -> Result<HttpResponse> {
    let kid = keys::rotate(&app).await?;
    Ok(HttpResponse::Created().json(SigningKeyOut { kid }))
}

fn answer(organisation: Organisation) -> HttpResponse {
    let tag = etag(organisation.version);
    HttpResponse::Ok().insert_header(tag).json(OrganisationOut::from(organisation))
}
