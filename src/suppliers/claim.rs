//! Claims: an organisation says that a profile which nobody owns is its own.
//!
//! The same tax code decides at once. That lets the firm keep its profile; it does not hand over
//! the persons that somebody else wrote down, since a tax code is public and proves little. Any
//! other claim waits for whoever entered the profile, whose word hands over everything.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait,
    DatabaseTransaction, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::text::{Cleaner, LINE};
use super::{change, read};
use crate::accounts::{Actor, OrganisationKind, OrganisationState, Role};
use crate::app::App;
use crate::entity::{organisation, supplier, supplier_claim, supplier_contact};
use crate::history::Act;
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Result, db};

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for whoever entered the profile.
    Pending,
    /// The claimant owns the profile.
    Granted,
    /// Refused.
    Refused,
}

impl State {
    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }

    fn parse(code: &str) -> Result<Self> {
        [Self::Pending, Self::Granted, Self::Refused]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| Error::internal(format!("unknown claim state {code}")))
    }
}

/// A claim as its parties see it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The organisation that claims.
    pub organisation: Uuid,
    /// Its name.
    pub organisation_name: String,
    /// Whether it registered with the profile's tax code.
    pub tax_code_matches: bool,
    /// Where it stands.
    pub state: State,
    /// The claimant's words.
    pub note: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Claims a profile for the actor's organisation. Claiming again renews a claim that was refused.
///
/// # Errors
/// [`Error::NotFound`]; conflicts `already_claimed` (somebody owns it) and `profile_exists` (the
/// claimant owns another).
pub async fn claim(app: &App, actor: &Actor, id: Uuid, mut note: Option<String>) -> Result<Claim> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        check(&mut note)?;
        let row = read::visible(txn, Some(actor), id).await?;
        if row.owner_id.is_some() {
            return Err(Error::Conflict("already_claimed"));
        }
        if read::of_organisation(txn, actor.organisation).await?.is_some() {
            return Err(Error::Conflict("profile_exists"));
        }
        let claimant = organisation::Entity::find_by_id(actor.organisation).one(txn).await?;
        let claimant = claimant.ok_or(Error::Unauthenticated("token_invalid"))?;
        let matches = row.tax_code.is_some() && row.tax_code == claimant.tax_code;
        let state = if matches { State::Granted } else { State::Pending };
        let stored = supplier_claim::Model {
            supplier_id: id,
            organisation_id: actor.organisation,
            account_id: actor.account,
            tax_code_matches: matches,
            state: state.code().to_owned(),
            note,
            created_at: now,
            decided_at: matches.then_some(now),
            decided_by_id: None,
        };
        supplier_claim::Entity::delete_by_id((id, actor.organisation)).exec(txn).await?;
        let stored = stored.into_active_model().insert(txn).await?;
        let (id, name, entered_by) = (row.id, row.name.clone(), row.created_by_id);
        if matches {
            own(txn, actor, row, actor.organisation, now).await?;
            decided(txn, actor.organisation, id, &name, state).await?;
        }
        let facts = json!({ "supplier": name, "claimant": claimant.name, "outcome": state.code() });
        for organisation in deciders(txn, entered_by).await? {
            let facts = facts.clone();
            let kind = NoticeKind::ClaimFiled;
            tell(txn, Notice { organisation, kind, subject: id, facts }).await?;
        }
        told(stored, claimant.name)
    })
    .await
}

/// Cleans the claimant's words in place.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn check(note: &mut Option<String>) -> Result<()> {
    let mut cleaner = Cleaner::default();
    cleaner.optional("note", note, 10 * LINE);
    cleaner.finish()
}

/// Claims to a profile, for whoever may decide them: its holder and administrators.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn claims(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Vec<Claim>> {
    read::editable_row(db, actor, id).await?;
    let rows = supplier_claim::Entity::find()
        .filter(supplier_claim::Column::SupplierId.eq(id))
        .find_also_related(organisation::Entity)
        .order_by_asc(supplier_claim::Column::CreatedAt)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(claim, by)| told(claim, by.map(|by| by.name).unwrap_or_default()))
        .collect()
}

