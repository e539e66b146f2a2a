//! `khop learn`: weights fitted to what came of rankings.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use index::learn::{Advice, Fitted, LEAST_LATER, LEAST_OLDER, Measured, fit};

use super::history::{Source, failed};
use super::{Failure, NOT_BETTER, output};
use crate::generate;

/// Fit the weights of the ranking to what came of it.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Reads the history of match runs, fits the weights to the older part and judges them on \
                  the later one: nDCG@10 before and after, and each weight before and after. Writes \
                  only with --write, and only if the later part gains by more than chance would \
                  bring (2.5 standard errors); otherwise it says so and the exit code is 5. Nothing \
                  is learned from fewer than 80 runs in the older part or 30 in the later one that \
                  tell anything: two results of one verdict of which one came further.\n\n\
                  Grades: won 3; quoted 2; opened, shortlisted, introduced, agreed 1; shown, \
                  dismissed, lost 0. What came of a result counts with one over the chance that its \
                  position was looked at, which is taken for one over the square root of the \
                  position, at least 0.1; so results that nobody may have looked at are not taken \
                  for bad ones.\n\n\
                  The order of verdicts is never learned, nor what a wish, a silence or a failed \
                  must is worth ([outcome]), what counts as related ([relation]) or who is shown at \
                  all. A weight of 0 stays 0.\n\n\
                  A history file has one JSON object a line: run, request, at (time), \
                  ranking_version (may be absent) and results, each with supplier, position (from \
                  1), verdict (qualified, near_miss, possible), reached (see grades) and parts: \
                  what the score is made of, as --save-history writes it.",
    after_long_help = "Examples:\n  \
                       khop learn --data ./data\n  \
                       khop learn --data ./data --write ranking.toml\n  \
                       khop generate --history 1000 --prefer weight.distance=3 --out-dir load && khop \
                       learn --history load/history.jsonl"
)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// Weights to start from, in the form of config/ranking.toml; those in use where absent.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Share of the runs, oldest first, that weights are fitted to.
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share)]
    split: f64,
    /// Write the new weights to this file, sentences and all, if they are better.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Write the history that was read as JSON lines.
    #[arg(long, value_name = "FILE")]
    save_history: Option<PathBuf>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| format!("'{text}' is not a number"))?;
    let inside = (0.1..=0.9).contains(&share);
    if inside { Ok(share) } else { Err("must be from 0.1 to 0.9".to_owned()) }
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (present, text) = args.source.weights(args.weights.as_deref())?;
    let cases = args.source.cases()?;
    if let Some(path) = &args.save_history {
        let file = File::create(path).map_err(|source| failed(path, source))?;
        generate::write_lines(cases.iter(), &mut BufWriter::new(file))
            .map_err(|source| failed(path, source))?;
    }
    let fitted = fit(&cases, &present, args.split);
    let mut out = output::results();
    if args.json {
        serde_json::to_writer(&mut out, &fitted).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        table(&mut out, &fitted)?;
    }
    out.flush()?;
    let Some(path) = &args.write else { return Ok(ExitCode::SUCCESS) };
    match fitted.config.filter(|_| fitted.advice == Advice::Better) {
        Some(config) => {
            let written = config.written_over(&text);
            let written = written.map_err(|error| Failure::Other(error.to_string()))?;
            std::fs::write(path, written).map_err(|source| failed(path, source))?;
            output::tell(&format!("weights {} written to {}", config.version(), path.display()));
            Ok(ExitCode::SUCCESS)
        }
        None => {
            output::tell(&format!("nothing written to {}", path.display()));
            Ok(ExitCode::from(NOT_BETTER))
        }
    }
}

fn table(out: &mut impl Write, fitted: &Fitted) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<8}{:>7}{:>9}{:>18}{:>9}{:>22}{:>9}",
        "part", "runs", "telling", "nDCG@10 before", "after", "as observed: before", "after"
    )?;
    for (name, part) in [("older", &fitted.older), ("later", &fitted.later)] {
        let Measured { runs, telling, .. } = part;
        writeln!(
            out,
            "{name:<8}{runs:>7}{telling:>9}{:>18.4}{:>9.4}{:>22.4}{:>9.4}",
            plain(part.ndcg_before),
            plain(part.ndcg_after),
            plain(part.observed_before),
            plain(part.observed_after)
        )?;
    }
    if !fitted.weights.is_empty() {
        writeln!(out, "\n{:<24}{:>9}{:>9}{:>8}", "weight", "before", "after", "times")?;
    }
    for weight in &fitted.weights {
        write!(out, "{:<24}{:>9.3}{:>9.3}", weight.name, weight.before, weight.after)?;
        if weight.before > 0.0 {
            write!(out, "{:>8.2}", weight.after / weight.before)?;
        }
        writeln!(out)?;
    }
    verdict(out, fitted)
}

/// Nothing is below nothing: a part without runs is 0, not -0.
fn plain(figure: f64) -> f64 {
    let rounded = (figure * 1e4).round() / 1e4;
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn verdict(out: &mut impl Write, fitted: &Fitted) -> std::io::Result<()> {
    match fitted.advice {
        Advice::TooFew => writeln!(
            out,
            "\ntoo few: {} of {LEAST_OLDER} telling runs in the older part, {} of {LEAST_LATER} in the \
             later; nothing learned",
            fitted.older.telling, fitted.later.telling
        ),
        Advice::NotBetter => writeln!(
            out,
            "\nnot better: the later part gains {:.1} standard errors, 2.5 are asked for; keep the \
             weights",
            fitted.standard_errors
        ),
        Advice::Better => writeln!(
            out,
            "\nbetter: the later part gains {:.1} standard errors",
            fitted.standard_errors
        ),
    }?;
    // What buyers did is weighed against where it stood; whoever reads the verdict is to know where
    // the plain count says something else.
    let (before, after) = (fitted.later.observed_before, fitted.later.observed_after);
    if plain(after) < plain(before) {
        writeln!(out, "as observed, the later part falls from {before:.4} to {after:.4}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use index::RankingConfig;

    use super::*;

    fn told(change: impl Fn(&mut Fitted)) -> String {
        let mut fitted = fit(&[], &RankingConfig::default(), 0.7);
        change(&mut fitted);
        let mut out = Vec::new();
        table(&mut out, &fitted).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_empty_part_is_nothing_and_a_fall_as_observed_is_named() {
        let empty = told(|_| {});
        assert!(empty.contains("0.0000") && !empty.contains('-'), "{empty}");
        let fallen = told(|fitted| {
            fitted.advice = Advice::Better;
            (fitted.later.observed_before, fitted.later.observed_after) = (0.75, 0.7321);
        });
        let last = fallen.lines().last().unwrap();
        assert_eq!(last, "as observed, the later part falls from 0.7500 to 0.7321");
        let risen = told(|fitted| fitted.later.observed_after = 0.5);
        assert!(!risen.contains("as observed, the later"), "{risen}");
    }
}
