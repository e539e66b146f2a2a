//! What a party says has happened: the details of an event, and which of them belong to which.

use chrono::{DateTime, NaiveDate, Utc};

use super::Calendar;
use super::money::{self, Amount, Currency};
use super::propose::NOTE;
use super::stage::{self, Detail, EventKind, Gap, MOST_QUOTE_DAYS, Period, Reason, Side};
use crate::app::App;
use crate::entity::introduction_event;
use crate::suppliers::text::{Cleaner, LINE};
use crate::suppliers::today;
use crate::{Error, Fault, Result};

/// Jobs that one outcome can have made.
pub const MOST_JOBS: u32 = 100_000;
/// The lowest tier that is told apart.
pub const LOWEST_TIER: u8 = 3;

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
    /// Which side did not come to the meeting.
    pub missed_by: Option<Side>,
    /// Jobs that the outcome made, 0 to [`MOST_JOBS`].
    pub jobs: Option<u32>,
    /// Tier at which the supplier delivers, 1 to [`LOWEST_TIER`].
    pub tier: Option<u8>,
    /// Imports that the outcome replaces, as its buyer says.
    pub import_replaced: Option<ReportedAmount>,
    /// What it cost the agency that reports.
    pub cost: Option<ReportedCost>,
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

/// A cost as people send it.
#[derive(Debug, Clone)]
pub struct ReportedCost {
    /// Decimal figure.
    pub value: String,
    /// ISO 4217.
    pub currency: String,
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
            missed_by: None,
            jobs: None,
            tier: None,
            import_replaced: None,
            cost: None,
        }
    }

    /// Writes what was judged into the event.
    pub(super) fn write(self, sums: Sums, event: &mut introduction_event::Model) {
        let code = |money: Option<Amount>| {
            let parts = money.map(|one| (one.value.to_string(), one.currency, one.period));
            parts.map(|(value, currency, period)| {
                (value, currency.code().to_owned(), period.code().to_owned())
            })
        };
        event.reason = self.reason.map(|reason| reason.code().to_owned());
        event.field = self.field;
        event.gap = self.gap.map(|gap| gap.code().to_owned());
        event.score = self.score.map(i32::from);
        event.note = self.note;
        event.missed_by = self.missed_by.map(|side| side.code().to_owned());
        event.jobs = self.jobs.and_then(|jobs| i32::try_from(jobs).ok());
        event.tier = self.tier.map(i32::from);
        if let Some((value, currency, period)) = code(sums.amount) {
            event.amount = Some(value);
            event.currency = Some(currency);
            event.period = Some(period);
        }
        if let Some((value, currency, period)) = code(sums.import_replaced) {
            event.import_value = Some(value);
            event.import_currency = Some(currency);
            event.import_period = Some(period);
        }
    }
}

/// What a report says in money, judged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    amount: Option<Amount>,
    import_replaced: Option<Amount>,
    /// What the work cost an agency.
    pub(super) cost: Option<Amount>,
}

/// Reads what the work cost an agency, or remembers the faults.
pub(super) fn cost(cleaner: &mut Cleaner, cost: Option<&ReportedCost>) -> Option<Amount> {
    let cost = cost?;
    let value = money::worth(cleaner, "cost.value", &cost.value);
    let currency = money::currency(cleaner, "cost.currency", &cost.currency);
    Some(Amount { value: value?, currency: currency?, period: Period::Once })
}

/// An amount out of the columns of an event; none where one of them is empty.
pub(crate) fn amount_of(
    value: Option<&str>,
    currency: Option<&str>,
    period: Option<&str>,
) -> Result<Option<Amount>> {
    let value = value.map(str::parse).transpose().map_err(Error::internal)?;
    let currency = currency.and_then(Currency::parse);
    let period = period.map(Period::parse).transpose()?;
    let parts = value.zip(currency).zip(period);
    Ok(parts.map(|((value, currency), period)| Amount { value, currency, period }))
}

/// Days on which a quote may be asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    today: NaiveDate,
    last: NaiveDate,
}

