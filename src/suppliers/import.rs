//! A directory's profiles, entered in bulk by an agency: each row is created, updated or refused
//! on its own. Rows are recognised by tax code, else by the agency's own number.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use index::profile::{Profile, Verification};
use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _};
use serde_json::Value;
use uuid::Uuid;

use super::change::{Check, blank, checked, fill};
use super::text::{Cleaner, fold};
use super::{Contact, Draft, history, may_edit, revenue, store, today, validate};
use crate::accounts::Actor;
use crate::app::App;
use crate::entity::supplier;
use crate::history::{Act, Revision, keep};
use crate::{Error, Fault, Result, db};

/// Rows written in one transaction: long enough to be quick, short enough to let others write.
const PER_TRANSACTION: usize = 200;

/// One row of a directory.
#[derive(Debug, Clone)]
pub struct Row {
    /// The profile; its `id` is the directory's own number for it, if it has one.
    pub profile: Profile,
    /// Contact persons, where the reader found any.
    pub contacts: Option<Vec<Contact>>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new profile.
    Created(Uuid),
    /// A known profile, changed.
    Updated(Uuid),
    /// A known profile that says the same already.
    Unchanged(Uuid),
    /// Not taken, and why.
    Refused(Vec<Fault>),
}

/// Enters bare profiles; see [`import_rows`].
///
/// # Errors
/// As [`import_rows`].
pub async fn import_batch(
    app: &App,
    actor: &Actor,
    profiles: Vec<Profile>,
    dry_run: bool,
) -> Result<Vec<Outcome>> {
    let row = |profile| Row { profile, contacts: None };
    let rows: Vec<Row> = profiles.into_iter().map(row).collect();
    import_rows(app, actor, &rows, dry_run).await
}

/// Enters rows for an agency or administrator, in order; one outcome each.
///
/// Persons in columns that the profile does not know (`email`, `điện thoại`, `contact person`) go
/// to the contacts, never into the profile; so does the revenue (`doanh thu`) to its own column. With
/// `dry_run` nothing is kept, all is checked. Rows are judged before anything is written, so that
/// others wait for the writing only.
///
/// # Errors
/// An internal error when the database fails; rows committed before that stay.
pub async fn import_rows(
    app: &App,
    actor: &Actor,
    rows: &[Row],
    dry_run: bool,
) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(PER_TRANSACTION) {
        let mut judged = Vec::with_capacity(chunk.len());
        let mut sound = Vec::new();
        for row in chunk {
            let (entry, faults) = judge(app, actor, row).await?;
            if faults.is_empty() {
                sound.push(entry);
                judged.push(None);
            } else {
                judged.push(Some(Outcome::Refused(faults)));
            }
        }
        let mut written = enter(app, actor, &sound, dry_run).await?.into_iter();
        for refused in judged {
            let outcome = refused.or_else(|| written.next());
            outcomes.push(outcome.ok_or_else(|| Error::internal("a row has no outcome"))?);
        }
    }
    app.index.wake();
    Ok(outcomes)
}

/// Everything that is wrong with a row which stays out for other reasons.
///
/// # Errors
/// An internal error when the database fails.
pub async fn faults(app: &App, actor: &Actor, row: &Row) -> Result<Vec<Fault>> {
    let (entry, mut faults) = judge(app, actor, row).await?;
    if faults.is_empty() {
        faults.extend(recognise(&app.db, actor, &entry.draft.profile).await?.err());
    }
    Ok(faults)
}

/// A row as it would be kept.
#[derive(Debug, Clone)]
struct Entry {
    draft: Draft,
    verification: Option<Verification>,
    confirmed_on: Option<NaiveDate>,
}

