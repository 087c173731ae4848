//! `nianbao new`: a commented skeleton of a data file, made from the form.

use std::io::Write as _;
use std::path::Path;

use super::args::{Common, New};
use super::{exit, outside};
use crate::diag::{Fault, pasteable, reason, shown_path};
use crate::form::Form;
use crate::office::{Entry, entries};
use crate::report::skeleton::{Start, skeleton};
use crate::report::{agency_name, schema};
use crate::templates::Templates;

/// Where the JSON Schemas lie, seen from the folder that holds the data folder.
const SCHEMAS: &str = "templates/schema";

pub fn run(common: &Common, args: &New) -> Result<u8, Fault> {
    outside(&args.data)?;
    let agency = agency_name(&args.agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let form = forms.for_year(args.year).ok_or_else(|| Fault::Usage(forms.no_edition(args.year)))?;
    let folder = args.data.join(agency);
    let path = folder.join(format!("{}.yaml", args.year));
    let last_path = folder.join(format!("{}.yaml", args.year - 1));
    let last = last_path.is_file().then(|| entries(&[last_path], &forms)).and_then(|mut entries| entries.pop());
    if let Some(Entry { path, report: None, .. }) = &last {
        let shown = shown_path(path);
        return Err(Fault::Other(format!("上年的数据文件“{shown}”读不出，先用“nianbao check”核对它")));
    }
    let last = last.and_then(|entry| entry.report);
    let mut start =
        Start { agency: agency.to_owned(), year: args.year, schema: Some(schema_path(&form)), ..Start::default() };
    if let Some(last) = &last {
        start = start.after(last, &form);
    }
    let text = skeleton(&form, &start);
    let unwritable = |error| Fault::Other(format!("写不了“{}”：{}", shown_path(&path), reason(&error)));
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    write_new(&path, &text).map_err(unwritable)?;
    provide_schema(&args.data, &form)?;
    say!("已生成 {}\n把里面的“待填”都换成内容，再运行：nianbao check {}", shown_path(&path), pasteable(&path));
    Ok(exit::OK)
}

/// Creates the file; one that is there is somebody's work and stays.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Where the JSON Schema of a form lies, seen from a data file.
pub(super) fn schema_path(form: &Form) -> String {
    format!("../../{SCHEMAS}/{}.json", form.name)
}

/// Writes the JSON Schema that the data file's first line names, where there is none yet, so that an editor finds it.
pub(super) fn provide_schema(data: &Path, form: &Form) -> Result<(), Fault> {
    let folder = data.join("..").join(SCHEMAS);
    let path = folder.join(format!("{}.json", form.name));
    let written = || match write_new(&path, &format!("{:#}\n", schema(form))) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    };
    std::fs::create_dir_all(&folder)
        .and_then(|()| written())
        .map_err(|error| Fault::Other(format!("写不了“{}”：{}", shown_path(&path), reason(&error))))
}
