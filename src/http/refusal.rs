//! What the hallway refuses before any room is asked: the protocol's own errors.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::http::problem;

/// A request that is wrong as a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body is no JSON.
    #[error("malformed JSON at line {line}, column {column}")]
    MalformedJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// `If-Match` holds no entity tags.
    #[error("malformed If-Match")]
    MalformedIfMatch,
    /// The body is of a media type that this operation does not read.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// The body is no form with a file.
    #[error("not a multipart form")]
    NoForm,
    /// The body is larger than allowed.
    #[error("body larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    BodyTooSlow,
    /// The body broke off or cannot be decoded.
    #[error("the body broke off")]
    BodyBroken,
    /// No operation has this path.
    #[error("no such path")]
    NoSuchPath,
    /// The path has other methods.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// Methods it has, as `Allow` lists them.
        allow: String,
    },
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MalformedJson { .. } => "malformed_json",
            Self::MalformedIfMatch => "malformed_if_match",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::NoForm => "no_form",
            Self::TooLarge { .. } => "too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::BodyBroken => "body_broken",
            Self::NoSuchPath => "no_such_path",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
        }
    }

    /// Values for the placeholders of its sentence.
    pub(crate) fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MalformedJson { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::MethodNotAllowed { allow } => vec![("allow", allow.clone())],
            _ => Vec::new(),
        }
    }

    /// Headers its answer must carry.
    pub(crate) fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self {
            Self::MethodNotAllowed { allow } => HeaderValue::from_str(allow)
                .map(|allow| (header::ALLOW, allow))
                .into_iter()
                .collect(),
            // The rest of the body is still on its way: there is no next request to read.
            Self::BodyTooSlow | Self::BodyBroken | Self::TooLarge { .. } => {
                vec![(header::CONNECTION, HeaderValue::from_static("close"))]
            }
            _ => Vec::new(),
        }
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::MalformedJson { .. } | Self::MalformedIfMatch | Self::BodyBroken => {
                StatusCode::BAD_REQUEST
            }
            Self::UnsupportedMediaType | Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn error_response(&self) -> HttpResponse {
        problem::bare(self.status_code())
    }
}
