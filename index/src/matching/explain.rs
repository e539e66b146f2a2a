//! A judgment in words: what was asked, what the profile says and where, what is missing.

use std::collections::BTreeMap;

use super::{
    ConstraintResult, Evidence, Match, Outcome, RankOptions, Signal, Verdict,
    judge::Judged,
    measure::{figure, range},
    messages::message,
    parts::{NEUTRAL, Parts},
    prepare::Prepared,
    reason::Reason,
    score::Scored,
};
use crate::{
    Compiled, Language,
    compile::Passage,
    profile::{Role, VerificationLevel},
    request::RequestKind,
    taxonomy::Taxonomy,
    understand::{Constraint, ConstraintKind, Understanding, partner::partner},
};

/// Puts judgments of one request into words of one language.
#[derive(Debug)]
pub(crate) struct Explainer<'a> {
    prepared: &'a [Prepared],
    required: Vec<String>,
    locale: Language,
}

impl<'a> Explainer<'a> {
    pub(crate) fn new(
        prepared: &'a [Prepared],
        understood: &Understanding,
        options: RankOptions,
    ) -> Self {
        let required = understood
            .constraints
            .iter()
            .map(|constraint| required(constraint, options.locale))
            .collect();
        Self { prepared, required, locale: options.locale }
    }

