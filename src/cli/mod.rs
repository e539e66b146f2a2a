//! The command line: one file per verb. `rank`, `evaluate`, `understand` and `generate` need
//! neither server nor database.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed,
//! 2 wrong usage, 3 done but rows were refused (`import`), 4 a check found differences
//! (`reindex --check`), 5 no better weights were found (`learn --write`), 6 the folder or the port is
//! in use by another program.

mod ablation;
mod create_admin;
mod demo;
mod evaluate;
mod explanation;
mod generate;
mod history;
mod import;
mod input;
mod learn;
mod metrics;
mod migrate;
mod openapi;
mod output;
mod place;
mod rank;
mod ranker;
mod reindex;
mod replay;
mod serve;
mod table;
mod understand;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::interchange::FileFault;
use crate::server::AddressTaken;
use crate::sync::folder;

/// Exit code of work that is done although rows were refused.
const ROWS_REFUSED: u8 = 3;
/// Exit code of a check that found differences.
const DIFFERENCES: u8 = 4;
/// Exit code of `learn --write` that found no better weights.
const NOT_BETTER: u8 = 5;
/// Exit code where another program has what this one needs.
const IN_USE: u8 = 6;

/// Khớp matches sourcing requests with local suppliers, and explains every rank.
#[derive(Debug, Parser)]
#[command(
    name = "khop",
    version,
    about,
    long_about = "Khớp matches sourcing requests in English, Vietnamese, Korean, Japanese and \
                  Chinese with the profiles of local suppliers, and explains every rank.\n\n\
                  Start with:  khop demo\n\n\
                  rank, evaluate, understand and generate need neither server nor database. \
                  Files of suppliers and requests may be JSON lines, CSV or XLSX; headings may be \
                  Vietnamese or English, with or without diacritics.",
    after_long_help = "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but rows were refused \
                       (import); 4 a check found differences (reindex --check); 5 no \
                       better weights were found (learn --write); 6 the data folder or the port is \
                       in use by another program."
)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Args),
    Serve(serve::Args),
    Rank(rank::Args),
    Evaluate(evaluate::Args),
    Understand(understand::Args),
    Learn(learn::Args),
    Replay(replay::Args),
    Import(import::Args),
    Generate(generate::Args),
    Reindex(reindex::Args),
    Migrate(migrate::Args),
    CreateAdmin(create_admin::Args),
    Openapi(openapi::Args),
}

/// Why a verb could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file of suppliers or requests is refused as a whole.
    #[error("{path}: {message}")]
    File {
        /// As given on the command line.
        path: String,
        /// Why, in the language asked for.
        message: String,
    },
    /// A file cannot be opened, read or written.
    #[error("{path}: {source}")]
    Path {
        /// As given on the command line.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] crate::config::ConfigFaults),
    /// The service cannot do it.
    #[error(transparent)]
    Service(#[from] crate::Error),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    fn file(path: &str, fault: &FileFault, language: index::Language) -> Self {
        Self::File { path: path.to_owned(), message: fault.message(language) }
    }

    /// What to do where another program has the folder or the address: nothing of ours is broken.
    fn in_use(&self) -> Option<String> {
        let Self::Service(crate::Error::Internal(source)) = self else { return None };
        let folder = source.downcast_ref::<folder::Busy>().map(ToString::to_string);
        folder.or_else(|| source.downcast_ref::<AddressTaken>().map(ToString::to_string))
    }

    /// Whether somebody stopped reading our output, as `| head` does.
    fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Runs the verb and says with which code to exit. Tells failures on standard error.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.verb {
        Verb::Demo(args) => demo::run(&args),
        Verb::Serve(args) => serve::run(&args),
        Verb::Rank(args) => rank::run(&args),
        Verb::Evaluate(args) => evaluate::run(&args),
        Verb::Understand(args) => understand::run(&args),
        Verb::Learn(args) => learn::run(&args),
        Verb::Replay(args) => replay::run(&args),
        Verb::Import(args) => import::run(&args),
        Verb::Generate(args) => generate::run(&args),
        Verb::Reindex(args) => reindex::run(&args),
        Verb::Migrate(args) => migrate::run(&args),
        Verb::CreateAdmin(args) => create_admin::run(&args),
        Verb::Openapi(args) => openapi::run(&args),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => match failure.in_use() {
            Some(sentence) => {
                output::tell(&format!("khop: {sentence}"));
                ExitCode::from(IN_USE)
            }
            None => {
                output::tell(&format!("khop: {}", chain(&failure)));
                ExitCode::FAILURE
            }
        },
    }
}

/// The failure with its causes.
fn chain(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut cause = std::error::Error::source(failure);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_verb_explains_itself() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        let verbs: Vec<_> =
            command.get_subcommands().filter(|verb| verb.get_name() != "help").collect();
        assert_eq!(verbs.len(), 13);
        for verb in verbs {
            assert!(verb.get_long_about().is_some(), "{} has no long help", verb.get_name());
        }
    }
}
