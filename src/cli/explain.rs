//! `nianbao explain`: what a kind of finding means, or all kinds with a line each.

use std::io::Write;

use super::args::Explain;
use super::exit;
use crate::diag::{Code, Fault, explain};
use crate::office::code;

pub fn run(args: &Explain) -> Result<u8, Fault> {
    let text = match &args.code {
        Some(name) => {
            let code = code(name)?;
            explain::page(code)
                .map_or_else(|| format!("{}：{}\n", code.as_str(), code.meaning()), |page| page.text(code))
        }
        None => list(),
    };
    // A reader that closes the pipe has read enough.
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(exit::OK)
}

/// All codes with their meaning.
fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    Code::ALL.iter().map(|code| format!("{:width$}  {}\n", code.as_str(), code.meaning())).collect()
}
