//! `nianbao explain`: what a kind of finding means, or all kinds with a line each.

use std::io::Write;

use super::args::Explain;
use super::exit;
use crate::diag::{Code, Fault, explain};
use crate::office::code;

pub fn run(args: &Explain) -> Result<u8, Fault> {
    let text = match &args.code {
        Some(name) => match explain::about(name) {
            // A word instead of a code: all codes that are about it.
            about if !name.is_ascii() && !about.is_empty() => list(&about),
            _ => {
                let code = code(name)?;
                explain::page(code)
                    .map_or_else(|| format!("{}：{}\n", code.as_str(), code.meaning()), |page| page.text(code))
            }
        },
        None => list(Code::ALL),
    };
    // A reader that closes the pipe has read enough.
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(exit::OK)
}

/// Codes with their meaning.
fn list(codes: &[Code]) -> String {
    let width = codes.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    codes.iter().map(|code| format!("{:width$}  {}\n", code.as_str(), code.meaning())).collect()
}
