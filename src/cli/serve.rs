//! `nianbao serve`: opens the workbench in the browser.

use std::io::Write as _;
#[cfg(windows)]
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::args::{Common, Serve};
use super::{exit, written};
use crate::diag::Fault;
use crate::office::Office;
use crate::serve::{Place, serve};

pub fn run(common: &Common, args: &Serve) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    let place = Place { data: args.data.clone(), out: args.out.clone(), port: args.port };
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

#[cfg(windows)]
/// What a double click means: the folder `data` beside the program, or where it was started.
pub fn by_double_click() -> Serve {
    let here = PathBuf::from(crate::office::DATA);
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_path_buf()));
    let root = match beside {
        Some(folder) if !here.is_dir() => folder,
        _ => PathBuf::new(),
    };
    Serve {
        data: root.join(here),
        out: root.join("out"),
        port: None,
        no_open: false,
        look: super::args::Look::default(),
    }
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
