//! Who and what the rows of the matrix are about.

use serde_json::json;

use super::{cost, webhook};
use crate::harness::{Cast, TestApp};
use crate::{introductions, sourcing, suppliers};

/// What a row can use to make its request.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) cast: Cast,
    /// Path of the profile of "supplier".
    pub(super) supplier: String,
    /// Path of a profile that the agency entered and nobody holds.
    pub(super) unclaimed: String,
    /// Paths of an open request of "buyer", of a match run of it, and of a draft.
    pub(super) request: String,
    pub(super) run: String,
    pub(super) draft: String,
    /// Path of a notification and of a webhook of "supplier".
    pub(super) notification: String,
    pub(super) webhook: String,
}

impl World {
    pub(super) async fn start() -> Self {
        let app = TestApp::start().await;
        let cast = Cast::of(&app).await;
        let supplier = suppliers::entered(&cast.sami, suppliers::die_caster()).await;
        let unclaimed = suppliers::entered(&cast.agnes, suppliers::die_caster()).await;
        let request = sourcing::opened(&cast.berta, sourcing::housings()).await;
        let run = cast.berta.send_empty(&format!("{request}/match-runs")).await.expect(201);
        let run = run.header("location").unwrap().to_owned();
        let check = json!({ "level": "documents_checked" });
        cast.ada.post(&format!("{supplier}/verification"), check).await.expect(200);
        let told = cast.sami.get("/api/v1/notifications").await.expect(200).body;
        let notification = told["items"][0]["id"].as_str().unwrap();
        let notification = format!("/api/v1/notifications/{notification}");
        let (draft, webhook) = (String::new(), String::new());
        let mut world =
            Self { app, cast, supplier, unclaimed, request, run, draft, notification, webhook };
        world.draft = world.draft_again().await;
        world.webhook = world.webhook_again().await;
        world
    }

    /// A draft of "buyer" that nobody has touched.
    pub(super) async fn draft_again(&self) -> String {
        let draft =
            self.cast.berta.post(sourcing::REQUESTS, sourcing::housings()).await.expect(201);
        draft.header("location").unwrap().to_owned()
    }

    /// A new introduction of "buyer" and "supplier".
    pub(super) async fn introduction(&self) -> String {
        let request = sourcing::opened(&self.cast.berta, sourcing::housings()).await;
        let supplier = self.supplier_again().await;
        let made = introductions::proposed(&self.cast.berta, &request, &supplier).await.expect(201);
        made.header("location").unwrap().to_owned()
    }

    /// The same, and "agency" brokers it.
    pub(super) async fn brokered(&self) -> String {
        let mut open = sourcing::housings();
        open["visibility"] = json!("agency");
        let request = sourcing::opened(&self.cast.berta, open).await;
        let supplier = self.supplier_again().await;
        let made = introductions::proposed(&self.cast.agnes, &request, &supplier).await.expect(201);
        made.header("location").unwrap().to_owned()
    }

    /// A cost of "agency".
    pub(super) async fn cost(&self) -> String {
        let path = format!("{}/costs", self.brokered().await);
        let made = self.cast.agnes.post(&path, cost(self)).await.expect(201);
        made.header("location").unwrap().to_owned()
    }

    /// A webhook of "supplier" that is still there.
    pub(super) async fn webhook_again(&self) -> String {
        let made = self.cast.sami.post("/api/v1/webhooks", webhook()).await.expect(201);
        made.header("location").unwrap().to_owned()
    }

    /// The profile of "supplier", published again.
    pub(super) async fn supplier_again(&self) -> String {
        let body = json!({ "status": "published" });
        self.cast.sami.if_match("*").patch(&self.supplier, body).await.expect(200);
        self.supplier.clone()
    }
}
