//! `khop serve`: the service.

use std::process::ExitCode;

use super::place::{Place, block_on};
use super::{Failure, output};
use crate::app::App;
use crate::{server, telemetry};

/// Run the service.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Runs the service until SIGTERM or SIGINT, then lets running requests finish. \
                  Brings the schema up to date and makes the index where it is missing, of an older \
                  schema or damaged. Settings: defaults, then --config, then KHOP__SECTION__KEY of the \
                  environment, then the command line.",
    after_long_help = "Examples:\n  \
                       khop serve --data ./data\n  \
                       KHOP__DATABASE__URL_FILE=/run/secrets/database khop serve --config config/production.toml"
)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,
    /// Port to listen on; 0 takes any free one.
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut more = Vec::new();
    more.extend(args.bind.clone().map(|bind| ("server.bind", bind)));
    more.extend(args.port.map(|port| ("server.port", port.to_string())));
    let settings = args.place.settings(&more)?;
    telemetry::start(&settings.log)?;
    block_on(async {
        let app = App::start(settings).await?;
        let bound = server::bind(app.clone())?;
        // Before it says that it listens: the folder may be another's.
        app.index.start(&app.db).await?;
        output::tell(&format!("listening on http://{}", bound.address()));
        bound.run(std::future::pending()).await?;
        Ok(ExitCode::SUCCESS)
    })
}
