//! What an event of an introduction can say beside its amount: who missed a meeting, jobs, tier, the
//! imports that an order replaces, and what the work cost the agency.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer_null, string_len_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "introduction_event";

/// Money is decimal text: SQLite would make a binary fraction of a number.
fn columns() -> [(&'static str, ColumnDef); 8] {
    [
        ("missed_by", string_len_null("missed_by", 16)),
        ("jobs", integer_null("jobs")),
        ("tier", integer_null("tier")),
        ("import_value", string_len_null("import_value", 40)),
        ("import_currency", string_len_null("import_currency", 3)),
        ("import_period", string_len_null("import_period", 16)),
        ("cost", string_len_null("cost", 40)),
        ("cost_currency", string_len_null("cost_currency", 3)),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite adds no more at once.
        for (_, column) in columns() {
            let table = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in columns() {
            let table = Table::alter().table(TABLE).drop_column(name).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
