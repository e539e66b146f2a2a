//! `khop generate`: invented suppliers and requests for load and tests.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use index::RankingConfig;

use super::{Failure, output};
use crate::generate;

/// Write invented suppliers and requests, as JSON lines.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Writes invented suppliers and sourcing requests from a seed, as suppliers.jsonl \
                  and requests.jsonl. They are spread over all value-chain segments, provinces (old \
                  and new names) and languages, with texts of 80 to 250 words, and marked \
                  fictitious. The same seed gives the same files on every machine, and number n does \
                  not depend on how many are asked for.\n\n\
                  With --history also match runs and what came of them, by buyers of the taste that \
                  --prefer says: what learn is tried on.",
    after_long_help = "Example:\n  khop generate --suppliers 27600 --requests 500 --seed 1 --out-dir load"
)]
pub(super) struct Args {
    /// How many suppliers.
    #[arg(long, value_name = "N", default_value_t = 300)]
    suppliers: u32,
    /// How many requests.
    #[arg(long, value_name = "M", default_value_t = 25)]
    requests: u32,
    /// What the chance starts from.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How many match runs with made-up outcomes; in history.jsonl.
    #[arg(long, value_name = "N", default_value_t = 0)]
    history: u32,
    /// What the buyers of that history care for: a number of config/ranking.toml and how many times
    /// as much as it says. May be repeated.
    #[arg(long, value_name = "NAME=TIMES", value_parser = preference)]
    prefer: Vec<(String, f64)>,
    /// Folder to write to; made where it is missing.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out_dir: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| Failure::Path { path, source }
    };
    fs::create_dir_all(&args.out_dir).map_err(failed(&args.out_dir))?;
    let path = args.out_dir.join("suppliers.jsonl");
    let suppliers = counted(
        generate::suppliers(args.seed).take(args.suppliers as usize),
        "suppliers",
        args.suppliers,
    );
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(failed(&path))?);
    generate::write_lines(suppliers, &mut file).map_err(failed(&path))?;
    let path = args.out_dir.join("requests.jsonl");
    let requests = counted(
        generate::requests(args.seed).take(args.requests as usize),
        "requests",
        args.requests,
    );
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(failed(&path))?);
    generate::write_lines(requests, &mut file).map_err(failed(&path))?;
    if args.history > 0 {
        let path = args.out_dir.join("history.jsonl");
        let taste = generate::Taste::Weights(Box::new(taste(&args.prefer)?));
        let runs = generate::history(args.seed, taste).take(args.history as usize);
        let runs = counted(runs, "match runs", args.history);
        let mut file =
            BufWriter::with_capacity(1 << 20, File::create(&path).map_err(failed(&path))?);
        generate::write_lines(runs, &mut file).map_err(failed(&path))?;
    }
    output::tell(&format!(
        "{} suppliers and {} requests in {}",
        args.suppliers,
        args.requests,
        args.out_dir.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Reads `weight.distance=3`, for clap.
fn preference(text: &str) -> Result<(String, f64), String> {
    let (name, times) = text.split_once('=').ok_or("must be NAME=TIMES")?;
    let times: f64 = times.parse().map_err(|_| format!("'{times}' is not a number"))?;
    if !times.is_finite() || times < 0.0 {
        return Err(format!("{times} is below 0 or endless"));
    }
    Ok((name.to_owned(), times))
}

/// The weights of buyers with these preferences.
fn taste(preferences: &[(String, f64)]) -> Result<RankingConfig, Failure> {
    let mut taste = RankingConfig::default();
    for (name, times) in preferences {
        let known = taste.numbers().into_iter().find(|(known, ..)| known == name);
        let (.., value) = known.ok_or_else(|| {
            Failure::Other(format!("'{name}' is no number of config/ranking.toml"))
        })?;
        taste = taste.with(name, value * times);
    }
    Ok(taste)
}

/// Tells every other second how far it is.
fn counted<T>(
    values: impl Iterator<Item = T>,
    noun: &'static str,
    total: u32,
) -> impl Iterator<Item = T> {
    let mut told = Instant::now();
    values.zip(1_u32..).map(move |(value, count)| {
        if count.is_multiple_of(1_000) && told.elapsed() > Duration::from_secs(2) {
            told = Instant::now();
            output::tell(&format!("{count} of {total} {noun}"));
        }
        value
    })
}
