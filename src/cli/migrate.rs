//! `khop migrate`: the schema.

use std::process::ExitCode;

use super::place::{Place, block_on};
use super::{Failure, output};
use crate::db;

/// Bring the database schema up to date.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Brings the database schema up to date, all of it or nothing, and ends. Safe to \
                        run from several processes at once; does nothing where there is nothing to do."
)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let settings = args.place.settings(&[])?;
    block_on(async {
        let db = db::connect(&settings.database).await?;
        db::migrate(&db).await?;
        output::tell("the schema is up to date");
        Ok(ExitCode::SUCCESS)
    })
}
