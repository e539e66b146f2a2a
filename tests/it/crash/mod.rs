//! The server, killed while it writes: whatever it answered for is there after the restart, once,
//! and index and database agree.
//!
//! `KHOP_CRASH_ROUNDS` sets how often it dies, `KHOP_CRASH_SEED` repeats a run (its choices, not
//! the machine's timing). Killing a process keeps what the system has taken over from it: this
//! shows nothing about loss of power.

mod alerts;
mod ledger;
mod notices;
mod server;

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tokio::sync::mpsc;

use ledger::Writer;
use server::{Place, Server};

/// Clients that write at the same time.
const WRITERS: u64 = 4;
/// Answers after which the server dies at the latest.
const MOST_ANSWERS: usize = 40;
/// Microseconds after that answer within which it dies.
const MOST_DELAY: u64 = 5_000;

fn number_of(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_for_survives_the_death_of_the_server() {
    let rounds = number_of("KHOP_CRASH_ROUNDS").unwrap_or(20);
    let seed = number_of("KHOP_CRASH_SEED").unwrap_or_else(rand::random);
    println!("{rounds} rounds, KHOP_CRASH_SEED={seed}");
    let began = Instant::now();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let place = Place::make().await;
    let mut server = Server::start(&place).await;
    let token = server.sign_in().await;
    let mut writers: Vec<_> = (0..WRITERS).map(|number| Writer::new(number, seed)).collect();
    let mut unanswered = 0;

    for round in 0..rounds {
        let tasks: Vec<_> = {
            let (tell, mut answers) = mpsc::unbounded_channel();
            let write = |writer: Writer| writer.write(server.url(), token.clone(), tell.clone());
            let tasks = writers.drain(..).map(|writer| tokio::spawn(write(writer))).collect();
            drop(tell);
            for _ in 0..random.random_range(0..=MOST_ANSWERS) {
                answers.recv().await.expect("every writer stopped before the server did");
            }
            let moment = Duration::from_micros(random.random_range(0..=MOST_DELAY));
            let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
            server.kill();
            tasks
        };
        for task in tasks {
            writers.push(task.await.unwrap());
        }
        unanswered += writers.iter().filter(|writer| writer.was_cut_off()).count();

        if random.random_ratio(1, 4) {
            // Once more, while it is still opening its index.
            Server::launch(&place).await.kill();
        }
        server = Server::start(&place).await;
        let all = round + 1 == rounds;
        let (url, token) = (server.url(), token.as_str());
        join_all(writers.iter_mut().map(|writer| writer.check(&url, token, all))).await;
        let kept: usize = writers.iter().map(Writer::kept).sum();
        let report = place.caught_up(&server).await;
        assert_eq!(report.differences, 0, "round {round}: {}", report.text);
        assert_eq!((report.published, report.indexed), (kept, kept), "round {round}");
    }

    let (kept, written) =
        writers.iter().fold((0, 0), |(kept, written), w| (kept + w.kept(), written + w.written()));
    println!(
        "{written} writes answered for, {unanswered} cut off, {kept} suppliers kept, {} s",
        began.elapsed().as_secs()
    );
    assert!(written > 0 && unanswered > 0, "nothing was under way when the server died");
}
