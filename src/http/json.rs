//! Strict bodies: JSON checked against the schema that the OpenAPI document shows.
//!
//! Unknown and misspelt fields, duplicate fields, wrong types and values out of range are all
//! reported at once, each with its path; only then is the body read into its type.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::app::App;
use crate::http::deadline::timed_out;
use crate::http::schema::Schema;
use crate::http::{Refusal, strict_value};
use crate::{Error, Fault};

/// SHA-256 of a body.
pub type BodyDigest = [u8; 32];
/// Stands for the body of a request that has none.
pub const NO_BODY: BodyDigest = [0; 32];

/// A body of type `T`.
#[derive(Debug, Clone)]
pub struct StrictJson<T> {
    /// What the body says.
    pub value: T,
    /// SHA-256 of its bytes, for `IdempotencyKey::once`.
    pub digest: BodyDigest,
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for StrictJson<T> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let (bytes, digest) = body(&request, payload).await?;
            Ok(Self { value: read(&bytes)?, digest })
        }
        .boxed_local()
    }
}

/// Reads `T` from the bytes of a JSON text, strictly.
///
/// # Errors
/// A [`Refusal`] for what is no JSON, [`Error::Invalid`] with every fault for the rest.
pub fn read<T: DeserializeOwned + ToSchema + 'static>(bytes: &[u8]) -> Result<T, actix_web::Error> {
    let (value, faults) = checked::<T>(bytes)?;
    if faults.is_empty() { Ok(typed(value)?) } else { Err(Error::Invalid(faults).into()) }
}

/// The value of a JSON text, and everything in it that breaks the schema of `T`.
pub(super) fn checked<T: ToSchema + 'static>(
    bytes: &[u8],
) -> Result<(Value, Vec<Fault>), actix_web::Error> {
    let (value, mut faults) = strict_value::parse(bytes)
        .map_err(|error| Refusal::MalformedJson { line: error.line(), column: error.column() })?;
    // What could not be read says nothing of its type.
    let unread = |fault: &Fault| {
        faults.iter().any(|told| told.code == strict_value::TOO_LARGE && told.path == fault.path)
    };
    let mut broken = schema_of::<T>()?.faults(&value);
    broken.retain(|fault| !unread(fault));
    faults.append(&mut broken);
    Ok((value, faults))
}

/// A value that keeps to the schema, as `T`.
pub(super) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Error::fault(Fault::new(path, "invalid_value").with("reason", error.inner()))
    })
}

/// The bytes of a JSON body, and their digest.
pub(super) async fn body(
    request: &HttpRequest,
    payload: Payload,
) -> Result<(web::BytesMut, BodyDigest), Refusal> {
    if !is_json(request) {
        return Err(Refusal::UnsupportedMediaType);
    }
    let bytes = collect(request, payload).await?;
    let digest = Sha256::digest(&bytes).into();
    Ok((bytes, digest))
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || (essence.to_ascii_lowercase().starts_with("application/") && essence.ends_with("+json"))
}

async fn collect(request: &HttpRequest, mut payload: Payload) -> Result<web::BytesMut, Refusal> {
    let limit = request
        .app_data::<web::Data<App>>()
        .map_or(1_048_576, |app| app.settings.server.max_json_bytes);
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            error if timed_out(&error) => Refusal::BodyTooSlow,
            PayloadError::Overflow => Refusal::TooLarge { limit },
            _ => Refusal::BodyBroken,
        })?;
        if body.len() + chunk.len() > limit {
            return Err(Refusal::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

type Schemas = RwLock<HashMap<TypeId, Arc<Schema>>>;

/// Schemas in use, compiled once.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(Schemas::default);

fn schema_of<T: ToSchema + 'static>() -> Result<Arc<Schema>, Error> {
    let id = TypeId::of::<T>();
    let known = SCHEMAS.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
    if let Some(schema) = known {
        return Ok(schema);
    }
    let schema = Arc::new(Schema::of::<T>()?);
    SCHEMAS.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&schema));
    Ok(schema)
}
