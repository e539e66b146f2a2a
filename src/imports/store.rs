//! Imports as rows.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _,
};
use serde_json::json;
use uuid::Uuid;

use super::{Report, Status, Upload};
use crate::accounts::Actor;
use crate::app::App;
use crate::entity::import as table;
use crate::notifications::{Notice, NoticeKind, tell};
use crate::{Error, Result, db};

/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 200;

/// Keeps that an import begins, in the caller's transaction; then it is to be
/// [`run`](super::run).
///
/// # Errors
/// An internal error when the database fails.
pub async fn begin(
    txn: &DatabaseTransaction,
    actor: &Actor,
    id: Uuid,
    upload: &Upload,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = table::Model {
        id,
        organisation_id: actor.organisation,
        created_by_id: actor.account,
        file_name: upload
            .file_name
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_NAME)
            .collect(),
        dry_run: upload.dry_run,
        status: Status::Running.code().to_owned(),
        report: serde_json::to_string(&Report::default()).map_err(Error::internal)?,
        created_at: now,
        finished_at: None,
    };
    row.into_active_model().insert(txn).await?;
    Ok(())
}

/// Keeps what it came to. A failure here is logged: there is nobody left to tell.
pub(super) async fn finish(app: &App, id: Uuid, outcome: Result<Report>) {
    let (status, report) = match outcome {
        Ok(report) if report.refusal.is_some() => (Status::Refused, report),
        Ok(report) => (Status::Done, report),
        Err(error) => {
            tracing::error!(import = %id, error = &error as &dyn std::error::Error, "import failed");
            (Status::Broken, Report::default())
        }
    };
    let now = app.now();
    let kept = db::write_tx(&app.db, async |txn| {
        let row = table::ActiveModel {
            id: Set(id),
            status: Set(status.code().to_owned()),
            report: Set(serde_json::to_string(&report).map_err(Error::internal)?),
            finished_at: Set(Some(now)),
            ..Default::default()
        };
        let row = row.update(txn).await?;
        // A trial's report is for whoever asked for it.
        if row.dry_run { Ok(()) } else { tell(txn, notice(&row, &report)).await }
    });
    if let Err(error) = kept.await {
        tracing::error!(import = %id, error = &error as &dyn std::error::Error, "import not kept");
    }
}

fn notice(row: &table::Model, report: &Report) -> Notice {
    let counts = report.counts;
    Notice {
        organisation: row.organisation_id,
        kind: NoticeKind::ImportFinished,
        subject: row.id,
        facts: json!({
            "file": row.file_name,
            "outcome": row.status,
            "rows": counts.rows,
            "created": counts.created,
            "updated": counts.updated,
            "left_out": counts.refused,
        }),
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<table::Model>> {
    Ok(table::Entity::find_by_id(id).one(db).await?)
}
