//! What an invitee's call costs does not tell how many others are invited: with few and with many, it
//! runs the same statements, which give back the same number of rows. And none of them walks through
//! what others do over the request.

use std::collections::BTreeSet;

use khop::accounts::OrganisationKind;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement as Sql};
use serde_json::{Value, json};

use super::{LIST, id_of, price};
use crate::harness::{Answer, Client, Statement, TestApp, statements};
use crate::sourcing::{REQUESTS, opened};
use crate::suppliers::{die_caster, entered};

/// Firms that could be invited.
const FIRMS: usize = 60;

struct Crowd {
    app: TestApp,
    buyer: Client,
    /// Invited first.
    mai: Client,
    firm: String,
    path: String,
    /// An agency that holds a profile of its own, invited second.
    minh: Client,
    held: String,
    held_path: String,
    /// Not invited.
    sami: Client,
    outside: String,
    request: String,
    /// An introduction of another.
    other: String,
}

/// The same firms each time, of which some are invited.
async fn crowd(visibility: &str, invited: usize) -> Crowd {
    let app = TestApp::start_with(|settings| settings.database.max_connections = 1).await;
    let mut clients = Vec::new();
    for (name, kind) in [
        ("berta", OrganisationKind::Buyer),
        ("mai", OrganisationKind::Supplier),
        ("sami", OrganisationKind::Supplier),
        ("minh", OrganisationKind::Agency),
        ("agnes", OrganisationKind::Agency),
    ] {
        app.account(name, &format!("Công ty {name}"), kind).await;
        clients.push(app.signed_in(name).await);
    }
    let [buyer, mai, sami, minh, _] = clients.try_into().ok().unwrap();
    let outside = entered(&sami, die_caster()).await;
    let firm = entered(&mai, die_caster()).await;
    let held = entered(&minh, die_caster()).await;
    let mut firms = vec![firm.clone(), held.clone()];
    for at in 2..FIRMS {
        let name = format!("firm-{at}");
        app.account(&name, &format!("Cơ khí {at}"), OrganisationKind::Supplier).await;
        firms.push(entered(&app.signed_in(&name).await, die_caster()).await);
    }
    let mut body = crate::sourcing::housings();
    body["anonymous"] = json!(true);
    body["visibility"] = json!(visibility);
    body["details"] = json!("bản vẽ A-1024");
    let request = opened(&buyer, body).await;
    let mut paths = Vec::new();
    for firm in firms.iter().take(invited) {
        let body = json!({
            "sourcing_request": id_of(&request), "supplier": id_of(firm), "ask_confidentiality": true
        });
        let made = buyer.post(LIST, body).await.expect(201);
        paths.push(made.header("location").unwrap().to_owned());
    }
    let [path, held_path, other] = paths[..3].to_vec().try_into().unwrap();
    Crowd { app, buyer, mai, firm, path, minh, held, held_path, sami, outside, request, other }
}

/// What a call runs, under a name.
type Ran = (String, u16, Vec<Statement>);

impl Crowd {
    async fn run(&self, who: &str, what: &str, call: impl Future<Output = Answer>) -> Ran {
        let (answer, ran) = statements(&self.app.app.db, call).await;
        (format!("{who}: {what}"), answer.status.as_u16(), ran)
    }

    /// Everything that is read by the invited and by the uninvited.
    async fn reads(&self) -> Vec<Ran> {
        let mut all = Vec::new();
        for (who, client, firm, own) in [
            ("invited", &self.mai, &self.firm, &self.path),
            ("held", &self.minh, &self.held, &self.held_path),
            ("outside", &self.sami, &self.outside, &self.other),
        ] {
            for (what, path) in [
                ("introductions", LIST.to_owned()),
                ("introductions of it", format!("{LIST}?request={}", id_of(&self.request))),
                ("introduction", own.clone()),
                ("of another", self.other.clone()),
                ("quotes", format!("{own}/quotes")),
                ("ratings", format!("{own}/ratings")),
                ("requests", REQUESTS.to_owned()),
                ("request", self.request.clone()),
                ("files", format!("{}/attachments", self.request)),
                ("comparison", format!("{}/quotes?currency=USD", self.request)),
                ("profile", firm.clone()),
                ("opportunities", format!("{firm}/opportunities")),
                ("next steps", format!("{firm}/next-steps")),
                ("inbox", "/api/v1/notifications".to_owned()),
            ] {
                all.push(self.run(who, what, client.get(&path)).await);
            }
        }
        all
    }

    async fn write(&self, who: &str, client: &Client, path: &str, body: Value) -> Ran {
        let client = client.if_match("*");
        let what = body["kind"].as_str().unwrap_or("price").to_owned();
        self.run(who, &what, client.post(path, body)).await
    }

    /// A deal as far as it is the supplier's, and what an outsider gets for trying.
    async fn writes(&self) -> Vec<Ran> {
        let (events, quotes) = (format!("{}/events", self.path), format!("{}/quotes", self.path));
        let foreign = format!("{}/events", self.other);
        let kind = |kind: &str| json!({ "kind": kind });
        let mut all = vec![
            self.write("outside", &self.sami, &events, kind("consent")).await,
            self.write("invited", &self.mai, &foreign, kind("consent")).await,
            self.write("invited", &self.mai, &events, kind("audit")).await,
            self.write("invited", &self.mai, &events, kind("consent")).await,
            self.write("invited", &self.mai, &events, kind("agree_confidentiality")).await,
        ];
        for step in ["agree_confidentiality", "request_quotation"] {
            self.write("buyer", &self.buyer, &events, kind(step)).await;
        }
        all.push(self.write("invited", &self.mai, &quotes, price("USD", "4")).await);
        all.push(self.write("invited", &self.mai, &events, kind("meet")).await);
        let end = json!({ "kind": "end", "reason": "declined_capacity" });
        all.push(self.write("invited", &self.mai, &events, end).await);
        all
    }

