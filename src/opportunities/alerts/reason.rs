//! Why a pair turned: a code for machines and the choice of sentences, and words in every language.

use index::Language;
use index::demand::{Cause, FitSet, Turn};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::sourcing::Standing;

/// What turned a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It is the first time that anything is known of the pair.
    First,
    /// The request was opened.
    Opened,
    /// The request was changed.
    Request,
    /// The profile was changed.
    Profile,
    /// A day came: a certificate began or ran out.
    Day,
    /// The request was closed, or is for others only.
    Withdrawn,
    /// The deadline of the request passed.
    Deadline,
}

impl Reason {
    /// As stored, and as `outcome` of the notice.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Opened => "opened",
            Self::Request => "request",
            Self::Profile => "profile",
            Self::Day => "day",
            Self::Withdrawn => "withdrawn",
            Self::Deadline => "deadline",
        }
    }

    /// Why it fits now.
    pub(super) const fn of_new(turn: Option<&Turn>) -> Self {
        match turn {
            Some(turn) if turn.is_change() => Self::of_change(turn),
            Some(Turn { cause: Cause::Request, .. }) => Self::Opened,
            _ => Self::First,
        }
    }

    /// Why it fits no more.
    pub(super) fn of_gone(standing: Option<&Standing>, turn: Option<&Turn>) -> Self {
        match (standing, turn) {
            (Some(Standing::Late), _) => Self::Deadline,
            (None | Some(Standing::Hidden), _) => Self::Withdrawn,
            (_, Some(turn)) if turn.is_change() => Self::of_change(turn),
            _ => Self::First,
        }
    }

    const fn of_change(turn: &Turn) -> Self {
        match turn.cause {
            Cause::Request => Self::Request,
            Cause::Supplier => Self::Profile,
            Cause::Day => Self::Day,
        }
    }

    /// The `outcome` that chooses the sentences of a notice; none for the plain ones.
    pub(super) fn outcome(self) -> Option<&'static str> {
        (self != Self::First).then(|| self.code())
    }

    /// Whether the pair itself can be explained: the request is there to be looked at.
    pub(super) const fn is_explained(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Deadline)
    }
}

/// What turned a pair, as a text per language.
pub(super) fn words(set: &FitSet, supplier: Uuid, request: Uuid, turn: Option<&Turn>) -> Value {
    let (request, supplier) = (request.to_string(), supplier.to_string());
    let texts = Language::ALL.into_iter().map(|language| {
        let text = set.why(&request, &supplier, turn, language);
        (language.code().to_owned(), Value::from(text))
    });
    Value::Object(texts.collect::<Map<_, _>>())
}
