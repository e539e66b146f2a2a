//! History of rankings: every run with what came of each result, for learning and for whoever made
//! the run.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use index::learn::{Case, Reached, Shown};
use index::matching::{Parts, Verdict};
use serde::Deserialize as _;
use serde::de::value::{Error as ValueError, StrDeserializer};
use uuid::Uuid;

use super::deal::Deal;
use super::store::{self, Run};
use super::{OutcomeEvent, ResultEventKind, ResultOutcome};
use crate::db::Connection;
use crate::{Error, Result};

/// Runs read at a time.
const PAGE: u64 = 200;

/// The whole history, oldest first. Runs kept before scores were are left out: they cannot be
/// scored again.
///
/// # Errors
/// An internal error when the database fails.
pub async fn cases(db: &impl Connection) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut last = Uuid::nil();
    loop {
        let runs = store::runs_after(db, last, PAGE).await?;
        let Some(end) = runs.last() else { return Ok(cases) };
        last = end.id;
        cases.extend(page(db, &runs).await?);
    }
}

async fn page(db: &impl Connection, runs: &[Run]) -> Result<Vec<Case>> {
    let ids: Vec<Uuid> = runs.iter().map(|run| run.id).collect();
    let mut rows: HashMap<Uuid, Vec<store::Shown>> = HashMap::new();
    for row in store::shown(db, &ids, true).await? {
        rows.entry(row.run).or_default().push(row);
    }
    let outcomes = Outcomes::of(db, runs).await?;
    let mut cases = Vec::new();
    for run in runs {
        let rows = rows.remove(&run.id).unwrap_or_default();
        if rows.is_empty() || rows.iter().any(|row| row.parts.is_none()) {
            continue;
        }
        let results = rows.into_iter().map(|row| {
            let (reached, _) = outcomes.of_result(run.id, row.supplier);
            let parts: Parts = serde_json::from_str(row.parts.as_deref().unwrap_or_default())
                .map_err(Error::internal)?;
            Ok(Shown {
                supplier: row.supplier.to_string(),
                position: position(row.position)?,
                verdict: verdict(&row.verdict)?,
                reached,
                parts,
            })
        });
        cases.push(Case {
            run: run.id.to_string(),
            request: run.request.to_string(),
            at: run.at,
            ranking_version: Some(run.ranking_version.clone()),
            results: results.collect::<Result<_>>()?,
        });
    }
    Ok(cases)
}

/// What came of every result of one run.
pub(super) async fn of_run(db: &impl Connection, run: &Run) -> Result<Vec<ResultOutcome>> {
    let outcomes = Outcomes::of(db, std::slice::from_ref(run)).await?;
    let rows = store::shown(db, &[run.id], false).await?;
    rows.into_iter()
        .map(|row| {
            let (reached, events) = outcomes.of_result(run.id, row.supplier);
            let position = position(row.position)?;
            Ok(ResultOutcome { supplier: row.supplier, position, reached, events })
        })
        .collect()
}

/// What came of the results of some runs.
struct Outcomes {
    events: store::Events,
    /// Introductions by the run and the supplier that they belong to, oldest first.
    deals: HashMap<(Uuid, Uuid), Vec<Deal>>,
}

impl Outcomes {
    async fn of(db: &impl Connection, runs: &[Run]) -> Result<Self> {
        let ids: Vec<Uuid> = runs.iter().map(|run| run.id).collect();
        let mut requests: Vec<Uuid> = runs.iter().map(|run| run.request).collect();
        requests.sort_unstable();
        requests.dedup();
        let deals = store::deals_of_requests(db, &requests).await?;
        let deals = if deals.is_empty() {
            HashMap::new()
        } else {
            // Which run a deal belongs to depends on all runs of its request.
            let all = store::runs_of(db, &requests).await?;
            let all_ids: Vec<Uuid> = all.iter().map(|run| run.id).collect();
            let shown = store::shown(db, &all_ids, false).await?;
            let shown: Vec<(Uuid, Uuid)> =
                shown.into_iter().map(|row| (row.run, row.supplier)).collect();
            belonging(&all, &shown, deals)
        };
        Ok(Self { events: store::events(db, &ids).await?, deals })
    }

    fn of_result(&self, run: Uuid, supplier: Uuid) -> (Reached, Vec<OutcomeEvent>) {
        let key = (run, supplier);
        let deals = self.deals.get(&key).map_or(&[][..], Vec::as_slice);
        let events = self.events.get(&key).map_or(&[][..], Vec::as_slice);
        let mut all: Vec<OutcomeEvent> = deals.iter().flat_map(Deal::events).collect();
        all.extend(events.iter().map(|(kind, at)| OutcomeEvent { kind: of_kind(*kind), at: *at }));
        all.sort_by_key(|event| (event.at, event.kind));
        // A deal once won stays so; else the latest attempt tells.
        let won = deals.iter().any(Deal::succeeded);
        let reached = match deals.last() {
            Some(_) if won => Reached::Won,
            Some(deal) => deal.reached(),
            None => by_hand(events),
        };
        (reached, all)
    }
}

/// How far a result came by what people did with it: whether they kept it is their last word.
fn by_hand(events: &[(ResultEventKind, DateTime<Utc>)]) -> Reached {
    let decided = events.iter().filter(|(kind, _)| *kind != ResultEventKind::Opened);
    let last = decided.max_by_key(|(kind, at)| (*at, *kind));
    last.or(events.first()).map_or(Reached::Shown, |(kind, _)| of_kind(*kind))
}

const fn of_kind(kind: ResultEventKind) -> Reached {
    match kind {
        ResultEventKind::Opened => Reached::Opened,
        ResultEventKind::Shortlisted => Reached::Shortlisted,
        ResultEventKind::Dismissed => Reached::Dismissed,
    }
}

/// Each deal with the latest run of its proposer, for its request, that showed the supplier by
/// then. One that no run showed belongs to none.
fn belonging(
    runs: &[Run],
    shown: &[(Uuid, Uuid)],
    deals: Vec<Deal>,
) -> HashMap<(Uuid, Uuid), Vec<Deal>> {
    let mut showing: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (run, supplier) in shown {
        showing.entry(*supplier).or_default().push(*run);
    }
    let by_id: HashMap<Uuid, &Run> = runs.iter().map(|run| (run.id, run)).collect();
    let mut belonging: HashMap<(Uuid, Uuid), Vec<Deal>> = HashMap::new();
    for deal in deals {
        let showing = showing.get(&deal.supplier).into_iter().flatten();
        let run = showing
            .filter_map(|run| by_id.get(run))
            .filter(|run| run.request == deal.request && run.at <= deal.proposed_at)
            .filter(|run| Some(run.organisation) == deal.proposer())
            .max_by_key(|run| (run.at, run.id));
        if let Some(run) = run {
            belonging.entry((run.id, deal.supplier)).or_default().push(deal);
        }
    }
    belonging
}

fn position(rank: i32) -> Result<u32> {
    u32::try_from(rank).map_err(Error::internal)
}

fn verdict(code: &str) -> Result<Verdict> {
    let code: StrDeserializer<'_, ValueError> =
        serde::de::IntoDeserializer::into_deserializer(code);
    Verdict::deserialize(code).map_err(Error::internal)
}
