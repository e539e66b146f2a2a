//! Certificates: which are held, which are only under way, until when.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization as _;

use super::{Certificate, Held, offers::FieldSpotted};
use crate::{
    profile::{CertificationState, Profile, field::Field},
    taxonomy::{CueClass, Entry},
    understand::spot::Spotted,
};

pub(crate) fn certificates(profile: &Profile, spotted: &[FieldSpotted<'_>]) -> Vec<Held> {
    let mut out: Vec<Held> = Vec::new();
    for part in spotted {
        for mention in &part.spotting.mentions {
            let Entry::Scheme(scheme) = mention.entry else { continue };
            let passage = part.passage(mention.first, mention.past);
            let around = part
                .reading
                .raw
                .get(passage.from as usize..passage.to as usize)
                .unwrap_or_default();
            let stated = match part.field {
                Field::Certifications(index) => profile.certifications.get(usize::from(index)),
                _ => None,
            };
            // Customers' and trade names are no claim.
            if matches!(part.field, Field::Customers(_) | Field::Name | Field::NameEn) {
                continue;
            }
            let written_until =
                until(after(around, part.reading.words(mention.first, mention.past)));
            let valid_until = stated.and_then(|one| one.valid_until).or(written_until);
            let said = match state(mention) {
                // "Hết hạn 05/2028" names the last day: whether it has run out, the day says.
                CertificationState::Expired if valid_until.is_some() => CertificationState::Claimed,
                said => said,
            };
            let certificate = Certificate {
                scheme,
                state: stated.and_then(|one| one.state).unwrap_or(said),
                valid_from: stated.and_then(|one| one.valid_from),
                valid_until,
            };
            let held = Held { certificate, passage };
            // The structured entry outranks what the description says of the same scheme, unless
            // the description says that it is not held.
            let Some(known) = out.iter_mut().find(|known| known.certificate.scheme == scheme)
            else {
                out.push(held);
                continue;
            };
            let before = &mut known.certificate;
            if weaker(certificate.state, before.state) {
                *known = held;
            } else if before.valid_until.is_none() && before.state == certificate.state {
                before.valid_until = valid_until;
            }
        }
    }
    out
}

/// Whether `new` says less than `known`: a firm that once says "in progress" does not hold it.
fn weaker(new: CertificationState, known: CertificationState) -> bool {
    let held = |state| matches!(state, CertificationState::Claimed | CertificationState::Verified);
    known == CertificationState::Claimed && (!held(new) || new == CertificationState::Verified)
}

fn state(mention: &Spotted) -> CertificationState {
    match (mention.held, mention.role) {
        (Some(CueClass::HeldInProgress), _) | (_, Some(CueClass::Plans | CueClass::DoesNot)) => {
            CertificationState::InProgress
        }
        (Some(CueClass::Expired), _) | (_, Some(CueClass::UsedTo)) => CertificationState::Expired,
        _ => CertificationState::Claimed,
    }
}

fn after<'t>(sentence: &'t str, mention: &str) -> &'t str {
    sentence.find(mention).and_then(|at| sentence.get(at + mention.len()..)).unwrap_or_default()
}

/// The last day named after a scheme: "valid until 31/03/2027", "hiệu lực đến 12/2026",
/// "2027년 3월까지", "有效期至2027年3月". A month means its last day.
fn until(text: &str) -> Option<NaiveDate> {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    const WORDS: &[&str] = &[
        "until",
        "valid",
        "expir",
        "đến",
        "hết hạn",
        "hiệu lực",
        "hạn",
        "den ",
        "까지",
        "만료",
        "유효",
        "まで",
        "期限",
        "有効",
        "至",
        "有效",
        "到期",
        "to ",
    ];
    let first = WORDS.iter().filter_map(|word| lower.find(word)).min()?;
    let window: String = lower
        .chars()
        .take(lower.get(..first).map_or(0, |head| head.chars().count()) + 40)
        .collect();
    // The text must not run on to another certificate.
    let window = window.split([';', '\n']).next().unwrap_or_default();
    // What stands before the word may be the edition of another standard; in Korean the word
    // stands last.
    let behind = window.get(first..).unwrap_or_default();
    let dated = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4);
    let window = if dated(behind) { behind } else { window };
    let numbers: Vec<u32> = window
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let year = numbers.iter().position(|number| (2000..2100).contains(number))?;
    let at = |index: Option<usize>| index.and_then(|index| numbers.get(index)).copied();
    let year_value = i32::try_from(at(Some(year))?).ok()?;
    let month_first = at(year.checked_sub(1)).filter(|month| (1..=12).contains(month));
    let (month, day) = if let Some(month) = month_first {
        (month, at(year.checked_sub(2)).filter(|day| (1..=31).contains(day)))
    } else {
        (
            at(Some(year + 1)).filter(|month| (1..=12).contains(month)).unwrap_or(12),
            at(Some(year + 2)).filter(|day| (1..=31).contains(day)),
        )
    };
    match day {
        Some(day) => NaiveDate::from_ymd_opt(year_value, month, day),
        None => {
            let (next_year, next_month) =
                if month == 12 { (year_value + 1, 1) } else { (year_value, month + 1) };
            NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::until;

    #[test]
    fn last_days_in_five_languages() {
        let date = |text| until(text).map(|date| date.to_string());
        assert_eq!(date(" (valid until 2027-03-31)").as_deref(), Some("2027-03-31"));
        assert_eq!(date(" hiệu lực đến 12/2026").as_deref(), Some("2026-12-31"));
        assert_eq!(date(" hết hạn 15/06/2025").as_deref(), Some("2025-06-15"));
        assert_eq!(date(" 2027년 3월까지 유효").as_deref(), Some("2027-03-31"));
        assert_eq!(date(" 有效期至2027年3月").as_deref(), Some("2027-03-31"));
        assert_eq!(
            date(" hie\u{323}\u{302}u lư\u{323}c đe\u{302}\u{301}n 12/2026").as_deref(),
            Some("2026-12-31")
        );
        assert_eq!(date(" 有効期限２０２７年３月").as_deref(), Some("2027-03-31"));
        assert_eq!(date(" since 2015"), None);
    }
}
