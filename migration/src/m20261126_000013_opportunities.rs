//! Opportunities: which supplier was told that it fits which request.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, string_len, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(opportunity_fit()).await?;
        for (name, table, column) in [
            ("opportunity_fit_request", "opportunity_fit", "request_id"),
            // The sum of all versions says whether any request changed; this makes it cheap.
            ("sourcing_request_version", "sourcing_request", "version"),
        ] {
            let index = Index::create().name(name).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index =
            Index::drop().name("sourcing_request_version").table("sourcing_request").to_owned();
        manager.drop_index(index).await?;
        manager.drop_table(Table::drop().table("opportunity_fit").to_owned()).await
    }
}

fn opportunity_fit() -> TableCreateStatement {
    Table::create()
        .table("opportunity_fit")
        .col(uuid("supplier_id"))
        .col(uuid("request_id"))
        .col(big_integer("request_version"))
        .col(text_null("title"))
        .col(string_len("reason", 16))
        .col(timestamp_with_time_zone("since"))
        .primary_key(Index::create().col("supplier_id").col("request_id"))
        .foreign_key(&mut reference("opportunity_fit_supplier_fk", "supplier_id", "supplier"))
        .foreign_key(&mut reference("opportunity_fit_request_fk", "request_id", "sourcing_request"))
        .to_owned()
}

fn reference(
    name: &'static str,
    column: &'static str,
    table: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from_col(column)
        .to(table, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
