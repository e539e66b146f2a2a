//! Slow bodies: whatever reads a request's body must have it by the deadline.
//!
//! The body is cut where it is read, so the handler ends as it would on a broken connection, and
//! nothing else is interrupted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, web};
use futures_util::Stream;
use tokio::time::{Sleep, sleep};

use crate::app::App;

/// Middleware: gives the body a deadline.
///
/// # Errors
/// What the inside fails with.
pub async fn body_deadline<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let seconds = request
        .app_data::<web::Data<App>>()
        .map_or(30, |app| app.settings.server.body_deadline_seconds);
    let body = request.take_payload();
    if matches!(body, Payload::None) {
        return next.call(request).await;
    }
    let timer = Box::pin(sleep(Duration::from_secs(seconds)));
    request.set_payload(Payload::Stream { payload: Box::pin(Timed { body, timer }) });
    next.call(request).await
}

/// Whether a body broke off because its time was up.
#[must_use]
pub fn timed_out(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}

struct Timed {
    body: Payload,
    timer: Pin<Box<Sleep>>,
}

impl Stream for Timed {
    type Item = Result<web::Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.timer.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))));
        }
        Pin::new(&mut self.body).poll_next(context)
    }
}
