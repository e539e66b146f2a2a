//! Optimistic concurrency: strong `ETag`s made of a row's version, and the `If-Match` that a
//! write must bring.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderName, HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::http::Refusal;
use crate::{Error, Result};

/// The `ETag` of a version, ready for `HttpResponseBuilder::insert_header`.
#[must_use]
pub fn etag(version: i64) -> (HeaderName, String) {
    (ETAG, format!("\"{version}\""))
}

/// The versions a write may replace: `*` for any, or entity tags (RFC 9110, 13.1.1), in one header
/// or several. A request without `If-Match` is refused with 428, one that cannot be read with 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(Option<Vec<i64>>);

impl IfMatch {
    /// Refuses when the row has another version than the caller read.
    ///
    /// # Errors
    /// [`Error::StaleVersion`].
    pub fn check(&self, current: i64) -> Result<()> {
        match &self.0 {
            None => Ok(()),
            Some(versions) if versions.contains(&current) => Ok(()),
            Some(_) => Err(Error::StaleVersion { current }),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut fields = request.headers().get_all(IF_MATCH).map(HeaderValue::as_bytes).peekable();
        if fields.peek().is_none() {
            return ready(Err(Error::MissingPrecondition.into()));
        }
        let whole = fields.collect::<Vec<_>>().join(&b',');
        ready(read(&whole).ok_or_else(|| Refusal::MalformedIfMatch.into()))
    }
}

/// Reads `*` or a list of tags. A weak one, and one that this service never made, matches nothing.
fn read(field: &[u8]) -> Option<IfMatch> {
    if field.trim_ascii() == b"*" {
        return Some(IfMatch(None));
    }
    let mut versions = Vec::new();
    let mut tags = 0;
    let mut rest = field.trim_ascii_start();
    while !rest.is_empty() {
        // A list may have empty entries.
        if let Some(next) = rest.strip_prefix(b",") {
            rest = next.trim_ascii_start();
            continue;
        }
        let weak = rest.starts_with(b"W/");
        let quoted = rest.strip_prefix(b"W/").unwrap_or(rest).strip_prefix(b"\"")?;
        let end = quoted.iter().position(|&byte| byte == b'"')?;
        let (tag, behind) = quoted.split_at_checked(end)?;
        // `etagc`: neither blanks nor control characters.
        if !tag.iter().all(|&byte| byte > b' ' && byte != 0x7f) {
            return None;
        }
        let version = std::str::from_utf8(tag).ok().and_then(|tag| tag.parse().ok());
        versions.extend(version.filter(|version: &i64| !weak && version.to_string().len() == end));
        tags += 1;
        rest = behind.get(1..).unwrap_or_default().trim_ascii_start();
        if !(rest.is_empty() || rest.starts_with(b",")) {
            return None;
        }
    }
    (tags > 0).then_some(IfMatch(Some(versions)))
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
        for current in ["\"7\"", "*", " * ", "\"6\", \"7\"", ",\"7\" ,, \"x,y\"", "W/\"7\",\"7\""] {
            assert!(read(current).await.check(7).is_ok(), "{current}");
        }
        for stale in ["\"6\"", "W/\"7\"", "\"bảy\"", "\"07\"", "\"+7\"", "\"\"", "\"6\",\"8\""] {
            let outcome = read(stale).await.check(7);
            assert!(matches!(outcome, Err(Error::StaleVersion { current: 7 })), "{stale}");
        }
    }

    #[actix_web::test]
    async fn several_headers_are_one_list() {
        let request = TestRequest::default()
            .append_header((IF_MATCH, "\"6\""))
            .append_header((IF_MATCH, "\"7\""))
            .to_http_request();
        assert!(IfMatch::extract(&request).await.unwrap().check(7).is_ok());
    }

    #[actix_web::test]
    async fn what_is_no_tag_is_refused_as_such() {
        for wrong in [
            "7",
            "",
            ",",
            "\"7",
            "7\"",
            "\"7\" \"8\"",
            "*, \"7\"",
            "\"7\", *",
            "w/\"7\"",
            "\"a b\"",
        ] {
            let request = TestRequest::default().insert_header((IF_MATCH, wrong)).to_http_request();
            let error = IfMatch::extract(&request).await.unwrap_err();
            assert_eq!(error.as_error(), Some(&Refusal::MalformedIfMatch), "{wrong}");
        }
    }

    #[actix_web::test]
    async fn a_write_without_a_precondition_is_refused() {
        let request = TestRequest::default().to_http_request();
        let error = IfMatch::extract(&request).await.unwrap_err();
        assert!(matches!(error.as_error(), Some(Error::MissingPrecondition)));
    }
}