impl Days {
    pub(super) fn from(calendar: &Calendar, now: DateTime<Utc>) -> Self {
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

/// Cleans a report. Who may say what is judged where the side is known.
pub(super) fn judge(
    cleaner: &mut Cleaner,
    report: &mut Report,
    kind: Option<EventKind>,
    side: Option<Side>,
    days: Days,
) -> Sums {
    cleaner.optional("note", &mut report.note, NOTE);
    cleaner.optional("field", &mut report.field, LINE);
    if let Some(kind) = kind {
        details(cleaner, report, kind, side);
    }
    figures(cleaner, report);
    match report.due_on {
        Some(day) if day < days.today => cleaner.fault(Fault::new("due_on", "in_the_past")),
        // Who waits for years reminds nobody: the introduction would rest.
        Some(day) if day > days.last => {
            let fault = Fault::new("due_on", "out_of_range");
            cleaner.fault(fault.with("min", days.today).with("max", days.last));
        }
        _ => {}
    }
    Sums {
        amount: amount(cleaner, "amount", report.amount.as_ref()),
        import_replaced: amount(cleaner, "import_replaced", report.import_replaced.as_ref()),
        cost: cost(cleaner, report.cost.as_ref()),
    }
}

fn amount(cleaner: &mut Cleaner, path: &str, amount: Option<&ReportedAmount>) -> Option<Amount> {
    let amount = amount?;
    let value = money::worth(cleaner, &format!("{path}.value"), &amount.value);
    let currency = money::currency(cleaner, &format!("{path}.currency"), &amount.currency);
    Some(Amount { value: value?, currency: currency?, period: amount.period })
}

/// Figures have their ranges, and who may have missed a meeting is one of two.
fn figures(cleaner: &mut Cleaner, report: &Report) {
    let within = [
        ("score", report.score.map(u32::from), 0, 100),
        ("jobs", report.jobs, 0, MOST_JOBS),
        ("tier", report.tier.map(u32::from), 1, u32::from(LOWEST_TIER)),
    ];
    for (path, figure, min, max) in within {
        if figure.is_some_and(|figure| !(min..=max).contains(&figure)) {
            cleaner.fault(Fault::new(path, "out_of_range").with("min", min).with("max", max));
        }
    }
    let deals = [Side::Buyer, Side::Supplier];
    if report.missed_by.is_some_and(|side| !deals.contains(&side)) {
        let allowed = deals.map(Side::code).join(", ");
        cleaner.fault(Fault::new("missed_by", "not_one_of").with("allowed", allowed));
    }
}

/// Details belong to some events and some sides only, and some reasons need them.
fn details(cleaner: &mut Cleaner, report: &Report, kind: EventKind, side: Option<Side>) {
    use EventKind as E;
    let ends = kind == E::End;
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
    let runs = matches!(kind, E::StartMassProduction | E::Repeat | E::Confirm);
    let given = [
        ("reason", report.reason.is_some(), ends, ends),
        ("field", report.field.is_some(), detail == Some(Detail::Field), ends),
        ("gap", report.gap.is_some(), detail == Some(Detail::Gap), false),
        ("score", report.score.is_some(), detail == Some(Detail::Score), false),
        ("due_on", report.due_on.is_some(), false, kind == E::RequestQuotation),
        ("amount", report.amount.is_some(), false, is_outcome(kind)),
        ("missed_by", report.missed_by.is_some(), kind == E::MissMeeting, false),
        ("jobs", report.jobs.is_some(), false, is_outcome(kind)),
        ("tier", report.tier.is_some(), false, is_outcome(kind) && kind != E::Repeat),
        ("import_replaced", report.import_replaced.is_some(), false, runs),
    ];
    for (path, present, needed, welcome) in given {
        if present && !needed && !welcome {
            cleaner.fault(Fault::new(path, "not_for_this_event"));
        }
        if !present && needed && path != "reason" {
            cleaner.fault(Fault::new(path, "required"));
        }
    }
    // What was imported before, its buyer knows; what its work cost, the agency.
    let of_side = [
        ("import_replaced", report.import_replaced.is_some(), Side::Buyer),
        ("cost", report.cost.is_some(), Side::Agency),
    ];
    for (path, present, whose) in of_side {
        if present && side.is_some_and(|side| side != whose) {
            cleaner.fault(Fault::new(path, "not_for_this_side"));
        }
    }
}

fn may_give(side: Side, reason: Reason) -> bool {
    stage::reasons_of(side).any(|known| known == reason)
}

fn is_outcome(kind: EventKind) -> bool {
    stage::STEPS.iter().any(|step| step.event == kind && step.outcome)
}