    /// The must that most of these suppliers do not meet.
    pub(crate) fn commonest_gap<'s>(
        &self,
        scored: impl Iterator<Item = &'s Scored>,
    ) -> Option<String> {
        let mut missing: BTreeMap<usize, usize> = BTreeMap::new();
        for scored in scored {
            for (at, (prepared, judged)) in self.prepared.iter().zip(&scored.judged).enumerate() {
                if judged.decides(prepared.kind, prepared.importance) {
                    *missing.entry(at).or_default() += 1;
                }
            }
        }
        let (at, _) =
            missing.into_iter().max_by_key(|&(at, count)| (count, std::cmp::Reverse(at)))?;
        self.required.get(at).cloned()
    }

    pub(crate) fn explain(&self, scored: &Scored, supplier: &Compiled, rank: u32) -> Match {
        let profile = supplier.profile();
        let constraints: Vec<ConstraintResult> = self
            .prepared
            .iter()
            .zip(&scored.judged)
            .zip(&self.required)
            .map(|((prepared, judged), required)| ConstraintResult {
                kind: prepared.kind,
                importance: prepared.importance,
                need: prepared.need,
                required: required.clone(),
                declared: declared(judged, supplier, self.locale),
                result: judged.outcome,
                evidence: judged
                    .passage
                    .map(|passage| evidence(passage, supplier))
                    .into_iter()
                    .collect(),
                margin: judged.margin.map(|margin| (margin * 1000.0).round() / 1000.0),
                gap: self.gap(prepared, judged, supplier, required),
            })
            .collect();
        Match {
            supplier: profile.id.clone(),
            name: profile.name.clone().or_else(|| profile.name_en.clone()),
            rank,
            score: scored.grade.shown(),
            verdict: scored.grade.verdict,
            lot: scored.grade.lot,
            summary: self.summary(scored, &constraints),
            constraints,
            signals: self.signals(scored, supplier),
            parts: Parts { constraints: scored.parts.clone(), signals: scored.grade.signals },
        }
    }

    fn summary(&self, scored: &Scored, constraints: &[ConstraintResult]) -> String {
        let binding = constraints
            .iter()
            .zip(&scored.judged)
            .filter(|(one, judged)| judged.counts(one.kind, one.importance));
        let musts: Vec<&ConstraintResult> = binding.map(|(one, _)| one).collect();
        let named = |outcome: Outcome| {
            let names: Vec<&str> = musts
                .iter()
                .filter(|one| one.result == outcome)
                .map(|one| one.required.as_str())
                .collect();
            names.join(", ")
        };
        let met = musts.iter().filter(|one| one.result == Outcome::Met).count();
        let key = match (scored.grade.verdict, musts.len()) {
            (Verdict::Qualified, 0) => "summary_qualified_none",
            (Verdict::Qualified, 1) => "summary_qualified_one",
            (Verdict::Qualified, _) => "summary_qualified",
            (Verdict::NearMiss, 1) => "summary_near_miss_one",
            (Verdict::NearMiss, _) => "summary_near_miss",
            (Verdict::Possible, 1) => "summary_possible_one",
            (Verdict::Possible, _) => "summary_possible",
        };
        let summary = message(
            key,
            self.locale,
            &[
                ("musts", &musts.len().to_string()),
                ("met", &met.to_string()),
                ("failed", &named(Outcome::Failed)),
                ("unknown", &named(Outcome::Unknown)),
            ],
        );
        let Some(lot) = scored.grade.lot else { return summary };
        message("summary_lot", self.locale, &[("lot", &lot.to_string()), ("summary", &summary)])
    }

    fn gap(
        &self,
        prepared: &Prepared,
        judged: &Judged,
        supplier: &Compiled,
        required: &str,
    ) -> Option<String> {
        if judged.outcome == Outcome::Met {
            return None;
        }
        let say = |key: &str, values: &[(&str, &str)]| Some(message(key, self.locale, values));
        let declared = declared(judged, supplier, self.locale).unwrap_or_default();
        let date = |date: chrono::NaiveDate| date.to_string();
        match judged.reason {
            Reason::NotStated | Reason::Declared | Reason::Words => {
                say("not_stated", &[("required", required)])
            }
            Reason::OnlyNear(concept) => say(
                "only_near",
                &[
                    ("near", Taxonomy::get().concept_at(concept).label(self.locale)),
                    ("required", required),
                ],
            ),
            Reason::Role(role) => say(
                match role {
                    Role::Outsources => "role_outsources",
                    Role::Uses => "role_uses",
                    Role::Buys => "role_buys",
                    Role::Plans => "role_plans",
                    Role::UsedTo => "role_used_to",
                    Role::Trades => "role_trades",
                    _ => "role_does_not",
                },
                &[],
            ),
            Reason::Figure(_) | Reason::Pieces(_) => {
                let short = judged.margin.map_or(0.0, |margin| (-margin * 100.0).max(0.0));
                let percent =
                    if short < 1.0 { format!("{short:.1}") } else { format!("{short:.0}") };
                let key = if prepared.kind == ConstraintKind::Capacity {
                    "capacity_short"
                } else {
                    "figure_short"
                };
                say(key, &[("declared", &declared), ("required", required), ("percent", &percent)])
            }
            Reason::Kilometres(km) => {
                say("too_far", &[("km", &format!("{km:.0}")), ("required", required)])
            }
            Reason::Elsewhere => {
                say("elsewhere", &[("declared", &declared), ("required", required)])
            }
            Reason::InProgress => say("in_progress", &[]),
            Reason::Expired(on) => {
                say("expired", &[("date", &on.map_or_else(|| "?".to_owned(), date))])
            }
            Reason::Withdrawn => say("withdrawn", &[]),
            Reason::EndsBefore { until, start } => {
                say("ends_before", &[("date", &date(until)), ("start", &date(start))])
            }
            Reason::NoDate(start) => say("no_date", &[("start", &date(start))]),
            Reason::Superseded(scheme) => say(
                "superseded",
                &[("declared", &Taxonomy::get().schemes.at(scheme).name), ("required", required)],
            ),
            Reason::Excluded => say("excluded", &[]),
            Reason::NothingAgainst => say("nothing_against", &[]),
        }
    }

    fn signals(&self, scored: &Scored, supplier: &Compiled) -> Vec<Signal> {
        let verification = match supplier.verification {
            VerificationLevel::SelfDeclared => "signal_verification_self_declared",
            VerificationLevel::DocumentsChecked => "signal_verification_documents_checked",
            VerificationLevel::SiteAudited => "signal_verification_site_audited",
        };
        let freshness = match supplier.confirmed_on {
            Some(on) => message("signal_freshness_on", self.locale, &[("date", &on.to_string())]),
            None => message("signal_freshness_never", self.locale, &[]),
        };
        let round = |value: f64| (value * 1000.0).round() / 1000.0;
        let mut signals = vec![
            Signal {
                name: "verification".to_owned(),
                value: round(scored.grade.signals.verification),
                text: message(verification, self.locale, &[]),
            },
            Signal {
                name: "freshness".to_owned(),
                value: round(scored.grade.signals.freshness),
                text: freshness,
            },
        ];
        // A firm without history has no record to speak of.
        if let Some(value) = supplier.track_record {
            let key = match value {
                value if value > NEUTRAL => "signal_track_record_above",
                value if value < NEUTRAL => "signal_track_record_below",
                _ => "signal_track_record_usual",
            };
            signals.push(Signal {
                name: "track_record".to_owned(),
                value: round(value),
                text: message(key, self.locale, &[]),
            });
        }
        signals
    }
}