    async fn everything(&self) -> Vec<Ran> {
        let mut all = self.reads().await;
        all.extend(self.writes().await);
        all.extend(self.reads().await);
        all
    }
}

async fn costs_the_same(visibility: &str) {
    let few = crowd(visibility, 3).await.everything().await;
    let crowded = crowd(visibility, FIRMS).await;
    let many = crowded.everything().await;
    assert_eq!(few.len(), many.len());
    for ((name, status, few), (_, same, many)) in few.iter().zip(&many) {
        assert_eq!(status, same, "{name}");
        assert!(!few.is_empty(), "{name}: nothing was counted");
        assert_eq!(few, many, "{visibility}, {name}");
    }
    let done = many.iter().filter(|(_, status, _)| (200..300).contains(status)).count();
    assert!(done > 20, "only {done} of {} went through", many.len());
    nothing_walks_through_others(&crowded, &many).await;
}

/// Tables with rows for each of those who are invited.
const OF_INVITEES: [&str; 4] =
    ["introduction", "introduction_event", "quote", "introduction_rating"];

/// How SQLite goes about each statement: it finds rows of invitees by who they are, not by the request.
async fn nothing_walks_through_others(crowd: &Crowd, ran: &[Ran]) {
    let db = &crowd.app.app.db;
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let all = ran.iter().flat_map(|(_, _, ran)| ran).map(|one| one.sql.clone());
    let all: BTreeSet<String> = all.collect();
    let asked = all.iter().filter(|sql| {
        let words = ["SELECT", "UPDATE", "DELETE"];
        words.iter().any(|word| sql.starts_with(word))
    });
    let mut walks = Vec::new();
    for sql in asked {
        let explain = Sql::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
        for row in db.query_all_raw(explain).await.unwrap() {
            let step: String = row.try_get("", "detail").unwrap();
            let of = OF_INVITEES.iter().find(|table| {
                let mut words = step.split(' ');
                matches!(words.next(), Some("SCAN" | "SEARCH")) && words.next() == Some(table)
            });
            let walk = step.starts_with("SCAN") || step.contains("(request_id=?)");
            if of.is_some() && walk {
                walks.push(format!("{step}\n    {sql}"));
            }
        }
    }
    assert!(walks.is_empty(), "{}", walks.join("\n"));
}

#[actix_web::test]
async fn a_call_costs_an_invitee_the_same_whoever_else_is_invited() {
    costs_the_same("invited").await;
}

#[actix_web::test]
async fn a_call_costs_the_same_where_agencies_see_the_request() {
    costs_the_same("agency").await;
}

#[actix_web::test]
async fn a_call_costs_the_same_where_all_suppliers_see_the_request() {
    costs_the_same("suppliers").await;
}

/// Rounds of a measurement.
const ROUNDS: usize = 300;

/// Prints what calls take with few and with many invited, and the ratio; see `tests/bench/README.md`.
#[actix_web::test]
#[ignore = "measures, and judges nothing"]
async fn times_with_few_and_with_many() {
    print(format!("{:12}{:24}{:>10}{:>10}{:>8}", "visibility", "call", "3 ms", "60 ms", "ratio"));
    for visibility in ["invited", "agency", "suppliers"] {
        let (few, many) = (crowd(visibility, 3).await, crowd(visibility, FIRMS).await);
        let (mai, minh) = (|of: &Crowd| of.mai.clone(), |of: &Crowd| of.minh.clone());
        let events = |of: &Crowd| format!("{}/events", of.path);
        let of_it = |of: &Crowd| format!("{LIST}?request={}", id_of(&of.request));
        type Path = fn(&Crowd) -> String;
        type Who = fn(&Crowd) -> Client;
        for (what, who, path, body) in [
            ("read the request", mai, |of| of.request.clone(), None),
            ("read the introduction", mai, |of| of.path.clone(), None),
            ("list those of it", mai, of_it, None),
            ("read of another", mai, |of| of.other.clone(), None),
            ("an illegal step", mai, events, Some("audit")),
            ("an agency lists all", minh, |_| LIST.to_owned(), None),
            ("an agency lists those", minh, of_it, None),
        ] as [(&str, Who, Path, Option<&str>); 7]
        {
            let mut times = [Vec::new(), Vec::new()];
            for _ in 0..ROUNDS {
                for (times, of) in times.iter_mut().zip([&few, &many]) {
                    let (client, path) = (who(of), path(of));
                    let begin = std::time::Instant::now();
                    match body {
                        None => client.get(&path).await,
                        Some(kind) => {
                            client.if_match("*").post(&path, json!({ "kind": kind })).await
                        }
                    };
                    times.push(begin.elapsed().as_secs_f64() * 1000.0);
                }
            }
            row(visibility, what, times.map(median));
        }
        // Of a step there is but one in each introduction: everybody who is invited agrees once.
        let consent = async |of: &Crowd| {
            let begin = std::time::Instant::now();
            of.write(
                "invited",
                &of.mai,
                &format!("{}/events", of.path),
                json!({ "kind": "consent" }),
            )
            .await;
            begin.elapsed().as_secs_f64() * 1000.0
        };
        row(visibility, "agree (once)", [consent(&few).await, consent(&many).await]);
    }
}

fn row(visibility: &str, what: &str, [few, many]: [f64; 2]) {
    print(format!("{visibility:12}{what:24}{few:>10.3}{many:>10.3}{:>8.2}", many / few));
}

#[expect(clippy::print_stdout, reason = "the table is what it is for")]
fn print(line: String) {
    println!("{line}");
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
