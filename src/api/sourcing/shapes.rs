//! Shapes of sourcing requests.

use chrono::{DateTime, NaiveDate, Utc};
use index::request::SourcingRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};

use super::super::shape::{self, Repeats};
use crate::app::App;
use crate::http::Rules;
use crate::sourcing::{Disclosure, Draft, Sourcing, Status, Visibility, validate};
use crate::{Error, Fault, Result};

/// What to keep. `id` is the buyer's own number for it.
#[derive(Debug, Deserialize)]
pub(super) struct SourcingRequestIn {
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    request: SourcingRequest,
}

/// What a buyer seeks: the interchange form, with who may see it. `id` is the buyer's own number
/// for it.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct Beside {
    /// The full specification, at most 50,000 characters: no part of the request that is ranked and
    /// told. The buyer reads it, and an administrator; a supplier once its own introduction has come
    /// to `details_from`, until that ends; an agency as its supplier does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bản vẽ A-1024 rev C: thành 2,0 mm, dung sai ±0,05 mm, T6 không yêu cầu.")]
    details: Option<String>,
    /// From when on the details are shown; `introduced` where absent. In an answer: that there are
    /// details.
    #[serde(skip_serializing_if = "Option::is_none")]
    details_from: Option<DetailsFrom>,
    /// Who may see it while it is open.
    visibility: VisibilityShape,
    /// Whether the buyer's name is kept from suppliers.
    anonymous: bool,
    /// Last day on which interest is welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
}

/// From when on details are shown.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DetailsFrom {
    /// Once supplier and buyer, and the agency where one brokers, have agreed to be introduced.
    Introduced,
    /// Once buyer and supplier have agreed to confidentiality. Introductions over the request ask
    /// for that by themselves.
    Confidential,
}

/// Who may see a request while it is open.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VisibilityShape {
    /// Suppliers and agencies.
    #[default]
    Suppliers,
    /// Agencies only, who broker it.
    Agency,
    /// Nobody but those whom the buyer invites.
    Invited,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SourcingStatus {
    /// Only the buyer sees it.
    Draft,
    /// Those see it whom its visibility names.
    Open,
    /// Over.
    Closed,
}

/// A sourcing request as the caller may see it.
#[derive(Debug, Serialize)]
pub(super) struct SourcingRequestOut {
    #[serde(flatten)]
    request: SourcingRequest,
    #[serde(flatten)]
    beside: Beside,
    #[serde(flatten)]
    record: Record,
}

/// A sourcing request: the interchange form with what the service knows of it.
#[derive(Debug, Serialize, ToSchema)]
struct Record {
    /// Version, as in the `ETag`.
    version: i64,
    /// Where it stands.
    status: SourcingStatus,
    /// Whether it is the caller's own.
    own: bool,
    /// Name of the buyer; absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<String>,
    /// The buyer's own number for it; the buyer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// When it was entered.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// When it was first opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
}

/// Schema of what stands beside the request in an answer.
struct BesideOut;

impl PartialSchema for BesideOut {
    fn schema() -> RefOr<Schema> {
        shape::flat::<Beside, Record>()
    }
}

impl PartialSchema for SourcingRequestIn {
    fn schema() -> RefOr<Schema> {
        let mut schema = shape::flat::<SourcingRequest, Beside>();
        shape::example(
            &mut schema,
            json!({
                "lang": "ko",
                "text": "옌퐁 공장용 알루미늄 다이캐스팅 하우징을 만들 업체를 찾습니다. IATF 16949 필수.",
                "required": {
                    "processes": ["die casting"],
                    "specs": ["clamping force ≥ 650 t"],
                    "within_km": { "place": "Yên Phong", "km": 60 }
                },
                "preferred": { "materials": ["ADC12"] },
                "visibility": "suppliers",
                "anonymous": true
            }),
        );
        schema
    }
}

impl ToSchema for SourcingRequestIn {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SourcingRequest::schemas(schemas);
        Beside::schemas(schemas);
    }
}

