//! What counts of how content the sides are: one rating a side and introduction, the last one given.

use super::case::{Case, CaseKind};
use super::indicator::Plain as P;
use super::store::RatingRow;
use crate::introductions::Side;

/// A rating of an introduction that the reader brokers.
#[derive(Debug)]
pub(super) struct Rated {
    pub(super) row: RatingRow,
    pub(super) province: Option<String>,
}

impl Rated {
    /// What an indicator counts of it.
    pub(super) fn case(&self, plain: P) -> Option<Case> {
        let row = &self.row;
        let side =
            [Side::Buyer, Side::Supplier].into_iter().find(|side| side.code() == row.side)?;
        let counted = match plain {
            P::Satisfaction => true,
            P::SatisfactionOfBuyers => side == Side::Buyer,
            P::SatisfactionOfSuppliers => side == Side::Supplier,
            _ => false,
        };
        let case = Case::of(CaseKind::Introduction, row.introduction_id, row.at, "rated");
        counted.then(|| Case {
            detail: Some(side.code()),
            // Both may rate one introduction at one moment.
            seq: if side == Side::Buyer { 0 } else { 1 },
            number: u32::try_from(row.score).ok(),
            request: Some(row.request_id),
            supplier: Some(row.supplier_id),
            province: self.province.clone(),
            ..case
        })
    }
}
