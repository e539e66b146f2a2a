//! Certificates in a sheet: names in one column; dates, numbers and issuers in columns beside it,
//! in the same order; or a date in brackets behind the name.

use chrono::NaiveDate;
use index::profile::{Certification, CertificationState};

use super::cell;
use super::finding::Problem;
use super::row::RowReader;
use super::supplier::Field;
use super::text::fold;

/// Reads the certificates of a row.
pub(super) fn read(row: &mut RowReader<'_, Field>) -> Vec<Certification> {
    let mut held: Vec<Certification> =
        row.list(Field::Certifications, true).iter().map(|text| one(text)).collect();
    if held.is_empty() {
        return held;
    }
    let until = row.dates(Field::CertificationUntil, true);
    if let [Some(date)] = until.as_slice()
        && held.len() > 1
    {
        row.note_on(Field::CertificationUntil, Problem::OneDateForAll);
        held.iter_mut().for_each(|certificate| certificate.valid_until = Some(*date));
    } else {
        spread(row, Field::CertificationUntil, &mut held, until, |c, date| {
            c.valid_until = Some(date)
        });
    }
    let from = row.dates(Field::CertificationFrom, false);
    spread(row, Field::CertificationFrom, &mut held, from, |c, date| c.valid_from = Some(date));
    let numbers = row.aligned(Field::CertificationNumber);
    spread(row, Field::CertificationNumber, &mut held, numbers, |c, number| {
        c.number = Some(number)
    });
    let issuers = row.aligned(Field::CertificationIssuer);
    spread(row, Field::CertificationIssuer, &mut held, issuers, |c, issuer| {
        c.issuer = Some(issuer)
    });
    let scopes = row.aligned(Field::CertificationScope);
    spread(row, Field::CertificationScope, &mut held, scopes, |c, scope| c.scope = Some(scope));
    let states = row.aligned(Field::CertificationState);
    let known = states.iter().map(|text| text.as_deref().and_then(state)).collect();
    if states.iter().flatten().any(|text| state(text).is_none()) {
        let choices = "claimed, verified, in_progress, expired, withdrawn".to_owned();
        row.note_on(Field::CertificationState, Problem::UnknownChoice { choices });
    }
    spread(row, Field::CertificationState, &mut held, known, |c, state| c.state = Some(state));
    if held.iter().any(ends_before_start) {
        row.note_on(Field::CertificationUntil, Problem::EndsBeforeStart);
    }
    held
}

/// Puts the values of a column beside the certificates, in order.
fn spread<V>(
    row: &mut RowReader<'_, Field>,
    field: Field,
    held: &mut [Certification],
    values: Vec<Option<V>>,
    put: impl Fn(&mut Certification, V),
) {
    if !values.is_empty() && values.len() != held.len() {
        let (expected, found) = (held.len() as u32, values.len() as u32);
        row.note_on(field, Problem::UnevenLists { expected, found });
        return;
    }
    for (certificate, value) in held.iter_mut().zip(values) {
        if let Some(value) = value {
            put(certificate, value);
        }
    }
}

fn state(text: &str) -> Option<CertificationState> {
    match fold(text).as_str() {
        "claimed" | "tu khai" => Some(CertificationState::Claimed),
        "verified" | "da xac minh" | "con han" => Some(CertificationState::Verified),
        "in progress" | "dang thuc hien" => Some(CertificationState::InProgress),
        "expired" | "het han" => Some(CertificationState::Expired),
        "withdrawn" | "thu hoi" => Some(CertificationState::Withdrawn),
        _ => None,
    }
}

/// `IATF 16949 (hết hạn 31/12/2026)` or `ISO 9001:2015 - valid until 2027-03-31`.
fn one(text: &str) -> Certification {
    let plain = Certification { scheme: text.trim().to_owned(), ..Certification::default() };
    let Some((scheme, rest)) = text.split_once(['(', '[']).or_else(|| text.split_once(" - "))
    else {
        return plain;
    };
    let words = fold(rest);
    let ends = [
        "het han",
        "han",
        "den",
        "den ngay",
        "valid until",
        "valid to",
        "until",
        "exp",
        "expires",
        "hieu luc den",
    ]
    .iter()
    .any(|word| words.starts_with(word));
    let figures = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    let figures = figures.trim_end_matches([')', ']', ' ', '.']);
    match cell::date_text(figures, true).filter(|_| ends) {
        Some(date) => Certification {
            scheme: scheme.trim().to_owned(),
            valid_until: Some(date),
            ..Certification::default()
        },
        None => plain,
    }
}

/// Whether a certificate ends before it starts.
pub(super) fn ends_before_start(certificate: &Certification) -> bool {
    let pair: Option<(NaiveDate, NaiveDate)> = certificate.valid_from.zip(certificate.valid_until);
    pair.is_some_and(|(from, until)| until < from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_end_of_validity_behind_a_name() {
        let read = one("IATF 16949 (hết hạn 31/12/2026)");
        assert_eq!(read.scheme, "IATF 16949");
        assert_eq!(read.valid_until, NaiveDate::from_ymd_opt(2026, 12, 31));
        assert_eq!(
            one("ISO 9001:2015 - valid until 2027-03-31").valid_until,
            NaiveDate::from_ymd_opt(2027, 3, 31)
        );
        // The year of the edition is no date of validity.
        assert_eq!(one("ISO 9001:2015 (đang xây dựng 12/2026)").valid_until, None);
        assert_eq!(one("UL 94 V-0").scheme, "UL 94 V-0");
    }
}
