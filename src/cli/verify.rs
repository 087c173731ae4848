//! `nianbao verify`: reads the written reports back and holds them against the data; differences are the result and go to standard
//! output.

use std::io::Write;

use super::args::{Common, Verify};
use super::{exit, written};
use crate::batch::output_path;
use crate::diag::{Counts, Fault, reason, shown_path};
use crate::office::{Entry, Files, Office, entries};
use crate::verify::verify;
use crate::write::Format;

pub fn run(common: &Common, args: &Verify) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    let mut entries = entries(&Files::find(&args.paths)?.found, &office.forms);
    if let Some(year) = args.year {
        entries.retain(|entry| entry.report.as_ref().is_none_or(|report| report.year.value == year));
    }
    let asked: Vec<Format> = args.formats.iter().filter_map(|name| Format::parse(name)).collect();
    let mut lines = Vec::new();
    let mut code = exit::OK;
    let (mut files, mut wrong) = (0, 0);
    for entry in &entries {
        match read(entry, &office, args, &asked) {
            Ok(proofs) => {
                for Proof { path, differences } in proofs {
                    files += 1;
                    wrong += usize::from(!differences.is_empty());
                    if differences.is_empty() {
                        lines.push(format!("{path}：相符"));
                    } else {
                        code = code.max(exit::FINDINGS);
                        lines.push(format!("{path}：{} 处不符", differences.len()));
                        lines.extend(differences.iter().map(|difference| format!("  {difference}")));
                    }
                }
            }
            Err(NotRead { exit, why }) => {
                code = code.max(exit);
                lines.push(format!("{}：{why}", shown_path(&entry.path)));
            }
        }
    }
    lines.push(match (files, wrong) {
        (0, _) => "没有可核对的文件".to_owned(),
        (_, 0) => format!("共核对 {files} 个文件：没有不符"),
        (_, _) => format!("共核对 {files} 个文件：{wrong} 个不符"),
    });
    let mut out = anstream::stdout().lock();
    written(lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(code)
}

/// A file and what in it differs.
struct Proof {
    path: String,
    differences: Vec<String>,
}

/// Why the files of a report cannot be held against the data, with the exit code.
struct NotRead {
    exit: u8,
    why: String,
}

/// The files of one report, read back.
fn read(entry: &Entry, office: &Office, args: &Verify, asked: &[Format]) -> Result<Vec<Proof>, NotRead> {
    let (findings, composed) = office.inspect(entry);
    let (Some(report), Some(composed)) = (&entry.report, composed) else {
        let counts = Counts::of(&findings).words();
        return Err(NotRead { exit: exit::FINDINGS, why: format!("{counts}，先用“nianbao check”核对数据") });
    };
    let formats = if asked.is_empty() { &Format::ALL[..] } else { asked };
    let mut proofs = Vec::new();
    for &format in formats {
        let path = output_path(&args.out, &report.agency.value, report.year.value, format.ending());
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if asked.is_empty() && error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                let why = format!("读不了“{}”：{}", path.display(), reason(&error));
                return Err(NotRead { exit: exit::FAILURE, why });
            }
        };
        let differences = match verify(&composed.document, format, &bytes) {
            Ok(differences) => differences.iter().map(ToString::to_string).collect(),
            Err(unreadable) => vec![unreadable.to_string()],
        };
        proofs.push(Proof { path: path.display().to_string(), differences });
    }
    if proofs.is_empty() {
        let why = format!("“{}”里没有这份报告，先用“nianbao build”生成", args.out.display());
        return Err(NotRead { exit: exit::FAILURE, why });
    }
    Ok(proofs)
}
