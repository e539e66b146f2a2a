//! The log of a webhook, as shown: what was sent, and what came of it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::notifications::webhooks::{Attempt, Delivery};

/// A message to a webhook, and what was tried.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryOut {
    /// Identifier.
    id: Uuid,
    /// `webhook-id` of the message.
    message: Uuid,
    /// What it tells.
    #[schema(example = "quote_received")]
    kind: String,
    /// `waiting`, `delivered`, or `failed` after every attempt.
    #[schema(example = "delivered")]
    state: String,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<DateTime<Utc>>,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// When it was delivered or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What was tried, in order.
    attempts: Vec<AttemptOut>,
}

/// One try to send.
#[derive(Debug, Serialize, ToSchema)]
struct AttemptOut {
    /// When it began.
    at: DateTime<Utc>,
    /// `delivered`, `refused` (another status), `redirected`, `gone`, `timeout`, `no_connection`,
    /// `broken_off`, `unresolved` or `forbidden_address`.
    outcome: String,
    /// Status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i32>,
    /// Milliseconds.
    took_ms: i32,
}

impl From<Delivery> for DeliveryOut {
    fn from(delivery: Delivery) -> Self {
        let waits = delivery.state == "waiting";
        Self {
            id: delivery.id,
            message: delivery.message,
            kind: delivery.kind,
            next_attempt_at: waits.then_some(delivery.due_at),
            state: delivery.state,
            created_at: delivery.created_at,
            ended_at: delivery.ended_at,
            attempts: delivery.attempts.into_iter().map(AttemptOut::from).collect(),
        }
    }
}

impl From<Attempt> for AttemptOut {
    fn from(attempt: Attempt) -> Self {
        let Attempt { at, outcome, status, took_ms } = attempt;
        Self { at, outcome, status, took_ms }
    }
}
