//! `khop rank`: suppliers of a file against requests of a file.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::ValueEnum;
use index::matching::{Match, Ranking};
use index::request::SourcingRequest;
use index::{Engine, Language, RankOptions};

use super::{Failure, explanation, history, input, output, ranker, table};
use crate::interchange::{Declared, Record};

/// Requests ranked before any of them is written.
const AT_ONCE: usize = 64;

/// Rank the suppliers of a file for every request of a file.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Ranks the suppliers of a file for every request of a file, without server or \
                  database. Rows that cannot be read are told on standard error and left out.\n\n\
                  Formats:\n  \
                  table  for people\n  \
                  explained  why, constraint by constraint: + met, - failed, ? not said; ! a must, \
                  = expected, ~ a wish; «the passage» [its field]; → what would close the gap\n  \
                  json   one object a line per request: request, understood, counts, results with \
                  every constraint, its result and its evidence\n  \
                  trec   request Q0 supplier rank score khop, with a score that falls strictly",
    after_long_help = "Examples:\n  \
                       khop rank --suppliers danh-ba.xlsx --requests yeu-cau.csv\n  \
                       khop rank --suppliers suppliers.jsonl --requests requests.jsonl --format trec --top 100\n  \
                       khop rank --suppliers suppliers.jsonl --requests - --format json --locale ko < request.jsonl"
)]
pub(super) struct Args {
    /// Suppliers: JSON lines, CSV or XLSX; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    suppliers: String,
    /// Sourcing requests: JSON lines, CSV or XLSX; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    requests: String,
    /// Suppliers shown for each request, 1 to 10000.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    top: u32,
    /// How to print rankings.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Day on which certificates must hold and freshness is judged; today where absent.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// Language of explanations and messages: en, vi, ko, ja, zh.
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = input::language)]
    locale: Language,
    /// Decides the order of equals.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Weights to rank by, in the form of config/ranking.toml; those built in where absent.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Encoding of CSV files that are not UTF-8: windows-1258, tcvn3, cp949, shift_jis, gb18030.
    #[arg(long, value_name = "NAME", value_parser = input::encoding)]
    encoding: Option<Declared>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    /// Every constraint of every result, in words.
    Explained,
    Json,
    Trec,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let suppliers = input::read(&args.suppliers, args.encoding, args.locale)?;
    let requests = input::read::<SourcingRequest>(&args.requests, args.encoding, args.locale)?;
    let engine = Engine::new(history::weights_or_built_in(args.weights.as_deref())?);
    let compiled = ranker::compile(&engine, &suppliers.records);
    let options = RankOptions {
        today: args.today.unwrap_or_else(ranker::today),
        top: args.top as usize,
        locale: args.locale,
        seed: args.seed,
    };
    let mut out = output::results();
    for batch in requests.records.chunks(AT_ONCE) {
        let rank =
            |record: &Record<SourcingRequest>| engine.rank(&compiled, &record.value, &options);
        for (record, ranking) in batch.iter().zip(ranker::map(batch, rank)) {
            match args.format {
                Format::Table => table::write(&mut out, &record.value, &ranking)?,
                Format::Explained => explanation::write(&mut out, &record.value, &ranking)?,
                Format::Json => {
                    serde_json::to_writer(&mut out, &ranking).map_err(std::io::Error::from)?;
                    out.write_all(b"\n")?;
                }
                Format::Trec => trec(&mut out, &ranking)?,
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `request Q0 supplier rank score khop`. Equal scores are set apart by less than they are shown
/// with elsewhere: evaluation tools order by score and ignore the rank.
fn trec(out: &mut impl Write, ranking: &Ranking) -> std::io::Result<()> {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
    let request = word(&ranking.request);
    for (result, score) in ranking.results.iter().zip(falling(&ranking.results)) {
        writeln!(out, "{request} Q0 {} {} {score:.6} khop", word(&result.supplier), result.rank)?;
    }
    Ok(())
}

/// Scores that fall strictly, also as printed with six decimals.
fn falling(results: &[Match]) -> Vec<f64> {
    let mut last = i64::MAX;
    results
        .iter()
        .map(|result| {
            let exact = (result.score * 1e6).round();
            last = (exact as i64).min(last.saturating_sub(1));
            last as f64 / 1e6
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use index::matching::Verdict;

    fn result(rank: u32, score: f64) -> Match {
        Match {
            supplier: format!("nhà cung cấp {rank}"),
            name: None,
            rank,
            score,
            verdict: Verdict::Possible,
            lot: None,
            summary: String::new(),
            constraints: Vec::new(),
            signals: Vec::new(),
            parts: index::matching::Parts::default(),
        }
    }

    #[test]
    fn printed_scores_fall_strictly_even_among_equals() {
        let results: Vec<_> = [80.0, 80.0, 80.0, 79.999_999_9, 0.0, 0.0]
            .iter()
            .zip(1..)
            .map(|(s, r)| result(r, *s))
            .collect();
        let printed: Vec<String> =
            falling(&results).iter().map(|score| format!("{score:.6}")).collect();
        let values: Vec<f64> = printed.iter().map(|text| text.parse().unwrap()).collect();
        assert!(values.windows(2).all(|pair| pair[0] > pair[1]), "{printed:?}");
    }

    #[test]
    fn identifiers_with_blanks_stay_one_word() {
        let ranking = Ranking {
            request: "yêu cầu 1".to_owned(),
            understood: index::understand::Understanding::default(),
            counts: index::matching::Counts::default(),
            commonest_gap: None,
            results: vec![result(1, 55.5)],
            taxonomy_version: String::new(),
            ranking_version: String::new(),
        };
        let mut out = Vec::new();
        trec(&mut out, &ranking).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "yêu_cầu_1 Q0 nhà_cung_cấp_1 1 55.500000 khop\n"
        );
    }
}
