//! `khop understand`: what is read out of a text.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use index::{Engine, Language, RankingConfig};

use super::{Failure, input, output};

/// Print what is read out of a text, as JSON.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Prints what the engine reads out of a text: needs, materials, figures with units, \
                  certificates, place, what is a must and what a wish, each with the span it was \
                  read from. Without TEXT, or with -, the text comes from standard input.",
    after_long_help = "Examples:\n  \
                       khop understand 'Cần đúc áp lực nhôm ADC12, máy từ 650 tấn, IATF 16949'\n  \
                       khop understand --lang ko < request.txt"
)]
pub(super) struct Args {
    /// Language of the text: en, vi, ko, ja, zh; detected where absent.
    #[arg(long, value_name = "LANG", value_parser = input::language)]
    lang: Option<Language>,
    /// The text; words are joined by blanks.
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let text = match args.text.as_slice() {
        [] => from_stdin()?,
        [dash] if dash == "-" => from_stdin()?,
        words => words.join(" "),
    };
    let read = Engine::new(RankingConfig::default()).understand_text(&text, args.lang);
    let mut out = output::results();
    serde_json::to_writer_pretty(&mut out, &read).map_err(std::io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    // A request is a page or two; 10 MB by mistake end here, not in memory.
    let limit = 1 << 20;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_string(&mut text)
        .map_err(|source| Failure::Path { path: "standard input".to_owned(), source })?;
    Ok(text)
}
