//! Whole files: what an agency sends, and what nobody should send.

mod hostile;
mod round_trip;
mod sheets;

use std::io::Cursor;

use index::profile::Profile;

use super::{FileFault, Options, Outcome, read_all};

fn suppliers(bytes: impl Into<Vec<u8>>, name: &str) -> Result<Outcome<Profile>, FileFault> {
    read_all(Cursor::new(bytes.into()), name, &Options::default())
}

fn codes(outcome: &Outcome<Profile>) -> Vec<(Option<u32>, Option<String>, String)> {
    outcome.findings.iter().map(|f| (f.row, f.column.clone(), f.problem.code())).collect()
}
