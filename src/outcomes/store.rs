//! Rows of outcomes, and of the runs and introductions that they are read from.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::ResultEventKind;
use super::deal::{Deal, Step};
use crate::Result;
use crate::accounts::{Actor, Role};
use crate::entity::{introduction, introduction_event, match_outcome, match_result, match_run};
use crate::introductions::{EventKind, Reason, Side, Stage, Standing};

/// Identifiers in one condition: databases bound them.
const AT_ONCE: usize = 500;

/// A match run, as far as outcomes go.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) id: Uuid,
    pub(super) request: Uuid,
    pub(super) organisation: Uuid,
    pub(super) ranking_version: String,
    pub(super) at: DateTime<Utc>,
}

/// A result of a match run. Its parts are JSON text.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) run: Uuid,
    pub(super) position: i32,
    pub(super) supplier: Uuid,
    pub(super) verdict: String,
    pub(super) parts: Option<String>,
}

type RunColumns = (Uuid, Uuid, Uuid, String, DateTime<Utc>);

fn runs_query() -> sea_orm::Select<match_run::Entity> {
    match_run::Entity::find()
        .select_only()
        .column(match_run::Column::Id)
        .column(match_run::Column::RequestId)
        .column(match_run::Column::OrganisationId)
        .column(match_run::Column::RankingVersion)
        .column(match_run::Column::CreatedAt)
}

fn to_run((id, request, organisation, ranking_version, at): RunColumns) -> Run {
    Run { id, request, organisation, ranking_version, at }
}

/// A run of the actor's organisation; any run for an administrator.
pub(super) async fn run(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request: Uuid,
    run: Uuid,
) -> Result<Option<Run>> {
    let mut query = runs_query()
        .filter(match_run::Column::Id.eq(run))
        .filter(match_run::Column::RequestId.eq(request));
    if actor.role != Role::Admin {
        query = query.filter(match_run::Column::OrganisationId.eq(actor.organisation));
    }
    Ok(query.into_tuple::<RunColumns>().one(db).await?.map(to_run))
}

/// Runs above `after`, oldest first.
pub(super) async fn runs_after(
    db: &impl ConnectionTrait,
    after: Uuid,
    limit: u64,
) -> Result<Vec<Run>> {
    let query = runs_query()
        .filter(match_run::Column::Id.gt(after))
        .order_by_asc(match_run::Column::Id)
        .limit(limit);
    Ok(query.into_tuple::<RunColumns>().all(db).await?.into_iter().map(to_run).collect())
}

/// All runs of these requests, oldest first.
pub(super) async fn runs_of(db: &impl ConnectionTrait, requests: &[Uuid]) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for ids in requests.chunks(AT_ONCE) {
        let query = runs_query()
            .filter(match_run::Column::RequestId.is_in(ids.to_vec()))
            .order_by_asc(match_run::Column::Id);
        runs.extend(query.into_tuple::<RunColumns>().all(db).await?.into_iter().map(to_run));
    }
    Ok(runs)
}

/// Whether a run shows a supplier.
pub(super) async fn shows(db: &impl ConnectionTrait, run: Uuid, supplier: Uuid) -> Result<bool> {
    let query = match_result::Entity::find()
        .filter(match_result::Column::RunId.eq(run))
        .filter(match_result::Column::SupplierId.eq(supplier));
    Ok(query.count(db).await? > 0)
}

/// What runs showed, best first. `with_parts` also reads what scores are made of.
pub(super) async fn shown(
    db: &impl ConnectionTrait,
    runs: &[Uuid],
    with_parts: bool,
) -> Result<Vec<Shown>> {
    let mut shown = Vec::new();
    for ids in runs.chunks(AT_ONCE) {
        let mut query = match_result::Entity::find()
            .select_only()
            .column(match_result::Column::RunId)
            .column(match_result::Column::Rank)
            .column(match_result::Column::SupplierId)
            .column(match_result::Column::Verdict)
            .filter(match_result::Column::RunId.is_in(ids.to_vec()))
            .order_by_asc(match_result::Column::RunId)
            .order_by_asc(match_result::Column::Rank);
        type Columns = (Uuid, i32, Uuid, String);
        if with_parts {
            query = query.column(match_result::Column::Parts);
            type WithParts = (Uuid, i32, Uuid, String, Option<String>);
            let rows = query.into_tuple::<WithParts>().all(db).await?;
            shown.extend(rows.into_iter().map(|(run, position, supplier, verdict, parts)| Shown {
                run,
                position,
                supplier,
                verdict,
                parts,
            }));
        } else {
            let rows = query.into_tuple::<Columns>().all(db).await?;
            shown.extend(rows.into_iter().map(|(run, position, supplier, verdict)| Shown {
                run,
                position,
                supplier,
                verdict,
                parts: None,
            }));
        }
    }
    Ok(shown)
}

