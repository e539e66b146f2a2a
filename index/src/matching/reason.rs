//! Why a constraint came out as it did, before it is put into words.

use chrono::NaiveDate;

use crate::{
    profile::Role,
    taxonomy::{ConceptId, SchemeId},
};

/// Why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reason {
    /// The profile says so.
    Declared,
    /// The profile says nothing of it.
    NotStated,
    /// The profile names only something near.
    OnlyNear(ConceptId),
    /// The firm is involved, but not as a maker.
    Role(Role),
    /// The declared figure, in the canonical unit.
    Figure(f64),
    /// Pieces a month that a declared weight or area comes to.
    Pieces(f64),
    /// Kilometres between the two places.
    Kilometres(f64),
    /// The firm is in another region.
    Elsewhere,
    /// The certificate is under way.
    InProgress,
    /// The certificate has run out.
    Expired(Option<NaiveDate>),
    /// The certificate was taken away.
    Withdrawn,
    /// The certificate runs out before production starts.
    EndsBefore { until: NaiveDate, start: NaiveDate },
    /// The certificate has no date, and production starts later.
    NoDate(NaiveDate),
    /// The certificate is of a scheme that was replaced.
    Superseded(SchemeId),
    /// The words stand in the profile.
    Words,
    /// The request rules it out.
    Excluded,
    /// Nothing in the profile speaks against it.
    NothingAgainst,
}
