//! Webhooks, and deliveries: what is to be sent by e-mail or to a webhook, and what came of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer, integer_null, pk_uuid, string_len, string_len_null, text,
    text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [webhook(), delivery(), attempt()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("webhook_organisation", "webhook", vec!["organisation_id"]),
            ("delivery_due", "delivery", vec!["state", "due_at"]),
            ("delivery_notice", "delivery", vec!["notice_id"]),
            ("delivery_webhook", "delivery", vec!["webhook_id", "id"]),
            ("delivery_account", "delivery", vec!["account_id", "digest_on"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["delivery_attempt", "delivery", "webhook"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Signing needs the secret itself, so it is kept as it is; whoever may read the database can sign.
fn webhook() -> TableCreateStatement {
    Table::create()
        .table("webhook")
        .col(pk_uuid("id"))
        .col(uuid("organisation_id"))
        .col(uuid("created_by_id"))
        .col(text("url"))
        .col(text_null("description"))
        .col(text("kinds"))
        .col(string_len("state", 16))
        .col(string_len_null("disabled_why", 32))
        .col(text("secret"))
        .col(text_null("previous_secret"))
        .col(timestamp_with_time_zone_null("previous_until"))
        .col(integer("failures"))
        .col(timestamp_with_time_zone_null("paused_until"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut reference("webhook_organisation_fk", "organisation_id", "organisation"))
        .to_owned()
}

fn delivery() -> TableCreateStatement {
    Table::create()
        .table("delivery")
        .col(pk_uuid("id"))
        .col(uuid("notice_id"))
        .col(string_len("channel", 16))
        .col(uuid_null("account_id"))
        .col(uuid_null("webhook_id"))
        .col(string_len("state", 16))
        .col(integer("attempts"))
        .col(timestamp_with_time_zone("due_at"))
        .col(date_null("digest_on"))
        .col(uuid_null("lease"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(&mut reference("delivery_notice_fk", "notice_id", "notice"))
        .foreign_key(&mut reference("delivery_account_fk", "account_id", "account"))
        .foreign_key(&mut reference("delivery_webhook_fk", "webhook_id", "webhook"))
        .to_owned()
}

fn attempt() -> TableCreateStatement {
    Table::create()
        .table("delivery_attempt")
        .col(uuid("delivery_id"))
        .col(integer("number"))
        .col(timestamp_with_time_zone("at"))
        .col(string_len("outcome", 32))
        .col(integer_null("status"))
        .col(integer("took_ms"))
        .primary_key(Index::create().col("delivery_id").col("number"))
        .foreign_key(&mut reference("delivery_attempt_delivery_fk", "delivery_id", "delivery"))
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
