//! Database schema of Khớp: one subject a file, in order. Runs on SQLite and PostgreSQL alike and
//! never imports an entity: a migration describes the schema of its day.

use sea_orm_migration::prelude::*;

mod m20261124_000001_accounts;
mod m20261124_000002_idempotency;
mod m20261124_000003_suppliers;
mod m20261124_000004_sourcing;
mod m20261124_000005_matching;
mod m20261124_000006_change_log;
mod m20261124_000007_imports;
mod m20261125_000008_introductions;
mod m20261125_000009_quotes;
mod m20261125_000010_notifications;
mod m20261125_000011_deliveries;
mod m20261126_000012_attachments;
mod m20261126_000013_opportunities;
mod m20261126_000014_outcomes;
mod m20261126_000015_history;
mod m20261126_000016_answer_due;
mod m20261126_000017_blocked_suppliers;
mod m20261127_000018_event_facts;
mod m20261127_000019_ratings;
mod m20261127_000020_annual_revenue;
mod m20261127_000021_costs;
mod m20261127_000022_own_invitation;
mod m20261127_000023_agency_calls;
mod m20261127_000024_waiting_introductions;

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
            Box::new(m20261124_000003_suppliers::Migration),
            Box::new(m20261124_000004_sourcing::Migration),
            Box::new(m20261124_000005_matching::Migration),
            Box::new(m20261124_000006_change_log::Migration),
            Box::new(m20261124_000007_imports::Migration),
            Box::new(m20261125_000008_introductions::Migration),
            Box::new(m20261125_000009_quotes::Migration),
            Box::new(m20261125_000010_notifications::Migration),
            Box::new(m20261125_000011_deliveries::Migration),
            Box::new(m20261126_000012_attachments::Migration),
            Box::new(m20261126_000013_opportunities::Migration),
            Box::new(m20261126_000014_outcomes::Migration),
            Box::new(m20261126_000015_history::Migration),
            Box::new(m20261126_000016_answer_due::Migration),
            Box::new(m20261126_000017_blocked_suppliers::Migration),
            Box::new(m20261127_000018_event_facts::Migration),
            Box::new(m20261127_000019_ratings::Migration),
            Box::new(m20261127_000020_annual_revenue::Migration),
            Box::new(m20261127_000021_costs::Migration),
            Box::new(m20261127_000022_own_invitation::Migration),
            Box::new(m20261127_000023_agency_calls::Migration),
            Box::new(m20261127_000024_waiting_introductions::Migration),
        ]
    }
}
