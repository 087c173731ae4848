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
    let office = Office::open(&args.look.with(common))?;
    let all = check_all(&office, &args.paths, Path::new(DATA))?;
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
    Ok(if has_errors { exit::FINDINGS } else { exit::OK })
}
