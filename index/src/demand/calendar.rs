//! Days on which a judgment may turn by itself: a certificate begins or runs out, production
//! starts, a deadline passes.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

use chrono::NaiveDate;

use super::sought::Sought;
use crate::Compiled;

/// Identifiers by the first day on which they may be judged otherwise than the day before.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar(BTreeMap<NaiveDate, BTreeSet<Arc<str>>>);

impl Calendar {
    pub(super) fn insert(&mut self, id: &Arc<str>, days: impl Iterator<Item = NaiveDate>) {
        for day in days {
            self.0.entry(day).or_default().insert(Arc::clone(id));
        }
    }

    pub(super) fn remove(&mut self, id: &str, days: impl Iterator<Item = NaiveDate>) {
        for day in days {
            if let Some(ids) = self.0.get_mut(&day) {
                ids.remove(id);
                if ids.is_empty() {
                    self.0.remove(&day);
                }
            }
        }
    }

    /// Whoever may be judged otherwise on one day than on another, in either direction of time.
    pub(super) fn between(&self, one: NaiveDate, other: NaiveDate) -> BTreeSet<Arc<str>> {
        let days = (Bound::Excluded(one.min(other)), Bound::Included(one.max(other)));
        if one == other {
            return BTreeSet::new();
        }
        self.0.range(days).flat_map(|(_, ids)| ids).cloned().collect()
    }
}

/// Days on which a supplier may be judged otherwise.
pub(super) fn days_of_supplier(supplier: &Compiled) -> impl Iterator<Item = NaiveDate> {
    supplier.certificates.iter().flat_map(|held| {
        let over = held.certificate.valid_until.and_then(|last| last.succ_opt());
        held.certificate.valid_from.into_iter().chain(over)
    })
}

/// Days on which a request, open until the end of a day, may be judged otherwise.
pub(super) fn days_of_request(
    sought: &Sought,
    until: Option<NaiveDate>,
) -> impl Iterator<Item = NaiveDate> {
    let over = until.and_then(|last| last.succ_opt());
    sought.understood.start_of_production.into_iter().chain(over)
}
