//! How content buyer and supplier are with an introduction, one row a side. A table of its own: the
//! introduction does not change with it, so that the other side cannot tell that it was rated.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, string_len, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rating = Table::create()
            .table("introduction_rating")
            .col(uuid("introduction_id"))
            .col(string_len("side", 16))
            .col(big_integer("version"))
            .col(integer("score"))
            .col(text_null("note"))
            .col(uuid("account_id"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("introduction_id").col("side"))
            .foreign_key(
                ForeignKey::create()
                    .name("introduction_rating_fk")
                    .from("introduction_rating", "introduction_id")
                    .to("introduction", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(rating).await?;
        let index = Index::create()
            .name("introduction_rating_at_index")
            .table("introduction_rating")
            .col("at")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("introduction_rating").to_owned()).await
    }
}
