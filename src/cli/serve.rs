//! `nianbao serve`: opens the workbench in the browser.

use std::io::IsTerminal as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::args::{Common, Serve};
use super::{exit, written};
use crate::diag::Fault;
use crate::office::{DATA, Office, outside};
use crate::serve::{Workplace, serve};

pub fn run(common: &Common, args: &Serve) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    outside(&args.data, DATA)?;
    let place = Workplace { data: args.data.clone(), out: args.out.clone(), port: args.port };
    if !place.data.is_dir() {
        std::fs::create_dir_all(&place.data)
            .map_err(|error| Fault::io(crate::diag::Deed::MakeFolder, &place.data, &error))?;
    }
    let mut failed = None;
    serve(office, &place, |address| {
        // The first line of standard output: scripts read it.
        let line = std::io::stdout().lock().write_all(format!("{address}\n").as_bytes());
        if let Err(fault) = written(line.and_then(|()| std::io::stdout().flush())) {
            failed = Some(fault);
        }
        anstream::eprintln!("工作台已打开；浏览器没有自动打开的，把上面的地址粘贴进去。关掉这个窗口就结束");
        if !args.no_open {
            open(address);
        }
    })?;
    failed.map_or(Ok(exit::OK), Err)
}

/// Whether the program was started from a desktop: without arguments and without a terminal, where there is a screen. On Windows a
/// start without arguments is taken for it, for there a window is opened for every program.
pub fn is_double_click() -> bool {
    let terminal = std::io::stdin().is_terminal() || std::io::stdout().is_terminal() || std::io::stderr().is_terminal();
    let screen =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|at| !at.is_empty()));
    std::env::args_os().len() == 1 && (cfg!(windows) || screen && !terminal)
}

/// The arguments that a double click stands for: the folder `data` beside the program, or where it was started.
pub fn by_double_click() -> Vec<std::ffi::OsString> {
    let here = PathBuf::from(DATA);
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_path_buf()));
    let root = match beside {
        Some(folder) if folder.join(&here).is_dir() || !here.is_dir() => folder,
        _ => PathBuf::new(),
    };
    let (data, out) = (root.join(here).into_os_string(), root.join("out").into_os_string());
    vec!["nianbao".into(), "serve".into(), "--data".into(), data, "--out".into(), out]
}

/// Opens the address in the system's browser; where there is none, the address stands in the window.
fn open(address: &str) {
    let command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.args(["url.dll,FileProtocolHandler", address]);
        command
    } else if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg(address);
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(address);
        command
    };
    let mut command = command;
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
