//! Telling the parties of an introduction what happened to it: the one place where a notice is
//! made, in the transaction of what it tells.

use serde_json::json;
use uuid::Uuid;

use super::stage::{EventKind, Side};
use super::store::{self, Row};
use crate::db::Transaction;
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Result};

/// Tells the sides that did not do it themselves. What is due is told to whoever owes it, what is
/// overdue also to the agency, or to the other side where no agency brokers.
pub(super) async fn announce(
    txn: &Transaction,
    row: &Row,
    event: EventKind,
    by: Side,
) -> Result<()> {
    let told = told(row, event, by);
    if told.is_empty() {
        return Ok(());
    }
    let model = &row.model;
    let requests = store::requests(txn, vec![model.request_id]).await?;
    let request = requests
        .get(&model.request_id)
        .ok_or_else(|| Error::internal("an introduction has no request"))?;
    let buyers = store::organisations(txn, vec![model.buyer_id]).await?;
    let buyer = buyers.get(&model.buyer_id).map(|buyer| buyer.name.as_str());
    let secret = request.anonymous && model.introduced_at.is_none();
    for organisation in told {
        let supplier = row.organisation(Side::Supplier) == Some(organisation);
        // Whoever hears of it as the supplier learns of the buyer what the view shows it.
        let counterpart = match supplier {
            true => buyer.filter(|_| !secret),
            false => Some(row.supplier.name.as_str()),
        };
        let facts = json!({
            "request": request.request.get("title"),
            "counterpart": counterpart,
            "stage": model.stage,
            "due_on": model.due_at.map(|at| at.date_naive()),
            "reason": model.reason,
        });
        let notice = Notice { organisation, kind: kind_of(event), subject: model.id, facts };
        tell(txn, notice).await?;
    }
    Ok(())
}

fn kind_of(event: EventKind) -> NoticeKind {
    match event {
        EventKind::Propose => NoticeKind::IntroductionProposed,
        EventKind::Remind => NoticeKind::IntroductionDue,
        EventKind::Escalate => NoticeKind::IntroductionOverdue,
        EventKind::Quote => NoticeKind::QuoteReceived,
        EventKind::End | EventKind::Lapse | EventKind::Close => NoticeKind::IntroductionEnded,
        _ => NoticeKind::IntroductionAdvanced,
    }
}

/// Organisations to tell, each once.
fn told(row: &Row, event: EventKind, by: Side) -> Vec<Uuid> {
    let owner = row.model.owner.as_deref().and_then(|code| Side::parse(code).ok());
    let all = [Side::Buyer, Side::Supplier, Side::Agency];
    let sides: Vec<Side> = match event {
        EventKind::Remind => owner.into_iter().collect(),
        EventKind::Escalate => match row.model.agency_id {
            Some(_) => owner.into_iter().chain([Side::Agency]).collect(),
            None => all.to_vec(),
        },
        _ => all.into_iter().filter(|side| *side != by).collect(),
    };
    let mut told: Vec<Uuid> = sides.into_iter().filter_map(|side| row.organisation(side)).collect();
    told.sort_unstable();
    told.dedup();
    told
}
