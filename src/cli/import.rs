//! `khop import`: a directory into the database.

use std::fs::File;
use std::process::ExitCode;

use index::Language;

use super::place::{Place, block_on};
use super::{Failure, ROWS_REFUSED, input, output};
use crate::accounts::{offline, policy};
use crate::app::App;
use crate::db;
use crate::imports::{self, Report};
use crate::interchange::{Declared, Finding, Options, Severity};

/// Import suppliers from a file into the database.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Imports suppliers from JSON lines, CSV or XLSX into the database. Good rows come in, \
                  faulty rows are told with row, column, what is wrong and what is expected. Known \
                  suppliers (same tax code, else same id from the same organisation) are updated. \
                  Contact columns are kept apart from profiles. A running service sees the import at \
                  once.\n\n\
                  The import is entered for the organisation of an account, --account, which must be \
                  an agency or administrator; without it, for the first administrator.",
    after_long_help = "Examples:\n  \
                       khop import danh-ba.xlsx --dry-run\n  \
                       khop import danh-ba.csv --encoding tcvn3 --account agency@example.com"
)]
pub(super) struct Args {
    /// JSON lines, CSV or XLSX.
    file: String,
    #[command(flatten)]
    place: Place,
    /// Check everything, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Account to enter them for.
    #[arg(long, value_name = "EMAIL")]
    account: Option<String>,
    /// Language of messages: en, vi, ko, ja or zh.
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = input::language)]
    locale: Language,
    /// Encoding of a CSV that is not UTF-8: windows-1258, tcvn3, cp949, shift_jis, gb18030.
    #[arg(long, value_name = "NAME", value_parser = input::encoding)]
    encoding: Option<Declared>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let settings = args.place.settings(&[])?;
    block_on(async {
        let file = File::open(&args.file)
            .map_err(|source| Failure::Path { path: args.file.clone(), source })?;
        let app = App::start(settings).await?;
        let actor = offline::acting(&app, args.account.as_deref(), args.locale).await?;
        let actor = actor.filter(|actor| policy::allows(actor.role, policy::Action::RunDirectory));
        let actor = actor.ok_or_else(|| {
            Failure::Other(
                "no such agency or administrator; make one with: khop create-admin".to_owned(),
            )
        })?;
        let options = Options { encoding: args.encoding };
        let tell = crate::http::messages::fault;
        let report =
            imports::load(&app, &actor, file, &args.file, options, args.dry_run, tell).await?;
        db::settle(&app.db).await;
        if let Some(fault) = &report.refusal {
            return Err(Failure::file(&args.file, fault, args.locale));
        }
        tell_report(&report, &args.file, args.locale);
        let counts = report.counts;
        let kept = if args.dry_run { "would be" } else { "were" };
        output::tell(&format!(
            "{}: {} rows; {} {kept} created, {} updated, {} unchanged, {} refused, {} warnings",
            args.file,
            counts.rows,
            counts.created,
            counts.updated,
            counts.unchanged,
            counts.refused,
            report
                .findings
                .iter()
                .filter(|finding| finding.severity() == Severity::Warning)
                .count(),
        ));
        Ok(if counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(ROWS_REFUSED) })
    })
}

/// Faults by row, whoever found them, then warnings.
fn tell_report(report: &Report, file: &str, language: Language) {
    let is_fault = |finding: &&Finding| finding.severity() == Severity::Fault;
    let read = report.findings.iter().filter(is_fault);
    let read = read.map(|finding| (finding.row.unwrap_or_default(), finding.message(language)));
    let judged = report.faults.iter().map(|fault| (fault.row, fault.line(language)));
    let mut faults: Vec<(u32, String)> = read.chain(judged).collect();
    faults.sort_by_key(|(row, _)| *row);
    for (_, line) in faults.iter().take(input::TOLD) {
        output::tell(&format!("error: {file}: {line}"));
    }
    if faults.len() > input::TOLD {
        output::tell(&format!("{file}: and {} more faults", faults.len() - input::TOLD));
    }
    let warnings: Vec<Finding> =
        report.findings.iter().filter(|finding| !is_fault(finding)).cloned().collect();
    input::tell_findings(file, &warnings, language);
}
