//! Working days: Monday to Friday in Vietnam that are no public holiday.
//!
//! Holidays are those of the Labour Code 2019 (45/2019/QH14), Article 112. Those with a fixed date are
//! worked out here for every year; Tết and the day of the Hùng Kings follow the moon, and which days
//! Tết takes is decided for each year, so they are listed in the settings. What falls on a weekend is
//! made up for on the next working day (Article 111.3). Days that are swapped for a Saturday by a
//! decision of that year are not known, unless they are listed too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::suppliers::VIETNAM;

/// Public holidays with a fixed date: 1 January, 30 April, 1 May, 2 September.
const FIXED: [(u32, u32); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// Which days are working days.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Holidays without a fixed date, by year.
    listed: BTreeMap<i32, BTreeSet<NaiveDate>>,
}

impl Calendar {
    /// Of holidays that have no fixed date. Days off that make up for a weekend are not among them.
    #[must_use]
    pub fn new(holidays: &[NaiveDate]) -> Self {
        let mut listed: BTreeMap<i32, BTreeSet<NaiveDate>> = BTreeMap::new();
        for day in holidays {
            listed.entry(day.year()).or_default().insert(*day);
        }
        Self { listed }
    }

    /// The same time of day, a number of working days later.
    #[must_use]
    pub(super) fn after_working_days(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.moved(from, days, TimeDelta::days(1))
    }

    /// The same time of day, a number of working days earlier.
    #[must_use]
    pub(super) fn before_working_days(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.moved(from, days, TimeDelta::days(-1))
    }

    fn moved(&self, from: DateTime<Utc>, days: u32, by: TimeDelta) -> DateTime<Utc> {
        let mut at = from;
        let mut left = days;
        let mut off: BTreeMap<i32, BTreeSet<NaiveDate>> = BTreeMap::new();
        while left > 0 {
            at += by;
            let day = (at + VIETNAM).date_naive();
            let off = off.entry(day.year()).or_insert_with(|| self.days_off(day.year()));
            if !is_weekend(day) && !off.contains(&day) {
                left -= 1;
            }
        }
        at
    }

    /// Holidays of a year, and the days off that make up for those on a weekend.
    fn days_off(&self, year: i32) -> BTreeSet<NaiveDate> {
        let fixed =
            FIXED.iter().filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, *month, *day));
        let listed = self.listed.get(&year).into_iter().flatten().copied();
        let holidays: BTreeSet<NaiveDate> =
            fixed.chain(beside_national_day(year)).chain(listed).collect();
        let mut off = holidays.clone();
        for day in holidays.into_iter().filter(|day| is_weekend(*day)) {
            let instead = day.iter_days().find(|day| !is_weekend(*day) && !off.contains(day));
            off.extend(instead);
        }
        off
    }
}

/// The second day of National Day, before or after 2 September: the one that makes the longer rest, as
/// it was decided for each of the years 2021 to 2026.
fn beside_national_day(year: i32) -> Option<NaiveDate> {
    let day = NaiveDate::from_ymd_opt(year, 9, 2)?;
    match day.weekday() {
        Weekday::Mon | Weekday::Thu | Weekday::Sun => day.checked_add_days(Days::new(1)),
        Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat => day.pred_opt(),
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The last moment of a day.
#[must_use]
pub(super) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let next = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1);
    next - VIETNAM - TimeDelta::seconds(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The calendar of the settings as they come.
    fn calendar() -> Calendar {
        Calendar::new(&Settings::defaults().unwrap().introductions.holidays)
    }

    /// The day that is some working days after ten in the morning of another.
    fn after(calendar: &Calendar, day: &str, days: u32) -> String {
        let from = at(&format!("{day}T03:00:00Z"));
        let there = calendar.after_working_days(from, days);
        assert_eq!(calendar.before_working_days(there, days), from, "and back again");
        there.date_naive().to_string()
    }

    #[test]
    fn weekends_do_not_count() {
        let calendar = calendar();
        // A Thursday.
        let thursday = at("2026-11-26T02:00:00Z");
        let after = |from, days| calendar.after_working_days(from, days);
        assert_eq!(after(thursday, 1), at("2026-11-27T02:00:00Z"));
        assert_eq!(after(thursday, 2), at("2026-11-30T02:00:00Z"));
        assert_eq!(after(thursday, 10), at("2026-12-10T02:00:00Z"));
        let before = calendar.before_working_days(at("2026-11-30T02:00:00Z"), 1);
        assert_eq!(before, at("2026-11-27T02:00:00Z"));
        // Friday evening in London is Saturday in Hanoi.
        assert_eq!(after(at("2026-11-27T18:00:00Z"), 1), at("2026-11-29T18:00:00Z"));
    }

    #[test]
    fn public_holidays_of_2026_do_not_count() {
        let calendar = calendar();
        for (from, days, to) in [
            // Thursday 1 January.
            ("2025-12-31", 1, "2026-01-02"),
            // Tết: off from Saturday 14 to Sunday 22 February.
            ("2026-02-13", 1, "2026-02-23"),
            ("2026-02-12", 3, "2026-02-24"),
            // The Hùng Kings on Sunday 26 April, made up for on Monday; Thursday 30 April, 1 May.
            ("2026-04-24", 1, "2026-04-28"),
            ("2026-04-24", 3, "2026-05-04"),
            // National Day: Tuesday 1 and Wednesday 2 September.
            ("2026-08-31", 1, "2026-09-03"),
        ] {
            assert_eq!(after(&calendar, from, days), to, "{days} from {from}");
        }
    }

    #[test]
    fn fixed_holidays_hold_in_every_year_and_weekends_are_made_up_for() {
        let bare = Calendar::default();
        for (from, days, to) in [
            // Saturday 1 January 2022 was made up for on Monday.
            ("2021-12-31", 1, "2022-01-04"),
            // Sunday 1 May and Saturday 30 April 2022: Monday and Tuesday.
            ("2022-04-29", 1, "2022-05-04"),
            // National Day 2021: 2 and 3; 2022: 1 and 2; 2024: 2 and 3; 2025: 1 and 2 September.
            ("2021-09-01", 1, "2021-09-06"),
            ("2022-08-31", 1, "2022-09-05"),
            ("2024-08-30", 1, "2024-09-04"),
            ("2025-08-29", 1, "2025-09-03"),
            // 2023: Friday 1, Saturday 2, and Monday 4 for the Saturday.
            ("2023-08-31", 1, "2023-09-05"),
            // Nobody listed a Tết for that year.
            ("2040-02-10", 1, "2040-02-13"),
        ] {
            assert_eq!(after(&bare, from, days), to, "{days} from {from}");
        }
    }
}
