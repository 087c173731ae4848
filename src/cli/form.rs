//! `nianbao form`: workbooks to be filled in, for one agency or for all of a list.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{Common, FormArgs};
use super::exit;
use crate::diag::{Deed, Fault, shown_path};
use crate::form::{Form, Forms};
use crate::office::{Entry, Files, entries, roster};
use crate::report::{Report, agency_name};
use crate::templates::Templates;
use crate::workbook::{self, Content};

const USAGE: &str = "写成 nianbao form 机关 年度，或 nianbao form --all 名单.txt 年度";

pub fn run(common: &Common, args: &FormArgs) -> Result<u8, Fault> {
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let (agencies, year) = wanted(args)?;
    let form = forms.for_year(year).ok_or_else(|| Fault::Usage(forms.no_edition(year)))?;
    let last = last_year(&args.data, &forms)?;
    let several = args.all.is_some();
    let mut kept = 0;
    for agency in &agencies {
        let path = target(args, agency, year);
        let bytes = filled(&form, agency, year, &last, several)?;
        match put(&path, &bytes) {
            Ok(()) => say!("已生成 {}", shown_path(&path)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                kept += 1;
                say!("已有 {}，可能填过，没有覆盖；要重新生成，先把它移走", shown_path(&path));
            }
            Err(error) => return Err(Fault::io(Deed::Write, &path, &error)),
        }
    }
    if several {
        say!("填报表 {} 份，新生成 {} 份", agencies.len(), agencies.len() - kept);
    }
    Ok(if kept == agencies.len() { exit::FAILURE } else { exit::OK })
}

/// The agencies and the year that the arguments mean.
fn wanted(args: &FormArgs) -> Result<(Vec<String>, u16), Fault> {
    let year = |text: &String| text.trim_end_matches("年度").trim_end_matches('年').parse::<u16>();
    let bad = |text: &String| Fault::Usage(format!("“{text}”不是年度，应为四位数字，如 2024；{USAGE}"));
    match (&args.all, &args.what[..]) {
        (Some(list), [text]) => Ok((roster(list)?, year(text).map_err(|_| bad(text))?)),
        (None, [agency, text]) => {
            let name = agency_name(agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
            Ok((vec![name.to_owned()], year(text).map_err(|_| bad(text))?))
        }
        _ => Err(Fault::Usage(USAGE.to_owned())),
    }
}

/// Every report of the data folder, for what is carried over from last year; without the folder none.
fn last_year(data: &Path, forms: &Forms) -> Result<Vec<Entry>, Fault> {
    let holds_some = data.is_dir() && std::fs::read_dir(data).is_ok_and(|mut folder| folder.next().is_some());
    if !holds_some {
        return Ok(Vec::new());
    }
    match Files::find(&[data.to_owned()]) {
        Ok(files) => Ok(entries(&files.found, forms)),
        Err(Fault::Usage(_)) => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

/// The workbook of one agency, with last year's 结转 where its report is at hand.
fn filled(form: &Arc<Form>, agency: &str, year: u16, all: &[Entry], fixed: bool) -> Result<Vec<u8>, Fault> {
    let mut content = Content::blank(form, agency, year);
    content.fixed = fixed;
    let before = |report: &&Arc<Report>| report.agency.value == agency && report.year.value + 1 == year;
    if let Some(last) = all.iter().filter_map(|entry| entry.report.as_ref()).find(before) {
        content = content.with_last_year(last);
    }
    workbook::write(&content, None).map_err(|error| Fault::Other(error.to_string()))
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

/// Writes a new file whole; one that is there is somebody's work and stays.
fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".nianbao-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}
