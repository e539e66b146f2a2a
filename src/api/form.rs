//! Forms with a file: how much of one is read, and what can be wrong with it.

use actix_multipart::MultipartError;
use actix_multipart::form::MultipartFormConfig;
use actix_web::error::PayloadError;

use crate::http::Refusal;
use crate::{Error, Fault};

/// Bytes of a file in a form; the settings may ask for less.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// Bytes of the fields beside the file, and of what stands around them.
pub(super) const FIELD_BYTES: usize = 64 << 10;
/// What the fields beside the file hold.
const FIELD_FORM: &str = "UTF-8";

/// How forms are read. One for the whole door: the library keeps one an application.
pub(super) fn config() -> MultipartFormConfig {
    MultipartFormConfig::default()
        .total_limit(MOST_BYTES + FIELD_BYTES)
        .memory_limit(FIELD_BYTES)
        .error_handler(|error, _| refused(&error))
}

/// What the form can do wrong.
fn refused(error: &MultipartError) -> actix_web::Error {
    let limit = MOST_BYTES;
    match error {
        MultipartError::Payload(PayloadError::Overflow) => Refusal::TooLarge { limit }.into(),
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => Refusal::NoForm.into(),
        MultipartError::MissingField(name) => one_fault(Fault::new(name, "required")),
        MultipartError::DuplicateField(name) => one_fault(Fault::new(name, "duplicate_field")),
        MultipartError::UnknownField(name) => one_fault(Fault::new(name, "unknown_field")),
        MultipartError::Field { name, .. } => {
            one_fault(Fault::new(name, "wrong_format").with("format", FIELD_FORM))
        }
        _ => Refusal::BodyBroken.into(),
    }
}

fn one_fault(fault: Fault) -> actix_web::Error {
    Error::fault(fault).into()
}
