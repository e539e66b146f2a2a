//! Database schema of Khớp: one subject a file, in order. Runs on SQLite and PostgreSQL alike and
//! never imports an entity: a migration describes the schema of its day.

use sea_orm_migration::prelude::*;

mod m20261124_000001_accounts;
mod m20261124_000002_idempotency;

pub use sea_orm_migration::MigratorTrait;

/// The ordered list of migrations.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_accounts::Migration),
            Box::new(m20261124_000002_idempotency::Migration),
        ]
    }
}
