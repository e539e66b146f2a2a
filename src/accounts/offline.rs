//! Acting for an account without a sign-in: what the command line and the demonstration do, for
//! whoever can open the database anyway.

use index::Language;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::{Actor, OrganisationKind, Role, email, store};
use crate::Result;
use crate::app::App;
use crate::entity::{account, membership};

/// The account of an address, or the first administrator where none is given.
///
/// # Errors
/// An internal error when the database fails.
pub async fn acting(app: &App, address: Option<&str>, locale: Language) -> Result<Option<Actor>> {
    let address = match address {
        Some(address) => email::normalise(address),
        None => first_administrator(app).await?,
    };
    let Some(address) = address else { return Ok(None) };
    let Some((account, membership, organisation)) =
        store::member_by_email(&app.db, &address).await?
    else {
        return Ok(None);
    };
    Ok(Some(Actor {
        account: account.id,
        organisation: organisation.id,
        kind: OrganisationKind::stored(&organisation.kind)?,
        role: Role::stored(&membership.role)?,
        session: Uuid::nil(),
        locale,
    }))
}

async fn first_administrator(app: &App) -> Result<Option<String>> {
    let membership = membership::Entity::find()
        .filter(membership::Column::Role.eq(Role::Admin.as_str()))
        .order_by_asc(membership::Column::CreatedAt)
        .one(&app.db)
        .await?;
    let Some(membership) = membership else { return Ok(None) };
    let account = account::Entity::find_by_id(membership.account_id).one(&app.db).await?;
    Ok(account.map(|account| account.email))
}
