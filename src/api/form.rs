//! Forms with a file: how much of one is read, and what can be wrong with it.

use actix_multipart::form::{Limits, MultipartCollect, MultipartFormConfig, State};
use actix_multipart::{Field, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt as _, TryStreamExt as _};

use crate::http::{Refusal, unknown};
use crate::{Error, Fault};

/// Bytes of a file in a form; the settings may ask for less.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// Bytes of the fields beside the file, and of what stands around them.
pub(super) const FIELD_BYTES: usize = 64 << 10;
/// What the fields beside the file hold.
const FIELD_FORM: &str = "UTF-8";

/// A form that names its fields.
pub(super) trait Fields: MultipartCollect {
    /// Names of its fields.
    const NAMES: &'static [&'static str];
}

/// A form, or everything that is wrong with which fields it has.
#[derive(Debug)]
pub(super) struct Whole<T>(pub(super) Result<T, Error>);

/// Where fields that nobody knows are kept while a form is read. No field has this name: it is blank.
const UNKNOWN: &str = " ";

impl<T: Fields> MultipartCollect for Whole<T> {
    fn limit(field_name: &str) -> Option<usize> {
        T::limit(field_name)
    }

    fn handle_field<'t>(
        request: &'t HttpRequest,
        mut field: Field,
        limits: &'t mut Limits,
        state: &'t mut State,
    ) -> LocalBoxFuture<'t, Result<(), MultipartError>> {
        let name = field.name().unwrap_or_default().to_owned();
        if T::NAMES.contains(&name.as_str()) {
            return T::handle_field(request, field, limits, state);
        }
        async move {
            while let Some(chunk) = field.try_next().await? {
                limits.try_consume_limits(chunk.len(), false)?;
            }
            let kept =
                state.entry(UNKNOWN.to_owned()).or_insert_with(|| Box::new(Vec::<Fault>::new()));
            if let Some(faults) = kept.downcast_mut::<Vec<Fault>>() {
                faults.push(unknown("", &name, T::NAMES));
            }
            Ok(())
        }
        .boxed_local()
    }

    fn from_state(State(mut state): State) -> Result<Self, MultipartError> {
        let unknown = state.remove(UNKNOWN).and_then(|kept| kept.downcast::<Vec<Fault>>().ok());
        let Some(mut faults) = unknown else {
            return T::from_state(State(state)).map(|form| Self(Ok(form)));
        };
        if let Err(MultipartError::MissingField(name)) = T::from_state(State(state)) {
            faults.push(Fault::new(name, "required"));
        }
        Ok(Self(Err(Error::Invalid(*faults))))
    }
}

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
        // Where the head of a part cannot be read, that is for the name of its file.
        MultipartError::Parse(_)
        | MultipartError::ContentDispositionMissing
        | MultipartError::ContentDispositionNameMissing => {
            one_fault(Fault::new("file", "part_head_unreadable"))
        }
        MultipartError::Field { name, .. } => {
            one_fault(Fault::new(name, "wrong_format").with("format", FIELD_FORM))
        }
        _ => Refusal::BodyBroken.into(),
    }
}

fn one_fault(fault: Fault) -> actix_web::Error {
    Error::fault(fault).into()
}
