//! `khop evaluate`: how good the rankings are, against judgments, beside plain text search.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use index::matching::{Ranking, Verdict};
use index::request::SourcingRequest;
use index::{Compiled, Engine, Language, RankOptions, baseline};
use serde::Serialize;

use super::metrics::{Grades, Means, Scores, means, measure};
use super::{Failure, ablation, history, input, output, ranker};

/// Measure rankings against judgments.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Ranks the suppliers for every judged request and measures the rankings: nDCG@10 \
                  (gain 2^grade-1), P@5, Recall@20 and MRR (relevant: grade 2 or 3), and must-have \
                  violations: results called qualified although they were judged 0 or 1. Per \
                  language and over all, beside plain BM25 over all text and BM25 with synonyms.\n\n\
                  Parity is nDCG@10 of the worst language over that of the best, on needs that are \
                  asked in several languages: requests whose ids differ only in a last -en, -vi, \
                  -ko, -ja or -zh.\n\n\
                  Judgments are lines of: request 0 supplier grade, with grades 0 to 3.",
    after_long_help = "Example:\n  \
                       khop evaluate --suppliers tests/relevance/suppliers.jsonl --requests \
                       tests/relevance/requests.jsonl --judgments tests/relevance/judgments.qrels"
)]
pub(super) struct Args {
    /// Suppliers: JSON lines, CSV or XLSX.
    #[arg(long, value_name = "FILE")]
    suppliers: String,
    /// Sourcing requests: JSON lines, CSV or XLSX.
    #[arg(long, value_name = "FILE")]
    requests: String,
    /// Judgments: `request 0 supplier grade` a line.
    #[arg(long, value_name = "QRELS")]
    judgments: String,
    /// Day on which certificates must hold; today where absent.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// Decides the order of equals.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Weights to rank by, in the form of config/ranking.toml; those built in where absent.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Print nDCG@10 and violations of every request as well.
    #[arg(long)]
    each: bool,
    /// Print instead what each part of the engine earns: the figures with that part switched off.
    #[arg(long, conflicts_with = "each")]
    ablations: bool,
}

