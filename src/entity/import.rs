//! Table `import`: a file of suppliers, and what became of it.

use sea_orm::entity::prelude::*;

/// An import as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Organisation that it is for.
    pub organisation_id: Uuid,
    /// Account that sent it.
    pub created_by_id: Uuid,
    /// Name of the file as sent.
    pub file_name: String,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
    /// `running`, `done`, `refused` or `broken`.
    pub status: String,
    /// Counts, findings and faults as JSON text.
    #[sea_orm(column_type = "Text")]
    pub report: String,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
