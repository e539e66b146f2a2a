//! What the parties report: each event is checked against the state machine under the row's lock,
//! so of two at once one wins and the other is told.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::calendar::{Calendar, end_of_day};
use super::report::{Days, Report, judge};
use super::stage::{Confirmation, EventKind, REMIND_DAYS, Side, Stage, Standing, State};
use super::store::{self, Row};
use super::{Introduction, cost, notice, view};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::Transaction;
use crate::entity::{introduction, introduction_event};
use crate::suppliers::text::Cleaner;
use crate::sync::log::{self, Cause};
use crate::{Error, Fault, Result};

/// Nobody has been reminded of the step that is due.
pub(super) const NOT_CHASED: &str = "no";

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
    let sums = judge(&mut cleaner, &mut report, kind, Some(side), days);
    // Whoever confirms mass production says what it replaces, not whoever confirms a trial.
    let tried = report.kind == EventKind::Confirm && before.stage < Stage::MassProduction;
    if tried && report.import_replaced.is_some() {
        cleaner.fault(Fault::new("import_replaced", "not_for_this_event"));
    }
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
    if after.stage == Stage::Requested && before.stage < Stage::Requested {
        row.model.quote_due_on = report.due_on;
    }
    cost::with_event(txn, actor, id, (seq, report.kind, now), sums.cost).await?;
    report.write(sums, &mut event);
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
    let missed_by = event.missed_by.clone();
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
    match missed_by {
        Some(missed_by) => notice::tell_missed_meeting(txn, &row, side, missed_by).await?,
        None if kind == EventKind::Quote => {}
        None => notice::announce(txn, &row, kind, side).await?,
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
