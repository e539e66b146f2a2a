//! One supplier brought in line: what turned is told and written down in the same transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::memory::{Firm, Memory};
use super::reason::{Reason, words};
use super::store;
use crate::db::Transaction;
use crate::entity::opportunity_fit::Model;
use crate::notifications::{Notice, NoticeKind, message, tell};
use crate::sourcing::{self, Standing};
use crate::{Result, suppliers};

/// Turns in one direction that are told one by one. What is more is told in one notice.
pub const FEW: usize = 3;
/// Turns that such a notice tells each with its reason; the rest is counted.
pub const MOST: usize = 10;
/// Requests looked up at a time.
const BATCH: usize = 500;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    /// Notices written.
    pub(super) told: usize,
    /// Whether nothing is left to the next pass.
    pub(super) wholly: bool,
}

/// A pair that turned.
struct Turned {
    request: Uuid,
    /// What the supplier knows the request by.
    name: Option<String>,
    reason: Reason,
}

/// Tells a supplier's organisation what turned since it was last told. `home` is where the service is.
pub(super) async fn settle(
    txn: &Transaction,
    memory: &Memory,
    supplier: Uuid,
    home: &str,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Settled> {
    let locked = suppliers::lock_claimed(txn, supplier).await?;
    let told = store::told(txn, &[supplier]).await?.remove(&supplier).unwrap_or_default();
    let told: BTreeMap<Uuid, Model> = told.into_iter().map(|row| (row.request_id, row)).collect();
    let Some((version, _)) = locked else {
        // Its owner took it back and knows that. Published again, it begins anew.
        let requests: Vec<Uuid> = told.into_keys().collect();
        store::delete(txn, supplier, &requests).await?;
        return Ok(Settled { told: 0, wholly: memory.firm(supplier).is_none() });
    };
    let Some(firm) = memory.firm(supplier).filter(|firm| firm.version == version) else {
        return Ok(Settled { told: 0, wholly: false });
    };
    let fits: BTreeMap<Uuid, Option<i64>> = memory.fits(supplier).collect();
    let differing: Vec<Uuid> = fits
        .iter()
        .filter(|(id, version)| told.get(*id).map(|row| row.request_version) != **version)
        .map(|(id, _)| *id)
        .chain(told.keys().filter(|id| !fits.contains_key(*id)).copied())
        .collect();
    let standings = standings(txn, &differing, today).await?;
    let mut wholly = true;
    let (mut new, mut gone, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for request in differing {
        let blocked = memory.is_blocked(supplier, request).then_some(&Standing::Hidden);
        let standing = blocked.or_else(|| standings.get(&request));
        let judged = memory.version(request);
        // A request that changed since it was judged waits for the next pass.
        let open = match standing {
            Some(Standing::Open { version, name }) if Some(*version) == judged => Some(name),
            Some(Standing::Open { .. }) => {
                wholly = false;
                continue;
            }
            _ => None,
        };
        let turn = memory.turn(supplier, request);
        match (fits.contains_key(&request), told.get(&request), open) {
            (true, _, None) => wholly = false,
            (true, Some(row), Some(name)) => {
                let request_version = judged.unwrap_or(row.request_version);
                let row = Model { title: name.clone(), request_version, ..row.clone() };
                store::update(txn, row).await?;
            }
            (true, None, Some(name)) => {
                let reason = Reason::of_new(turn);
                rows.push(Model {
                    supplier_id: supplier,
                    request_id: request,
                    request_version: judged.unwrap_or_default(),
                    title: name.clone(),
                    reason: reason.code().to_owned(),
                    since: now,
                });
                new.push(Turned { request, name: name.clone(), reason });
            }
            (false, Some(row), open) => {
                // What is hidden now may have been renamed by the change that hid it.
                let name = open.cloned().unwrap_or_else(|| row.title.clone());
                gone.push(Turned { request, name, reason: Reason::of_gone(standing, turn) });
            }
            (false, None, _) => {}
        }
    }
    store::insert(txn, rows).await?;
    let over: Vec<Uuid> = gone.iter().map(|turned| turned.request).collect();
    store::delete(txn, supplier, &over).await?;
    let mut notices = notices(memory, supplier, (firm, home), NoticeKind::OpportunityGone, &gone);
    notices.extend(self::notices(memory, supplier, (firm, home), NoticeKind::OpportunityNew, &new));
    let told = notices.len();
    for notice in notices {
        tell(txn, notice).await?;
    }
    Ok(Settled { told, wholly })
}

async fn standings(
    txn: &Transaction,
    requests: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, Standing>> {
    let mut found = HashMap::new();
    for requests in requests.chunks(BATCH) {
        found.extend(sourcing::standings(txn, requests, today).await?);
    }
    Ok(found)
}

/// Notices of what turned in one direction.
fn notices(
    memory: &Memory,
    supplier: Uuid,
    (firm, home): (Firm, &str),
    kind: NoticeKind,
    turned: &[Turned],
) -> Vec<Notice> {
    let notice = |subject, facts| Notice { organisation: firm.owner, kind, subject, facts };
    if turned.len() > FEW {
        return vec![notice(supplier, many(memory, supplier, home, turned))];
    }
    let each = turned.iter().map(|one| {
        let mut facts = named(memory, supplier, one);
        if let Some(outcome) = one.reason.outcome() {
            facts["outcome"] = outcome.into();
        }
        notice(one.request, facts)
    });
    each.collect()
}

/// Facts of one turn: what it is known by and, where it can be said, why it turned.
fn named(memory: &Memory, supplier: Uuid, turned: &Turned) -> Value {
    let mut facts = json!({});
    if let Some(name) = &turned.name {
        facts["request"] = name.clone().into();
    }
    if let Some(why) = why(memory, supplier, turned) {
        facts["why"] = why;
    }
    facts
}

fn why(memory: &Memory, supplier: Uuid, turned: &Turned) -> Option<Value> {
    let turn = memory.turn(supplier, turned.request);
    let explained = turned.reason.is_explained();
    explained.then(|| words(&memory.set(), supplier, turned.request, turn))
}

/// Facts of many turns: how many, the newest each with its reason, how many more, and where all of
/// them are.
fn many(memory: &Memory, supplier: Uuid, home: &str, turned: &[Turned]) -> Value {
    let told = turned.iter().rev().take(MOST);
    let turns = told.map(|one| {
        let mut facts = named(memory, supplier, one);
        facts["id"] = one.request.to_string().into();
        if let Some(turn) = one.reason.outcome() {
            facts["turn"] = turn.into();
        }
        facts
    });
    let turns: Vec<Value> = turns.collect();
    let link = format!("{home}/api/v1/suppliers/{supplier}/opportunities");
    let mut facts = json!({ "outcome": "many", "count": turned.len(), "link": link });
    if turned.len() > turns.len() {
        facts["rest"] = (turned.len() - turns.len()).into();
    }
    facts[message::TURNS] = turns.into();
    facts
}
