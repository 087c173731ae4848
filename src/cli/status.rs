//! `nianbao status`: who has delivered, in what state, and a letter to each.

use std::io::Write;

use super::args::{Common, StatusArgs};
use super::{exit, put};
use crate::diag::{Fault, shown_path};
use crate::office::{Look, Office};
use crate::status::letter::Wording;
use crate::status::{Ask, human, json, letters, page, status, text, workbook};
use crate::templates::Templates;

pub fn run(common: &Common, args: &StatusArgs) -> Result<u8, Fault> {
    let look = Look { templates: common.templates.clone(), ..Look::default() };
    let office = Office::open(&look)?;
    let ask =
        Ask { paths: args.paths.clone(), year: args.year, expected: args.expected.clone(), out: args.out.clone() };
    let status = status(&office, &ask)?;
    let templates = Templates::new(common.templates.as_deref())?;
    let wording = || Wording::of(args.year, &office.forms, &templates);
    let bytes = match args.format.as_str() {
        "text" => text(&status).into_bytes(),
        "json" => json(&status).into_bytes(),
        "html" => page(&templates.text("status.html.j2")?.text, &status, &wording()?)?.into_bytes(),
        "xlsx" if args.output.is_none() => {
            return Err(Fault::Usage("工作簿要写进文件：加 --output 交报情况.xlsx".into()));
        }
        "xlsx" => workbook(&status, &wording()?).map_err(|error| Fault::Other(format!("交报情况表：{error}")))?,
        _ => human(&status).into_bytes(),
    };
    put(args.output.as_deref(), &bytes)?;
    if let Some(folder) = &args.letters {
        let count = letters(&office, &templates, &status, folder)?;
        // JSON on standard output is for programs.
        if args.output.is_some() || args.format == "human" {
            super::written(writeln!(anstream::stdout().lock(), "通知单 {count} 份：{}", shown_path(folder)))?;
        }
    }
    Ok(if status.is_sound() { exit::OK } else { exit::FINDINGS })
}
