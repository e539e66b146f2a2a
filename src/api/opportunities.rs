//! Opportunities: open requests that fit a supplier, and what would open more.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use index::matching::{ConstraintResult, Verdict};
use index::understand::ConstraintKind;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{InputProblems, NotFoundProblem, SignedProblems};
use super::shape::TopOptions;
use crate::Result;
use crate::app::App;
use crate::http::{StrictQuery, SupplierSide};
use crate::opportunities::{self, Fit, NextStep, Reach};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_opportunities).service(list_next_steps);
}

/// Open requests that a supplier offers something for, best first.
#[derive(Debug, Serialize, ToSchema)]
struct OpportunitiesOut {
    /// The supplier.
    supplier: Uuid,
    /// Its opportunities.
    items: Vec<OpportunityOut>,
}

/// An open request, and how the supplier stands on it.
#[derive(Debug, Serialize, ToSchema)]
struct OpportunityOut {
    /// The sourcing request.
    sourcing_request: Uuid,
    /// Its version that was judged.
    version: i64,
    /// One line of it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The buyer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Name of the buyer, where it may be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<String>,
    /// Last day on which interest is welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
    /// When it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// 1 is best.
    rank: u32,
    /// 0–100, from this supplier and this request alone: it does not depend on other suppliers.
    score: f64,
    /// Where the supplier stands on the musts, as the buyer sees it.
    verdict: Verdict,
    /// When the owner of the profile was told that it fits: shortly after every must was met. None
    /// where some must is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    fits_since: Option<DateTime<Utc>>,
    /// One sentence in the reader's language.
    summary: String,
    /// A result per constraint, in the order of the request.
    constraints: Vec<ConstraintResult>,
}

/// What would open most of the demand.
#[derive(Debug, Serialize, ToSchema)]
struct NextStepsOut {
    /// The supplier.
    supplier: Uuid,
    /// Steps, those first that open most.
    items: Vec<NextStepOut>,
}

/// One step, and the demand behind it. Requests that the caller may not see count only where they
/// are of at least three buyers.
#[derive(Debug, Serialize, ToSchema)]
struct NextStepOut {
    /// What kind of thing it is.
    kind: ConstraintKind,
    /// Taxonomy code, or attribute of a figure.
    #[schema(example = "clamping_force")]
    code: String,
    /// Its name in the reader's language.
    label: String,
    /// Open requests that ask for it while the profile is silent.
    asked_by: usize,
    /// Open requests that hang on this alone.
    opens: usize,
    /// How far a figure opens how much.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reach: Vec<ReachOut>,
    /// Pieces asked for in a year by the requests it opens, where they say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pieces_per_year: Option<f64>,
    /// Those of the requests it opens that the caller may see.
    sourcing_requests: Vec<Uuid>,
    /// The step in one sentence, in the reader's language.
    message: String,
}

/// A figure and what it opens.
#[derive(Debug, Serialize, ToSchema)]
struct ReachOut {
    /// The figure.
    figure: f64,
    /// Its unit.
    #[schema(example = "tf")]
    unit: String,
    /// Open requests that it is enough for.
    opens: usize,
}

/// Open requests that fit a supplier, explained
#[utoipa::path(
    tag = "opportunities",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier."), TopOptions),
    responses(
        (status = 200, description = "Open requests, best first.", body = OpportunitiesOut),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[get("/suppliers/{id}/opportunities")]
async fn list_opportunities(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    StrictQuery(options): StrictQuery<TopOptions>,
) -> Result<HttpResponse> {
    let fits = opportunities::list(&app, &actor, *id, options.top()?).await?;
    let items = fits.into_iter().map(OpportunityOut::from).collect();
    Ok(HttpResponse::Ok().json(OpportunitiesOut { supplier: *id, items }))
}

/// Which single step would open most of the demand
#[utoipa::path(
    tag = "opportunities",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier.")),
    responses(
        (status = 200, description = "Steps, those first that open most.", body = NextStepsOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/suppliers/{id}/next-steps")]
async fn list_next_steps(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let steps = opportunities::next_steps(&app, &actor, *id).await?;
    let items = steps.into_iter().map(NextStepOut::from).collect();
    Ok(HttpResponse::Ok().json(NextStepsOut { supplier: *id, items }))
}

impl From<Fit> for OpportunityOut {
    fn from(fit: Fit) -> Self {
        let Fit { sourcing, opportunity, since } = fit;
        let matched = opportunity.matched;
        Self {
            sourcing_request: sourcing.id,
            version: sourcing.version,
            title: sourcing.request.title,
            text: sourcing.request.text,
            buyer: sourcing.buyer,
            deadline: sourcing.deadline,
            published_at: sourcing.published_at,
            rank: matched.rank,
            score: matched.score,
            verdict: matched.verdict,
            fits_since: since,
            summary: matched.summary,
            constraints: matched.constraints,
        }
    }
}

impl From<NextStep> for NextStepOut {
    fn from(step: NextStep) -> Self {
        Self {
            kind: step.kind,
            code: step.code,
            label: step.label,
            asked_by: step.asked_by,
            opens: step.opens,
            reach: step.reach.into_iter().map(ReachOut::from).collect(),
            pieces_per_year: step.pieces_per_year,
            sourcing_requests: step.requests,
            message: step.message,
        }
    }
}

impl From<Reach> for ReachOut {
    fn from(reach: Reach) -> Self {
        Self { figure: reach.figure, unit: reach.unit, opens: reach.opens }
    }
}
