//! Logs: text for people, JSON for machines; one span per request, without secrets or persons.

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;

use crate::config::LogSettings;
use crate::{Error, Result};

/// Sets up logging to standard error for the whole process.
///
/// # Errors
/// Fails when the filter cannot be read, or when logging is set up already.
pub fn start(settings: &LogSettings) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(Error::internal)?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settings.format == "json" {
        logs.json().flatten_event(true).try_init().map_err(Error::internal)
    } else {
        logs.try_init().map_err(Error::internal)
    }
}

/// The span of a request. Holds the route with its placeholders, never the query, the headers or
/// the network address: those name persons and carry secrets.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
        let id = request.extensions().get::<RequestId>().map(ToString::to_string);
        tracing::info_span!("request", method = %request.method(), route, request_id = id, status = Empty)
    }

    fn on_request_end<B: MessageBody>(
        span: Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        tracing::debug!(parent: &span, "answered");
    }
}
