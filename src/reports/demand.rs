//! What counts of a sourcing request: that it was opened, when somebody was first put forward for
//! it, and whether anybody qualified.

use chrono::{DateTime, Utc};
use index::matching::Counts;
use uuid::Uuid;

use super::case::{Case, CaseKind, days_between};
use super::indicator::Plain as P;
use super::store::{RequestRow, RunRow};
use crate::{Error, Result};

/// A request with what was done for it by the end of the period.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) id: Uuid,
    pub(super) buyer: Uuid,
    /// When it was opened.
    pub(super) published_at: DateTime<Utc>,
    /// In order of time.
    pub(super) runs: Vec<Ranked>,
    /// The first introduction over it: when it was proposed, and by which account of an agency.
    pub(super) proposal: Option<(DateTime<Utc>, Option<Uuid>)>,
}

/// A match run.
#[derive(Debug)]
pub(super) struct Ranked {
    at: DateTime<Utc>,
    /// Account of an agency that ran it.
    officer: Option<Uuid>,
    /// Suppliers that met every must.
    qualified: u32,
}

impl Ranked {
    pub(super) fn read(row: &RunRow, is_agency: impl Fn(Uuid) -> bool) -> Result<Self> {
        let counts: Counts = serde_json::from_str(&row.counts).map_err(Error::internal)?;
        let officer = is_agency(row.organisation_id).then_some(row.created_by_id);
        Ok(Self { at: row.created_at, officer, qualified: counts.qualified })
    }
}

impl Asked {
    pub(super) fn of(row: &RequestRow) -> Option<Self> {
        Some(Self {
            id: row.id,
            buyer: row.buyer_id,
            published_at: row.published_at?,
            runs: Vec::new(),
            proposal: None,
        })
    }

    /// What an indicator counts of it, whenever it happened.
    pub(super) fn case(&self, plain: P) -> Option<Case> {
        match plain {
            P::RequestsPublished => Some(self.published()),
            P::ActiveBuyers => Some(Case { once: Some(self.buyer), ..self.published() }),
            P::MedianDaysToShortlist => self.shortlisted(),
            P::ZeroMatchShare => {
                let none = self.runs.last()?.qualified == 0;
                let detail = Some(if none { "nobody_qualified" } else { "somebody_qualified" });
                Some(Case { counts: none, detail, ..self.published() })
            }
            _ => None,
        }
    }

    fn published(&self) -> Case {
        let request = Some(self.id);
        Case {
            request,
            ..Case::of(CaseKind::SourcingRequest, self.id, self.published_at, "published")
        }
    }

    /// The first shortlist: a match run or a proposal. One from before it was opened counts as of
    /// that moment.
    fn shortlisted(&self) -> Option<Case> {
        let run = self.runs.first().map(|run| (run.at, run.officer, "match_run"));
        let proposal = self.proposal.map(|(at, officer)| (at, officer, "proposed"));
        let (at, officer, what) = run.into_iter().chain(proposal).min_by_key(|(at, ..)| *at)?;
        let at = at.max(self.published_at);
        let days = Some(days_between(self.published_at, at));
        Some(Case { at, what, days, officer, ..self.published() })
    }
}
