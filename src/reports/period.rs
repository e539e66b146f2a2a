//! The days of a report. They are days in Vietnam, whatever the reader's clock says.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, Utc};

use crate::suppliers::{VIETNAM, today};

/// Days that a report covers at most.
pub const MOST_DAYS: i64 = 3_660;
/// Name of the zone that the days are of.
pub const ZONE: &str = "Asia/Ho_Chi_Minh";
/// What it is ahead of UTC, all year.
pub const OFFSET: &str = "+07:00";

/// From a day to a day, both within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// Days in it; below 1 where it ends before it starts.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The first moment in it.
    #[must_use]
    pub fn since(self) -> DateTime<Utc> {
        midnight(self.from)
    }

    /// The first moment after it.
    #[must_use]
    pub fn until(self) -> DateTime<Utc> {
        midnight(self.to.checked_add_days(Days::new(1)).unwrap_or(self.to))
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        (self.since()..self.until()).contains(&at)
    }

    /// The first moment of the twelve months that end with it.
    #[must_use]
    pub fn year_before_end(self) -> DateTime<Utc> {
        let after = self.to.checked_add_days(Days::new(1)).unwrap_or(self.to);
        midnight(after.checked_sub_months(Months::new(12)).unwrap_or(after))
    }

    /// Its months, in order: `2026-11`.
    #[must_use]
    pub fn months(self) -> Vec<String> {
        let first = self.from.with_day(1).unwrap_or(self.from);
        (0..)
            .map_while(|more| first.checked_add_months(Months::new(more)))
            .take_while(|day| *day <= self.to)
            .map(month)
            .collect()
    }
}

/// When a day begins in Vietnam.
#[must_use]
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - VIETNAM
}

/// The month in Vietnam: `2026-11`.
#[must_use]
pub fn month_of(at: DateTime<Utc>) -> String {
    month(today(at))
}

fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        let one = period("2026-11-01", "2026-11-01");
        assert_eq!(one.since().to_rfc3339(), "2026-10-31T17:00:00+00:00");
        assert_eq!(one.until().to_rfc3339(), "2026-11-01T17:00:00+00:00");
        assert!(one.holds(one.since()) && !one.holds(one.until()));
        assert_eq!(month_of(one.since()), "2026-11");
        assert_eq!(one.days(), 1);
    }

    #[test]
    fn months_are_those_that_the_period_touches() {
        let months = period("2026-11-30", "2027-02-01").months();
        assert_eq!(months, ["2026-11", "2026-12", "2027-01", "2027-02"]);
        let year = period("2026-01-01", "2026-12-31").year_before_end();
        assert_eq!(year, midnight("2026-01-01".parse().unwrap()));
    }
}
