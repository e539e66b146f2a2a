//! How content the sides of an introduction are.

use actix_web::{HttpResponse, get, put, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::super::problem::{
    BodyProblems, ConflictProblem, NotFoundProblem, PreconditionProblems, SignedProblems,
};
use crate::app::App;
use crate::http::{IfMatch, RuledJson, Rules, Signed, etag};
use crate::introductions::Side;
use crate::introductions::rating::{self, Rating, Ratings, Verdict};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_ratings).service(rate_introduction);
}

/// How content a side is.
#[derive(Debug, Deserialize, ToSchema)]
struct RatingIn {
    /// 1 (poor) to 5 (very good).
    #[schema(minimum = 1, maximum = 5, example = 4)]
    score: u8,
    /// In the caller's words.
    #[serde(default)]
    #[schema(example = "Phản hồi nhanh, báo giá rõ ràng.")]
    note: Option<String>,
}

impl From<RatingIn> for Verdict {
    fn from(body: RatingIn) -> Self {
        Self { score: body.score, note: body.note }
    }
}

impl Rules for RatingIn {
    fn broken(self, _: &App) -> Vec<Fault> {
        Error::faults_of(Verdict::from(self).clean())
    }

    fn stand_in(path: &str) -> Option<Value> {
        (path == "score").then(|| json!(rating::BEST))
    }
}

/// Ratings of an introduction that the caller may see.
#[derive(Debug, Serialize, ToSchema)]
struct RatingsOut {
    /// Version of the caller's own, as in the `ETag`; 0 before the first.
    version: i64,
    /// The buyer's before the supplier's.
    ratings: Vec<RatingOut>,
}

/// A rating.
#[derive(Debug, Serialize, ToSchema)]
struct RatingOut {
    /// Whose it is.
    side: Side,
    /// 1 (poor) to 5 (very good).
    score: u8,
    /// In the words of whoever rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// When it last changed.
    at: DateTime<Utc>,
}

impl From<Rating> for RatingOut {
    fn from(rating: Rating) -> Self {
        Self { side: rating.side, score: rating.score, note: rating.note, at: rating.at }
    }
}

/// How content the sides of an introduction are
///
/// Buyer and supplier see their own rating only; the agency that brokers and administrators see both.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The introduction.")),
    responses(
        (status = 200, description = "The ratings.", body = RatingsOut,
            headers(("ETag" = String, description = "Version of the caller's own."))),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/introductions/{id}/ratings")]
async fn list_ratings(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    rating::find(&app.db, &actor, *id).await.map(answer)
}

/// Rate an introduction, or change the rating
///
/// By buyer and supplier, once contacts are shown. Nobody is told, and the other side never sees it.
#[utoipa::path(
    tag = "introductions",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The introduction."),
        ("If-Match" = String, Header, description = "`ETag` of the rating that is replaced.")
    ),
    request_body = RatingIn,
    responses(
        (status = 200, description = "Rated.", body = RatingsOut,
            headers(("ETag" = String, description = "Version of the caller's own."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[put("/introductions/{id}/ratings")]
async fn rate_introduction(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    body: RuledJson<RatingIn>,
) -> Result<HttpResponse> {
    let check = |current| if_match.check(current);
    rating::rate(&app, &actor, *id, check, body.value.into()).await.map(answer)
}

fn answer(ratings: Ratings) -> HttpResponse {
    let tag = etag(ratings.version);
    HttpResponse::Ok().insert_header(tag).json(RatingsOut {
        version: ratings.version,
        ratings: ratings.ratings.into_iter().map(RatingOut::from).collect(),
    })
}
