//! What a sourcing request must be before it is kept or ranked. Cleans it and reports every fault
//! at once. Words that the taxonomy does not know are no fault: they are compared as text.

use chrono::{Datelike as _, NaiveDate};
use index::request::{Criteria, SourcingRequest};

use super::{Disclosure, Draft};
use crate::suppliers::text::{Cleaner, LINE, TEXT};
use crate::{Fault, Result};

/// Characters of the full specification at most.
pub const DETAILS: usize = 50_000;
/// Farthest distance that means anything inside the country, in kilometres.
const FARTHEST_KM: f64 = 3_000.0;

/// Cleans a draft in place. A deadline before `earliest` is a fault.
///
/// # Errors
/// [`crate::Error::Invalid`] with every fault.
pub fn draft(draft: &mut Draft, earliest: Option<NaiveDate>) -> Result<()> {
    let mut cleaner = Cleaner::default();
    sourcing(&mut cleaner, &mut draft.request);
    cleaner.optional("details", &mut draft.details, DETAILS);
    if draft.details.is_some() {
        draft.details_from.get_or_insert(Disclosure::Introduced);
    }
    if let (Some(deadline), Some(earliest)) = (draft.deadline, earliest)
        && deadline < earliest
    {
        cleaner.fault(Fault::new("deadline", "in_the_past"));
    }
    cleaner.finish()
}

/// Cleans a request in place.
///
/// # Errors
/// [`crate::Error::Invalid`] with every fault.
pub fn request(request: &mut SourcingRequest) -> Result<()> {
    let mut cleaner = Cleaner::default();
    sourcing(&mut cleaner, request);
    cleaner.finish()
}

fn sourcing(cleaner: &mut Cleaner, request: &mut SourcingRequest) {
    cleaner.required("id", &mut request.id, LINE);
    cleaner.optional("title", &mut request.title, LINE);
    cleaner.optional("text", &mut request.text, TEXT);
    cleaner.optional("plant", &mut request.plant, LINE);
    criteria(cleaner, "required", &mut request.required);
    criteria(cleaner, "preferred", &mut request.preferred);
    criteria(cleaner, "excluded", &mut request.excluded);
    if request.title.is_none()
        && request.text.is_none()
        && request.required.is_empty()
        && request.preferred.is_empty()
    {
        cleaner.fault(Fault::new("text", "required"));
    }
    if request.start_of_production.is_some_and(|day| !(2000..=2100).contains(&day.year())) {
        let fault = Fault::new("start_of_production", "out_of_range");
        cleaner.fault(fault.with("min", 2000).with("max", 2100));
    }
}

fn criteria(cleaner: &mut Cleaner, path: &str, criteria: &mut Criteria) {
    for (name, field) in [
        ("processes", &mut criteria.processes),
        ("products", &mut criteria.products),
        ("materials", &mut criteria.materials),
        ("certifications", &mut criteria.certifications),
        ("equipment", &mut criteria.equipment),
        ("specs", &mut criteria.specs),
        ("export_markets", &mut criteria.export_markets),
        ("languages", &mut criteria.languages),
        ("region", &mut criteria.region),
    ] {
        cleaner.list(&format!("{path}.{name}"), field);
    }
    for (name, field) in [("volume", &mut criteria.volume), ("lead_time", &mut criteria.lead_time)]
    {
        let path = format!("{path}.{name}");
        cleaner.optional(&path, field, LINE);
        cleaner.not_negative(&path, field.as_ref());
    }
    if let Some(within) = &mut criteria.within_km {
        cleaner.required(&format!("{path}.within_km.place"), &mut within.place, LINE);
        if within.place.is_empty() {
            cleaner.fault(Fault::new(format!("{path}.within_km.place"), "required"));
        }
        if !(within.km > 0.0 && within.km <= FARTHEST_KM) {
            let fault = Fault::new(format!("{path}.within_km.km"), "out_of_range");
            cleaner.fault(fault.with("min", 0).with("max", FARTHEST_KM));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn every_fault_of_a_request_is_reported_at_once() {
        let mut wrong: SourcingRequest = serde_json::from_str(
            r#"{"lang":"ko","text":"알루미늄 다이캐스팅\u0007",
                "required":{"within_km":{"place":" ","km":-60},"volume":"-30,000 pcs/month"}}"#,
        )
        .unwrap();
        let Err(Error::Invalid(faults)) = request(&mut wrong) else { panic!("faults expected") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), fault.code)).collect();
        assert_eq!(
            found,
            [
                ("text", "control_character"),
                ("required.volume", "negative_number"),
                ("required.within_km.place", "required"),
                ("required.within_km.km", "out_of_range"),
            ]
        );
    }

    #[test]
    fn a_request_that_asks_for_nothing_is_none() {
        let mut empty = SourcingRequest { text: Some("\u{200b} ".into()), ..Default::default() };
        assert!(matches!(request(&mut empty), Err(Error::Invalid(faults)) if faults.len() == 1));
    }
}
