//! Sourcing requests: what a buyer seeks, and who may see it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, json_binary, pk_uuid, string_len, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
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
                    .table("sourcing_request")
                    .col(pk_uuid("id"))
                    .col(uuid("buyer_id"))
                    .col(uuid("created_by_id"))
                    .col(big_integer("version"))
                    .col(string_len("status", 16))
                    .col(string_len("visibility", 16))
                    .col(boolean("anonymous"))
                    .col(json_binary("request"))
                    .col(date_null("deadline"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("published_at"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("sourcing_request_buyer_fk")
                            .from("sourcing_request", "buyer_id")
                            .to("organisation", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("sourcing_request_buyer_index")
                    .table("sourcing_request")
                    .col("buyer_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("sourcing_request_open_index")
                    .table("sourcing_request")
                    .col("status")
                    .col("visibility")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sourcing_request").to_owned()).await
    }
}
