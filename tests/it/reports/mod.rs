//! Indicators for agencies: a year of two agencies, counted by hand.

/// Certificates gained, as profile and history tell.
mod certificates;
/// What events say beside that they happened: no-shows, jobs, tiers, imports, costs.
mod deeds;
/// Who leads the firms, how large they are.
mod firms;
/// Files, languages, bad input.
mod forms;
/// What is counted, and what stands behind it.
mod numbers;
/// Deals that come back, lapse, or are one side's word.
mod turns;

use chrono::{DateTime, TimeDelta, Utc};
use khop::accounts::OrganisationKind;
use khop::entity::{account, membership};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::introductions::{id_of, price, proposed};
use crate::sourcing::opened;
use crate::suppliers::{die_caster, entered};

const INDICATORS: &str = "/api/v1/reports/indicators";
/// The year of the story.
const YEAR: &str = "from=2101-01-01&to=2101-12-31";
/// A name that a spreadsheet would take for a formula.
const OFFICER: &str = "=An Nguyễn";

/// A year in which Agnes and An of one agency, and Alba of another, broker.
pub(crate) struct Year {
    app: TestApp,
    /// Berta's request for housings, which agencies broker.
    housings: String,
    /// Boris's request for plastic parts.
    plastics: String,
    /// Boris's request that nobody can meet.
    hopeless: String,
    /// A caster in Bắc Ninh, which Agnes checked.
    sami: String,
    /// A moulder in Hồ Chí Minh City.
    suri: String,
    /// Agnes: housings with Sami, up to mass production.
    long: String,
    /// An: plastics with Suri, who declines.
    declined: String,
    /// Agnes: plastics with Sami, who never answers.
    silent: String,
    /// Alba: plastics with Suri.
    other: String,
}

impl Year {
    /// Lets time pass until a moment.
    fn until(app: &TestApp, at: &str) {
        let at: DateTime<Utc> = at.parse::<DateTime<chrono::FixedOffset>>().unwrap().into();
        let wait = at - app.app.now();
        assert!(wait > TimeDelta::zero(), "the story runs forward: {at}");
        app.pass(wait);
    }

    /// Who it is, signed in at this moment.
    pub(crate) async fn who(&self, name: &str) -> Client {
        self.app.signed_in(name).await
    }

    /// At a moment in Vietnam somebody reports an event that must be legal.
    async fn then(&self, at: &str, name: &str, path: &str, body: Value) {
        Self::until(&self.app, &format!("2101-{at}:00+07:00"));
        let client = self.who(name).await.if_match("*");
        client.post(&format!("{path}/events"), body).await.expect(200);
    }

    async fn propose(&self, at: &str, name: &str, request: &str, supplier: &str) -> String {
        Self::until(&self.app, &format!("2101-{at}:00+07:00"));
        let made = proposed(&self.who(name).await, request, supplier).await.expect(201);
        made.header("location").unwrap().to_owned()
    }

    pub(crate) async fn of_two_agencies() -> Self {
        Self::start_in(TestApp::start().await).await
    }

    async fn start_in(app: TestApp) -> Self {
        Self::until(&app, "2101-01-10T08:00:00+07:00");
        let Cast { berta, boris, sami, suri, agnes, .. } = Cast::of(&app).await;
        app.account("alba", "Sở Công Thương Alba", OrganisationKind::Agency).await;
        colleague(&app, &agnes, "an").await;
        let caster = entered(&sami, die_caster()).await;
        let suri = entered(&suri, moulder()).await;
        let housings = crate::sourcing::housings();
        let mut brokered = housings.clone();
        brokered["visibility"] = json!("agency");
        let housings = opened(&berta, brokered).await;
        let plastics = opened(&boris, wanted("Cần ép phun nhựa ABS, 20.000 cái/tháng")).await;
        let hopeless = wanted("Aluminium die casting, clamping force at least 9000 t");
        let hopeless = opened(&boris, hopeless).await;
        let [long, declined, silent, other] = [const { String::new() }; 4];
        let sami = caster;
        let mut year =
            Self { app, housings, plastics, hopeless, sami, suri, long, declined, silent, other };
        year.broker().await;
        year
    }

