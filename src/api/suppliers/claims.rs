//! Claims: a firm says that a profile which an agency entered is its own.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::super::problem::{BodyProblems, ConflictProblem, NotFoundProblem, SignedProblems};
use crate::accounts::OrganisationKind;
use crate::app::App;
use crate::http::{Agency, RuledJson, Rules, StrictJson, SupplierSide};
use crate::suppliers::claim::{self, Claim, State};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(claim_supplier).service(list_claims).service(decide_claim);
}

/// Why the profile is the claimant's.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ClaimIn {
    /// For whoever decides.
    note: Option<String>,
}

impl Rules for ClaimIn {
    fn broken(mut self, _: &App) -> Vec<Fault> {
        Error::faults_of(claim::check(&mut self.note))
    }
}

/// What becomes of a claim.
#[derive(Debug, Deserialize, ToSchema)]
struct DecisionIn {
    /// Whether the claimant gets the profile, with its contact persons.
    grant: bool,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StateOut {
    /// Waits for the agency that entered the profile.
    Pending,
    /// The claimant holds the profile.
    Granted,
    /// Refused.
    Refused,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
struct ClaimOut {
    /// The organisation that claims.
    organisation: Uuid,
    /// Its name.
    organisation_name: String,
    /// Whether it registered with the profile's tax code.
    tax_code_matches: bool,
    /// Where it stands.
    state: StateOut,
    /// The claimant's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

/// Claims to a profile.
#[derive(Debug, Serialize, ToSchema)]
struct ClaimsOut {
    /// Oldest first.
    items: Vec<ClaimOut>,
}

/// Claim a profile that nobody holds
///
/// The same tax code decides at once; contact persons that the agency wrote down stay with it. Any
/// other claim waits for the agency.
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier.")),
    request_body = ClaimIn,
    responses(
        (status = 200, description = "Granted.", body = ClaimOut),
        (status = 202, description = "Waits for the agency.", body = ClaimOut),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/suppliers/{id}/claim")]
async fn claim_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    body: RuledJson<ClaimIn>,
) -> Result<HttpResponse> {
    if actor.kind != OrganisationKind::Supplier {
        return Err(Error::Forbidden);
    }
    let claim = claim::claim(&app, &actor, *id, body.value.note).await?;
    app.index.wake();
    let mut response = match claim.state {
        State::Granted => HttpResponse::Ok(),
        State::Pending | State::Refused => HttpResponse::Accepted(),
    };
    Ok(response.json(ClaimOut::from(claim)))
}

/// Claims to a profile
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier.")),
    responses(
        (status = 200, description = "The claims.", body = ClaimsOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/suppliers/{id}/claims")]
async fn list_claims(
    app: web::Data<App>,
    Agency(actor): Agency,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let claims = claim::claims(&app.db, &actor, *id).await?;
    let items = claims.into_iter().map(ClaimOut::from).collect();
    Ok(HttpResponse::Ok().json(ClaimsOut { items }))
}

/// Grant or refuse a claim that waits
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The supplier."),
        ("organisation" = Uuid, Path, description = "The organisation that claims.")
    ),
    request_body = DecisionIn,
    responses(
        (status = 200, description = "Decided.", body = ClaimOut),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/suppliers/{id}/claims/{organisation}")]
async fn decide_claim(
    app: web::Data<App>,
    Agency(actor): Agency,
    path: web::Path<(Uuid, Uuid)>,
    body: StrictJson<DecisionIn>,
) -> Result<HttpResponse> {
    let (id, claimant) = *path;
    let claim = claim::decide(&app, &actor, id, claimant, body.value.grant).await?;
    app.index.wake();
    Ok(HttpResponse::Ok().json(ClaimOut::from(claim)))
}

impl From<Claim> for ClaimOut {
    fn from(claim: Claim) -> Self {
        Self {
            organisation: claim.organisation,
            organisation_name: claim.organisation_name,
            tax_code_matches: claim.tax_code_matches,
            state: match claim.state {
                State::Pending => StateOut::Pending,
                State::Granted => StateOut::Granted,
                State::Refused => StateOut::Refused,
            },
            note: claim.note,
            created_at: claim.created_at,
        }
    }
}
