//! Table `introduction`: where the dealing of a buyer and a supplier over a request stands.

use sea_orm::entity::prelude::*;

/// An introduction as stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "introduction")]
pub struct Model {
    /// UUIDv4: it tells nobody when, or after which other one, it was made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sourcing request.
    pub request_id: Uuid,
    /// The organisation whose request it is.
    pub buyer_id: Uuid,
    /// The profile. Whoever holds it is the supplier.
    pub supplier_id: Uuid,
    /// The agency that brokers, once one does.
    pub agency_id: Option<Uuid>,
    /// From 1, up by one with every event.
    pub version: i64,
    /// Request and supplier while it is not over.
    #[sea_orm(unique)]
    pub open_key: Option<String>,
    /// How far it has come.
    pub stage: String,
    /// `running`, `ended`, `lapsed` or `completed`.
    pub standing: String,
    /// Whether an agency has to agree too.
    pub brokered: bool,
    /// Whether confidentiality was asked for.
    pub asks_confidentiality: bool,
    /// Whether the buyer agreed to be introduced.
    pub buyer_consents: bool,
    /// Whether the supplier did.
    pub supplier_consents: bool,
    /// Whether the agency did.
    pub agency_consents: bool,
    /// Whether the buyer agreed to confidentiality.
    pub buyer_agrees: bool,
    /// Whether the supplier did.
    pub supplier_agrees: bool,
    /// Whose word the outcome of this stage is.
    pub confirmation: Option<String>,
    /// Why it ended.
    pub reason: Option<String>,
    /// Side that owes the next step; none once it is over.
    pub owner: Option<String>,
    /// When that is due.
    pub due_at: Option<DateTimeUtc>,
    /// When the supplier's first answer was due; none before it was asked for.
    pub answer_due_at: Option<DateTimeUtc>,
    /// When the deadlines are to look at it next.
    pub check_at: Option<DateTimeUtc>,
    /// `no`, `reminded` or `escalated`, of the step that is due.
    pub chased: String,
    /// Last day for the quote, where the buyer set one.
    pub quote_due_on: Option<Date>,
    /// How many events it has.
    pub event_count: i32,
    /// When it was proposed.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// When contacts were shown.
    pub introduced_at: Option<DateTimeUtc>,
    /// When it was over.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
