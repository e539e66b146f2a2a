//! How an error is told: `application/problem+json` (RFC 9457) with a stable code and a sentence
//! in the caller's language.
//!
//! Handlers and extractors fail with [`Error`] or [`Refusal`]; [`render`] turns either into the
//! answer, and logs an internal error once, with its chain. The caller sees its request id only.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpResponse, HttpResponseBuilder, ResponseError};
use index::Language;
use serde::Serialize;
use tracing_actix_web::RequestId;
use utoipa::ToSchema;

use crate::http::{Refusal, locale, messages, security};
use crate::{Error, Fault};

/// Media type of errors.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error, as clients get it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// URN of the code.
    #[schema(example = "urn:khop:problem:invalid")]
    pub r#type: String,
    /// What it is, in the caller's language.
    pub title: String,
    /// HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    pub status: u16,
    /// Stable code.
    #[schema(example = "invalid")]
    pub code: String,
    /// What to do about it, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Quote it when you report the problem.
    pub request_id: String,
    /// Every fault of the input, where the input is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<ProblemFault>,
    /// What may be done instead, where a step is not legal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal: Option<Vec<&'static str>>,
}

/// One fault of an input, as clients get it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemFault {
    /// Where: `certifications[0].valid_until`; empty for the whole input.
    #[schema(example = "organisation.tax_code")]
    pub path: String,
    /// Stable code.
    #[schema(example = "tax_code_check_digit")]
    pub code: String,
    /// What is wrong, in the caller's language.
    pub message: String,
}

/// Who gets the error.
#[derive(Debug, Clone)]
struct Caller {
    locale: Language,
    request_id: String,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Gone(_) => StatusCode::GONE,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::IllegalStep { .. } => StatusCode::CONFLICT,
            Self::StaleVersion { .. } => StatusCode::PRECONDITION_FAILED,
            Self::MissingPrecondition => StatusCode::PRECONDITION_REQUIRED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        bare(self.status_code())
    }
}

/// A response that [`render`] fills in.
#[must_use]
pub(crate) fn bare(status: StatusCode) -> HttpResponse {
    HttpResponse::new(status)
}

/// Middleware: every answer of 400 or above becomes a problem.
///
/// # Errors
/// A failure of the inside (a panic) travels on as an error that carries the whole answer.
pub async fn render<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let caller = Caller {
        locale: locale::of(request.headers()),
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map_or_else(String::new, |id| id.to_string()),
    };
    match next.call(request).await {
        Ok(response) if response.status().as_u16() < 400 => Ok(response.map_into_boxed_body()),
        Ok(response) => {
            let (request, response) = response.into_parts();
            let answer = answer_to(response.error(), response.status(), &caller).into_response();
            Ok(ServiceResponse::new(request, answer))
        }
        Err(error) => {
            let status = error.as_response_error().status_code();
            Err(answer_to(Some(&error), status, &caller).into())
        }
    }
}

/// A finished answer that can also travel as an error, where no request is left to answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{status}")]
struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Answer {
    fn into_response(self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status);
        response.content_type(PROBLEM_JSON);
        for header in self.headers {
            response.insert_header(header);
        }
        response.body(self.body)
    }
}

impl ResponseError for Answer {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.clone().into_response();
        security::apply(response.headers_mut(), "");
        response
    }
}

fn answer_to(error: Option<&actix_web::Error>, status: StatusCode, caller: &Caller) -> Answer {
    let mut headers = Vec::new();
    let mut legal = None;
    let (code, faults, params): (&str, &[Fault], Vec<(&'static str, String)>);
    if let Some(error) = error.and_then(actix_web::Error::as_error::<Error>) {
        log(error);
        headers = headers_of(error);
        code = error.code();
        faults = if let Error::Invalid(faults) = error { faults } else { &[] };
        params = params_of(error);
        if let Error::IllegalStep { legal: steps, .. } = error {
            legal = Some(steps.clone());
        }
    } else if let Some(refusal) = error.and_then(actix_web::Error::as_error::<Refusal>) {
        (code, faults, params) = (refusal.code(), &[], refusal.params());
        headers.extend(refusal.headers());
    } else {
        if status.is_server_error() {
            tracing::error!(%status, error = error.map(ToString::to_string), "unexpected failure");
        }
        (code, faults, params) = (code_of(status), &[], Vec::new());
    }
    let problem = Problem {
        r#type: format!("urn:khop:problem:{code}"),
        title: messages::title(caller.locale, code),
        status: status.as_u16(),
        code: code.to_owned(),
        detail: messages::detail(caller.locale, code, &params),
        request_id: caller.request_id.clone(),
        faults: faults.iter().map(|fault| told(caller.locale, fault)).collect(),
        legal,
    };
    headers.push((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    Answer { status, headers, body: serde_json::to_vec(&problem).unwrap_or_default() }
}

fn told(locale: Language, fault: &Fault) -> ProblemFault {
    ProblemFault {
        path: fault.path.clone(),
        code: fault.code.to_owned(),
        message: messages::fault(locale, fault),
    }
}

fn log(error: &Error) {
    match error {
        Error::Internal(source) => {
            let mut chain = source.to_string();
            let mut next = source.source();
            while let Some(cause) = next {
                chain.push_str(": ");
                chain.push_str(&cause.to_string());
                next = cause.source();
            }
            tracing::error!(chain, "internal error");
        }
        Error::Unauthenticated(code) => tracing::info!(code, "refused: not signed in"),
        Error::Forbidden => tracing::info!("refused: not allowed"),
        Error::TooMany { .. } => tracing::warn!("refused: too many attempts"),
        Error::Unavailable(code) => tracing::warn!(code, "unavailable"),
        _ => {}
    }
}

fn headers_of(error: &Error) -> Vec<(HeaderName, HeaderValue)> {
    match error {
        Error::Unauthenticated(_) => {
            vec![(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"khop\""))]
        }
        Error::TooMany { retry_after } => {
            vec![(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)))]
        }
        Error::Unavailable(_) => vec![(header::RETRY_AFTER, HeaderValue::from(2_u64))],
        _ => Vec::new(),
    }
}

fn params_of(error: &Error) -> Vec<(&'static str, String)> {
    match error {
        Error::TooMany { retry_after } => {
            vec![("seconds", retry_after.as_secs().max(1).to_string())]
        }
        Error::IllegalStep { stage, legal } => {
            let legal = if legal.is_empty() { "–".to_owned() } else { legal.join(", ") };
            vec![("stage", (*stage).to_owned()), ("legal", legal)]
        }
        Error::StaleVersion { current } => vec![("current", current.to_string())],
        _ => Vec::new(),
    }
}

/// The code for an answer that none of ours made.
fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "token_invalid",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        408 => "body_too_slow",
        413 => "too_large",
        // Of the extractors that are not ours, only the one for forms says so.
        415 => "no_form",
        400..=499 => "bad_request",
        503 => "unavailable",
        _ => "internal",
    }
}

/// Copies the request id into the answer.
pub(crate) fn stamp(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}
