//! What the parties send: a proposal, and what has happened.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::Rules;
use crate::introductions::report::{self, ReportedAmount, ReportedCost};
use crate::introductions::{EventKind, Gap, Period, Proposal, Reason, Report, Side, propose};
use crate::{Error, Fault, Result};

/// Who is to meet over what.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct IntroductionIn {
    /// The sourcing request: the caller's own, or one that an agency may see.
    sourcing_request: Uuid,
    /// The supplier's profile.
    supplier: Uuid,
    /// Whether both are to agree to confidentiality before a quotation is asked for. Asked for in any
    /// case where the request has details or files that are shown only then.
    #[serde(default)]
    ask_confidentiality: bool,
    /// A word to go with it. A supplier does not read it while the buyer is anonymous.
    #[serde(default)]
    #[schema(example = "월 3만 개, 2027년 3월 양산 예정입니다.")]
    note: Option<String>,
    /// What it cost the agency that proposes; only it and administrators ever see it.
    #[serde(default)]
    cost: Option<CostIn>,
}

impl Rules for IntroductionIn {
    fn broken(self, _: &App) -> Vec<Fault> {
        Error::faults_of(propose::check(&mut self.into()))
    }

    fn stand_in(path: &str) -> Option<Value> {
        match path {
            "sourcing_request" | "supplier" => Some(json!(Uuid::nil())),
            "cost.value" | "cost.currency" => Some(json!("")),
            _ => None,
        }
    }
}

impl From<IntroductionIn> for Proposal {
    fn from(body: IntroductionIn) -> Self {
        Self {
            sourcing_request: body.sourcing_request,
            supplier: body.supplier,
            ask_confidentiality: body.ask_confidentiality,
            note: body.note,
            cost: body.cost.map(ReportedCost::from),
        }
    }
}

/// What can be reported. Quotes have a door of their own.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReportedKind {
    /// Agrees to be introduced.
    Consent,
    /// Agrees to confidentiality.
    AgreeConfidentiality,
    /// Asks for a quotation.
    RequestQuotation,
    /// Both met, or the buyer visited the plant.
    Meet,
    /// A meeting was agreed, and a side did not come; nothing moves.
    MissMeeting,
    /// The supplier passed an audit.
    Audit,
    /// A sample was delivered.
    Sample,
    /// The part is approved.
    Approve,
    /// A trial order was placed.
    OrderTrial,
    /// Mass production started.
    StartMassProduction,
    /// Orders repeat: after six months, then after twelve.
    Repeat,
    /// Confirms the outcome that the other side reported.
    Confirm,
    /// Ends it, with a reason.
    End,
    /// Goes on with what was paused or lapsed.
    Resume,
}

impl From<ReportedKind> for EventKind {
    fn from(kind: ReportedKind) -> Self {
        match kind {
            ReportedKind::Consent => Self::Consent,
            ReportedKind::AgreeConfidentiality => Self::AgreeConfidentiality,
            ReportedKind::RequestQuotation => Self::RequestQuotation,
            ReportedKind::Meet => Self::Meet,
            ReportedKind::MissMeeting => Self::MissMeeting,
            ReportedKind::Audit => Self::Audit,
            ReportedKind::Sample => Self::Sample,
            ReportedKind::Approve => Self::Approve,
            ReportedKind::OrderTrial => Self::OrderTrial,
            ReportedKind::StartMassProduction => Self::StartMassProduction,
            ReportedKind::Repeat => Self::Repeat,
            ReportedKind::Confirm => Self::Confirm,
            ReportedKind::End => Self::End,
            ReportedKind::Resume => Self::Resume,
        }
    }
}

