//! What counts of a supplier: that it was entered, checked, and is up to date ([`case`]), what
//! [`certificates`] it gained, and who leads it and how large it is ([`stock`]).

pub(super) mod certificates;
pub(super) mod stock;
pub(super) mod store;

use chrono::{DateTime, Utc};
use index::profile::VerificationLevel;

use super::case::{Case, CaseKind};
use super::indicator::Plain as P;
use super::period::{Period, midnight};
use crate::suppliers::level_code;
use store::FirmRow;

/// Levels of a check; whoever speaks for itself is not checked.
const CHECKED: [VerificationLevel; 2] =
    [VerificationLevel::DocumentsChecked, VerificationLevel::SiteAudited];

/// What an indicator counts of a supplier, whenever it happened.
pub(super) fn case(firm: &FirmRow, plain: P, period: Period) -> Option<Case> {
    let at = |at: DateTime<Utc>, what| Case {
        supplier: Some(firm.id),
        province: firm.province.clone(),
        ..Case::of(CaseKind::Supplier, firm.id, at, what)
    };
    match plain {
        P::SuppliersProfiled => Some(at(firm.created_at, "entered")),
        P::SuppliersVerified => {
            let mut levels = CHECKED.into_iter().map(level_code);
            let level = levels.find(|code| *code == firm.verification_level)?;
            Some(Case { detail: Some(level), ..at(midnight(firm.verified_on?), "checked") })
        }
        P::SuppliersUpToDate => touched(firm, period).map(|(moment, what)| at(moment, what)),
        _ => None,
    }
}

/// The last sign of life before the period ends, as far as it is on record: of every kind only the
/// last is kept.
fn touched(firm: &FirmRow, period: Period) -> Option<(DateTime<Utc>, &'static str)> {
    let known = [
        (firm.verified_on.map(midnight), "checked"),
        (firm.confirmed_on.map(midnight), "confirmed"),
        (Some(firm.updated_at), "changed"),
        // Last: a profile that was never changed was entered.
        (Some(firm.created_at), "entered"),
    ];
    let span = period.year_before_end()..period.until();
    let within = known.into_iter().filter_map(|(at, what)| Some((at?, what)));
    within.filter(|(at, _)| span.contains(at)).max_by_key(|(at, _)| *at)
}
