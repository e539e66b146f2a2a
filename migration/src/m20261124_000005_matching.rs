//! Match history: a run and its results, kept as they were shown.
//!
//! Documents are text, not JSON columns: PostgreSQL would reorder keys, and a run must read back
//! as it was written. Results name suppliers without a foreign key: history outlives its subject.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, double, integer, pk_uuid, string_len, text, text_null, timestamp_with_time_zone,
    uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("match_run")
                    .col(pk_uuid("id"))
                    .col(uuid("request_id"))
                    .col(big_integer("request_version"))
                    .col(text("request"))
                    .col(text("understood"))
                    .col(text("counts"))
                    .col(text_null("commonest_gap"))
                    .col(string_len("taxonomy_version", 100))
                    .col(string_len("ranking_version", 100))
                    .col(string_len("index_checkpoint", 100))
                    .col(string_len("locale", 8))
                    .col(uuid("organisation_id"))
                    .col(uuid("created_by_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("match_run_request_fk")
                            .from("match_run", "request_id")
                            .to("sourcing_request", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("match_run_request_index")
                    .table("match_run")
                    .col("request_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("match_result")
                    .col(uuid("run_id"))
                    .col(integer("rank"))
                    .col(uuid("supplier_id"))
                    .col(big_integer("supplier_version"))
                    .col(string_len("verdict", 16))
                    .col(double("score"))
                    .col(text("result"))
                    .primary_key(Index::create().col("run_id").col("rank"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("match_result_run_fk")
                            .from("match_result", "run_id")
                            .to("match_run", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("match_result_supplier_index")
                    .table("match_result")
                    .col("supplier_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["match_result", "match_run"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
