//! Notices (what was told to an organisation), notifications (who of it has read them), what each
//! person wants by e-mail, and the key that signs links in e-mails.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, pk_uuid, string_len, text, timestamp_with_time_zone,
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
        for table in [notice(), notification(), setting(), key()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("notice_created", "notice", vec!["created_at"]),
            ("notification_notice", "notification", vec!["notice_id"]),
            ("notification_account", "notification", vec!["account_id", "organisation_id", "id"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        let mut sequence =
            Index::create().name("notification_seq").table("notification").to_owned();
        sequence.col("account_id").col("seq").unique();
        manager.create_index(sequence).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["notification_key", "notification_setting", "notification", "notice"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(pk_uuid("id"))
        .col(uuid("organisation_id"))
        .col(string_len("kind", 32))
        .col(uuid("subject_id"))
        .col(text("facts"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("notice_organisation_fk", "organisation_id", "organisation"))
        .to_owned()
}

/// `seq` counts the notifications of an account in the order in which they could first be seen. It
/// is given after the commit, by whoever streams them.
fn notification() -> TableCreateStatement {
    Table::create()
        .table("notification")
        .col(pk_uuid("id"))
        .col(uuid("notice_id"))
        .col(uuid("account_id"))
        .col(uuid("organisation_id"))
        .col(big_integer_null("seq"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("read_at"))
        .foreign_key(&mut reference("notification_notice_fk", "notice_id", "notice"))
        .foreign_key(&mut reference("notification_account_fk", "account_id", "account"))
        .to_owned()
}

fn setting() -> TableCreateStatement {
    Table::create()
        .table("notification_setting")
        .col(pk_uuid("account_id"))
        .col(string_len("email", 16))
        .col(string_len("language", 8))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut reference("notification_setting_account_fk", "account_id", "account"))
        .to_owned()
}

fn key() -> TableCreateStatement {
    Table::create()
        .table("notification_key")
        .col(string_len("name", 32).primary_key())
        .col(text("secret"))
        .col(timestamp_with_time_zone("created_at"))
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
