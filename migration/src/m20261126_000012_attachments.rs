//! Details in stages: what a request tells only those who have been introduced, as text and as files,
//! and who fetched which file.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, pk_uuid, string_len, string_len_null, text, text_null, timestamp_with_time_zone,
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
        // One column a statement: SQLite adds no more at a time.
        for column in [text_null("details"), string_len_null("details_from", 16)] {
            let table = Table::alter().table("sourcing_request").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        manager.create_table(attachment()).await?;
        manager.create_table(attachment_download()).await?;
        for (name, table, column) in [
            ("attachment_request_index", "attachment", "request_id"),
            ("attachment_scan_index", "attachment", "scan"),
            ("attachment_download_attachment_index", "attachment_download", "attachment_id"),
        ] {
            let index = Index::create().name(name).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["attachment_download", "attachment"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["details_from", "details"] {
            let table = Table::alter().table("sourcing_request").drop_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

fn attachment() -> TableCreateStatement {
    Table::create()
        .table("attachment")
        .col(pk_uuid("id"))
        .col(uuid("request_id"))
        .col(uuid("account_id"))
        .col(text("name"))
        .col(string_len("kind", 8))
        .col(big_integer("bytes"))
        .col(string_len("sha256", 64))
        .col(string_len("stage", 16))
        .col(string_len("scan", 16))
        .col(timestamp_with_time_zone_null("scanned_at"))
        .col(timestamp_with_time_zone("uploaded_at"))
        .foreign_key(
            ForeignKey::create()
                .name("attachment_request_fk")
                .from("attachment", "request_id")
                .to("sourcing_request", "id"),
        )
        .to_owned()
}

/// Outlives its attachment: who got a drawing is asked after it was withdrawn too. So it holds the
/// digest of what was fetched, and no foreign key to the attachment.
fn attachment_download() -> TableCreateStatement {
    Table::create()
        .table("attachment_download")
        .col(pk_uuid("id"))
        .col(uuid("attachment_id"))
        .col(uuid("request_id"))
        .col(string_len("sha256", 64))
        .col(uuid("account_id"))
        .col(uuid("organisation_id"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(
            ForeignKey::create()
                .name("attachment_download_organisation_fk")
                .from("attachment_download", "organisation_id")
                .to("organisation", "id"),
        )
        .to_owned()
}