/// What a row would be kept as, and everything that is wrong with it. Of one that is wrong in
/// itself it is looked up too whether it is somebody else's; of others the writing tells.
async fn judge(app: &App, actor: &Actor, row: &Row) -> Result<(Entry, Vec<Fault>)> {
    let Row { mut profile, contacts } = row.clone();
    let contacts = contacts.or_else(|| take_persons(&mut profile.extra));
    let revenue = revenue::take(&mut profile.extra, app.today()).map(Some);
    let (verification, confirmed_on) = (profile.verification.take(), profile.confirmed_on);
    let mut draft = Draft { profile, contacts, status: None, annual_revenue: revenue };
    let mut faults = match validate::draft(Cleaner::default(), &mut draft, app.today()) {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    if !faults.is_empty() {
        faults.extend(recognise(&app.db, actor, &draft.profile).await?.err());
    }
    Ok((Entry { draft, verification, confirmed_on }, faults))
}

async fn enter(app: &App, actor: &Actor, entries: &[Entry], dry_run: bool) -> Result<Vec<Outcome>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    match write(app, actor, entries, dry_run).await {
        // Somebody took a tax code meanwhile. One by one, only that row fails.
        Err(Error::Conflict(_)) => {}
        other => return other,
    }
    let mut outcomes = Vec::with_capacity(entries.len());
    for entry in entries {
        match write(app, actor, std::slice::from_ref(entry), dry_run).await {
            Ok(mut written) => outcomes.append(&mut written),
            Err(Error::Conflict(code)) => {
                let path = match code {
                    "tax_code_taken" => "tax_code",
                    "reference_taken" => "id",
                    _ => "",
                };
                outcomes.push(Outcome::Refused(vec![Fault::new(path, code)]));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(outcomes)
}

async fn write(app: &App, actor: &Actor, entries: &[Entry], dry_run: bool) -> Result<Vec<Outcome>> {
    let now = app.now();
    let mut outcomes = Vec::with_capacity(entries.len());
    let kept = db::write_tx(&app.db, async |txn| {
        let mut revisions = Vec::new();
        for entry in entries {
            outcomes.push(one(txn, actor, entry, now, &mut revisions).await?);
        }
        // All at once: one statement for hundreds of rows.
        keep(txn, &revisions).await?;
        // An error is the way to roll back.
        if dry_run { Err(Error::Conflict(DRY_RUN)) } else { Ok(()) }
    });
    match kept.await {
        Ok(()) | Err(Error::Conflict(DRY_RUN)) => Ok(outcomes),
        Err(error) => Err(error),
    }
}

/// Says that a transaction was rolled back on purpose.
const DRY_RUN: &str = "dry_run";

async fn one(
    txn: &DatabaseTransaction,
    actor: &Actor,
    entry: &Entry,
    now: DateTime<Utc>,
    revisions: &mut Vec<Revision>,
) -> Result<Outcome> {
    let Entry { draft, verification, confirmed_on } = entry;
    let known = match recognise(txn, actor, &draft.profile).await? {
        Ok(known) => known,
        Err(fault) => return Ok(Outcome::Refused(vec![fault])),
    };
    let new = known.is_none();
    let before = known.unwrap_or_else(|| blank(actor, now));
    let mut row = fill(before.clone(), draft)?;
    row.confirmed_on = confirmed_on.or(row.confirmed_on);
    if let Some(verification) = verification {
        let on = verification.on.unwrap_or_else(|| today(now));
        let check = Check { level: verification.level, on: None, note: None };
        row = checked(row, actor, &check, on);
    }
    if new {
        let contacts = draft.contacts.as_deref().unwrap_or_default();
        let row = store::insert(txn, row, contacts).await?;
        revisions.push(history::entered(actor, Act::Imported, &row));
        return Ok(Outcome::Created(row.id));
    }
    let id = row.id;
    let same_persons = match &draft.contacts {
        Some(contacts) => *contacts == store::contacts(txn, &before).await?,
        None => true,
    };
    if row == before && same_persons {
        return Ok(Outcome::Unchanged(id));
    }
    let persons = !same_persons;
    revisions.push(history::changed(actor, Act::Imported, (&before, &row), persons, now)?);
    store::update(txn, row, draft.contacts.as_deref(), now).await?;
    Ok(Outcome::Updated(id))
}

/// The profile that a row means, if there is one already; a fault when it is somebody else's.
async fn recognise(
    db: &impl db::Connection,
    actor: &Actor,
    profile: &Profile,
) -> Result<Result<Option<supplier::Model>, Fault>> {
    if let Some(code) = &profile.tax_code {
        let found =
            supplier::Entity::find().filter(supplier::Column::TaxCode.eq(code)).one(db).await?;
        match found {
            Some(row) if may_edit(&row, actor) => return Ok(Ok(Some(row))),
            Some(_) => {
                let fault = Fault::new("tax_code", "tax_code_taken");
                return Ok(Err(fault.with("value", code)));
            }
            None => {}
        }
    }
    if profile.id.is_empty() {
        return Ok(Ok(None));
    }
    let found = supplier::Entity::find()
        .filter(supplier::Column::CreatedById.eq(actor.organisation))
        .filter(supplier::Column::ExternalId.eq(&profile.id))
        .one(db)
        .await?;
    Ok(match found {
        Some(row) if !may_edit(&row, actor) => {
            Err(Fault::new("id", "already_claimed").with("value", &profile.id))
        }
        found => Ok(found),
    })
}

/// Takes the fields that hold persons out of what a profile does not know: by the words of their
/// heading and by what stands in them. A second person's fields stay where they are, which only
/// those see who may see persons.
fn take_persons(extra: &mut BTreeMap<String, Value>) -> Option<Vec<Contact>> {
    const MAIL: &[&str] = &["email", "e mail", "mail", "thu dien tu"];
    const PHONE: &[&str] = &[
        "phone",
        "telephone",
        "tel",
        "dien thoai",
        "so dt",
        "sdt",
        "di dong",
        "mobile",
        "hotline",
    ];
    const NAME: &[&str] = &[
        "contact",
        "contact person",
        "lien he",
        "lien lac",
        "dau moi",
        "phu trach",
        "giam doc",
        "director",
        "nguoi dai dien",
        "chu doanh nghiep",
        "pic",
    ];
    let mut contact = Contact::default();
    let mut found = false;
    extra.retain(|name, value| {
        let words = format!(" {} ", fold(&name.replace(['_', '-', '.'], " ")));
        let has = |names: &[&str]| names.iter().any(|name| words.contains(&format!(" {name} ")));
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if has(NAME) && !has(MAIL) && !has(PHONE) && contact.name.is_empty() {
            contact.name = text;
            found = true;
            return false;
        }
        let field = if has(MAIL) && text.contains('@') {
            &mut contact.email
        } else if has(PHONE) && digits >= 6 {
            &mut contact.phone
        } else if has(&["zalo"]) {
            &mut contact.zalo
        } else if has(&["wechat"]) {
            &mut contact.wechat
        } else if has(&["kakao", "kakaotalk"]) {
            &mut contact.kakao
        } else if has(&["chuc vu", "contact role", "position"]) {
            &mut contact.role
        } else {
            return true;
        };
        if field.is_some() {
            return true;
        }
        *field = Some(text);
        found = true;
        false
    });
    if contact.name.is_empty() {
        contact.name = "—".to_owned();
    }
    found.then(|| vec![contact])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_leave_the_profile() {
        let mut extra: BTreeMap<String, Value> = [
            ("Điện thoại", "0901 234 567"),
            ("contact_email", "lan@hoangha.example"),
            ("Người liên hệ", "Nguyễn Thị Lan"),
            ("Hội viên VASI", "có"),
        ]
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .into();
        let contacts = take_persons(&mut extra).unwrap();
        assert_eq!(contacts[0].name, "Nguyễn Thị Lan");
        assert_eq!(contacts[0].phone.as_deref(), Some("0901 234 567"));
        assert_eq!(contacts[0].email.as_deref(), Some("lan@hoangha.example"));
        assert_eq!(extra.into_keys().collect::<Vec<_>>(), ["Hội viên VASI"]);
    }

    #[test]
    fn what_only_sounds_like_a_person_stays() {
        let fields = [
            ("Kinh nghiệm ô tô (automobile)", "10 năm"),
            ("Linh kiện điện thoại đã làm", "Khung tai nghe"),
            ("Alloy composition", "Al 90 Si 10"),
            ("Hotels served", "Intel"),
            ("Directory no", "D-77"),
        ];
        let mut extra: BTreeMap<String, Value> =
            fields.map(|(name, value)| (name.to_owned(), Value::from(value))).into();
        assert!(take_persons(&mut extra).is_none());
        assert_eq!(extra.len(), fields.len());
        extra.insert("Người phụ trách".to_owned(), Value::from("Lan"));
        assert_eq!(take_persons(&mut extra).unwrap()[0].name, "Lan");
    }
}