/// One judged request, ranked three ways.
struct Judged {
    id: String,
    language: Language,
    own: Scores,
    bm25: Scores,
    synonyms: Scores,
    qualified: usize,
    violations: Vec<String>,
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Report {
    khop: BTreeMap<String, Means>,
    bm25: BTreeMap<String, Means>,
    bm25_synonyms: BTreeMap<String, Means>,
    /// By language and over all: results called qualified that were judged, and violations.
    qualified: BTreeMap<String, usize>,
    violations: BTreeMap<String, usize>,
    /// nDCG@10 by language on needs asked in several languages, and worst over best.
    shared_needs: BTreeMap<String, f64>,
    parity: Option<f64>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let suppliers = input::read(&args.suppliers, None, Language::En)?;
    let requests = input::read::<SourcingRequest>(&args.requests, None, Language::En)?;
    let judgments = judgments(&args.judgments)?;
    let engine = Engine::new(history::weights_or_built_in(args.weights.as_deref())?);
    let compiled = ranker::compile(&engine, &suppliers.records);
    let options = RankOptions {
        today: args.today.unwrap_or_else(ranker::today),
        top: compiled.len().max(1),
        locale: Language::En,
        seed: args.seed,
    };
    let asked: Vec<(&SourcingRequest, &Grades)> = requests
        .records
        .iter()
        .filter_map(|record| judgments.get(&record.value.id).map(|grades| (&record.value, grades)))
        .collect();
    if asked.is_empty() {
        return Err(Failure::Other("no request of the file is judged".to_owned()));
    }
    let unasked = judgments.len() - asked.len();
    if unasked > 0 {
        output::tell(&format!("{unasked} judged requests are not in {}", args.requests));
    }
    let mut out = output::results();
    if args.ablations {
        let rows = ablation::ablations(&engine, &compiled, &asked, &options);
        if args.json {
            serde_json::to_writer(&mut out, &rows).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            ablation::write(&mut out, &rows)?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let judged = ranker::map(&asked, |(request, grades)| {
        judge(&engine, &compiled, request, grades, &options)
    });
    let report = report(&judged);
    if args.each {
        for one in &judged {
            writeln!(out, "{}\t{:.4}\t{}", one.id, one.own.ndcg, one.violations.join(" "))?;
        }
    }
    if args.json {
        serde_json::to_writer(&mut out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write(&mut out, &report)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Reads `request 0 supplier grade` lines.
fn judgments(path: &str) -> Result<HashMap<String, Grades>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Failure::Path { path: path.to_owned(), source })?;
    let mut judgments: HashMap<String, Grades> = HashMap::new();
    for (line, number) in text.lines().zip(1..) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [request, _, supplier, grade] => match grade.parse::<u8>() {
                Ok(grade @ 0..=3) => {
                    judgments
                        .entry((*request).to_owned())
                        .or_default()
                        .insert((*supplier).to_owned(), grade);
                }
                _ => return Err(bad_line(path, number)),
            },
            _ => return Err(bad_line(path, number)),
        }
    }
    Ok(judgments)
}

fn bad_line(path: &str, number: u32) -> Failure {
    Failure::Other(format!(
        "{path}: line {number}: expected 'request 0 supplier grade' with a grade of 0 to 3"
    ))
}

fn judge(
    engine: &Engine,
    suppliers: &[Compiled],
    request: &SourcingRequest,
    grades: &Grades,
    options: &RankOptions,
) -> Judged {
    let ranking = engine.rank(suppliers, request, options);
    let (own, qualified, violations) = against(&ranking, grades);
    let plain = baseline::bm25(suppliers, request);
    let wider = baseline::bm25_synonyms(suppliers, request);
    let ids = |scored: &'static str, list: &[(String, f64)]| {
        debug_assert!(list.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{scored} is not sorted");
        measure(&list.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), grades)
    };
    Judged {
        id: request.id.clone(),
        language: request.lang.or(ranking.understood.lang).unwrap_or(Language::En),
        own,
        bm25: ids("bm25", &plain),
        synonyms: ids("bm25 with synonyms", &wider),
        qualified,
        violations,
    }
}

/// What a ranking is worth; how many judged suppliers it calls qualified, and those of them that
/// were judged 0 or 1.
pub(super) fn against(ranking: &Ranking, grades: &Grades) -> (Scores, usize, Vec<String>) {
    let order: Vec<&str> = ranking.results.iter().map(|result| result.supplier.as_str()).collect();
    let qualified: Vec<(&str, u8)> = ranking
        .results
        .iter()
        .filter(|result| result.verdict == Verdict::Qualified)
        .filter_map(|result| Some((result.supplier.as_str(), *grades.get(&result.supplier)?)))
        .collect();
    let violations = qualified.iter().filter(|(_, grade)| *grade < 2);
    let violations = violations.map(|(id, _)| (*id).to_owned()).collect();
    (measure(&order, grades), qualified.len(), violations)
}

/// The need of a request: its id without the language at its end.
fn need(id: &str) -> Option<&str> {
    let (stem, language) = id.rsplit_once('-')?;
    Language::parse(language).filter(|known| known.code() == language).map(|_| stem)
}

fn report(judged: &[Judged]) -> Report {
    let groups = || {
        let by = |language: Language| {
            judged.iter().filter(move |one| one.language == language).collect::<Vec<_>>()
        };
        let languages = Language::ALL
            .into_iter()
            .map(move |language| (language.code().to_owned(), by(language)));
        languages
            .chain([("all".to_owned(), judged.iter().collect())])
            .filter(|(_, group)| !group.is_empty())
    };
    let table = |scores: fn(&Judged) -> &Scores| -> BTreeMap<String, Means> {
        groups().map(|(name, group)| (name, means(group.iter().map(|one| scores(one))))).collect()
    };
    let sum = |count: fn(&Judged) -> usize| -> BTreeMap<String, usize> {
        groups().map(|(name, group)| (name, group.iter().map(|one| count(one)).sum())).collect()
    };
    let mut needs: HashMap<&str, Vec<&Judged>> = HashMap::new();
    for one in judged {
        if let Some(stem) = need(&one.id) {
            needs.entry(stem).or_default().push(one);
        }
    }
    let shared: Vec<&Judged> =
        needs.into_values().filter(|asked| asked.len() == Language::ALL.len()).flatten().collect();
    let shared_needs: BTreeMap<String, f64> = Language::ALL
        .into_iter()
        .filter_map(|language| {
            let own = shared.iter().filter(|one| one.language == language).map(|one| &one.own);
            let means = means(own);
            (means.requests > 0).then(|| (language.code().to_owned(), means.ndcg_at_10))
        })
        .collect();
    let worst = shared_needs.values().copied().reduce(f64::min);
    let best = shared_needs.values().copied().reduce(f64::max);
    Report {
        khop: table(|one| &one.own),
        bm25: table(|one| &one.bm25),
        bm25_synonyms: table(|one| &one.synonyms),
        qualified: sum(|one| one.qualified),
        violations: sum(|one| one.violations.len()),
        parity: worst.zip(best).filter(|(_, best)| *best > 0.0).map(|(worst, best)| worst / best),
        shared_needs,
    }
}

fn write(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<16}{:<6}{:>9}{:>9}{:>7}{:>11}{:>8}{:>11}{:>12}",
        "ranking",
        "lang",
        "requests",
        "nDCG@10",
        "P@5",
        "Recall@20",
        "MRR",
        "qualified",
        "violations"
    )?;
    for (name, table) in
        [("khop", &report.khop), ("bm25+synonyms", &report.bm25_synonyms), ("bm25", &report.bm25)]
    {
        for language in Language::ALL.map(Language::code).into_iter().chain(["all"]) {
            let Some(m) = table.get(language) else { continue };
            write!(
                out,
                "{name:<16}{language:<6}{:>9}{:>9.4}{:>7.3}{:>11.4}{:>8.4}",
                m.requests, m.ndcg_at_10, m.precision_at_5, m.recall_at_20, m.mrr
            )?;
            if name == "khop" {
                let count =
                    |counts: &BTreeMap<String, usize>| counts.get(language).copied().unwrap_or(0);
                write!(out, "{:>11}{:>12}", count(&report.qualified), count(&report.violations))?;
            }
            writeln!(out)?;
        }
    }
    if let Some(parity) = report.parity {
        let figures: Vec<String> =
            report.shared_needs.iter().map(|(l, ndcg)| format!("{l} {ndcg:.4}")).collect();
        writeln!(out, "parity on shared needs {parity:.4} ({})", figures.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::need;

    #[test]
    fn needs_are_told_apart_from_languages() {
        assert_eq!(need("r-m01-ko"), Some("r-m01"));
        assert_eq!(need("r-m01"), None);
        assert_eq!(need("r-0001"), None);
    }
}