/// What a constraint asks, in the reader's language.
pub(crate) fn required(constraint: &Constraint, locale: Language) -> String {
    let taxonomy = Taxonomy::get();
    let names = || {
        let mut names: Vec<String> =
            constraint.codes.iter().map(|code| taxonomy.name(code, locale)).collect();
        names.dedup();
        names.join(&message("or", locale, &[]))
    };
    match constraint.kind {
        ConstraintKind::Business => {
            let key = match partner(constraint) {
                Some(RequestKind::Investment) => "required_investment",
                Some(RequestKind::JointDevelopment) => "required_joint_development",
                Some(_) => "required_technology_partner",
                None => "required_maker",
            };
            message(key, locale, &[])
        }
        ConstraintKind::Distance => {
            let place = constraint
                .codes
                .last()
                .map_or_else(|| constraint.text.clone(), |code| taxonomy.name(code, locale));
            match constraint.quantity.as_ref().and_then(|quantity| quantity.max) {
                Some(km) => message(
                    "required_within",
                    locale,
                    &[("km", &format!("{km}")), ("place", &place)],
                ),
                None => message("required_near", locale, &[("place", &place)]),
            }
        }
        ConstraintKind::Employees => {
            let count = constraint
                .quantity
                .as_ref()
                .and_then(|quantity| quantity.min.or(quantity.max))
                .unwrap_or_default();
            message("required_employees", locale, &[("count", &format!("{count:.0}"))])
        }
        _ => match &constraint.quantity {
            Some(quantity) => range(&quantity.attribute, quantity.min, quantity.max, locale),
            None if constraint.codes.is_empty() => constraint.text.clone(),
            None => names(),
        },
    }
}

/// What the profile declares, in its own words or figures.
pub(crate) fn declared(judged: &Judged, supplier: &Compiled, locale: Language) -> Option<String> {
    match judged.reason {
        Reason::Figure(value) => {
            let attribute = judged.passage.and_then(|passage| {
                supplier
                    .figures
                    .iter()
                    .find(|figure| figure.passage == passage)
                    .map(|figure| figure.attribute)
            });
            match attribute
                .and_then(|attribute| Taxonomy::get().attributes.get(usize::from(attribute.0)))
            {
                Some(attribute) => Some(figure(&attribute.code, value, locale)),
                None => Some(format!("{value:.0}")),
            }
        }
        Reason::Pieces(count) => Some(figure("volume", count, locale)),
        Reason::Kilometres(km) => Some(format!("{km:.0} km")),
        _ => judged.passage.map(|passage| quote(passage, supplier, passage.start, passage.end)),
    }
}

fn quote(passage: Passage, supplier: &Compiled, start: u32, end: u32) -> String {
    passage
        .field
        .text(supplier.profile())
        .get(start as usize..end as usize)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Longest passage quoted, in bytes; longer sentences are cut around the mention.
const QUOTE_BYTES: u32 = 240;

fn evidence(passage: Passage, supplier: &Compiled) -> Evidence {
    let text = passage.field.text(supplier.profile());
    let (mut from, mut to) = (passage.from, passage.to);
    if to - from > QUOTE_BYTES {
        from = from.max(passage.start.saturating_sub(QUOTE_BYTES / 2));
        to = to.min(passage.end + QUOTE_BYTES / 2);
        while !text.is_char_boundary(from as usize) {
            from -= 1;
        }
        while !text.is_char_boundary(to as usize) {
            to += 1;
        }
    }
    Evidence {
        field: passage.field.path(supplier.profile()),
        text: quote(passage, supplier, from, to),
        start: Some(passage.start),
        end: Some(passage.end),
    }
}
