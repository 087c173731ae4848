//! `nianbao check 填报表.xlsx`: findings by the workbook's own cells, and the annotated workbook.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::batch::write_whole;
use crate::cli::args::{Check, Common};
use crate::cli::{exit, written};
use crate::diag::{Fault, Severity, shown_path};
use crate::office::{DATA, Files, Office, entries};
use crate::report::Report;
use crate::returned::{Returned, check};
use crate::workbook;

/// Checks workbooks; all paths are workbooks.
pub fn run(common: &Common, args: &Check) -> Result<u8, Fault> {
    if !matches!(args.format.as_str(), "human" | "json") {
        return Err(Fault::Usage("核对工作簿的结果只有 human 和 json 两种格式".to_owned()));
    }
    if args.annotate.is_some() && args.paths.len() > 1 {
        return Err(Fault::Usage("--annotate 一次只标一个工作簿".to_owned()));
    }
    let office = Office::open(&args.look.with(common))?;
    let reports = at_hand(&office);
    let all: Vec<Returned> = args.paths.iter().map(|path| check(&office, path, &reports)).collect::<Result<_, _>>()?;
    if let (Some(path), Some(returned)) = (&args.annotate, all.first()) {
        annotate(path, &args.paths[0], returned)?;
    }
    let text = if args.format == "json" { json_of(&all) } else { all.iter().map(human).collect() };
    match &args.output {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => written(std::io::stdout().lock().write_all(text.as_bytes()))?,
    }
    let errors: usize = all.iter().map(|returned| returned.count(Severity::Error)).sum();
    Ok(if errors > 0 { exit::FINDINGS } else { exit::OK })
}

/// The reports of the data folder, when there is one: last year's figures are among them.
fn at_hand(office: &Office) -> Vec<Arc<Report>> {
    let data = PathBuf::from(DATA);
    let files = data.is_dir().then(|| Files::find(&[data]).ok()).flatten();
    let read = files.map(|files| entries(&files.found, &office.forms)).unwrap_or_default();
    read.into_iter().filter_map(|entry| entry.report).collect()
}

fn annotate(path: &Path, source: &Path, returned: &Returned) -> Result<(), Fault> {
    if path == source || path.canonicalize().ok().is_some_and(|path| source.canonicalize().is_ok_and(|own| own == path))
    {
        return Err(Fault::Usage("--annotate 要写到另一个文件：机关交来的工作簿不改动".to_owned()));
    }
    let (content, remarks) = returned.annotated();
    let bytes = workbook::write(&content, Some(&remarks)).map_err(|error| Fault::Other(error.to_string()))?;
    write_whole(path, &bytes)?;
    anstream::eprintln!("已写出 {}：问题标在格子上，列在第一张表", shown_path(path));
    Ok(())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Hint => "提示",
    }
}

fn human(returned: &Returned) -> String {
    let mut text = String::new();
    for note in &returned.notes {
        let finding = &note.finding;
        let place = if note.place.is_empty() { String::new() } else { format!(" {}", note.place) };
        let level = level(finding.severity);
        text += &format!("{level}[{}] {}{place}：{}\n", finding.code.as_str(), returned.name, finding.message);
        finding.help.iter().for_each(|words| text += &format!("   办法: {words}\n"));
        if let Some(reason) = &finding.acknowledged {
            text += &format!("   已说明: {reason}\n");
        }
    }
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let count = returned.count(severity);
            (count > 0).then(|| format!("{} {count} 个", level(severity)))
        })
        .collect();
    let counts = if counts.is_empty() { "没有问题".to_owned() } else { counts.join("，") };
    text + &format!("{}：{counts}\n", returned.name)
}

fn json_of(all: &[Returned]) -> String {
    let findings: Vec<Value> = all
        .iter()
        .flat_map(|returned| {
            returned.notes.iter().map(|note| {
                let finding = &note.finding;
                let severity = match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Hint => "hint",
                };
                json!({
                    "file": returned.name, "place": note.place, "code": finding.code.as_str(), "severity": severity,
                    "message": finding.message, "help": finding.help, "acknowledged": finding.acknowledged,
                })
            })
        })
        .collect();
    format!("{:#}\n", json!({ "version": 1, "files": all.len(), "findings": findings }))
}
