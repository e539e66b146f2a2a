//! A handler that panics answers 500 like any other failure; actix alone would hang up.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::FutureExt as _;

use crate::Error;

/// Middleware: turns a panic into an internal error.
///
/// # Errors
/// That error, or what the inside fails with.
pub async fn catch_panic<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let inside = AssertUnwindSafe(async move { next.call(request).await });
    inside.catch_unwind().await.unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(Error::internal(format!("a handler panicked: {said}")).into())
    })
}
