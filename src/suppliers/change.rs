//! Changing suppliers. Every change ends in the change log, in its own transaction.

use chrono::{DateTime, NaiveDate, Utc};
use index::profile::{Profile, VerificationLevel};
use sea_orm::{DatabaseTransaction, EntityTrait as _};
use serde_json::json;
use uuid::Uuid;

use super::text::{Cleaner, LINE};
use super::{Draft, Revenue, Status, Supplier, history, level_code, read, store, today, validate};
use crate::accounts::{Actor, OrganisationKind};
use crate::app::App;
use crate::entity::{organisation, supplier};
use crate::history::{Act, keep};
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Fault, Result, db};

/// What an agency or administrator found out about a supplier.
#[derive(Debug, Clone)]
pub struct Check {
    /// The level reached.
    pub level: VerificationLevel,
    /// Day of the check; today where absent.
    pub on: Option<NaiveDate>,
    /// What was checked. Kept, not shown.
    pub note: Option<String>,
}

impl Check {
    /// Cleans it in place.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault: a day after `today`.
    pub fn clean(&mut self, today: NaiveDate) -> Result<()> {
        let mut cleaner = Cleaner::default();
        cleaner.optional("note", &mut self.note, 10 * LINE);
        if self.on.is_some_and(|on| on > today) {
            cleaner.fault(Fault::new("on", "in_the_future"));
        }
        cleaner.finish()
    }
}

/// Enters a profile: its own for a supplier, one that nobody owns yet for an agency. Runs in the
/// caller's transaction, beside the answer that is kept for a repeated request.
///
/// # Errors
/// [`Error::Invalid`] with every fault; conflicts `profile_exists`, `tax_code_taken` (claim that
/// profile instead) and `reference_taken`.
pub async fn create(
    txn: &DatabaseTransaction,
    actor: &Actor,
    mut draft: Draft,
    now: DateTime<Utc>,
) -> Result<Supplier> {
    let own = actor.kind == OrganisationKind::Supplier;
    let mut cleaner = Cleaner::default();
    set_elsewhere(&mut cleaner, &draft.profile, None);
    validate::draft(cleaner, &mut draft, today(now))?;
    if own && draft.profile.tax_code.is_none() {
        let organisation = organisation::Entity::find_by_id(actor.organisation).one(txn).await?;
        draft.profile.tax_code = organisation.and_then(|row| row.tax_code);
    }
    let row = blank(actor, now);
    let row = supplier::Model { owner_id: own.then_some(actor.organisation), ..row };
    let row = fill(row, &draft)?;
    keep(txn, &[history::entered(actor, Act::Created, &row)]).await?;
    let row = store::insert(txn, row, draft.contacts.as_deref().unwrap_or_default()).await?;
    read::seen_by(txn, Some(actor), row).await
}

/// Replaces a profile. Contacts and status stay as they are where the draft is silent.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], what `check` says of the current version,
/// [`Error::Invalid`] with every fault, conflict `tax_code_taken`.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    mut draft: Draft,
) -> Result<Supplier> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = read::editable_row(txn, actor, id).await?;
        check(row.version)?;
        let mut cleaner = Cleaner::default();
        set_elsewhere(&mut cleaner, &draft.profile, Some(&row));
        draft.profile.id = String::new();
        // What only an import or the demo sets, no change may drop.
        let before: Profile =
            serde_json::from_value(row.profile.clone()).map_err(Error::internal)?;
        draft.profile.extra = before.extra;
        draft.profile.fictitious |= before.fictitious;
        validate::draft(cleaner, &mut draft, today(now))?;
        let after = fill(row.clone(), &draft)?;
        let persons = match &draft.contacts {
            Some(contacts) => *contacts != store::contacts(txn, &row).await?,
            None => false,
        };
        let revision = history::changed(actor, Act::Changed, (&row, &after), persons, now)?;
        keep(txn, &[revision]).await?;
        let row = store::update(txn, after, draft.contacts.as_deref(), now).await?;
        read::seen_by(txn, Some(actor), row).await
    })
    .await
}

/// Takes a profile back: it is found no more, and may be published again later.
///
/// # Errors
/// As [`replace`].
pub async fn withdraw(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
) -> Result<Supplier> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = read::editable_row(txn, actor, id).await?;
        check(row.version)?;
        let after = supplier::Model { status: Status::Withdrawn.code().to_owned(), ..row.clone() };
        let row = step(txn, actor, Act::Withdrawn, (&row, after), now).await?;
        read::seen_by(txn, Some(actor), row).await
    })
    .await
}

