//! Processes that come, go, die, and run beside each other: each turn is told once.

use std::collections::BTreeSet;
use std::task::Poll;

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use futures_util::future::poll_fn;
use khop::opportunities::alerts::pass;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use super::{GONE, NEW, caster, changed, heads, housings, id_of, told};
use crate::harness::{Cast, TestApp};
use crate::{sourcing, suppliers};

#[actix_web::test]
async fn what_happened_while_no_process_ran_is_told_by_the_next_one() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    suppliers::entered(&cast.sami, caster(&[650])).await;
    let fitting = sourcing::opened(&cast.berta, housings(600)).await;
    let raised = sourcing::opened(&cast.berta, housings(650)).await;
    assert_eq!(pass(&app.app).await.unwrap(), 2);
    sourcing::opened(&cast.boris, housings(350)).await;
    cast.berta.send_empty(&format!("{fitting}/close")).await.expect(200);
    changed(&cast.berta, &raised, housings(900)).await;
    let later = app.replica().await;
    assert_eq!(pass(&later).await.unwrap(), 3);
    assert_eq!(pass(&app.app).await.unwrap(), 0, "whoever comes second finds it told");
    let told_sami = told(&cast.sami).await;
    let mut after = heads(&told_sami)[2..].to_vec();
    after.sort_unstable();
    assert_eq!(after, [(GONE, ""), (GONE, "withdrawn"), (NEW, "")]);
    let gone = told_sami.iter().find(|one| one["subject"] == id_of(&raised) && one["kind"] == GONE);
    let body = gone.unwrap()["body"].as_str().unwrap();
    assert!(body.contains("clamping force ≥ 900 tf"), "the reason is known all the same: {body}");
}

#[actix_web::test]
async fn two_processes_at_the_same_time_tell_it_once() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, caster(&[650])).await;
    let other = app.replica().await;
    for round in 0..6_u32 {
        let tons = if round % 2 == 0 { 650 } else { 250 };
        cast.sami.if_match("*").put(&supplier, caster(&[tons])).await.expect(200);
        sourcing::opened(&cast.berta, housings(2_000)).await;
        if round == 0 {
            sourcing::opened(&cast.berta, housings(600)).await;
        }
        let (one, two) = tokio::join!(pass(&app.app), pass(&other));
        // One of them may have lost a race for the row; the next pass has nothing left then.
        let again = pass(&app.app).await.unwrap() + pass(&other).await.unwrap();
        assert_eq!(one.unwrap_or(0) + two.unwrap_or(0) + again, 1, "round {round}");
    }
    let told_sami = told(&cast.sami).await;
    let kinds: Vec<&str> = told_sami.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, [NEW, GONE, NEW, GONE, NEW, GONE]);
}

/// A pass is dropped at every point at which it waits for something, as a death would end it.
#[actix_web::test]
async fn a_death_at_any_point_neither_loses_nor_repeats() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    for client in [&cast.sami, &cast.suri] {
        suppliers::entered(client, caster(&[650])).await;
    }
    let (mut points, mut requests, mut finished) = (0, 0, false);
    while !finished {
        sourcing::opened(&cast.berta, housings(600)).await;
        requests += 1;
        let dying = app.replica().await;
        let (mut passing, mut left) = (Box::pin(pass(&dying)), points);
        finished = poll_fn(|context| match passing.poll_unpin(context) {
            Poll::Ready(outcome) => Poll::Ready(outcome.is_ok()),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => {
                left -= 1;
                Poll::Pending
            }
        })
        .await;
        drop(passing);
        points += 1;
        pass(&app.app).await.unwrap();
        for client in [&cast.sami, &cast.suri] {
            let told = told(client).await;
            let subjects: BTreeSet<_> =
                told.iter().map(|one| one["subject"].as_str().unwrap()).collect();
            assert_eq!((told.len(), subjects.len()), (requests, requests), "point {points}");
            assert!(told.iter().all(|one| one["kind"] == NEW));
        }
        assert!(requests < 99, "it never comes to its end");
    }
    println!("{points} points at which it waits");
    assert!(points > 10, "only {points} points at which it waits");
}

/// Requests are opened, changed, hidden and closed, profiles change, days pass. Whatever was
/// followed step by step, a process that reads everything anew has nothing to add to it.
#[actix_web::test]
async fn a_process_that_reads_everything_anew_finds_nothing_more_to_tell() {
    let seed =
        std::env::var("KHOP_ALERTS_SEED").map_or_else(|_| rand::random(), |s| s.parse().unwrap());
    println!("KHOP_ALERTS_SEED={seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let supplier = suppliers::entered(&cast.sami, caster(&[650])).await;
    let mut requests = Vec::new();
    let mut told = 0;
    for step in 1..=120 {
        let (berta, sami) = (app.signed_in("berta").await, app.signed_in("sami").await);
        let tons = [250, 350, 650, 850][random.random_range(0..4)];
        let mut body = housings(tons);
        if random.random_bool(0.3) {
            body["required"]["certifications"] = json!(["IATF 16949"]);
        }
        if random.random_bool(0.3) {
            body["deadline"] = json!(app.app.today() + TimeDelta::days(random.random_range(0..9)));
        }
        if random.random_bool(0.2) {
            body["visibility"] = json!("agency");
        }
        let some = |random: &mut ChaCha8Rng| random.random_range(0..requests.len().max(1));
        match random.random_range(0..10) {
            _ if requests.len() < 5 => requests.push(sourcing::opened(&berta, body).await),
            0..3 => requests.push(sourcing::opened(&berta, body).await),
            3..6 => changed(&berta, &requests[some(&mut random)], body).await,
            6 => {
                let path = requests.swap_remove(some(&mut random));
                berta.send_empty(&format!("{path}/close")).await.expect(200);
            }
            7 | 8 => {
                let mut profile = caster(&[tons]);
                if random.random_bool(0.6) {
                    let last = app.app.today() + TimeDelta::days(random.random_range(0..9));
                    profile["certifications"] =
                        json!([{ "scheme": "IATF 16949", "valid_until": last }]);
                }
                sami.if_match("*").put(&supplier, profile).await.expect(200);
            }
            _ => app.pass(TimeDelta::days(1)),
        }
        if random.random_bool(0.7) {
            told += pass(&app.app).await.unwrap();
        }
        if step % 12 == 0 {
            told += pass(&app.app).await.unwrap();
            let anew = pass(&app.replica().await).await.unwrap();
            assert_eq!(anew, 0, "step {step}, KHOP_ALERTS_SEED={seed}");
            let sami = app.signed_in("sami").await;
            let list = sami.get(&format!("{supplier}/opportunities?top=100")).await.expect(200);
            for item in list.body["items"].as_array().unwrap() {
                let fits = item["verdict"] == "qualified";
                assert_eq!(item.get("fits_since").is_some(), fits, "step {step}, seed {seed}");
            }
        }
    }
    assert!(told > 10, "only {told} notices show nothing");
}
