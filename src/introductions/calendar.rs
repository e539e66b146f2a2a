//! Working days: Monday to Friday in Vietnam. Public holidays are not known here, so a due date
//! may fall on one; the grace after it is longer than any.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::suppliers::VIETNAM;

/// The same time of day, a number of working days later.
#[must_use]
pub(super) fn after_working_days(from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    moved(from, days, TimeDelta::days(1))
}

/// The same time of day, a number of working days earlier.
#[must_use]
pub(super) fn before_working_days(from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    moved(from, days, TimeDelta::days(-1))
}

/// The last moment of a day.
#[must_use]
pub(super) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let next = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1);
    next - VIETNAM - TimeDelta::seconds(1)
}

fn moved(from: DateTime<Utc>, days: u32, by: TimeDelta) -> DateTime<Utc> {
    let mut at = from;
    let mut left = days;
    while left > 0 {
        at += by;
        if !matches!((at + VIETNAM).weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_do_not_count() {
        // A Thursday.
        let thursday = at("2026-11-26T02:00:00Z");
        assert_eq!(after_working_days(thursday, 1), at("2026-11-27T02:00:00Z"));
        assert_eq!(after_working_days(thursday, 2), at("2026-11-30T02:00:00Z"));
        assert_eq!(after_working_days(thursday, 10), at("2026-12-10T02:00:00Z"));
        assert_eq!(before_working_days(at("2026-11-30T02:00:00Z"), 1), at("2026-11-27T02:00:00Z"));
        // Friday evening in London is Saturday in Hanoi.
        assert_eq!(after_working_days(at("2026-11-27T18:00:00Z"), 1), at("2026-11-29T18:00:00Z"));
    }
}
