//! Table `supplier_contact`: persons to reach at a supplier. Personal data, never indexed.

use sea_orm::entity::prelude::*;

/// A contact person as stored.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "supplier_contact")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The supplier.
    pub supplier_id: Uuid,
    /// Organisation that wrote the person down, and may read it.
    pub entered_by_id: Uuid,
    /// Order in the list, from 0.
    pub position: i32,
    /// Name of the person.
    pub name: String,
    /// Position in the firm.
    pub role: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Zalo account.
    pub zalo: Option<String>,
    /// WeChat account.
    pub wechat: Option<String>,
    /// KakaoTalk account.
    pub kakao: Option<String>,
    /// LINE account.
    pub line: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

/// None is followed from here.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

/// Persons do not reach a log by way of a debug print.
impl std::fmt::Debug for Model {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("supplier_contact").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ActiveModelBehavior for ActiveModel {}
