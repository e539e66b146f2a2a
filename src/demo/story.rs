//! Plays the deals of the demonstration: enters their requests and files, ranks, and has each side do
//! its steps, through the same rooms as everybody, at the time when they are said to have happened.
//!
//! Each deal is one transaction, beside the ranking before it and the files that come with its
//! request: what a start that broke off has left is found by the next one.

use std::fs::File;
use std::io::{Seek as _, Write as _};

use chrono::{DateTime, TimeDelta, Utc};
use index::profile::{Profile, VerificationLevel};
use uuid::Uuid;

use super::deals::{DEALS, Deal, Step, quote};
use crate::accounts::Actor;
use crate::app::{App, Clock};
use crate::attachments::{self, Sent};
use crate::db::Transaction;
use crate::http::messages;
use crate::imports::{self, Upload};
use crate::interchange::Options;
use crate::introductions::report::ReportedAmount;
use crate::introductions::{self, EventKind, Filter, Period, Proposal, Report, Side};
use crate::outcomes::{self, ResultEventKind};
use crate::{Error, Result, db, matching, quotes, sourcing, suppliers};

/// Requests that are looked through for those of the deals: they are among the newest at first, and
/// nobody enters more into a demonstration by hand.
const MOST_REQUESTS: u64 = 2_000;
/// A file of two firms, one of them faulty, for the import that the agency finds.
const IMPORT: &str = r#"{"id":"demo-1","name":"Công ty TNHH Nhập Thử (giả định)","products":["khay nhựa"],"province":"Bắc Ninh","fictitious":true}
{"id":"demo-2","name":"Công ty CP Sai Tỉnh (giả định)","products":["khay nhựa"],"province":"Atlantis","fictitious":true}
"#;

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub(super) buyer: Actor,
    pub(super) supplier: Actor,
    pub(super) agency: Actor,
    pub(super) admin: Actor,
}

impl Sides {
    const fn of(&self, side: Side) -> &Actor {
        match side {
            Side::Buyer => &self.buyer,
            Side::Supplier => &self.supplier,
            Side::Agency | Side::Service => &self.agency,
        }
    }
}

/// Plays every deal that was not played yet, and checks in the firm's profile and a file. Says so
/// where there is anything left to play.
pub(super) async fn play(app: &App, sides: &Sides, tell: &(dyn Fn(&str) + Sync)) -> Result<()> {
    let own = suppliers::of_organisation(&app.db, sides.supplier.organisation).await?;
    let own = own.ok_or_else(|| Error::internal("the demonstration's supplier has no profile"))?;
    // The profile is verified last: that says that the rest is there.
    if own.verified_on.is_none() {
        tell("playing some deals …");
    }
    let start = app.now();
    for deal in &DEALS {
        let request = request(app, sides, deal, start).await?;
        files(app, sides, deal, request, start).await?;
        let filter = Filter { request: Some(request), ..Filter::default() };
        let known = introductions::list(&app.db, &sides.admin, &filter, None, 1).await?;
        if known.is_empty() {
            rank(&at(app, start, deal.entered), sides, request, own.id).await?;
            introduce(app, sides, deal, (request, own.id), start).await?;
        }
    }
    if own.verified_on.is_none() {
        import(app, sides).await?;
        claimed_of_admin(app, sides).await?;
        let level = VerificationLevel::DocumentsChecked;
        let check = suppliers::Check { level, on: None, note: None };
        // Last: it says that the rest is there.
        suppliers::verify(app, &sides.agency, own.id, check).await?;
    }
    Ok(())
}

/// The app some days before.
fn at(app: &App, start: DateTime<Utc>, days: i64) -> App {
    let then = start - TimeDelta::days(days);
    App { clock: Clock::new(move || then), ..app.clone() }
}

async fn request(app: &App, sides: &Sides, deal: &Deal, start: DateTime<Utc>) -> Result<Uuid> {
    let known = sourcing::list(&app.db, &sides.buyer, None, None, MOST_REQUESTS).await?;
    let known = known.into_iter().find(|one| one.reference.as_deref() == Some(deal.reference));
    if let Some(known) = known {
        return Ok(known.id);
    }
    let mut request: index::request::SourcingRequest =
        serde_json::from_str(deal.request).map_err(Error::internal)?;
    deal.reference.clone_into(&mut request.id);
    let draft = sourcing::Draft {
        request,
        details: Some(deal.details.to_owned()),
        details_from: Some(deal.details_from),
        visibility: deal.visibility,
        anonymous: deal.anonymous,
        deadline: None,
    };
    let now = at(app, start, deal.entered).now();
    db::write_tx(&app.db, async |txn| {
        let entered = sourcing::create(txn, &sides.buyer, draft, now).await?;
        let opened = sourcing::publish_in(txn, &sides.buyer, entered.id, now).await?;
        Ok(opened.id)
    })
    .await
}

async fn files(
    app: &App,
    sides: &Sides,
    deal: &Deal,
    request: Uuid,
    start: DateTime<Utc>,
) -> Result<()> {
    let there = attachments::list(app, &sides.buyer, request).await?;
    let then = at(app, start, deal.entered);
    for (name, stage, content) in deal.files {
        if there.iter().any(|file| file.name == *name) {
            continue;
        }
        let sent = Sent {
            file: file(content)?,
            bytes: content.len() as u64,
            name: (*name).to_owned(),
            media_type: None,
            stage: Some(stage.code().to_owned()),
        };
        let folder = app.attachments.folder.clone();
        let received = tokio::task::spawn_blocking(move || attachments::receive(&folder, sent));
        let received = received.await.map_err(Error::internal)??;
        let now = then.now();
        db::write_tx(&app.db, async |txn| {
            attachments::attach(app, txn, &sides.buyer, request, &received, now).await
        })
        .await?;
    }
    Ok(())
}

