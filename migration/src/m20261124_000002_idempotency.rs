//! First responses of creating requests, kept so that a repeated request gets the same answer.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string_len, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("idempotency_key")
            .col(uuid("account_id"))
            .col(string_len("operation", 64))
            .col(string_len("key", 128))
            .col(string_len("request_hash", 64))
            .col(integer("status"))
            .col(text("headers"))
            .col(text("body"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("account_id").col("operation").col("key"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("idempotency_key_age")
                    .table("idempotency_key")
                    .col("created_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_key").to_owned()).await
    }
}
