//! `nianbao check`: reads and checks, and prints every finding; the findings are the result and go to standard output.

use std::io::Write;

use super::args::{Check, Common};
use super::{exit, written};
use crate::diag::{Counts, Fault, Finding, shown_path};
use crate::office::{Entry, Files, Office, entries, peers};
use crate::show;

pub fn run(common: &Common, args: &Check) -> Result<u8, Fault> {
    let levels = args.levels.proved()?;
    let office = Office::open(&args.look.with(common))?;
    let entries = entries(&Files::find(&args.paths)?.found, &office.forms);
    let peers = peers(&entries);
    let inspected: Vec<(&Entry, Vec<Finding>)> =
        entries.iter().map(|entry| (entry, levels.apply(office.inspect_among(entry, Some(&peers)).0))).collect();
    let all: Vec<&Finding> = inspected.iter().flat_map(|(_, findings)| findings).collect();
    let counts = Counts::of(all.iter().copied());
    let mut out = anstream::stdout().lock();
    let result = match args.format.as_str() {
        "json" => out.write_all(show::json(&all, entries.len()).as_bytes()),
        "sarif" => out.write_all(show::sarif(&all).as_bytes()),
        "github" => out.write_all(show::github(&all).as_bytes()),
        _ => human(&mut out, &inspected, counts),
    };
    written(result)?;
    Ok(if counts.errors > 0 { exit::FINDINGS } else { exit::OK })
}

fn human(out: &mut impl Write, inspected: &[(&Entry, Vec<Finding>)], counts: Counts) -> std::io::Result<()> {
    for finding in inspected.iter().flat_map(|(_, findings)| findings) {
        writeln!(out, "{}\n", show::human(finding))?;
    }
    for (entry, findings) in inspected {
        writeln!(out, "{}：{}", shown_path(&entry.path), Counts::of(findings).words())?;
    }
    if inspected.len() > 1 {
        writeln!(out, "共 {} 个文件：{}", inspected.len(), counts.words())?;
    }
    Ok(())
}
