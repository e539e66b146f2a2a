//! `khop openapi`: the document of the REST interface.

use std::io::Write as _;
use std::process::ExitCode;

use super::{Failure, output};
use crate::api;

/// Print the OpenAPI document.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Prints the OpenAPI 3.1 document of the REST interface, as the service answers \
                        it at /api/openapi.json: to generate clients from, and to compare versions."
)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> Result<ExitCode, Failure> {
    let mut out = output::results();
    writeln!(out, "{}", api::openapi::text()?.trim_end())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
