//! What a profile must be before it is kept. Cleans it and reports every fault at once.

use chrono::{Datelike as _, NaiveDate};
use index::profile::{Capability, Certification, Profile};

use super::text::{Cleaner, LINE, TEXT};
use super::{Contact, Draft, place};
use crate::accounts::tax_code;
use crate::{Fault, Result};

/// Where Vietnam is, islands near the coast included: latitude, then longitude, in degrees.
const LATITUDES: (f64, f64) = (8.0, 23.5);
const LONGITUDES: (f64, f64) = (102.0, 110.0);
/// Most people a firm is believed to have.
const MOST_EMPLOYEES: u32 = 1_000_000;
/// Earliest year of foundation that is believed.
const EARLIEST_YEAR: u32 = 1800;
/// Dates outside these years are slips of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// Cleans a draft in place. `cleaner` may have faults already.
///
/// # Errors
/// [`crate::Error::Invalid`] with every fault.
pub fn draft(mut cleaner: Cleaner, draft: &mut Draft, today: NaiveDate) -> Result<()> {
    profile(&mut cleaner, &mut draft.profile, today);
    if let Some(Some(revenue)) = &draft.annual_revenue {
        revenue.judge(&mut cleaner, today);
    }
    if let Some(contacts) = &mut draft.contacts {
        cleaner.length("contacts", contacts.len());
        for (at, contact) in contacts.iter_mut().enumerate() {
            person(&mut cleaner, &format!("contacts[{at}]"), contact);
        }
    }
    cleaner.finish()
}

fn profile(cleaner: &mut Cleaner, profile: &mut Profile, today: NaiveDate) {
    cleaner.required("id", &mut profile.id, LINE);
    for (path, field, limit) in [
        ("name", &mut profile.name, LINE),
        ("name_en", &mut profile.name_en, LINE),
        ("description", &mut profile.description, TEXT),
        ("description_en", &mut profile.description_en, TEXT),
        ("text", &mut profile.text, TEXT),
        ("industrial_zone", &mut profile.industrial_zone, LINE),
        ("address", &mut profile.address, LINE),
        ("province", &mut profile.province, LINE),
        ("tax_code", &mut profile.tax_code, LINE),
        ("capacity", &mut profile.capacity, LINE),
        ("moq", &mut profile.moq, LINE),
        ("lead_time", &mut profile.lead_time, LINE),
    ] {
        cleaner.optional(path, field, limit);
    }
    for (path, field) in [
        ("products", &mut profile.products),
        ("processes", &mut profile.processes),
        ("materials", &mut profile.materials),
        ("equipment", &mut profile.equipment),
        ("specs", &mut profile.specs),
        ("export_markets", &mut profile.export_markets),
        ("languages", &mut profile.languages),
        ("customers", &mut profile.customers),
    ] {
        cleaner.list(path, field);
    }
    cleaner.not_negative("capacity", profile.capacity.as_ref());
    cleaner.not_negative("moq", profile.moq.as_ref());
    cleaner.not_negative("lead_time", profile.lead_time.as_ref());
    if profile.name.is_none()
        && profile.name_en.is_none()
        && profile.text.is_none()
        && profile.description.is_none()
    {
        cleaner.fault(Fault::new("name", "required"));
    }
    facts(cleaner, profile, today);
    cleaner.length("capabilities", profile.capabilities.len());
    for (at, entry) in profile.capabilities.iter_mut().enumerate() {
        capability(cleaner, &format!("capabilities[{at}]"), entry);
    }
    cleaner.length("certifications", profile.certifications.len());
    for (at, entry) in profile.certifications.iter_mut().enumerate() {
        certification(cleaner, &format!("certifications[{at}]"), entry);
    }
}

fn facts(cleaner: &mut Cleaner, profile: &mut Profile, today: NaiveDate) {
    if let Some(text) = &profile.tax_code {
        match tax_code::parse(text) {
            Ok(code) => profile.tax_code = Some(code),
            Err(fault) => cleaner.fault(Fault::new("tax_code", fault.code())),
        }
    }
    if let Some(text) = &profile.province
        && let Err(nearest) = place::province(text)
    {
        cleaner.fault(place::unknown("province", text, nearest));
    }
    coordinates(cleaner, profile);
    if profile.employees.is_some_and(|count| count > MOST_EMPLOYEES) {
        cleaner.fault(Fault::new("employees", "above_maximum").with("max", MOST_EMPLOYEES));
    }
    let this_year = u32::try_from(today.year()).unwrap_or(u32::MAX);
    if profile.year_founded.is_some_and(|year| !(EARLIEST_YEAR..=this_year).contains(&year)) {
        let fault = Fault::new("year_founded", "out_of_range");
        cleaner.fault(fault.with("min", EARLIEST_YEAR).with("max", this_year));
    }
    if profile.confirmed_on.is_some_and(|day| day > today) {
        cleaner.fault(Fault::new("confirmed_on", "in_the_future"));
    }
}

fn coordinates(cleaner: &mut Cleaner, profile: &Profile) {
    match (profile.latitude, profile.longitude) {
        (Some(_), None) => cleaner.fault(Fault::new("longitude", "required")),
        (None, Some(_)) => cleaner.fault(Fault::new("latitude", "required")),
        _ => {}
    }
    for (path, value, (min, max)) in
        [("latitude", profile.latitude, LATITUDES), ("longitude", profile.longitude, LONGITUDES)]
    {
        if value.is_some_and(|degrees| !(min..=max).contains(&degrees)) {
            let fault = Fault::new(path, "outside_vietnam");
            cleaner.fault(fault.with("min", min).with("max", max));
        }
    }
}

