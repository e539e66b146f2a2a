//! The change log from which every process fills its own search index.
//!
//! `index_head` is one row. Its `seq` is taken as the last statement of a writing transaction: the
//! row lock makes commit order the order of numbers, without gaps. `epoch` names this log: whoever
//! restores a backup gives it a new one, and every index rebuilds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string_len, timestamp_with_time_zone, uuid};
use sea_orm_migration::sea_orm::DbBackend;

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
                    .table("index_change")
                    .col(big_integer("seq").primary_key())
                    .col(uuid("supplier_id"))
                    .col(timestamp_with_time_zone("at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("index_change_supplier_index")
                    .table("index_change")
                    .col("supplier_id")
                    .col("seq")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("index_head")
                    .col(integer("id").primary_key())
                    .col(big_integer("seq"))
                    .col(string_len("epoch", 32))
                    .check(Expr::col("id").eq(1))
                    .to_owned(),
            )
            .await?;
        let random = match manager.get_database_backend() {
            DbBackend::Postgres => "md5(random()::text || clock_timestamp()::text)",
            _ => "lower(hex(randomblob(16)))",
        };
        let insert = format!("insert into index_head (id, seq, epoch) values (1, 0, {random})");
        manager.get_connection().execute_unprepared(&insert).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["index_head", "index_change"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
