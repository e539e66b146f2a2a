//! What counts as a certificate gained: one with an issue date, on that day; one without, on the day
//! it was first written into a profile that had been there without its scheme. A certificate renewed
//! is not gained again, as far as the history of the profile shows that it was there before.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use index::profile::{Certification, CertificationState};
use serde_json::Value;
use uuid::Uuid;

use super::store::{ChangeRow, FirmRow};
use crate::history::Change;
use crate::reports::case::{Case, CaseKind};
use crate::reports::period::midnight;
use crate::suppliers::search::scheme;
use crate::suppliers::text::fold;

/// Where a profile says its certificates.
pub(in crate::reports) const FIELD: &str = "certifications";

/// A certificate that a firm gained, whenever that was.
#[derive(Debug)]
pub(in crate::reports) struct Gained {
    supplier: Uuid,
    province: Option<String>,
    /// Its place in the profile.
    place: i32,
    at: DateTime<Utc>,
    /// Whether the profile says the day.
    dated: bool,
}

impl Gained {
    /// As it is counted.
    pub(in crate::reports) fn case(&self) -> Case {
        let what = if self.dated { "issued" } else { "first_stated" };
        Case {
            seq: self.place,
            supplier: Some(self.supplier),
            province: self.province.clone(),
            ..Case::of(CaseKind::Supplier, self.supplier, self.at, what)
        }
    }
}

/// A list of certificates before and after a change.
struct Turn {
    at: DateTime<Utc>,
    before: Vec<Certification>,
    after: Vec<Certification>,
}

/// Certificates that firms gained; `changes` are in order of time.
pub(in crate::reports) fn gained(firms: &[FirmRow], changes: &[ChangeRow]) -> Vec<Gained> {
    let mut turns: HashMap<Uuid, Vec<Turn>> = HashMap::new();
    for row in changes {
        if let Some(turn) = turn(row) {
            turns.entry(row.subject_id).or_default().push(turn);
        }
    }
    firms
        .iter()
        .flat_map(|firm| {
            let turns = turns.get(&firm.id).map(Vec::as_slice).unwrap_or_default();
            let held = read(firm.certifications.as_deref()).into_iter().zip(0..);
            held.filter(|(one, _)| is_held(one)).filter_map(move |(one, place)| {
                let at = when(&one, turns)?;
                Some(Gained {
                    supplier: firm.id,
                    province: firm.province.clone(),
                    place,
                    at,
                    dated: one.valid_from.is_some(),
                })
            })
        })
        .collect()
}

/// When a certificate of today's profile was gained; none where that is not known.
fn when(one: &Certification, turns: &[Turn]) -> Option<DateTime<Utc>> {
    let wanted = key(one);
    let of = |list: &[Certification]| {
        list.iter().find(|known| is_held(known) && key(known) == wanted).cloned()
    };
    if let Some(day) = one.valid_from {
        let renewed = turns
            .iter()
            .filter_map(|turn| of(&turn.before))
            .any(|before| before.valid_from.is_some_and(|earlier| earlier < day));
        return (!renewed).then(|| midnight(day));
    }
    let entered = turns.iter().find(|turn| of(&turn.before).is_none() && of(&turn.after).is_some());
    entered.map(|turn| turn.at)
}

fn is_held(one: &Certification) -> bool {
    !matches!(one.state, Some(CertificationState::InProgress | CertificationState::Withdrawn))
}

/// The scheme whatever its edition; what the vocabulary does not know goes by its words.
fn key(one: &Certification) -> String {
    scheme(&one.scheme).unwrap_or_else(|| fold(&one.scheme))
}

fn turn(row: &ChangeRow) -> Option<Turn> {
    let changes: Vec<Change> = serde_json::from_str(&row.changes).ok()?;
    let change = changes.into_iter().find(|change| change.field == FIELD)?;
    if change.withheld.is_some() {
        return None;
    }
    let list = |value: Option<Value>| read(value.map(|value| value.to_string()).as_deref());
    Some(Turn { at: row.at, before: list(change.before), after: list(change.after) })
}

/// A list as a profile keeps it; what cannot be read is nobody's.
fn read(text: Option<&str>) -> Vec<Certification> {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}
