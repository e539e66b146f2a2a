//! Introductions as shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::suppliers::ContactShape;
use super::material::MaterialOut;
use crate::introductions::{
    Amount, Confirmation, Event, EventKind, Gap, Introduction, Period, Reason, Side, Sides, Stage,
    Standing, Summary,
};

/// An introduction, without its history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IntroductionSummaryOut {
    /// Identifier.
    id: Uuid,
    /// Version, as in the `ETag`.
    version: i64,
    /// The sourcing request.
    sourcing_request: RequestOut,
    /// The supplier.
    supplier: SupplierNameOut,
    /// Name of the buyer; absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<String>,
    /// Name of the agency that brokers.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    /// The sides that the caller takes; empty for an administrator, who looks on.
    sides: Vec<Side>,
    /// How far it has come.
    stage: Stage,
    /// Whether it goes on.
    standing: Standing,
    /// Whether both are to agree to confidentiality.
    asks_confidentiality: bool,
    /// Who has agreed to be introduced.
    consents: AgreementsOut,
    /// Who has agreed to confidentiality.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidentiality: Option<AgreementsOut>,
    /// Whose word the outcome of this stage is.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<Confirmation>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// Who owes the next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Side>,
    /// When that is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<DateTime<Utc>>,
    /// Last day for the quote, where the buyer set one.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_due_on: Option<NaiveDate>,
    /// What the caller may do now; `quote` by `POST …/quotes`, the rest by `POST …/events`.
    next: Vec<EventKind>,
    /// When it was proposed.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// When contacts were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    introduced_at: Option<DateTime<Utc>>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

/// A sourcing request by name.
#[derive(Debug, Serialize, ToSchema)]
struct RequestOut {
    /// Identifier.
    id: Uuid,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

/// A supplier by name.
#[derive(Debug, Serialize, ToSchema)]
struct SupplierNameOut {
    /// Identifier.
    id: Uuid,
    /// Name as shown.
    name: String,
}

/// Who has agreed.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementsOut {
    /// The buyer.
    buyer: bool,
    /// The supplier.
    supplier: bool,
    /// The agency; absent where none is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<bool>,
}

impl AgreementsOut {
    fn of(sides: Sides, brokered: bool) -> Self {
        let Sides { buyer, supplier, agency } = sides;
        Self { buyer, supplier, agency: brokered.then_some(agency) }
    }
}

impl From<Summary> for IntroductionSummaryOut {
    fn from(row: Summary) -> Self {
        Self {
            id: row.id,
            version: row.version,
            sourcing_request: RequestOut { id: row.request, title: row.title },
            supplier: SupplierNameOut { id: row.supplier, name: row.supplier_name },
            buyer: row.buyer_name,
            agency: row.agency_name,
            sides: row.sides,
            stage: row.stage,
            standing: row.standing,
            asks_confidentiality: row.asks_confidentiality,
            consents: AgreementsOut::of(row.consents, row.brokered),
            confidentiality: row.asks_confidentiality.then(|| AgreementsOut::of(row.agreed, false)),
            confirmation: row.confirmation,
            reason: row.reason,
            owner: row.owner,
            due_at: row.due_at,
            quote_due_on: row.quote_due_on,
            next: row.next,
            created_at: row.created_at,
            updated_at: row.updated_at,
            introduced_at: row.introduced_at,
            ended_at: row.ended_at,
        }
    }
}

/// An introduction as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IntroductionOut {
    /// Where it stands.
    #[serde(flatten)]
    summary: IntroductionSummaryOut,
    /// Whom to call; absent before everybody has agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<ContactsOut>,
    /// What the request shows beyond its teaser; absent once the introduction ended or lapsed.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<MaterialOut>,
    /// What happened, in order.
    history: Vec<EventOut>,
}

/// Whom to call on either side.
#[derive(Debug, Serialize, ToSchema)]
struct ContactsOut {
    /// Persons of the buyer.
    buyer: Vec<ContactShape>,
    /// Persons of the supplier.
    supplier: Vec<ContactShape>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct EventOut {
    /// What.
    kind: EventKind,
    /// Stage after it.
    stage: Stage,
    /// Who did it.
    side: Side,
    /// For whom, where an agency reported another's doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<Side>,
    /// Name of the person; absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// What the reason is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// How far prices are apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<Gap>,
    /// Score of a failed audit, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u8>,
    /// In the words of whoever did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What the outcome is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountOut>,
    /// Which side did not come to the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    missed_by: Option<Side>,
    /// Jobs that the outcome made.
    #[serde(skip_serializing_if = "Option::is_none")]
    jobs: Option<u32>,
    /// Tier at which the supplier delivers, 1 to 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<u8>,
    /// Imports that the outcome replaces; never shown to the supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_replaced: Option<AmountOut>,
    /// What it cost the agency that did it; shown to that agency and to administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<AmountOut>,
    /// Of an outcome: whose word it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<Confirmation>,
    /// When.
    at: DateTime<Utc>,
}

/// An amount.
#[derive(Debug, Serialize, ToSchema)]
struct AmountOut {
    /// Decimal figure.
    value: String,
    /// ISO 4217.
    currency: &'static str,
    /// What it is for.
    period: Period,
}

impl From<Amount> for AmountOut {
    fn from(amount: Amount) -> Self {
        Self {
            value: amount.value.to_string(),
            currency: amount.currency.code(),
            period: amount.period,
        }
    }
}

impl From<Introduction> for IntroductionOut {
    fn from(introduction: Introduction) -> Self {
        let shapes = |list: Vec<_>| list.into_iter().map(ContactShape::from).collect();
        Self {
            contacts: introduction.contacts.map(|contacts| ContactsOut {
                buyer: shapes(contacts.buyer),
                supplier: shapes(contacts.supplier),
            }),
            material: introduction
                .material
                .map(|material| MaterialOut::of(material, introduction.summary.request)),
            history: introduction.history.into_iter().map(EventOut::from).collect(),
            summary: introduction.summary.into(),
        }
    }
}

impl From<Event> for EventOut {
    fn from(event: Event) -> Self {
        Self {
            kind: event.kind,
            stage: event.stage,
            side: event.side,
            on_behalf_of: event.on_behalf_of,
            person: event.person,
            reason: event.reason,
            field: event.field,
            gap: event.gap,
            score: event.score,
            note: event.note,
            amount: event.amount.map(AmountOut::from),
            missed_by: event.missed_by,
            jobs: event.jobs,
            tier: event.tier,
            import_replaced: event.import_replaced.map(AmountOut::from),
            cost: event.cost.map(AmountOut::from),
            confirmation: event.confirmation,
            at: event.at,
        }
    }
}
