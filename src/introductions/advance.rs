//! What the parties report: each event is checked against the state machine under the row's lock,
//! so of two at once one wins and the other is told.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::calendar::{Calendar, end_of_day};
use super::propose::NOTE;
use super::stage::{
    self, Confirmation, Detail, EventKind, Gap, MOST_QUOTE_DAYS, Period, REMIND_DAYS, Reason, Side,
    Stage, Standing, State,
};
use super::store::{self, Row};
use super::{Introduction, money, notice, view};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::Transaction;
use crate::entity::{introduction, introduction_event};
use crate::suppliers::text::{Cleaner, LINE};
use crate::suppliers::today;
use crate::sync::log::{self, Cause};
use crate::{Error, Fault, Result};

/// Nobody has been reminded of the step that is due.
pub(super) const NOT_CHASED: &str = "no";

/// What a party says has happened.
#[derive(Debug, Clone)]
pub struct Report {
    /// What.
    pub kind: EventKind,
    /// For whom, where an agency reports another's doing, or a reporter takes two sides.
    pub on_behalf_of: Option<Side>,
    /// Why it ends.
    pub reason: Option<Reason>,
    /// What the reason is about.
    pub field: Option<String>,
    /// How far the prices are apart.
    pub gap: Option<Gap>,
    /// Score of the audit that was failed, 0 to 100.
    pub score: Option<u8>,
    /// In their words.
    pub note: Option<String>,
    /// What the outcome is worth.
    pub amount: Option<ReportedAmount>,
    /// Last day for the quote that is asked for.
    pub due_on: Option<NaiveDate>,
}

/// An amount as people send it.
#[derive(Debug, Clone)]
pub struct ReportedAmount {
    /// Decimal figure.
    pub value: String,
    /// ISO 4217.
    pub currency: String,
    /// What it is for.
    pub period: Period,
}

impl Report {
    /// A report without details.
    #[must_use]
    pub const fn of(kind: EventKind) -> Self {
        Self {
            kind,
            on_behalf_of: None,
            reason: None,
            field: None,
            gap: None,
            score: None,
            note: None,
            amount: None,
            due_on: None,
        }
    }
}

/// Records an event that a party reports, in the caller's transaction.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for an administrator, what `check` says of the current
/// version, [`Error::Invalid`] with every fault, [`Error::IllegalStep`] with the legal ones;
/// conflict `introduction_exists` when it is resumed beside another.
pub async fn record(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    report: Report,
) -> Result<Introduction> {
    let (row, _) = reported(app, txn, actor, id, check, report).await?;
    view::whole(txn, actor, row).await
}

/// As [`record`], for a room that goes on with the row: with the side that reported it. A quote is
/// told by the room that knows what is in it, through [`notice::tell_quote`].
pub(crate) async fn reported(
    app: &App,
    txn: &Transaction,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    mut report: Report,
) -> Result<(Row, Side)> {
    let now = app.now();
    let mut row = store::find_locked(txn, actor, id).await?;
    if actor.role == Role::Admin {
        return Err(Error::Forbidden);
    }
    check(row.model.version)?;
    let before = row.state()?;
    let sides = row.sides(actor);
    let (side, mut after) = chosen(&before, &sides, &report)?;
    let mut cleaner = Cleaner::default();
    let kind = Some(report.kind);
    let days = Days::from(&app.calendar, now);
    let amount = judge(&mut cleaner, &mut report, kind, Some(side), days);
    cleaner.finish()?;
    if report.kind == EventKind::End {
        after.reason = report.reason;
    }
    if side == Side::Agency && row.model.agency_id.is_none() {
        row.model.agency_id = Some(actor.organisation);
    }
    let seq = row.model.event_count + 1;
    let mut event = store::blank_event(id, seq, report.kind, after.stage, side, now);
    event.account_id = Some(actor.account);
    event.organisation_id = Some(actor.organisation);
    // A quote is the supplier's, whoever hands it in.
    let quotes = (report.kind == EventKind::Quote).then_some(Side::Supplier);
    let for_whom = report.on_behalf_of.or(quotes).filter(|other| *other != side);
    event.on_behalf_of = for_whom.map(|other| other.code().to_owned());
    event.reason = report.reason.map(|reason| reason.code().to_owned());
    event.field = report.field;
    event.gap = report.gap.map(|gap| gap.code().to_owned());
    event.score = report.score.map(i32::from);
    event.note = report.note;
    if let Some(amount) = amount {
        event.amount = Some(amount.value.to_string());
        event.currency = Some(amount.currency.code().to_owned());
        event.period = Some(amount.period.code().to_owned());
    }
    if after.stage == Stage::Requested && before.stage < Stage::Requested {
        row.model.quote_due_on = report.due_on;
    }
    Ok((apply(app, txn, row, &before, &after, event, side).await?, side))
}

