//! Suppliers: the company record, the person records beside it, and claims to a company record.
//!
//! Persons stand in a table of their own so that a company can be published, exported and indexed
//! without ever touching personal data.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, integer, json_binary, pk_uuid, string_len, string_len_null,
    text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(supplier()).await?;
        for (name, column) in [
            ("supplier_created_by_index", "created_by_id"),
            ("supplier_status_index", "status"),
            ("supplier_name_folded_index", "name_folded"),
        ] {
            let index = Index::create().name(name).table("supplier").col(column).to_owned();
            manager.create_index(index).await?;
        }
        // A creator's own numbering, so that importing a file twice changes rows in place.
        manager
            .create_index(
                Index::create()
                    .name("supplier_creator_external_key")
                    .table("supplier")
                    .col("created_by_id")
                    .col("external_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager.create_table(supplier_contact()).await?;
        manager
            .create_index(
                Index::create()
                    .name("supplier_contact_supplier_index")
                    .table("supplier_contact")
                    .col("supplier_id")
                    .to_owned(),
            )
            .await?;
        manager.create_table(supplier_claim()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["supplier_claim", "supplier_contact", "supplier"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn supplier() -> TableCreateStatement {
    Table::create()
        .table("supplier")
        .col(pk_uuid("id"))
        // One profile per organisation: a second insert loses, whoever comes first.
        .col(uuid_null("owner_id").unique_key())
        .col(uuid("created_by_id"))
        .col(string_len_null("external_id", 200))
        .col(big_integer("version"))
        .col(string_len("status", 16))
        .col(json_binary("profile"))
        .col(text("name"))
        .col(text("name_folded"))
        .col(string_len_null("tax_code", 14).unique_key())
        .col(string_len_null("province", 32))
        .col(string_len("verification_level", 32))
        .col(date_null("verified_on"))
        .col(uuid_null("verified_by_id"))
        .col(text_null("verification_note"))
        .col(date_null("confirmed_on"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut organisation("supplier_owner_fk", "supplier", "owner_id"))
        .foreign_key(&mut organisation("supplier_created_by_fk", "supplier", "created_by_id"))
        .foreign_key(&mut organisation("supplier_verified_by_fk", "supplier", "verified_by_id"))
        .to_owned()
}

fn supplier_contact() -> TableCreateStatement {
    Table::create()
        .table("supplier_contact")
        .col(pk_uuid("id"))
        .col(uuid("supplier_id"))
        // Who may read it: the organisation that wrote it down, not whoever holds the profile.
        .col(uuid("entered_by_id"))
        .col(integer("position"))
        .col(text("name"))
        .col(text_null("role"))
        .col(text_null("email"))
        .col(text_null("phone"))
        .col(text_null("zalo"))
        .col(text_null("wechat"))
        .col(text_null("kakao"))
        .col(text_null("line"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(
            ForeignKey::create()
                .name("supplier_contact_supplier_fk")
                .from("supplier_contact", "supplier_id")
                .to("supplier", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(&mut organisation(
            "supplier_contact_org_fk",
            "supplier_contact",
            "entered_by_id",
        ))
        .to_owned()
}

fn supplier_claim() -> TableCreateStatement {
    Table::create()
        .table("supplier_claim")
        .col(uuid("supplier_id"))
        .col(uuid("organisation_id"))
        .col(uuid("account_id"))
        .col(boolean("tax_code_matches"))
        .col(string_len("state", 16))
        .col(text_null("note"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(uuid_null("decided_by_id"))
        .primary_key(Index::create().col("supplier_id").col("organisation_id"))
        .foreign_key(
            ForeignKey::create()
                .name("supplier_claim_supplier_fk")
                .from("supplier_claim", "supplier_id")
                .to("supplier", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(&mut organisation(
            "supplier_claim_org_fk",
            "supplier_claim",
            "organisation_id",
        ))
        .to_owned()
}

fn organisation(
    name: &str,
    table: &'static str,
    column: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(name).from(table, column).to("organisation", "id").to_owned()
}
