//! Dates in running text: `2027-03-31`, `31/03/2027`, `03/2027`, `2027년 3월`, `2027年3月15日`,
//! `Q1 2027`. A month or quarter without a day means its first day.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization as _;

/// Phrases that stand beside the start of production.
const START: &[&str] = &[
    "sop",
    "start of production",
    "mass production",
    "production start",
    "sản xuất hàng loạt",
    "san xuat hang loat",
    "bắt đầu sản xuất",
    "양산",
    "量産",
    "量产",
    "量產",
];

/// The day that production is to start, where a text names one within some words of such a phrase.
pub(crate) fn start_of_production(text: &str) -> Option<NaiveDate> {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    START.iter().find_map(|phrase| {
        lower.match_indices(phrase).find_map(|(at, found)| {
            // `sop` must not be part of a longer word.
            if phrase.is_ascii()
                && lower
                    .get(..at)
                    .and_then(|head| head.chars().next_back())
                    .is_some_and(char::is_alphanumeric)
            {
                return None;
            }
            let after: String = lower.get(at + found.len()..)?.chars().take(32).collect();
            let after = after.split(['\n', ';', '。']).next().unwrap_or_default();
            let head: String = lower.get(..at)?.chars().rev().take(24).collect();
            let head: String =
                head.split(['\n', ';', '。']).next().unwrap_or_default().chars().rev().collect();
            first_date(after).or_else(|| first_date(&head))
        })
    })
}

/// The first date in `text`.
fn first_date(text: &str) -> Option<NaiveDate> {
    let mut numbers: Vec<u32> = Vec::new();
    for digits in text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()) {
        numbers.push(digits.parse().ok()?);
        if numbers.len() > 6 {
            break;
        }
    }
    let at = numbers.iter().position(|number| (2020..2100).contains(number))?;
    let year = i32::try_from(*numbers.get(at)?).ok()?;
    let quarter = text.to_lowercase();
    let quarter = ["q1", "q2", "q3", "q4"]
        .iter()
        .zip([1, 4, 7, 10])
        .find(|(name, _)| quarter.contains(*name))
        .map(|(_, month)| month);
    if let Some(month) = quarter {
        return NaiveDate::from_ymd_opt(year, month, 1);
    }
    let month_name =
        MONTHS.iter().zip(1_u32..).find(|(name, _)| text.contains(*name)).map(|(_, month)| month);
    let in_month = |index: Option<usize>| {
        index.and_then(|index| numbers.get(index)).copied().filter(|month| (1..=12).contains(month))
    };
    let in_day = |index: Option<usize>| {
        index.and_then(|index| numbers.get(index)).copied().filter(|day| (1..=31).contains(day))
    };
    if let Some(month) = month_name {
        return NaiveDate::from_ymd_opt(year, month, 1);
    }
    if let Some(month) = in_month(Some(at + 1)) {
        return NaiveDate::from_ymd_opt(year, month, in_day(Some(at + 2)).unwrap_or(1))
            .or_else(|| NaiveDate::from_ymd_opt(year, month, 1));
    }
    let month = in_month(at.checked_sub(1))?;
    NaiveDate::from_ymd_opt(year, month, in_day(at.checked_sub(2)).unwrap_or(1))
        .or_else(|| NaiveDate::from_ymd_opt(year, month, 1))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

#[cfg(test)]
mod tests {
    use super::start_of_production;

    #[test]
    fn starts_of_production_in_five_languages() {
        let date = |text| start_of_production(text).map(|date| date.to_string());
        assert_eq!(date("SOP: 2027-03-15").as_deref(), Some("2027-03-15"));
        assert_eq!(date("SOP March 2027").as_deref(), Some("2027-03-01"));
        assert_eq!(date("Sản xuất hàng loạt từ 03/2027").as_deref(), Some("2027-03-01"));
        assert_eq!(date("양산은 2027년 3월 예정").as_deref(), Some("2027-03-01"));
        assert_eq!(date("量産開始は2027年3月").as_deref(), Some("2027-03-01"));
        assert_eq!(date("计划2027年3月量产").as_deref(), Some("2027-03-01"));
        assert_eq!(date("量産開始は２０２７年３月").as_deref(), Some("2027-03-01"));
        assert_eq!(date("a philosophy of 2027"), None);
    }
}
