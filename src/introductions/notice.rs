//! Telling the parties of an introduction what happened to it: the one place where a notice is
//! made, in the transaction of what it tells. Facts are only what the organisation told may see.

use serde_json::{Map, Value, json};

use super::calls::{self, waits_for_agency};
use super::stage::{EventKind, Side, Standing};
use super::store::{self, Row};
use crate::Result;
use crate::db::Transaction;
use crate::notifications::{Notice, NoticeKind, tell};
use crate::suppliers::today;

/// Tells the sides that did not do it themselves. What is due is told to whoever owes it, what is
/// overdue also to the agency, or to the other side where no agency brokers. Where an agency is to
/// broker and none has taken it yet, every agency that may act is [called](calls): the first to act is
/// its agency from then on, and to the others it is no longer there.
pub(super) async fn announce(
    txn: &Transaction,
    row: &Row,
    event: EventKind,
    by: Side,
) -> Result<()> {
    announce_with(txn, row, event, by, &Map::new()).await
}

/// Tells the other sides, who may all read it, that a quote came in: `facts` are what it asks.
pub(crate) async fn tell_quote(
    txn: &Transaction,
    row: &Row,
    by: Side,
    facts: &Map<String, Value>,
) -> Result<()> {
    announce_with(txn, row, EventKind::Quote, by, facts).await
}

/// Tells the other sides of a meeting that a side, `missed_by`, did not come to.
pub(super) async fn tell_missed_meeting(
    txn: &Transaction,
    row: &Row,
    by: Side,
    missed_by: String,
) -> Result<()> {
    let facts = Map::from_iter([("missed_by".to_owned(), Value::String(missed_by))]);
    announce_with(txn, row, EventKind::MissMeeting, by, &facts).await
}

async fn announce_with(
    txn: &Transaction,
    row: &Row,
    event: EventKind,
    by: Side,
    more: &Map<String, Value>,
) -> Result<()> {
    let sides = sides_told(row, event, by);
    if sides.is_empty() {
        return Ok(());
    }
    let kind = kind_of(row, event);
    let names = store::organisations(txn, vec![row.model.buyer_id]).await?;
    let buyer = names.get(&row.model.buyer_id).map(|row| row.name.as_str());
    let requests = store::requests(txn, vec![row.model.request_id]).await?;
    let request = requests.get(&row.model.request_id);
    let title = request.and_then(|request| request.request.get("title")?.as_str());
    let secret =
        row.model.introduced_at.is_none() && request.is_none_or(|request| request.anonymous);
    let mut told = Vec::new();
    for side in sides {
        let counterpart = match side {
            Side::Supplier => buyer.filter(|_| !secret),
            _ => Some(row.supplier.name.as_str()),
        };
        let calls_agencies = side == Side::Agency && waits_for_agency(row);
        let mut facts = json!({ "stage": row.model.stage });
        if calls_agencies {
            facts["outcome"] = WAITS_FOR_AGENCY.into();
        }
        if event == EventKind::MissMeeting {
            facts["outcome"] = MEETING_MISSED.into();
        }
        for (name, value) in [
            ("request", title.map(str::to_owned)),
            ("counterpart", counterpart.map(str::to_owned)),
            ("due_on", row.model.due_at.map(|due| today(due).to_string())),
            ("reason", row.model.reason.clone()),
        ] {
            if let Some(value) = value {
                facts[name] = value.into();
            }
        }
        for (name, value) in more {
            facts[name] = value.clone();
        }
        if calls_agencies {
            calls::place(txn, row.model.id, kind, &facts).await?;
            continue;
        }
        // Whoever takes two sides is told once.
        let Some(organisation) = row.organisation(side) else { continue };
        if !told.contains(&organisation) {
            told.push(organisation);
            tell(txn, Notice { organisation, kind, subject: row.model.id, facts }).await?;
        }
    }
    Ok(())
}

/// Fact `outcome` of what is told to every agency.
const WAITS_FOR_AGENCY: &str = "any_agency";
/// Fact `outcome` of a meeting that a side did not come to.
const MEETING_MISSED: &str = "meeting_missed";

fn kind_of(row: &Row, event: EventKind) -> NoticeKind {
    match event {
        EventKind::Propose => NoticeKind::IntroductionProposed,
        EventKind::Quote => NoticeKind::QuoteReceived,
        EventKind::Remind => NoticeKind::IntroductionDue,
        EventKind::Escalate => NoticeKind::IntroductionOverdue,
        _ if row.model.standing == Standing::Running.code() => NoticeKind::IntroductionAdvanced,
        _ => NoticeKind::IntroductionEnded,
    }
}

/// Sides to tell.
fn sides_told(row: &Row, event: EventKind, by: Side) -> Vec<Side> {
    let owner = row.model.owner.as_deref().and_then(|code| Side::parse(code).ok());
    let all = [Side::Buyer, Side::Supplier, Side::Agency];
    match event {
        EventKind::Remind => owner.into_iter().collect(),
        EventKind::Escalate => match row.model.agency_id {
            Some(_) => owner.into_iter().chain([Side::Agency]).collect(),
            None => all.to_vec(),
        },
        _ => all.into_iter().filter(|side| *side != by).collect(),
    }
}