/// The side for which the actor reports, and the state after it.
fn chosen(before: &State, sides: &[Side], report: &Report) -> Result<(Side, State)> {
    let mut candidates = sides.to_vec();
    if let Some(other) = report.on_behalf_of {
        // Whether to agree, each side says itself: an agency's word for another would read as its own.
        let may_speak = other != Side::Service && report.kind != EventKind::Consent;
        if sides.contains(&other) {
            candidates = vec![other];
        } else if sides.contains(&Side::Agency) && may_speak {
            candidates = vec![Side::Agency];
        } else {
            return Err(Error::fault(Fault::new("on_behalf_of", "not_your_side")));
        }
    }
    let legal = candidates.iter().find_map(|side| Some((*side, before.after(report.kind, *side)?)));
    legal.ok_or_else(|| illegal(before, sides))
}

/// Names where it stands and what the actor may do instead.
fn illegal(state: &State, sides: &[Side]) -> Error {
    let stage = match state.standing {
        Standing::Running => state.stage.code(),
        other => other.code(),
    };
    Error::IllegalStep {
        stage,
        legal: next(state, sides).into_iter().map(EventKind::code).collect(),
    }
}

/// What an actor that takes these sides may do.
pub(super) fn next(state: &State, sides: &[Side]) -> Vec<EventKind> {
    let mut next: Vec<EventKind> = sides.iter().flat_map(|side| state.legal(*side)).collect();
    next.sort_unstable();
    next.dedup();
    next
}

/// Days on which a quote may be asked for.
#[derive(Debug, Clone, Copy)]
struct Days {
    today: NaiveDate,
    last: NaiveDate,
}

impl Days {
    fn from(calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let last = calendar.after_working_days(now, MOST_QUOTE_DAYS);
        Self { today: today(now), last: today(last) }
    }
}

/// Every fault of a report that it shows by itself, whoever sends it. `kind` is its kind where it
/// says one: without, only what holds of every kind is judged.
#[must_use]
pub fn faults(mut report: Report, kind: Option<EventKind>, app: &App) -> Vec<Fault> {
    let mut cleaner = Cleaner::default();
    let days = Days::from(&app.calendar, app.now());
    judge(&mut cleaner, &mut report, kind, None, days);
    Error::faults_of(cleaner.finish())
}

/// Cleans a report. Who may give which reason is judged where the side is known.
fn judge(
    cleaner: &mut Cleaner,
    report: &mut Report,
    kind: Option<EventKind>,
    side: Option<Side>,
    days: Days,
) -> Option<money::Amount> {
    cleaner.optional("note", &mut report.note, NOTE);
    cleaner.optional("field", &mut report.field, LINE);
    if let Some(kind) = kind {
        details(cleaner, report, kind, side);
    }
    if report.score.is_some_and(|score| score > 100) {
        cleaner.fault(Fault::new("score", "out_of_range").with("min", 0).with("max", 100));
    }
    match report.due_on {
        Some(day) if day < days.today => cleaner.fault(Fault::new("due_on", "in_the_past")),
        // Who waits for years reminds nobody: the introduction would rest.
        Some(day) if day > days.last => {
            let fault = Fault::new("due_on", "out_of_range");
            cleaner.fault(fault.with("min", days.today).with("max", days.last));
        }
        _ => {}
    }
    let amount = report.amount.as_ref()?;
    let value = money::worth(cleaner, "amount.value", &amount.value);
    let currency = money::currency(cleaner, "amount.currency", &amount.currency);
    Some(money::Amount { value: value?, currency: currency?, period: amount.period })
}

/// Details belong to some events only, and some reasons need them.
fn details(cleaner: &mut Cleaner, report: &Report, kind: EventKind, side: Option<Side>) {
    let ends = kind == EventKind::End;
    let detail = report.reason.filter(|_| ends).map(stage::detail_of);
    match report.reason {
        None if ends => cleaner.fault(Fault::new("reason", "required")),
        Some(reason) if ends && side.is_some_and(|side| !may_give(side, reason)) => {
            let allowed = side.into_iter().flat_map(stage::reasons_of);
            let allowed: Vec<_> = allowed.map(Reason::code).collect();
            let fault = Fault::new("reason", "not_one_of").with("allowed", allowed.join(", "));
            cleaner.fault(fault);
        }
        _ => {}
    }
    let given = [
        ("reason", report.reason.is_some(), ends, ends),
        ("field", report.field.is_some(), detail == Some(Detail::Field), ends),
        ("gap", report.gap.is_some(), detail == Some(Detail::Gap), false),
        ("score", report.score.is_some(), detail == Some(Detail::Score), false),
        ("due_on", report.due_on.is_some(), false, kind == EventKind::RequestQuotation),
        ("amount", report.amount.is_some(), false, is_outcome(kind)),
    ];
    for (path, present, needed, welcome) in given {
        if present && !needed && !welcome {
            cleaner.fault(Fault::new(path, "not_for_this_event"));
        }
        if !present && needed && path != "reason" {
            cleaner.fault(Fault::new(path, "required"));
        }
    }
}

