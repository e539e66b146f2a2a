//! The binary `khop`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    khop::cli::run(khop::cli::Cli::parse())
}
