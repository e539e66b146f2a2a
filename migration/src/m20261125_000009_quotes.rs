//! Quotes: every version as it was given. Documents are text, so that figures stay decimal.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, integer, pk_uuid, string_len, text, timestamp_with_time_zone, uuid,
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
                    .table("quote")
                    .col(pk_uuid("id"))
                    .col(uuid("introduction_id"))
                    .col(integer("version"))
                    .col(uuid("account_id"))
                    .col(uuid("organisation_id"))
                    .col(string_len("currency", 3))
                    .col(text("document"))
                    .col(text("missing"))
                    .col(boolean("late"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("quote_introduction_fk")
                            .from("quote", "introduction_id")
                            .to("introduction", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("quote_introduction_version_key")
                    .table("quote")
                    .col("introduction_id")
                    .col("version")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("quote").to_owned()).await
    }
}
