//! What the work of agencies cost: one entry of an introduction each, on the day that it was spent.

use super::case::{Case, CaseKind};
use super::indicator::Plain as P;
use super::period::midnight;
use super::store::CostRow;
use crate::Result;
use crate::introductions::{Amount, EventKind, cost};

/// What it is where it was recorded by itself.
const RECORDED: &str = "cost_recorded";

/// A cost of the reader's agency, or of any where an administrator reads.
#[derive(Debug)]
pub(super) struct Spent {
    row: CostRow,
    what: &'static str,
    amount: Amount,
    province: Option<String>,
}

impl Spent {
    pub(super) fn read(row: CostRow, province: Option<String>) -> Result<Self> {
        let kind = row.event_kind.as_deref().map(EventKind::parse).transpose()?;
        let what = kind.map_or(RECORDED, EventKind::code);
        Ok(Self { amount: cost::amount_of(&row.value, &row.currency)?, row, what, province })
    }

    /// What an indicator counts of it: it is spent on linkages, and is none itself.
    pub(super) fn case(&self, plain: P) -> Option<Case> {
        let row = &self.row;
        let at = midnight(row.on_day);
        let case = Case::of(CaseKind::Introduction, row.introduction_id, at, self.what);
        (plain == P::CostPerLinkage).then(|| Case {
            seq: row.number,
            counts: false,
            amount: Some(self.amount),
            purpose: row.purpose.clone(),
            request: Some(row.request_id),
            supplier: Some(row.supplier_id),
            province: self.province.clone(),
            officer: Some(row.account_id),
            ..case
        })
    }
}
