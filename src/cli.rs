//! The command line: arguments in, findings and files out, exit codes. The only place that prints or touches `out/`.

mod args;
mod build;
mod check;
mod collect;
mod diff;
mod explain;
mod fonts;
mod inspect;
mod levels;
mod new;
mod schema;
mod show;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Command};

use crate::diag::Finding;
use crate::templates::TemplateError;

/// Exit codes (退出码), the contract of design.md in one table.
pub mod exit {
    /// Everything was done; warnings are allowed.
    pub const OK: u8 = 0;
    /// Findings of severity error, in the data of at least one agency.
    pub const FINDINGS: u8 = 1;
    /// Wrong usage, or a file that cannot be read or written.
    pub const FAILURE: u8 = 2;
}

/// What keeps a command from being carried out at all.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("{0}")]
    Other(String),
    /// A file of the office's own is wrong at a place.
    #[error("{}", .0.message)]
    At(Box<Finding>),
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::explain(&error),
    };
    ExitCode::from(run(&args))
}

/// Carries out one command; can be called again in the same process.
pub fn run(args: &Args) -> u8 {
    let result = match &args.command {
        Command::New(new) => new::run(&args.common, new),
        Command::Check(check) => check::run(&args.common, check),
        Command::Build(build) => build::run(&args.common, build),
        Command::Watch(watch) => watch::run(&args.common, watch),
        Command::Diff(diff) => diff::run(&args.common, diff),
        Command::Fonts(fonts) => fonts::run(&args.common, fonts),
        Command::Verify(verify) => verify::run(&args.common, verify),
        Command::Explain(explain) => explain::run(explain),
        Command::Schema(schema) => schema::run(&args.common, schema),
    };
    result.unwrap_or_else(|failure| {
        let words = match &failure {
            Failure::At(finding) => show::human(finding),
            failure => show::failure(&failure.to_string()),
        };
        anstream::eprintln!("{words}");
        exit::FAILURE
    })
}
