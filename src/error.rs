//! The one error of the service. Knows no transport: `http::problem` renders it at the door.
//!
//! Every kind has a stable code. [`Error::Internal`] never shows its cause to a caller; it is
//! logged once, at the door, with its chain.

use std::time::Duration;

/// Result of everything in the service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the caller may not know that it does. Holds the noun: `supplier`.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// It exists, and what is in it is lost. Holds the noun: `attachment`.
    #[error("{0} is gone")]
    Gone(&'static str),
    /// The caller is nobody we know. Holds the stable code: `token_expired`.
    #[error("not signed in: {0}")]
    Unauthenticated(&'static str),
    /// The caller is known and may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The input is wrong; every fault is listed.
    #[error("invalid input: {}", list(.0))]
    Invalid(Vec<Fault>),
    /// The state of things forbids it. Holds the stable code: `email_taken`.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// What the caller wants to do is no step from where things stand.
    #[error("no legal step at {stage}, legal are {}", .legal.join(", "))]
    IllegalStep {
        /// Where things stand.
        stage: &'static str,
        /// What the caller may do instead.
        legal: Vec<&'static str>,
    },
    /// The row has moved on since the caller read it.
    #[error("stale version, current is {current}")]
    StaleVersion {
        /// Version the row has now.
        current: i64,
    },
    /// A write that must name the version it replaces does not.
    #[error("a precondition is required")]
    MissingPrecondition,
    /// Too many attempts.
    #[error("too many attempts, retry after {} s", .retry_after.as_secs())]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Something this depends on is away for now. Holds the stable code: `index_unavailable`.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// Ours to mend.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One fault of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `certifications[0].valid_until`; empty for the whole input.
    pub path: String,
    /// What, as a stable code; `http/messages/*.toml` has its sentence in every language.
    pub code: &'static str,
    /// Values for the placeholders of the sentence.
    pub params: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault whose sentence needs no values.
    pub fn new(path: impl Into<String>, code: &'static str) -> Self {
        Self { path: path.into(), code, params: Vec::new() }
    }

    /// Adds a value for the placeholder `{name}` of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The value of a placeholder.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

impl Error {
    /// An internal error from anything that can be one, a sentence included.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// Invalid input with a single fault.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }

    /// The faults of input that was found invalid; none of anything else.
    pub fn faults_of(outcome: Result<()>) -> Vec<Fault> {
        match outcome {
            Err(Self::Invalid(faults)) => faults,
            _ => Vec::new(),
        }
    }

    /// The stable code that clients may rely on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Gone(_) => "gone",
            Self::Unauthenticated(code) | Self::Conflict(code) | Self::Unavailable(code) => code,
            Self::Forbidden => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::IllegalStep { .. } => "illegal_step",
            Self::StaleVersion { .. } => "stale_version",
            Self::MissingPrecondition => "precondition_required",
            Self::TooMany { .. } => "too_many_attempts",
            Self::Internal(_) => "internal",
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    /// A database error is ours. Unique violations are mapped where the row is written, through
    /// `sql_err()`, because only that place knows what they mean.
    fn from(source: sea_orm::DbErr) -> Self {
        // SQLite waits ten seconds for another writer, then gives up: nothing is broken.
        if source.to_string().contains("database is locked") {
            return Self::Unavailable("busy");
        }
        Self::Internal(Box::new(source))
    }
}

fn list(faults: &[Fault]) -> String {
    let entries: Vec<_> =
        faults.iter().map(|fault| format!("{}: {}", fault.path, fault.code)).collect();
    entries.join("; ")
}
