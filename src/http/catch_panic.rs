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

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::{App, HttpResponse, web};

    use super::catch_panic;
    use crate::http::problem;

    async fn panics() -> HttpResponse {
        panic!("bí mật 비밀");
    }

    #[actix_web::test]
    async fn a_panic_becomes_a_problem_that_keeps_its_secret() {
        let app = App::new()
            .route("/", web::get().to(panics))
            .wrap(from_fn(catch_panic))
            .wrap(from_fn(problem::render));
        let app = init_service(app).await;
        let error = try_call_service(&app, TestRequest::get().to_request()).await.unwrap_err();
        let answer = error.error_response();
        assert_eq!(answer.status().as_u16(), 500);
        assert_eq!(answer.headers().get("content-type").unwrap(), problem::PROBLEM_JSON);
        assert!(answer.headers().contains_key("content-security-policy"));
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains("\"code\":\"internal\"") && !text.contains("비밀"), "{text}");
    }
}
