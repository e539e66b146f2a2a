//! A caller: sends requests through the doors, reads answers.

use std::rc::Rc;

use actix_web::HttpResponse;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use serde_json::Value;

use super::Door;

/// Somebody with or without an access token.
#[derive(Clone)]
pub(crate) struct Client {
    door: Door,
    headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    /// `Null` for a body that is not JSON.
    pub(crate) body: Value,
}

#[allow(dead_code, reason = "the verbs of HTTP are kept whole, whoever needs them today")]
impl Client {
    pub(crate) fn new(door: Door) -> Self {
        Self { door, headers: Vec::new() }
    }

    /// The same caller at another door.
    pub(crate) fn at(&self, door: &Self) -> Self {
        Self { door: Rc::clone(&door.door), headers: self.headers.clone() }
    }

    /// The same caller, with a header on every request from now on.
    pub(crate) fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| known != name);
        client.headers.push((name.to_owned(), value.into()));
        client
    }

    /// A header that is sent with every request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same caller with an access token.
    pub(crate) fn bearing(&self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    /// Asks in a language.
    pub(crate) fn in_language(&self, tag: &str) -> Self {
        self.with("accept-language", tag)
    }

    /// With `If-Match` of a version.
    pub(crate) fn if_match(&self, tag: &str) -> Self {
        self.with("if-match", tag)
    }

    /// With an `Idempotency-Key`.
    pub(crate) fn once(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string().into_bytes())).await
    }

    /// Posts without a body.
    pub(crate) async fn send_empty(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string().into_bytes())).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string().into_bytes())).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends any bytes, as JSON unless a content type was set.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Answer {
        let mut request = TestRequest::with_uri(path).method(method);
        if let Some(body) = body {
            if !self.headers.iter().any(|(name, _)| name == "content-type") {
                request = request.insert_header(("content-type", "application/json"));
            }
            request = request.set_payload(body);
        }
        for (name, value) in &self.headers {
            request = request.insert_header((name.as_str(), value.as_str()));
        }
        (Rc::clone(&self.door))(request).await
    }
}

impl Answer {
    pub(crate) async fn read<B: MessageBody>(response: HttpResponse<B>) -> Self {
        let status = response.status();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let bytes = to_bytes(response.into_body()).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, bytes: bytes.to_vec(), body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The answer itself, if it has this status: else the test ends and shows it.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The stable code of a problem, after checking that it is one.
    #[track_caller]
    pub(crate) fn code(&self) -> &str {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        assert_eq!(self.body["status"], self.status.as_u16(), "{}", self.text);
        self.body["code"].as_str().unwrap()
    }

    /// Path and code of every fault of a problem, sorted.
    #[track_caller]
    pub(crate) fn faults(&self) -> Vec<(&str, &str)> {
        self.code();
        let list = self.body["faults"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut faults: Vec<_> = list
            .iter()
            .map(|fault| (fault["path"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        faults.sort_unstable();
        faults
    }
}
