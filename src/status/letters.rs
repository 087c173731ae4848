//! All letters of a year, written into a folder.

use std::path::Path;

use super::letter::{Others, Wording, letter};
use super::{Agency, Status};
use crate::batch::{in_order, write_asked};
use crate::date::Date;
use crate::diag::Fault;
use crate::office::Office;
use crate::report::Members;
use crate::templates::Templates;
use crate::write::Format;

/// Writes a letter to each agency of a year, as a page and for Word, into a folder; returns to how many.
///
/// # Errors
/// The words of letters.yaml cannot be used, there is no such year, or a file cannot be written.
pub fn letters(office: &Office, templates: &Templates, status: &Status, folder: &Path) -> Result<usize, Fault> {
    let wording = Wording::of(status.year, &office.forms, templates)?;
    let date = Date::new(status.year + 1, 1, 31).ok_or_else(|| Fault::Usage(format!("没有 {} 年度", status.year)))?;
    let page = templates.text("letter.html.j2")?.text.clone();
    let names: Vec<&str> = status.agencies.iter().map(|agency| agency.name.as_str()).collect();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let style = office.press.style().compact();
    let make = |agency: &&Agency| -> Result<(), Fault> {
        // Whom a government sums up it may read of.
        let members: Vec<&str> =
            agency.report.iter().flat_map(|report| report.members.listed()).map(|m| m.value.as_str()).collect();
        let sums_all = agency.report.iter().any(|report| matches!(report.members, Members::All(_)));
        let is_other = |name: &&str| !sums_all && !members.contains(name);
        let others = Others::new(&agency.name, names.iter().copied().filter(is_other));
        let letter = letter(agency, status.year, &wording, &others);
        let dated = agency.report.as_ref().map_or(date, |report| report.date.value);
        let document = letter.document(dated).map_err(|error| Fault::Other(error.to_string()))?;
        let bytes = office.press.word(&document, &style);
        let bytes = bytes.map_err(|error| Fault::Other(format!("通知单：{error}")))?;
        let path = |ending: &str| folder.join(format!("{}.{ending}", file_name(&agency.name)));
        write_asked(&path(Format::Docx.ending()), &bytes)?;
        write_asked(&path(Format::Html.ending()), letter.page(&page)?.as_bytes())
    };
    let agencies: Vec<&Agency> = status.agencies.iter().collect();
    let mut result = Ok(());
    in_order(&agencies, jobs, &make, &mut |_, made| {
        if let (Ok(()), Err(fault)) = (&result, made) {
            result = Err(fault);
        }
    });
    result.map(|()| agencies.len())
}

/// A name that a file can have: a list may hold anything.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect()
}
