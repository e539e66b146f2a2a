//! Organisations, accounts, memberships, sessions, refresh tokens and signing keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, pk_uuid, string_len, string_len_null, string_len_uniq, text,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            [organisation(), account(), membership(), session(), refresh_token(), signing_key()]
        {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("membership_organisation", "membership", "organisation_id"),
            ("session_account", "session", "account_id"),
            ("session_organisation", "session", "organisation_id"),
            ("refresh_token_session", "refresh_token", "session_id"),
        ] {
            manager
                .create_index(Index::create().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["signing_key", "refresh_token", "session", "membership", "account", "organisation"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn organisation() -> TableCreateStatement {
    Table::create()
        .table("organisation")
        .col(pk_uuid("id"))
        .col(string_len("kind", 16))
        .col(text("name"))
        .col(string_len_null("tax_code", 14))
        .col(string_len("state", 16))
        .col(timestamp_with_time_zone("created_at"))
        .col(big_integer("version"))
        .to_owned()
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(pk_uuid("id"))
        .col(string_len_uniq("email", 320))
        .col(text("password_hash"))
        .col(text("name"))
        .col(string_len("state", 16))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table("membership")
        .col(uuid("account_id"))
        .col(uuid("organisation_id"))
        .col(string_len("role", 16))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("account_id").col("organisation_id"))
        .foreign_key(&mut reference("membership_account_fk", "account_id", "account"))
        .foreign_key(&mut reference(
            "membership_organisation_fk",
            "organisation_id",
            "organisation",
        ))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(pk_uuid("id"))
        .col(uuid("account_id"))
        .col(uuid("organisation_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(string_len_null("ended_why", 32))
        .foreign_key(&mut reference("session_account_fk", "account_id", "account"))
        .foreign_key(&mut reference("session_organisation_fk", "organisation_id", "organisation"))
        .to_owned()
}

/// Holds the SHA-256 of the token, never the token.
fn refresh_token() -> TableCreateStatement {
    Table::create()
        .table("refresh_token")
        .col(string_len("hash", 64).primary_key())
        .col(uuid("session_id"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut reference("refresh_token_session_fk", "session_id", "session"))
        .to_owned()
}

fn signing_key() -> TableCreateStatement {
    Table::create()
        .table("signing_key")
        .col(string_len("kid", 64).primary_key())
        .col(text("private_pem"))
        .col(string_len("public_x", 64))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
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
