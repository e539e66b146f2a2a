//! Who may do what: every operation of the document, as a stranger, a supplier, another supplier,
//! a buyer, another buyer, an agency and an administrator.
//!
//! "Supplier" and "buyer" own what the request is about. A new operation needs a row here; the
//! matrix is a snapshot that is reviewed.

use std::fmt::Write as _;

use actix_web::http::Method;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use khop::accounts::OrganisationKind;
use khop::notifications;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Cast, Client, TestApp};
use crate::{attachments, imports, introductions, openapi, sourcing};

mod world;

use world::World;

/// A request: the path with its identifiers, the body, further headers.
#[derive(Default)]
struct Call {
    path: String,
    body: Option<Value>,
    /// A body that is no JSON; its content type is among the headers.
    raw: Option<Vec<u8>>,
    headers: Vec<(&'static str, String)>,
}

impl Call {
    /// Whatever version the target has.
    fn any_version(mut self) -> Self {
        self.headers.push(("if-match", "*".to_owned()));
        self
    }

    fn to(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    fn with(path: impl Into<String>, body: Value) -> Self {
        Self { path: path.into(), body: Some(body), ..Self::default() }
    }
}

/// Makes the request of a row anew for every cell, with targets of its own where it changes them.
type Make = for<'w> fn(&'w World) -> LocalBoxFuture<'w, Call>;

/// One row per operation id.
const ROWS: &[(&str, Make)] = &[
    ("register", |_| {
        async {
            let body = json!({
                "email": format!("{}@example.com", Uuid::new_v4()),
                "password": "cầu Long Biên mưa phùn",
                "name": "Mới",
                "organisation": { "name": "Công ty Mới", "kind": "buyer" }
            });
            Call::with("/api/v1/auth/register", body)
        }
        .boxed_local()
    }),
    ("create_token", |_| {
        async {
            let body = json!({ "email": "sami@example.com", "password": "cầu Long Biên mưa phùn" });
            Call::with("/api/v1/auth/token", body)
        }
        .boxed_local()
    }),
    ("refresh_token", |world| {
        async {
            let body = json!({ "email": "sami@example.com", "password": "cầu Long Biên mưa phùn" });
            let tokens = world.cast.egon.post("/api/v1/auth/token", body).await.body;
            let body = json!({ "refresh_token": tokens["refresh_token"] });
            Call::with("/api/v1/auth/refresh", body)
        }
        .boxed_local()
    }),
    ("logout", |_| async { Call::with("/api/v1/auth/logout", Value::Null) }.boxed_local()),
    ("get_me", |_| async { Call::to("/api/v1/me") }.boxed_local()),
    ("get_jwks", |_| async { Call::to("/api/v1/.well-known/jwks.json") }.boxed_local()),
    ("list_organisations", |_| async { Call::to("/api/v1/admin/organisations") }.boxed_local()),
    ("approve_organisation", |world| {
        async { Call::to(format!("/api/v1/admin/organisations/{}/approve", firm(world).await)) }
            .boxed_local()
    }),
    ("suspend_organisation", |world| {
        async { Call::to(format!("/api/v1/admin/organisations/{}/suspend", firm(world).await)) }
            .boxed_local()
    }),
    ("rotate_signing_key", |_| async { Call::to("/api/v1/admin/signing-keys") }.boxed_local()),
    ("create_import", |_| {
        async {
            let (kind, form) = imports::form("a.csv", "name\nCông ty Mới\n".as_bytes(), &[]);
            let headers = vec![("content-type", kind)];
            Call { raw: Some(form), headers, ..Call::to("/api/v1/imports") }
        }
        .boxed_local()
    }),
    ("get_import", |world| {
        async {
            let (kind, form) = imports::form("a.csv", "name\nCông ty Mới\n".as_bytes(), &[]);
            let agnes = world.cast.agnes.with("content-type", kind);
            let made = agnes.send(Method::POST, "/api/v1/imports", Some(form)).await;
            Call::to(format!("/api/v1/imports/{}", made.body["id"].as_str().unwrap()))
        }
        .boxed_local()
    }),
    ("list_suppliers", |_| async { Call::to("/api/v1/suppliers") }.boxed_local()),
    ("create_supplier", |_| {
        // Nobody gets a profile of this: it ends at the rights, or at its fault.
        async { Call::with("/api/v1/suppliers", json!({ "name": " " })) }.boxed_local()
    }),
    ("get_supplier", |world| async { Call::to(world.supplier.clone()) }.boxed_local()),
    ("replace_supplier", |world| {
        let body = json!({ "name": "Cơ khí Ví Dụ", "processes": ["đúc áp lực"] });
        async move { Call::with(world.supplier.clone(), body).any_version() }.boxed_local()
    }),
    ("update_supplier", |world| {
        let body = json!({ "moq": "500 cái" });
        async move { Call::with(world.supplier.clone(), body).any_version() }.boxed_local()
    }),
    ("withdraw_supplier", |world| {
        async { Call::to(world.supplier_again().await).any_version() }.boxed_local()
    }),
    ("confirm_supplier", |world| {
        async { Call::to(format!("{}/confirm", world.supplier_again().await)) }.boxed_local()
    }),
    ("verify_supplier", |world| {
        let body = json!({ "level": "documents_checked" });
        async move { Call::with(format!("{}/verification", world.supplier), body) }.boxed_local()
    }),
    ("claim_supplier", |world| {
        async { Call::with(format!("{}/claim", world.unclaimed), json!({})) }.boxed_local()
    }),
    ("list_claims", |world| {
        async { Call::to(format!("{}/claims", world.unclaimed)) }.boxed_local()
    }),
    ("decide_claim", |world| {
        let nobody = Uuid::nil();
        let body = json!({ "grant": true });
        async move { Call::with(format!("{}/claims/{nobody}", world.unclaimed), body) }
            .boxed_local()
    }),
    ("list_supplier_history", |world| {
        async { Call::to(format!("{}/history", world.supplier)) }.boxed_local()
    }),
    ("list_opportunities", |world| {
        async { Call::to(format!("{}/opportunities", world.supplier)) }.boxed_local()
    }),
    ("list_next_steps", |world| {
        async { Call::to(format!("{}/next-steps", world.supplier)) }.boxed_local()
    }),
    ("list_sourcing_requests", |_| async { Call::to("/api/v1/sourcing-requests") }.boxed_local()),
    ("create_sourcing_request", |_| {
        async {
            Call::with("/api/v1/sourcing-requests", json!({ "text": "Cần đúc áp lực nhôm" }))
        }
        .boxed_local()
    }),
    ("get_sourcing_request", |world| async { Call::to(world.request.clone()) }.boxed_local()),
    ("update_sourcing_request", |world| {
        let body = json!({ "title": "Vỏ nhôm" });
        async move { Call::with(world.request.clone(), body).any_version() }.boxed_local()
    }),
    ("publish_sourcing_request", |world| {
        async { Call::to(format!("{}/publish", world.draft)) }.boxed_local()
    }),
    ("close_sourcing_request", |world| {
        async { Call::to(format!("{}/close", world.draft_again().await)) }.boxed_local()
    }),
    ("list_sourcing_request_history", |world| {
        async { Call::to(format!("{}/history", world.request)) }.boxed_local()
    }),
    ("list_attachments", |world| {
        async { Call::to(format!("{}/attachments", world.request)) }.boxed_local()
    }),
    ("create_attachment", |world| {
        async {
            let (kind, form) = attachments::form("a.pdf", attachments::PDF, None, &[]);
            let headers = vec![("content-type", kind)];
            Call { raw: Some(form), headers, ..Call::to(format!("{}/attachments", world.request)) }
        }
        .boxed_local()
    }),
    ("get_attachment", |world| {
        // A teaser: read by everybody who may see the request.
        async { Call::to(attachments::kept(&world.cast.berta, &world.request, "teaser").await) }
            .boxed_local()
    }),
    ("list_downloads", |world| {
        async {
            let file = attachments::kept(&world.cast.berta, &world.request, "teaser").await;
            Call::to(format!("{file}/downloads"))
        }
        .boxed_local()
    }),
    ("delete_attachment", |world| {
        async { Call::to(attachments::kept(&world.cast.berta, &world.request, "teaser").await) }
            .boxed_local()
    }),
    ("match_suppliers", |_| {
        async { Call::with("/api/v1/match", json!({ "text": "Cần đúc áp lực nhôm" })) }
            .boxed_local()
    }),
    ("create_match_run", |world| {
        async { Call::to(format!("{}/match-runs", world.request)) }.boxed_local()
    }),
    ("list_match_runs", |world| {
        async { Call::to(format!("{}/match-runs", world.request)) }.boxed_local()
    }),
    ("get_match_run", |world| async { Call::to(world.run.clone()) }.boxed_local()),
    ("record_match_result_event", |world| {
        async {
            let supplier = introductions::id_of(&world.supplier);
            let path = format!("{}/results/{supplier}/events", world.run);
            Call::with(path, json!({ "kind": "opened" }))
        }
        .boxed_local()
    }),
    ("list_match_outcomes", |world| {
        async { Call::to(format!("{}/outcomes", world.run)) }.boxed_local()
    }),
    ("list_introductions", |_| async { Call::to("/api/v1/introductions") }.boxed_local()),
    ("create_introduction", |world| {
        async {
            let request = sourcing::opened(&world.cast.berta, sourcing::housings()).await;
            let body = json!({
                "sourcing_request": introductions::id_of(&request),
                "supplier": introductions::id_of(&world.supplier_again().await)
            });
            Call::with("/api/v1/introductions", body)
        }
        .boxed_local()
    }),
    ("get_introduction", |world| async { Call::to(world.introduction().await) }.boxed_local()),
    ("record_introduction_event", |world| {
        async {
            let path = format!("{}/events", world.introduction().await);
            Call::with(path, json!({ "kind": "consent" })).any_version()
        }
        .boxed_local()
    }),
    ("list_ratings", |world| {
        async { Call::to(format!("{}/ratings", world.introduction().await)) }.boxed_local()
    }),
    ("rate_introduction", |world| {
        async {
            let path = world.introduction().await;
            Call::with(format!("{path}/ratings"), json!({ "score": 4 })).any_version()
        }
        .boxed_local()
    }),
    ("list_costs", |world| {
        async { Call::to(format!("{}/costs", world.brokered().await)) }.boxed_local()
    }),
    ("create_cost", |world| {
        async { Call::with(format!("{}/costs", world.brokered().await), cost(world)) }.boxed_local()
    }),
    ("get_cost", |world| async { Call::to(world.cost().await) }.boxed_local()),
    ("replace_cost", |world| {
        async { Call::with(world.cost().await, cost(world)).any_version() }.boxed_local()
    }),
    ("delete_cost", |world| async { Call::to(world.cost().await).any_version() }.boxed_local()),
    ("get_block_list", |_| async { Call::to("/api/v1/block-list") }.boxed_local()),
    ("replace_block_list", |_| {
        async { Call::with("/api/v1/block-list", json!({})).any_version() }.boxed_local()
    }),
    ("list_quotes", |world| {
        async { Call::to(format!("{}/quotes", world.introduction().await)) }.boxed_local()
    }),
    ("create_quote", |world| {
        async {
            let path = world.introduction().await;
            for (client, kind) in
                [(&world.cast.sami, "consent"), (&world.cast.berta, "request_quotation")]
            {
                let body = json!({ "kind": kind });
                client.if_match("*").post(&format!("{path}/events"), body).await.expect(200);
            }
            Call::with(format!("{path}/quotes"), introductions::price("VND", "52000"))
        }
        .boxed_local()
    }),
    ("compare_quotes", |world| {
        async { Call::to(format!("{}/quotes?currency=USD", world.request)) }.boxed_local()
    }),
    ("list_indicators", |_| {
        async { Call::to("/api/v1/reports/indicators?from=2026-01-01&to=2026-12-31") }.boxed_local()
    }),
    ("list_indicator_cases", |_| {
        async {
            let path = "/api/v1/reports/indicators/introductions_proposed/cases";
            Call::to(format!("{path}?from=2026-01-01&to=2026-12-31"))
        }
        .boxed_local()
    }),
    ("list_notifications", |_| async { Call::to("/api/v1/notifications") }.boxed_local()),
    ("read_notification", |world| {
        async { Call::to(format!("{}/read", world.notification)) }.boxed_local()
    }),
    ("read_notifications", |_| {
        let body = json!({ "until": "2026-11-25T00:00:00Z" });
        async move { Call::with("/api/v1/notifications/read", body) }.boxed_local()
    }),
    ("stream_notifications", |_| {
        async { Call::to("/api/v1/notifications/stream?seconds=0") }.boxed_local()
    }),
    ("show_unsubscribe", |world| async { Call::to(link(world).await) }.boxed_local()),
    ("unsubscribe", |world| async { Call::to(link(world).await) }.boxed_local()),
    ("get_notification_settings", |_| {
        async { Call::to("/api/v1/me/notification-settings") }.boxed_local()
    }),
    ("replace_notification_settings", |_| {
        let body = json!({ "email": "daily", "language": "vi" });
        async move { Call::with("/api/v1/me/notification-settings", body).any_version() }
            .boxed_local()
    }),
    ("list_webhooks", |_| async { Call::to("/api/v1/webhooks") }.boxed_local()),
    ("create_webhook", |_| async { Call::with("/api/v1/webhooks", webhook()) }.boxed_local()),
    ("get_webhook", |world| async { Call::to(world.webhook.clone()) }.boxed_local()),
    ("replace_webhook", |world| {
        async { Call::with(world.webhook.clone(), webhook()).any_version() }.boxed_local()
    }),
    ("delete_webhook", |world| {
        async { Call::to(world.webhook_again().await).any_version() }.boxed_local()
    }),
    ("rotate_webhook_secret", |world| {
        async { Call::to(format!("{}/rotate", world.webhook)) }.boxed_local()
    }),
    ("test_webhook", |world| async { Call::to(format!("{}/test", world.webhook)) }.boxed_local()),
    ("list_webhook_deliveries", |world| {
        async { Call::to(format!("{}/deliveries", world.webhook)) }.boxed_local()
    }),
    ("understand_text", |_| {
        async {
            Call::with("/api/v1/understand", json!({ "text": "알루미늄 다이캐스팅" }))
        }
        .boxed_local()
    }),
    ("list_concepts", |_| async { Call::to("/api/v1/taxonomy/concepts") }.boxed_local()),
    ("get_health", |_| async { Call::to("/healthz") }.boxed_local()),
    ("get_readiness", |_| async { Call::to("/readyz") }.boxed_local()),
    ("get_openapi", |_| async { Call::to("/api/openapi.json") }.boxed_local()),
];

fn cost(world: &World) -> Value {
    let on = world.app.app.today();
    json!({ "value": "1500000", "currency": "VND", "purpose": "Đi lại", "on": on })
}

fn webhook() -> Value {
    json!({ "url": "http://127.0.0.1:9/" })
}

/// The link in an e-mail to "supplier".
async fn link(world: &World) -> String {
    let me = world.cast.sami.get("/api/v1/me").await.body;
    let account = me["id"].as_str().unwrap().parse().unwrap();
    let link = notifications::settings::unsubscribe_link(&world.app.app, account).await.unwrap();
    link.strip_prefix(&world.app.app.settings.server.public_url).unwrap().to_owned()
}

/// An organisation that is nobody's in the cast.
async fn firm(world: &World) -> Uuid {
    let name = Uuid::new_v4().simple().to_string();
    world.app.account(&name, "Công ty Khác", OrganisationKind::Supplier).await
}

/// The columns, each with a sign-in of its own: a row that signs out must not end the next one.
async fn columns(app: &TestApp, cast: &Cast) -> Vec<(&'static str, Client)> {
    let names = ["", "sami", "suri", "berta", "boris", "agnes", "ada"];
    let mut columns = Vec::new();
    for ((column, client), name) in cast.columns().into_iter().zip(names) {
        let client = if name.is_empty() { client.clone() } else { app.signed_in(name).await };
        columns.push((column, client));
    }
    columns
}

async fn cell(world: &World, client: &Client, method: &str, make: Make) -> Answer {
    let call = make(world).await;
    let mut client = client.clone();
    for (name, value) in call.headers {
        client = client.with(name, value);
    }
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let body = call.body.map(|body| body.to_string().into_bytes());
    client.send(method, &call.path, call.raw.or(body)).await
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let document = openapi::document();
    let operations = openapi::operations(&document);
    let mut known: Vec<&str> = operations
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    let mut rows: Vec<&str> = ROWS.iter().map(|(id, _)| *id).collect();
    known.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, known);
}

#[actix_web::test]
async fn everybody_may_do_what_the_matrix_says() {
    let world = World::start().await;
    let document = openapi::document();
    let mut matrix = String::new();
    for (id, make) in ROWS {
        let (method, path, operation) = openapi::operations(&document)
            .into_iter()
            .find(|(_, _, operation)| operation["operationId"] == **id)
            .unwrap();
        let columns = columns(&world.app, &world.cast).await;
        if matrix.is_empty() {
            let heads = columns.iter().map(|(column, _)| format!("{column:>15}"));
            writeln!(matrix, "{:62}{}", "", heads.collect::<String>()).unwrap();
        }
        write!(matrix, "{:62}", format!("{id} {method} {path}")).unwrap();
        for (column, client) in columns {
            let answer = cell(&world, &client, &method, *make).await;
            let status = answer.status.as_str().to_owned();
            assert!(answer.status.as_u16() < 500, "{id} as {column}: {}", answer.text);
            assert!(
                operation["responses"].get(&status).is_some(),
                "{id} as {column}: {status} is not documented: {}",
                answer.text
            );
            write!(matrix, "{status:>15}").unwrap();
        }
        matrix.push('\n');
    }
    insta::assert_snapshot!("access_matrix", matrix);
}
