//! The engine over whole files, on every core.

use std::num::NonZero;
use std::thread;

use chrono::{NaiveDate, TimeDelta, Utc};
use index::profile::Profile;
use index::{Compiled, Engine};

use crate::interchange::Record;

/// Compiles profiles, in order.
pub(super) fn compile(engine: &Engine, records: &[Record<Profile>]) -> Vec<Compiled> {
    map(records, |record| engine.compile(&record.value))
}

/// Applies a function to every item on every core; results in the order of the items.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(cores).max(1);
    let work = &work;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// The day in Vietnam.
pub(super) fn today() -> NaiveDate {
    (Utc::now() + TimeDelta::hours(7)).date_naive()
}
