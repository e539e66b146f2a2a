//! The stream: server-sent events, one for each notification as it comes in.
//!
//! The id of an event is its place in the stream of the account; whoever comes back with it in
//! `Last-Event-ID` gets what it missed. A stream ends after as long as an access token is good for,
//! when the session ends, and when the service stops: the client opens another.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::problem::{InputProblems, SignedProblems, ThrottleProblem};
use super::NotificationOut;
use crate::accounts::{Actor, sessions};
use crate::app::App;
use crate::http::{Signed, StrictQuery};
use crate::notifications::{Listening, inbox};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(stream_notifications);
}

/// How often the database is asked for news: other processes write too.
const POLL: Duration = Duration::from_secs(1);
/// Events read at a time.
const BATCH: u64 = 100;

/// How long to listen.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct StreamOptions {
    /// Seconds after which the stream ends, at most what an access token is good for; 0 answers
    /// what there is and ends.
    #[param(minimum = 0, maximum = 600)]
    seconds: Option<u64>,
}

/// Notifications as they come in, as server-sent events
///
/// Events are of the type `notification`; their data is one notification as JSON. Without
/// `Last-Event-ID` the stream begins with what comes next. Comments in between are signs of life.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [])),
    params(
        StreamOptions,
        ("Last-Event-ID" = Option<String>, Header,
            description = "Id of the last event that was received.")
    ),
    responses(
        (status = 200, description = "Events.", content_type = "text/event-stream", body = String),
        InputProblems, SignedProblems, ThrottleProblem
    )
)]
#[get("/notifications/stream")]
async fn stream_notifications(
    app: web::Data<App>,
    Signed(actor): Signed,
    StrictQuery(options): StrictQuery<StreamOptions>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let last = last_event_id(&request)?;
    let listening = app.notifications.listen(actor.account)?;
    let place = match last {
        Some(place) => place,
        None => inbox::end_of_stream(&app, &actor).await?,
    };
    let most = u64::from(app.settings.accounts.access_token_minutes) * 60;
    let seconds = options.seconds.unwrap_or(most).min(most);
    let heartbeat = Duration::from_secs(app.settings.notifications.stream_heartbeat_seconds);
    let now = Instant::now();
    let listener = Listener {
        stopping: app.notifications.stopping(),
        app: app.get_ref().clone(),
        actor,
        place,
        ends: now + Duration::from_secs(seconds),
        heartbeat,
        alive: now,
        ready: VecDeque::from(["retry: 3000\n\n".to_owned()]),
        over: false,
        _listening: listening,
    };
    let events = stream::unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok::<_, Error>(web::Bytes::from(event)), listener))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        // Compression would hold events back.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Box::pin(events)))
}

fn last_event_id(request: &HttpRequest) -> Result<Option<i64>> {
    let Some(header) = request.headers().get("last-event-id") else { return Ok(None) };
    let place = header.to_str().ok().and_then(|text| text.trim().parse().ok());
    place
        .filter(|place| *place >= 0)
        .map(Some)
        .ok_or_else(|| Error::fault(Fault::new("Last-Event-ID", "invalid_cursor")))
}

/// One who listens.
struct Listener {
    app: App,
    actor: Actor,
    /// Place of the last event.
    place: i64,
    ends: Instant,
    heartbeat: Duration,
    /// Last sign of life.
    alive: Instant,
    ready: VecDeque<String>,
    over: bool,
    stopping: watch::Receiver<bool>,
    _listening: Listening,
}

impl Listener {
    /// The next piece of the stream; none at its end.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.alive = Instant::now();
                return Some(event);
            }
            if self.over || *self.stopping.borrow() {
                return None;
            }
            // What fails here fails for a moment only, or the client comes back and is told why.
            if let Err(error) = self.read().await {
                tracing::warn!(%error, "a stream of notifications broke off");
                return None;
            }
            if !self.ready.is_empty() {
                continue;
            }
            let now = Instant::now();
            if now >= self.ends {
                self.over = true;
            } else if now - self.alive >= self.heartbeat {
                // A session that was ended elsewhere hears nothing more.
                sessions::check(&self.app, &self.actor).await.ok()?;
                self.ready.push_back(": alive\n\n".to_owned());
            } else {
                tokio::select! {
                    () = tokio::time::sleep_until((now + POLL).min(self.ends)) => {}
                    _ = self.stopping.changed() => {}
                }
            }
        }
    }

    async fn read(&mut self) -> Result<()> {
        for notification in inbox::after(&self.app, &self.actor, self.place, BATCH).await? {
            let Some(seq) = notification.seq else { continue };
            let data = serde_json::to_string(&NotificationOut::from(notification));
            let data = data.map_err(Error::internal)?;
            self.ready.push_back(format!("id: {seq}\nevent: notification\ndata: {data}\n\n"));
            self.place = seq;
        }
        Ok(())
    }
}
