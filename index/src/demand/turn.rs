//! A pair that turned from no fit to a fit or back, and what turned it, in words to the supplier.

use std::sync::Arc;

use chrono::NaiveDate;

use super::sought::Sought;
use crate::{
    Compiled, Language, RankingConfig,
    matching::{
        Outcome,
        explain::{declared, required},
        judge::Judged,
        messages::message,
        reason::Reason,
    },
    understand::{Constraint, ConstraintKind, Importance},
};

/// Sentences at most: what else changed is seen in the request.
const MOST: usize = 3;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The request: it came, went, or asks otherwise.
    Request,
    /// The supplier's profile.
    Supplier,
    /// The day: a certificate began or ran out, a deadline passed.
    Day,
}

/// A pair that turned.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Identifier of the request.
    pub request: Arc<str>,
    /// Identifier of the supplier.
    pub supplier: Arc<str>,
    /// Whether it fits now.
    pub fits: bool,
    /// What changed.
    pub cause: Cause,
    pub(super) before: Before,
}

impl Turn {
    /// Whether both were there before: something about them changed.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        self.before.sought.is_some() && self.before.supplier.is_some()
    }
}

/// A pair at some time. Shares what was read.
#[derive(Debug, Clone)]
pub(super) struct Before {
    pub(super) sought: Option<Arc<Sought>>,
    pub(super) supplier: Option<Arc<Compiled>>,
    pub(super) today: NaiveDate,
}

/// A judged must, or something expected.
struct Must {
    constraint: Constraint,
    judged: Judged,
}

impl Must {
    fn decides(&self) -> bool {
        self.judged.decides(self.constraint.kind, self.constraint.importance)
    }
}

impl Before {
    /// Everything that may decide, musts and what is expected, with its outcome; nothing where either
    /// was not there.
    fn musts(&self, config: &RankingConfig) -> Vec<Must> {
        let (Some(sought), Some(supplier)) = (&self.sought, &self.supplier) else {
            return Vec::new();
        };
        let scored = sought.scored(supplier, config, self.today);
        let all = sought.understood.constraints.iter().cloned().zip(scored.judged);
        all.filter(|(constraint, _)| constraint.importance != Importance::Prefer)
            .map(|(constraint, judged)| Must { constraint, judged })
            .collect()
    }
}

/// What turned a pair.
pub(super) fn why(
    now: &Before,
    turn: Option<&Turn>,
    config: &RankingConfig,
    to: Language,
) -> String {
    let musts = now.musts(config);
    let (Some(sought), Some(supplier)) = (&now.sought, &now.supplier) else {
        return String::new();
    };
    let before = turn.filter(|turn| turn.is_change()).map(|turn| &turn.before);
    let same_request = before.is_some_and(|before| {
        before.sought.as_ref().is_some_and(|known| Arc::ptr_eq(known, sought))
    });
    let before = before.map_or_else(Vec::new, |before| before.musts(config));
    let fits = sought.fits(supplier, config, now.today);
    let mut sentences: Vec<String> = if fits && same_request {
        let met = before.iter().zip(&musts).filter(|(before, _)| before.decides());
        met.map(|(_, now)| shown(now, supplier, to)).collect()
    } else if fits {
        before
            .iter()
            .filter(|must| must.decides())
            .map(|must| eased(&must.constraint, to))
            .collect()
    } else {
        let mut missing: Vec<&Must> = musts.iter().filter(|must| must.decides()).collect();
        if same_request {
            let turned: Vec<&Must> = before
                .iter()
                .zip(&musts)
                .filter(|(before, now)| now.decides() && !before.decides())
                .map(|(_, now)| now)
                .collect();
            if !turned.is_empty() {
                missing = turned;
            }
        }
        missing.into_iter().map(|must| lacking(must, supplier, to)).collect()
    };
    sentences.dedup();
    sentences.truncate(MOST);
    if sentences.is_empty() {
        let key = if fits { "fit_all" } else { "fit_none" };
        let strict = musts.iter().filter(|must| !must.constraint.importance.is_wish()).count();
        return message(key, to, &[("musts", &strict.to_string())]);
    }
    // Chinese and Japanese sentences end without a blank.
    let glue = if matches!(to, Language::Ja | Language::Zh) { "" } else { " " };
    sentences.join(glue)
}

/// A must that is met now.
fn shown(must: &Must, supplier: &Compiled, to: Language) -> String {
    let asked = required(&must.constraint, to);
    match declared(&must.judged, supplier, to) {
        Some(declared) if must.constraint.importance != Importance::MustNot => {
            message("fit_shown", to, &[("required", &asked), ("declared", &declared)])
        }
        _ => message("fit_met", to, &[("required", &asked)]),
    }
}

/// A must that is asked no more, or asked otherwise.
fn eased(constraint: &Constraint, to: Language) -> String {
    let asked = required(constraint, to);
    let key = if constraint.importance == Importance::MustNot { "fit_allows" } else { "fit_eased" };
    message(key, to, &[("required", &asked)])
}

/// A must that is not met.
fn lacking(must: &Must, supplier: &Compiled, to: Language) -> String {
    let asked = required(&must.constraint, to);
    if must.constraint.importance == Importance::MustNot {
        return message("fit_excluded", to, &[("required", &asked)]);
    }
    let says = declared(&must.judged, supplier, to).filter(|text| !text.is_empty());
    match (must.judged.reason, must.judged.outcome, says) {
        (Reason::Expired(Some(date)), ..) => {
            message("fit_expired", to, &[("required", &asked), ("date", &date.to_string())])
        }
        (Reason::EndsBefore { until, start }, ..) => message(
            "fit_ends",
            to,
            &[("required", &asked), ("date", &until.to_string()), ("start", &start.to_string())],
        ),
        (_, Outcome::Failed, Some(says))
            if must.constraint.kind != ConstraintKind::Certification =>
        {
            message("fit_short", to, &[("required", &asked), ("declared", &says)])
        }
        (_, Outcome::Failed, _) => message("fit_not_met", to, &[("required", &asked)]),
        _ => message("fit_silent", to, &[("required", &asked)]),
    }
}
