//! Settings of persons and the key of links as rows.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};
use uuid::Uuid;

use super::MailSettings;
use crate::entity::notification_setting::Column;
use crate::entity::{account, notification_key, notification_setting as table};
use crate::{Error, Result};

/// Name of the key of links.
const KEY: &str = "unsubscribe";

pub(super) async fn find(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<table::Model>> {
    Ok(table::Entity::find_by_id(account).one(db).await?)
}

/// Writes settings over those of a version; 0 stands for none.
pub(super) async fn replace(
    txn: &impl ConnectionTrait,
    account: Uuid,
    settings: &MailSettings,
    before: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = table::Model {
        account_id: account,
        email: settings.email.code().to_owned(),
        language: settings.language.code().to_owned(),
        version: settings.version,
        updated_at: now,
    };
    let row = row.into_active_model();
    let written = if before == 0 {
        table::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(txn)
            .await?
    } else {
        let update = table::Entity::update_many().set(row.reset_all());
        let update = update.filter(Column::AccountId.eq(account));
        update.filter(Column::Version.eq(before)).exec(txn).await?.rows_affected
    };
    if written == 0 {
        let current = find(txn, account).await?.map_or(0, |row| row.version);
        return Err(Error::StaleVersion { current });
    }
    Ok(())
}

pub(super) async fn account_exists(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    Ok(account::Entity::find_by_id(id).one(db).await?.is_some())
}

/// The key that is kept, which is `fresh` if there was none.
pub(super) async fn key(
    txn: &impl ConnectionTrait,
    fresh: String,
    now: DateTime<Utc>,
) -> Result<String> {
    let row = notification_key::Model { name: KEY.to_owned(), secret: fresh, created_at: now };
    notification_key::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    let kept = notification_key::Entity::find_by_id(KEY).one(txn).await?;
    kept.map(|row| row.secret).ok_or_else(|| Error::internal("there is no key of links"))
}