fn file(content: &str) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    file.write_all(content.as_bytes()).and_then(|()| file.rewind()).map_err(Error::internal)?;
    Ok(file)
}

/// Ranks for the buyer and marks what it does with the results: the firm on the short list, another
/// opened and put aside.
async fn rank(then: &App, sides: &Sides, request: Uuid, own: Uuid) -> Result<()> {
    let buyer = &sides.buyer;
    let judged = matching::judge_request(then, buyer, request, matching::MAX_TOP).await?;
    let now = then.now();
    let run = db::write_tx(&then.db, async |txn| matching::keep(txn, buyer, judged, now).await);
    let run = run.await?;
    for (at, one) in run.results.iter().enumerate() {
        let supplier: Uuid = one.result.supplier.parse().map_err(Error::internal)?;
        let kinds: &[ResultEventKind] = match at {
            _ if supplier == own => &[ResultEventKind::Opened, ResultEventKind::Shortlisted],
            0 | 1 => &[ResultEventKind::Opened, ResultEventKind::Dismissed],
            _ => &[],
        };
        for kind in kinds {
            outcomes::record(then, buyer, (request, run.id, supplier), *kind).await?;
        }
    }
    Ok(())
}

/// Every step of a deal, in one transaction; then the files that were fetched on the way.
async fn introduce(
    app: &App,
    sides: &Sides,
    deal: &Deal,
    (request, supplier): (Uuid, Uuid),
    start: DateTime<Utc>,
) -> Result<()> {
    let asked = sourcing::find(&app.db, &sides.buyer, request).await?.request;
    let needs = app.index.think(move |engine| quotes::needs_of(engine, &asked)).await?;
    db::write_tx(&app.db, async |txn| {
        let mut id = Uuid::nil();
        for (days, side, step) in deal.steps {
            let then = at(app, start, *days);
            let actor = sides.of(*side);
            match step {
                Step::Event(EventKind::Propose) => {
                    let proposal = Proposal {
                        sourcing_request: request,
                        supplier,
                        ask_confidentiality: false,
                        note: None,
                        cost: None,
                    };
                    let made = introductions::propose(&then, txn, actor, proposal).await?;
                    id = made.summary.id;
                }
                Step::Quote(price) => {
                    let need = needs.first().map(|need| need.number);
                    let draft = quote(need, price, then.today());
                    quotes::give(&then, txn, actor, id, &needs, |_| Ok(()), draft).await?;
                }
                Step::Fetch => fetch(&then, txn, actor, request).await?,
                step => {
                    let report = report(*step);
                    introductions::record(&then, txn, actor, id, |_| Ok(()), report).await?;
                }
            }
        }
        Ok(())
    })
    .await
}

fn report(step: Step) -> Report {
    match step {
        Step::Event(kind) => Report::of(kind),
        Step::Worth(kind, value) => {
            // A trial is one order, what follows runs for a year.
            let once = kind == EventKind::OrderTrial;
            let period = if once { Period::Once } else { Period::Year };
            let amount =
                ReportedAmount { value: value.to_owned(), currency: "USD".to_owned(), period };
            Report { amount: Some(amount), ..Report::of(kind) }
        }
        Step::End(reason, gap, note) => {
            let note = Some(note.to_owned());
            Report { reason: Some(reason), gap, note, ..Report::of(EventKind::End) }
        }
        Step::Quote(_) | Step::Fetch => Report::of(EventKind::Quote),
    }
}

/// Records that a side fetched the files that are open to it by then.
async fn fetch(then: &App, txn: &Transaction, actor: &Actor, request: Uuid) -> Result<()> {
    for file in attachments::open_to(txn, actor, request).await? {
        attachments::record_download_in(txn, actor, &file, then.now()).await?;
    }
    Ok(())
}

/// A small import, whose report the agency finds in its notifications.
async fn import(app: &App, sides: &Sides) -> Result<()> {
    let upload = Upload {
        file: file(IMPORT)?,
        file_name: "danh-ba-gia-dinh.jsonl".to_owned(),
        options: Options::default(),
        dry_run: false,
    };
    let (id, now) = (Uuid::now_v7(), app.now());
    let begun =
        async |txn: &Transaction| imports::begin(txn, &sides.agency, id, &upload, now).await;
    db::write_tx(&app.db, begun).await?;
    imports::run(app, &sides.agency, id, upload, messages::fault).await.map(drop)
}

/// A profile that the operator entered and a firm claims: the administrator has something to decide.
async fn claimed_of_admin(app: &App, sides: &Sides) -> Result<()> {
    let name = "Công ty TNHH Nhựa Giả Định (giả định)";
    let profile = Profile {
        name: Some(name.to_owned()),
        processes: vec!["ép phun nhựa".to_owned()],
        province: Some("Hưng Yên".to_owned()),
        fictitious: true,
        ..Profile::default()
    };
    let draft = suppliers::Draft { profile, ..suppliers::Draft::default() };
    let now = app.now();
    let entered =
        db::write_tx(&app.db, async |txn| suppliers::create(txn, &sides.admin, draft, now).await);
    let entered = entered.await?;
    let claimant = super::accounts::claimant(app, name).await?;
    suppliers::claim::claim(app, &claimant, entered.id, Some("Giả định".to_owned())).await.map(drop)
}
