//! Reports for agencies: how many, how fast, worth how much, over a period. Every figure says what
//! it counts, how many cases it rests on and, on demand, which those are.
//!
//! Reading order: [`indicator`] (what is counted) → `deals`, `costs`, `ratings`, `demand`, `firms` (the rules) →
//! [`case`](mod@case) (what a rule finds) → [`tally`] and [`group`] (figures and rows) → `facts`
//! and `store` (where it is read). Figure and cases come out of the same list, so they agree.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use index::Language;
use uuid::Uuid;

use crate::Result;
use crate::accounts::{Actor, Role};
use crate::app::App;

pub mod ask;
pub mod case;
mod costs;
mod deals;
mod demand;
mod facts;
mod firms;
pub mod group;
pub mod indicator;
pub mod period;
mod ratings;
mod store;
pub mod tally;
mod words;

use ask::{CasesQuery, ReportQuery};
use case::{Case, Position};
use facts::Facts;
use group::{GroupBy, Segments};
use indicator::Indicator;
use tally::Figure;

/// A report.
#[derive(Debug)]
pub struct Report {
    /// What was asked.
    pub query: ReportQuery,
    /// Whose doing it is about, in words.
    pub scope: String,
    /// What the days and the groups are, in words.
    pub note: String,
    /// Every indicator.
    pub rows: Vec<Row>,
}

/// An indicator with its figures.
#[derive(Debug)]
pub struct Row {
    /// The indicator.
    pub indicator: Indicator,
    /// Its name.
    pub label: String,
    /// Exactly what counts.
    pub definition: String,
    /// The figure.
    pub figure: Figure,
    /// The same by group: months in order, others by key.
    pub groups: Vec<Group>,
}

/// A group of cases.
#[derive(Debug)]
pub struct Group {
    /// Stable key: `province:24`.
    pub key: String,
    /// Its name.
    pub label: String,
    /// The figure.
    pub figure: Figure,
}

/// Makes a report of what the actor may count: an agency of its own brokering, an administrator of
/// everything.
///
/// # Errors
/// An internal error when the database fails; `index_unavailable` and `search_busy` where it is
/// grouped by segment.
pub async fn report(app: &App, actor: &Actor, query: ReportQuery) -> Result<Report> {
    let facts = Facts::of(app, actor, query.period, None).await?;
    let segments = facts.segments(app, actor, query.by).await?;
    let found: Vec<(Indicator, Vec<Case>)> =
        Indicator::all().map(|indicator| (indicator, facts.cases(indicator))).collect();
    let names = match query.by {
        GroupBy::Officer => {
            let cases = found.iter().flat_map(|(_, cases)| cases);
            let officers: HashSet<Uuid> = cases.filter_map(|case| case.officer).collect();
            store::names(&app.db, officers).await?
        }
        _ => HashMap::new(),
    };
    let rows = found.into_iter().map(|(indicator, cases)| {
        let groups = groups(app, actor.locale, &query, indicator, &cases, &segments, &names)?;
        Ok(Row {
            indicator,
            label: words::label(actor.locale, indicator),
            definition: words::definition(actor.locale, indicator),
            figure: figure(app, &query, indicator, cases)?,
            groups,
        })
    });
    Ok(Report {
        query,
        scope: words::scope(actor.locale, actor.role == Role::Admin),
        note: words::note(actor.locale, query.by),
        rows: rows.collect::<Result<_>>()?,
    })
}

/// What stands behind a number of a report, newest first, from `after` on.
///
/// # Errors
/// As [`report`].
pub async fn cases(
    app: &App,
    actor: &Actor,
    query: &CasesQuery,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Case>> {
    let facts = Facts::of(app, actor, query.period, Some(query.indicator)).await?;
    let mut cases = facts.cases(query.indicator);
    if let Some((by, group)) = &query.group {
        let segments = facts.segments(app, actor, *by).await?;
        cases.retain(|case| group::keys(case, *by, &segments).contains(group));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let further = case::ordered(cases)
        .into_iter()
        .filter(|case| after.is_none_or(|after| case.position() < after));
    Ok(further.take(limit).collect())
}

fn figure(
    app: &App,
    query: &ReportQuery,
    indicator: Indicator,
    cases: Vec<Case>,
) -> Result<Figure> {
    let into = query.currency.map(|currency| (currency, app.rates.as_ref()));
    tally::figure(indicator.measure(), &case::ordered(cases), into)
}

fn groups(
    app: &App,
    language: Language,
    query: &ReportQuery,
    indicator: Indicator,
    cases: &[Case],
    segments: &Segments,
    names: &HashMap<Uuid, String>,
) -> Result<Vec<Group>> {
    let mut of: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    if query.by == GroupBy::Month {
        // A month in which nothing happened is a row of its own.
        of.extend(query.period.months().into_iter().map(|one| (format!("month:{one}"), vec![])));
    }
    for case in cases {
        let keys: BTreeSet<String> = group::keys(case, query.by, segments).into_iter().collect();
        for key in keys {
            of.entry(key).or_default().push(case.clone());
        }
    }
    of.into_iter()
        .map(|(key, cases)| {
            let label = group::label(&key, language, names);
            Ok(Group { key, label, figure: figure(app, query, indicator, cases)? })
        })
        .collect()
}
