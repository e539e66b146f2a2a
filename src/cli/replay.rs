//! `khop replay`: which pairs a change of weights would move.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use index::learn::replay::{Replayed, beyond, replay};
use serde::Serialize;

use super::history::{Source, weights};
use super::{Failure, output};

/// Score kept match runs again under other weights.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Scores every kept match run again, under the present weights and under those of a \
                  file, and prints the pairs of suppliers that would change places where one of them \
                  is among the first ten before or after: who falls behind whom, from and to which \
                  place, and the number of the file that does most to it. With Kendall's tau of \
                  each run: 1 is the same order, -1 the reverse.\n\n\
                  Nobody comes in who was not shown, and verdicts stay; where the file differs in \
                  numbers that decide about these, that is told on standard error.",
    after_long_help = "Example:\n  khop replay --weights ranking.toml --data ./data"
)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// The other weights, in the form of config/ranking.toml.
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Weights to compare with; those in use where absent.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Places that count.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    top: u32,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    runs: usize,
    /// Runs in which a pair changes places.
    moved_runs: usize,
    /// Pairs that do.
    swaps: usize,
    /// Mean of all runs.
    mean_tau: f64,
    before: String,
    after: String,
    /// Each run, also those in which nothing moves.
    results: Vec<Replayed>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (before, _) = args.source.weights(args.against.as_deref())?;
    let (after, _) = weights(&args.weights)?;
    let cases = args.source.cases()?;
    for name in beyond(&before, &after) {
        output::tell(&format!("{name} differs: what it decides is not replayed"));
    }
    let results: Vec<Replayed> =
        cases.iter().map(|case| replay(case, &before, &after, args.top as usize)).collect();
    let sum: f64 = results.iter().map(|one| one.tau).sum();
    let report = Report {
        runs: results.len(),
        moved_runs: results.iter().filter(|one| !one.swaps.is_empty()).count(),
        swaps: results.iter().map(|one| one.swaps.len()).sum(),
        mean_tau: sum / results.len().max(1) as f64,
        before: before.version().to_owned(),
        after: after.version().to_owned(),
        results,
    };
    let mut out = output::results();
    if args.json {
        serde_json::to_writer(&mut out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        table(&mut out, &report)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn table(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    for one in report.results.iter().filter(|one| !one.swaps.is_empty()) {
        let Replayed { run, request, tau, swaps } = one;
        writeln!(out, "{request}  run {run}  tau {tau:.3}, {} pairs", swaps.len())?;
        for swap in swaps {
            let ((from, to), (low, high)) = (swap.rises_from_to, swap.falls_from_to);
            writeln!(
                out,
                "  {} {from} -> {to}  ahead of  {} {low} -> {high}  by {}",
                swap.rises, swap.falls, swap.by
            )?;
        }
    }
    writeln!(
        out,
        "{} pairs move in {} of {} runs; mean tau {:.3}; weights {} -> {}",
        report.swaps, report.moved_runs, report.runs, report.mean_tau, report.before, report.after
    )
}
