//! The OpenAPI 3.1 document, made from the code.

use std::sync::LazyLock;

use actix_web::{HttpResponse, get, web};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses as _, Modify, OpenApi as _};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

use super::problem::EveryProblem;
use crate::http::problem::{Problem, ProblemFault};

/// Where the document is.
pub const PATH: &str = "/api/openapi.json";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Khớp",
        description = "Matches sourcing requests with local suppliers, and explains every rank.\n\n\
            Sign in with `POST /api/v1/auth/token`, then press *Authorize* and paste the access \
            token. Errors are `application/problem+json` with a stable `code`, in the language of \
            `Accept-Language` (en, vi, ko, ja, zh).",
        contact(name = "Khớp"),
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "accounts", description = "Registering and signing in."),
        (name = "suppliers", description = "Profiles of suppliers: the list, and keeping one."),
        (name = "sourcing", description = "What buyers seek."),
        (name = "matching", description = "Explained rankings, and what the engine reads."),
        (name = "opportunities", description = "Open requests that fit a supplier, and what opens more."),
        (name = "introductions", description = "From a ranking to a deal, step by step."),
        (name = "reports", description = "Indicators for agencies, and what stands behind them."),
        (name = "notifications", description = "What one is told: in the app, by e-mail, by webhook."),
        (name = "taxonomy", description = "The vocabulary."),
        (name = "administration", description = "For administrators."),
        (name = "operation", description = "For those who run the service.")
    ),
    components(schemas(Problem, ProblemFault)),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("`access_token` of `POST /api/v1/auth/token`."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// Everything that the document describes, as routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(utoipa_actix_web::scope("/api/v1").configure(super::routes))
        .configure(super::health::routes)
        .service(get_openapi);
}

/// The document.
#[must_use]
pub fn document() -> &'static OpenApi {
    static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
        let app = actix_web::App::new().into_utoipa_app().openapi(Document::openapi());
        let (_, mut document) = app.configure(routes).split_for_parts();
        add_problems_of_every_operation(&mut document);
        document
    });
    &DOCUMENT
}

/// The document as JSON text, indented.
///
/// # Errors
/// Fails when it cannot be serialised.
pub fn text() -> crate::Result<String> {
    document().to_pretty_json().map_err(crate::Error::internal)
}

fn add_problems_of_every_operation(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            for (status, response) in EveryProblem::responses() {
                operation.responses.responses.entry(status).or_insert(response);
            }
        }
    }
}

/// This document
#[utoipa::path(
    tag = "operation",
    responses((status = 200, description = "The OpenAPI 3.1 document.", body = serde_json::Value))
)]
#[get("/api/openapi.json")]
async fn get_openapi() -> crate::Result<HttpResponse> {
    static TEXT: LazyLock<Option<web::Bytes>> = LazyLock::new(|| text().ok().map(web::Bytes::from));
    let text = TEXT.clone().ok_or_else(|| crate::Error::internal("the document has no JSON"))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(text))
}
