//! What all agencies are to be told that may broker an introduction. Who they are is found by a worker,
//! after the step that calls them: it depends on who else is invited, and no step shall take longer for
//! that.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "agency_call";

fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(uuid("id").primary_key())
        .col(uuid("introduction_id"))
        .col(string_len("kind", 32))
        .col(text("facts"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(
            ForeignKey::create()
                .name("agency_call_fk")
                .from(TABLE, "introduction_id")
                .to("introduction", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table()).await?;
        // Calls are few and short-lived; an introduction that goes takes its own along.
        let of = Index::create()
            .name("agency_call_introduction_index")
            .table(TABLE)
            .col("introduction_id")
            .to_owned();
        manager.create_index(of).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}
