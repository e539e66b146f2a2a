//! `khop demo`: everything, on this machine, in one command.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::place::{block_on, in_folder};
use super::{Failure, output};
use crate::config::Settings;
use crate::{demo, telemetry};

/// Run the service with a fictitious directory, ready to try.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Makes a data folder with an embedded database, loads a fictitious directory of \
                  suppliers and open sourcing requests in five languages, creates an account per role, \
                  listens on this machine only, and prints the address, the accounts and two commands \
                  ready to paste that show a ranking. A second start uses the folder again.\n\n\
                  With --json, prints exactly one line once it is ready: \
                  {\"url\", \"accounts\": [{\"role\", \"email\", \"password\"}]}."
)]
pub(super) struct Args {
    /// Port to listen on; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// Folder for the database, the index and the accounts.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
    /// Print one line of JSON once ready, for scripts.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut overrides = in_folder(&args.data);
    overrides.push(("server.bind", "127.0.0.1".to_owned()));
    overrides.push(("server.port", args.port.to_string()));
    overrides.push(("log.filter", "warn".to_owned()));
    let settings = Settings::load(None, &overrides)?;
    telemetry::start(&settings.log)?;
    block_on(async {
        let ready = demo::prepare(settings, &args.data, &|line| output::tell(line)).await?;
        let mut out = std::io::stdout();
        let text = if args.json { ready.json()? } else { ready.text() };
        writeln!(out, "{}", text.trim_end())?;
        out.flush()?;
        ready.run().await?;
        Ok(ExitCode::SUCCESS)
    })
}
