//! What the work of an agency on an introduction cost, one row an entry. A table of its own: the
//! introduction does not change with it, so that nobody else can tell that something was spent. What
//! was noted with an event before moves here, where it can be corrected.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, integer, integer_null, string_len, string_len_null, text_null,
    timestamp_with_time_zone, uuid,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "introduction_cost";
const EVENTS: &str = "introduction_event";

/// Money is decimal text: SQLite would make a binary fraction of a number.
fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(uuid("id").primary_key())
        .col(uuid("introduction_id"))
        .col(integer("number"))
        .col(uuid("organisation_id"))
        .col(uuid("account_id"))
        .col(uuid("changed_by_id"))
        .col(big_integer("version"))
        .col(string_len("value", 40))
        .col(string_len("currency", 3))
        .col(text_null("purpose"))
        .col(date("on_day"))
        .col(integer_null("event_seq"))
        .col(string_len_null("event_kind", 32))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(
            ForeignKey::create()
                .name("introduction_cost_fk")
                .from(TABLE, "introduction_id")
                .to("introduction", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// Costs of events as rows. Identifiers are random, of version 4, and days those of Vietnam.
fn moved(backend: DbBackend) -> String {
    let (id, day) = match backend {
        DbBackend::Sqlite => (
            "unhex(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || '8' || \
             substr(hex(randomblob(8)), 2))",
            "date(at, '+7 hours')",
        ),
        _ => ("gen_random_uuid()", "(at AT TIME ZONE 'UTC' + interval '7 hours')::date"),
    };
    format!(
        "INSERT INTO {TABLE} (id, introduction_id, number, organisation_id, account_id, \
         changed_by_id, version, value, currency, purpose, on_day, event_seq, event_kind, \
         created_at, updated_at) \
         SELECT {id}, introduction_id, seq, organisation_id, account_id, account_id, 1, cost, \
         cost_currency, NULL, {day}, seq, kind, at, at FROM {EVENTS} \
         WHERE cost IS NOT NULL AND cost_currency IS NOT NULL AND organisation_id IS NOT NULL \
         AND account_id IS NOT NULL"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table()).await?;
        let number = Index::create()
            .name("introduction_cost_number_index")
            .table(TABLE)
            .col("introduction_id")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(number).await?;
        let day = Index::create()
            .name("introduction_cost_day_index")
            .table(TABLE)
            .col("organisation_id")
            .col("on_day")
            .to_owned();
        manager.create_index(day).await?;
        let db = manager.get_connection();
        db.execute_unprepared(&moved(manager.get_database_backend())).await?;
        for column in ["cost", "cost_currency"] {
            let events = Table::alter().table(EVENTS).drop_column(column).to_owned();
            manager.alter_table(events).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [string_len_null("cost", 40), string_len_null("cost_currency", 3)] {
            let events = Table::alter().table(EVENTS).add_column(column).to_owned();
            manager.alter_table(events).await?;
        }
        let of_event =
            "c.introduction_id = introduction_event.introduction_id AND c.event_seq = seq";
        let back = format!(
            "UPDATE {EVENTS} SET cost = (SELECT value FROM {TABLE} c WHERE {of_event}), \
             cost_currency = (SELECT currency FROM {TABLE} c WHERE {of_event})"
        );
        manager.get_connection().execute_unprepared(&back).await?;
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}