    /// What happens, in order. Days are those of Vietnam.
    async fn broker(&mut self) {
        Self::until(&self.app, "2101-01-12T08:00:00+07:00");
        let agnes = self.who("agnes").await;
        let check = json!({ "level": "documents_checked" });
        agnes.post(&format!("{}/verification", self.sami), check).await.expect(200);
        for request in [&self.housings, &self.hopeless] {
            agnes.send_empty(&format!("{request}/match-runs")).await.expect(201);
        }
        self.long = self.propose("01-12T08:10", "agnes", &self.housings, &self.sami).await;
        self.then("01-15T08:10", "sami", &self.long, kind("consent")).await;
        self.then("01-16T20:10", "berta", &self.long, kind("consent")).await;
        self.declined = self.propose("01-20T08:00", "an", &self.plastics, &self.suri).await;
        self.silent = self.propose("01-20T09:00", "agnes", &self.plastics, &self.sami).await;
        let asked = json!({ "kind": "request_quotation", "on_behalf_of": "buyer" });
        self.then("01-20T20:10", "agnes", &self.long, asked).await;
        let no = json!({ "kind": "end", "reason": "declined_capacity" });
        self.then("01-24T20:00", "suri", &self.declined, no).await;
        Self::until(&self.app, "2101-01-30T20:10:00+07:00");
        self.quote("4.20").await;
        // Still January in London.
        self.then("02-01T00:30", "an", &self.long, kind("meet")).await;
        self.other = self.propose("02-02T08:00", "alba", &self.plastics, &self.suri).await;
        Self::until(&self.app, "2101-02-03T08:00:00+07:00");
        self.quote("4.05").await;
        let lost = json!({ "kind": "end", "reason": "no_reply" });
        self.then("02-05T08:00", "agnes", &self.silent, lost).await;
        self.then("02-10T00:30", "berta", &self.long, kind("audit")).await;
        self.then("02-12T00:30", "sami", &self.long, kind("sample")).await;
        self.then("03-01T00:30", "berta", &self.long, kind("approve")).await;
        let order = json!({ "kind": "order_trial",
            "amount": { "value": "42000.50", "currency": "USD" } });
        self.then("03-05T00:30", "berta", &self.long, order).await;
        self.then("03-06T00:30", "sami", &self.long, kind("confirm")).await;
        let start = json!({ "kind": "start_mass_production",
            "amount": { "value": "250000000.5", "currency": "VND", "period": "month" } });
        self.then("04-01T00:00", "sami", &self.long, start).await;
    }

    async fn quote(&self, unit_price: &str) {
        let sami = self.who("sami").await;
        let path = format!("{}/quotes", self.long);
        sami.if_match("*").post(&path, price("USD", unit_price)).await.expect(201);
    }

    /// The report that somebody gets.
    pub(crate) async fn report(&self, name: &str, query: &str) -> Answer {
        self.who(name).await.get(&format!("{INDICATORS}?{query}")).await.expect(200)
    }
}

fn kind(kind: &str) -> Value {
    json!({ "kind": kind })
}

fn wanted(text: &str) -> Value {
    json!({ "text": text })
}

/// A moulder where Bình Dương was until 2025.
fn moulder() -> Value {
    json!({
        "name": "Công ty TNHH Nhựa Ví Dụ",
        "description": "Chuyên ép phun nhựa ABS, PC cho vỏ thiết bị điện tử.",
        "processes": ["ép phun nhựa"],
        "materials": ["ABS"],
        "province": "Bình Dương"
    })
}

/// An account more in the organisation of somebody who is signed in.
async fn colleague(app: &TestApp, of: &Client, name: &str) {
    app.account(name, "Trung tâm Tạm", OrganisationKind::Agency).await;
    let organisation = of.get("/api/v1/me").await.expect(200).body["organisation"]["id"].clone();
    let organisation: uuid::Uuid = organisation.as_str().unwrap().parse().unwrap();
    let email = format!("{name}@example.com");
    let row = account::Entity::find().filter(account::Column::Email.eq(email));
    let id = row.one(&app.app.db).await.unwrap().unwrap().id;
    membership::Entity::update_many()
        .set(membership::ActiveModel { organisation_id: Set(organisation), ..Default::default() })
        .filter(membership::Column::AccountId.eq(id))
        .exec(&app.app.db)
        .await
        .unwrap();
    account::Entity::update_many()
        .set(account::ActiveModel { name: Set(OFFICER.to_owned()), ..Default::default() })
        .filter(account::Column::Id.eq(id))
        .exec(&app.app.db)
        .await
        .unwrap();
}

/// The indicator of a code.
fn of<'r>(report: &'r Value, code: &str) -> &'r Value {
    let list = report["indicators"].as_array().unwrap();
    list.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}"))
}

/// Rows of an indicator: group and value.
fn groups<'r>(report: &'r Value, code: &str) -> Vec<(&'r str, &'r Value)> {
    let list = of(report, code)["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|row| (row["group"].as_str().unwrap(), &row["value"])).collect()
}
