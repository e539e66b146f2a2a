//! The block list: whom the caller's organisation is never to be introduced to.

use actix_web::{HttpResponse, get, put, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::super::problem::{BodyProblems, PreconditionProblems, SignedProblems};
use super::super::shape::{self, Repeats, Replacement};
use crate::app::App;
use crate::http::{IfMatch, Rules, Signed, StrictJson, etag};
use crate::introductions::block::{self, BlockList};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_block_list).service(replace_block_list);
}

/// Whom not to be introduced to.
#[derive(Debug, Deserialize, ToSchema)]
struct BlockListIn {
    /// Profiles that a buyer does not want to meet. Their holders no longer find its open requests,
    /// and its rankings leave them out.
    #[serde(default)]
    suppliers: Vec<Uuid>,
    /// Buyers that a supplier does not want to meet, by registered name or tax code.
    #[serde(default)]
    #[schema(example = json!(["보리스 전자", "0100047516"]))]
    buyers: Vec<String>,
}

impl From<BlockListIn> for BlockList {
    fn from(body: BlockListIn) -> Self {
        Self { suppliers: body.suppliers, buyers: body.buyers, ..Self::default() }
    }
}

impl Rules for BlockListIn {
    fn broken(self, _: &App) -> Vec<Fault> {
        Error::faults_of(block::clean(&mut self.into()).finish())
    }
}

/// Whom the caller's organisation is not to be introduced to.
#[derive(Debug, Serialize, ToSchema)]
struct BlockListOut {
    /// Version, as in the `ETag`; 0 before the first change.
    version: i64,
    /// Profiles.
    suppliers: Vec<Uuid>,
    /// Buyers, by registered name or tax code.
    buyers: Vec<String>,
    /// When it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<DateTime<Utc>>,
}

/// The block list of the caller's organisation
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The list.", body = BlockListOut,
            headers(("ETag" = String, description = "Its version."))),
        SignedProblems
    )
)]
#[get("/block-list")]
async fn get_block_list(app: web::Data<App>, Signed(actor): Signed) -> Result<HttpResponse> {
    block::find(&app.db, &actor).await.map(answer)
}

/// Replace the block list of the caller's organisation
///
/// It acts when an introduction is proposed; the other side is not told whose list it was. What was
/// read can be sent back: `version` and `updated_at` may be repeated as they are.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("If-Match" = String, Header, description = "`ETag` of the version that is replaced.")),
    request_body = BlockListIn,
    responses(
        (status = 200, description = "Replaced.", body = BlockListOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, PreconditionProblems
    )
)]
#[put("/block-list")]
async fn replace_block_list(
    app: web::Data<App>,
    Signed(actor): Signed,
    if_match: IfMatch,
    body: StrictJson<Replacement>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let shown = shape::value_of(&BlockListOut::from(block::find(&app.db, &actor).await?))?;
    let repeats = Repeats::of(shown, &READ_ONLY, &[]);
    let list: BlockListIn = body.value.read(&repeats, &app)?;
    let check = |current| if_match.check(current);
    Ok(block::replace(&app, &actor, check, list.into()).await.map(answer)?)
}

/// Fields of an answer that the service sets: a body may only repeat them.
const READ_ONLY: [&str; 2] = ["version", "updated_at"];

fn answer(list: BlockList) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(list.version)).json(BlockListOut::from(list))
}

impl From<BlockList> for BlockListOut {
    fn from(list: BlockList) -> Self {
        Self {
            version: list.version,
            suppliers: list.suppliers,
            buyers: list.buyers,
            updated_at: list.updated_at,
        }
    }
}
