//! `nianbao check`: reads and checks, and prints every finding; the findings are the result and go to standard output, or into a
//! file.

mod returned;

use std::path::Path;

use super::args::{Check, Common};
use super::{exit, put};
use crate::batch::{OUT, excuse};
use crate::diag::Fault;
use crate::office::{Files, Office, Order, is_workbook};
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
    let list = Order::by_list(args.expected.as_deref(), &args.paths)?;
    let mut inspection = office.inspect_all(&Files::find(&args.paths)?, args.year, &levels, list)?;
    excuse(&mut inspection, Path::new(OUT));
    let all = inspection.findings();
    let text = match args.format.as_str() {
        "json" => show::json(&all, inspection.reports.len()),
        "sarif" => show::sarif(&all),
        "github" => show::github(&all),
        _ if args.output.is_some() => anstream::adapter::strip_str(&inspection.human()).to_string(),
        _ => inspection.human(),
    };
    put(args.output.as_deref(), text.as_bytes())?;
    Ok(if inspection.counts().errors > 0 { exit::FINDINGS } else { exit::OK })
}
