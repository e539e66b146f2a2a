//! Introductions: where each stands, everything that happened to it, and who is never to meet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, integer, integer_null, pk_uuid, string_len, string_len_null,
    string_len_uniq, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(introduction()).await?;
        for (name, column) in [
            ("introduction_request_index", "request_id"),
            ("introduction_supplier_index", "supplier_id"),
            ("introduction_buyer_index", "buyer_id"),
            ("introduction_agency_index", "agency_id"),
            ("introduction_check_index", "check_at"),
        ] {
            let index = Index::create().name(name).table("introduction").col(column).to_owned();
            manager.create_index(index).await?;
        }
        manager.create_table(introduction_event()).await?;
        manager.create_table(block_list()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["block_list", "introduction_event", "introduction"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn introduction() -> TableCreateStatement {
    Table::create()
        .table("introduction")
        .col(pk_uuid("id"))
        .col(uuid("request_id"))
        .col(uuid("buyer_id"))
        .col(uuid("supplier_id"))
        .col(uuid_null("agency_id"))
        .col(big_integer("version"))
        // Set while it is not over: one at a time for a request and a supplier.
        .col(string_len_uniq("open_key", 80).null())
        .col(string_len("stage", 24))
        .col(string_len("standing", 16))
        .col(boolean("brokered"))
        .col(boolean("asks_confidentiality"))
        .col(boolean("buyer_consents"))
        .col(boolean("supplier_consents"))
        .col(boolean("agency_consents"))
        .col(boolean("buyer_agrees"))
        .col(boolean("supplier_agrees"))
        .col(string_len_null("confirmation", 24))
        .col(string_len_null("reason", 24))
        .col(string_len_null("owner", 16))
        .col(timestamp_with_time_zone_null("due_at"))
        .col(timestamp_with_time_zone_null("check_at"))
        .col(string_len("chased", 16))
        .col(date_null("quote_due_on"))
        .col(integer("event_count"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("introduced_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(&mut key(
            "introduction_request_fk",
            "introduction",
            "request_id",
            "sourcing_request",
        ))
        .foreign_key(&mut key("introduction_buyer_fk", "introduction", "buyer_id", "organisation"))
        .foreign_key(&mut key(
            "introduction_supplier_fk",
            "introduction",
            "supplier_id",
            "supplier",
        ))
        .foreign_key(&mut key(
            "introduction_agency_fk",
            "introduction",
            "agency_id",
            "organisation",
        ))
        .to_owned()
}

fn introduction_event() -> TableCreateStatement {
    Table::create()
        .table("introduction_event")
        .col(uuid("introduction_id"))
        .col(integer("seq"))
        .col(string_len("kind", 24))
        .col(string_len("stage", 24))
        .col(string_len("side", 16))
        .col(uuid_null("account_id"))
        .col(uuid_null("organisation_id"))
        .col(string_len_null("on_behalf_of", 16))
        .col(string_len_null("reason", 24))
        .col(text_null("field"))
        .col(string_len_null("gap", 24))
        .col(integer_null("score"))
        .col(text_null("note"))
        // Decimal text: SQLite would make a binary fraction of a number.
        .col(string_len_null("amount", 40))
        .col(string_len_null("currency", 3))
        .col(string_len_null("period", 16))
        .col(string_len_null("confirmation", 24))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("introduction_id").col("seq"))
        .foreign_key(
            key("introduction_event_fk", "introduction_event", "introduction_id", "introduction")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn block_list() -> TableCreateStatement {
    Table::create()
        .table("block_list")
        .col(uuid("organisation_id").primary_key())
        .col(big_integer("version"))
        .col(text("suppliers"))
        .col(text("buyers"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut key("block_list_fk", "block_list", "organisation_id", "organisation"))
        .to_owned()
}

fn key(
    name: &str,
    from: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(name).from(from, column).to(to, "id").to_owned()
}
