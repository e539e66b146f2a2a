//! Imports as rows.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _,
};
use uuid::Uuid;

use super::{Report, Status};
use crate::accounts::Actor;
use crate::app::App;
use crate::entity::import as table;
use crate::{Error, Result, db};

/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 200;

pub(super) async fn begin(
    app: &App,
    actor: &Actor,
    file_name: &str,
    dry_run: bool,
) -> Result<Uuid> {
    let row = table::Model {
        id: Uuid::now_v7(),
        organisation_id: actor.organisation,
        created_by_id: actor.account,
        file_name: file_name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect(),
        dry_run,
        status: Status::Running.code().to_owned(),
        report: serde_json::to_string(&Report::default()).map_err(Error::internal)?,
        created_at: app.now(),
        finished_at: None,
    };
    let id = row.id;
    db::write_tx(&app.db, async |txn| {
        row.clone().into_active_model().insert(txn).await?;
        Ok(())
    })
    .await?;
    Ok(id)
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
        row.update(txn).await?;
        Ok(())
    });
    if let Err(error) = kept.await {
        tracing::error!(import = %id, error = &error as &dyn std::error::Error, "import not kept");
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<table::Model>> {
    Ok(table::Entity::find_by_id(id).one(db).await?)
}