/// Events by run and supplier: what, and when.
pub(super) type Events = HashMap<(Uuid, Uuid), Vec<(ResultEventKind, DateTime<Utc>)>>;

/// What was done with results of these runs.
pub(super) async fn events(db: &impl ConnectionTrait, runs: &[Uuid]) -> Result<Events> {
    let mut events = Events::new();
    for ids in runs.chunks(AT_ONCE) {
        let rows = match_outcome::Entity::find()
            .filter(match_outcome::Column::RunId.is_in(ids.to_vec()))
            .all(db)
            .await?;
        for row in rows {
            let kind = ResultEventKind::parse(&row.kind)?;
            events.entry((row.run_id, row.supplier_id)).or_default().push((kind, row.at));
        }
    }
    Ok(events)
}

/// Writes an event, or its new time.
pub(super) async fn put(
    txn: &DatabaseTransaction,
    run: Uuid,
    supplier: Uuid,
    account: Uuid,
    kind: ResultEventKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = match_outcome::ActiveModel {
        run_id: Set(run),
        supplier_id: Set(supplier),
        kind: Set(kind.code().to_owned()),
        account_id: Set(account),
        at: Set(now),
    };
    let key = [
        match_outcome::Column::RunId,
        match_outcome::Column::SupplierId,
        match_outcome::Column::Kind,
    ];
    let again = OnConflict::columns(key).update_column(match_outcome::Column::At).to_owned();
    match_outcome::Entity::insert(row).on_conflict(again).exec_without_returning(txn).await?;
    Ok(())
}

/// Introductions over these requests, oldest first.
pub(super) async fn deals_of_requests(
    db: &impl ConnectionTrait,
    requests: &[Uuid],
) -> Result<Vec<Deal>> {
    deals(db, introduction::Column::RequestId, requests).await
}

/// Introductions of these suppliers, oldest first.
pub(super) async fn deals_of_suppliers(
    db: &impl ConnectionTrait,
    suppliers: &[Uuid],
) -> Result<Vec<Deal>> {
    deals(db, introduction::Column::SupplierId, suppliers).await
}

async fn deals(
    db: &impl ConnectionTrait,
    column: introduction::Column,
    ids: &[Uuid],
) -> Result<Vec<Deal>> {
    let mut rows = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = introduction::Entity::find()
            .filter(column.is_in(ids.to_vec()))
            .order_by_asc(introduction::Column::CreatedAt)
            .order_by_asc(introduction::Column::Id);
        rows.extend(query.all(db).await?);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut steps = steps(db, &ids).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Deal {
                request: row.request_id,
                buyer: row.buyer_id,
                supplier: row.supplier_id,
                brokered: row.brokered,
                stage: Stage::parse(&row.stage)?,
                standing: Standing::parse(&row.standing)?,
                reason: row.reason.as_deref().map(Reason::parse).transpose()?,
                answer_due: row.answer_due_at,
                proposed_at: row.created_at,
                introduced_at: row.introduced_at,
                ended_at: row.ended_at,
                steps: steps.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

async fn steps(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Step>>> {
    let mut steps: HashMap<Uuid, Vec<Step>> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows = introduction_event::Entity::find()
            .filter(introduction_event::Column::IntroductionId.is_in(ids.to_vec()))
            .order_by_asc(introduction_event::Column::IntroductionId)
            .order_by_asc(introduction_event::Column::Seq)
            .all(db)
            .await?;
        for row in rows {
            let step = Step {
                kind: EventKind::parse(&row.kind)?,
                side: Side::parse(&row.side)?,
                on_behalf_of: row.on_behalf_of.as_deref().map(Side::parse).transpose()?,
                organisation: row.organisation_id,
                at: row.at,
            };
            steps.entry(row.introduction_id).or_default().push(step);
        }
    }
    Ok(steps)
}
