//! `khop reindex`: the index, made anew or only checked.

use std::io::Write as _;
use std::process::ExitCode;

use super::place::{Place, block_on};
use super::{DIFFERENCES, Failure, output};
use crate::app::App;
use crate::sync::{self, check};

/// Make the search index anew from the database, or check it.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Makes the search index anew from the database: for a stopped service, since two \
                  processes may not work on one index folder. With --check nothing is changed: index \
                  and database are compared, every difference is printed, and the exit code is 4 \
                  where there is one; that also works beside a running service.",
    after_long_help = "Examples:\n  khop reindex --data ./data\n  khop reindex --check --data ./data"
)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Only compare index and database.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let settings = if args.check { args.place.of_a_database() } else { args.place.settings(&[]) }?;
    block_on(async {
        let app = App::start(settings).await?;
        let report = if args.check {
            check::check(&app.index, &app.db).await?
        } else {
            sync::reindex(&app.index, &app.db).await?
        };
        let mut out = output::results();
        for difference in &report.differences {
            writeln!(out, "{difference}")?;
        }
        writeln!(
            out,
            "{} suppliers published, {} in the index, {} changes pending, {} differences",
            report.published,
            report.indexed,
            report.pending,
            report.differences.len()
        )?;
        out.flush()?;
        Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENCES) })
    })
}