impl PartialSchema for SourcingRequestOut {
    fn schema() -> RefOr<Schema> {
        shape::flat::<SourcingRequest, BesideOut>()
    }
}

impl ToSchema for SourcingRequestOut {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SourcingRequest::schemas(schemas);
        Beside::schemas(schemas);
        Record::schemas(schemas);
    }
}

/// Fields of an answer that the service sets: a body may only repeat them.
const READ_ONLY: [&str; 9] = [
    "version",
    "status",
    "own",
    "buyer",
    "reference",
    "created_at",
    "updated_at",
    "published_at",
    "closed_at",
];

/// What a body may repeat of a request as the caller reads it.
pub(super) fn repeats(sourcing: &Sourcing) -> Result<Repeats> {
    let shown = shape::value_of(&SourcingRequestOut::from(sourcing.clone()))?;
    let further = vec!["id".to_owned()];
    Ok(Repeats { shown, read_only: &READ_ONLY, moving: &[], set_elsewhere: &[], further })
}

/// The body that would make a request what it is: what a merge patch applies to.
pub(super) fn as_body(sourcing: &Sourcing) -> Result<Value> {
    let draft = sourcing.to_draft();
    let mut body = shape::value_of(&draft.request)?;
    body.extend(shape::value_of(&Beside::from(&draft))?);
    Ok(Value::Object(body))
}

impl Rules for SourcingRequestIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        Error::faults_of(validate::draft(&mut self.into(), Some(app.today())))
    }
}

impl From<SourcingRequestIn> for Draft {
    fn from(body: SourcingRequestIn) -> Self {
        Self {
            request: body.request,
            details: body.beside.details,
            details_from: body.beside.details_from.map(|from| match from {
                DetailsFrom::Introduced => Disclosure::Introduced,
                DetailsFrom::Confidential => Disclosure::Confidential,
            }),
            visibility: match body.beside.visibility {
                VisibilityShape::Suppliers => Visibility::Suppliers,
                VisibilityShape::Agency => Visibility::Agency,
                VisibilityShape::Invited => Visibility::Invited,
            },
            anonymous: body.beside.anonymous,
            deadline: body.beside.deadline,
        }
    }
}

impl From<&Draft> for Beside {
    fn from(draft: &Draft) -> Self {
        Self {
            details: draft.details.clone(),
            details_from: draft.details_from.map(|from| match from {
                Disclosure::Confidential => DetailsFrom::Confidential,
                // Details are never a teaser.
                Disclosure::Introduced | Disclosure::Teaser => DetailsFrom::Introduced,
            }),
            visibility: match draft.visibility {
                Visibility::Suppliers => VisibilityShape::Suppliers,
                Visibility::Agency => VisibilityShape::Agency,
                Visibility::Invited => VisibilityShape::Invited,
            },
            anonymous: draft.anonymous,
            deadline: draft.deadline,
        }
    }
}

impl From<SourcingStatus> for Status {
    fn from(status: SourcingStatus) -> Self {
        match status {
            SourcingStatus::Draft => Self::Draft,
            SourcingStatus::Open => Self::Open,
            SourcingStatus::Closed => Self::Closed,
        }
    }
}

impl From<Sourcing> for SourcingRequestOut {
    fn from(sourcing: Sourcing) -> Self {
        Self {
            beside: Beside::from(&sourcing.to_draft()),
            record: Record {
                version: sourcing.version,
                status: match sourcing.status {
                    Status::Draft => SourcingStatus::Draft,
                    Status::Open => SourcingStatus::Open,
                    Status::Closed => SourcingStatus::Closed,
                },
                own: sourcing.own,
                buyer: sourcing.buyer,
                reference: sourcing.reference,
                created_at: sourcing.created_at,
                updated_at: sourcing.updated_at,
                published_at: sourcing.published_at,
                closed_at: sourcing.closed_at,
            },
            request: sourcing.request,
        }
    }
}
