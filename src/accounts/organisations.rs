//! Organisations, as administrators see them: list, approve, suspend.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{Actor, OrganisationKind, OrganisationState, store};
use crate::app::App;
use crate::entity::organisation::{self as table, Column};
use crate::{Error, Result, db};

/// An organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Identifier.
    pub id: Uuid,
    /// What it is.
    pub kind: OrganisationKind,
    /// Name as registered.
    pub name: String,
    /// Vietnamese tax code, normalised.
    pub tax_code: Option<String>,
    /// Whether it may act.
    pub state: OrganisationState,
    /// When it registered.
    pub created_at: DateTime<Utc>,
    /// Counts changes, from 1.
    pub version: i64,
}

impl Organisation {
    pub(super) fn of(row: table::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: OrganisationKind::stored(&row.kind)?,
            state: OrganisationState::stored(&row.state)?,
            name: row.name,
            tax_code: row.tax_code,
            created_at: row.created_at,
            version: row.version,
        })
    }
}

/// Organisations, oldest first, after one of them; `limit + 1` rows at most.
///
/// # Errors
/// Fails when the database does.
pub async fn list(
    app: &App,
    state: Option<OrganisationState>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Organisation>> {
    let mut query = table::Entity::find().order_by_asc(Column::Id).limit(limit + 1);
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.all(&app.db).await?.into_iter().map(Organisation::of).collect()
}

/// Lets an organisation act: one that waits, or one that was suspended.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn approve(app: &App, actor: &Actor, id: Uuid) -> Result<Organisation> {
    set_state(app, actor, id, OrganisationState::Active).await
}

/// Stops an organisation: nobody signs in for it any more, and who is signed in is out at once.
///
/// # Errors
/// [`Error::NotFound`]; a conflict for an operator organisation.
pub async fn suspend(app: &App, actor: &Actor, id: Uuid) -> Result<Organisation> {
    set_state(app, actor, id, OrganisationState::Suspended).await
}

async fn set_state(
    app: &App,
    actor: &Actor,
    id: Uuid,
    state: OrganisationState,
) -> Result<Organisation> {
    let now = app.now();
    let row = db::write_tx(&app.db, async |txn| {
        let row = table::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
        let row = row.ok_or(Error::NotFound("organisation"))?;
        if row.kind == OrganisationKind::Operator.as_str() {
            return Err(Error::Conflict("operator_organisation"));
        }
        if row.state == state.as_str() {
            return Ok(row);
        }
        if state == OrganisationState::Suspended {
            store::end_sessions(txn, store::Ending::Organisation(id), "suspended", now).await?;
        }
        let version = row.version + 1;
        let mut row = row.into_active_model();
        row.state = Set(state.as_str().to_owned());
        row.version = Set(version);
        Ok(row.update(txn).await?)
    })
    .await?;
    tracing::info!(organisation = %id, by = %actor.account, state = state.as_str(), "state of an organisation");
    Organisation::of(row)
}