fn may_give(side: Side, reason: Reason) -> bool {
    stage::reasons_of(side).any(|known| known == reason)
}

fn is_outcome(kind: EventKind) -> bool {
    stage::STEPS.iter().any(|step| step.event == kind && step.outcome)
}

/// Writes a state that follows another, with its event, and tells of it.
pub(super) async fn apply(
    app: &App,
    txn: &Transaction,
    mut row: Row,
    before: &State,
    after: &State,
    mut event: introduction_event::Model,
    side: Side,
) -> Result<Row> {
    let now = event.at;
    let kind = EventKind::parse(&event.kind)?;
    // An outcome that was not confirmed before the deal went on stays one side's word, unless it is
    // the awaited side that goes on: who starts mass production does not deny the trial order.
    let moved = after.confirmation != before.confirmation || after.stage != before.stage;
    let settled = match (kind, before.confirmer()) {
        (EventKind::Confirm, _) => Some(Confirmation::Both),
        (_, Some(awaited)) if moved && awaited == side => Some(Confirmation::Both),
        (_, Some(_)) if moved => Some(Confirmation::OneSided),
        _ => None,
    };
    if let Some(settled) = settled {
        store::settle(txn, row.model.id, before.stage, settled).await?;
    }
    if after.stage != before.stage {
        event.confirmation = after.confirmation.map(|one| one.code().to_owned());
    }
    row.set(after);
    if before != after {
        chase(&app.calendar, &mut row.model, after, now);
        publish_times(&mut row.model, after, now);
    }
    row.model.event_count = event.seq;
    store::append(txn, event).await?;
    row.model = store::update(txn, row.model, now).await?;
    if kind != EventKind::Quote {
        notice::announce(txn, &row, kind, side).await?;
    }
    log_track_record(txn, &row, kind, now).await?;
    Ok(row)
}

/// Has the index read a supplier again where an event can change its track record. Last in the
/// transaction, as the change log wants it.
pub(super) async fn log_track_record(
    txn: &Transaction,
    row: &Row,
    kind: EventKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let counts = matches!(
        kind,
        EventKind::Consent
            | EventKind::Approve
            | EventKind::End
            | EventKind::Resume
            | EventKind::Escalate
            | EventKind::Lapse
    );
    if counts {
        log::append_as(txn, Cause::TrackRecord, &[row.model.supplier_id], now).await?;
    }
    Ok(())
}

/// Sets who owes the next step, and when it is due and looked at.
pub(super) fn chase(
    calendar: &Calendar,
    model: &mut introduction::Model,
    state: &State,
    now: DateTime<Utc>,
) {
    NOT_CHASED.clone_into(&mut model.chased);
    let Some((owner, days)) = state.owner() else {
        (model.owner, model.due_at, model.check_at) = (None, None, None);
        return;
    };
    let asked = model.quote_due_on.filter(|_| state.stage == Stage::Requested);
    let due = asked.map_or_else(|| calendar.after_working_days(now, days), end_of_day);
    if owner == Side::Supplier && state.stage == Stage::Proposed {
        // The first time counts: whoever lets it lapse and takes it up again was late.
        model.answer_due_at.get_or_insert(due);
    }
    model.owner = Some(owner.code().to_owned());
    model.due_at = Some(due);
    model.check_at = Some(calendar.before_working_days(due, REMIND_DAYS).max(now));
}

/// Marks when contacts were shown and when it was over.
pub(super) fn publish_times(model: &mut introduction::Model, state: &State, now: DateTime<Utc>) {
    if state.stage >= Stage::Introduced && model.introduced_at.is_none() {
        model.introduced_at = Some(now);
    }
    if state.standing == Standing::Running {
        model.open_key = Some(format!("{}:{}", model.request_id, model.supplier_id));
        model.ended_at = None;
    } else {
        model.open_key = None;
        model.ended_at = model.ended_at.or(Some(now));
    }
}
