//! `HEAD`: what `GET` answers, without its body (RFC 9110, 9.3.2).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest};

/// Marks a request that came as `HEAD`.
#[derive(Debug, Clone, Copy)]
struct AskedHead;

/// Whether only the head of an answer was asked for.
#[must_use]
pub fn is_head(request: &HttpRequest) -> bool {
    request.extensions().get::<AskedHead>().is_some()
}

/// Middleware: a `HEAD` is routed as a `GET`. The protocol below knows what was asked and sends
/// no body.
///
/// # Errors
/// What the inside fails with.
pub async fn head_as_get<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(AskedHead);
    }
    next.call(request).await
}