/// Something that has happened.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct IntroductionEventIn {
    // Absent only where the rest is judged of a body that does not say it.
    /// What.
    #[serde(default)]
    #[schema(required = true, nullable = false, value_type = ReportedKind)]
    kind: Option<ReportedKind>,
    /// For whom, where an agency reports another's doing, or the caller speaks for two sides.
    #[serde(default)]
    on_behalf_of: Option<Side>,
    /// Why it ends; with `end` only.
    #[serde(default)]
    reason: Option<Reason>,
    /// What the reason is about: `clamping force`; needed with `declined_capability` and
    /// `cert_missing`.
    #[serde(default)]
    field: Option<String>,
    /// How far the prices are apart; needed with `price`.
    #[serde(default)]
    gap: Option<Gap>,
    /// Score of the audit; needed with `audit_failed`.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    score: Option<u8>,
    /// In the caller's words.
    #[serde(default)]
    note: Option<String>,
    /// What an outcome is worth.
    #[serde(default)]
    amount: Option<AmountIn>,
    /// Last day for the quote, with `request_quotation`: within 60 working days; ten where absent.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// Which side did not come: `buyer` or `supplier`; needed with `miss_meeting`.
    #[serde(default)]
    missed_by: Option<Side>,
    /// Jobs that the outcome made since the one before.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000, example = 12)]
    jobs: Option<u32>,
    /// Tier at which the supplier delivers, with `order_trial` and `start_mass_production`: 1 is
    /// straight to the maker of the final product.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3, example = 2)]
    tier: Option<u8>,
    /// Imports that the order replaces, as its buyer says, with `start_mass_production`, `repeat` and
    /// the buyer's `confirm` of either. The supplier never sees it.
    #[serde(default)]
    import_replaced: Option<AmountIn>,
    /// What it cost the agency that reports; only it and administrators ever see it.
    #[serde(default)]
    cost: Option<CostIn>,
}

/// An amount.
#[derive(Debug, Deserialize, ToSchema)]
struct AmountIn {
    /// Decimal figure.
    #[schema(example = "42000.00")]
    value: String,
    /// ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    /// What it is for; `once` where absent.
    #[serde(default)]
    period: Option<Period>,
}

/// What the work of an agency cost.
#[derive(Debug, Deserialize, ToSchema)]
struct CostIn {
    /// Decimal figure.
    #[schema(example = "1500000")]
    value: String,
    /// ISO 4217.
    #[schema(example = "VND")]
    currency: String,
}

impl From<CostIn> for ReportedCost {
    fn from(cost: CostIn) -> Self {
        Self { value: cost.value, currency: cost.currency }
    }
}

impl From<AmountIn> for ReportedAmount {
    fn from(amount: AmountIn) -> Self {
        Self {
            value: amount.value,
            currency: amount.currency,
            period: amount.period.unwrap_or(Period::Once),
        }
    }
}

impl IntroductionEventIn {
    /// The report, and of what kind it is.
    fn split(self) -> (Option<EventKind>, Report) {
        let kind = self.kind.map(EventKind::from);
        let report = Report {
            on_behalf_of: self.on_behalf_of,
            reason: self.reason,
            field: self.field,
            gap: self.gap,
            score: self.score,
            note: self.note,
            amount: self.amount.map(ReportedAmount::from),
            due_on: self.due_on,
            missed_by: self.missed_by,
            jobs: self.jobs,
            tier: self.tier,
            import_replaced: self.import_replaced.map(ReportedAmount::from),
            cost: self.cost.map(ReportedCost::from),
            ..Report::of(kind.unwrap_or(EventKind::Confirm))
        };
        (kind, report)
    }

    /// The report.
    pub(super) fn into_report(self) -> Result<Report> {
        match self.split() {
            (Some(_), report) => Ok(report),
            (None, _) => Err(Error::fault(Fault::new("kind", "required"))),
        }
    }
}

impl Rules for IntroductionEventIn {
    fn broken(self, app: &App) -> Vec<Fault> {
        let (kind, report) = self.split();
        report::faults(report, kind, app)
    }

    fn stand_in(path: &str) -> Option<Value> {
        let (of, part) = path.split_once('.')?;
        let money = matches!(of, "amount" | "import_replaced" | "cost");
        (money && matches!(part, "value" | "currency")).then(|| json!(""))
    }
}
