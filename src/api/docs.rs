//! The browsable page of the OpenAPI document. Everything it needs is in the binary.
//!
//! In a demonstration the page signs in by itself, so that its examples rank at once.

use std::sync::{Arc, LazyLock};

use actix_web::{HttpResponse, get, http::header, post, web};
use utoipa_swagger_ui::Config;

use super::{accounts::TokenOut, openapi::PATH};
use crate::accounts::sessions;
use crate::app::App;
use crate::http::Refusal;
use crate::{Error, Result};

/// The file of the page that starts it.
const START: &str = "swagger-initializer.js";
/// Added to [`START`] in a demonstration.
const SIGN_IN: &str = include_str!("docs_sign_in.js");

/// The page and what it loads; beside the API, so not part of the document.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(to_docs))
        .route("/docs", web::get().to(to_docs))
        .service(create_visitor_token)
        .service(get_file);
}

async fn to_docs() -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, "/docs/")).finish()
}

/// Signs the page in as the demonstration's visitor. Elsewhere this is not there.
#[post("/docs/visitor-token")]
async fn create_visitor_token(app: web::Data<App>) -> Result<HttpResponse, actix_web::Error> {
    let visitor = app.visitor.ok_or(Refusal::NoSuchPath)?;
    let pair = sessions::begin(&app, visitor.account, visitor.organisation).await?;
    Ok(HttpResponse::Ok().json(TokenOut::from(pair)))
}

#[get("/docs/{file:.*}")]
async fn get_file(
    app: web::Data<App>,
    file: web::Path<String>,
) -> Result<HttpResponse, actix_web::Error> {
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
        Arc::new(
            Config::from(PATH)
                .persist_authorization(true)
                .try_it_out_enabled(true)
                .display_operation_id(true)
                .display_request_duration(true)
                .doc_expansion("list")
                .default_models_expand_depth(0)
                .filter(true)
                .validator_url("none"),
        )
    });
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&CONFIG))
        .map_err(|error| Error::internal(error.to_string()))?
        .ok_or(Refusal::NoSuchPath)?;
    let mut bytes = found.bytes.into_owned();
    if *file == START && app.visitor.is_some() {
        bytes.extend_from_slice(SIGN_IN.as_bytes());
    }
    let mut response = HttpResponse::Ok();
    if found.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, header::ContentEncoding::Gzip));
    }
    Ok(response.content_type(found.content_type).body(bytes))
}
