//! `nianbao check`: reads and checks, and prints every finding; the findings are the result and go to standard output.

use std::io::Write;

use super::args::{Check, Common};
use super::collect::{self, Entry};
use super::inspect::Office;
use super::levels::Levels;
use super::{Failure, exit, show};
use crate::diag::Finding;

pub fn run(common: &Common, args: &Check) -> Result<u8, Failure> {
    let levels = Levels::new(&args.levels)?;
    let office = Office::open(common, &args.look)?;
    let entries = collect::entries(&collect::files(&args.paths)?, &office.forms);
    let peers = collect::peers(&entries);
    let inspected: Vec<(&Entry, Vec<Finding>)> =
        entries.iter().map(|entry| (entry, levels.apply(office.inspect_among(entry, Some(&peers)).0))).collect();
    let all: Vec<&Finding> = inspected.iter().flat_map(|(_, findings)| findings).collect();
    let counts = show::Counts::of(all.iter().copied());
    let mut out = anstream::stdout().lock();
    let written = match args.format.as_str() {
        "json" => out.write_all(show::json(&all, entries.len()).as_bytes()),
        "sarif" => out.write_all(show::sarif(&all).as_bytes()),
        "github" => out.write_all(show::github(&all).as_bytes()),
        _ => human(&mut out, &inspected, counts),
    };
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(Failure::Other(format!("结果写不出去：{}", collect::reason(&error))));
        }
        _ => {}
    }
    Ok(if counts.errors > 0 { exit::FINDINGS } else { exit::OK })
}

fn human(out: &mut impl Write, inspected: &[(&Entry, Vec<Finding>)], counts: show::Counts) -> std::io::Result<()> {
    for finding in inspected.iter().flat_map(|(_, findings)| findings) {
        writeln!(out, "{}\n", show::human(finding))?;
    }
    for (entry, findings) in inspected {
        writeln!(out, "{}：{}", show::shown_path(&entry.path), show::Counts::of(findings).words())?;
    }
    if inspected.len() > 1 {
        writeln!(out, "共 {} 个文件：{}", inspected.len(), counts.words())?;
    }
    Ok(())
}
