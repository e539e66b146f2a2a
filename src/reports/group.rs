//! Rows of a report: which group a case belongs to, and what that group is called.

use std::collections::{BTreeSet, HashMap};

use index::Language;
use index::taxonomy::Taxonomy;
use uuid::Uuid;

use super::case::Case;
use super::period::month_of;
use super::words;
use crate::coded::coded;

coded! {
    /// What rows of a report are grouped by.
    #[derive(Default)]
    GroupBy {
        /// Nothing: one figure each.
        #[default]
        None = "none",
        /// Month in Vietnam.
        Month = "month",
        /// Province of the supplier, of the 34 since 2025-07-01.
        Province = "province",
        /// Value-chain segment.
        Segment = "segment",
        /// Account of the agency.
        Officer = "officer",
    }
}

/// What a group is called whose cases do not say.
const UNKNOWN: &str = "none";

type Codes = BTreeSet<&'static str>;

/// Segments of what cases are about.
#[derive(Debug, Default)]
pub(super) struct Segments {
    pub(super) requests: HashMap<Uuid, Codes>,
    pub(super) suppliers: HashMap<Uuid, Codes>,
}

/// The groups that a case belongs to: one, or more where it is about several segments.
pub(super) fn keys(case: &Case, by: GroupBy, segments: &Segments) -> Vec<String> {
    let key = |value: Option<String>| {
        vec![format!("{}:{}", by.code(), value.unwrap_or_else(|| UNKNOWN.to_owned()))]
    };
    match by {
        GroupBy::None => Vec::new(),
        GroupBy::Month => key(Some(month_of(case.at))),
        // The code of a province is `province:24` already.
        GroupBy::Province => match &case.province {
            Some(code) => vec![code.clone()],
            None => key(None),
        },
        GroupBy::Officer => key(case.officer.map(|id| id.to_string())),
        GroupBy::Segment => {
            let of_request = case.request.and_then(|id| segments.requests.get(&id));
            let of_supplier = || segments.suppliers.get(&case.supplier?);
            let codes = match case.request {
                Some(_) => of_request,
                None => of_supplier(),
            };
            match codes.filter(|codes| !codes.is_empty()) {
                Some(codes) => codes.iter().map(|code| format!("segment:{code}")).collect(),
                None => key(None),
            }
        }
    }
}

/// What a group is by; nothing where the key is none that a report gives out.
pub(super) fn by_of(key: &str) -> Option<GroupBy> {
    let (by, value) = key.split_once(':')?;
    let grouped = GroupBy::ALL.iter().filter(|by| **by != GroupBy::None && !value.is_empty());
    grouped.copied().find(|known| known.code() == by)
}

/// What a group is called.
pub(super) fn label(key: &str, language: Language, names: &HashMap<Uuid, String>) -> String {
    let value = key.split_once(':').map_or(key, |(_, value)| value);
    if value == UNKNOWN {
        return words::unknown(language);
    }
    let taxonomy = Taxonomy::get();
    match by_of(key) {
        Some(GroupBy::Province) => taxonomy.name(key, language),
        Some(GroupBy::Segment) => {
            let found = taxonomy.segments().iter().find(|segment| segment.code == value);
            found.map_or(value, |segment| segment.name(language)).to_owned()
        }
        Some(GroupBy::Officer) => {
            let name = value.parse().ok().and_then(|id: Uuid| names.get(&id));
            name.cloned().unwrap_or_else(|| words::unknown(language))
        }
        _ => value.to_owned(),
    }
}
