//! Rows of suppliers and their contacts. Every write of a supplier ends in the change log.

use chrono::{DateTime, Utc};
use index::profile::Profile;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, SqlErr,
};
use uuid::Uuid;

use super::{Contact, NOUN, place, text};
use crate::entity::{supplier, supplier_contact};
use crate::{Error, Result, sync};

/// The row of a supplier, or not found.
pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<supplier::Model> {
    supplier::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound(NOUN))
}

/// Inserts a new row and logs it.
pub(super) async fn insert(
    txn: &DatabaseTransaction,
    row: supplier::Model,
    contacts: &[Contact],
) -> Result<supplier::Model> {
    let now = row.updated_at;
    let row = row.into_active_model().insert(txn).await.map_err(taken)?;
    replace_contacts(txn, &row, contacts, now).await?;
    sync::log::append(txn, &[row.id], now).await?;
    Ok(row)
}

/// Writes a changed row under the next version and logs it.
pub(super) async fn update(
    txn: &DatabaseTransaction,
    mut row: supplier::Model,
    contacts: Option<&[Contact]>,
    now: DateTime<Utc>,
) -> Result<supplier::Model> {
    let before = row.version;
    row.version += 1;
    row.updated_at = now;
    let changed = supplier::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(supplier::Column::Id.eq(row.id))
        .filter(supplier::Column::Version.eq(before))
        .exec(txn)
        .await
        .map_err(taken)?;
    if changed.rows_affected == 0 {
        let current = self::row(txn, row.id).await?.version;
        return Err(Error::StaleVersion { current });
    }
    if let Some(contacts) = contacts {
        replace_contacts(txn, &row, contacts, now).await?;
    }
    sync::log::append(txn, &[row.id], now).await?;
    Ok(row)
}

/// Copies a profile into the columns of a row.
pub(super) fn set_profile(row: &mut supplier::Model, mut profile: Profile) -> Result<()> {
    row.name = display_name(&profile);
    row.name_folded = text::fold(&row.name);
    row.tax_code.clone_from(&profile.tax_code);
    row.province = profile.province.as_deref().and_then(|name| place::province(name).ok());
    // These stand in columns of their own, which others than the writer of the profile may set.
    profile.id = String::new();
    profile.verification = None;
    profile.confirmed_on = None;
    row.profile = serde_json::to_value(profile).map_err(Error::internal)?;
    Ok(())
}

/// The name to show of a profile that may have none.
fn display_name(profile: &Profile) -> String {
    let words = profile.description.as_ref().or(profile.text.as_ref());
    let first_line = words.and_then(|text| text.lines().next());
    profile
        .name
        .as_deref()
        .or(profile.name_en.as_deref())
        .or(first_line)
        .map(|name| name.chars().take(120).collect())
        .unwrap_or_default()
}

/// Persons that the holder of a profile wrote down, in order.
pub(super) async fn contacts(
    db: &impl ConnectionTrait,
    row: &supplier::Model,
) -> Result<Vec<Contact>> {
    let rows = supplier_contact::Entity::find()
        .filter(supplier_contact::Column::SupplierId.eq(row.id))
        .filter(supplier_contact::Column::EnteredById.eq(super::holder(row)))
        .order_by_asc(supplier_contact::Column::Position)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Contact {
            name: row.name,
            role: row.role,
            email: row.email,
            phone: row.phone,
            zalo: row.zalo,
            wechat: row.wechat,
            kakao: row.kakao,
            line: row.line,
        })
        .collect())
}

async fn replace_contacts(
    txn: &DatabaseTransaction,
    row: &supplier::Model,
    contacts: &[Contact],
    now: DateTime<Utc>,
) -> Result<()> {
    let holder = super::holder(row);
    supplier_contact::Entity::delete_many()
        .filter(supplier_contact::Column::SupplierId.eq(row.id))
        .filter(supplier_contact::Column::EnteredById.eq(holder))
        .exec(txn)
        .await?;
    let rows = contacts.iter().cloned().zip(0_i32..).map(|(contact, position)| {
        supplier_contact::ActiveModel {
            id: Set(Uuid::now_v7()),
            supplier_id: Set(row.id),
            entered_by_id: Set(holder),
            position: Set(position),
            name: Set(contact.name),
            role: Set(contact.role),
            email: Set(contact.email),
            phone: Set(contact.phone),
            zalo: Set(contact.zalo),
            wechat: Set(contact.wechat),
            kakao: Set(contact.kakao),
            line: Set(contact.line),
            created_at: Set(now),
        }
    });
    supplier_contact::Entity::insert_many(rows).exec(txn).await?;
    Ok(())
}

/// Which of the unique columns somebody else already has.
fn taken(error: DbErr) -> Error {
    let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else {
        return error.into();
    };
    // Both engines name the column or the constraint, which carries the column's name.
    if message.contains("tax_code") {
        Error::Conflict("tax_code_taken")
    } else if message.contains("owner_id") {
        Error::Conflict("profile_exists")
    } else if message.contains("external") {
        Error::Conflict("reference_taken")
    } else {
        error.into()
    }
}
