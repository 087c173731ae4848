//! The command line: arguments in, findings and files out, exit codes. It asks and tells; the work is done by the library.
//! The only place that prints.

/// A line on standard error; one that cannot be shown must not stop the work.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr().lock(), $($words)*);
    }};
}

mod args;
mod build;
mod check;
mod diff;
mod explain;
mod fonts;
mod form;
mod import;
mod new;
mod progress;
mod publish;
mod rollup;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod status;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Command};

use crate::diag::Fault;
use crate::show;

/// Exit codes (退出码), the contract of design.md in one table.
pub mod exit {
    /// Everything was done; warnings are allowed.
    pub const OK: u8 = 0;
    /// Findings of severity error, in the data of at least one agency.
    pub const FINDINGS: u8 = 1;
    /// Wrong usage, or a file that cannot be read or written.
    pub const FAILURE: u8 = 2;
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    // A double click opens the workbench.
    #[cfg(feature = "serve")]
    if serve::is_double_click() {
        let code = Args::try_parse_from(serve::by_double_click()).map_or(exit::FAILURE, |args| run(&args));
        // The window that Windows opened goes with the program: what it says must be read first.
        if code != exit::OK && cfg!(windows) {
            say!("按回车键关闭");
            let _ = std::io::stdin().read_line(&mut String::new());
        }
        return ExitCode::from(code);
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::explain(&error),
    };
    ExitCode::from(run(&args))
}

/// Carries out one command; can be called again in the same process.
pub fn run(args: &Args) -> u8 {
    let result = guarded(|| match &args.command {
        Command::New(new) => new::run(&args.common, new),
        Command::Form(form) => form::run(&args.common, form),
        Command::Import(import) => import::run(&args.common, import),
        Command::Check(check) => check::run(&args.common, check),
        Command::Build(build) => build::run(&args.common, build),
        Command::Publish(publish) => publish::run(&args.common, publish),
        Command::Watch(watch) => watch::run(&args.common, watch),
        Command::Diff(diff) => diff::run(&args.common, diff),
        Command::Fonts(fonts) => fonts::run(&args.common, fonts),
        Command::Verify(verify) => verify::run(&args.common, verify),
        Command::Explain(explain) => explain::run(explain),
        Command::Rollup(rollup) => rollup::run(&args.common, rollup),
        Command::Status(status) => status::run(&args.common, status),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve::run(&args.common, serve),
        Command::Schema(schema) => schema::run(&args.common, schema),
    });
    result.unwrap_or_else(|fault| {
        let words = match &fault {
            Fault::At(finding) => show::human(finding),
            fault => show::failure(&fault.to_string()),
        };
        say!("{words}");
        exit::FAILURE
    })
}

/// Runs a command without the English words that a panic prints: what panicked is told in the report's own result, or here.
fn guarded(work: impl FnOnce() -> Result<u8, Fault>) -> Result<u8, Fault> {
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        return work();
    }
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    result.unwrap_or_else(|_| Err(Fault::Other("程序内部出错；请把命令和数据文件发给维护者".into())))
}

/// What became of writing a command's result: a reader that closes the pipe has read enough.
///
/// # Errors
/// Standard output takes nothing for another reason.
fn written(result: std::io::Result<()>) -> Result<(), Fault> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Fault::Other(format!("结果写不出去：{}", crate::diag::reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Puts a command's result into a file, or on standard output, where colours stay when a terminal takes them.
///
/// # Errors
/// The file or standard output takes nothing.
fn put(output: Option<&std::path::Path>, bytes: &[u8]) -> Result<(), Fault> {
    use std::io::Write as _;
    match output {
        Some(path) => crate::batch::write_asked(path, bytes),
        None => written(anstream::stdout().lock().write_all(bytes)),
    }
}