/// Grants or refuses a claim that waits. Granting hands over profile and persons.
///
/// # Errors
/// [`Error::NotFound`] when there is no such claim waiting; [`Error::Forbidden`] for anybody but
/// the agency that entered the profile and administrators; conflict `already_claimed`.
pub async fn decide(
    app: &App,
    actor: &Actor,
    id: Uuid,
    claimant: Uuid,
    grant: bool,
) -> Result<Claim> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = read::editable_row(txn, actor, id).await?;
        if !matches!(actor.role, Role::Agency | Role::Admin) {
            return Err(Error::Forbidden);
        }
        let claim = supplier_claim::Entity::find_by_id((id, claimant))
            .filter(supplier_claim::Column::State.eq(State::Pending.code()))
            .one(txn)
            .await?
            .ok_or(Error::NotFound("claim"))?;
        if row.owner_id.is_some() {
            return Err(Error::Conflict("already_claimed"));
        }
        let state = if grant { State::Granted } else { State::Refused };
        let mut decided = claim.into_active_model();
        decided.state = Set(state.code().to_owned());
        decided.decided_at = Set(Some(now));
        decided.decided_by_id = Set(Some(actor.account));
        let decided_claim = decided.update(txn).await?;
        let name = row.name.clone();
        if grant {
            supplier_contact::Entity::update_many()
                .col_expr(supplier_contact::Column::EnteredById, Expr::value(claimant))
                .filter(supplier_contact::Column::SupplierId.eq(id))
                .filter(supplier_contact::Column::EnteredById.eq(row.created_by_id))
                .exec(txn)
                .await?;
            own(txn, actor, row, claimant, now).await?;
        }
        self::decided(txn, claimant, id, &name, state).await?;
        let by = organisation::Entity::find_by_id(claimant).one(txn).await?;
        told(decided_claim, by.map(|by| by.name).unwrap_or_default())
    })
    .await
}

async fn own(
    txn: &DatabaseTransaction,
    by: &Actor,
    row: supplier::Model,
    owner: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let after = supplier::Model { owner_id: Some(owner), ..row.clone() };
    change::step(txn, by, Act::Claimed, (&row, after), now).await.map(drop)
}

/// Tells the claimant what became of its claim.
async fn decided(
    txn: &DatabaseTransaction,
    claimant: Uuid,
    supplier: Uuid,
    name: &str,
    state: State,
) -> Result<()> {
    let facts = json!({ "supplier": name, "outcome": state.code() });
    let kind = NoticeKind::ClaimDecided;
    tell(txn, Notice { organisation: claimant, kind, subject: supplier, facts }).await
}

/// Who is told of a claim: the agency that entered the profile; the operators where no agency that
/// may act did.
async fn deciders(db: &impl ConnectionTrait, entered_by: Uuid) -> Result<Vec<Uuid>> {
    let (agency, operator) =
        (OrganisationKind::Agency.as_str(), OrganisationKind::Operator.as_str());
    let by = organisation::Entity::find_by_id(entered_by).one(db).await?;
    if by.is_some_and(|by| by.kind == agency && by.state == OrganisationState::Active.as_str()) {
        return Ok(vec![entered_by]);
    }
    let operators = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(operator))
        .order_by_asc(organisation::Column::Id)
        .all(db)
        .await?;
    Ok(operators.into_iter().map(|operator| operator.id).collect())
}

fn told(row: supplier_claim::Model, organisation_name: String) -> Result<Claim> {
    Ok(Claim {
        organisation: row.organisation_id,
        organisation_name,
        tax_code_matches: row.tax_code_matches,
        state: State::parse(&row.state)?,
        note: row.note,
        created_at: row.created_at,
    })
}
