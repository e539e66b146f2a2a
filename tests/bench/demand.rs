//! What keeping the fits between requests and suppliers up to date costs, as ratios to judging
//! everybody anew in the same run.
//!
//! `cargo bench --bench demand -- --requests 100000 --suppliers 2000`
//!
//! A change includes reading what changed: a request is understood, a profile compiled. Judging
//! anew comes twice: with everything read already, and with reading it. Times are of one thread.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should end")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use clap::Parser as _;
use index::demand::{Demand, FitSet};
use index::profile::Profile;
use index::request::SourcingRequest;
use index::{Compiled, Engine};
use khop::generate;

#[derive(clap::Parser)]
struct Args {
    /// Generated requests that are open, over five languages.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Generated suppliers that are watched.
    #[arg(long, default_value_t = 200)]
    suppliers: usize,
    /// Changes of each kind.
    #[arg(long, default_value_t = 200)]
    changes: usize,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Days after which a request closes, spread over two months.
fn until(today: NaiveDate, number: usize) -> Option<NaiveDate> {
    (!number.is_multiple_of(3)).then(|| today + Days::new(number as u64 % 60))
}

fn main() {
    let args = Args::parse();
    let engine = Engine::default();
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let mut requests: Vec<SourcingRequest> =
        generate::requests(1).take(args.requests + args.changes).collect();
    let mut suppliers: Vec<Profile> =
        generate::suppliers(1).take(args.suppliers + args.changes).collect();
    // What stands in later for something that is there already.
    let new_requests = requests.split_off(args.requests);
    let new_suppliers = suppliers.split_off(args.suppliers);

    let (reading, (demand, compiled)) = timed(|| {
        let mut demand = Demand::new(&engine);
        requests.iter().for_each(|request| demand.upsert(request));
        let compiled: Vec<Compiled> = suppliers.iter().map(|one| engine.compile(one)).collect();
        (demand, compiled)
    });
    let ids: Vec<String> = requests.iter().map(|request| request.id.clone()).collect();
    let (judging, mut set) = timed(|| anew(&engine, &demand, &ids, &compiled, today));
    let fits = pairs(&set, &compiled);
    println!(
        "{} requests, {} suppliers, {} fits, one thread",
        ids.len(),
        compiled.len(),
        fits.len()
    );

    let mut demand = demand;
    let mut changed = compiled;
    let mut of_request = Vec::new();
    for (number, new) in new_requests.into_iter().enumerate() {
        // Spread over all, so that no two changes meet.
        let at = number * ids.len() / args.changes.max(1);
        let new = SourcingRequest { id: ids[at].clone(), ..new };
        let (took, _) = timed(|| {
            demand.upsert(&new);
            set.put_request(&new.id, &demand, until(today, at))
        });
        of_request.push(took);
    }
    let mut of_supplier = Vec::new();
    for (number, new) in new_suppliers.into_iter().enumerate() {
        let at = number * changed.len() / args.changes.max(1);
        let new = Profile { id: changed[at].id().to_owned(), ..new };
        let (took, compiled) = timed(|| {
            let compiled = engine.compile(&new);
            set.put_supplier(compiled.clone());
            compiled
        });
        of_supplier.push(took);
        changed[at] = compiled;
    }
    let mut of_day = Vec::new();
    let mut last = today;
    for days in 1..=20 {
        last = today + Days::new(days);
        of_day.push(timed(|| set.turn_to(last)).0);
    }

    println!(
        "{:<28}{:>12}{:>12}{:>16}{:>16}",
        "", "p50 ms", "p99 ms", "1 / judging", "1 / all anew"
    );
    let all = reading + judging;
    for (what, mut times) in [
        ("one request changed", of_request),
        ("one supplier changed", of_supplier),
        ("one day passed", of_day),
        ("everybody judged anew", vec![judging]),
        ("everything read and judged", vec![all]),
    ] {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100);
        let [p50, p99] = [50, 99].map(|share| at(share).copied().unwrap_or_default().as_secs_f64());
        println!(
            "{what:<28}{:>12.3}{:>12.3}{:>16.0}{:>16.0}",
            p50 * 1e3,
            p99 * 1e3,
            judging.as_secs_f64() / p50,
            all.as_secs_f64() / p50
        );
    }
    let anew = anew(&engine, &demand, &ids, &changed, last);
    assert!(pairs(&set, &changed) == pairs(&anew, &changed), "the changes led elsewhere");
    println!("the same fits as judged anew: {}", pairs(&set, &changed).len());
}

/// Everybody judged, from what was read.
fn anew(
    engine: &Engine,
    demand: &Demand,
    ids: &[String],
    suppliers: &[Compiled],
    on: NaiveDate,
) -> FitSet {
    let first = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let mut set = FitSet::new(engine, on);
    for (number, id) in ids.iter().enumerate() {
        set.put_request(id, demand, until(first, number));
    }
    for supplier in suppliers {
        set.put_supplier(supplier.clone());
    }
    set
}

fn pairs(set: &FitSet, suppliers: &[Compiled]) -> Vec<(String, String)> {
    let of = |supplier: &Compiled| {
        let of = set.requests_of(supplier.id()).map(|id| (supplier.id().to_owned(), id.to_owned()));
        of.collect::<Vec<_>>()
    };
    suppliers.iter().flat_map(of).collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let made = work();
    (began.elapsed(), made)
}
