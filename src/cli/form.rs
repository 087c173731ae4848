//! `nianbao form`: workbooks to be filled in, for one agency or for all of a list.

use std::path::PathBuf;

use super::args::{Common, FormArgs};
use super::exit;
use crate::diag::{Fault, shown_path};
use crate::handout::{Handed, Handout, hand_out};
use crate::office::{DATA, outside, roster};
use crate::templates::Templates;

const USAGE: &str = "写成 nianbao form 机关 年度，或 nianbao form --all 名单.txt 年度";

pub fn run(common: &Common, args: &FormArgs) -> Result<u8, Fault> {
    outside(&args.data, DATA)?;
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let (agencies, year) = wanted(args)?;
    let several = args.all.is_some();
    let wanted = Handout { agencies, year, fixed: several, data: args.data.clone() };
    let written = hand_out(
        &forms,
        &wanted,
        |agency| target(args, agency, year),
        |handed| match handed {
            Handed::Written(path, remarks) => {
                say!("已生成 {}", shown_path(&path));
                for remark in remarks {
                    say!("  - {remark}");
                }
            }
            Handed::Kept(path) => say!("已有 {}，可能填过，没有覆盖；要重新生成，先把它移走", shown_path(&path)),
        },
    )?;
    if several {
        say!("填报表 {} 份，新生成 {written} 份", wanted.agencies.len());
    }
    Ok(if written == 0 { exit::FAILURE } else { exit::OK })
}

/// The agencies and the year that the arguments mean.
fn wanted(args: &FormArgs) -> Result<(Vec<String>, u16), Fault> {
    let year = |text: &String| {
        let number = text.trim_end_matches("年度").trim_end_matches('年').parse::<u16>();
        number.map_err(|_| Fault::Usage(format!("“{text}”不是年度，应为四位数字，如 2024；{USAGE}")))
    };
    match (&args.all, &args.what[..]) {
        (Some(list), [text]) => Ok((roster(list)?, year(text)?)),
        (None, [agency, text]) => Ok((vec![agency.clone()], year(text)?)),
        _ => Err(Fault::Usage(USAGE.to_owned())),
    }
}

/// Where the workbook goes: `--output` names a file for one agency and a folder for many.
fn target(args: &FormArgs, agency: &str, year: u16) -> PathBuf {
    let name = format!("{agency}{year}年度填报表.xlsx");
    match (&args.all, &args.output) {
        (Some(_), Some(folder)) => folder.join(name),
        (Some(_), None) => PathBuf::from(format!("填报表{year}")).join(name),
        (None, Some(file)) if file.is_dir() => file.join(name),
        (None, Some(file)) => file.clone(),
        (None, None) => PathBuf::from(name),
    }
}
