//! `nianbao check`: reads and checks, and prints every finding; the findings are the result and go to standard output, or into a
//! file.

mod returned;

use std::io::Write;

use super::args::{Check, Common};
use super::{exit, written};
use crate::diag::{Counts, Deed, Fault, Finding, shown_path};
use crate::office::{Entry, Files, Office, Standalone, entries, not_checked, peers};
use crate::returned::is_workbook;
use crate::show;

pub fn run(common: &Common, args: &Check) -> Result<u8, Fault> {
    let workbooks = args.paths.iter().filter(|path| is_workbook(path)).count();
    if workbooks > 0 && workbooks == args.paths.len() {
        return returned::run(common, args);
    }
    if workbooks > 0 {
        return Err(Fault::Usage("工作簿和数据文件请分开核对".to_owned()));
    }
    if args.annotate.is_some() {
        return Err(Fault::Usage(
            "--annotate 只用于工作簿，如 nianbao check 填报表.xlsx --annotate 已标注.xlsx".to_owned(),
        ));
    }
    let levels = args.levels.proved()?;
    let office = Office::open(&args.look.with(common))?;
    let files = Files::find(&args.paths)?;
    let mut entries = entries(&files.found, &office.forms);
    let peers = peers(&entries);
    if let Some(year) = args.year {
        entries.retain(|entry| entry.is_of(year));
        if entries.is_empty() {
            return Err(Fault::Usage(format!("没有 {year} 年度的数据文件")));
        }
    }
    let inspected: Vec<(&Entry, Vec<Finding>)> =
        entries.iter().map(|entry| (entry, levels.apply(office.inspect_among(entry, Some(&peers)).0))).collect();
    let remarks = levels.apply(remarks(&files, &entries));
    let all: Vec<&Finding> = inspected.iter().flat_map(|(_, findings)| findings).chain(&remarks).collect();
    let counts = Counts::of(all.iter().copied());
    let text = match args.format.as_str() {
        "json" => show::json(&all, entries.len()),
        "sarif" => show::sarif(&all),
        "github" => show::github(&all),
        _ => human(&inspected, &remarks, counts),
    };
    match &args.output {
        None => written(anstream::stdout().lock().write_all(text.as_bytes()))?,
        Some(path) => std::fs::write(path, anstream::adapter::strip_str(&text).to_string())
            .map_err(|error| Fault::io(Deed::Write, path, &error))?,
    }
    Ok(if counts.errors > 0 { exit::FINDINGS } else { exit::OK })
}

/// What is to be said of the run as a whole.
fn remarks(files: &Files, entries: &[Entry]) -> Vec<Finding> {
    let reports = entries.iter().filter_map(|entry| {
        let report = entry.report.as_ref()?;
        let has_last_year = entry.last_year.is_some() || entry.lost_last_year();
        Some(Standalone { path: &entry.path, agency: &report.agency.value, year: report.year.value, has_last_year })
    });
    files.findings().into_iter().chain(not_checked(reports)).collect()
}

/// Findings by data file, under the agency's name where there are several, and how many there are.
fn human(inspected: &[(&Entry, Vec<Finding>)], remarks: &[Finding], counts: Counts) -> String {
    let mut text = String::new();
    for (entry, findings) in inspected.iter().filter(|(_, findings)| !findings.is_empty()) {
        if let Some(report) = entry.report.as_ref().filter(|_| inspected.len() > 1) {
            let (agency, year) = (&report.agency.value, report.year.value);
            text += &format!("【{agency}　{year} 年度】{}\n\n", Counts::of(findings).words());
        }
        findings.iter().for_each(|finding| text += &format!("{}\n\n", show::human(finding)));
    }
    remarks.iter().for_each(|finding| text += &format!("{}\n\n", show::human(finding)));
    for (entry, findings) in inspected {
        text += &format!("{}：{}\n", shown_path(&entry.path), Counts::of(findings).words());
    }
    if inspected.len() > 1 || !remarks.is_empty() {
        text += &format!("共 {} 个文件：{}\n", inspected.len(), counts.words());
    }
    text
}
