//! What the demonstration holds: suppliers and requests written by hand, the same that rankings
//! are judged with, and generated suppliers that fill the other segments and provinces.

use std::io::Cursor;

use index::profile::Profile;
use index::request::SourcingRequest;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use crate::accounts::Actor;
use crate::app::App;
use crate::entity::{sourcing_request, supplier};
use crate::interchange::{self, Options};
use crate::suppliers::import::{Outcome, Row, import_rows};
use crate::{Error, Result, db, generate, sourcing, suppliers};

const SUPPLIERS: &str = include_str!("../../tests/relevance/suppliers.jsonl");
const REQUESTS: &str = include_str!("../../tests/relevance/requests.jsonl");
/// Generated suppliers beside those written by hand.
const GENERATED: usize = 130;
/// The profile of the demonstration's supplier. It keeps its clamping force to itself, so that
/// there is a step to tell it.
const OWN_PROFILE: &str = r#"{
    "name": "Công ty TNHH Cơ khí Mẫu (giả định)",
    "lang": "vi",
    "description": "Chuyên đúc áp lực nhôm ADC12, gia công CNC và làm sạch ba via cho vỏ thiết bị điện tử, vỏ động cơ. Có phòng đo CMM và kiểm tra rò rỉ. Không nhận mạ.",
    "products": ["vỏ nhôm đúc áp lực", "vỏ động cơ"],
    "processes": ["đúc áp lực nhôm", "gia công CNC"],
    "materials": ["ADC12"],
    "certifications": [{ "scheme": "ISO 9001:2015", "valid_until": "2028-03-31" }],
    "province": "Bắc Ninh",
    "industrial_zone": "Quế Võ",
    "employees": 85,
    "capacity": "80.000 sản phẩm/tháng",
    "fictitious": true
}"#;
/// What the generated ones are drawn from.
const SEED: u64 = 2026;
/// Suppliers entered between two words of progress.
const STEP: usize = 100;

/// Every supplier of the demonstration.
fn profiles() -> Result<Vec<Profile>> {
    let mut all: Vec<Profile> = embedded(SUPPLIERS, "suppliers.jsonl")?;
    for profile in &mut all {
        profile.fictitious = true;
    }
    all.extend(generate::suppliers(SEED).take(GENERATED));
    Ok(all)
}

fn embedded<T: interchange::Subject>(text: &str, name: &str) -> Result<Vec<T>> {
    let outcome = interchange::read_all(Cursor::new(text), name, &Options::default())
        .map_err(Error::internal)?;
    Ok(outcome.records.into_iter().map(|record| record.value).collect())
}

/// Enters the directory for the agency, unless it is there.
pub(super) async fn suppliers(
    app: &App,
    agency: Actor,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<()> {
    let profiles = profiles()?;
    let stored = supplier::Entity::find()
        .filter(supplier::Column::CreatedById.eq(agency.organisation))
        .count(&app.db)
        .await?;
    if stored >= profiles.len() as u64 {
        return Ok(());
    }
    let total = profiles.len();
    for (at, part) in profiles.chunks(STEP).enumerate() {
        tell(&format!("suppliers: {} of {total}", at * STEP));
        let row = |profile: &Profile| Row { profile: profile.clone(), contacts: None };
        let rows: Vec<Row> = part.iter().map(row).collect();
        for (profile, outcome) in part.iter().zip(import_rows(app, &agency, &rows, false).await?) {
            if let Outcome::Refused(faults) = outcome {
                tell(&format!("supplier {} was refused: {}", profile.id, Error::Invalid(faults)));
            }
        }
    }
    Ok(())
}

/// Gives the supplier account a profile of its own, unless it has one.
pub(super) async fn own_profile(app: &App, actor: Actor) -> Result<()> {
    let stored = supplier::Entity::find()
        .filter(supplier::Column::OwnerId.eq(actor.organisation))
        .count(&app.db)
        .await?;
    if stored > 0 {
        return Ok(());
    }
    let profile: Profile = serde_json::from_str(OWN_PROFILE).map_err(Error::internal)?;
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let draft = suppliers::Draft { profile: profile.clone(), ..suppliers::Draft::default() };
        suppliers::create(txn, &actor, draft, now).await
    })
    .await?;
    Ok(())
}

/// Opens the requests for the buyer, unless they are there.
pub(super) async fn requests(app: &App, buyer: Actor, tell: &(dyn Fn(&str) + Sync)) -> Result<()> {
    let requests: Vec<SourcingRequest> = embedded(REQUESTS, "requests.jsonl")?;
    let stored = sourcing_request::Entity::find()
        .filter(sourcing_request::Column::BuyerId.eq(buyer.organisation))
        .count(&app.db)
        .await?;
    let now = app.now();
    // They are entered in order, so what is missing is the end.
    for request in requests.into_iter().skip(usize::try_from(stored).unwrap_or(usize::MAX)) {
        let id = request.id.clone();
        let draft = sourcing::Draft { request, ..sourcing::Draft::default() };
        let opened = db::write_tx(&app.db, async |txn| {
            let entered = sourcing::create(txn, &buyer, draft.clone(), now).await?;
            sourcing::publish_in(txn, &buyer, entered.id, now).await
        });
        match opened.await {
            Ok(_) => {}
            Err(Error::Invalid(faults)) => {
                tell(&format!("request {id} was refused: {}", Error::Invalid(faults)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use index::Language;

    use super::*;

    #[test]
    fn the_directory_is_large_and_spread_enough() {
        let profiles = profiles().unwrap();
        assert!(profiles.len() >= 300, "{}", profiles.len());
        assert!(profiles.iter().all(|profile| profile.fictitious));
        let provinces: HashSet<_> = profiles
            .iter()
            .filter_map(|profile| suppliers::place::province(profile.province.as_deref()?).ok())
            .collect();
        assert!(provinces.len() >= 25, "{}", provinces.len());
        let ids: HashSet<_> = profiles.iter().map(|profile| profile.id.clone()).collect();
        assert_eq!(ids.len(), profiles.len());
    }

    #[test]
    fn requests_come_in_every_language() {
        let requests: Vec<SourcingRequest> = embedded(REQUESTS, "requests.jsonl").unwrap();
        for language in Language::ALL {
            let asked = requests.iter().filter(|request| request.lang == Some(language)).count();
            assert!(asked >= 5, "{language:?}: {asked}");
        }
    }
}
