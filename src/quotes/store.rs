//! Rows of quotes.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{Quote, broken};
use crate::accounts::Actor;
use crate::entity::quote::{self as table, Column};
use crate::introductions::Currency;
use crate::{Error, Result};

/// How many versions there are. The introduction is locked, so nobody adds one meanwhile.
pub(super) async fn versions(txn: &DatabaseTransaction, introduction: Uuid) -> Result<i32> {
    let count =
        table::Entity::find().filter(Column::IntroductionId.eq(introduction)).count(txn).await?;
    i32::try_from(count).map_err(Error::internal)
}

/// Keeps a version.
pub(super) async fn insert(txn: &DatabaseTransaction, actor: &Actor, quote: &Quote) -> Result<()> {
    let row = table::Model {
        id: quote.id,
        introduction_id: quote.introduction,
        version: quote.version,
        account_id: actor.account,
        organisation_id: actor.organisation,
        currency: quote.currency.code().to_owned(),
        document: serde_json::to_string(&quote.terms).map_err(Error::internal)?,
        missing: serde_json::to_string(&quote.missing).map_err(Error::internal)?,
        late: quote.late,
        created_at: quote.created_at,
    };
    table::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
    Ok(())
}

/// Quotes of introductions, the newest version of each first.
pub(super) async fn of(db: &impl ConnectionTrait, introductions: &[Uuid]) -> Result<Vec<Quote>> {
    let rows = table::Entity::find()
        .filter(Column::IntroductionId.is_in(introductions.to_vec()))
        .order_by_asc(Column::IntroductionId)
        .order_by_desc(Column::Version)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Quote {
                id: row.id,
                introduction: row.introduction_id,
                version: row.version,
                currency: Currency::parse(&row.currency).ok_or_else(|| broken("currency"))?,
                terms: serde_json::from_str(&row.document).map_err(Error::internal)?,
                missing: serde_json::from_str(&row.missing).map_err(Error::internal)?,
                late: row.late,
                created_at: row.created_at,
            })
        })
        .collect()
}
