//! Headers that every answer carries, errors included.

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use tracing_actix_web::RequestId;

use crate::http::problem;

/// Nothing may be loaded, framed or run: right for JSON.
const CSP_DATA: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/// Files that others uploaded: as for JSON, and should a browser show one after all, then with no
/// origin, no scripts and no forms.
pub const CSP_DOWNLOAD: &str =
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/// The browsable document: own scripts and styles; its React sets style attributes.
const CSP_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
    form-action 'none'; object-src 'none'";

/// Middleware: adds the headers and the request id.
///
/// # Errors
/// What the inside fails with.
pub async fn headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let path = request.path().to_owned();
    let mut response = next.call(request).await?;
    apply(response.headers_mut(), &path);
    if let Some(id) = id {
        problem::stamp(response.headers_mut(), &id);
    }
    Ok(response)
}

/// Adds the headers to an answer of `path`.
pub(crate) fn apply(headers: &mut HeaderMap, path: &str) {
    let csp = match headers.get(header::CONTENT_SECURITY_POLICY) {
        Some(own) if own == CSP_DOWNLOAD => CSP_DOWNLOAD,
        _ if path.starts_with("/docs") => CSP_DOCS,
        _ => CSP_DATA,
    };
    let pairs = [
        (header::CONTENT_SECURITY_POLICY, csp),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in pairs {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Everything here is either private or changes; static files of the document say otherwise.
    if !headers.contains_key(header::CACHE_CONTROL) && !path.starts_with("/docs") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