fn capability(cleaner: &mut Cleaner, path: &str, entry: &mut Capability) {
    cleaner.required(&format!("{path}.what"), &mut entry.what, LINE);
    if entry.what.is_empty() {
        cleaner.fault(Fault::new(format!("{path}.what"), "required"));
    }
    cleaner.list(&format!("{path}.materials"), &mut entry.materials);
    cleaner.list(&format!("{path}.specs"), &mut entry.specs);
    for (name, field) in [
        ("capacity", &mut entry.capacity),
        ("moq", &mut entry.moq),
        ("lead_time", &mut entry.lead_time),
    ] {
        let path = format!("{path}.{name}");
        cleaner.optional(&path, field, LINE);
        cleaner.not_negative(&path, field.as_ref());
    }
    if entry.free_capacity_percent.is_some_and(|percent| percent > 100) {
        let path = format!("{path}.free_capacity_percent");
        cleaner.fault(Fault::new(path, "above_maximum").with("max", 100));
    }
}

fn certification(cleaner: &mut Cleaner, path: &str, entry: &mut Certification) {
    cleaner.required(&format!("{path}.scheme"), &mut entry.scheme, LINE);
    if entry.scheme.is_empty() {
        cleaner.fault(Fault::new(format!("{path}.scheme"), "required"));
    }
    cleaner.optional(&format!("{path}.number"), &mut entry.number, LINE);
    cleaner.optional(&format!("{path}.issuer"), &mut entry.issuer, LINE);
    cleaner.optional(&format!("{path}.scope"), &mut entry.scope, 2_000);
    for (name, day) in [("valid_from", entry.valid_from), ("valid_until", entry.valid_until)] {
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            let fault = Fault::new(format!("{path}.{name}"), "out_of_range");
            cleaner.fault(fault.with("min", YEARS.start()).with("max", YEARS.end()));
        }
    }
    if let (Some(from), Some(until)) = (entry.valid_from, entry.valid_until)
        && until < from
    {
        let fault = Fault::new(format!("{path}.valid_until"), "ends_before_it_starts");
        cleaner.fault(fault.with("start", from).with("end", until));
    }
}

fn person(cleaner: &mut Cleaner, path: &str, contact: &mut Contact) {
    cleaner.required(&format!("{path}.name"), &mut contact.name, LINE);
    if contact.name.is_empty() {
        cleaner.fault(Fault::new(format!("{path}.name"), "required"));
    }
    for (name, field) in [
        ("role", &mut contact.role),
        ("email", &mut contact.email),
        ("phone", &mut contact.phone),
        ("zalo", &mut contact.zalo),
        ("wechat", &mut contact.wechat),
        ("kakao", &mut contact.kakao),
        ("line", &mut contact.line),
    ] {
        cleaner.optional(&format!("{path}.{name}"), field, LINE);
    }
    let address = contact.email.as_deref();
    if address.is_some_and(|email| !email.contains('@') || email.contains(char::is_whitespace)) {
        cleaner.fault(Fault::new(format!("{path}.email"), "email_form"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn faults(json: &str) -> Vec<(String, &'static str)> {
        let profile = serde_json::from_str(json).unwrap();
        match draft(Cleaner::default(), &mut Draft { profile, ..Draft::default() }, today()) {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.path, fault.code)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn every_fault_of_a_profile_is_reported_at_once() {
        let found = faults(
            r#"{"name":"Công ty TNHH Cơ khí Hoàng Hà","tax_code":"0100047517","province":"Bắc Nin",
            "latitude":48.1,"longitude":11.5,"year_founded":1500,"capacity":"-5 tấn/tháng",
            "certifications":["ISO 9001:2015",
              {"scheme":"IATF 16949","valid_from":"2026-01-01","valid_until":"2025-01-01"}],
            "capabilities":[{"what":"đúc áp lực","free_capacity_percent":120}]}"#,
        );
        let expected = [
            ("capacity", "negative_number"),
            ("tax_code", "tax_code_check_digit"),
            ("province", "unknown_province"),
            ("latitude", "outside_vietnam"),
            ("longitude", "outside_vietnam"),
            ("year_founded", "out_of_range"),
            ("capabilities[0].free_capacity_percent", "above_maximum"),
            ("certifications[1].valid_until", "ends_before_it_starts"),
        ];
        assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
    }

    #[test]
    fn a_sound_profile_passes_and_is_kept_in_order() {
        let mut sound = Draft::default();
        sound.profile.name = Some(" Cơ khi\u{301} Hoàng Hà\u{200b} ".into());
        sound.profile.tax_code = Some("0100 047 516".into());
        sound.profile.province = Some("Hải Dương".into());
        sound.profile.processes = vec![String::new(), "đúc áp lực".into()];
        draft(Cleaner::default(), &mut sound, today()).unwrap();
        assert_eq!(sound.profile.name.as_deref(), Some("Cơ khí Hoàng Hà"));
        assert_eq!(sound.profile.tax_code.as_deref(), Some("0100047516"));
        assert_eq!(sound.profile.processes, ["đúc áp lực"]);
    }

    #[test]
    fn a_profile_without_name_or_words_is_none() {
        assert_eq!(faults(r#"{"products":["vỏ nhôm"]}"#), [("name".to_owned(), "required")]);
    }
}
