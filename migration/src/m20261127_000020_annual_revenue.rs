//! What a firm turns over in a year. Beside the profile and not in it: it is private as persons are, and
//! the profile is what is indexed and shown.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("annual_revenue");
        let table = Table::alter().table("supplier").add_column(column).to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("supplier").drop_column("annual_revenue").to_owned();
        manager.alter_table(table).await
    }
}
