//! `khop create-admin`: somebody has to be the first.

use std::io::BufRead as _;
use std::process::ExitCode;

use secrecy::SecretString;

use super::place::{Place, block_on};
use super::{Failure, output};
use crate::accounts::registration;
use crate::app::App;
use crate::db;
use crate::http::messages;

/// Create an administrator.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Creates an administrator. The password is read from the environment variable \
                  KHOP_ADMIN_PASSWORD or, without it, as one line from standard input; never from the \
                  command line, which other users of the machine can see.",
    after_long_help = "Example:\n  khop create-admin --email quan-tri@example.com --name 'Quản trị' < password.txt"
)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// E-mail address to sign in with.
    #[arg(long)]
    email: String,
    /// Name of the person.
    #[arg(long)]
    name: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let settings = args.place.settings(&[])?;
    let password = password()?;
    block_on(async {
        let app = App::start(settings).await?;
        let account = registration::create_admin(&app, &args.email, password, &args.name).await;
        db::settle(&app.db).await;
        match account {
            Ok(account) => {
                output::tell(&format!("administrator {} created", account.email));
                Ok(ExitCode::SUCCESS)
            }
            Err(crate::Error::Conflict(code)) => {
                let why = messages::title(index::Language::En, code);
                Err(Failure::Other(format!("{}: {why}", args.email)))
            }
            Err(error) => Err(error.into()),
        }
    })
}

fn password() -> Result<SecretString, Failure> {
    if let Ok(password) = std::env::var("KHOP_ADMIN_PASSWORD") {
        return Ok(password.into());
    }
    output::tell("password (one line):");
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|source| Failure::Path { path: "standard input".to_owned(), source })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}
