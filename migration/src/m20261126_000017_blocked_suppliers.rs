//! Which profiles stand on whose block list, one row each: what is open to a supplier is asked of the
//! database, which reads no list in a text. Filled from the lists that are there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::uuid;
use sea_orm_migration::sea_orm::prelude::Uuid;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let blocked = Table::create()
            .table("blocked_supplier")
            .col(uuid("organisation_id"))
            .col(uuid("supplier_id"))
            .primary_key(Index::create().col("organisation_id").col("supplier_id"))
            .foreign_key(
                ForeignKey::create()
                    .name("blocked_supplier_list_fk")
                    .from("blocked_supplier", "organisation_id")
                    .to("block_list", "organisation_id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(blocked).await?;
        let index = Index::create()
            .name("blocked_supplier_index")
            .table("blocked_supplier")
            .col("supplier_id")
            .to_owned();
        manager.create_index(index).await?;
        fill(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("blocked_supplier").to_owned()).await
    }
}

async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let lists =
        Query::select().columns(["organisation_id", "suppliers"]).from("block_list").to_owned();
    for row in db.query_all(&lists).await? {
        let organisation: Uuid = row.try_get("", "organisation_id")?;
        let list: String = row.try_get("", "suppliers")?;
        let mut blocked = identifiers(&list);
        blocked.sort_unstable();
        blocked.dedup();
        for supplier in blocked {
            let insert = Query::insert()
                .into_table("blocked_supplier")
                .columns(["organisation_id", "supplier_id"])
                .values_panic([organisation.into(), supplier.into()])
                .to_owned();
            db.execute(&insert).await?;
        }
    }
    Ok(())
}

/// Identifiers in a JSON list of them.
fn identifiers(list: &str) -> Vec<Uuid> {
    list.split('"').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_out_of_a_list() {
        let one = Uuid::from_u128(7);
        assert_eq!(identifiers("[]"), [] as [Uuid; 0]);
        assert_eq!(identifiers(&format!("[\"{one}\",\"{one}\"]")), [one, one]);
    }
}
