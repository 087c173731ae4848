//! `nianbao check 填报表.xlsx`: findings by the workbook's own cells, and the annotated workbook.

use std::path::Path;

use crate::cli::args::{Check, Common};
use crate::cli::{exit, put};
use crate::diag::{Fault, Severity, shown_path};
use crate::office::{DATA, Office};
use crate::returned::{check_all, human, in_cells, json};
use crate::show;

/// Checks workbooks; all paths are workbooks.
pub fn run(common: &Common, args: &Check) -> Result<u8, Fault> {
    if args.annotate.is_some() && args.paths.len() > 1 {
        return Err(Fault::Usage("--annotate 一次只标一个工作簿".to_owned()));
    }
    if args.year.is_some() || args.expected.is_some() {
        return Err(Fault::Usage("--year、--expected 用于数据文件，核对工作簿时不用写".to_owned()));
    }
    let levels = args.levels.proved()?;
    let office = Office::open(&args.look.with(common))?;
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for checked in check_all(&office, &args.paths, Path::new(DATA), &levels)? {
        match checked {
            Ok(returned) => all.push(returned),
            Err(fault) => faults.push(fault),
        }
    }
    if all.is_empty()
        && let Some(last) = faults.pop()
    {
        // None could be checked: the last is told as every command's failure is.
        faults.iter().for_each(|fault| say!("{}", show::failure(&fault.to_string())));
        return Err(last);
    }
    faults.iter().for_each(|fault| say!("{}", show::failure(&fault.to_string())));
    if let (Some(path), Some(returned)) = (&args.annotate, all.first()) {
        returned.annotate(path)?;
        say!("已写出 {}：问题标在格子上，列在第一张表", shown_path(path));
    }
    let text = match args.format.as_str() {
        "json" => json(&all),
        "sarif" => show::sarif_of_cells(&in_cells(&all)),
        "github" => show::github_of_cells(&in_cells(&all)),
        _ => all.iter().map(human).collect(),
    };
    put(args.output.as_deref(), text.as_bytes())?;
    let has_errors = all.iter().any(|returned| returned.count(Severity::Error) > 0);
    Ok(if has_errors || !faults.is_empty() { exit::FINDINGS } else { exit::OK })
}
