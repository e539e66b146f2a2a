//! Whether the service lives, and whether it can answer. Outside `/api/v1`.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;
use crate::{Error, Result, db};

/// Routes at the root.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_health).service(get_readiness);
}

/// It lives.
#[derive(Debug, Serialize, ToSchema)]
struct HealthOut {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// Version of the service.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

const WELL: HealthOut = HealthOut { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Whether the process lives
#[utoipa::path(
    tag = "operation",
    responses((status = 200, description = "It lives.", body = HealthOut))
)]
#[get("/healthz")]
async fn get_health() -> HttpResponse {
    HttpResponse::Ok().json(WELL)
}

/// Whether database and index can be reached
#[utoipa::path(
    tag = "operation",
    responses((status = 200, description = "It can answer.", body = HealthOut))
)]
#[get("/readyz")]
async fn get_readiness(app: web::Data<App>) -> Result<HttpResponse> {
    db::ping(&app.db).await?;
    if !app.index.is_ready() {
        return Err(Error::Unavailable("index_unavailable"));
    }
    Ok(HttpResponse::Ok().json(WELL))
}
