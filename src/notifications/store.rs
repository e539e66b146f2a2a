//! Notices and what follows from them, as rows.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
};
use uuid::Uuid;

use super::{Notice, NoticeKind};
use crate::entity::{account, delivery, membership, notice, notification, webhook};
use crate::{Error, Result};

/// Writes a notice with its notifications and deliveries.
pub(super) async fn write(
    txn: &impl ConnectionTrait,
    told: &Notice,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = insert_notice(txn, told, now).await?;
    let accounts = accounts_of(txn, told.organisation).await?;
    let notifications = accounts.iter().map(|account| notification::ActiveModel {
        id: Set(Uuid::now_v7()),
        notice_id: Set(id),
        account_id: Set(*account),
        organisation_id: Set(told.organisation),
        seq: Set(None),
        created_at: Set(now),
        read_at: Set(None),
    });
    let notifications: Vec<_> = notifications.collect();
    if !notifications.is_empty() {
        notification::Entity::insert_many(notifications).exec_without_returning(txn).await?;
    }
    let webhooks = webhooks_for(txn, told.organisation, told.kind).await?;
    let by_email = accounts.into_iter().map(|account| (Some(account), None));
    let by_webhook = webhooks.into_iter().map(|webhook| (None, Some(webhook)));
    let deliveries: Vec<_> = by_email
        .chain(by_webhook)
        .map(|(account, webhook)| new_delivery(id, account, webhook, now).into_active_model())
        .collect();
    if !deliveries.is_empty() {
        delivery::Entity::insert_many(deliveries).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Writes the notice alone; returns its id.
pub(super) async fn insert_notice(
    txn: &impl ConnectionTrait,
    told: &Notice,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let row = notice::Model {
        id,
        organisation_id: told.organisation,
        kind: told.kind.code().to_owned(),
        subject_id: told.subject,
        facts: told.facts.to_string(),
        created_at: now,
    };
    notice::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(id)
}

/// A delivery that is due at once.
pub(super) fn new_delivery(
    notice_id: Uuid,
    account_id: Option<Uuid>,
    webhook_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> delivery::Model {
    delivery::Model {
        id: Uuid::now_v7(),
        notice_id,
        channel: if webhook_id.is_some() { "webhook" } else { "email" }.to_owned(),
        account_id,
        webhook_id,
        state: "waiting".to_owned(),
        attempts: 0,
        due_at: now,
        digest_on: None,
        lease: None,
        leased_until: None,
        created_at: now,
        ended_at: None,
    }
}

/// Active accounts of an organisation, in order.
async fn accounts_of(db: &impl ConnectionTrait, organisation: Uuid) -> Result<Vec<Uuid>> {
    let rows = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .join(JoinType::InnerJoin, membership_account())
        .filter(membership::Column::OrganisationId.eq(organisation))
        .filter(account::Column::State.eq("active"))
        .order_by_asc(membership::Column::AccountId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}

fn membership_account() -> RelationDef {
    membership::Entity::belongs_to(account::Entity)
        .from(membership::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

/// Active webhooks of an organisation that want a kind, in order.
async fn webhooks_for(
    db: &impl ConnectionTrait,
    organisation: Uuid,
    kind: NoticeKind,
) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid, String)> = webhook::Entity::find()
        .select_only()
        .columns([webhook::Column::Id, webhook::Column::Kinds])
        .filter(webhook::Column::OrganisationId.eq(organisation))
        .filter(webhook::Column::State.eq("active"))
        .order_by_asc(webhook::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut wanting = Vec::new();
    for (id, kinds) in rows {
        let kinds: Vec<String> = serde_json::from_str(&kinds).map_err(Error::internal)?;
        if kinds.is_empty() || kinds.iter().any(|code| code == kind.code()) {
            wanting.push(id);
        }
    }
    Ok(wanting)
}

/// Notices that go in one statement: none may take long.
const PER_DELETE: u64 = 1_000;

/// Deletes notices that were written before a time; what follows from them goes too.
pub(super) async fn delete_before(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let mut deleted = 0;
    loop {
        let old: Vec<Uuid> = notice::Entity::find()
            .select_only()
            .column(notice::Column::Id)
            .filter(notice::Column::CreatedAt.lt(before))
            .order_by_asc(notice::Column::CreatedAt)
            .limit(PER_DELETE)
            .into_tuple()
            .all(db)
            .await?;
        if old.is_empty() {
            return Ok(deleted);
        }
        let gone = notice::Entity::delete_many().filter(notice::Column::Id.is_in(old));
        deleted += gone.exec(db).await?.rows_affected;
    }
}
