//! Rows of attachments and of their downloads. Never begins a transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::downloads::{Download, Position};
use super::{Attachment, Downloads, Kind, NOUN, Scan};
use crate::accounts::{Actor, OrganisationKind};
use crate::db::Transaction;
use crate::entity::attachment::{self as table, Column, Model};
use crate::entity::attachment_download as download;
use crate::entity::organisation;
use crate::sourcing::Disclosure;
use crate::{Error, Result};

fn seen(row: Model) -> Result<Attachment> {
    Ok(Attachment {
        id: row.id,
        request: row.request_id,
        name: row.name,
        kind: Kind::parse(&row.kind)?,
        bytes: row.bytes.try_into().map_err(Error::internal)?,
        sha256: row.sha256,
        stage: Disclosure::parse(&row.stage)?,
        scan: Scan::parse(&row.scan)?,
        uploaded_at: row.uploaded_at,
        downloads: None,
    })
}

/// Stages that are open where `open` is.
fn stages(open: Disclosure) -> impl Iterator<Item = &'static str> {
    Disclosure::ALL.iter().filter(move |stage| **stage <= open).map(|stage| stage.code())
}

pub(super) async fn insert(
    txn: &Transaction,
    attachment: &Attachment,
    account: Uuid,
) -> Result<()> {
    let row = Model {
        id: attachment.id,
        request_id: attachment.request,
        account_id: account,
        name: attachment.name.clone(),
        kind: attachment.kind.code().to_owned(),
        bytes: attachment.bytes.try_into().map_err(Error::internal)?,
        sha256: attachment.sha256.clone(),
        stage: attachment.stage.code().to_owned(),
        scan: attachment.scan.code().to_owned(),
        scanned_at: None,
        uploaded_at: attachment.uploaded_at,
    };
    row.into_active_model().insert(txn).await?;
    Ok(())
}

/// Sizes of the files of a request.
pub(super) async fn sizes(db: &impl ConnectionTrait, request: Uuid) -> Result<Vec<u64>> {
    let sizes: Vec<i64> = table::Entity::find()
        .select_only()
        .column(Column::Bytes)
        .filter(Column::RequestId.eq(request))
        .into_tuple()
        .all(db)
        .await?;
    sizes.into_iter().map(|bytes| bytes.try_into().map_err(Error::internal)).collect()
}

/// Files of a request up to a stage, in the order in which they came.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    request: Uuid,
    open: Disclosure,
) -> Result<Vec<Attachment>> {
    let rows = table::Entity::find()
        .filter(Column::RequestId.eq(request))
        .filter(Column::Stage.is_in(stages(open)))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(seen).collect()
}

/// A file of a request, if its stage is open.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    request: Uuid,
    id: Uuid,
    open: Disclosure,
) -> Result<Attachment> {
    let row = table::Entity::find_by_id(id)
        .filter(Column::RequestId.eq(request))
        .filter(Column::Stage.is_in(stages(open)))
        .one(db)
        .await?;
    seen(row.ok_or(Error::NotFound(NOUN))?)
}

pub(super) async fn delete(txn: &Transaction, request: Uuid, id: Uuid) -> Result<()> {
    let row = table::Entity::delete_by_id(id).filter(Column::RequestId.eq(request));
    match row.exec(txn).await?.rows_affected {
        0 => Err(Error::NotFound(NOUN)),
        _ => Ok(()),
    }
}

/// Records a download.
pub(super) async fn record(
    txn: &Transaction,
    actor: &Actor,
    attachment: &Attachment,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = download::Model {
        id: Uuid::new_v4(),
        attachment_id: attachment.id,
        request_id: attachment.request,
        sha256: attachment.sha256.clone(),
        account_id: actor.account,
        organisation_id: actor.organisation,
        at: now,
    };
    row.into_active_model().insert(txn).await?;
    Ok(())
}

/// How often each of some files was fetched; those that never were are left out.
pub(super) async fn downloads(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Downloads>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64, Option<DateTime<Utc>>)> = download::Entity::find()
        .select_only()
        .column(download::Column::AttachmentId)
        .column_as(download::Column::Id.count(), "count")
        .column_as(download::Column::At.max(), "last_at")
        .filter(download::Column::AttachmentId.is_in(ids.iter().copied()))
        .group_by(download::Column::AttachmentId)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, count, last_at)| {
            let count = count.try_into().map_err(Error::internal)?;
            Ok((id, Downloads { count, last_at }))
        })
        .collect()
}

/// Downloads of a file of a request, newest first, from `after` on.
pub(super) async fn fetched(
    db: &impl ConnectionTrait,
    request: Uuid,
    id: Uuid,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Download>> {
    let mut query = download::Entity::find()
        .filter(download::Column::RequestId.eq(request))
        .filter(download::Column::AttachmentId.eq(id));
    if let Some((at, id)) = after {
        let same =
            Condition::all().add(download::Column::At.eq(at)).add(download::Column::Id.lt(id));
        query = query.filter(Condition::any().add(download::Column::At.lt(at)).add(same));
    }
    let rows = query
        .order_by_desc(download::Column::At)
        .order_by_desc(download::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.organisation_id);
    let organisations = organisation::Entity::find().filter(organisation::Column::Id.is_in(ids));
    let mut known = HashMap::new();
    for row in organisations.all(db).await? {
        known.insert(row.id, (row.name, OrganisationKind::stored(&row.kind)?));
    }
    rows.into_iter()
        .map(|row| {
            let organisation = known.get(&row.organisation_id).cloned();
            let (organisation, kind) =
                organisation.ok_or_else(|| Error::internal("a download has no organisation"))?;
            Ok(Download { id: row.id, organisation, kind, at: row.at })
        })
        .collect()
}

/// Files whose scan stands so, the oldest first.
pub(super) async fn to_scan(db: &impl ConnectionTrait, states: &[Scan]) -> Result<Vec<Uuid>> {
    let query = table::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Scan.is_in(states.iter().map(|state| state.code())))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id);
    Ok(query.into_tuple().all(db).await?)
}

/// Keeps what the scanner said of a file, if that is still there.
pub(super) async fn scanned(
    txn: &Transaction,
    id: Uuid,
    scan: Scan,
    now: DateTime<Utc>,
) -> Result<()> {
    let change = table::ActiveModel {
        scan: Set(scan.code().to_owned()),
        scanned_at: Set(Some(now)),
        ..Default::default()
    };
    table::Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(txn).await?;
    Ok(())
}

/// Without a scanner nobody waits for it.
pub(super) async fn wait_no_more(txn: &Transaction) -> Result<()> {
    let change =
        table::ActiveModel { scan: Set(Scan::NotScanned.code().to_owned()), ..Default::default() };
    let waiting = [Scan::Pending.code(), Scan::Unscanned.code()];
    table::Entity::update_many().set(change).filter(Column::Scan.is_in(waiting)).exec(txn).await?;
    Ok(())
}

/// Those of some identifiers that attachments have.
pub(super) async fn known(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let query = table::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids.iter().copied()));
    Ok(query.into_tuple().all(db).await?)
}
