//! What keeps a supplier from open requests, grouped by what would mend it: a figure to state, a
//! certificate, a machine, more capacity.

use std::collections::BTreeMap;

use super::sought::Sought;
use crate::{
    Language,
    matching::{Outcome, explain::required, judge::Judged, messages::message, score::Scored},
    taxonomy::Taxonomy,
    understand::{Constraint, ConstraintKind, Importance},
};

/// Months of a year: volumes are kept per month and told per year.
const MONTHS: f64 = 12.0;

/// One thing that keeps a supplier from requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindrance {
    /// What kind of thing it is.
    pub kind: ConstraintKind,
    /// Taxonomy code of a capability, certificate, country or language, or attribute of a figure.
    pub code: String,
    /// Its name in the reader's language.
    pub label: String,
    /// Unit of the figures of [`Opening::reach`].
    pub unit: Option<String>,
    /// Requests that ask for it as a must while the profile is silent.
    pub silent: Vec<String>,
    /// Requests from which it alone keeps the supplier.
    pub opens: Vec<Opening>,
}

/// A request that one step would open.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Identifier of the request.
    pub request: String,
    /// The figure that would be enough, in the canonical unit of its attribute.
    pub reach: Option<f64>,
    /// Whether the profile is silent: stating it may be all that is needed.
    pub silent: bool,
    /// Pieces asked for in a year, where the request says so.
    pub pieces_per_year: Option<f64>,
}

impl Hindrance {
    /// One sentence in the reader's language about `asking` requests of which `deciding` hang on
    /// this alone. Whoever calls decides which requests may be counted.
    #[must_use]
    pub fn sentence(&self, asking: usize, deciding: usize, locale: Language) -> String {
        let key = match (asking, deciding) {
            (0, _) => "step_gain",
            (_, 0) => "step_state_only",
            _ => "step_state",
        };
        let (asking, deciding) = (asking.to_string(), deciding.to_string());
        let values = [("what", self.label.as_str()), ("asking", &asking), ("deciding", &deciding)];
        message(key, locale, &values)
    }
}

pub(super) fn group<'s>(
    fits: impl Iterator<Item = (&'s str, &'s Sought, &'s Scored)>,
    locale: Language,
) -> Vec<Hindrance> {
    let mut groups: BTreeMap<(String, String), Hindrance> = BTreeMap::new();
    for (id, sought, scored) in fits {
        let all = || sought.understood.constraints.iter().zip(&scored.judged);
        let missing: Vec<(&Constraint, &Judged)> =
            all().filter(|(asked, judged)| judged.decides(asked.kind, asked.importance)).collect();
        // Two figures of one attribute (at least, at most) are one thing to mend.
        let mut keys: Vec<_> = missing.iter().map(|(asked, _)| key(asked)).collect();
        keys.sort();
        keys.dedup();
        let alone = keys.len() == 1;
        for (asked, judged) in missing {
            let Some(key) = key(asked).filter(|_| asked.importance != Importance::MustNot) else {
                continue;
            };
            let silent = judged.outcome == Outcome::Unknown;
            let found = groups.entry(key).or_insert_with_key(|key| blank(asked, key, locale));
            if silent && found.silent.last().is_none_or(|last| last != id) {
                found.silent.push(id.to_owned());
            }
            if alone && (silent || can_be_gained(asked.kind)) {
                let opening = opening(id, sought, asked, silent);
                match found.opens.last_mut().filter(|last| last.request == id) {
                    // Of two alternatives or bounds both must be reached.
                    Some(last) => last.silent &= silent,
                    None => found.opens.push(opening),
                }
            }
        }
    }
    let mut found: Vec<_> = groups.into_values().collect();
    found.retain(|one| !one.silent.is_empty() || !one.opens.is_empty());
    found.sort_by_key(|one| std::cmp::Reverse((one.opens.len(), one.silent.len())));
    found
}

/// What would mend a missing constraint: kind and code; none where nothing would.
fn key(asked: &Constraint) -> Option<(String, String)> {
    let kind = format!("{:?}", asked.kind);
    match (&asked.quantity, asked.kind) {
        (_, ConstraintKind::Words | ConstraintKind::Ownership | ConstraintKind::Business) => None,
        // A place is one thing to state, whatever the request compares it with.
        (_, ConstraintKind::Region | ConstraintKind::Distance) => {
            Some(("Place".to_owned(), "place".to_owned()))
        }
        (Some(quantity), _) => Some((kind, quantity.attribute.clone())),
        (None, _) => asked.codes.first().map(|code| (kind, code.clone())),
    }
}

/// Whether a firm can come to meet it; where it stands, it stands.
const fn can_be_gained(kind: ConstraintKind) -> bool {
    !matches!(kind, ConstraintKind::Region | ConstraintKind::Distance)
}

fn blank(asked: &Constraint, (_, code): &(String, String), locale: Language) -> Hindrance {
    let taxonomy = Taxonomy::get();
    let attribute = taxonomy.attributes().iter().find(|known| known.code == *code);
    let label = match (attribute, asked.kind) {
        (_, ConstraintKind::Region | ConstraintKind::Distance) => {
            message("step_place", locale, &[])
        }
        (Some(attribute), _) => attribute.name(locale).to_owned(),
        (None, ConstraintKind::Employees) => message("step_employees", locale, &[]),
        (None, _) if asked.codes.is_empty() => required(asked, locale),
        (None, _) => taxonomy.name(code, locale),
    };
    Hindrance {
        kind: asked.kind,
        code: code.clone(),
        label,
        unit: attribute.map(|attribute| attribute.canonical_unit.clone()),
        silent: Vec::new(),
        opens: Vec::new(),
    }
}

fn opening(id: &str, sought: &Sought, asked: &Constraint, silent: bool) -> Opening {
    let volume = sought
        .understood
        .constraints
        .iter()
        .filter(|constraint| constraint.kind == ConstraintKind::Capacity)
        .filter_map(|constraint| constraint.quantity.as_ref())
        .filter(|quantity| quantity.attribute == "volume")
        .filter_map(|quantity| quantity.min.or(quantity.max))
        .sum::<f64>();
    let quantity = asked.quantity.as_ref();
    Opening {
        request: id.to_owned(),
        reach: quantity.and_then(|quantity| quantity.min.or(quantity.max)),
        silent,
        pieces_per_year: (volume > 0.0).then_some(volume * MONTHS),
    }
}
