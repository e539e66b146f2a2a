//! One thing that an indicator counts: what is behind a number, and the number itself.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::coded::coded;
use crate::introductions::Amount;

coded! {
    /// What a case is.
    CaseKind {
        /// A supplier.
        Supplier = "supplier",
        /// A sourcing request.
        SourcingRequest = "sourcing_request",
        /// An introduction.
        Introduction = "introduction",
    }
}

/// One thing that is counted.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is.
    pub kind: CaseKind,
    /// Its identifier.
    pub id: Uuid,
    /// Which event of it; 0 for what is no event.
    pub seq: i32,
    /// When it happened, which decides the period.
    pub at: DateTime<Utc>,
    /// What made it count, as a code.
    pub what: &'static str,
    /// The reason, confirmation or outcome of that, as a code.
    pub detail: Option<&'static str>,
    /// Of a share: whether it is in the share. Of a cost: whether it is what the costs are for.
    pub counts: bool,
    /// Of a sum or a mean: what it says.
    pub number: Option<u32>,
    /// Of a median: days.
    pub days: Option<f64>,
    /// Of a value: what it is worth.
    pub amount: Option<Amount>,
    /// Of a cost: what it was spent for.
    pub purpose: Option<String>,
    /// Cases that have this in common count once.
    pub once: Option<Uuid>,
    /// The request that it is about.
    pub request: Option<Uuid>,
    /// The supplier that it is about.
    pub supplier: Option<Uuid>,
    /// Where that supplier is.
    pub province: Option<String>,
    /// The account of an agency that recorded it.
    pub officer: Option<Uuid>,
}

/// Place of a case in a list: newest first.
pub type Position = (DateTime<Utc>, Uuid, i32);

impl Case {
    /// A case with nothing said but what, which and when.
    #[must_use]
    pub const fn of(kind: CaseKind, id: Uuid, at: DateTime<Utc>, what: &'static str) -> Self {
        Self {
            kind,
            id,
            seq: 0,
            at,
            what,
            detail: None,
            counts: true,
            number: None,
            days: None,
            amount: None,
            purpose: None,
            once: None,
            request: None,
            supplier: None,
            province: None,
            officer: None,
        }
    }

    /// Its place in a list.
    #[must_use]
    pub const fn position(&self) -> Position {
        (self.at, self.id, self.seq)
    }
}

/// Days between two moments, not below 0.
#[must_use]
pub fn days_between(earlier: DateTime<Utc>, later: DateTime<Utc>) -> f64 {
    let seconds = (later - earlier).num_seconds().max(0);
    // Seconds of a thousand years are exact in a double.
    seconds as f64 / 86_400.0
}

/// The newest first; of those that count once only the earliest.
pub(super) fn ordered(mut cases: Vec<Case>) -> Vec<Case> {
    cases.sort_unstable_by_key(Case::position);
    let mut seen = std::collections::HashSet::new();
    cases.retain(|case| case.once.is_none_or(|key| seen.insert(key)));
    cases.reverse();
    cases
}
