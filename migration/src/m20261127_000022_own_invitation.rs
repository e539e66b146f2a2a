//! An invited supplier finds its own introduction over a request by both at once, and so does the agency
//! that brokers it: by the request alone the database would walk through those of everybody else who is
//! invited, and take longer for it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "introduction";
/// Index before, index after, and its columns. The first serves whoever asks for that alone as well.
const CHANGES: [(&str, &str, [&str; 2]); 2] = [
    (
        "introduction_request_index",
        "introduction_request_supplier_index",
        ["request_id", "supplier_id"],
    ),
    ("introduction_agency_index", "introduction_agency_request_index", ["agency_id", "request_id"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (before, after, [first, second]) in CHANGES {
            manager.drop_index(Index::drop().name(before).table(TABLE).to_owned()).await?;
            let both = Index::create().name(after).table(TABLE).col(first).col(second).to_owned();
            manager.create_index(both).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (before, after, [first, _]) in CHANGES {
            manager.drop_index(Index::drop().name(after).table(TABLE).to_owned()).await?;
            let one = Index::create().name(before).table(TABLE).col(first).to_owned();
            manager.create_index(one).await?;
        }
        Ok(())
    }
}
