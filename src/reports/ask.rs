//! What a reader asks of a report, with every fault at once.

use chrono::NaiveDate;

use super::group::{self, GroupBy};
use super::indicator::Indicator;
use super::period::{MOST_DAYS, Period};
use crate::introductions::Currency;
use crate::introductions::money::currency;
use crate::suppliers::text::Cleaner;
use crate::{Error, Fault, Result};

/// What a reader sends, as text.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// What rows are grouped by.
    pub by: Option<String>,
    /// What amounts are converted into.
    pub currency: Option<String>,
    /// A group of rows: `province:24`.
    pub group: Option<String>,
    /// Code of an indicator.
    pub code: Option<String>,
}

/// A report that can be made.
#[derive(Debug, Clone, Copy)]
pub struct ReportQuery {
    /// Its days.
    pub period: Period,
    /// What rows are grouped by.
    pub by: GroupBy,
    /// What amounts are converted into.
    pub currency: Option<Currency>,
}

/// What stands behind one number.
#[derive(Debug, Clone)]
pub struct CasesQuery {
    /// Days of the report.
    pub period: Period,
    /// The indicator.
    pub indicator: Indicator,
    /// The group of its row; the whole where absent.
    pub group: Option<(GroupBy, String)>,
}

impl Asking {
    /// Reads it as a report. `cleaner` may hold faults that were found before.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn report(&self, mut cleaner: Cleaner) -> Result<ReportQuery> {
        let period = self.period(&mut cleaner);
        let by = one_of(&mut cleaner, "by", self.by.as_deref(), GroupBy::ALL, GroupBy::code);
        let currency =
            self.currency.as_deref().and_then(|code| currency(&mut cleaner, "currency", code));
        cleaner.finish()?;
        Ok(ReportQuery { period, by: by.unwrap_or_default(), currency })
    }

    /// Reads it as what stands behind one number.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn cases(&self, mut cleaner: Cleaner) -> Result<CasesQuery> {
        let period = self.period(&mut cleaner);
        let indicator = self.code.as_deref().and_then(Indicator::parse);
        if indicator.is_none() {
            let allowed: Vec<String> = Indicator::all().map(Indicator::code).collect();
            let fault = Fault::new("code", "not_one_of");
            cleaner.fault(fault.with("allowed", allowed.join(", ")));
        }
        let group = self.group.clone().and_then(|key| {
            let by = group::by_of(&key);
            if by.is_none() {
                let form = "month:2026-11, province:24, segment:p-casting, officer:<uuid>";
                cleaner.fault(Fault::new("group", "wrong_format").with("format", form));
            }
            Some((by?, key))
        });
        cleaner.finish()?;
        let indicator = indicator.ok_or_else(|| Error::internal("a fault was not kept"))?;
        Ok(CasesQuery { period, indicator, group })
    }

    /// The period, or any other with the faults kept.
    fn period(&self, cleaner: &mut Cleaner) -> Period {
        let from = day(cleaner, "from", self.from.as_deref());
        let to = day(cleaner, "to", self.to.as_deref());
        let given = from.zip(to);
        let (from, to) = given.unwrap_or_default();
        let period = Period { from, to };
        if period.days() < 1 {
            cleaner.fault(Fault::new("to", "ends_before_it_starts"));
        }
        if period.days() > MOST_DAYS {
            cleaner.fault(Fault::new("to", "period_too_long").with("max", MOST_DAYS));
        }
        period
    }
}

fn day(cleaner: &mut Cleaner, path: &str, text: Option<&str>) -> Option<NaiveDate> {
    let Some(text) = text else {
        cleaner.fault(Fault::new(path, "required"));
        return None;
    };
    // Four digits of a year, so that no sum of days overflows.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = text.parse().ok().filter(|_| plain);
    if day.is_none() {
        cleaner.fault(Fault::new(path, "wrong_format").with("format", "YYYY-MM-DD"));
    }
    day
}

/// One of some codes; none where nothing is said, and a fault for anything else.
pub fn one_of<T: Copy>(
    cleaner: &mut Cleaner,
    path: &str,
    text: Option<&str>,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Option<T> {
    let text = text?;
    let found = all.iter().copied().find(|one| code(*one) == text);
    if found.is_none() {
        let allowed: Vec<_> = all.iter().map(|one| code(*one)).collect();
        cleaner.fault(Fault::new(path, "not_one_of").with("allowed", allowed.join(", ")));
    }
    found
}
