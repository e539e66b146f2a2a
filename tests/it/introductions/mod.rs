//! From a proposal to a deal.

/// Who is never to be introduced to whom.
mod blocks;
/// What the work of an agency costs.
mod costs;
/// What a call costs does not tell how many are invited.
mod crowd;
/// Reminders, escalations, lapses, by the clock.
mod deadlines;
/// Every exit with its reason.
mod exits;
/// An agency that speaks for a supplier.
mod held;
/// Nobody learns who or how many others there are.
mod leaks;
/// What the parties are told.
mod notices;
/// Prices: given, revised, late, incomplete, compared.
pub(crate) mod quotes;
/// Any order of events makes legal steps only.
mod random;
/// How content the sides are.
mod ratings;
/// What is no step is refused, and one of two at once wins.
mod refusals;
/// From a Korean request to mass production.
mod story;
/// What offers come to at the volume that is asked for.
mod totals;

use serde_json::{Value, json};

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::sourcing::{housings, opened};
use crate::suppliers::{die_caster, entered};

pub(crate) const LIST: &str = "/api/v1/introductions";

/// The last part of a path.
pub(crate) fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Proposes an introduction.
pub(crate) async fn proposed(client: &Client, request: &str, supplier: &str) -> Answer {
    let body = json!({ "sourcing_request": id_of(request), "supplier": id_of(supplier) });
    client.post(LIST, body).await
}

/// A buyer, a supplier, and the introduction of both.
pub(crate) struct Deal {
    pub(crate) app: TestApp,
    pub(crate) cast: Cast,
    pub(crate) request: String,
    pub(crate) supplier: String,
    pub(crate) path: String,
}

impl Deal {
    /// Berta proposes Sami for an open request, which the changes are merged into.
    pub(crate) async fn start(changes: Value, proposal: Value) -> Self {
        Self::start_in(TestApp::start().await, changes, proposal).await
    }

    pub(crate) async fn start_in(app: TestApp, changes: Value, proposal: Value) -> Self {
        let cast = Cast::of(&app).await;
        let supplier = entered(&cast.sami, die_caster()).await;
        let mut body = housings();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let request = opened(&cast.berta, body).await;
        let mut body = json!({ "sourcing_request": id_of(&request), "supplier": id_of(&supplier) });
        body.as_object_mut().unwrap().extend(proposal.as_object().unwrap().clone());
        let made = cast.berta.post(LIST, body).await.expect(201);
        let path = made.header("location").unwrap().to_owned();
        Self { app, cast, request, supplier, path }
    }

    /// An introduction with nothing special about it.
    pub(crate) async fn plain() -> Self {
        Self::start(json!({}), json!({})).await
    }

    /// How `client` sees it.
    pub(crate) async fn seen(&self, client: &Client) -> Value {
        client.get(&self.path).await.expect(200).body
    }

    /// Reports an event at the version just read.
    pub(crate) async fn report(&self, client: &Client, body: Value) -> Answer {
        let read = client.get(&self.path).await.expect(200);
        let client = client.if_match(read.header("etag").unwrap());
        client.post(&format!("{}/events", self.path), body).await
    }

    /// Reports an event without details that must be legal.
    pub(crate) async fn step(&self, client: &Client, kind: &str) -> Value {
        self.report(client, json!({ "kind": kind })).await.expect(200).body
    }

    /// Quotes a price for the only need.
    pub(crate) async fn quote(&self, client: &Client) -> Answer {
        let path = format!("{}/quotes", self.path);
        client.if_match("*").post(&path, price("USD", "4.20")).await
    }

    /// Takes it to a stage by the straight way.
    pub(crate) async fn reach(&self, stage: &str) {
        let (berta, sami) = (&self.cast.berta, &self.cast.sami);
        let way = [
            ("introduced", sami, "consent"),
            ("requested", berta, "request_quotation"),
            ("quoted", sami, "quote"),
            ("met", sami, "meet"),
            ("audited", berta, "audit"),
            ("sampled", sami, "sample"),
            ("approved", berta, "approve"),
            ("trial_order", berta, "order_trial"),
            ("mass_production", berta, "start_mass_production"),
            ("repeat_half_year", berta, "repeat"),
        ];
        if stage == "proposed" {
            return;
        }
        for (at, client, kind) in way {
            if kind == "quote" {
                self.quote(client).await.expect(201);
            } else {
                assert_eq!(self.step(client, kind).await["stage"], at);
            }
            if at == stage {
                return;
            }
        }
        panic!("no stage {stage}");
    }
}

/// A complete quote for the only need.
pub(crate) fn price(currency: &str, unit_price: &str) -> Value {
    json!({
        "currency": currency,
        "incoterm": "DDP",
        "place": "KCN Yên Phong, Bắc Ninh",
        "valid_until": "2999-12-31",
        "lines": [{
            "unit": "pcs",
            "price_breaks": [{ "quantity": 5000, "unit_price": unit_price }],
            "moq": 5000,
            "lead_time_days": 21
        }]
    })
}

/// Kinds of events in a history.
pub(crate) fn kinds(introduction: &Value) -> Vec<&str> {
    let history = introduction["history"].as_array().unwrap();
    history.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// A list of words in an answer.
pub(crate) fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}
