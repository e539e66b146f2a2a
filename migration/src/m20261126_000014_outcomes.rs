//! What came of match runs: what buyers did with a result, and what each score was made of. What
//! introductions know already is not written a second time.
//!
//! The change log tells from here on why a supplier is to be read again: its profile changed, or
//! what came of its introductions did. Only the first has a version.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text_null, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let outcome = Table::create()
            .table("match_outcome")
            .col(uuid("run_id"))
            .col(uuid("supplier_id"))
            .col(string_len("kind", 16))
            .col(uuid("account_id"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("run_id").col("supplier_id").col("kind"))
            .foreign_key(
                ForeignKey::create()
                    .name("match_outcome_run_fk")
                    .from("match_outcome", "run_id")
                    .to("match_run", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(outcome).await?;
        let parts = Table::alter().table("match_result").add_column(text_null("parts")).to_owned();
        manager.alter_table(parts).await?;
        let cause = Table::alter()
            .table("index_change")
            .add_column(string_len("cause", 16).default("profile"))
            .to_owned();
        manager.alter_table(cause).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("index_change", "cause"), ("match_result", "parts")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        manager.drop_table(Table::drop().table("match_outcome").to_owned()).await
    }
}
