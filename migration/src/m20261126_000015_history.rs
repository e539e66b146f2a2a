//! History: what was changed of suppliers and sourcing requests, by whom and when.
//!
//! One table for both: an entry is found by what it is about and its version, and nothing else is
//! ever asked. It has no foreign keys to either, so that writing it locks nobody.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string_len, text, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revision = Table::create()
            .table("revision")
            .col(uuid("subject_id"))
            .col(big_integer("version"))
            .col(string_len("act", 16))
            .col(uuid("account_id"))
            .col(uuid("organisation_id"))
            .col(text("changes"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("subject_id").col("version"))
            .to_owned();
        manager.create_table(revision).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("revision").to_owned()).await
    }
}
