//! Strict query strings: a parameter that nobody reads is a fault that names it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::{Error, Fault, Result};

/// Parameters of the query of type `T`, which should `deny_unknown_fields`. `limit` and `cursor`
/// belong to [`Paging`](super::Paging) and are left out.
#[derive(Debug, Clone)]
pub struct StrictQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequest for StrictQuery<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let paging = |pair: &&str| matches!(pair.split('=').next(), Some("limit" | "cursor"));
        let own: Vec<&str> =
            request.query_string().split('&').filter(|pair| !paging(pair)).collect();
        ready(
            web::Query::<T>::from_query(&own.join("&"))
                .map(|query| Self(query.into_inner()))
                .map_err(|error| {
                    let reason = error.to_string();
                    let reason = reason.trim_start_matches("Query deserialize error: ").to_owned();
                    Error::fault(Fault::new("query", "invalid_query").with("reason", reason))
                }),
        )
    }
}