/// Says that a profile holds as of today.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn confirm(app: &App, actor: &Actor, id: Uuid) -> Result<Supplier> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = read::editable_row(txn, actor, id).await?;
        let after = supplier::Model { confirmed_on: Some(today(now)), ..row.clone() };
        let row = step(txn, actor, Act::Confirmed, (&row, after), now).await?;
        read::seen_by(txn, Some(actor), row).await
    })
    .await
}

/// Records how far a profile has been checked, and by whom.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a day in the future.
pub async fn verify(app: &App, actor: &Actor, id: Uuid, mut check: Check) -> Result<Supplier> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        check.clean(today(now))?;
        let on = check.on.unwrap_or_else(|| today(now));
        let row = read::visible(txn, Some(actor), id).await?;
        let after = checked(row.clone(), actor, &check, on);
        let row = step(txn, actor, Act::Verified, (&row, after), now).await?;
        if let Some(organisation) = row.owner_id {
            let level = level_code(check.level);
            let facts = json!({ "supplier": row.name, "level": level, "on": on });
            let kind = NoticeKind::ProfileVerified;
            tell(txn, Notice { organisation, kind, subject: id, facts }).await?;
        }
        read::seen_by(txn, Some(actor), row).await
    })
    .await
}

/// Writes a changed row that leaves the persons as they are, and what changed.
pub(super) async fn step(
    txn: &DatabaseTransaction,
    by: &Actor,
    act: Act,
    (before, after): (&supplier::Model, supplier::Model),
    now: DateTime<Utc>,
) -> Result<supplier::Model> {
    keep(txn, &[history::changed(by, act, (before, &after), false, now)?]).await?;
    store::update(txn, after, None, now).await
}

/// A row with the outcome of a check.
pub(super) fn checked(
    mut row: supplier::Model,
    actor: &Actor,
    check: &Check,
    on: NaiveDate,
) -> supplier::Model {
    level_code(check.level).clone_into(&mut row.verification_level);
    let somebody = check.level != VerificationLevel::SelfDeclared;
    row.verified_on = somebody.then_some(on);
    row.verified_by_id = somebody.then_some(actor.organisation);
    row.verification_note.clone_from(&check.note);
    row
}

/// Fields that have a door of their own may only say what already is.
fn set_elsewhere(cleaner: &mut Cleaner, profile: &Profile, row: Option<&supplier::Model>) {
    let mut refuse = |path| cleaner.fault(Fault::new(path, "read_only"));
    if row.is_some_and(|row| !profile.id.is_empty() && profile.id != row.id.to_string()) {
        refuse("id");
    }
    let level = row.map(|row| row.verification_level.as_str());
    if profile.verification.as_ref().is_some_and(|given| Some(level_code(given.level)) != level) {
        refuse("verification");
    }
    let confirmed_on = row.and_then(|row| row.confirmed_on);
    if profile.confirmed_on.is_some() && profile.confirmed_on != confirmed_on {
        refuse("confirmed_on");
    }
}

/// A row that says nothing yet.
pub(super) fn blank(actor: &Actor, now: DateTime<Utc>) -> supplier::Model {
    supplier::Model {
        id: Uuid::now_v7(),
        owner_id: None,
        created_by_id: actor.organisation,
        external_id: None,
        version: 1,
        status: Status::Published.code().to_owned(),
        profile: serde_json::Value::Null,
        annual_revenue: None,
        name: String::new(),
        name_folded: String::new(),
        tax_code: None,
        province: None,
        verification_level: level_code(VerificationLevel::SelfDeclared).to_owned(),
        verified_on: None,
        verified_by_id: None,
        verification_note: None,
        confirmed_on: None,
        created_at: now,
        updated_at: now,
    }
}

/// A row that says what the draft says.
pub(super) fn fill(mut row: supplier::Model, draft: &Draft) -> Result<supplier::Model> {
    if !draft.profile.id.is_empty() {
        row.external_id = Some(draft.profile.id.clone());
    }
    if let Some(status) = draft.status {
        status.code().clone_into(&mut row.status);
    }
    if let Some(revenue) = &draft.annual_revenue {
        row.annual_revenue = revenue.as_ref().map(Revenue::to_text).transpose()?;
    }
    store::set_profile(&mut row, draft.profile.clone())?;
    Ok(row)
}
