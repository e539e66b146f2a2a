//! Rows of match runs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use index::matching::{Match, Ranking, Verdict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Judged, NOUN, Run, RunResult, RunSummary};
use crate::accounts::{Actor, Role};
use crate::entity::{index_change, match_result, match_run, supplier};
use crate::sourcing::Sourcing;
use crate::suppliers::Status;
use crate::sync::Checkpoint;
use crate::sync::log::Cause;
use crate::{Error, Result};

/// Keeps a ranking as a match run, in the caller's transaction. Apart from judging, so that nobody
/// waits for a ranking to write.
///
/// # Errors
/// An internal error when the database fails.
pub async fn keep(
    txn: &DatabaseTransaction,
    actor: &Actor,
    judged: Judged,
    now: DateTime<Utc>,
) -> Result<Run> {
    let Judged { sourcing, mut ranking, position } = judged;
    let ids = super::supplier_ids(&ranking)?;
    let judged = self::versions(txn, &ids, position.seq).await?;
    super::keep_published(&mut ranking, &judged);
    let rows = rows(actor, &sourcing, &ranking, &judged, &position, now)?;
    insert(txn, rows).await
}

/// Version of each published supplier that an index has judged.
pub(super) type Versions = HashMap<Uuid, i64>;

/// Which of these suppliers are published, and the version of each that an index at `seq` holds.
///
/// Every version has one entry of its profile in the change log, so the index holds the current version less the
/// entries above its position.
pub(super) async fn versions(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    seq: i64,
) -> Result<Versions> {
    let rows: Vec<(Uuid, i64)> = supplier::Entity::find()
        .select_only()
        .column(supplier::Column::Id)
        .column(supplier::Column::Version)
        .filter(supplier::Column::Id.is_in(ids.to_vec()))
        .filter(supplier::Column::Status.eq(Status::Published.code()))
        .into_tuple()
        .all(db)
        .await?;
    // The log last: what changes between the two queries then counts as changed, not as judged.
    let later: Vec<Uuid> = index_change::Entity::find()
        .select_only()
        .column(index_change::Column::SupplierId)
        .filter(index_change::Column::Seq.gt(seq))
        .filter(index_change::Column::Cause.eq(Cause::Profile.code()))
        .filter(index_change::Column::SupplierId.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let mut judged: Versions = rows.into_iter().collect();
    for id in later {
        if let Some(version) = judged.get_mut(&id) {
            *version -= 1;
        }
    }
    Ok(judged)
}

/// A run and its results, ready to insert.
struct Rows {
    run: match_run::Model,
    results: Vec<match_result::Model>,
}

fn rows(
    actor: &Actor,
    sourcing: &Sourcing,
    ranking: &Ranking,
    versions: &Versions,
    position: &Checkpoint,
    now: DateTime<Utc>,
) -> Result<Rows> {
    let run = match_run::Model {
        id: Uuid::now_v7(),
        request_id: sourcing.id,
        request_version: sourcing.version,
        request: text(&sourcing.request)?,
        understood: text(&ranking.understood)?,
        counts: text(&ranking.counts)?,
        commonest_gap: ranking.commonest_gap.clone(),
        taxonomy_version: ranking.taxonomy_version.clone(),
        ranking_version: ranking.ranking_version.clone(),
        index_checkpoint: position.to_string(),
        locale: actor.locale.code().to_owned(),
        organisation_id: actor.organisation,
        created_by_id: actor.account,
        created_at: now,
    };
    let results = ranking.results.iter().map(|result| {
        let supplier_id = Uuid::parse_str(&result.supplier).map_err(Error::internal)?;
        Ok(match_result::Model {
            run_id: run.id,
            rank: i32::try_from(result.rank).map_err(Error::internal)?,
            supplier_id,
            supplier_version: versions.get(&supplier_id).copied().unwrap_or_default(),
            verdict: verdict(result.verdict).to_owned(),
            score: result.score,
            result: text(result)?,
            parts: Some(text(&result.parts)?),
        })
    });
    let results = results.collect::<Result<_>>()?;
    Ok(Rows { run, results })
}

/// Inserts a run and returns it as it will be read: from what was stored, not from what was meant.
async fn insert(txn: &DatabaseTransaction, rows: Rows) -> Result<Run> {
    let Rows { run, results } = rows;
    run.clone().into_active_model().insert(txn).await?;
    let inserts = results.iter().cloned().map(|row| row.into_active_model().reset_all());
    match_result::Entity::insert_many(inserts).exec_without_returning(txn).await?;
    whole(txn, run, results).await
}

/// A run of the actor's organisation; any run for an administrator.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request_id: Uuid,
    run_id: Uuid,
) -> Result<Run> {
    let run = match_run::Entity::find_by_id(run_id)
        .filter(match_run::Column::RequestId.eq(request_id))
        .one(db)
        .await?
        .filter(|run| actor.role == Role::Admin || run.organisation_id == actor.organisation)
        .ok_or(Error::NotFound(NOUN))?;
    let results = match_result::Entity::find()
        .filter(match_result::Column::RunId.eq(run_id))
        .order_by_asc(match_result::Column::Rank)
        .all(db)
        .await?;
    whole(db, run, results).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request_id: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<RunSummary>> {
    let mut query = match_run::Entity::find().filter(match_run::Column::RequestId.eq(request_id));
    if actor.role != Role::Admin {
        query = query.filter(match_run::Column::OrganisationId.eq(actor.organisation));
    }
    if let Some(before) = before {
        query = query.filter(match_run::Column::Id.lt(before));
    }
    let rows = query.order_by_desc(match_run::Column::Id).limit(limit).all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(RunSummary {
                id: row.id,
                request_version: row.request_version,
                counts: parsed(&row.counts)?,
                taxonomy_version: row.taxonomy_version,
                ranking_version: row.ranking_version,
                created_at: row.created_at,
            })
        })
        .collect()
}

async fn whole(
    db: &impl ConnectionTrait,
    run: match_run::Model,
    rows: Vec<match_result::Model>,
) -> Result<Run> {
    let changed_since = changed(db, &rows).await?;
    let results = rows.iter().map(|row| {
        let result: Match = parsed(&row.result)?;
        Ok(RunResult { result, supplier_version: row.supplier_version })
    });
    Ok(Run {
        id: run.id,
        request_id: run.request_id,
        request_version: run.request_version,
        request: parsed(&run.request)?,
        understood: parsed(&run.understood)?,
        counts: parsed(&run.counts)?,
        commonest_gap: run.commonest_gap,
        results: results.collect::<Result<_>>()?,
        taxonomy_version: run.taxonomy_version,
        ranking_version: run.ranking_version,
        index_checkpoint: run.index_checkpoint,
        locale: run.locale,
        created_at: run.created_at,
        changed_since,
    })
}

/// Suppliers that are not published any more or have another version than was judged.
async fn changed(db: &impl ConnectionTrait, rows: &[match_result::Model]) -> Result<Vec<Uuid>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.supplier_id).collect();
    let current = versions(db, &ids, i64::MAX).await?;
    Ok(rows
        .iter()
        .filter(|row| current.get(&row.supplier_id) != Some(&row.supplier_version))
        .map(|row| row.supplier_id)
        .collect())
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Qualified => "qualified",
        Verdict::NearMiss => "near_miss",
        Verdict::Possible => "possible",
    }
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}
