//! Optimistic concurrency: strong `ETag`s made of a row's version, and the `If-Match` that a
//! write must bring.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderName, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::{Error, Result};

/// The `ETag` of a version, ready for `HttpResponseBuilder::insert_header`.
#[must_use]
pub fn etag(version: i64) -> (HeaderName, String) {
    (ETAG, format!("\"{version}\""))
}

/// The version a write replaces. A request without `If-Match` is refused with 428.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// Refuses when the row has another version than the caller read.
    ///
    /// # Errors
    /// [`Error::StaleVersion`].
    pub const fn check(self, current: i64) -> Result<()> {
        match self.0 {
            None => Ok(()),
            Some(version) if version == current => Ok(()),
            Some(_) => Err(Error::StaleVersion { current }),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    /// `*` matches any version; a tag that this service never made matches none.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get(IF_MATCH) else {
            return ready(Err(Error::MissingPrecondition));
        };
        let tag = header.to_str().unwrap_or_default().trim();
        if tag == "*" {
            return ready(Ok(Self(None)));
        }
        let version = tag
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|version| version.parse().ok())
            .unwrap_or(0);
        ready(Ok(Self(Some(version))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    async fn read(tag: &str) -> IfMatch {
        let request = TestRequest::default().insert_header((IF_MATCH, tag)).to_http_request();
        IfMatch::extract(&request).await.unwrap()
    }

    #[actix_web::test]
    async fn only_the_current_version_passes() {
        assert!(read("\"7\"").await.check(7).is_ok());
        assert!(read("*").await.check(7).is_ok());
        for stale in ["\"6\"", "7", "W/\"7\"", "\"bảy\""] {
            assert!(matches!(read(stale).await.check(7), Err(Error::StaleVersion { current: 7 })));
        }
    }

    #[actix_web::test]
    async fn a_write_without_a_precondition_is_refused() {
        let request = TestRequest::default().to_http_request();
        assert!(matches!(IfMatch::extract(&request).await, Err(Error::MissingPrecondition)));
    }
}
